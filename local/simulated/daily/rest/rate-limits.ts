/** Requests of one class that Daily allows per sliding window (Daily docs, rate limits). */
interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/** Which limit counts a request. */
export type RateClass = 'general' | 'room-deletion' | 'start';

const limits: Record<RateClass, RateLimit> = {
  general: { requests: 100, windowMs: 5_000 },
  'room-deletion': { requests: 50, windowMs: 30_000 },
  start: { requests: 5, windowMs: 5_000 },
};

/** Counts requests per class in sliding windows. */
export class RateLimiter {
  readonly #taken = new Map<RateClass, number[]>();

  /** True if the request may pass at `nowMs`; only requests that pass count. */
  take(rateClass: RateClass, nowMs: number): boolean {
    const { requests, windowMs } = limits[rateClass];
    const recent = (this.#taken.get(rateClass) ?? []).filter((at) => at > nowMs - windowMs);
    const passes = recent.length < requests;
    if (passes) recent.push(nowMs);
    this.#taken.set(rateClass, recent);
    return passes;
  }
}
