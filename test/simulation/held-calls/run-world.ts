import type { FaultLevel } from '../frame/faults.ts';
import { Random } from '../frame/random.ts';
import type { Violation } from '../frame/violation.ts';
import type { Blueprint } from './blueprint.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import type { Mutation } from './functions.ts';
import { World } from './world.ts';
import type { WorldOptions } from './judged.ts';

/** What became of one caller, by their own lights and by the call's item. */
export type Ending = 'connected' | 'caller-gone' | 'released' | 'refused' | 'not-accepted';

export interface WorldResult {
  readonly endings: readonly Ending[];
  readonly violation: Violation | undefined;
  readonly world: World;
}

export interface WorldRun {
  readonly seed: string;
  readonly level: FaultLevel;
  readonly blueprint: Blueprint;
  readonly suppressed?: ReadonlySet<string>;
  readonly mutation?: Mutation | undefined;
  readonly trace?: boolean;
  /** Changes the drawn scenario, to make a failing one smaller. */
  readonly adapt?: (scenario: Scenario) => Scenario;
}

/** Draws the world that a seed stands for, and runs it. */
export function runWorld({ adapt, ...run }: WorldRun): Promise<WorldResult> {
  const drawn = drawScenario(new Random(run.seed, 'scenario'), run.level);
  return runScenario({ ...run, scenario: adapt?.(drawn) ?? drawn });
}

export async function runScenario(options: WorldOptions): Promise<WorldResult> {
  const world = new World(options);
  await world.run();
  return { endings: endingsOf(world), violation: world.violation, world };
}

function endingsOf(world: World): Ending[] {
  const items = new Map(world.table.calls.map((call) => [String(call.id), call]));
  return world.callers.all.map(({ plan }) => {
    const item = items.get(plan.callId);
    switch (item?.state) {
      case undefined:
        return 'not-accepted';
      case 'refused':
      case 'released':
        return item.state;
      case 'abandoned':
        return 'caller-gone';
      case 'ended':
      case 'connected':
      case 'transferring':
      case 'transferred':
        return 'connected';
      case 'held':
      case 'waiting':
      case 'connecting':
        return 'not-accepted';
    }
  });
}
