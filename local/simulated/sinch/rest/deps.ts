import type { FaultInjector } from '../../kit/faults.ts';
import type { Timers } from '../../kit/timers.ts';
import type { Calls } from '../calls/calls.ts';
import type { SinchCall } from '../calls/call.ts';
import type { Conferences } from '../calls/conference.ts';
import type { Numbers } from '../numbers.ts';
import type { SinchSettings } from '../options.ts';

/** What the REST interface works on. */
export interface RestDeps {
  readonly settings: SinchSettings;
  readonly timers: Timers;
  readonly faults: FaultInjector;
  readonly calls: Calls;
  readonly conferences: Conferences;
  readonly numbers: Numbers;
  /** Secrets that are valid now. */
  readonly secrets: () => readonly string[];
  /** The application asked for what Sinch does not allow. */
  readonly complain: (call: SinchCall | undefined, info: string) => void;
  /** Called for each answered request. */
  readonly onRequest: (request: { method: string; path: string; status: number }) => void;
}
