import * as z from 'zod';
import type { Language, VoiceCallId } from './conference.ts';
import type { NotYet } from './command-result.ts';

/** Names a call-out before its provider has an id for the call; the provider gives it back with all news of the call. */
export const callOutIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/)
  .brand<'CallOutId'>();
export type CallOutId = z.infer<typeof callOutIdSchema>;

/** How long the phone of whoever we have called rings: as long as most voice mails wait before they answer. */
export const longestRingS = 30;
export const longestRingMs = longestRingS * 1_000;

/** From the order until its outcome: the ring, the sentences, and the time for the key, with as much again for delays. */
export const longestCallOutMs = 180_000;

/**
 * What comes of a call-out. `joined`: the callee pressed 1, and was let in. `declined`: turned down, another key, none, or
 * hung up; answering machines press none. `turned-away`: pressed 1, and the conference was full or closed by then. `failed`: the
 * provider could not call, or we could not answer. `unknown`: nobody has said.
 */
export const callOutOutcomes = [
  'joined',
  'declined',
  'turned-away',
  'busy',
  'no-answer',
  'failed',
  'unknown',
] as const;
export type CallOutOutcome = (typeof callOutOutcomes)[number];

/** How a call that was over before anybody joined has ended, as its provider says. */
export type CallEnd = 'over' | 'declined' | 'busy' | 'no-answer' | 'failed';

/** Somebody to be called. Numbers are in E.164. */
export interface OutgoingCall {
  readonly id: CallOutId;
  /** Number that the callee sees: a dial-in's. */
  readonly from: string;
  readonly to: string;
  readonly language: Language;
  readonly longestRingS: number;
  /** The longest that the whole call may last, whatever else fails. */
  readonly longestCallS: number;
}

/** What came of asking a provider to call somebody. `call`: its id, where the answer says it. */
export type Placed =
  { readonly kind: 'placed'; readonly call?: VoiceCallId | undefined } | 'refused' | 'unknown' | NotYet;

/** How many call-outs a stage allows, and where to. */
export interface CallOutLimits {
  /** Numbers that may be called begin with one of these: `+` and digits. None: nobody is called. */
  readonly allow: readonly string[];
  /** Orders in any 60 s. */
  readonly perMinute: number;
  /** Orders in any 3,600 s. */
  readonly perHour: number;
}
