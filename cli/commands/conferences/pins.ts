import type { Command } from 'commander';
import * as z from 'zod';
import { pinViewOf } from '../../../lib/admin/pin-view.ts';
import {
  addPin,
  findRevocable,
  revokePin,
  rotateBridgePin,
  type Added,
} from '../../../lib/conferences/admin/pins.ts';
import { conferencePinSchema } from '../../../lib/conferences/model/pins.ts';
import {
  noConference,
  outcomeOf,
  withConference,
  type ConferencesDeps,
} from '../../kit/conference-deployment.ts';
import { parseMoment, problemsIn, someText, wholeNumber } from '../../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema, type SharedOptions } from '../../kit/options.ts';
import {
  aligned,
  answer,
  bold,
  momentText,
  tableText,
  wrongInput,
  type Finish,
  type Outcome,
  type Result,
} from '../../kit/output.ts';
import { untilThatStops } from '../../kit/sentences.ts';
import type { Deployment } from '../../kit/deployment.ts';
import { fingerprintOf } from '../../../lib/conferences/model/fingerprint.ts';

const addOptionsSchema = sharedOptionsSchema.extend({
  name: z.string().optional(),
  externalId: z.string().optional(),
  validUntil: z.string().optional(),
  digits: z.number().optional(),
});
const ownerSchema = conferencePinSchema.pick({ name: true, externalId: true });

/** Adds `pin add`, `list`, `revoke` and `rotate-bridge`. */
export function addPinCommands(program: Command, deps: ConferencesDeps, finish: Finish): void {
  const pin = program.command('pin').description('PINs of a conference; each is shown once, when it is made');
  const add = (name: string, description: string) =>
    pin.command(name).description(description).argument('<conference>', 'id of the conference');
  const dryRun = 'check everything, change nothing';

  addSharedOptions(
    add('add', 'make a further PIN, which is shown this once')
      .option('--name <name>', 'for a personal PIN: how the room names its owner', someText)
      .option('--external-id <id>', 'your own reference for the owner; the room gets it', someText)
      .option(
        '--valid-until <time>',
        'when it expires, with its offset: 2026-05-04T18:00:00+02:00 (default: never)',
      )
      .option('--digits <n>', 'how long it is (default: as short as is safe)', wholeNumber),
    dryRun,
  ).action(async (id: string, options: unknown) =>
    finish(await addTo(deps, id, addOptionsSchema.parse(options))),
  );

  addSharedOptions(add('list', 'the PINs by their fingerprints')).action(
    async (id: string, options: unknown) =>
      finish(await listOf(deps, id, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    add('revoke', 'make a PIN open nothing from now on').argument(
      '<fingerprint>',
      'as pin list shows it, or its first digits',
    ),
    dryRun,
  ).action(async (id: string, fingerprint: string, options: unknown) =>
    finish(await revokeOne(deps, id, fingerprint, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    add('rotate-bridge', 'give the bridge a new PIN, at the room too; the old one expires soon after'),
    dryRun,
  ).action(async (id: string, options: unknown) =>
    finish(await rotateBridge(deps, id, sharedOptionsSchema.parse(options))),
  );
}

async function addTo(
  deps: ConferencesDeps,
  typedId: string,
  { name, externalId, validUntil, digits, ...options }: z.infer<typeof addOptionsSchema>,
): Promise<Outcome> {
  const owner = ownerSchema.safeParse({ name, externalId });
  if (!owner.success) return wrongInput(`The PIN is wrong: ${problemsIn(owner.error)}.`);
  const until = parseMoment('--valid-until', validUntil);
  if (!until.ok) return until.outcome;
  return withConference(deps, options, typedId, 'Making the PIN', async ({ deployment, admin, id }) => {
    if (options.dryRun) {
      if ((await admin.conferences.get(id)) === undefined) return noConference;
      const text = `A PIN would be made in ${deployment.name}; nothing was made.`;
      return answer(deps, options, { added: false }, text);
    }
    const added = await addPin(admin, id, { ...owner.data, validUntilMs: until.value, digits });
    return showAdded(deps, deployment, options, added);
  });
}

/** Shows a PIN that was made, this once, or why none was. */
export function showAdded(
  deps: ConferencesDeps,
  deployment: Deployment,
  options: SharedOptions,
  added: Added,
): Outcome {
  if (!added.ok) return outcomeOf('No PIN was made', added);
  const { pin, fingerprint } = added;
  const rows = [
    ['PIN', `${bold(deps.stdout, pin)} (shown this once, and stored nowhere)`],
    ['fingerprint', fingerprint],
  ];
  const text = `Made in ${deployment.name}${untilThatStops(deployment)}.\n${aligned(rows)}`;
  return answer(deps, options, { added: true, pin, fingerprint }, text);
}

async function listOf(deps: ConferencesDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  return withConference(deps, options, typedId, 'Reading the PINs', async ({ admin, id }) => {
    if ((await admin.conferences.get(id)) === undefined) return noConference;
    const pins = await admin.pins.listOf(id);
    const headings = ['FINGERPRINT', 'KIND', 'VALID UNTIL', 'NAME', 'EXTERNAL ID', 'KEY'];
    const rows = pins.map(({ hash, entry: { kind, validUntilMs, name = '-', externalId = '-', keyId } }) => [
      fingerprintOf(hash),
      ...[kind, validityText(validUntilMs, deps.clock.now()), name, externalId, keyId],
    ]);
    return answer(deps, options, { pins: pins.map(pinViewOf) }, tableText(deps.stdout, headings, rows));
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
  options: SharedOptions,
): Promise<Outcome> {
  const named = fingerprintFrom(fingerprint, 'pin list');
  if (!named.ok) return named.outcome;
  return withConference(deps, options, typedId, 'Revoking the PIN', async ({ deployment, admin, id }) => {
    const revoke = options.dryRun ? findRevocable : revokePin;
    const revoked = await revoke(admin, id, named.value);
    if (!revoked.ok) return outcomeOf('Nothing was revoked', revoked);
    const pin = pinViewOf(revoked.pin);
    const text = options.dryRun
      ? `The PIN ${pin.fingerprint} would be revoked in ${deployment.name}; nothing was changed.`
      : `The PIN ${pin.fingerprint} is revoked in ${deployment.name}. Callers who are in stay in.`;
    return answer(deps, options, { revoked: !options.dryRun, pin }, text);
  });
}

async function rotateBridge(
  deps: ConferencesDeps,
  typedId: string,
  options: SharedOptions,
): Promise<Outcome> {
  return withConference(
    deps,
    options,
    typedId,
    "Changing the bridge's PIN",
    async ({ deployment, admin, id }) => {
      if (options.dryRun) {
        if ((await admin.conferences.get(id)) === undefined) return noConference;
        const text = `The bridge would get a new PIN in ${deployment.name}; nothing was changed.`;
        return answer(deps, options, { rotated: false }, text);
      }
      const rotated = await rotateBridgePin(admin, id);
      if (!rotated.ok) return outcomeOf('The bridge keeps its PIN', rotated);
      const { fingerprint, oldValidUntilMs } = rotated;
      const oldValidUntil = momentText(oldValidUntilMs);
      const text = `The bridge has a new PIN (${fingerprint}) in ${deployment.name} and at the room. The old one opens until ${oldValidUntil}.`;
      return answer(deps, options, { rotated: true, fingerprint, oldValidUntil }, text);
    },
  );
}
