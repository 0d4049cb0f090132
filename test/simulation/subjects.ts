import { headings } from './conferences/covered.ts';
import { longRunOfConferences } from './conferences/long-run.ts';
import { runConference } from './conferences/run-world.ts';
import { traitsOfScenario } from './conferences/scenario.ts';
import { shrinkable as shrinkableConference } from './conferences/shrink.ts';
import { meet } from './frame/coverage.ts';
import type { WorldReport } from './frame/batch.ts';
import type { FaultLevel } from './frame/faults.ts';
import { shrink, type Shrunk } from './frame/shrink.ts';
import type { Blueprint } from './held-calls/blueprint.ts';
import type { Mutation } from './held-calls/functions.ts';
import { longRunOfHeldCalls } from './held-calls/long-run.ts';
import { runWorld } from './held-calls/run-world.ts';
import { shrinkable as shrinkableHeldCalls } from './held-calls/shrink.ts';

/** One run of one world. */
export interface Run {
  readonly seed: string;
  readonly level: FaultLevel;
  readonly blueprint: Blueprint;
}

/** What is simulated: the two journeys. */
export const subjects = {
  'held-calls': {
    run: heldCalls,
    shrink: ({ seed, level, blueprint }: Run): Promise<Shrunk> =>
      shrink(shrinkableHeldCalls(seed, level, blueprint)),
    longRun: longRunOfHeldCalls,
  },
  conferences: {
    run: conferences,
    shrink: ({ seed, level, blueprint }: Run): Promise<Shrunk> =>
      shrink(shrinkableConference(seed, level, blueprint)),
    longRun: longRunOfConferences,
  },
} as const;

export type Subject = keyof typeof subjects;

/** A world of held calls. */
export async function heldCalls(run: Run, mutation?: Mutation): Promise<WorldReport> {
  const { endings, violation, world } = await runWorld({ ...run, mutation });
  const { scheduler, platform, checks } = world;
  return {
    endings,
    violation,
    faults: platform.faults.fired,
    remarks: checks.remarks,
    met: world.met,
    steps: scheduler.steps,
    elapsedMs: scheduler.elapsedMs,
  };
}

/** A world of one conference; its calls are its callers. */
async function conferences(run: Run): Promise<WorldReport> {
  const { callers, room, violation, scheduler, platform, options, met, lockOut } = await runConference(run);
  const { id: voice, maxLegs } = traitsOfScenario(options.scenario);
  for (const call of callers) {
    const full = lockOut.oneTooMany.has(call) ? ' full' : '';
    const removed = room.kicked.has(call.sid) ? ' removed' : '';
    const crowd = callers.length >= maxLegs ? ' in a crowd' : '';
    meet(met, headings.voices, `${voice}${removed}${crowd}${full}`);
  }
  return {
    endings: callers.map(({ sid }) => (room.kicked.has(sid) ? 'kicked' : 'caller')),
    violation,
    faults: platform.faults.fired,
    remarks: new Map(),
    met,
    steps: scheduler.steps,
    elapsedMs: scheduler.elapsedMs,
  };
}
