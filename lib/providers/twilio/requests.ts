import * as z from 'zod';
import {
  conferenceIdSchema,
  languages,
  voiceCallIdSchema,
  type Language,
  type TransferOutcome,
  type VoiceCallId,
} from '../../conferences/model/conference.ts';
import type { Forwarded } from '../../conferences/call/forwarded.ts';
import type { Spoken } from '../../conferences/model/instructions.ts';
import type { Ended, LegEvent } from '../../conferences/events/meeting-events.ts';
import { callOutIdSchema, type CallEnd } from '../../conferences/model/call-out.ts';
import type { CalledBack } from '../../conferences/call-out/outcome.ts';
import { sentences } from '../../conferences/model/sentences.ts';
import type { FormFields } from '../../http/form.ts';
import { parseParticipantLabel } from './labels.ts';
import type { VoiceRoute } from './urls.ts';
import type { Arrival } from '../../conferences/model/pin-call.ts';
import { phoneNumber } from '../../numbers/phone-number.ts';

/** What Twilio asks us, in the domain's words. `invalid`: something is missing without which there is no answer. */
export type VoiceRequest =
  | { readonly kind: 'voice'; readonly arrival: Arrival }
  | ({ readonly kind: 'called' } & CalledBack)
  | {
      readonly kind: 'pin' | 'notice';
      readonly call: VoiceCallId;
      readonly attempt: number;
      readonly digits: string;
    }
  | {
      readonly kind: 'menu';
      readonly call: VoiceCallId;
      readonly joinSequence: number;
      readonly digits: string;
    }
  | {
      readonly kind: 'left';
      readonly call: VoiceCallId;
      readonly joinSequence: number;
      readonly isUp: boolean;
    }
  | { readonly kind: 'wait'; readonly call: VoiceCallId }
  | ({ readonly kind: 'forwarded' } & Forwarded)
  | { readonly kind: 'announce'; readonly spoken: Spoken }
  | { readonly kind: 'invalid' };

/** A field with one value; one that is missing, or came several times, is none. */
const field = z.string().optional().catch(undefined);

/** Fields of the voice webhooks (Twilio docs, TwiML request parameters). There may be others, and new ones any day. */
const formSchema = z.object({
  CallSid: voiceCallIdSchema,
  CallStatus: field,
  From: field,
  To: field,
  SipDomain: field,
  Digits: field,
  DialCallStatus: field,
  StirVerstat: field,
});
type Form = z.infer<typeof formSchema>;

const countSchema = z.coerce.number().int().min(1);
const tellSchema = z.object({
  sentence: z.enum(sentences),
  language: z.enum(languages),
  audioUrl: z.string().optional(),
});

/** Reads a voice webhook whose signature was good. */
export function parseVoiceRequest(
  route: VoiceRoute,
  query: URLSearchParams,
  rawForm: FormFields,
): VoiceRequest {
  if (route === 'announce') {
    const tell = tellSchema.safeParse(Object.fromEntries(query));
    return tell.success ? { kind: 'announce', spoken: tell.data } : { kind: 'invalid' };
  }
  const parsed = formSchema.safeParse(rawForm);
  if (!parsed.success) return { kind: 'invalid' };
  const form = parsed.data;
  const call = form.CallSid;
  switch (route) {
    case 'voice': {
      const callOut = callOutIdSchema.safeParse(query.get('callOut'));
      if (callOut.success) return { kind: 'called', call, id: callOut.data };
      const dialled = dialledOf(form);
      if (dialled === undefined) return { kind: 'invalid' };
      const isNumberVerified = form.StirVerstat === fullyAttested;
      // Twilio lets nobody into a SIP Domain who has not passed its check (Twilio docs, SIP Domains, authentication).
      const isSip = Boolean(form.SipDomain);
      return {
        kind: 'voice',
        arrival: { voice: 'twilio', call, dialled, ...callerOf(form), isNumberVerified, isSip },
      };
    }
    case 'pin':
    case 'notice': {
      const attempt = countSchema.safeParse(query.get('attempt'));
      return attempt.success
        ? { kind: route, call, attempt: attempt.data, digits: form.Digits ?? '' }
        : { kind: 'invalid' };
    }
    case 'menu': {
      const joinSequence = countSchema.safeParse(query.get('joinSequence'));
      return joinSequence.success
        ? { kind: 'menu', call, joinSequence: joinSequence.data, digits: form.Digits ?? '' }
        : { kind: 'invalid' };
    }
    case 'left': {
      const joinSequence = countSchema.safeParse(query.get('joinSequence'));
      return joinSequence.success
        ? { kind: 'left', call, joinSequence: joinSequence.data, isUp: !isFinalStatus(form.CallStatus) }
        : { kind: 'invalid' };
    }
    case 'wait':
      return { kind: 'wait', call };
    case 'forwarded':
      return { kind: 'forwarded', call, dialled: dialledOf(form) ?? '', outcome: outcomeOf(form) };
  }
}

/** The language that a document's URL was given when it was rendered; it needs no store. */
export function languageOf(query: URLSearchParams): Language | undefined {
  return z.enum(languages).safeParse(query.get('language')).data;
}

/** Whether a call with this status is over (Twilio docs, call status values). */
export function isFinalStatus(status: string | undefined): boolean {
  return status !== undefined && finalStatuses.has(status);
}

const finalStatuses: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** A call to a SIP Domain has a `sip:` address in `To`; its dial-in is the domain's. */
function dialledOf({ SipDomain, To }: Form): string | undefined {
  return SipDomain?.toLowerCase() || To || undefined;
}

/**
 * What Twilio puts where carriers withhold the number: on a telephone's keys they spell RESTRICTED, BLOCKED, UNKNOWN,
 * ANONYMOUS and UNAVAILABLE. They look like numbers, but are many people.
 */
const withheld: ReadonlySet<string> = new Set([
  '+7378742833',
  '+2562533',
  '+8656696',
  '+266696687',
  '+86282452253',
]);

/**
 * The caller's carrier knows its customer and that the number is the customer's, and its signature is good; B and C vouch
 * for less (Twilio docs, trusted calling with SHAKEN/STIR, StirVerstat).
 */
const fullyAttested = 'TN-Validation-Passed-A';

function callerOf({ From }: Form): Pick<Arrival, 'number' | 'from'> {
  if (From === undefined || withheld.has(From)) return {};
  return phoneNumber.test(From) ? { number: From, from: From } : { from: From };
}

/** `completed`: it was answered, and is over (Twilio docs, TwiML Dial, DialCallStatus). */
const dialOutcomes: ReadonlyMap<string, TransferOutcome> = new Map([
  ['completed', 'answered'],
  ['answered', 'answered'],
  ['canceled', 'caller-left'],
  ['busy', 'rejected'],
  ['no-answer', 'no-answer'],
]);

function outcomeOf({ CallStatus, DialCallStatus = '' }: Form): TransferOutcome {
  return dialOutcomes.get(DialCallStatus) ?? (isFinalStatus(CallStatus) ? 'caller-left' : 'failed');
}

/** What Twilio reports, in the domain's words. */
export type TwilioEvent =
  | { readonly kind: 'joined' | 'left' | 'muted'; readonly leg: LegEvent }
  | ({ readonly kind: 'call-ended'; readonly call: VoiceCallId } & Ended)
  /** The number or address that a caller was led to has answered. `call`: of the caller. */
  | { readonly kind: 'destination-answered'; readonly call: VoiceCallId }
  /** About a conference or a leg that we did not make. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'other' };

/** Fields of conference events (Twilio docs, TwiML Conference, statusCallback). */
const eventSchema = z.object({
  StatusCallbackEvent: field,
  FriendlyName: field,
  ConferenceSid: field,
  CallSid: field,
  ParticipantLabel: field,
  Muted: field,
  ParticipantCallStatus: field,
});

/** Reads a conference event. */
export function parseConferenceEvent(form: FormFields): TwilioEvent {
  const event = eventSchema.parse(form);
  const kind: string = event.StatusCallbackEvent ?? '';
  switch (kind) {
    case 'participant-join':
      return legEvent('joined', event, event.Muted === 'true');
    case 'participant-leave': {
      // The call itself is over, which is more than a leave: somebody in the menu has left too.
      const call = voiceCallIdSchema.safeParse(event.CallSid);
      return isFinalStatus(event.ParticipantCallStatus) && call.success
        ? { kind: 'call-ended', call: call.data }
        : legEvent('left', event, event.Muted === 'true');
    }
    case 'participant-mute':
      return legEvent('muted', event, true);
    case 'participant-unmute':
      return legEvent('muted', event, false);
    default:
      return { kind: 'other' };
  }
}

function legEvent(
  kind: 'joined' | 'left' | 'muted',
  { FriendlyName, ConferenceSid, ParticipantLabel }: z.infer<typeof eventSchema>,
  muted: boolean,
): TwilioEvent {
  const conference = conferenceIdSchema.safeParse(FriendlyName);
  const join = parseParticipantLabel(ParticipantLabel ?? '');
  if (!conference.success || !ConferenceSid || join === undefined) return { kind: 'unknown' };
  return { kind, leg: { conference: conference.data, meeting: ConferenceSid, ...join, muted } };
}

const callStatusSchema = z.object({ CallSid: field, CallStatus: field, ParentCallSid: field });

/** Reads the status callback of a call, or of one that a document had Twilio make for it (Twilio docs, call status callbacks). */
export function parseCallStatus(query: URLSearchParams, form: FormFields): TwilioEvent {
  const { CallSid, CallStatus, ParentCallSid } = callStatusSchema.parse(form);
  const parent = voiceCallIdSchema.safeParse(ParentCallSid);
  if (parent.success)
    return CallStatus === 'in-progress'
      ? { kind: 'destination-answered', call: parent.data }
      : { kind: 'other' };
  const call = voiceCallIdSchema.safeParse(CallSid);
  if (!isFinalStatus(CallStatus)) return { kind: 'other' };
  if (!call.success) return { kind: 'unknown' };
  const callOut = callOutIdSchema.safeParse(query.get('callOut')).data;
  const ended = { kind: 'call-ended', call: call.data } as const;
  return callOut === undefined ? ended : { ...ended, end: endOf(CallStatus), callOut };
}

function endOf(status: string | undefined): CallEnd {
  if (status === 'busy' || status === 'no-answer') return status;
  return status === 'failed' || status === 'canceled' ? 'failed' : 'over';
}
