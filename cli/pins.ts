import type { Command } from 'commander';
import * as z from 'zod';
import { pinViewOf } from '../lib/admin/pin-view.ts';
import {
  addPin,
  findRevocable,
  revokePin,
  rotateBridgePin,
  type Added,
} from '../lib/conference/administer-pins.ts';
import { fingerprintOf } from '../lib/conference/administer-ports.ts';
import { conferencePinSchema } from '../lib/conference/pins.ts';
import {
  conferenceIdFrom,
  momentText,
  noConference,
  outcomeOf,
  untilThatStops,
  withConferences,
  type ConferencesDeps,
} from './conference-target.ts';
import { parseMoment, someText, wholeNumber } from './input.ts';
import {
  aligned,
  bold,
  done,
  writeJson,
  writeLine,
  writeTable,
  wrongInput,
  type Outcome,
  type Result,
} from './output.ts';
import { problemsIn } from './route-text.ts';
import { addTargetOptions, targetOptionsSchema, type Target } from './target.ts';

const optionsSchema = targetOptionsSchema.extend({
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof optionsSchema>;
const addOptionsSchema = optionsSchema.extend({
  name: z.string().optional(),
  externalId: z.string().optional(),
  validUntil: z.string().optional(),
  digits: z.number().optional(),
});
const ownerSchema = conferencePinSchema.pick({ name: true, externalId: true });

/** Adds `pin add`, `list`, `revoke` and `rotate-bridge`. */
export function addPinCommands(
  program: Command,
  deps: ConferencesDeps,
  finish: (outcome: Outcome) => void,
): void {
  const pin = program.command('pin').description('PINs of a conference; each is shown once, when it is made');
  const add = (name: string, description: string) =>
    addTargetOptions(
      pin
        .command(name)
        .description(description)
        .argument('<conference>', 'id of the conference')
        .option('--json', 'print JSON'),
    );
  const dryRun = ['--dry-run', 'check everything, change nothing'] as const;

  const addOne = add('add', 'make a further PIN, which is shown this once')
    .option('--name <name>', 'for a personal PIN: how the room names its owner', someText)
    .option('--external-id <id>', 'your own reference for the owner; the room gets it', someText)
    .option(
      '--valid-until <time>',
      'when it expires, with its offset: 2026-05-04T18:00:00+02:00 (default: never)',
    )
    .option('--digits <n>', 'how long it is (default: as short as is safe)', wholeNumber)
    .option(...dryRun)
    .action(async (id: string) => finish(await addTo(deps, id, addOptionsSchema.parse(addOne.opts()))));

  const list = add('list', 'the PINs by their fingerprints').action(async (id: string) =>
    finish(await listOf(deps, id, optionsSchema.parse(list.opts()))),
  );

  const revoke = add('revoke', 'make a PIN open nothing from now on')
    .argument('<fingerprint>', 'as pin list shows it, or its first digits')
    .option(...dryRun)
    .action(async (id: string, fingerprint: string) =>
      finish(await revokeOne(deps, id, fingerprint, optionsSchema.parse(revoke.opts()))),
    );

  const rotate = add(
    'rotate-bridge',
    'give the bridge a new PIN, at the room too; the old one expires soon after',
  )
    .option(...dryRun)
    .action(async (id: string) => finish(await rotateBridge(deps, id, optionsSchema.parse(rotate.opts()))));
}

async function addTo(
  deps: ConferencesDeps,
  typedId: string,
  { name, externalId, validUntil, digits, ...options }: z.infer<typeof addOptionsSchema>,
): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  const owner = ownerSchema.safeParse({ name, externalId });
  if (!owner.success) return wrongInput(`The PIN is wrong: ${problemsIn(owner.error)}.`);
  const until = parseMoment('--valid-until', validUntil);
  if (!until.ok) return until.outcome;
  return withConferences(deps, options, 'Making the PIN', async ({ target, admin }) => {
    if (options.dryRun) {
      if ((await admin.conferences.get(id.value)) === undefined) return noConference;
      if (options.json) writeJson(deps.stdout, { added: false });
      else writeLine(deps.stdout, `A PIN would be made in ${target.name}; nothing was made.`);
      return done;
    }
    const added = await addPin(admin, id.value, { ...owner.data, validUntilMs: until.value, digits });
    return showAdded(deps, target, options, added);
  });
}

/** Shows a PIN that was made, this once, or why none was. */
export function showAdded(
  { stdout }: Pick<ConferencesDeps, 'stdout'>,
  target: Target,
  { json }: { readonly json: boolean },
  added: Added,
): Outcome {
  if (!added.ok) return outcomeOf('No PIN was made', added);
  const { pin, fingerprint } = added;
  if (json) {
    writeJson(stdout, { added: true, pin, fingerprint });
    return done;
  }
  writeLine(stdout, `Made in ${target.name}${untilThatStops(target)}.`);
  const rows = [
    ['PIN', `${bold(stdout, pin)} (shown this once, and stored nowhere)`],
    ['fingerprint', fingerprint],
  ];
  writeLine(stdout, aligned(rows));
  return done;
}

async function listOf(deps: ConferencesDeps, typedId: string, options: Options): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  return withConferences(deps, options, 'Reading the PINs', async ({ admin }) => {
    if ((await admin.conferences.get(id.value)) === undefined) return noConference;
    const pins = await admin.pins.listOf(id.value);
    if (options.json) {
      writeJson(deps.stdout, { pins: pins.map(pinViewOf) });
      return done;
    }
    const nowMs = deps.clock.now();
    writeTable(
      deps.stdout,
      ['FINGERPRINT', 'KIND', 'VALID UNTIL', 'NAME', 'EXTERNAL ID', 'KEY'],
      pins.map(({ hash, entry }) => [
        fingerprintOf(hash),
        entry.kind,
        validityText(entry.validUntilMs, nowMs),
        entry.name ?? '-',
        entry.externalId ?? '-',
        entry.keyId,
      ]),
    );
    return done;
  });
}

/** For tables: until when a PIN is valid. */
export function validityText(validUntilMs: number | undefined, nowMs: number): string {
  if (validUntilMs === undefined) return 'for ever';
  return `${momentText(validUntilMs)}${validUntilMs <= nowMs ? ' (expired)' : ''}`;
}

/** What somebody typed in the place of a fingerprint, which may be what it must not be. */
export function fingerprintFrom(typed: string, list: string): Result<string> {
  if (/^[0-9a-f]{1,8}$/i.test(typed)) return { ok: true, value: typed };
  const problem = `A fingerprint has 8 hexadecimal digits; \`${list}\` shows it. A PIN or a number is no fingerprint.`;
  return { ok: false, outcome: wrongInput(problem) };
}

async function revokeOne(
  deps: ConferencesDeps,
  typedId: string,
  fingerprint: string,
  options: Options,
): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  const named = fingerprintFrom(fingerprint, 'pin list');
  if (!named.ok) return named.outcome;
  return withConferences(deps, options, 'Revoking the PIN', async ({ target, admin }) => {
    const revoke = options.dryRun ? findRevocable : revokePin;
    const revoked = await revoke(admin, id.value, named.value);
    if (!revoked.ok) return outcomeOf('Nothing was revoked', revoked);
    const pin = pinViewOf(revoked.pin);
    if (options.json) writeJson(deps.stdout, { revoked: !options.dryRun, pin });
    else
      writeLine(
        deps.stdout,
        options.dryRun
          ? `The PIN ${pin.fingerprint} would be revoked in ${target.name}; nothing was changed.`
          : `The PIN ${pin.fingerprint} is revoked in ${target.name}. Callers who are in stay in.`,
      );
    return done;
  });
}

async function rotateBridge(deps: ConferencesDeps, typedId: string, options: Options): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  return withConferences(deps, options, "Changing the bridge's PIN", async ({ target, admin }) => {
    if (options.dryRun) {
      if ((await admin.conferences.get(id.value)) === undefined) return noConference;
      if (options.json) writeJson(deps.stdout, { rotated: false });
      else writeLine(deps.stdout, `The bridge would get a new PIN in ${target.name}; nothing was changed.`);
      return done;
    }
    const rotated = await rotateBridgePin(admin, id.value);
    if (!rotated.ok) return outcomeOf('The bridge keeps its PIN', rotated);
    const { fingerprint, oldValidUntilMs } = rotated;
    const oldValidUntil = momentText(oldValidUntilMs);
    if (options.json) writeJson(deps.stdout, { rotated: true, fingerprint, oldValidUntil });
    else
      writeLine(
        deps.stdout,
        `The bridge has a new PIN (${fingerprint}) in ${target.name} and at the room. The old one opens until ${oldValidUntil}.`,
      );
    return done;
  });
}
