import type { Timers } from '../../kit/timers.ts';
import type { DigitalSambaFaults } from '../faults.ts';
import type { DigitalSambaSettings } from '../options.ts';
import type { Role } from '../rooms/roles.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** One REST request. */
export interface RestRecord {
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  /** Parsed JSON; undefined if there is none. */
  readonly body: unknown;
  readonly atMs: number;
  /** Undefined while unanswered; also for ever, after a hang or a broken connection. */
  status: number | undefined;
}

/** What the REST interface works on. */
export interface RestDeps {
  readonly settings: DigitalSambaSettings;
  readonly timers: Timers;
  readonly faults: DigitalSambaFaults;
  readonly rooms: Rooms;
  readonly roles: readonly Role[];
  readonly webhooks: Webhooks;
  /** Every request is added on arrival. */
  readonly requests: RestRecord[];
}
