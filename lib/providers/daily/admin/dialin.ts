import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { given, senseless, type Asked } from '../../../http/asked.ts';
import { bareAddress } from '../address.ts';
import { askDaily, listDaily } from './admin.ts';
import type { DailyClient } from '../client.ts';

/** An entry of the domain's dial-in, with all that Daily shows of it, known here or not. A field that is null is none. */
const entrySchema = z.preprocess(
  withoutNulls,
  z.looseObject({
    phone_number: z.string().optional(),
    room_creation_api: z.string().optional(),
    hmac: z.string().optional(),
    sip_uri: z.string().optional(),
  }),
);
export type PinlessEntry = z.infer<typeof entrySchema>;

function withoutNulls(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
}

const domainSchema = z.object({
  config: z.object({ pinless_dialin: z.array(entrySchema).nullish() }),
});

const configSchema = z.object({ id: z.string().min(1), type: z.string(), config: entrySchema });
type DialinConfig = z.infer<typeof configSchema>;

/** The longest page (Daily docs, domain-dialin-config). */
const configsPage = 100;

/** The domain's dial-in configuration, through both of its interfaces. */
export interface DialinState {
  /** Undefined if this domain knows no `domain-dialin-config`. */
  readonly configs: readonly DialinConfig[] | undefined;
  readonly property: readonly PinlessEntry[];
}

/** Reads both: whether an entry that was made through one shows in the other is not documented. */
export async function readDialin(client: DailyClient): Promise<Asked<DialinState>> {
  const configs = await listDaily(client, '/domain-dialin-config', configsPage, configSchema, ({ id }) => id);
  if (!configs.ok && configs.status !== 404) return configs;
  const property = await readProperty(client);
  if (!property.ok) return property;
  return given({ configs: configs.ok ? configs.value : undefined, property: property.value });
}

async function readProperty(client: DailyClient): Promise<Asked<readonly PinlessEntry[]>> {
  return propertyIn(await askDaily(client, { method: 'GET', path: '/' }));
}

function propertyIn(answer: Asked<unknown>): Asked<readonly PinlessEntry[]> {
  if (!answer.ok) return answer;
  const domain = domainSchema.safeParse(answer.value);
  return domain.success
    ? given(domain.data.config.pinless_dialin ?? [])
    : senseless('Daily', 'a readable pinless_dialin');
}

/** What an entry says, and through which interface it can be changed. */
export interface DialinEntry {
  readonly through: { readonly kind: 'config'; readonly id: string } | { readonly kind: 'property' };
  readonly type: string;
  readonly number: string | undefined;
  /** Its static SIP address. */
  readonly address: string | undefined;
  readonly url: string | undefined;
  readonly hmac: string | undefined;
}

/** Every entry once; one that shows through both interfaces is changed as a single object. */
export function entriesOf({ configs = [], property }: DialinState): readonly DialinEntry[] {
  const single = configs.map(({ id, type, config }) => entryOf(config, type, { kind: 'config', id }));
  const isShown = (entry: DialinEntry) =>
    single.some(({ number, address }) =>
      entry.number === undefined
        ? address !== undefined && address === entry.address
        : number === entry.number,
    );
  const others = property.map((entry) => entryOf(entry, 'pinless_dialin', { kind: 'property' }));
  return [...single, ...others.filter((entry) => !isShown(entry))];
}

function entryOf(
  { phone_number, sip_uri, room_creation_api, hmac }: PinlessEntry,
  type: string,
  through: DialinEntry['through'],
): DialinEntry {
  const address = sip_uri === undefined ? undefined : bareAddress(sip_uri);
  return { through, type, number: phone_number, address, url: room_creation_api, hmac };
}

/** What an entry is to say. */
export interface DesiredDialin {
  readonly number: string | undefined;
  readonly url: string;
  /** Undefined: Daily makes one. Only an entry that is new may leave it to Daily. */
  readonly hmac: string | undefined;
}

/** A written entry. `tries`: how often it took, because others wrote at the same time. */
export type Written = Asked<{
  readonly hmac: string;
  readonly address: string | undefined;
  readonly tries: number;
}>;

/** Makes an entry. */
export async function createEntry(
  client: DailyClient,
  state: DialinState,
  desired: DesiredDialin,
): Promise<Written> {
  if (state.configs === undefined) return writeProperty(client, desired);
  const fields = fieldsOf(desired);
  const body = { type: 'pinless_dialin', ...fields };
  const made = configIn(
    await askDaily(client, { method: 'POST', path: '/domain-dialin-config', body }, secretsIn(fields)),
  );
  if (!made.ok) return made;
  const after = await readAfterWrite(client, configPath(made.value.id));
  if (!after.ok) return after;
  const differing = differencesOf(after.value, fields);
  return differing.length > 0 ? overwritten(differing) : writtenIn(after.value, 1);
}

/** Points an entry here, through the interface that shows it. */
export async function changeEntry(
  client: DailyClient,
  entry: DialinEntry,
  desired: DesiredDialin,
): Promise<Written> {
  if (entry.through.kind === 'property') return writeProperty(client, desired);
  return changeConfig(client, configPath(entry.through.id), desired);
}

/**
 * Reads an entry, changes it, writes it back and reads it again. Whether Daily keeps fields that a change does not name, the
 * secret among them, is not documented: all of them go along, and all of them are compared.
 */
async function changeConfig(client: DailyClient, path: string, desired: DesiredDialin): Promise<Written> {
  let kept: PinlessEntry = {};
  let differing: readonly string[] = [];
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const before = configIn(await askDaily(client, { method: 'GET', path }));
    if (!before.ok) return before;
    // What an earlier try found, and this one does not, was lost by a write: it is put back.
    kept = { ...kept, ...writable(before.value.config) };
    const body = { ...kept, ...fieldsOf(desired) };
    const changed = configIn(await askDaily(client, { method: 'PUT', path, body }, secretsIn(kept, body)));
    if (!changed.ok) return changed;
    const after = await readAfterWrite(client, path);
    if (!after.ok) return after;
    differing = differencesOf(after.value, body);
    if (differing.length === 0) return writtenIn(after.value, tries);
  }
  return overwritten(differing);
}

/** How often a write is repeated that somebody else's overtook. */
const maxTries = 3;

/** After a write, others who had read before it need this long to overwrite it, if they are about to. */
const settleMs = 1_000;

/** Says of which fields, not what is in them: one is a secret. */
function overwritten(fields: readonly string[]): Written {
  const why =
    `Daily does not show ${fields.join(', ')} of the dial-in configuration as it was written: somebody else is ` +
    'changing the same entry, or Daily does not keep it';
  return { ok: false, reason: 'failed', why };
}

const configPath = (id: string) => `/domain-dialin-config/${encodeURIComponent(id)}`;

function configIn(answer: Asked<unknown>): Asked<DialinConfig> {
  if (!answer.ok) return answer;
  const config = configSchema.safeParse(answer.value).data;
  return config === undefined ? senseless('Daily', 'a dial-in configuration') : given(config);
}

async function readAfterWrite(client: DailyClient, path: string): Promise<Asked<PinlessEntry>> {
  await client.http.clock.sleep(settleMs);
  const read = configIn(await askDaily(client, { method: 'GET', path }));
  return read.ok ? given(read.value.config) : read;
}

/** Names of what was written and is not shown so. A secret that was not written is Daily's to make, as other fields are. */
function differencesOf(read: PinlessEntry, written: PinlessEntry): readonly string[] {
  return Object.keys(written).filter((name) => !isDeepStrictEqual(read[name], written[name]));
}

function writtenIn({ sip_uri, hmac }: PinlessEntry, tries: number): Written {
  if (hmac === undefined) return senseless('Daily', 'the secret of the entry');
  return given({ hmac, address: sip_uri === undefined ? undefined : bareAddress(sip_uri), tries });
}

function fieldsOf({ number, url, hmac }: DesiredDialin): PinlessEntry {
  return {
    ...(number === undefined ? {} : { phone_number: number }),
    room_creation_api: url,
    ...(hmac === undefined ? {} : { hmac }),
  };
}

const secretsIn = (...entries: readonly PinlessEntry[]) => entries.flatMap(({ hmac = [] }) => hmac);

/** Whether a wish is about this entry: a number's, or a SIP interconnect that leads here already. */
function isAbout({ number, url }: DesiredDialin, { phone_number, room_creation_api }: PinlessEntry): boolean {
  return number === undefined
    ? phone_number === undefined && room_creation_api === url
    : phone_number === number;
}

/** The array with the wish in it, added at its end if need be: all others keep everything, their places included. */
export function mergeEntry(
  entries: readonly PinlessEntry[],
  desired: DesiredDialin,
): readonly PinlessEntry[] {
  const merged = entries.map((entry) =>
    isAbout(desired, entry) ? { ...entry, ...fieldsOf(desired) } : entry,
  );
  return entries.some((entry) => isAbout(desired, entry)) ? merged : [...merged, fieldsOf(desired)];
}

/**
 * Reads, merges, writes and verifies the property, which Daily replaces as a whole: an entry that is left out is
 * deleted, and one without `hmac` gets a new secret (Daily docs, set domain config). There is no conditional write, so
 * it is read again right before the write, and once more after it. Only who writes in the same few milliseconds as we
 * do can still be overwritten.
 */
async function writeProperty(client: DailyClient, desired: DesiredDialin): Promise<Written> {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const before = await readProperty(client);
    if (!before.ok) return before;
    const mute = before.value.find(({ hmac }) => hmac === undefined);
    if (mute !== undefined) {
      const why = `Daily does not show the secret of ${mute.phone_number ?? 'a SIP interconnect'}: written again, it would get a new one`;
      return { ok: false, reason: 'refused', why };
    }
    const merged = mergeEntry(before.value, desired).map(writable);
    const again = await readProperty(client);
    if (!again.ok) return again;
    if (!isDeepStrictEqual(again.value, before.value)) continue;

    const body = { properties: { pinless_dialin: merged } };
    const secrets = secretsIn(...before.value, ...merged);
    const answer = await askDaily(client, { method: 'POST', path: '/', body }, secrets);
    if (!answer.ok) return answer;
    await client.http.clock.sleep(settleMs);
    const after = await readProperty(client);
    if (!after.ok) return after;
    const isSame = after.value.length === merged.length;
    const differing = merged.map((entry, index) => differencesOf(after.value[index] ?? {}, entry));
    const ours = after.value.find((entry) => isAbout(desired, entry));
    if (isSame && ours !== undefined && differing.flat().length === 0) return writtenIn(ours, tries);
    // A field that is gone would be missing from the next try too, and nobody would notice.
    const lost = merged.flatMap((entry, index) => lostFrom(after.value[index], entry));
    if (isSame && lost.length > 0) return overwritten(lost);
  }
  return {
    ok: false,
    reason: 'failed',
    why: `somebody else changed Daily's pinless_dialin during each of ${maxTries} tries`,
  };
}

/** `sip_uri` is Daily's own and refused in a request. */
function writable(entry: PinlessEntry): PinlessEntry {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => name !== 'sip_uri'));
}

/** Names of fields that were written and are not there, in what is still the same entry. */
function lostFrom(read: PinlessEntry | undefined, written: PinlessEntry): readonly string[] {
  if (read === undefined || read.phone_number !== written.phone_number) return [];
  return Object.keys(written).filter((name) => read[name] === undefined);
}
