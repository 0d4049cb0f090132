import type { Clock } from '../held-calls/ports.ts';
import type { KeyedAnswer } from './keyed.ts';

/** How often something is tried: once, and again after each pause while `endsAtMs` (Unix ms) has not come. */
export interface RetryPlan {
  readonly pausesMs: readonly number[];
  readonly endsAtMs: number;
}

/**
 * Tries until `again` is content with the result, the pauses are used up, or the next would end too late. A pause is longer
 * if the other side asks for it.
 */
export async function tryAgain<Result extends KeyedAnswer | undefined>(
  clock: Clock,
  plan: RetryPlan,
  attempt: () => Promise<Result>,
  again: (result: Result) => boolean,
): Promise<Result> {
  let result = await attempt();
  for (const pauseMs of plan.pausesMs) {
    const waitMs = Math.max(pauseMs, retryAfterMsOf(result) ?? 0);
    if (!again(result) || clock.now() + waitMs >= plan.endsAtMs) return result;
    await clock.sleep(waitMs);
    result = await attempt();
  }
  return result;
}

/** How long the other side wants to be left alone; undefined: it does not say. */
export function retryAfterMsOf(answer: KeyedAnswer | undefined): number | undefined {
  return answer?.kind === 'not-ok' ? answer.retryAfterMs : undefined;
}

/** No right to ask (401, 403), and asked too often. */
const undoneStatuses: ReadonlySet<number> = new Set([401, 403, 429]);

/**
 * Whether an answer says for certain that nothing was done, for a reason that passes: the request was never received, or
 * we may not ask now. `undefined` stands for a request that could not be made for want of a key.
 */
export function isSurelyUndone(answer: KeyedAnswer | undefined): boolean {
  if (answer === undefined || answer.kind === 'no-key' || answer.kind === 'unsent') return true;
  return answer.kind === 'not-ok' && undoneStatuses.has(answer.status);
}

/** Whether a request that may be repeated without harm should be: no answer, too many requests, or a server's fault. */
export function isPassing(answer: KeyedAnswer): boolean {
  switch (answer.kind) {
    case 'ok':
    case 'no-key':
      return false;
    case 'unsent':
    case 'unknown':
      return true;
    case 'not-ok':
      return answer.status === 429 || answer.status >= 500;
  }
}
