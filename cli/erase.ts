import type { Command } from 'commander';
import * as z from 'zod';
import { eraseStored, findStored, type Left, type Stored } from '../lib/admin/erase.ts';
import { createCallLog } from '../lib/aws/call-log.ts';
import { listConferences } from '../lib/aws/conference-rooms.ts';
import { masked } from '../lib/telemetry/telemetry.ts';
import { internationalNumber } from '../lib/numbers/address.ts';
import { withConferences, type ConferencesDeps } from './conference-deployment.ts';
import { addSharedOptions, sharedOptionsSchema } from './options.ts';
import { done, tableText, writeJson, writeLine, wrongInput, type Finish, type Outcome } from './output.ts';

const optionsSchema = sharedOptionsSchema.extend({ number: z.string() });

const names = {
  'held-call': 'held calls',
  'pin-call': 'calls at a dial-in',
  'conference-caller': 'callers in conferences',
  'known-caller': 'known callers',
} as const satisfies Record<Stored['kind'], string>;

const elsewhere =
  'Logs have only the last two digits of numbers; counts of tries go after two hours, backups of the table after 35 ' +
  'days. What Daily, Twilio and Digital Samba keep has to be erased there.';

/** Adds `erase`. */
export function addEraseCommand(program: Command, deps: ConferencesDeps, finish: Finish): void {
  addSharedOptions(
    program
      .command('erase')
      .description('remove what is stored about a caller, but for calls in progress')
      .requiredOption('--number <number>', "the caller's number, with + and country code"),
    'only count what is stored',
  )
    .addHelpText(
      'after',
      `\n${elsewhere}\n\nExample:\n  patchbay erase --number +12025550188 --dry-run --stage dev`,
    )
    .action(async (options: unknown) => finish(await eraseCaller(deps, optionsSchema.parse(options))));
}

async function eraseCaller(deps: ConferencesDeps, options: z.infer<typeof optionsSchema>): Promise<Outcome> {
  const number = internationalNumber(options.number);
  if (number === undefined)
    return wrongInput('--number takes a number with + and country code, such as +12025550188.');
  const { clock, stdout, stderr } = deps;
  return withConferences(deps, options, 'Looking through all calls', async ({ deployment, admin }) => {
    const { table } = deployment;
    const eraseDeps = {
      ...{ table, clock, known: admin.known, pinKeys: admin.pinKeys },
      calls: createCallLog({ table, clock }),
      conferences: () => listConferences({ table, clock }),
    };
    const { stored, left } = await findStored(eraseDeps, number);
    const since = options.dryRun ? [] : await eraseStored(eraseDeps, stored);
    const stays = [...left, ...since];
    const counts = countsOf(stored, since);
    if (options.json) {
      writeJson(stdout, { erased: !options.dryRun, counts, left: stays });
    } else {
      const what = options.dryRun ? 'is stored; nothing was erased' : 'was stored, and is erased';
      writeLine(stdout, `Of the caller ${masked(number)} this ${what} (${deployment.name}):`);
      const rows = Object.entries(counts).map(([name, count]) => [name, `${count}`]);
      writeLine(stdout, tableText(stdout, ['WHAT', 'ITEMS'], rows));
      writeLine(stderr, elsewhere);
    }
    if (stays.length === 0) return done;
    const problem = stays.map(({ kind, call, why }) => `${names[kind]}: ${call}, since ${why}`).join('; ');
    return { exitCode: 3, problem: `This stays for now: ${problem}. Run the command again later.` };
  });
}

/** How many items of each kind there were, without those that stayed after all. */
function countsOf(stored: readonly Stored[], stayed: readonly Left[]): Readonly<Record<string, number>> {
  const count = (kind: Stored['kind']) =>
    stored.filter((each) => each.kind === kind).length - stayed.filter((each) => each.kind === kind).length;
  return {
    [names['held-call']]: count('held-call'),
    [names['pin-call']]: count('pin-call'),
    [names['conference-caller']]: count('conference-caller'),
    [names['known-caller']]: count('known-caller'),
  };
}
