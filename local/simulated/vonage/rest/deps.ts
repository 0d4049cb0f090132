import type { FaultInjector } from '../../kit/faults.ts';
import type { Timers } from '../../kit/timers.ts';
import type { Application } from '../application.ts';
import type { VonageCall } from '../calls/call.ts';
import type { Calls } from '../calls/calls.ts';
import type { Conversations } from '../calls/conversations.ts';
import type { VonageSettings } from '../options.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** What the REST interface works on. */
export interface RestDeps {
  readonly settings: VonageSettings;
  readonly timers: Timers;
  readonly faults: FaultInjector;
  readonly application: Application;
  readonly webhooks: Webhooks;
  readonly calls: Calls;
  readonly conversations: Conversations;
  /** The application asked for what Vonage does not allow. */
  readonly complain: (call: VonageCall | undefined, info: string) => void;
  /** Called for each answered request. */
  readonly onRequest: (request: { method: string; path: string; status: number }) => void;
}
