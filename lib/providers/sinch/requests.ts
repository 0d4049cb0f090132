import * as z from 'zod';
import type { Ended } from '../../conferences/events/meeting-events.ts';
import { callOutIdSchema, type CallEnd, type CallOutId } from '../../conferences/model/call-out.ts';
import type { VoiceCallId } from '../../conferences/model/conference.ts';
import type { Arrival } from '../../conferences/model/pin-call.ts';
import { callerOf, dialledOf } from '../../numbers/arrival.ts';
import { callIdOf } from './call-id.ts';
import { mainMenu } from './svaml.ts';

/**
 * What Sinch reports at its one address, in the domain's words. `invalid`: it cannot be read, or something is missing without
 * which there is no answer. `at`: when it was reported, as Sinch writes it: a request that is repeated says the same.
 */
export type SinchEvent =
  | { readonly kind: 'arrived'; readonly call: VoiceCallId; readonly arrival: Arrival }
  /** The answer to the question, or to the wait, that a call is in: keys, or none. */
  | { readonly kind: 'keyed'; readonly call: VoiceCallId; readonly digits: string; readonly at: string }
  /** Keys of somebody who stays in the meeting. */
  | {
      readonly kind: 'keyed-inside';
      readonly call: VoiceCallId;
      readonly keys: string;
      readonly press: { readonly id?: string; readonly atMs: number };
    }
  /** Whoever was called has picked up: somebody whom we have called, by this order, or the far end of a forwarded call. */
  | { readonly kind: 'picked-up'; readonly call: VoiceCallId; readonly callOut: CallOutId | undefined }
  /** `isOurFault`: our last document, or the lack of one, has ended it. */
  | ({
      readonly kind: 'ended';
      readonly call: VoiceCallId;
      readonly reason: string;
      readonly isOurFault: boolean;
    } & Ended)
  /** Sinch could not use an answer of ours, or failed itself. */
  | { readonly kind: 'failed'; readonly call: VoiceCallId | undefined; readonly error: number | undefined }
  | { readonly kind: 'other' }
  | { readonly kind: 'invalid' };

/** A field that is of another type is none. */
const field = z.string().optional().catch(undefined);

/** Fields of callbacks (Sinch docs, voice callbacks). There may be others, and new ones any day; live ones say `callid`. */
const eventSchema = z.object({
  event: z.string(),
  callid: field,
  callId: field,
  conferenceId: field,
  timestamp: field,
  cli: field,
  to: z.object({ type: field, endpoint: field }).optional().catch(undefined),
  domain: field,
  originationType: field,
  menuResult: z.object({ menuId: field, type: field, value: field }).optional().catch(undefined),
  custom: field,
  reason: field,
  result: field,
  type: field,
  errorCode: z.number().optional().catch(undefined),
});
type Event = z.infer<typeof eventSchema>;

/** The reasons of a call's end that say that our answer was none, or not SVAML (Sinch docs, disconnected call event). */
const ourFaults: ReadonlySet<string> = new Set(['CALLBACKERROR', 'INVALIDSVAMLACTION']);

/** Reads a callback whose signature was good. `nowMs`: stands in for a time that is missing or none. */
export function parseEvent(text: string, nowMs: number): SinchEvent {
  const parsed = eventSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { kind: 'invalid' };
  const event = parsed.data;
  const call = callIdOf(event.callid ?? event.callId ?? '');
  const name = event.event.toLowerCase();
  if (name === 'notify') {
    const isError = event.errorCode !== undefined || event.type?.toLowerCase() === 'callingerror';
    return isError ? { kind: 'failed', call, error: event.errorCode } : { kind: 'other' };
  }
  if (call === undefined) return { kind: 'invalid' };
  switch (name) {
    case 'ice':
      return arrived(event, call);
    case 'pie':
      return keyed(event, call, nowMs);
    case 'ace':
      return { kind: 'picked-up', call, callOut: callOutOf(event) };
    case 'dice':
      return ended(event, call);
    default:
      return { kind: 'other' };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function arrived({ to, cli, originationType, domain }: Event, call: VoiceCallId): SinchEvent {
  // Whatever `to.type` calls it.
  const dialled = dialledOf(to?.endpoint);
  if (dialled === undefined) return { kind: 'invalid' };
  // The side that a call comes from; Sinch lets nobody in over SIP who does not know the application's secret. What it says
  // of such a call is not documented, and `domain` names the other side where both are said: so that counts alone only.
  const isSip = (originationType || domain)?.toLowerCase() === 'sip';
  const arrival: Arrival = {
    voice: 'sinch',
    call,
    dialled,
    ...callerOf(cli),
    isNumberVerified: false,
    isSip,
  };
  return { kind: 'arrived', call, arrival };
}

function keyed({ menuResult, conferenceId, timestamp }: Event, call: VoiceCallId, nowMs: number): SinchEvent {
  const { menuId, value = '' } = menuResult ?? {};
  const type = menuResult?.type?.toLowerCase();
  // The call's end is reported by itself.
  if (type === undefined || type === 'hangup') return { kind: 'other' };
  const keys = type === 'sequence' || type === 'return' ? value.replace(/#$/, '') : '';
  if (menuId === mainMenu && !conferenceId)
    return { kind: 'keyed', call, digits: keys, at: timestamp ?? new Date(nowMs).toISOString() };
  const atMs = Date.parse(timestamp ?? '');
  const press = timestamp === undefined || Number.isNaN(atMs) ? { atMs: nowMs } : { id: timestamp, atMs };
  return { kind: 'keyed-inside', call, keys, press };
}

/** A call without an order of ours has none here, or an empty one. */
const callOutOf = ({ custom }: Event): CallOutId | undefined => callOutIdSchema.safeParse(custom).data;

function ended(event: Event, call: VoiceCallId): SinchEvent {
  const reason = event.reason?.toUpperCase() ?? '';
  const callOut = callOutOf(event);
  // A caller who hangs up has not waited to the end for whom they were led to.
  const isByCaller = callOut === undefined && (reason === 'CALLERHANGUP' || reason === 'CANCEL');
  const end = isByCaller ? 'over' : endOf(event.result?.toUpperCase(), reason);
  return { kind: 'ended', call, reason, isOurFault: ourFaults.has(reason), end, callOut };
}

/** Newer lists of reasons have what older ones say as the result (Sinch docs, disconnected call event). */
function endOf(result: string | undefined, reason: string): CallEnd {
  if (result === 'ANSWERED') return 'over';
  const words = [result, reason];
  if (words.includes('BUSY')) return 'busy';
  if (words.includes('NOANSWER') || reason === 'TIMEOUT') return 'no-answer';
  return result === 'FAILED' ? 'failed' : 'over';
}
