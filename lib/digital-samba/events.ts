import * as z from 'zod';
import { voiceCallIdSchema } from '../conference/conference.ts';
import type { RoomEvent } from '../conference/room-facts.ts';

/** What a webhook of Digital Samba says. `other` is answered and counted. */
export type ParsedRoomEvent =
  | RoomEvent
  | { readonly kind: 'other'; readonly type: string }
  | { readonly kind: 'invalid'; readonly why: 'not-json' | 'type' | 'room' };

/** Ids are far shorter; a key of the table has 2,048 bytes at most. */
const mostTextLength = 512;

/** JSON can spell half characters, which the table refuses; they become U+FFFD. */
const textOf = (text: z.ZodString) =>
  z
    .union([text, z.number().transform(String)])
    .transform((said) => said.toWellFormed())
    .optional()
    .catch(undefined);
const textSchema = textOf(z.string().min(1).max(mostTextLength));
const typeSchema = textOf(z.string().min(1));

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
const mostTypeLength = 64;

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
  const first = (...names: readonly (keyof Place)[]) =>
    [body.data, data]
      .flatMap((place) => names.map((name) => place[name]))
      .find((value) => value !== undefined);
  const room = first('roomId', 'room_id');
  const session = first('sessionId', 'session_id');
  const call = voiceCallIdSchema.safeParse(first('callId', 'call_id')).data;
  const atMs = body.data.timestamp === undefined ? receivedAtMs : body.data.timestamp * 1000;
  const other = { kind: 'other', type: type.slice(0, mostTypeLength) } as const;
  if (room === undefined) return isUsed(type) ? { kind: 'invalid', why: 'room' } : other;

  switch (type) {
    case 'session_started':
    case 'session_ended':
      if (session === undefined) return other;
      return { kind: type === 'session_started' ? 'sessionStarted' : 'sessionEnded', room, atMs, session };
    case 'phone_participant_muted':
      return call === undefined ? other : { kind: 'muted', room, atMs, call };
    case 'phone_participant_unmuted':
      return call === undefined ? other : { kind: 'unmuted', room, atMs, call };
    case 'phone_participant_asked_to_unmute':
      return call === undefined ? other : { kind: 'askedToUnmute', room, atMs, call };
    case 'participant_joined':
    case 'participant_left': {
      // Which id a phone participant carries is not documented: any that is one of ours will do.
      const id =
        call ??
        voiceCallIdSchema.safeParse(first('participantId', 'participant_id', 'externalId', 'external_id'))
          .data;
      if (type === 'participant_joined') return { kind: 'participantJoined', room, atMs, call: id, session };
      return id === undefined ? other : { kind: 'participantLeft', room, atMs, call: id, session };
    }
    case 'room_deleted':
      return { kind: 'roomDeleted', room, atMs };
    default:
      return other;
  }
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
