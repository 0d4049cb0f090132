const secondMs = 1_000;
const minuteMs = 60_000;

/**
 * How long an event that its consumer did not take waits for the next try: a restart is over within minutes, a fault that somebody
 * has to mend is not over within an hour. After the last try it waits for that somebody, with the dead letters.
 */
const waitsMs = [5 * secondMs, 30 * secondMs, 2 * minuteMs, 10 * minuteMs, 30 * minuteMs] as const;

/** How often an event is posted before it is given up: 43 minutes after the first time. */
export const maxDeliveries = waitsMs.length + 1;

/** The longest that a consumer may ask us to wait: longer, and the events behind would be days late. */
const maxAskedMs = 30 * minuteMs;

/**
 * How long an event waits after so many tries; 0 after the last. A consumer that says how long (Retry-After) gets that long, within
 * bounds.
 */
export function waitMs(tries: number, retryAfterMs = 0): number {
  const usualMs = waitsMs[tries - 1];
  return usualMs === undefined ? 0 : Math.max(usualMs, Math.min(retryAfterMs, maxAskedMs));
}
