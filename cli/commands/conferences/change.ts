import type { Command } from 'commander';
import * as z from 'zod';
import { conferenceSettingsSchema, type SettingsChange } from '../../../lib/conferences/model/conference.ts';
import {
  noConference,
  outcomeOf,
  withConference,
  type ConferencesDeps,
} from '../../kit/conference-deployment.ts';
import { parseMoment, problemsIn, wholeNumber } from '../../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema } from '../../kit/options.ts';
import {
  answer,
  momentText,
  tableText,
  wrongInput,
  type Finish,
  type Outcome,
  type Result,
} from '../../kit/output.ts';
import { changeSettings } from '../../../lib/conferences/admin/change-settings.ts';
import { plannedChange, type SettingDifference } from '../../../lib/conferences/state/settings.ts';

const minuteMs = 60_000;

/** Words for a moment that there is none of. */
const [atOnce, never] = ['at-once', 'never'];

const optionsSchema = sharedOptionsSchema.extend({
  joinMuted: z.boolean().optional(),
  capacity: z.number().optional(),
  opens: z.string().optional(),
  closes: z.string().optional(),
  longestStay: z.number().optional(),
  numberDisplay: z.string().optional(),
  bridge: z.string().optional(),
  mayUndoMute: z.boolean().optional(),
  knownCallers: z.string().optional(),
});
type Options = z.infer<typeof optionsSchema>;

/** Adds `conference change`. */
export function addConferenceChange(conference: Command, deps: ConferencesDeps, finish: Finish): void {
  addSharedOptions(
    conference
      .command('change')
      .description('change settings of a conference, also while people are in; what is not named stays')
      .argument('<id>', 'id of the conference')
      .option('--join-muted', 'callers join muted')
      .option('--no-join-muted', 'callers join unmuted')
      .option('--capacity <n>', 'most callers at once; whoever is in stays in', wholeNumber)
      .option(
        '--opens <moment>',
        `callers get in from then on, such as 2026-05-04T09:30:00+02:00, or ${atOnce}`,
      )
      .option('--closes <moment>', `callers get in until then, or ${never}`)
      .option('--longest-stay <minutes>', 'longest stay of one caller', wholeNumber)
      .option('--number-display <what>', 'full, last-digits or nothing of a number, of callers yet to come')
      .option('--bridge <who>', 'who has the bridge dialled: automatic or host')
      .option('--may-undo-mute', 'callers may undo a mute by a moderator')
      .option('--no-may-undo-mute', 'they may not')
      .option(
        '--known-callers <who>',
        'whether known callers need no PIN: off, verified, or unverified-too, which a forged number passes',
      ),
    'only show what would be different',
  )
    .addHelpText(
      'after',
      '\nExample:\n  patchbay conference change 8c1f… --capacity 50 --join-muted --stage dev',
    )
    .action(async (id: string, options: unknown) =>
      finish(await changeOne(deps, id, optionsSchema.parse(options))),
    );
}

async function changeOne(deps: ConferencesDeps, typedId: string, options: Options): Promise<Outcome> {
  const change = changeFrom(options);
  if (!change.ok) return change.outcome;
  return withConference(
    deps,
    options,
    typedId,
    'Changing the conference',
    async ({ deployment, admin, id }) => {
      const found = await admin.conferences.get(id);
      if (found === undefined) return noConference;
      const changed = options.dryRun
        ? plannedChange(found, change.value)
        : await changeSettings(admin, id, change.value);
      if (!changed.ok) return outcomeOf('Nothing was changed', changed);
      const { differences } = changed;
      const what = options.dryRun ? 'would be changed; nothing was' : 'is changed';
      const table = tableText(deps.stdout, ['SETTING', 'BEFORE', 'AFTER'], differences.map(rowOf));
      const text =
        differences.length === 0
          ? `${found.name} is set like that already in ${deployment.name}.`
          : `${found.name} in ${deployment.name} ${what}:\n${table}`;
      return answer(deps, options, { id, changed: !options.dryRun, differences }, text);
    },
  );
}

/** What the options name, and nothing else. */
function changeFrom(options: Options): Result<SettingsChange> {
  const { joinMuted, capacity, longestStay, numberDisplay, bridge, mayUndoMute, knownCallers } = options;
  const opens = parseMoment('--opens', options.opens === atOnce ? undefined : options.opens);
  if (!opens.ok) return opens;
  const closes = parseMoment('--closes', options.closes === never ? undefined : options.closes);
  if (!closes.ok) return closes;
  const longestStayMs = longestStay === undefined ? undefined : longestStay * minuteMs;
  const named = Object.entries({
    joinMuted,
    capacity,
    longestStayMs,
    numberDisplay,
    bridge,
    mayUndoMute,
    knownCallers,
  }).filter(([, value]) => value !== undefined);
  const change: SettingsChange = {
    ...Object.fromEntries(named),
    ...(options.opens === undefined ? {} : { opensAtMs: opens.value }),
    ...(options.closes === undefined ? {} : { closesAtMs: closes.value }),
  };
  if (Object.keys(change).length === 0) {
    const problem = 'Say what to change; `conference change --help` lists what can be.';
    return { ok: false, outcome: wrongInput(problem) };
  }
  const checked = conferenceSettingsSchema.safeParse(change);
  if (checked.success) return { ok: true, value: change };
  return { ok: false, outcome: wrongInput(`The change is wrong: ${problemsIn(checked.error)}.`) };
}

function rowOf({ name, before, after }: SettingDifference): readonly string[] {
  return [name, shown(name, before), shown(name, after)];
}

function shown(name: string, value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  if (name.endsWith('AtMs')) return momentText(value);
  return name.endsWith('Ms') ? `${value / minuteMs} minutes` : `${value}`;
}
