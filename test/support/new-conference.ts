import {
  conferenceIdSchema,
  conferenceSettingsSchema,
  type Conference,
  type ConferenceId,
  type ConferenceSettings,
} from '../../lib/conferences/model/conference.ts';

export const startMs = Date.UTC(2026, 0, 1, 12);

export const conferenceId = (text: string): ConferenceId => conferenceIdSchema.parse(text);

/** A conference as it is right after it was made; `settings` that are left out have their defaults. */
export function newConference(
  id: string,
  {
    settings,
    ...change
  }: Partial<Omit<Conference, 'settings'>> & { settings?: Partial<ConferenceSettings> } = {},
): Conference {
  return {
    id: conferenceId(id),
    name: `Conference ${id}`,
    room: `room-of-${id}`,
    voice: 'twilio',
    settings: conferenceSettingsSchema.parse(settings ?? {}),
    isClosed: false,
    bridge: { state: 'absent', tries: 0, notBeforeMs: 0 },
    joins: 0,
    createdAtMs: startMs,
    ...change,
  };
}
