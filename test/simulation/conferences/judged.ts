import type { OneFault } from '../frame/answers.ts';
import type { FaultLevel } from '../frame/faults.ts';
import type { Met } from '../frame/coverage.ts';
import type { Platform } from '../frame/lambda.ts';
import type { QueueSettings, SimulatedQueue } from '../frame/queue.ts';
import type { Scheduler } from '../frame/scheduler.ts';
import type { Mutation } from './functions.ts';
import type { Stores } from './stores.ts';
import type { LockOut } from './judges/lock-out.ts';
import type { SimulatedPhones } from './parties/phones.ts';
import type { PhoneCall } from './parties/phone-call.ts';
import type { CallerAction, Scenario } from './scenario.ts';
import type { News } from './reported.ts';
import type { SimulatedVideoRoom } from './parties/video-room.ts';

/** When every world begins, in Unix ms. */
export const worldStartMs = Date.UTC(2026, 0, 1, 12);
export const conferenceId = 'c1';
/** The number that callers dial, and callees see. */
export const dialIn = '+12025550120';

/** What a world is made of. */
export interface WorldOptions {
  readonly seed: string;
  readonly level: FaultLevel;
  readonly scenario: Scenario;
  readonly timeoutsMs: Readonly<Record<string, number>>;
  readonly queue: QueueSettings;
  readonly suppressed?: ReadonlySet<string>;
  readonly mutation?: Mutation | undefined;
  readonly trace?: boolean;
  /** See `Platform.deathsAt`. */
  readonly deathsAt?: ReadonlySet<number>;
  /** All that goes wrong; default: what the level draws. */
  readonly fault?: OneFault | undefined;
  /** Everything takes as long as it mostly does. */
  readonly isSteady?: true;
}

/** What those who judge a world, and those who act in it beside its people, see of it. */
export interface JudgedWorld {
  readonly options: WorldOptions;
  readonly scheduler: Scheduler;
  readonly platform: Platform;
  readonly phones: SimulatedPhones;
  readonly room: SimulatedVideoRoom;
  readonly queue: SimulatedQueue;
  readonly news: News;
  readonly callers: PhoneCall[];
  /** What it has met, under the headings of `covered.ts`. */
  readonly met: Met;
  readonly lockOut: LockOut;
  /** Tries for which a PIN was looked up that does not exist. */
  readonly wrongTries: ReadonlySet<string>;
  /** How often somebody in the room has dropped the bridge in its present session. */
  hostDrops: number;
  /** When a leg of the bridge last left, or its call ended. */
  readonly bridgeOutAtMs: number;
  /** Somebody acts, or the host does: what concerns a call. */
  act(call: PhoneCall, action: CallerAction): void;
  /** The stores, their clock set to the world's. */
  stores(): Stores;
}
