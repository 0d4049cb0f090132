import type { CallOutLimits } from '../model/call-out.ts';

const minuteMs = 60_000;
/** Orders count this long. */
export const hourMs = 3_600_000;

/** Whether a number may be called. */
export function isAllowed({ allow }: Pick<CallOutLimits, 'allow'>, number: string): boolean {
  return allow.some((prefix) => number.startsWith(prefix));
}

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
