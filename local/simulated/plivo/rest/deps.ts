import type { FaultInjector } from '../../kit/faults.ts';
import type { Timers } from '../../kit/timers.ts';
import type { Account } from '../account.ts';
import type { PlivoCall } from '../calls/call.ts';
import type { Calls } from '../calls/calls.ts';
import type { Conferences } from '../calls/conferences.ts';
import type { PlivoSettings } from '../options.ts';

/** What the REST interface works on. */
export interface RestDeps {
  readonly settings: PlivoSettings;
  readonly timers: Timers;
  readonly faults: FaultInjector;
  readonly account: Account;
  readonly calls: Calls;
  readonly conferences: Conferences;
  /** Tokens that are valid now. */
  readonly tokens: () => readonly string[];
  /** The application asked for what Plivo does not allow. */
  readonly complain: (call: PlivoCall | undefined, info: string) => void;
  /** Called for each answered request. */
  readonly onRequest: (request: { method: string; path: string; status: number }) => void;
}
