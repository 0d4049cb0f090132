import { neverMet, type Met, type Meetable } from './coverage.ts';
import type { Tally } from './tally.ts';

/** What a run of many calls with heavy faults has to come to, beside that no promise is broken. */
export interface LongRun {
  /** So many calls make a run long. */
  readonly calls: number;
  /** All of it has to be met. */
  readonly meetable: Meetable;
  /** By residual case: how many of a million calls may come to it. */
  readonly goals: Readonly<Record<string, number>>;
}

/** A run's part of a goal may be exceeded by chance, by so many times its root. */
const deviations = 4;
const million = 1_000_000;

export const perMillion = (count: number, calls: number) => Math.round((count * million) / calls);

/** Why a long run does not prove what it should; empty: it does. */
export function shortcomings(
  { meetable, goals }: LongRun,
  run: { readonly calls: number; readonly met: Readonly<Met>; readonly remarks: Readonly<Tally> },
): readonly string[] {
  const never = Object.keys(meetable).flatMap((heading) =>
    neverMet(run.met, meetable, heading).map((word) => `never met (${heading}): ${word}`),
  );
  const missed = Object.entries(run.remarks).flatMap(([remark, count]) => {
    const goal = goals[remark];
    if (goal === undefined) return [`without a goal: ${remark} ${count}`];
    const expected = (goal * run.calls) / million;
    if (count <= expected + deviations * Math.sqrt(expected)) return [];
    return [`over its goal of ${goal} a million: ${remark} ${perMillion(count, run.calls)}`];
  });
  return [...never, ...missed];
}
