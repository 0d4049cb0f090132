import * as z from 'zod';
import { voiceCallIdSchema, type VoiceCallId } from '../../conferences/model/conference.ts';
import type { RoomEvent } from '../../conferences/events/room-events.ts';

/** What a webhook of Digital Samba says. `other` is answered and counted. */
export type ParsedRoomEvent =
  | RoomEvent
  | { readonly kind: 'other'; readonly type: string }
  | { readonly kind: 'invalid'; readonly why: 'not-json' | 'type' | 'room' };

/** Ids are far shorter; a key of the table has 2,048 bytes at most. */
const maxTextLength = 512;

/** JSON can spell half characters, which the table refuses; they become U+FFFD. */
const textOf = (text: z.ZodString) =>
  z
    .union([text, z.number().transform(String)])
    .transform((said) => said.toWellFormed())
    .optional()
    .catch(undefined);
const textSchema = textOf(z.string().min(1).max(maxTextLength));
const typeSchema = textOf(z.string().min(1));

/** A clock that is further ahead of ours is wrong, or counts in other units: all later news would seem to be older. */
const maxAheadMs = 60_000;

/** The last moment that a date can name, in seconds (ECMAScript, time values): what is beyond is no time, and the table refuses it. */
const latestS = 8.64e12;

/** The names under which the published samples carry one thing: at the top or in `data`, camel case or snake case. */
const placeSchema = z.object({
  roomId: textSchema,
  room_id: textSchema,
  sessionId: textSchema,
  session_id: textSchema,
  callId: textSchema,
  call_id: textSchema,
  participantId: textSchema,
  participant_id: textSchema,
  externalId: textSchema,
  external_id: textSchema,
  id: textSchema,
});
type Place = z.infer<typeof placeSchema>;

const bodySchema = placeSchema.extend({
  eventType: typeSchema,
  type: typeSchema,
  event: typeSchema,
  timestamp: z.number().min(1).max(latestS).optional().catch(undefined),
  data: placeSchema.catch({}).default({}),
});

/** Enough for every event name that is published; a longer one would only fill the log. */
const maxTypeLength = 64;

/**
 * Reads a webhook's body in all the shapes that are published (Digital Samba docs, webhooks and telephony guide).
 *
 * @param receivedAtMs Unix ms; stands in for an event without a time.
 */
export function parseRoomEvent(rawBody: string, receivedAtMs: number): ParsedRoomEvent {
  const json = parseJson(rawBody);
  const body = bodySchema.safeParse(json);
  if (!body.success) return { kind: 'invalid', why: 'not-json' };
  const { data } = body.data;
  const type = body.data.eventType ?? body.data.type ?? body.data.event;
  if (type === undefined) return { kind: 'invalid', why: 'type' };
  const all = (...names: readonly (keyof Place)[]) =>
    [body.data, data].flatMap((place) => names.flatMap((name) => place[name] ?? []));
  const first = (...names: readonly (keyof Place)[]) => all(...names).at(0);
  const room = first('roomId', 'room_id');
  const session = first('sessionId', 'session_id');
  const calls = callsIn([
    ...all('callId', 'call_id'),
    ...all('externalId', 'external_id', 'participantId', 'participant_id', 'id'),
  ]);
  const saidAtMs = (body.data.timestamp ?? Number.POSITIVE_INFINITY) * 1000;
  const atMs = saidAtMs > receivedAtMs + maxAheadMs ? receivedAtMs : saidAtMs;
  const other = { kind: 'other', type: type.slice(0, maxTypeLength) } as const;
  if (room === undefined) return isUsed(type) ? { kind: 'invalid', why: 'room' } : other;

  switch (type) {
    case 'session_started':
    case 'session_ended':
      if (session === undefined) return other;
      return { kind: type === 'session_started' ? 'sessionStarted' : 'sessionEnded', room, atMs, session };
    case 'phone_participant_muted':
      return calls.length === 0 ? other : { kind: 'muted', room, atMs, calls };
    case 'phone_participant_unmuted':
      return calls.length === 0 ? other : { kind: 'unmuted', room, atMs, calls };
    case 'phone_participant_asked_to_unmute':
      return calls.length === 0 ? other : { kind: 'askedToUnmute', room, atMs, calls };
    case 'participant_joined':
      return { kind: 'participantJoined', room, atMs, calls, session };
    case 'participant_left':
      return calls.length === 0 ? other : { kind: 'participantLeft', room, atMs, calls, session };
    case 'recording_started':
      return { kind: 'recordingStarted', room, atMs, session };
    case 'recording_stopped':
      return { kind: 'recordingStopped', room, atMs, session };
    case 'room_deleted':
      return { kind: 'roomDeleted', room, atMs };
    default:
      return other;
  }
}

/** Which id of an event is a call is not documented: each that may be one, those first that are called so. */
function callsIn(ids: readonly string[]): readonly VoiceCallId[] {
  return [...new Set(ids.flatMap((id) => voiceCallIdSchema.safeParse(id).data ?? []))];
}

function isUsed(type: string): boolean {
  return type.startsWith('phone_participant_') || type.startsWith('session_') || type === 'room_deleted';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // told from other bodies by the schema
  }
}
