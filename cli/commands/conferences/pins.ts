import type { Command } from 'commander';
import * as z from 'zod';
import { pinViewSchema } from '../../../lib/admin/pin-view.ts';
import { whyNotRevocable } from '../../../lib/conferences/admin/pins.ts';
import { refusal } from '../../../lib/conferences/model/not-done.ts';
import { conferencePinSchema } from '../../../lib/conferences/model/pins.ts';
import { askForList, type AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import type { AdminAnswer } from '../../kit/deployment/admin-answer.ts';
import { command, option } from '../../kit/command.ts';
import {
  conferenceArgument,
  findNamed,
  outcomeOf,
  withConference,
} from '../../kit/deployment/conferences.ts';
import type { Deployment } from '../../kit/deployment/deployment.ts';
import { parseMoment, problemsIn, someText, wholeNumber } from '../../kit/input.ts';
import type { SharedOptions } from '../../kit/options.ts';
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

const ownerSchema = conferencePinSchema.pick({ name: true, externalId: true });

/** Of every command that makes a PIN. */
export const pinOptions = {
  validUntil: option(
    '--valid-until <time>',
    'when it expires, with its offset: 2026-05-04T18:00:00+02:00 (default: never)',
    z.string().optional(),
  ),
  digits: option(
    '--digits <n>',
    'how long it is (default: as short as is safe)',
    z.number().optional(),
    wholeNumber,
  ),
};

/** Of every command that makes somebody known to a conference. */
export const ownerOptions = (who: string, what: string) => ({
  name: option('--name <name>', what, z.string().optional(), someText),
  externalId: option(
    '--external-id <id>',
    `your own reference for the ${who}; the room gets it`,
    z.string().optional(),
    someText,
  ),
});

/** A list's own path and entries. */
const pinsAt = (path: string) =>
  ({ path: `${path}/pins`, item: pinViewSchema, what: 'PIN of the conference' }) as const;

/** Adds `pin add`, `list`, `revoke` and `rotate-bridge`. */
export function addPinCommands(program: Command, deps: AdminApiDeps, finish: Finish): void {
  const group = program
    .command('pin')
    .description('PINs of a conference; each is shown once, when it is made');
  const dryRun = 'check everything, change nothing';

  command(group, finish, {
    name: 'add',
    about: 'make a further PIN, which is shown this once',
    args: [conferenceArgument],
    dryRun,
    options: { ...ownerOptions('owner', 'for a personal PIN: how the room names its owner'), ...pinOptions },
    run: async ({ name, externalId, validUntil, digits, ...options }, id) => {
      const owner = ownerSchema.safeParse({ name, externalId });
      if (!owner.success) return wrongInput(`The PIN is wrong: ${problemsIn(owner.error)}.`);
      const until = validUntilFrom(validUntil);
      if (!until.ok) return until.outcome;
      return withConference(deps, options, id, 'Making the PIN', async ({ api, deployment, path, get }) => {
        if (options.dryRun) {
          const found = await get();
          return found.ok ? showPlanned(deps, deployment, options) : found.outcome;
        }
        const body = { ...owner.data, validUntil: until.value, digits };
        const made = await api.ask({ method: 'POST', path: `${path}/pins`, body, ...newPin });
        return showAdded(deps, deployment, options, made);
      });
    },
  });

  command(group, finish, {
    name: 'list',
    about: 'the PINs by their fingerprints',
    args: [conferenceArgument],
    options: {},
    run: (options, id) => listOf(deps, id, options),
  });

  command(group, finish, {
    name: 'revoke',
    about: 'make a PIN open nothing from now on',
    dryRun,
    options: {},
    args: [conferenceArgument, ['<fingerprint>', 'as pin list shows it, or its first digits']],
    run: (options, id, fingerprint) => revokeOne(deps, id, fingerprint, options),
  });

  command(group, finish, {
    name: 'rotate-bridge',
    args: [conferenceArgument],
    dryRun,
    options: {},
    about: 'give the bridge a new PIN, at the room too; the old one expires soon after',
    run: (options, id) => rotateBridge(deps, id, options),
  });
}

/** What is answered where a PIN was made. */
export const newPin = {
  answer: z.object({ fingerprint: z.string(), pin: z.string() }),
  otherwise: 'No PIN was made',
};

/** Until when a PIN is to be valid, as the admin API takes it. */
export function validUntilFrom(typed: string | undefined): Result<string | undefined> {
  const until = parseMoment('--valid-until', typed);
  return until.ok
    ? { ok: true, value: until.value === undefined ? undefined : momentText(until.value) }
    : until;
}

/** Says that a PIN would be made. */
export function showPlanned(deps: AdminApiDeps, { name }: Deployment, options: SharedOptions): Outcome {
  return answer(deps, options, { added: false }, `A PIN would be made in ${name}; nothing was made.`);
}

/** Shows a PIN that was made, this once, or why none was. */
export function showAdded(
  deps: AdminApiDeps,
  deployment: Deployment,
  options: SharedOptions,
  made: AdminAnswer<{ readonly pin: string; readonly fingerprint: string }>,
): Outcome {
  if (!made.ok) return made.outcome;
  const { pin, fingerprint } = made.answer;
  const rows = [
    ['PIN', `${bold(deps.stdout, pin)} (shown this once, and stored nowhere)`],
    ['fingerprint', fingerprint],
  ];
  const text = `Made in ${deployment.name}${untilThatStops(deployment)}.\n${aligned(rows)}`;
  return answer(deps, options, { added: true, pin, fingerprint }, text);
}

function listOf(deps: AdminApiDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  return withConference(deps, options, typedId, 'Reading the PINs', async ({ api, path }) => {
    const all = await askForList(api, { ...pinsAt(path), otherwise: 'The PINs cannot be read' });
    if (!all.ok) return all.outcome;
    const { items: pins } = all.answer;
    const headings = ['FINGERPRINT', 'KIND', 'VALID UNTIL', 'NAME', 'EXTERNAL ID', 'KEY'];
    const rows = pins.map(({ fingerprint, kind, validUntil, name = '-', externalId = '-', keyId }) => [
      fingerprint,
      kind,
      validityText(validUntil, deps.clock.now()),
      name,
      externalId,
      keyId,
    ]);
    return answer(deps, options, { pins }, tableText(deps.stdout, headings, rows));
  });
}

/** For tables: until when a PIN is valid; null: for ever. */
export function validityText(validUntil: string | null, nowMs: number): string {
  if (validUntil === null) return 'for ever';
  return `${validUntil}${Date.parse(validUntil) <= nowMs ? ' (expired)' : ''}`;
}

/** What somebody typed in the place of a fingerprint, which may be what it must not be. */
export function fingerprintFrom(typed: string, list: string): Result<string> {
  if (/^[0-9a-f]{1,8}$/i.test(typed)) return { ok: true, value: typed };
  const problem = `A fingerprint has 8 hexadecimal digits; \`${list}\` shows it. A PIN or a number is no fingerprint.`;
  return { ok: false, outcome: wrongInput(problem) };
}

async function revokeOne(
  deps: AdminApiDeps,
  typedId: string,
  typed: string,
  options: SharedOptions,
): Promise<Outcome> {
  const fingerprint = fingerprintFrom(typed, 'pin list');
  if (!fingerprint.ok) return fingerprint.outcome;
  return withConference(deps, options, typedId, 'Revoking the PIN', async ({ api, deployment, path }) => {
    const otherwise = 'Nothing was revoked';
    const found = await findNamed(api, pinsAt(path), fingerprint.value, otherwise);
    if (!found.ok) return found.outcome;
    const pin = found.value;
    const why = whyNotRevocable(pin.kind, pin.validUntil !== null);
    if (why !== undefined) return outcomeOf(otherwise, refusal(why));
    if (!options.dryRun) {
      const removal = { method: 'DELETE', path: `${path}/pins/${pin.fingerprint}` } as const;
      const revoked = await api.ask({ ...removal, answer: z.undefined(), otherwise });
      if (!revoked.ok) return revoked.outcome;
    }
    const text = options.dryRun
      ? `The PIN ${pin.fingerprint} would be revoked in ${deployment.name}; nothing was changed.`
      : `The PIN ${pin.fingerprint} is revoked in ${deployment.name}. Callers who are in stay in.`;
    return answer(deps, options, { revoked: !options.dryRun, pin }, text);
  });
}

const rotatedSchema = z.object({ fingerprint: z.string(), oldValidUntil: z.string() });

function rotateBridge(deps: AdminApiDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  const doing = "Changing the bridge's PIN";
  return withConference(deps, options, typedId, doing, async ({ api, deployment, path, get }) => {
    if (options.dryRun) {
      const found = await get();
      if (!found.ok) return found.outcome;
      const text = `The bridge would get a new PIN in ${deployment.name}; nothing was changed.`;
      return answer(deps, options, { rotated: false }, text);
    }
    const order = { method: 'POST', path: `${path}/bridge-pin/rotate`, answer: rotatedSchema } as const;
    const rotated = await api.ask({ ...order, otherwise: 'The bridge keeps its PIN' });
    if (!rotated.ok) return rotated.outcome;
    const { fingerprint, oldValidUntil } = rotated.answer;
    const text = `The bridge has a new PIN (${fingerprint}) in ${deployment.name} and at the room. The old one opens until ${oldValidUntil}.`;
    return answer(deps, options, { rotated: true, fingerprint, oldValidUntil }, text);
  });
}
