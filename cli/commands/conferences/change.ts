import type { Command } from 'commander';
import * as z from 'zod';
import { conferenceViewSchema } from '../../../lib/admin/conference-view.ts';
import { conferenceSettingsSchema, type SettingsChange } from '../../../lib/conferences/model/conference.ts';
import {
  noSuchVoice,
  plannedChange,
  withDefaults,
  type SettingDifference,
} from '../../../lib/conferences/state/settings.ts';
import { traitsOf } from '../../../lib/providers/voices.ts';
import type { AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command, option } from '../../kit/command.ts';
import { conferenceArgument, outcomeOf, withConference } from '../../kit/deployment/conferences.ts';
import { parseMoment, problemsIn, wholeNumber } from '../../kit/input.ts';
import type { SharedOptions } from '../../kit/options.ts';
import {
  answer,
  momentText,
  tableText,
  wrongInput,
  type Finish,
  type Outcome,
  type Result,
} from '../../kit/output.ts';

const minuteMs = 60_000;

/** Words for a moment that there is none of. */
const [atOnce, never] = ['at-once', 'never'];

const [text, count, either] = [z.string().optional(), z.number().optional(), z.boolean().optional()];

/** The settings that a conference can also be made with. */
export const firstSettings = {
  joinMuted: option('--join-muted', 'callers join muted', either),
  capacity: option(
    '--capacity <n>',
    'how many callers may be in at once; 200 if never set',
    count,
    wholeNumber,
  ),
  numberDisplay: option(
    '--number-display <what>',
    "what the room shows of a caller's number: full, last-digits or nothing; last-digits if never set",
    text,
  ),
  bridge: option(
    '--bridge <who>',
    'who connects the bridge: automatic (the gateway) or host; automatic if never set',
    text,
  ),
  tones: option(
    '--tones <when>',
    'all hear a tone when a caller comes and goes: off, on, or for so many callers at most; off if never set',
    z.union([z.string(), z.number()]).optional(),
    // Which words there are, the settings know.
    (typed) => (/^\d+$/.test(typed) ? Number(typed) : typed),
  ),
  knownCallers: option(
    '--known-callers <who>',
    'whether known callers need no PIN: off, verified, or unverified-too, which a forged number passes; off if never set',
    text,
  ),
};

const settings = {
  ...firstSettings,
  opens: option(
    '--opens <moment>',
    `callers get in from then on, such as 2026-05-04T09:30:00+02:00, or ${atOnce}`,
    text,
  ),
  closes: option('--closes <moment>', `callers get in until then, or ${never}`, text),
  longestStay: option('--longest-stay <minutes>', 'longest stay of one caller', count, wholeNumber),
  mayUndoMute: option('--may-undo-mute', 'callers may undo a mute by a moderator', either),
};
type Options = z.infer<z.ZodObject<typeof settings>>;

/** Adds `conference change`. */
export function addConferenceChange(conference: Command, deps: AdminApiDeps, finish: Finish): void {
  command(conference, finish, {
    name: 'change',
    about: 'change settings of a conference, even while people are in it; the others stay as they are',
    args: [conferenceArgument],
    options: settings,
    opposites: [
      ['--no-join-muted', 'callers join unmuted'],
      ['--no-may-undo-mute', 'they may not'],
    ],
    dryRun: 'only show what would be different',
    after: 'Example:\n  patchbay conference change 8c1f… --capacity 50 --join-muted --stage dev',
    run: async (options, id) => {
      const change = changeFrom(options);
      return change.ok ? changeOne(deps, id, change.value, options) : change.outcome;
    },
  });
}

function changeOne(
  deps: AdminApiDeps,
  typedId: string,
  change: SettingsChange,
  options: SharedOptions,
): Promise<Outcome> {
  const doing = 'Changing the conference';
  return withConference(deps, options, typedId, doing, async ({ api, deployment, path, id, get }) => {
    const otherwise = 'Nothing was changed';
    const found = await get();
    if (!found.ok) return found.outcome;
    const { name, state, voice, settings: before } = found.answer;
    const traits = traitsOf(voice);
    const planned =
      traits === undefined
        ? noSuchVoice
        : plannedChange(
            traits,
            { isClosed: state === 'closed', settings: before },
            withDefaults(traits, change),
          );
    if (!planned.ok) return outcomeOf(otherwise, planned);
    if (!options.dryRun) {
      // What is named without a value gets its default again: null, in JSON.
      const named = Object.entries(change).map(([setting, value]): [string, unknown] => [
        setting,
        value ?? null,
      ]);
      const body = { settings: Object.fromEntries(named) };
      const changed = await api.ask({ method: 'PATCH', path, body, answer: conferenceViewSchema, otherwise });
      if (!changed.ok) return changed.outcome;
    }
    const { differences } = planned;
    const what = options.dryRun ? 'would be changed; nothing was' : 'is changed';
    const table = tableText(deps.stdout, ['SETTING', 'BEFORE', 'AFTER'], differences.map(rowOf));
    const text =
      differences.length === 0
        ? `${name} is set like that already in ${deployment.name}.`
        : `${name} in ${deployment.name} ${what}:\n${table}`;
    return answer(deps, options, { id, changed: !options.dryRun, differences }, text);
  });
}

/** What the options name, and nothing else. */
function changeFrom(options: Options): Result<SettingsChange> {
  const { joinMuted, capacity, longestStay, numberDisplay, bridge, mayUndoMute, tones, knownCallers } =
    options;
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
    tones,
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
