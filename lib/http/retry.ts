import type { Clock } from '../held-call/ports.ts';
import type { KeyedAnswer } from './keyed.ts';

/** How often something is tried: once, and again after each pause while `endsAtMs` (Unix ms) has not come. */
export interface RetryPlan {
  readonly pausesMs: readonly number[];
  readonly endsAtMs: number;
}

/** Tries until `again` is content with the result, the pauses are used up, or the next would end too late. */
export async function tryAgain<Result>(
  clock: Clock,
  plan: RetryPlan,
  attempt: () => Promise<Result>,
  again: (result: Result) => boolean,
): Promise<Result> {
  let result = await attempt();
  for (const pauseMs of plan.pausesMs) {
    if (!again(result) || clock.now() + pauseMs >= plan.endsAtMs) return result;
    await clock.sleep(pauseMs);
    result = await attempt();
  }
  return result;
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
