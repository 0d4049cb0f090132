/** The first pause after a refusal, and the longest one, in ms. Between them a pause is as long as the wait before it. */
const shortestPauseMs = 1_000;
const longestPauseMs = 6_000;

/** Nobody pauses for longer than this part of the time they have left: who has little asks more often. */
const partOfTimeLeft = 1 / 8;

/** The longest wait that a provider may ask for: its own limits are counted over 30 s at most (Daily docs, rate limits). */
const longestRetryAfterMs = 30_000;

/**
 * How long to wait before something that was refused for now is asked for again, in ms. Everybody whom one domain makes
 * wait asks at the same pace, and at moments of their own, so that they share what it allows; nobody needs to know of
 * the others. What the provider asks for is a lower bound, behind which they spread, since it asks everybody for the same;
 * more than its own limits can mean is not believed.
 */
export function pauseBeforeAsking(when: {
  /** Since the first time it was asked for. */
  readonly waitedMs: number;
  /** Until it would come too late. */
  readonly leftMs: number;
  readonly retryAfterMs: number | undefined;
  readonly random: () => number;
}): number {
  const { waitedMs, leftMs, retryAfterMs = 0, random } = when;
  const growing = Math.min(longestPauseMs, Math.max(shortestPauseMs, waitedMs));
  const pauseMs = Math.max(shortestPauseMs / 2, Math.min(growing, leftMs * partOfTimeLeft));
  if (retryAfterMs === 0) return Math.round((pauseMs * (1 + random())) / 2);
  const askedMs = Math.min(retryAfterMs, longestRetryAfterMs);
  return Math.round(askedMs + Math.max(pauseMs, Math.min(askedMs, longestPauseMs)) * random());
}
