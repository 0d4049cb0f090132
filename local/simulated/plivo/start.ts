import { keepNewest } from '../../runtime/keep.ts';
import { FaultInjector } from '../kit/faults.ts';
import { listen } from '../kit/http.ts';
import { Pace } from '../kit/pace.ts';
import { Timers } from '../kit/timers.ts';
import { Account, type Application, type NumberConfig } from './account.ts';
import type { PlivoCall } from './calls/call.ts';
import { type BridgeOrder, type CallOrder, Calls } from './calls/calls.ts';
import { Conferences } from './calls/conferences.ts';
import { type PlivoSettings, settle, type SimulatedPlivoOptions } from './options.ts';
import { restApp } from './rest/rest.ts';
import { Callbacks } from './webhooks/callbacks.ts';
import { Webhooks, type WebhookTry } from './webhooks/webhooks.ts';

/** One answered REST request. */
interface RestRecord {
  readonly method: string;
  /** Below the account. */
  readonly path: string;
  readonly status: number;
}

/** What the application did that Plivo does not allow. */
interface Complaint {
  readonly info: string;
  /** Undefined if it was about no call. */
  readonly callId: string | undefined;
}

/** A running simulated Plivo account. */
export interface SimulatedPlivo {
  /** Origin of the REST interface, in place of `https://api.plivo.com`. */
  readonly origin: string;
  /** Base URL of the account's resources, ends in `/v1/Account/MA…`. */
  readonly url: string;
  readonly settings: PlivoSettings;
  readonly account: Account;
  readonly calls: Calls;
  readonly conferences: Conferences;
  /** Callbacks for which nobody waits: what was emitted, and `disturb`. */
  readonly callbacks: Callbacks;
  /** Faults of REST; patterns are paths below the account, for example `GET /Conference/weekly/`. */
  readonly faults: FaultInjector;
  /** Log of answered REST requests. */
  readonly requests: readonly RestRecord[];
  /** Log of every try of every webhook, callbacks included. */
  readonly webhooks: readonly WebhookTry[];
  /** Documents and requests that were refused. A good application causes none. */
  readonly complaints: readonly Complaint[];
  /** Default `id`: the application there is from the beginning. */
  configureApplication(change: Partial<Application>): Application;
  configureNumber(config: NumberConfig): void;
  /** Throws if the script cannot be read. */
  placeCall(order: CallOrder): PlivoCall;
  /** A bridge dials in and keys `dtmf` with real pauses; it stays until hung up. */
  dialIn(order: BridgeOrder): PlivoCall;
  /** A new token, which signs beside the one before from now on; REST accepts both. */
  rotateAuthToken(newToken: string): void;
  /** Stops everything; no timer, request or connection stays open. Calls still running get no further event. */
  stop(): Promise<void>;
}

/** Starts a simulated Plivo on loopback. Rejects if the port is taken. */
export async function startSimulatedPlivo(options: SimulatedPlivoOptions = {}): Promise<SimulatedPlivo> {
  const settings = settle(options);
  const timers = new Timers();
  const pace = new Pace(timers, settings.timeScale);
  const stopping = new AbortController();
  let tokens: readonly string[] = [settings.authToken];
  const faults = new FaultInjector();
  const requests: RestRecord[] = [];
  const complaints: Complaint[] = [];
  const complain = (call: PlivoCall | undefined, info: string): void =>
    void keepNewest(complaints, { info, callId: call?.id }, settings.maxKept);
  const account = new Account(settings);
  const webhooks = new Webhooks(settings, stopping.signal, () => tokens);
  const callbacks = new Callbacks(settings, timers, webhooks);
  const common = { settings, pace, webhooks, callbacks, complain };
  const conferences = new Conferences(common);
  const calls = new Calls({ ...common, account, conferences });
  const rest = restApp({
    ...{ settings, timers, faults, account, calls, conferences, complain },
    tokens: () => tokens,
    onRequest: (request) => void keepNewest(requests, request, settings.maxKept),
  });
  const server = await listen(rest, settings.port, settings.onServed);

  return {
    ...{ settings, account, calls, conferences, callbacks, faults, requests, complaints },
    origin: server.origin,
    url: `${server.origin}/v1/Account/${settings.authId}`,
    webhooks: webhooks.log,
    configureApplication: (change) => account.configureApplication(change),
    configureNumber: (config) => account.configureNumber(config),
    placeCall: (order) => calls.place(order),
    dialIn: (order) => calls.dialIn(order),
    rotateAuthToken: (newToken) => {
      tokens = [newToken, ...tokens.slice(0, 1)];
    },
    stop: async () => {
      stopping.abort();
      timers.clear();
      await server.close();
    },
  };
}
