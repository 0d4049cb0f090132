import type { FaultInjector } from '../../kit/faults.ts';
import type { Timers } from '../../kit/timers.ts';
import type { Calls } from '../calls/calls.ts';
import type { Conferences } from '../calls/conferences.ts';
import type { Lines } from '../calls/lines.ts';
import type { TwilioSettings } from '../options.ts';

/** What the REST interface works on. */
export interface RestDeps {
  readonly settings: TwilioSettings;
  readonly timers: Timers;
  readonly faults: FaultInjector;
  readonly calls: Calls;
  readonly conferences: Conferences;
  readonly lines: Lines;
  /** Auth tokens that are valid now. */
  readonly authTokens: () => readonly string[];
  /** Called for each answered request, with its path below the account. */
  readonly onRequest: (request: { method: string; path: string; status: number }) => void;
}
