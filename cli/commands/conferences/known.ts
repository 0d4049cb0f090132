import type { Command } from 'commander';
import * as z from 'zod';
import { addKnown, findKnownCaller, removeKnown } from '../../../lib/conferences/admin/known.ts';
import {
  noConference,
  outcomeOf,
  withConference,
  type ConferencesDeps,
} from '../../kit/conference-deployment.ts';
import { dialledFrom } from '../dial-ins.ts';
import { phoneNumberFrom, problemsIn, someText } from '../../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema, type SharedOptions } from '../../kit/options.ts';
import { answer, tableText, wrongInput, type Finish, type Outcome } from '../../kit/output.ts';
import { fingerprintFrom } from './pins.ts';
import { untilThatStops } from '../../kit/sentences.ts';
import { knownCallerSchema, type ListedKnown } from '../../../lib/conferences/model/known-caller.ts';
import { fingerprintOf } from '../../../lib/conferences/model/fingerprint.ts';

const addOptionsSchema = sharedOptionsSchema.extend({
  dialIn: z.string(),
  name: z.string().optional(),
  externalId: z.string().optional(),
});
const ownerSchema = knownCallerSchema.pick({ name: true, externalId: true });

/** Adds `known add`, `list` and `remove`. */
export function addKnownCommands(program: Command, deps: ConferencesDeps, finish: Finish): void {
  const known = program.command('known').description('callers who need no PIN for a conference');
  const add = (name: string, description: string) =>
    known.command(name).description(description).argument('<conference>', 'id of the conference');
  const dryRun = 'check everything, change nothing';

  addSharedOptions(
    add('add', 'let a number in without a PIN; of the number only a keyed hash is stored')
      .argument('<number>', 'number that the caller dials from (+12025550188)')
      .requiredOption('--dial-in <dialled>', 'number or SIP Domain that the caller dials')
      .option('--name <name>', 'how the room names the caller', someText)
      .option('--external-id <id>', 'your own reference for the caller; the room gets it', someText),
    dryRun,
  )
    .addHelpText(
      'after',
      '\nThe conference must take known callers: see --known-callers of `conference create`.\n\nExample:\n' +
        '  patchbay known add 3f0c… +12025550188 --dial-in +12025550151 --name Ana --stage dev',
    )
    .action(async (id: string, number: string, options: unknown) =>
      finish(await addOneTo(deps, id, number, addOptionsSchema.parse(options))),
    );

  addSharedOptions(add('list', 'the known callers by their fingerprints')).action(
    async (id: string, options: unknown) =>
      finish(await listOf(deps, id, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    add('remove', 'ask a caller for the PIN again').argument(
      '<fingerprint>',
      'as known list shows it, or its first digits',
    ),
    dryRun,
  ).action(async (id: string, fingerprint: string, options: unknown) =>
    finish(await removeOne(deps, id, fingerprint, sharedOptionsSchema.parse(options))),
  );
}

async function addOneTo(
  deps: ConferencesDeps,
  typedId: string,
  typedNumber: string,
  { dialIn, name, externalId, ...options }: z.infer<typeof addOptionsSchema>,
): Promise<Outcome> {
  const dialled = dialledFrom(dialIn);
  if (!dialled.ok) return dialled.outcome;
  const number = phoneNumberFrom(typedNumber);
  if (number === undefined)
    return wrongInput('A known caller has a number with + and country code, such as +12025550188.');
  const owner = ownerSchema.safeParse({ name, externalId });
  if (!owner.success) return wrongInput(`The known caller is wrong: ${problemsIn(owner.error)}.`);
  return withConference(
    deps,
    options,
    typedId,
    'Storing the known caller',
    async ({ deployment, admin, id }) => {
      if (options.dryRun) {
        if ((await admin.conferences.get(id)) === undefined) return noConference;
        const text = `The caller would be known in ${deployment.name}; nothing was stored.`;
        return answer(deps, options, { added: false }, text);
      }
      const added = await addKnown(admin, id, { number, dialled: dialled.value, ...owner.data });
      if (!added.ok) return outcomeOf('Nobody was added', added);
      const { fingerprint, setting } = added;
      const text = `The caller is known (${fingerprint}) in ${deployment.name}${untilThatStops(deployment)}. ${whatItMeans[setting]}`;
      return answer(deps, options, { added: true, fingerprint, setting }, text);
    },
  );
}

const whatItMeans = {
  off: 'The conference asks known callers for the PIN all the same, until that is set otherwise.',
  verified: 'No PIN is asked for when the carrier vouches for the number.',
  'unverified-too': 'No PIN is asked for, also of whoever forges the number.',
} as const;

async function listOf(deps: ConferencesDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  return withConference(deps, options, typedId, 'Reading the known callers', async ({ admin, id }) => {
    if ((await admin.conferences.get(id)) === undefined) return noConference;
    const known = (await admin.known.listOf(id)).map(knownJson);
    const headings = ['FINGERPRINT', 'NUMBER', 'DIAL-IN', 'NAME', 'EXTERNAL ID', 'KEY'];
    const rows = known.map(({ fingerprint, number, dialIn, name = '-', externalId = '-', keyId }) => [
      ...[fingerprint, number, dialIn, name, externalId, keyId],
    ]);
    return answer(deps, options, { known }, tableText(deps.stdout, headings, rows));
  });
}

/** The number is masked: more of it is stored nowhere. */
function knownJson({ hash, caller }: ListedKnown) {
  const { maskedNumber, dialled, name, externalId, keyId } = caller;
  return { fingerprint: fingerprintOf(hash), number: maskedNumber, dialIn: dialled, name, externalId, keyId };
}

async function removeOne(
  deps: ConferencesDeps,
  typedId: string,
  typed: string,
  options: SharedOptions,
): Promise<Outcome> {
  const fingerprint = fingerprintFrom(typed, 'known list');
  if (!fingerprint.ok) return fingerprint.outcome;
  return withConference(
    deps,
    options,
    typedId,
    'Removing the known caller',
    async ({ deployment, admin, id }) => {
      const remove = options.dryRun ? findKnownCaller : removeKnown;
      const removed = await remove(admin, id, fingerprint.value);
      if (!removed.ok) return outcomeOf('Nobody was removed', removed);
      const known = knownJson(removed.known);
      const text = options.dryRun
        ? `The known caller ${known.fingerprint} would be removed from ${deployment.name}; nothing was changed.`
        : `The known caller ${known.fingerprint} is removed from ${deployment.name}, and is asked for the PIN from now on.`;
      return answer(deps, options, { removed: !options.dryRun, known }, text);
    },
  );
}
