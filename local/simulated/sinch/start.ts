import { keepNewest } from '../../runtime/keep.ts';
import { FaultInjector } from '../kit/faults.ts';
import { listen } from '../kit/http.ts';
import { Pace } from '../kit/pace.ts';
import { sameText } from '../kit/rest.ts';
import { Timers } from '../kit/timers.ts';
import type { SinchCall } from './calls/call.ts';
import { type BridgeOrder, type CallOrder, Calls } from './calls/calls.ts';
import { Conferences } from './calls/conference.ts';
import { type NumberConfig, Numbers } from './numbers.ts';
import { type Region, settle, type SimulatedSinchOptions, type SinchSettings } from './options.ts';
import { restApp } from './rest/rest.ts';
import { pie } from './webhooks/events.ts';
import { type CallbackTry, type CallbackUrls, Webhooks } from './webhooks/webhooks.ts';

/** One answered REST request. */
interface RestRecord {
  readonly method: string;
  /** Without the region. */
  readonly path: string;
  readonly status: number;
}

/** What the application did that Sinch does not allow. */
interface Complaint {
  readonly info: string;
  /** Undefined if there is no such call. */
  readonly callId: string | undefined;
}

/** A running simulated Sinch application. */
export interface SimulatedSinch {
  /** Base URL of both REST interfaces, in place of `https://calling.api.sinch.com` and `https://callingapi.sinch.com`. */
  readonly origin: string;
  /** Base URL of a region's REST interface, in place of `https://calling-<region>.api.sinch.com`. */
  readonly originOf: (region: Region) => string;
  readonly settings: SinchSettings;
  readonly calls: Calls;
  readonly conferences: Conferences;
  readonly numbers: Numbers;
  /** Callbacks: every try, what was emitted, and `disturb`. */
  readonly webhooks: Webhooks;
  /** Faults of REST, for example `PATCH /calling/v1/calls/id/*`. */
  readonly faults: FaultInjector;
  /** Log of answered REST requests. */
  readonly requests: readonly RestRecord[];
  /** Log of every try of every callback. */
  readonly callbacks: readonly CallbackTry[];
  /** Documents that were refused, and answers that Sinch would not have understood. A good application causes none. */
  readonly complaints: readonly Complaint[];
  configureNumber(config: NumberConfig): void;
  configureCallbacks(urls: { readonly primary: string; readonly fallback?: string }): CallbackUrls;
  /** Throws if the script cannot be read or the SIP way in does not exist. */
  placeCall(order: CallOrder): SinchCall;
  /** A bridge dials in over SIP and keys `dtmf` with real pauses; it stays until hung up. */
  dialIn(order: BridgeOrder): SinchCall;
  /** A new secret signs from now on; REST still accepts the one before. */
  rotateSecret(newSecret: string): void;
  /** Stops everything; no timer, request or connection stays open. Calls still running get no further event. */
  stop(): Promise<void>;
}

/** Starts a simulated Sinch on loopback. Rejects if the port is taken. */
export async function startSimulatedSinch(options: SimulatedSinchOptions = {}): Promise<SimulatedSinch> {
  const settings = settle(options);
  const timers = new Timers();
  const pace = new Pace(timers, settings.timeScale);
  const stopping = new AbortController();
  let secrets: readonly [string, ...string[]] = [settings.applicationSecret];
  const faults = new FaultInjector();
  const requests: RestRecord[] = [];
  const complaints: Complaint[] = [];
  const complain = (call: SinchCall | undefined, info: string): void =>
    void keepNewest(complaints, { info, callId: call?.id }, settings.maxKept);
  const numbers = new Numbers(settings);
  const webhooks = new Webhooks({
    settings,
    timers,
    stopped: stopping.signal,
    urls: () => numbers.callbacks,
    secret: () => secrets[0],
  });
  const onKeys = (call: SinchCall, menuId: string, value: string): void =>
    webhooks.emit(pie(call, settings, { menuId, type: 'sequence', value }), (answer) => {
      if (answer.includes('"action"')) complain(call, 'a document answers keys in a conference');
    });
  const conferences = new Conferences({ settings, pace, onKeys });
  const calls = new Calls({
    ...{ settings, pace, numbers, webhooks, conferences, complain },
    callsUrl: ({ identity: { region } }) => `${originOf(region)}/calling/v1/calls/id`,
    admits: ({ username = settings.applicationKey, password = secrets[0] }) =>
      sameText(username, settings.applicationKey) && secrets.some((secret) => sameText(password, secret)),
  });
  const rest = restApp({
    ...{ settings, timers, faults, calls, conferences, numbers, complain },
    secrets: () => secrets,
    onRequest: (request) => void keepNewest(requests, request, settings.maxKept),
  });
  const server = await listen(rest, settings.port, settings.onServed);
  const originOf = (region: Region): string => `${server.origin}/${region}`;

  return {
    ...{ settings, calls, conferences, numbers, webhooks, faults, requests, complaints, originOf },
    origin: server.origin,
    callbacks: webhooks.log,
    configureNumber: (config) => numbers.configure(config),
    configureCallbacks: ({ primary, fallback = '' }) => (numbers.callbacks = { primary, fallback }),
    placeCall: (order) => calls.place(order),
    dialIn: (order) => calls.dialIn(order),
    rotateSecret: (newSecret) => {
      secrets = [newSecret, secrets[0]];
    },
    stop: async () => {
      stopping.abort();
      timers.clear();
      await server.close();
    },
  };
}
