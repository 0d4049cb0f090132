import * as z from 'zod';
import {
  conferenceSettingsSchema,
  voiceIds,
  type Caller,
  type Conference,
} from '../conferences/model/conference.ts';

/** A conference as it is shown. */
export const conferenceViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  room: z.string(),
  voice: z.enum(voiceIds).describe('Voice provider at which its phones meet'),
  dialIn: z.string().optional(),
  state: z.enum(['open', 'closed']),
  session: z.string().optional().describe('Id of the session that is going on in the room'),
  bridge: z.enum(['absent', 'dialling', 'in']),
  createdAt: z.iso.datetime(),
  settings: conferenceSettingsSchema,
});

export type ConferenceView = z.infer<typeof conferenceViewSchema>;

/** A caller in a conference as it is shown. */
export const callerViewSchema = z.object({
  call: z.string(),
  name: z.string(),
  presence: z.enum(['waiting', 'joining', 'in', 'absent', 'gone']),
  muted: z.boolean(),
  hand: z.boolean(),
});

export type CallerView = z.infer<typeof callerViewSchema>;

export function conferenceViewOf(conference: Conference): ConferenceView {
  const { id, name, room, voice, dialIn, isClosed, bridge, createdAtMs, settings, session } = conference;
  const going = session?.endedAtMs === undefined ? session?.id : undefined;
  const state = isClosed ? 'closed' : 'open';
  const createdAt = new Date(createdAtMs).toISOString();
  return { id, name, room, voice, dialIn, state, session: going, bridge: bridge.state, createdAt, settings };
}

/** No more of a caller than the room is shown. */
export function callerViewOf(caller: Caller): CallerView {
  const { call, name, presence, muted, hand } = caller;
  return { call, name, presence, muted: muted.is, hand };
}
