import {
  conferenceSettingsSchema,
  type Conference,
  type ConferenceSettings,
  type SettingsChange,
} from '../model/conference.ts';
import { refusal, type NotDone } from '../model/not-done.ts';

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
  const why = whyNotTogether(settings);
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

function differencesOf(before: ConferenceSettings, after: ConferenceSettings): readonly SettingDifference[] {
  const [old, new_] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...new_.keys()])]
    .map((name) => ({ name, before: old.get(name), after: new_.get(name) }))
    .filter((each) => each.before !== each.after);
}

/** The settings after a change that was found good; the same ones if it changes nothing. */
export function settingsAfter(settings: ConferenceSettings, change: SettingsChange): ConferenceSettings {
  const changed = conferenceSettingsSchema.parse({ ...settings, ...change });
  return differencesOf(settings, changed).length === 0 ? settings : changed;
}
