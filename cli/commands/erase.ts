import type { Command } from 'commander';
import { eraseStored, findStored, type Left, type Stored } from '../../lib/admin/erase.ts';
import { masked } from '../../lib/telemetry/telemetry.ts';

import { command } from '../kit/command.ts';
import { done, tableText, writeJson, writeLine, type Finish, type Outcome } from '../kit/output.ts';
import {
  numberOption,
  withStoredAbout,
  type NumberOptions,
  type StoredAboutDeps,
} from '../kit/stored-about.ts';

const names = {
  'held-call': 'held calls',
  'pin-call': 'calls at a dial-in',
  'conference-caller': 'callers in conferences',
  'known-caller': 'known callers',
} as const satisfies Record<Stored['kind'], string>;

const elsewhere =
  'Logs hold only the last two digits of a number. Counts of tries go after two hours, backups of the table after 35 ' +
  'days. Daily, Twilio and Digital Samba keep data of their own: erase it there.';

/** Adds `erase`. */
export function addEraseCommand(program: Command, deps: StoredAboutDeps, finish: Finish): void {
  command(program, finish, {
    name: 'erase',
    about: 'erase what is stored about a caller, except calls in progress',
    options: numberOption,
    dryRun: 'only count what is stored',
    after: `${elsewhere}\n\nExample:\n  patchbay erase --number +12025550188 --dry-run --stage dev`,
    run: (options) => eraseCaller(deps, options),
  });
}

function eraseCaller(deps: StoredAboutDeps, options: NumberOptions): Promise<Outcome> {
  const { stdout, stderr } = deps;
  return withStoredAbout(deps, options, async ({ number, name, stores }) => {
    const { stored, left } = await findStored(stores, number);
    const since = options.dryRun ? [] : await eraseStored(stores, stored);
    const stays = [...left, ...since];
    const counts = countsOf(stored, since);
    if (options.json) {
      writeJson(stdout, { erased: !options.dryRun, counts, left: stays });
    } else {
      const what = options.dryRun ? 'is stored; nothing was erased' : 'was stored, and is erased';
      writeLine(stdout, `Of the caller ${masked(number)} this ${what} (${name}):`);
      const rows = Object.entries(counts).map(([kind, count]) => [kind, `${count}`]);
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
