import type { Command } from 'commander';
import { findAbout } from '../../lib/admin/erase.ts';
import { exportOf } from '../../lib/admin/export.ts';
import { command } from '../kit/command.ts';
import { done, failedOutside, writeJson, writeLine, type Finish, type Outcome } from '../kit/output.ts';
import {
  numberOption,
  withStoredAbout,
  type NumberOptions,
  type StoredAboutDeps,
} from '../kit/stored-about.ts';

const elsewhere =
  'Logs hold only the last two digits of a number. Backups of the table hold what it had within 35 days. Daily, Twilio, ' +
  'Digital Samba and your bots keep data of their own: ask for it there.';

/** Adds `export`. */
export function addExportCommand(program: Command, deps: StoredAboutDeps, finish: Finish): void {
  command(program, finish, {
    name: 'export',
    about: 'print as JSON what is stored about a caller who asks for it',
    options: numberOption,
    after:
      `It has the whole number: it is for the caller. ${elsewhere}\n\n` +
      'Example:\n  patchbay export --number +12025550188 --stage dev > caller.json',
    run: (options) => exportCaller(deps, options),
  });
}

function exportCaller(deps: StoredAboutDeps, options: NumberOptions): Promise<Outcome> {
  const { clock, stdout, stderr } = deps;
  return withStoredAbout(deps, options, async ({ number, stores }) => {
    const about = await findAbout(stores, number);
    const exportedAt = new Date(clock.now()).toISOString();
    writeJson(stdout, { number, exportedAt, ...exportOf(about, clock.now()) });
    writeLine(stderr, elsewhere);
    return about.known === undefined
      ? failedOutside(
          'Who is known in a conference cannot be told: the secret that hashes their numbers is missing.',
        )
      : done;
  });
}
