import type { Violation } from './violation.ts';

/** A failing world takes milliseconds; so many runs of it are soon done. */
const maxRuns = 600;

export type Adapt<Scenario> = (scenario: Scenario) => Scenario;

/** What a run of a world left. */
interface Ran {
  readonly violation: Violation | undefined;
  readonly faults: readonly string[];
  readonly history: readonly string[];
}

/** How a failing world is run again, changed. */
export interface Shrinkable<Scenario> {
  readonly run: (adapt: Adapt<Scenario>, suppressed: ReadonlySet<string>, trace: boolean) => Promise<Ran>;
  /** Ways to make the scenario plainer, in the order in which they are tried. */
  readonly simpler: readonly Adapt<Scenario>[];
}

/** The smallest history found in which the same promise is broken. */
export interface Shrunk {
  readonly ran: Ran;
  /** Faults that it does without. */
  readonly without: number;
  readonly runs: number;
}

/**
 * Makes a failing world smaller: leaves out callers, oddities of the providers, and one fault after the other, and keeps
 * what still fails.
 */
export async function shrink<Scenario>({ run, simpler }: Shrinkable<Scenario>): Promise<Shrunk> {
  let adapts: readonly Adapt<Scenario>[] = [];
  let suppressed: ReadonlySet<string> = new Set();
  let runs = 0;
  const attempt = (some: readonly Adapt<Scenario>[], without: ReadonlySet<string>, trace = false) => {
    runs += 1;
    return run((scenario) => some.reduce((made, each) => each(made), scenario), without, trace);
  };
  let best = await attempt(adapts, suppressed);
  const promise = best.violation?.promise;
  // A world that keeps its promises is shown as it is.
  if (promise === undefined) return { ran: await attempt(adapts, suppressed, true), without: 0, runs };
  for (const adapt of simpler) {
    const tried = await attempt([...adapts, adapt], suppressed);
    if (tried.violation?.promise !== promise) continue;
    best = tried;
    adapts = [...adapts, adapt];
  }
  for (let isSmaller = true; isSmaller && runs < maxRuns;) {
    isSmaller = false;
    for (const fault of [...best.faults].reverse()) {
      if (runs >= maxRuns) break;
      const without = new Set([...suppressed, fault]);
      const tried = await attempt(adapts, without);
      if (tried.violation?.promise !== promise) continue;
      best = tried;
      suppressed = without;
      isSmaller = true;
    }
  }
  return { ran: await attempt(adapts, suppressed, true), without: suppressed.size, runs };
}
