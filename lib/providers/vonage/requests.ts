import * as z from 'zod';
import {
  voiceCallIdSchema,
  type TransferOutcome,
  type VoiceCallId,
} from '../../conferences/model/conference.ts';
import type { Forwarded } from '../../conferences/call/forwarded.ts';
import type { CalledBack } from '../../conferences/call-out/outcome.ts';
import type { Ended } from '../../conferences/events/meeting-events.ts';
import { callOutIdSchema, type CallEnd, type CallOutId } from '../../conferences/model/call-out.ts';
import type { Arrival } from '../../conferences/model/pin-call.ts';
import { parseAddress } from '../../numbers/address.ts';
import { callerOf, dialledOf } from '../../numbers/arrival.ts';
import { callIdOf, locate } from './call-id.ts';
import { regionOf } from './regions.ts';
import type { VoiceRoute } from './urls.ts';

/** What Vonage asks us, in the domain's words. `invalid`: something is missing without which there is no answer. */
export type VoiceRequest =
  | { readonly kind: 'voice'; readonly call: VoiceCallId; readonly arrival: Arrival }
  /** Somebody whom we have called has picked up. */
  | ({ readonly kind: 'called' } & CalledBack)
  | {
      readonly kind: 'pin' | 'notice';
      readonly call: VoiceCallId;
      readonly attempt: number;
      readonly digits: string;
    }
  | { readonly kind: 'waited'; readonly call: VoiceCallId }
  | ({ readonly kind: 'forwarded' } & Forwarded)
  /** The number or address that a caller was led to has answered. `call`: of the caller. */
  | { readonly kind: 'destination-answered'; readonly call: VoiceCallId }
  /** Of a forwarded call, to which there is nothing to say. */
  | { readonly kind: 'other' }
  | { readonly kind: 'invalid' };

/** A field that is of another type is none. */
const field = z.string().optional().catch(undefined);

/** Fields of the voice webhooks (Vonage docs, webhook reference). There may be others, and new ones any day. */
const bodySchema = z.looseObject({
  uuid: field,
  from: field,
  to: field,
  endpoint_type: field,
  region_url: field,
  status: field,
  timestamp: field,
  dtmf: z
    .object({ digits: z.string().nullish().catch(undefined) })
    .optional()
    .catch(undefined),
});
type Body = z.infer<typeof bodySchema>;

const countSchema = z.coerce.number().int().min(1);

/** Reads a webhook whose signature was good. */
export function parseVoiceRequest(route: VoiceRoute, query: URLSearchParams, text: string): VoiceRequest {
  const parsed = bodySchema.safeParse(jsonOf(text));
  if (!parsed.success) return { kind: 'invalid' };
  const body = parsed.data;
  if (route === 'voice') return arrived(query, body);
  const call = callOf(query);
  if (call === undefined) return { kind: 'invalid' };
  switch (route) {
    case 'pin':
    case 'notice': {
      const attempt = countSchema.safeParse(query.get('attempt'));
      return attempt.success && isOf(call, body)
        ? { kind: route, call, attempt: attempt.data, digits: digitsOf(body).replace(/#$/, '') }
        : { kind: 'invalid' };
    }
    case 'waited':
      return isOf(call, body) ? { kind: 'waited', call } : { kind: 'invalid' };
    case 'forwarded': {
      // It may be about the leg that was called, and comes from the number that the first one dialled.
      if (body.status === 'answered' || body.status === 'completed')
        return { kind: 'destination-answered', call };
      const outcome = notTaken.get(body.status ?? '');
      return outcome === undefined
        ? { kind: 'other' }
        : { kind: 'forwarded', call, dialled: callerOf(body.from).number ?? '', outcome };
    }
  }
}

/** That the other side did not take a call (Vonage docs, NCCO, connect, eventType). */
const notTaken: ReadonlyMap<string, TransferOutcome> = new Map([
  ['timeout', 'no-answer'],
  ['unanswered', 'no-answer'],
  ['rejected', 'rejected'],
  ['busy', 'rejected'],
  ['failed', 'failed'],
  // It is we, or the caller, who has ended it before anybody could answer.
  ['cancelled', 'caller-left'],
]);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The call that we put into an address. */
function callOf(query: URLSearchParams): VoiceCallId | undefined {
  return voiceCallIdSchema.safeParse(query.get('call')).data;
}

/** Whether a body is about the call that its address names. After a time-out it may not say. */
function isOf(call: VoiceCallId, { uuid }: Pick<Body, 'uuid'>): boolean {
  return uuid === undefined || locate(call).uuid === uuid;
}

const digitsOf = ({ dtmf }: Body) => dtmf?.digits ?? '';

/** The order that we put into an address. */
function callOutOf(query: URLSearchParams): CallOutId | undefined {
  return callOutIdSchema.safeParse(query.get('callOut')).data;
}

function arrived(query: URLSearchParams, body: Body): VoiceRequest {
  const { uuid = '', region_url } = body;
  const call = callIdOf(uuid, regionOf(region_url));
  const id = callOutOf(query);
  if (call !== undefined && id !== undefined) return { kind: 'called', call, id };
  const dialled = dialledOf(body.to);
  if (call === undefined || dialled === undefined) return { kind: 'invalid' };
  const arrival: Arrival = {
    voice: 'vonage',
    call,
    dialled,
    ...callerOf(body.from),
    isNumberVerified: false,
    isSip: isSip(body),
  };
  return { kind: 'voice', call, arrival };
}

/** Which other types there are is not documented: where none is said, what only SIP has counts. */
function isSip({ endpoint_type: type, to = '', ...rest }: Body): boolean {
  if (type) return type.toLowerCase() === 'sip';
  return Object.keys(rest).some((name) => /^sipheader_/i.test(name)) || parseAddress(to)?.host !== undefined;
}

/** What Vonage only tells us. `leg`: as Vonage calls it; `call`: as the address does, where it does. */
export type VonageEvent = { readonly call: VoiceCallId | undefined; readonly leg: string | undefined } &
  /** `isOutbound`: of a leg that was called, by an order of ours or by a forwarded call, whose leg is nobody's. */
  (
    | ({ readonly kind: 'ended'; readonly isOutbound: boolean } & Ended)
    /** From one conversation into another. */
    | { readonly kind: 'moved'; readonly from: string; readonly to: string }
    | { readonly kind: 'joined' | 'left' | 'muted' | 'unmuted'; readonly conversation: string }
    | {
        readonly kind: 'keyed';
        readonly keys: string;
        readonly press: { readonly id?: string; readonly atMs: number };
      }
    /** Vonage could not use an answer of ours, or failed itself. */
    | { readonly kind: 'failed' }
    | { readonly kind: 'other' }
  );

const finalStatuses: ReadonlySet<string> = new Set(['completed', ...notTaken.keys()]);

/** Whether a call with this status is over (Vonage docs, webhook reference, event status). */
export const isFinalStatus = (status: string): boolean => finalStatuses.has(status);

/** The legs of a conversation's member. How each is named differs by interface. */
export const channelSchema = z
  .object({
    id: field,
    leg_ids: z
      .array(z.union([z.string(), z.object({ leg_id: z.string() })]))
      .optional()
      .catch(undefined),
  })
  .optional()
  .catch(undefined);

export function legIdsOf(channel: z.infer<typeof channelSchema>): readonly string[] {
  const { id, leg_ids: legs = [] } = channel ?? {};
  const named = legs.map((leg) => (typeof leg === 'string' ? leg : leg.leg_id));
  return named.length > 0 || id === undefined ? named : [id];
}

const eventSchema = bodySchema.extend({
  direction: field,
  reason: field,
  conversation_uuid_from: field,
  conversation_uuid_to: field,
});

/** Reads an event of the event URL, also of one that a document named. */
export function parseEvent(query: URLSearchParams, text: string): VonageEvent {
  const event = eventSchema.safeParse(jsonOf(text)).data ?? {};
  const { uuid: leg, status, direction, conversation_uuid_from: from, conversation_uuid_to: to } = event;
  const named = callOf(query);
  const of = { call: named !== undefined && isOf(named, event) ? named : undefined, leg };
  if (from !== undefined && to !== undefined) return { ...of, kind: 'moved', from, to };
  if (status !== undefined) {
    if (!isFinalStatus(status)) return { ...of, kind: 'other' };
    const isOutbound = direction === 'outbound';
    return { ...of, kind: 'ended', isOutbound, end: endOf(status), callOut: callOutOf(query) };
  }
  return { ...of, kind: event.reason === undefined ? 'other' : 'failed' };
}

/** `rejected` is a phone that was turned down (Vonage docs, call statuses); `unanswered` one that was out of reach, or that too. */
function endOf(status: string): CallEnd {
  switch (status) {
    case 'busy':
    case 'failed':
      return status;
    case 'rejected':
      return 'declined';
    case 'timeout':
    case 'unanswered':
      return 'no-answer';
    default:
      return 'over';
  }
}

/** Reads the keys of somebody in a conversation. `nowMs`: stands in for a time that is missing or none. */
export function parseKeys(query: URLSearchParams, text: string, nowMs: number): VonageEvent {
  const body = bodySchema.safeParse(jsonOf(text)).data ?? {};
  const call = callOf(query);
  const keys = digitsOf(body);
  if (call === undefined || !isOf(call, body) || keys === '') return { call, leg: body.uuid, kind: 'other' };
  const { timestamp } = body;
  const atMs = Date.parse(timestamp ?? '');
  const press = timestamp === undefined || Number.isNaN(atMs) ? { atMs: nowMs } : { id: timestamp, atMs };
  return { call, leg: body.uuid, kind: 'keyed', keys, press };
}

const rtcSchema = z.object({
  type: z.string(),
  conversation_id: field,
  cid: field,
  body: z.object({ channel: channelSchema }).optional().catch(undefined),
});

const rtcKinds = new Map<string, 'joined' | 'left' | 'muted' | 'unmuted'>([
  ['member:joined', 'joined'],
  ['member:left', 'left'],
  ['audio:mute:on', 'muted'],
  ['audio:mute:off', 'unmuted'],
]);

/** Reads an event of the RTC event URL. One that does not say which leg it is about says nothing; the lists tell it. */
export function parseRtcEvent(text: string): VonageEvent {
  const event = rtcSchema.safeParse(jsonOf(text)).data;
  const [leg] = legIdsOf(event?.body?.channel);
  const kind = rtcKinds.get(event?.type ?? '');
  const conversation = event?.conversation_id ?? event?.cid;
  const of = { call: undefined, leg };
  return kind === undefined || conversation === undefined || leg === undefined
    ? { ...of, kind: 'other' }
    : { ...of, kind, conversation };
}
