import type { FaultLevel } from '../frame/faults.ts';
import type { Lambda, Platform } from '../frame/lambda.ts';
import type { SimulatedMachine } from '../frame/machine.ts';
import type { Scheduler } from '../frame/scheduler.ts';
import type { Blueprint } from './blueprint.ts';
import type { SimulatedBots } from './parties/bots.ts';
import type { SimulatedCallers } from './parties/callers.ts';
import type { Met } from '../frame/coverage.ts';
import type { Checks } from './judges/checks.ts';
import type { Mutation } from './functions.ts';
import type { Scenario } from './scenario.ts';
import type { Referee } from './judges/referee.ts';
import type { SimulatedRooms } from './parties/rooms.ts';
import type { TwinTable } from './parties/table.ts';
import type { SimulatedWebhook } from './parties/webhooks.ts';

/** When every world begins, in Unix ms. */
export const worldStartMs = Date.UTC(2026, 0, 1, 12);

/** What a world is made of. */
export interface WorldOptions {
  readonly seed: string;
  readonly level: FaultLevel;
  readonly blueprint: Blueprint;
  readonly scenario: Scenario;
  readonly suppressed?: ReadonlySet<string>;
  readonly deathsAt?: ReadonlySet<number>;
  /** See `Platform.stall`. */
  readonly stall?: { readonly at: number; readonly meanwhile: (world: JudgedWorld) => void } | undefined;
  readonly mutation?: Mutation | undefined;
  readonly trace?: boolean;
  /** Everything takes as long as it mostly does. */
  readonly isSteady?: true;
  readonly courier?: ((world: JudgedWorld) => Platform['courier']) | undefined;
}

/** Whether nothing fails in a world, so that everybody must be served, and soon. */
export function isPlainWorld({ level, deathsAt, courier }: WorldOptions): boolean {
  return level === 'none' && deathsAt === undefined && courier === undefined;
}

/** What those who judge a world at its end see of it. */
export interface JudgedWorld {
  readonly options: WorldOptions;
  readonly scheduler: Scheduler;
  readonly lambda: Lambda;
  readonly callers: SimulatedCallers;
  readonly table: TwinTable;
  readonly checks: Checks;
  readonly referee: Referee;
  readonly met: Met;
  readonly rooms: SimulatedRooms;
  readonly webhook: SimulatedWebhook;
  readonly bots: SimulatedBots;
  readonly machine: SimulatedMachine;
  readonly expiredRooms: readonly string[];
}
