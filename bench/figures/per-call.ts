import { perCall, type Usage } from '../costs/costs.ts';
import type { Tally } from './tally.ts';

/** Times in milliseconds. */
export interface Times {
  /** Median of calls to which every function was new. */
  readonly coldMedianMs: number;
  readonly warmP50Ms: number;
  readonly warmP99Ms: number;
}

/** What one batch of calls did, for each call. */
export interface PerCall {
  readonly usage: Usage;
  readonly operations: Readonly<Record<string, number>>;
  readonly writes: number;
  readonly refusedWrites: number;
  readonly updates: number;
  readonly invocations: Readonly<Record<string, { readonly count: number; readonly meanMs: number }>>;
}

/**
 * What each of so many calls did.
 * @param updates orders to connect that Daily got for all of them
 */
export function perCallOf(tally: Tally, calls: number, updates: number): PerCall {
  const each = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / calls]));
  return {
    usage: perCall(tally.usage, calls),
    operations: each(tally.operations),
    writes: tally.writes / calls,
    refusedWrites: tally.refusedWrites / calls,
    updates: updates / calls,
    invocations: Object.fromEntries(
      Object.entries(tally.invocations).map(([name, { count, totalMs }]) => [
        name,
        { count: count / calls, meanMs: totalMs / count },
      ]),
    ),
  };
}
