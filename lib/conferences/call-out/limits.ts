import { hasPrefix } from '../../numbers/phone-number.ts';
import type { CallOutId, CallOutLimits } from '../model/call-out.ts';
import { refusal, type NotDone } from '../model/not-done.ts';
import type { CallOutStore } from '../ports.ts';

const minuteMs = 60_000;
/** Orders count this long. */
export const hourMs = 3_600_000;

/** Why the stage calls a number for nobody, whoever asks; undefined: it may be called. */
export function whyNotCalled({ allow }: Pick<CallOutLimits, 'allow'>, number: string): NotDone | undefined {
  if (allow.length === 0)
    return refusal('this stage calls nobody: `callOuts` in its settings says which numbers it may');
  return hasPrefix(number, allow)
    ? undefined
    : refusal('the settings of this stage do not allow that number');
}

/**
 * Counts an order, before anybody is called; or says why nobody is to be called now.
 * @param id of a call-out; undefined: a caller is led to a number, of which their conference keeps what comes of it
 */
export async function chargeOrder(
  { callOuts }: { readonly callOuts: Pick<CallOutStore, 'charge'> },
  id: CallOutId | undefined,
  nowMs: number,
  limits: CallOutLimits,
): Promise<NotDone | undefined> {
  const charged = await callOuts.charge(id, nowMs, limits);
  return charged === 'charged'
    ? undefined
    : refusal(`the limit of this stage is reached, ${limitOf[charged](limits)}: try again later`);
}

const limitOf = {
  minute: ({ perMinute }: CallOutLimits) => `${perMinute} in a minute`,
  hour: ({ perHour }: CallOutLimits) => `${perHour} in an hour`,
};

/**
 * The orders of the last hour with one more, or the limit that this one would break. Windows slide: fixed ones would let
 * twice as many through around the moment at which one follows the other. An order from a clock that is ahead counts as
 * one of this moment.
 * @param before when the earlier ones were, Unix ms
 */
export function withOrder(
  before: readonly number[],
  nowMs: number,
  { perMinute, perHour }: CallOutLimits,
): readonly number[] | 'minute' | 'hour' {
  const inHour = before.filter((atMs) => nowMs - atMs < hourMs);
  if (inHour.length >= perHour) return 'hour';
  if (inHour.filter((atMs) => nowMs - atMs < minuteMs).length >= perMinute) return 'minute';
  return [...inHour, nowMs];
}
