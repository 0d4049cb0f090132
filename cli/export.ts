import type { Command } from 'commander';
import * as z from 'zod';
import { findAbout } from '../lib/admin/erase.ts';
import { exportOf } from '../lib/admin/export.ts';
import { createCallLog } from '../lib/aws/call-log.ts';
import { listConferences } from '../lib/aws/conference-rooms.ts';
import { internationalNumber } from '../lib/numbers/address.ts';
import { withConferences, type ConferencesDeps } from './conference-deployment.ts';
import { addSharedOptions, sharedOptionsSchema } from './options.ts';
import {
  done,
  failedOutside,
  writeJson,
  writeLine,
  wrongInput,
  type Finish,
  type Outcome,
} from './output.ts';

const optionsSchema = sharedOptionsSchema.extend({ number: z.string() });

const elsewhere =
  'Logs have only the last two digits of numbers, backups of the table what it had within 35 days. What Daily, Twilio, ' +
  'Digital Samba and your bots keep has to be asked for there.';

/** Adds `export`. */
export function addExportCommand(program: Command, deps: ConferencesDeps, finish: Finish): void {
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
    .action(async (options: unknown) => finish(await exportCaller(deps, optionsSchema.parse(options))));
}

async function exportCaller(deps: ConferencesDeps, options: z.infer<typeof optionsSchema>): Promise<Outcome> {
  const number = internationalNumber(options.number);
  if (number === undefined)
    return wrongInput('--number takes a number with + and country code, such as +12025550188.');
  const { clock, stdout, stderr } = deps;
  return withConferences(deps, options, 'Looking through all calls', async ({ deployment, admin }) => {
    const { table } = deployment;
    const about = await findAbout(
      {
        ...{ known: admin.known, pinKeys: admin.pinKeys },
        calls: createCallLog({ table, clock }),
        conferences: () => listConferences({ table, clock }),
      },
      number,
    );
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
