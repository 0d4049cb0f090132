import * as z from 'zod';
import type { Forwarded } from '../../conferences/call/forwarded.ts';
import type { CalledBack } from '../../conferences/call-out/outcome.ts';
import type { Ended, LegEvent } from '../../conferences/events/meeting-events.ts';
import { callOutIdSchema, type CallEnd } from '../../conferences/model/call-out.ts';
import {
  conferenceIdSchema,
  languages,
  voiceCallIdSchema,
  type Language,
  type TransferOutcome,
  type VoiceCallId,
} from '../../conferences/model/conference.ts';
import type { Join, Spoken } from '../../conferences/model/instructions.ts';
import type { Arrival } from '../../conferences/model/pin-call.ts';
import type { FormFields } from '../../http/form.ts';
import { callerOf, dialledOf as dialledIn } from '../../numbers/arrival.ts';
import { joinOf, spokenOf, type EventRoute, type VoiceRoute } from './urls.ts';

/** What Plivo asks us, in the domain's words. `invalid`: something is missing without which there is no answer. */
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
  | { readonly kind: 'join'; readonly call: VoiceCallId; readonly join: Join }
  | { readonly kind: 'farewell'; readonly call: VoiceCallId; readonly spoken: Spoken }
  | ({ readonly kind: 'forwarded' } & Forwarded)
  | { readonly kind: 'invalid' };

/** A field with one value; one that is missing, or came several times, is none. */
const field = z.string().optional().catch(undefined);

/** Fields of requests for documents (Plivo docs, XML request). There may be others, and new ones any day. */
const formSchema = z.object({
  CallUUID: voiceCallIdSchema,
  From: field,
  To: field,
  Digits: field,
  DialStatus: field,
});
type Form = z.infer<typeof formSchema>;

const countSchema = z.coerce.number().int().min(1);
const invalid = { kind: 'invalid' } as const;

/** Reads a request for a document whose signature was good. */
export function parseVoiceRequest(
  route: VoiceRoute,
  query: URLSearchParams,
  fields: FormFields,
): VoiceRequest {
  const parsed = formSchema.safeParse(fields);
  if (!parsed.success) return invalid;
  const form = parsed.data;
  const call = form.CallUUID;
  switch (route) {
    case 'voice': {
      const callOut = callOutIdSchema.safeParse(query.get('callOut'));
      if (callOut.success) return { kind: 'called', call, id: callOut.data };
      const arrival = arrivalOf(form);
      return arrival === undefined ? invalid : { kind: 'voice', call, arrival };
    }
    case 'pin':
    case 'notice': {
      const attempt = countSchema.safeParse(query.get('attempt')).data;
      return attempt === undefined ? invalid : { kind: route, call, attempt, digits: form.Digits ?? '' };
    }
    case 'waited':
      return { kind: route, call };
    case 'join': {
      const join = joinOf(query);
      // It was rendered for one call, and is nobody else's.
      return join?.call === call ? { kind: 'join', call, join } : invalid;
    }
    case 'farewell': {
      const spoken = spokenOf(query);
      return spoken === undefined ? invalid : { kind: 'farewell', call, spoken };
    }
    case 'forwarded':
      return { kind: 'forwarded', call, dialled: dialledOf(form) ?? '', outcome: outcomeOf(form) };
  }
}

/** Plivo docs, Dial, action, DialStatus. */
const dialOutcomes: ReadonlyMap<string, TransferOutcome> = new Map([
  ['completed', 'answered'],
  ['cancel', 'caller-left'],
  ['busy', 'rejected'],
  ['no-answer', 'no-answer'],
  ['timeout', 'no-answer'],
]);

const outcomeOf = ({ DialStatus = '' }: Form): TransferOutcome => dialOutcomes.get(DialStatus) ?? 'failed';

/** The language that a document's URL was given when it was rendered; it needs no store. */
export function languageOf(query: URLSearchParams): Language | undefined {
  return z.enum(languages).safeParse(query.get('language')).data;
}

/**
 * Never `isSip`: whoever knows the SIP address of an application can call it, once it is open to the bridge of a room, and
 * Plivo checks nobody. So the bridge is one more call whose PIN is to be right, and its tries are counted.
 */
function arrivalOf({ CallUUID: call, From, ...form }: Form): Arrival | undefined {
  const dialled = dialledOf(form);
  if (dialled === undefined) return undefined;
  return {
    voice: 'plivo',
    call,
    dialled,
    ...callerOf(From),
    isNumberVerified: false,
    isSip: false,
  };
}

/** Where the SIP addresses of applications are: each is a row of digits, longer than any number. */
const applicationHost = 'app.plivo.com';

/** A number with its plus, which Plivo leaves out; of an application's SIP address, the host, however it is written. */
function dialledOf({ To = '' }: Pick<Form, 'To'>): string | undefined {
  const dialled = dialledIn(To);
  return dialled !== undefined && /^\d{16,}$/.test(dialled) ? applicationHost : dialled;
}

/** What Plivo reports, in the domain's words. */
export type PlivoEvent =
  | { readonly kind: 'joined' | 'left'; readonly leg: LegEvent }
  /** The number or address that a caller was led to has answered. `call`: of the caller. */
  | { readonly kind: 'destination-answered'; readonly call: VoiceCallId }
  /** Keys of somebody who stays in the meeting. Plivo gives a press neither a name nor a time. */
  | { readonly kind: 'keyed-inside'; readonly call: VoiceCallId; readonly keys: string }
  /** `ourFault`: Plivo's code for what was wrong with our last document, if it has ended the call. */
  | ({
      readonly kind: 'call-ended';
      readonly call: VoiceCallId;
      readonly ourFault: string | undefined;
    } & Ended)
  /** About a conference or a leg that we did not make. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'other' };

/** Fields of callbacks (Plivo docs, Conference callbackUrl; Dial callbackUrl; hangup causes). */
const eventSchema = z.object({
  CallUUID: field,
  CallStatus: field,
  ConferenceAction: field,
  ConferenceName: field,
  ConferenceDigitsMatch: field,
  DialAction: field,
  DialALegUUID: field,
  HangupCauseCode: field,
  HangupCause: field,
});
type Event = z.infer<typeof eventSchema>;

/** Reads a callback whose signature was good. */
export function parseEvent(route: EventRoute, query: URLSearchParams, fields: FormFields): PlivoEvent {
  const event = eventSchema.parse(fields);
  const call = voiceCallIdSchema.safeParse(event.CallUUID ?? event.DialALegUUID).data;
  if (call === undefined) return { kind: 'unknown' };
  if (route === 'hangup') return callEnded(query, event, call);
  if (event.DialAction === 'answer') return { kind: 'destination-answered', call };
  switch (event.ConferenceAction ?? '') {
    case 'enter':
      return legEvent('joined', event, call, query);
    case 'exit':
      return legEvent('left', event, call, query);
    case 'digits':
      return { kind: 'keyed-inside', call, keys: event.ConferenceDigitsMatch ?? '' };
    default:
      return { kind: 'other' };
  }
}

/** A meeting has no name but the conference's that the list knows too. What its address says is of the call that it names. */
function legEvent(
  kind: 'joined' | 'left',
  { ConferenceName }: Event,
  call: VoiceCallId,
  query: URLSearchParams,
): PlivoEvent {
  const conference = conferenceIdSchema.safeParse(ConferenceName).data;
  if (conference === undefined) return { kind: 'unknown' };
  const leg = { conference, meeting: conference, call, muted: false };
  if (query.get('call') !== call) return { kind, leg };
  const joinSequence = countSchema.safeParse(query.get('joinSequence')).data;
  const muted = kind === 'joined' && query.get('muted') === 'true';
  return { kind, leg: { ...leg, joinSequence, muted } };
}

const goingOn: ReadonlySet<string | undefined> = new Set(['ringing', 'in-progress']);

/** URLs that did not answer as they should, and documents that were none (Plivo docs, hangup causes). */
const ourFaults = /^(70[1-3]\d|801\d)$/;

function callEnded(
  query: URLSearchParams,
  { CallStatus, HangupCauseCode, HangupCause }: Event,
  call: VoiceCallId,
): PlivoEvent {
  if (goingOn.has(CallStatus)) return { kind: 'other' };
  const ourFault = [HangupCauseCode, HangupCause].find(
    (cause) => cause !== undefined && ourFaults.test(cause),
  );
  const callOut = callOutIdSchema.safeParse(query.get('callOut')).data;
  const ended = { kind: 'call-ended', call, ourFault } as const;
  return callOut === undefined ? ended : { ...ended, end: endOf(CallStatus), callOut };
}

/** `timeout` is a phone that has rung for too long (Plivo docs, CallStatus of outbound calls). */
function endOf(status: string | undefined): CallEnd {
  if (status === 'busy' || status === 'failed') return status;
  return status === 'no-answer' || status === 'timeout' ? 'no-answer' : 'over';
}
