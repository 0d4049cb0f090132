import {
  conferenceSettingsSchema,
  type Conference,
  type ConferenceSettings,
  type SettingsChange,
} from '../model/conference.ts';
import { refusal, type NotDone } from '../model/not-done.ts';
import type { VoiceTraits } from '../model/voice.ts';

/** One setting before and after a change; undefined: it has no value. */
export interface SettingDifference {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What settings are changed of, and whether they still may be. */
type Settled = Pick<Conference, 'isClosed' | 'settings'>;

export type SettingsChanged<Of extends Settled = Conference> =
  | { readonly ok: true; readonly conference: Of; readonly differences: readonly SettingDifference[] }
  | NotDone;

/** What a change would lead to; it changes nothing. */
export function plannedChange<Of extends Settled>(
  traits: VoiceTraits,
  conference: Of,
  change: SettingsChange,
): SettingsChanged<Of> {
  if (conference.isClosed) return refusal('the conference is closed');
  const merged = conferenceSettingsSchema.safeParse({ ...conference.settings, ...change });
  if (!merged.success) {
    const [issue] = merged.error.issues;
    return refusal(`the setting ${issue?.path.join('.')} is wrong: ${issue?.message}`);
  }
  const settings = merged.data;
  const why = whyNotTogether(settings) ?? whyNotAt(traits, settings);
  if (why !== undefined) return refusal(why);
  const differences = differencesOf(conference.settings, settings);
  return { ok: true, conference: { ...conference, settings }, differences };
}

/** Why settings that are good one by one are not good together; undefined: they are. */
export function whyNotTogether({
  opensAtMs = Number.NEGATIVE_INFINITY,
  closesAtMs = Number.POSITIVE_INFINITY,
}: ConferenceSettings): string | undefined {
  return opensAtMs >= closesAtMs ? 'it would close before it opens' : undefined;
}

export const noSuchVoice = refusal('this deployment has no such voice provider');

/** Settings of which a voice provider may not take as much as is usual. */
export function defaultsAt({ maxLegs, longestCallS }: VoiceTraits): {
  readonly capacity: number;
  readonly longestStayMs: number;
} {
  const { capacity, longestStayMs } = conferenceSettingsSchema.parse({});
  return {
    capacity: Math.min(capacity, maxLegs - bridgeLegs),
    longestStayMs: Math.min(longestStayMs, (longestCallS ?? Infinity) * 1000),
  };
}

/** A change in which what gets its default again has it. */
export function withDefaults(traits: VoiceTraits, change: SettingsChange): SettingsChange {
  const named = Object.entries(defaultsAt(traits)).filter(
    ([name]) => name in change && new Map(Object.entries(change)).get(name) === undefined,
  );
  return { ...change, ...Object.fromEntries(named) };
}

/** In every meeting, one leg is the bridge. */
const bridgeLegs = 1;

/** Why a voice provider cannot keep what is set; undefined: it can. */
export function whyNotAt(
  { maxLegs, longestCallS = Infinity, vouchesForNumbers, tones: hasTones }: VoiceTraits,
  { capacity, longestStayMs, knownCallers, tones }: ConferenceSettings,
): string | undefined {
  const maxCallers = maxLegs - bridgeLegs;
  if (capacity > maxCallers) return `its voice provider takes ${maxCallers} callers at once`;
  if (longestStayMs > longestCallS * 1000)
    return `its voice provider lets nobody stay longer than ${longestCallS} s`;
  if (knownCallers === 'verified' && !vouchesForNumbers)
    return 'its voice provider vouches for no numbers, so that known callers would never be let in';
  if (tones !== 'off' && !hasTones) return 'its voice provider makes no tones';
  return undefined;
}

function differencesOf(before: ConferenceSettings, after: ConferenceSettings): readonly SettingDifference[] {
  const [old, new_] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...new_.keys()])]
    .map((name) => ({ name, before: old.get(name), after: new_.get(name) }))
    .filter((each) => each.before !== each.after);
}

/** The settings after a change that was found good. */
export function settingsAfter(settings: ConferenceSettings, change: SettingsChange): ConferenceSettings {
  // A setting that is taken away is none, and not one without a value: nothing is written for the difference.
  const left = Object.entries({ ...settings, ...change }).filter(([, value]) => value !== undefined);
  return conferenceSettingsSchema.parse(Object.fromEntries(left));
}
