import type { Command } from 'commander';
import type * as z from 'zod';
import { findAbout } from '../../lib/admin/erase.ts';
import { exportOf } from '../../lib/admin/export.ts';

import { addSharedOptions } from '../kit/options.ts';
import { done, failedOutside, writeJson, writeLine, type Finish, type Outcome } from '../kit/output.ts';
import { numberOptionsSchema, withStoredAbout, type StoredAboutDeps } from '../kit/stored-about.ts';

const elsewhere =
  'Logs have only the last two digits of numbers, backups of the table what it had within 35 days. What Daily, Twilio, ' +
  'Digital Samba and your bots keep has to be asked for there.';

/** Adds `export`. */
export function addExportCommand(program: Command, deps: StoredAboutDeps, finish: Finish): void {
  addSharedOptions(
    program
      .command('export')
      .description('show, as JSON, what is stored about a caller, for whoever asks for their own')
      .requiredOption('--number <number>', "the caller's number, with + and country code"),
  )
    .addHelpText(
      'after',
      `\nIt has the whole number: it is for the caller. ${elsewhere}\n\n` +
        'Example:\n  patchbay export --number +12025550188 --stage dev > caller.json',
    )
    .action(async (options: unknown) => finish(await exportCaller(deps, numberOptionsSchema.parse(options))));
}

function exportCaller(deps: StoredAboutDeps, options: z.infer<typeof numberOptionsSchema>): Promise<Outcome> {
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
