import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from './intrinsics.ts';
import type { FunctionOutcome } from './sandboxes/sandboxes.ts';
import type { ScheduleSpec } from './template.ts';

/** What EventBridge does on a timer. */
export interface Schedules {
  /** Runs what is scheduled for a function at once, and says how it ended. Throws if nothing is. */
  runNow(functionName: string): Promise<FunctionOutcome>;
  stop(): void;
}

/**
 * Invokes the scheduled functions, first after one whole interval.
 * @param onTimer false: only `runNow` invokes
 */
export function startSchedules(
  specs: readonly ScheduleSpec[],
  invoke: (functionName: string, event: unknown) => Promise<FunctionOutcome>,
  onTimer: boolean,
): Schedules {
  const run = (spec: ScheduleSpec) => invoke(spec.functionName, buildEvent(spec));
  const timers = onTimer ? specs.map((spec) => setInterval(() => void run(spec), spec.everyMs)) : [];
  return {
    runNow: (functionName) => {
      const spec = specs.find((candidate) => candidate.functionName === functionName);
      if (spec === undefined) throw new Error(`Nothing is scheduled for ${functionName}.`);
      return run(spec);
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

/** EventBridge docs, "Scheduled event": what a target without an input of its own gets. */
function buildEvent({ input, source, arn }: ScheduleSpec): unknown {
  if (input !== undefined) return JSON.parse(input);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source,
    account: ACCOUNT,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [arn],
    detail: {},
  };
}
