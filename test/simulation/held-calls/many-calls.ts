import type { Violation } from '../frame/violation.ts';
import type { Blueprint } from './blueprint.ts';
import { flows } from './exhaustive.ts';
import { runScenario } from './run-world.ts';

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
