import type { ConferenceId, SettingsChange } from '../model/conference.ts';
import type { AdminDeps } from './ports.ts';
import type { TraitsOf, Wake } from '../ports.ts';
import { noConference } from '../model/not-done.ts';
import { noSuchVoice, plannedChange, withDefaults, type SettingsChanged } from '../state/settings.ts';

/**
 * Changes settings of a conference, live or not, and leaves alone those that the change does not name. Whoever is in
 * stays in: a capacity, an opening window and a first mute are for those who come.
 */
export async function changeSettings(
  deps: Pick<AdminDeps, 'conferences' | 'clock'> & { readonly wake: Wake; readonly traitsOf: TraitsOf },
  id: ConferenceId,
  asked: SettingsChange,
): Promise<SettingsChanged> {
  const found = await deps.conferences.get(id);
  if (found === undefined) return noConference;
  const traits = deps.traitsOf(found.voice);
  if (traits === undefined) return noSuchVoice;
  const change = withDefaults(traits, asked);
  const planned = plannedChange(traits, found, change);
  if (!planned.ok) return planned;
  const event = { kind: 'settingsChanged', atMs: deps.clock.now(), change } as const;
  const conference = await deps.conferences.changeConference(id, event);
  if (conference === undefined) return noConference;
  await deps.wake.wake(id);
  return { ...planned, conference };
}
