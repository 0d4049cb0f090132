import * as z from 'zod';
import type { TransferOutcome } from '../../held-calls/model/transfer.ts';
import { bareAddress } from './address.ts';
import { parseObject } from './json.ts';
import { hasTestKey } from './probe.ts';

/** A domain webhook's event, in our words. `atMs` is Daily's time of what happened: Unix ms, in whole seconds. */
export type DailyEvent =
  | { readonly kind: 'ready'; readonly room: string; readonly address: string; readonly atMs: number }
  | {
      readonly kind: 'connected' | 'stopped';
      readonly room: string;
      /** Id of the caller's leg in the room. */
      readonly session?: string;
      readonly atMs: number;
    }
  | {
      /** A transfer was ordered, took the caller out of the room, was answered. */
      readonly kind: 'transferring' | 'transferBegun' | 'transferAnswered';
      readonly room: string;
      readonly session?: string;
      readonly atMs: number;
    }
  | {
      /** A transfer is over. */
      readonly kind: 'transferOver';
      readonly room: string;
      readonly session?: string;
      readonly transferOutcome: TransferOutcome;
      readonly atMs: number;
    }
  | {
      readonly kind: 'warning' | 'error';
      readonly room: string;
      readonly session?: string;
      /** Daily's message without addresses and numbers. */
      readonly message: string;
      readonly atMs: number;
    }
  | { readonly kind: 'meeting-ended'; readonly room: string; readonly atMs: number }
  | { readonly kind: 'other'; readonly type: string };

export type ParsedEvent =
  | DailyEvent
  | { readonly kind: 'probe' }
  | { readonly kind: 'invalid'; readonly why: 'not-json' | 'type' | 'room' | 'sip_endpoint' };

/** Names and addresses are far shorter, messages need not be read to their end; a key of the table has 2,048 bytes at most. */
const maxTextLength = 512;

/** JSON can spell half characters, which the table refuses; they become U+FFFD. */
const textOf = (text: z.ZodString) =>
  text
    .transform((said) => said.toWellFormed())
    .optional()
    .catch(undefined);
const textSchema = textOf(z.string().min(1));
const nameSchema = textOf(z.string().min(1).max(maxTextLength));
/** The last moment that a date can name, in ms (ECMAScript, time values): what is beyond is no time, and the table refuses it. */
const latestMs = 8.64e15;
const timeSchema = z.number().min(1).max(latestMs).optional().catch(undefined);

const payloadSchema = z.object({
  // Telephony events name it `room`, recording events `room_name` (Daily docs, webhook events).
  room: nameSchema,
  room_name: nameSchema,
  timestamp: timeSchema,
  end_ts: timeSchema,
  session_id: nameSchema,
  sip_endpoint: nameSchema,
  error_msg: textSchema,
  is_sip_refer: z.boolean().optional().catch(undefined),
  complete_status: nameSchema,
});
type Payload = z.infer<typeof payloadSchema>;

const envelopeSchema = z.object({
  type: textSchema,
  event_ts: timeSchema,
  payload: payloadSchema.catch({}),
});

/**
 * Reads the body of a domain webhook (Daily docs, webhook events). Unknown fields are ignored, unknown types are
 * `other`.
 *
 * @param receivedAtMs Unix ms; stands in for Daily's time where an event has none.
 */
export function parseEvent(rawBody: string | Uint8Array, receivedAtMs: number): ParsedEvent {
  const body = parseObject(rawBody);
  if (body === undefined) return { kind: 'invalid', why: 'not-json' };
  if (hasTestKey(body)) return { kind: 'probe' };

  const { type, event_ts, payload } = envelopeSchema.parse(body);
  if (type === undefined) return { kind: 'invalid', why: 'type' };
  const room = payload.room ?? payload.room_name;
  const address = payload.sip_endpoint && bareAddress(payload.sip_endpoint);
  const atMs = (happenedAt: number | undefined) => wholeSeconds(happenedAt ?? event_ts, receivedAtMs);

  switch (type) {
    case 'dialin.ready':
      if (room === undefined) return { kind: 'invalid', why: 'room' };
      // `sip:` alone is no address.
      if (!address) return { kind: 'invalid', why: 'sip_endpoint' };
      return {
        kind: 'ready',
        room,
        address,
        atMs: atMs(payload.timestamp),
      };
    case 'dialin.connected':
    case 'dialin.stopped':
      if (room === undefined) return { kind: 'invalid', why: 'room' };
      return {
        kind: type === 'dialin.connected' ? 'connected' : 'stopped',
        room,
        ...sessionOf(payload),
        atMs: atMs(payload.timestamp),
      };
    case 'calltransfer.triggered':
    case 'calltransfer.initiated':
    case 'calltransfer.answered':
      if (room === undefined) return { kind: 'invalid', why: 'room' };
      return {
        kind: isLeftAlone(type, payload) ? 'transferAnswered' : transferKinds[type],
        room,
        ...sessionOf(payload),
        atMs: atMs(payload.timestamp),
      };
    case 'calltransfer.completed':
      if (room === undefined) return { kind: 'invalid', why: 'room' };
      return {
        kind: 'transferOver',
        room,
        ...sessionOf(payload),
        transferOutcome: outcomeOf(payload),
        atMs: atMs(payload.timestamp),
      };
    case 'dialin.warning':
    case 'dialin.error':
      if (room === undefined) return { kind: 'invalid', why: 'room' };
      return {
        kind: type === 'dialin.warning' ? 'warning' : 'error',
        room,
        ...sessionOf(payload),
        message: withoutNumbers(payload.error_msg ?? ''),
        atMs: atMs(payload.timestamp),
      };
    case 'meeting.ended':
      if (room === undefined) return { kind: 'invalid', why: 'room' };
      // It is sent up to 20 s after the end, when the next meeting's ready events may be older than the sending.
      return { kind: 'meeting-ended', room, atMs: atMs(payload.end_ts) };
    default:
      return { kind: 'other', type: type.slice(0, maxTypeLength) };
  }
}

/** Each of a transfer's events may be the first that arrives. */
const transferKinds = {
  'calltransfer.triggered': 'transferring',
  'calltransfer.initiated': 'transferBegun',
  'calltransfer.answered': 'transferAnswered',
} as const;

/** By SIP REFER Daily leaves the path once the request is sent: it tells no more, and nobody can hang up through it. */
function isLeftAlone(type: string, { is_sip_refer }: Payload): boolean {
  return type === 'calltransfer.initiated' && is_sip_refer === true;
}

/** Daily's words, of which not every description of its events has any: without one the target's end ended the call. */
const outcomesByStatus: Readonly<Record<string, TransferOutcome | undefined>> = {
  busy: 'rejected',
  'no-answer': 'no-answer',
  canceled: 'caller-left',
  failed: 'failed',
};

function outcomeOf({ complete_status = 'completed' }: Payload): TransferOutcome {
  return outcomesByStatus[complete_status] ?? 'answered';
}

/** Enough for every documented type; what is longer would only fill the log. */
const maxTypeLength = 64;

/** Enough to know the fault by. */
const maxMessageLength = 120;

function sessionOf({ session_id }: Payload): { readonly session?: string } {
  return session_id === undefined ? {} : { session: session_id };
}

/**
 * Daily gives seconds, some of them cut to whole ones. All are cut, so that an event does not look older than another
 * of the same second only because of its format. A number too large for seconds is milliseconds.
 */
function wholeSeconds(time: number | undefined, receivedAtMs: number): number {
  const atMs = time === undefined ? receivedAtMs : time < minMs ? time * 1000 : time;
  return Math.floor(atMs / 1000) * 1000;
}

/** In seconds the year 5138, in milliseconds March 1973. */
const minMs = 100_000_000_000;

function withoutNumbers(message: string): string {
  return message
    .slice(0, maxTextLength)
    .replace(/\bsips?:\S+|\S+@\S+/gi, '…')
    .replace(/[+(]*\d[\d\s().-]{4,}\d/g, '…')
    .slice(0, maxMessageLength);
}
