import type { Violation } from '../frame/violation.ts';
import type { Blueprint } from './blueprint.ts';
import { flows } from './exhaustive.ts';
import { runScenario } from './run-world.ts';
import type { DailyVariants } from './variants.ts';

/** What one call costs, on average, when there are many. */
export interface CostOfCall {
  /** Requests to the table, the machine and the providers. */
  readonly requests: number;
  readonly transitions: number;
  /** Invocations by function, the sweep left out. */
  readonly invocations: Readonly<Record<string, number>>;
  readonly sweeps: number;
  readonly connected: number;
  readonly violation: Violation | undefined;
}

/** Has so many calls on hold at once, one dialled each ms, and counts what each of them costs. */
export async function costOfCallAmong(many: number, blueprint: Blueprint): Promise<CostOfCall> {
  const flow = flows['a bot takes the call'];
  const calls = Array.from({ length: many }, (_, n) =>
    flow.calls.map((call) => ({ ...call, callId: `call-${n}`, dialsAfterMs: n })),
  ).flat();
  const run = { seed: 'many', level: 'none', blueprint, scenario: { ...flow, calls } } as const;
  const { world, endings, violation } = await runScenario(run);
  const executions = [...world.machine.executions.values()];
  const transitions = executions.reduce((sum, execution) => sum + execution.transitions, 0);
  const { sweep = 0, ...others } = Object.fromEntries(world.lambda.invocations);
  return {
    // A function can die before each of its requests and before each answer.
    requests: world.platform.moments / 2 / many,
    transitions: transitions / many,
    invocations: Object.fromEntries(Object.entries(others).map(([name, count]) => [name, count / many])),
    sweeps: sweep,
    connected: endings.filter((ending) => ending === 'connected').length,
    violation,
  };
}

/** What became of calls that were all dialled in one moment, and became ready together. */
export interface ReadyTogether {
  readonly connected: number;
  readonly violation: Violation | undefined;
  /** Seconds that the last of those who got through had been on hold. */
  readonly lastWaitedS: number;
  /** Orders to connect that Daily got, refused ones too. */
  readonly orders: number;
}

/** Has so many calls become ready in one moment at a Daily of this kind, where nothing fails. */
export async function readyTogether(
  many: number,
  blueprint: Blueprint,
  { seed, variants }: { readonly seed: string; readonly variants: Partial<DailyVariants> },
): Promise<ReadyTogether> {
  const flow = flows['a bot takes the call'];
  const talkMs = 300_000;
  const scenario = {
    ...flow,
    calls: Array.from({ length: many }, (_, n) =>
      flow.calls.map((call) => ({ ...call, callId: `call-${n}`, talkMs })),
    ).flat(),
    variants: { ...flow.variants, ...variants },
  };
  const { world, violation } = await runScenario({ seed, level: 'none', blueprint, scenario });
  const waitedMs = world.callers.all.flatMap(({ connectedAtMs, dialledAtMs }) =>
    connectedAtMs === undefined ? [] : [connectedAtMs - dialledAtMs],
  );
  return {
    connected: waitedMs.length,
    violation,
    lastWaitedS: Math.max(0, ...waitedMs) / 1000,
    orders: world.ordersToConnect,
  };
}
