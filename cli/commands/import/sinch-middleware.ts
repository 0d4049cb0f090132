import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import * as z from 'zod';
import { conferenceIdSchema } from '../../../lib/conferences/model/conference.ts';
import { internationalNumber } from '../../../lib/numbers/address.ts';
import { withAdminApi, type AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command, flag, option } from '../../kit/command.ts';
import { parseMoment } from '../../kit/input.ts';
import type { SharedOptions } from '../../kit/options.ts';
import {
  answer,
  done,
  refused,
  tableText,
  writeJson,
  writeLine,
  wrongInput,
  type Finish,
  type Outcome,
} from '../../kit/output.ts';
import { carryOver, type CarriedOver, type NewPin, type Plan } from './carry-over.ts';
import { readSinchFile, type SinchFile } from './sinch-file.ts';

const options = {
  dialIn: option('--dial-in <number>', 'number that callers dial from now on', z.string()),
  bridgeDialIn: option(
    '--bridge-dial-in <number>',
    'number that the bridge of the rooms dials (default: as --dial-in)',
    z.string().optional(),
  ),
  keepPinsUntil: option(
    '--keep-pins-until <time>',
    'until when the old PINs open too, with its offset: 2026-05-04T18:00:00+02:00 (default: not at all)',
    z.string().optional(),
  ),
  althoughCallsRun: flag('--although-calls-run', 'go on although its list of live calls is not empty'),
};

interface ImportOptions extends SharedOptions {
  readonly dialIn: string;
  readonly bridgeDialIn?: string | undefined;
  readonly keepPinsUntil?: string | undefined;
  readonly althoughCallsRun: boolean;
}

/** Adds `import sinch-middleware`. */
export function addImportCommands(program: Command, deps: AdminApiDeps, finish: Finish): void {
  const group = program.command('import').description('conferences that another program has had so far');
  command(group, finish, {
    name: 'sinch-middleware',
    about: "make the conferences, rooms and callers of Digital Samba's Sinch middleware ours",
    args: [['<file>', 'its SQLite database, conference_data.db']],
    options,
    dryRun: 'say what would be made, make nothing',
    after:
      'Every caller gets a new PIN. Standard output is the list of old and new ones (CSV), which is shown this once.\n' +
      'Run again, it makes what is missing, and nothing twice.\n\n' +
      'Example:\n  patchbay import sinch-middleware conference_data.db --dial-in +12025550151 --stage dev > pins.csv',
    run: (given, path) => importFile(deps, path, given),
  });
}

async function importFile(deps: AdminApiDeps, path: string, given: ImportOptions): Promise<Outcome> {
  const [dialIn, bridgeDialIn] = [given.dialIn, given.bridgeDialIn ?? given.dialIn].map(internationalNumber);
  if (dialIn === undefined || bridgeDialIn === undefined)
    return wrongInput('A dial-in is a number with its country code: +12025550151.');
  const until = parseMoment('--keep-pins-until', given.keepPinsUntil);
  if (!until.ok) return until.outcome;
  const read = readSinchFile(path);
  if (!read.ok) return read.outcome;
  const { liveCalls } = read.value;
  if (liveCalls > 0 && !given.althoughCallsRun)
    return refused(
      `The middleware has ${liveCalls} live call${liveCalls === 1 ? '' : 's'}, which would lose their room. Run this when nobody calls; if they ` +
        'are left over from a crash, add --although-calls-run. Nothing was changed.',
    );
  const plan = { ...planOf(read.value), dialIn, bridgeDialIn, keepUntilMs: until.value };
  return withAdminApi(deps, given, 'Importing', async (api, deployment) => {
    if (given.dryRun) return showPlan(deps, given, deployment.name, plan);
    const pins: NewPin[] = [];
    if (!given.json) writeLine(deps.stdout, csvLine(columns));
    const carried = await carryOver(api, plan, (made) => {
      pins.push(made);
      // Each at once: what comes after it may fail, and it is shown nowhere else.
      if (!given.json)
        writeLine(
          deps.stdout,
          csvLine([made.conference, made.name, made.externalId, made.oldPin, made.newPin]),
        );
    });
    if (given.json) writeJson(deps.stdout, { pins, ...carried.found });
    else for (const line of sentencesOf(carried, pins.length)) writeLine(deps.stderr, line);
    return carried.outcome ?? done;
  });
}

/** The conferences under the ids that they get here. */
function planOf({ conferences }: SinchFile): Pick<Plan, 'conferences'> {
  return {
    conferences: conferences.map(({ id: from, ...others }) => {
      const same = conferenceIdSchema.safeParse(from);
      // The same each time, so that a second run finds it. `main` is what our menus are called at Sinch.
      const id =
        same.success && from !== 'main'
          ? same.data
          : conferenceIdSchema.parse(`sinch-${createHash('sha256').update(from).digest('hex').slice(0, 16)}`);
      return { id, from, ...others };
    }),
  };
}

function showPlan(
  deps: AdminApiDeps,
  shared: Pick<SharedOptions, 'json'>,
  gateway: string,
  { conferences }: Plan,
): Outcome {
  const rows = conferences.map(({ id, from, room, users }) => [
    id,
    from,
    room ?? 'a new one',
    `${users.length}`,
  ]);
  const value = {
    conferences: conferences.map(({ users, ...others }) => ({ ...others, callers: users.length })),
  };
  const table = tableText(deps.stdout, ['CONFERENCE', 'SO FAR', 'ROOM', 'CALLERS'], rows);
  return answer(
    deps,
    shared,
    value,
    `${table}\n\nThey would be made in ${gateway} unless they are there; nothing was made.`,
  );
}

const columns = ['conference', 'name', 'external id', 'old PIN', 'new PIN'] as const;

/** A line of CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function csvLine(cells: readonly (string | undefined)[]): string {
  return cells
    .map((cell = '') => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell))
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}

function sentencesOf({ found: { made, before, problems } }: CarriedOver, pins: number): readonly string[] {
  return [
    `Conferences made: ${made.length}; there already: ${before.length}; callers with a new PIN: ${pins}.`,
    ...problems.map(({ conference, why }) => `${conference}: ${why}`),
  ];
}
