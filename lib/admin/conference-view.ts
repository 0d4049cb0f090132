import * as z from 'zod';
import { conferenceSettingsSchema, type Caller, type Conference } from '../conferences/model/conference.ts';

/** A conference as it is shown. */
export const conferenceViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  room: z.string(),
  dialIn: z.string().optional(),
  state: z.enum(['open', 'closed']),
  bridge: z.enum(['absent', 'dialling', 'in']),
  createdAt: z.iso.datetime(),
  settings: conferenceSettingsSchema,
});

/** A caller in a conference as it is shown. */
export const callerViewSchema = z.object({
  call: z.string(),
  name: z.string(),
  presence: z.enum(['joining', 'in', 'absent', 'gone']),
  muted: z.boolean(),
  hand: z.boolean(),
});

export function conferenceViewOf(conference: Conference): z.infer<typeof conferenceViewSchema> {
  const { id, name, room, dialIn, isClosed, bridge, createdAtMs, settings } = conference;
  const state = isClosed ? 'closed' : 'open';
  const createdAt = new Date(createdAtMs).toISOString();
  return { id, name, room, dialIn, state, bridge: bridge.state, createdAt, settings };
}

/** No more of a caller than the room is shown. */
export function callerViewOf(caller: Caller): z.infer<typeof callerViewSchema> {
  const { call, name, presence, muted, hand } = caller;
  return { call, name, presence, muted: muted.is, hand };
}
