import type { Sentence } from './sentences.ts';
import type { VoiceCallId, VoiceId, Language, ConferenceId } from './conference.ts';
import type { ForwardTarget, PinDialIn } from './dial-in.ts';
import type { ConferencePin } from './pins.ts';
import type { CallOutId, CallOutOutcome } from './call-out.ts';

/** How often a call is asked for its PIN: silence is no wrong PIN, but nobody is asked for ever. */
export const maxPrompts = 5;

/** How often a call is asked to agree: a key is missed once or twice; somebody who does not press it then does not want to. */
export const maxConsentAsks = 3;

/** A call at the voice provider, as it arrives. */
export interface Arrival {
  readonly voice: VoiceId;
  readonly call: VoiceCallId;
  /** The number, or the SIP domain, that was called. */
  readonly dialled: string;
  /** E.164, or undefined for anything else: withheld numbers, SIP names. */
  readonly number?: string | undefined;
  /** What the voice provider says of the caller, in its own spelling; undefined if it is withheld. */
  readonly from?: string | undefined;
  /** The provider vouches that the call comes from `number`. */
  readonly isNumberVerified: boolean;
  /** It came over SIP, and passed the provider's own check of who may call so. */
  readonly isSip: boolean;
}

/**
 * A call that has come to a dial-in, and, once it has keyed a PIN, where it belongs. What the dial-in says of its callers is as
 * it was when the call came: a change counts for later calls.
 */
export interface PinCall {
  readonly voice: VoiceId;
  readonly call: VoiceCallId;
  readonly dialIn: string;
  readonly language: Language;
  readonly opensTo: PinDialIn['opensTo'];
  readonly audio?: PinDialIn['audio'];
  /** What it is told before it goes in, unless it is the bridge. */
  readonly notice?: PinDialIn['notice'];
  /** The caller's number in E.164, if it is one. */
  readonly number?: string | undefined;
  /** The call came over SIP to a dial-in of the bridge's own, which is the bridge's confirmed origin. */
  readonly isBridgeOrigin: boolean;
  readonly arrivedAtMs: number;
  readonly conference?: ConferenceId | undefined;
  /** Absent: it is before its PIN. `forward`: by its PIN it is another call's from now on, and in no conference. */
  readonly role?: 'caller' | 'bridge' | 'forward' | undefined;
  /** Number of its first join: of providers that do not tell the joins of one call apart, the only one. */
  readonly joinSequence?: number | undefined;
  /** Which question for a PIN it has answered last, where the answer itself does not say which. */
  readonly answered?: PinAnswer | undefined;
  /** Its tries in vain, in order. Nothing is decided by them: they are for people who look the call up. */
  readonly tries?: readonly PinTry[] | undefined;
  /** Absent: it may not go in yet, or there is no notice. */
  readonly noticed?: Noticed | undefined;
  /** It is the gateway that called, to bring `number` into a conference; it arrived when it was ordered. */
  readonly callOut?: CalledOut | undefined;
  /** What came after the notice, or after the question for consent to it, in order. */
  readonly noticeAnswers?: readonly NoticeAnswer[] | undefined;
  /** Out of which conference into which it was led on, in order. */
  readonly ledOn?: readonly LedOn[] | undefined;
}

/** How a call came out of one conference into another. */
export interface LedOn {
  readonly from: ConferenceId;
  readonly to: ConferenceId;
  readonly orderedAtMs: number;
  readonly atMs: number;
  /** What it was told before it came into the first, if there it is told another notice now. */
  readonly heard?: Pick<PinCall, 'language' | 'notice' | 'noticed' | 'noticeAnswers'> | undefined;
}

/** Into which conference somebody is called, and as whom. */
interface CalledOut extends Pick<ConferencePin, 'conference' | 'name' | 'externalId'> {
  readonly id: CallOutId;
  /** What the callee is told who calls. */
  readonly conferenceName: string;
  /** What came of it; absent: nothing yet, or nobody has said. */
  readonly outcome?: { readonly is: CallOutOutcome; readonly atMs: number } | undefined;
}

/** What is remembered of an order: all of the call that is to come of it. */
export type OrderedCallOut = Omit<PinCall, 'call' | 'callOut'> & {
  /** Absent: none has yet. */
  readonly call?: VoiceCallId | undefined;
  readonly number: string;
  readonly callOut: CalledOut;
};

/** A call that may go on, and is told the notice of its dial-in first. */
export interface Noticed {
  /** Which question for a PIN it has answered; 0: it needed none. */
  readonly attempt: number;
  /** Since when it is told, in Unix ms. */
  readonly atMs: number;
  readonly goesOn: AfterNotice;
}

/** Where a call goes on to after its notice: into a conference as a caller, or to a static SIP address. */
export type AfterNotice =
  | ({ readonly kind: 'caller' } & Pick<ConferencePin, 'conference' | 'name' | 'externalId'>)
  | ({ readonly kind: 'forward' } & ForwardTarget);

/** How a call answered a question for consent, or, where it needs none, that it has heard the notice to its end. */
export interface NoticeAnswer {
  /** Which question: 1 is the first. */
  readonly attempt: number;
  readonly atMs: number;
  /** Anything but a 1 is kept as that much: it may be a digit of a PIN. */
  readonly keyed: '1' | 'another key' | 'no key';
  readonly outcome: 'went-on' | 'asked-again' | 'hung-up';
}

/** The answer to a question for a PIN. */
export interface PinAnswer {
  readonly attempt: number;
  /** When it was given, as the provider writes it: told twice, it has the same. */
  readonly at: string;
}

/** A question for a PIN that did not let the call in. What was keyed is not kept. */
export interface PinTry {
  readonly attempt: number;
  readonly atMs: number;
  /** What the caller was told. */
  readonly why: Sentence;
  /** The call was hung up after it. */
  readonly isLast: boolean;
}

/** A call that is counted while it is before its PIN. */
export interface UnauthenticatedCall {
  readonly call: VoiceCallId;
  /** The caller's number in E.164, if it is one. */
  readonly number?: string | undefined;
  /** Bound in time only, and takes no place: it came to one of the bridge's own dial-ins. */
  readonly isExempt: boolean;
}

/** The same, with when it arrived, give or take a few seconds. */
export interface CountedUnauthenticated extends UnauthenticatedCall {
  readonly arrivedAtMs: number;
}
