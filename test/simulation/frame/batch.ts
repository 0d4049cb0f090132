import { addMet, type Met } from './coverage.ts';
import type { FaultLevel } from './faults.ts';
import { add, type Tally } from './tally.ts';
import type { Violation } from './violation.ts';

/** Worlds `from` up to, not including, `until` of a run. */
export interface BatchOrder {
  readonly seed: string;
  readonly level: FaultLevel;
  readonly from: number;
  readonly until: number;
}

/** A world in which a promise was broken. */
export interface Failure {
  readonly world: number;
  readonly promise: string;
  readonly message: string;
}

export interface BatchResult {
  readonly calls: number;
  readonly worlds: number;
  readonly faults: Tally;
  readonly endings: Tally;
  /** What is allowed and counted, since the promise names it. */
  readonly remarks: Tally;
  readonly met: Met;
  readonly steps: number;
  readonly simulatedMs: number;
  readonly failures: readonly Failure[];
}

/** What one world says of itself when it is over. */
export interface WorldReport {
  /** How each of its calls ended. */
  readonly endings: readonly string[];
  readonly faults: readonly string[];
  readonly remarks: ReadonlyMap<string, number>;
  readonly met: Readonly<Met>;
  readonly steps: number;
  readonly elapsedMs: number;
  readonly violation: Violation | undefined;
}

/** The seed of the `index`-th world of a run. */
export const worldSeed = (seed: string, index: number) => `${seed}/${index}`;

/** Runs worlds one after another. */
export async function runBatch(
  { seed, from, until }: BatchOrder,
  run: (seed: string) => Promise<WorldReport>,
): Promise<BatchResult> {
  const failures: Failure[] = [];
  const sum = { calls: 0, steps: 0, simulatedMs: 0, faults: {}, endings: {}, remarks: {}, met: {} };
  for (let world = from; world < until; world += 1) {
    const report = await run(worldSeed(seed, world));
    sum.calls += report.endings.length;
    sum.steps += report.steps;
    sum.simulatedMs += report.elapsedMs;
    for (const ending of report.endings) add(sum.endings, ending);
    for (const fault of report.faults) add(sum.faults, fault.slice(0, fault.indexOf('#')));
    for (const [remark, count] of report.remarks) add(sum.remarks, remark, count);
    addMet(sum.met, report.met);
    if (report.violation === undefined) continue;
    const { promise, message } = report.violation;
    failures.push({ world, promise, message });
  }
  return { ...sum, worlds: until - from, failures };
}
