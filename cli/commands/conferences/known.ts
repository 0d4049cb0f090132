import type { Command } from 'commander';
import * as z from 'zod';
import { knownViewSchema } from '../../../lib/admin/known-view.ts';
import { conferenceSettingsSchema } from '../../../lib/conferences/model/conference.ts';
import { knownCallerSchema } from '../../../lib/conferences/model/known-caller.ts';
import { askForList, type AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command, option } from '../../kit/command.ts';
import { conferenceArgument, findNamed, withConference } from '../../kit/deployment/conferences.ts';
import { problemsIn } from '../../kit/input.ts';
import { phoneNumberFrom } from '../../../lib/numbers/phone-number.ts';
import type { SharedOptions } from '../../kit/options.ts';
import { answer, tableText, wrongInput, type Finish, type Outcome } from '../../kit/output.ts';
import { untilThatStops } from '../../kit/sentences.ts';
import { dialledFrom } from '../dial-ins.ts';
import { fingerprintFrom, ownerOptions } from './pins.ts';

const ownerSchema = knownCallerSchema.pick({ name: true, externalId: true });
const addedSchema = z.object({
  fingerprint: z.string(),
  setting: conferenceSettingsSchema.shape.knownCallers.unwrap(),
});

/** A list's own path and entries. */
const knownAt = (path: string) =>
  ({ path: `${path}/known-callers`, item: knownViewSchema, what: 'known caller' }) as const;

/** Adds `known add`, `list` and `remove`. */
export function addKnownCommands(program: Command, deps: AdminApiDeps, finish: Finish): void {
  const group = program.command('known').description('callers who need no PIN for a conference');
  const dryRun = 'check everything, change nothing';

  command(group, finish, {
    name: 'add',
    about: 'let a number in without a PIN; of the number only a keyed hash is stored',
    args: [conferenceArgument, ['<number>', 'number that the caller dials from (+12025550188)']],
    options: {
      dialIn: option('--dial-in <dialled>', 'number or SIP Domain that the caller dials', z.string()),
      ...ownerOptions('caller', 'how the room names the caller'),
    },
    dryRun,
    after:
      'The conference must take known callers: see --known-callers of `conference create`.\n\nExample:\n' +
      '  patchbay known add 3f0c… +12025550188 --dial-in +12025550151 --name Ana --stage dev',
    run: async ({ dialIn, name, externalId, ...options }, id, typedNumber) => {
      const dialled = dialledFrom(dialIn);
      if (!dialled.ok) return dialled.outcome;
      const number = phoneNumberFrom(typedNumber);
      if (number === undefined)
        return wrongInput('A known caller has a number with + and country code, such as +12025550188.');
      const owner = ownerSchema.safeParse({ name, externalId });
      if (!owner.success) return wrongInput(`The known caller is wrong: ${problemsIn(owner.error)}.`);
      return addTo(deps, id, { number, dialled: dialled.value, ...owner.data }, options);
    },
  });

  command(group, finish, {
    name: 'list',
    about: 'the known callers by their fingerprints',
    args: [conferenceArgument],
    options: {},
    run: (options, id) => listOf(deps, id, options),
  });

  command(group, finish, {
    name: 'remove',
    about: 'ask a caller for the PIN again',
    dryRun,
    options: {},
    args: [conferenceArgument, ['<fingerprint>', 'as known list shows it, or its first digits']],
    run: (options, id, fingerprint) => removeOne(deps, id, fingerprint, options),
  });
}

function addTo(deps: AdminApiDeps, typedId: string, body: object, options: SharedOptions): Promise<Outcome> {
  const doing = 'Storing the known caller';
  return withConference(deps, options, typedId, doing, async ({ api, deployment, path, get }) => {
    if (options.dryRun) {
      const found = await get();
      if (!found.ok) return found.outcome;
      const text = `The caller would be known in ${deployment.name}; nothing was stored.`;
      return answer(deps, options, { added: false }, text);
    }
    const order = { method: 'POST', path: `${path}/known-callers`, body, answer: addedSchema } as const;
    const added = await api.ask({ ...order, otherwise: 'Nobody was added' });
    if (!added.ok) return added.outcome;
    const { fingerprint, setting } = added.answer;
    const text = `The caller is known (${fingerprint}) in ${deployment.name}${untilThatStops(deployment)}. ${whatItMeans[setting]}`;
    return answer(deps, options, { added: true, fingerprint, setting }, text);
  });
}

const whatItMeans = {
  off: 'The conference asks known callers for the PIN all the same, until that is set otherwise.',
  verified: 'No PIN is asked for when the carrier vouches for the number.',
  'unverified-too': 'No PIN is asked for, also of whoever forges the number.',
} as const;

function listOf(deps: AdminApiDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  return withConference(deps, options, typedId, 'Reading the known callers', async ({ api, path }) => {
    const all = await askForList(api, { ...knownAt(path), otherwise: 'The known callers cannot be read' });
    if (!all.ok) return all.outcome;
    const { items: known } = all.answer;
    const headings = ['FINGERPRINT', 'NUMBER', 'DIAL-IN', 'NAME', 'EXTERNAL ID', 'KEY'];
    const rows = known.map(({ fingerprint, number, dialIn, name = '-', externalId = '-', keyId }) => [
      fingerprint,
      number,
      dialIn,
      name,
      externalId,
      keyId,
    ]);
    return answer(deps, options, { known }, tableText(deps.stdout, headings, rows));
  });
}

async function removeOne(
  deps: AdminApiDeps,
  typedId: string,
  typed: string,
  options: SharedOptions,
): Promise<Outcome> {
  const fingerprint = fingerprintFrom(typed, 'known list');
  if (!fingerprint.ok) return fingerprint.outcome;
  const doing = 'Removing the known caller';
  return withConference(deps, options, typedId, doing, async ({ api, deployment, path }) => {
    const otherwise = 'Nobody was removed';
    const found = await findNamed(api, knownAt(path), fingerprint.value, otherwise);
    if (!found.ok) return found.outcome;
    const known = found.value;
    if (!options.dryRun) {
      const removal = { method: 'DELETE', path: `${path}/known-callers/${known.fingerprint}` } as const;
      const removed = await api.ask({ ...removal, answer: z.undefined(), otherwise });
      if (!removed.ok) return removed.outcome;
    }
    const text = options.dryRun
      ? `The known caller ${known.fingerprint} would be removed from ${deployment.name}; nothing was changed.`
      : `The known caller ${known.fingerprint} is removed from ${deployment.name}, and is asked for the PIN from now on.`;
    return answer(deps, options, { removed: !options.dryRun, known }, text);
  });
}
