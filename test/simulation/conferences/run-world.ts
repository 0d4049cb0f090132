import type { FaultLevel } from '../frame/faults.ts';
import type { QueueSettings } from '../frame/queue.ts';
import { Random } from '../frame/random.ts';
import type { Mutation } from './functions.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { World } from './world.ts';

/** What worlds of conferences take from the synthesised template. */
export interface ConferenceBlueprint {
  readonly timeoutsMs: Readonly<Record<string, number>>;
  readonly queue: QueueSettings;
}

export interface ConferenceRun {
  readonly seed: string;
  readonly level: FaultLevel;
  readonly blueprint: ConferenceBlueprint;
  readonly suppressed?: ReadonlySet<string>;
  readonly mutation?: Mutation | undefined;
  readonly trace?: boolean;
  readonly adapt?: (scenario: Scenario) => Scenario;
}

/** Draws the world of one conference that a seed stands for, and runs it. */
export async function runConference({ blueprint, adapt, ...run }: ConferenceRun): Promise<World> {
  const drawn = drawScenario(new Random(run.seed, 'scenario'), run.level);
  const world = new World({ ...run, ...blueprint, scenario: adapt?.(drawn) ?? drawn });
  await world.run();
  return world;
}
