import type { Meeting } from './meetings.ts';
import type { OutsideVariants } from '../outside/variants.ts';

export const accountSid = `AC${'0'.repeat(32)}`;

/** Is told how a report ended. */
export type Over = (isHeard: boolean) => void;
/** Does something later, unless the call goes elsewhere before. */
export type Later = (ms: number, run: () => void) => void;

/** Whoever holds a phone: what they key, and what they do while they are in. */
export interface Holder {
  readonly from: string;
  readonly to: string;
  readonly role: 'caller' | 'bridge';
  /** Digits for the question that a path asks; undefined: none. */
  readonly keys: (path: string) => string | undefined;
  /** Further digits for the same question, sent at the same time as the first: a request of its own for each. */
  readonly atOnce?: readonly string[];
  readonly isIn?: (call: PhoneCall) => void;
  /** It waits outside. */
  readonly waits?: (call: PhoneCall) => void;
  /** It has left its meeting, and the call goes on. */
  readonly isOut?: () => void;
  readonly isOver?: (call: PhoneCall) => void;
  /** The longest that the provider lets the leg be in, whatever its document says. */
  readonly longestStayMs?: number;
}

/** One call at the voice provider. */
export interface PhoneCall {
  readonly sid: string;
  readonly holder: Holder;
  status: 'ringing' | 'in-progress' | 'completed';
  /** Of a call that the gateway has placed: names the order, and the language. Of any other it is empty. */
  readonly query: string;
  meeting: Meeting | undefined;
  /** It is in the loop of those who wait outside. */
  isWaiting: boolean;
  /** Whoever holds the phone did, of their own accord. */
  hasHungUp: boolean;
  /** Rises when the call is sent elsewhere: what was under way before is over. */
  turn: number;
  /** What was said to it, each to its end. */
  readonly heard: string[];
  /** What was keyed after it was asked, whether or not an answer came. */
  readonly keyed: { readonly path: string; readonly digits: string }[];
  /** The path at which it last asked what to do; empty: it was sent elsewhere. */
  path: string;
}

/** What a call was told after it had dialled or keyed something. */
export interface Heard {
  readonly path: string;
  readonly digits: string;
  readonly document: string;
}

/** Whether a provider tells of an event in a meeting. */
export function isReported({ traits, reportsMutes }: OutsideVariants, event: string): boolean {
  return event === 'participant-mute' || event === 'participant-unmute' ? reportsMutes : traits.reportsJoins;
}

/** What every webhook says of its call. */
export function fieldsOf({ sid, holder }: PhoneCall): Readonly<Record<string, string>> {
  const domain = /^sip:[^@]+@(.+)$/.exec(holder.to)?.[1];
  return {
    CallSid: sid,
    AccountSid: accountSid,
    From: holder.from,
    To: holder.to,
    ...(domain === undefined ? {} : { SipDomain: domain }),
  };
}
