import type { Command } from 'commander';
import * as z from 'zod';
import { addKnown, findKnownCaller, removeKnown } from '../lib/conference/administer-known.ts';
import { fingerprintOf, type ListedKnown } from '../lib/conference/administer-ports.ts';
import { knownCallerSchema } from '../lib/conference/known-callers.ts';
import { routeKeyOf } from '../lib/held-call/route.ts';
import {
  conferenceIdFrom,
  noConference,
  outcomeOf,
  untilThatStops,
  withConferences,
  type ConferencesDeps,
} from './conference-target.ts';
import { dialledFrom } from './doors.ts';
import { done, writeJson, writeLine, writeTable, wrongInput, type Outcome } from './output.ts';
import { someText } from './input.ts';
import { fingerprintFrom } from './pins.ts';
import { problemsIn } from './route-text.ts';
import { addTargetOptions, targetOptionsSchema } from './target.ts';

const optionsSchema = targetOptionsSchema.extend({
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof optionsSchema>;
const addOptionsSchema = optionsSchema.extend({
  door: z.string(),
  name: z.string().optional(),
  externalId: z.string().optional(),
});
const ownerSchema = knownCallerSchema.pick({ name: true, externalId: true });

/** Adds `known add`, `list` and `remove`. */
export function addKnownCommands(
  program: Command,
  deps: ConferencesDeps,
  finish: (outcome: Outcome) => void,
): void {
  const known = program.command('known').description('callers who need no PIN for a conference');
  const add = (name: string, description: string) =>
    addTargetOptions(
      known
        .command(name)
        .description(description)
        .argument('<conference>', 'id of the conference')
        .option('--json', 'print JSON'),
    );
  const dryRun = ['--dry-run', 'check everything, change nothing'] as const;

  const addOne = add('add', 'let a number in without a PIN; of the number only a keyed hash is stored')
    .argument('<number>', 'number that the caller dials from (+12025550188)')
    .requiredOption('--door <dialled>', 'number or SIP Domain that the caller dials')
    .option('--name <name>', 'how the room names the caller', someText)
    .option('--external-id <id>', 'your own reference for the caller; the room gets it', someText)
    .option(...dryRun)
    .addHelpText(
      'after',
      '\nThe conference must take known callers: see --known-callers of `conference create`.\n\nExample:\n' +
        '  patchbay known add 3f0c… +12025550188 --door +12025550151 --name Ana --stage dev',
    )
    .action(async (id: string, number: string) =>
      finish(await addOneTo(deps, id, number, addOptionsSchema.parse(addOne.opts()))),
    );

  const list = add('list', 'the known callers by their fingerprints').action(async (id: string) =>
    finish(await listOf(deps, id, optionsSchema.parse(list.opts()))),
  );

  const remove = add('remove', 'ask a caller for the PIN again')
    .argument('<fingerprint>', 'as known list shows it, or its first digits')
    .option(...dryRun)
    .action(async (id: string, fingerprint: string) =>
      finish(await removeOne(deps, id, fingerprint, optionsSchema.parse(remove.opts()))),
    );
}

async function addOneTo(
  deps: ConferencesDeps,
  typedId: string,
  typedNumber: string,
  { door, name, externalId, ...options }: z.infer<typeof addOptionsSchema>,
): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  const dialled = dialledFrom(door);
  if (!dialled.ok) return dialled.outcome;
  const number = routeKeyOf(typedNumber);
  if (!/^\+[1-9]\d{6,14}$/.test(number))
    return wrongInput('A known caller has a number with + and country code, such as +12025550188.');
  const owner = ownerSchema.safeParse({ name, externalId });
  if (!owner.success) return wrongInput(`The known caller is wrong: ${problemsIn(owner.error)}.`);
  return withConferences(deps, options, 'Storing the known caller', async ({ target, admin }) => {
    if (options.dryRun) {
      if ((await admin.conferences.get(id.value)) === undefined) return noConference;
      if (options.json) writeJson(deps.stdout, { added: false });
      else writeLine(deps.stdout, `The caller would be known in ${target.name}; nothing was stored.`);
      return done;
    }
    const added = await addKnown(admin, id.value, { number, dialled: dialled.value, ...owner.data });
    if (!added.ok) return outcomeOf('Nobody was added', added);
    const { fingerprint, setting } = added;
    if (options.json) {
      writeJson(deps.stdout, { added: true, fingerprint, setting });
      return done;
    }
    writeLine(
      deps.stdout,
      `The caller is known (${fingerprint}) in ${target.name}${untilThatStops(target)}. ${whatItMeans[setting]}`,
    );
    return done;
  });
}

const whatItMeans = {
  off: 'The conference asks known callers for the PIN all the same, until that is set otherwise.',
  verified: 'No PIN is asked for when the carrier vouches for the number.',
  'unverified-too': 'No PIN is asked for, also of whoever forges the number.',
} as const;

async function listOf(deps: ConferencesDeps, typedId: string, options: Options): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  return withConferences(deps, options, 'Reading the known callers', async ({ admin }) => {
    if ((await admin.conferences.get(id.value)) === undefined) return noConference;
    const known = (await admin.known.listOf(id.value)).map(knownJson);
    if (options.json) writeJson(deps.stdout, { known });
    else
      writeTable(
        deps.stdout,
        ['FINGERPRINT', 'NUMBER', 'DOOR', 'NAME', 'EXTERNAL ID', 'KEY'],
        known.map((each) => [
          each.fingerprint,
          each.number,
          each.door,
          each.name ?? '-',
          each.externalId ?? '-',
          each.keyId,
        ]),
      );
    return done;
  });
}

/** The number is masked: more of it is stored nowhere. */
function knownJson({ hash, caller }: ListedKnown) {
  const { maskedNumber, dialled, name, externalId, keyId } = caller;
  return { fingerprint: fingerprintOf(hash), number: maskedNumber, door: dialled, name, externalId, keyId };
}

async function removeOne(
  deps: ConferencesDeps,
  typedId: string,
  typed: string,
  options: Options,
): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  const fingerprint = fingerprintFrom(typed, 'known list');
  if (!fingerprint.ok) return fingerprint.outcome;
  return withConferences(deps, options, 'Removing the known caller', async ({ target, admin }) => {
    const remove = options.dryRun ? findKnownCaller : removeKnown;
    const removed = await remove(admin, id.value, fingerprint.value);
    if (!removed.ok) return outcomeOf('Nobody was removed', removed);
    const known = knownJson(removed.known);
    if (options.json) writeJson(deps.stdout, { removed: !options.dryRun, known });
    else
      writeLine(
        deps.stdout,
        options.dryRun
          ? `The known caller ${known.fingerprint} would be removed from ${target.name}; nothing was changed.`
          : `The known caller ${known.fingerprint} is removed from ${target.name}, and is asked for the PIN from now on.`,
      );
    return done;
  });
}
