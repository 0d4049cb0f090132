import { keepNewest } from '../../runtime/keep.ts';
import { FaultInjector } from '../kit/faults.ts';
import { listen } from '../kit/http.ts';
import { Pace } from '../kit/pace.ts';
import { sameText } from '../kit/rest.ts';
import { Timers } from '../kit/timers.ts';
import { Application, type NumberConfig, type WebhookUrls } from './application.ts';
import type { VonageCall } from './calls/call.ts';
import { type BridgeOrder, type CallOrder, Calls } from './calls/calls.ts';
import { Conversations } from './calls/conversations.ts';
import { type Region, settle, type SimulatedVonageOptions, type VonageSettings } from './options.ts';
import { restApp } from './rest/rest.ts';
import { Webhooks, type WebhookTry } from './webhooks/webhooks.ts';

/** One answered REST request. */
interface RestRecord {
  readonly method: string;
  /** Without the region. */
  readonly path: string;
  readonly status: number;
}

/** What the application did that Vonage does not allow. */
interface Complaint {
  readonly info: string;
  /** Undefined if there is no such call. */
  readonly uuid: string | undefined;
}

/** A running simulated Vonage account with one application. */
export interface SimulatedVonage {
  /** Base URL of every REST interface, in place of `https://api.nexmo.com` and `https://rest.nexmo.com`. */
  readonly origin: string;
  /** Base URL of a region's REST interface, in place of `https://api-<region>.vonage.com`. */
  readonly originOf: (region: Region) => string;
  readonly settings: VonageSettings;
  readonly calls: Calls;
  readonly conversations: Conversations;
  /** The application and the account's numbers. */
  readonly application: Application;
  /** Webhooks: every try, what was emitted, and `disturb`. */
  readonly webhooks: Webhooks;
  /** Faults of REST, for example `PUT /v1/calls/*`. */
  readonly faults: FaultInjector;
  /** Log of answered REST requests. */
  readonly requests: readonly RestRecord[];
  /** Log of every try of every webhook. */
  readonly callbacks: readonly WebhookTry[];
  /** Documents and requests that were refused. A good application causes none. */
  readonly complaints: readonly Complaint[];
  configureNumber(config: NumberConfig): void;
  configureWebhooks(urls: WebhookUrls): void;
  /** Throws if the script cannot be read or the SIP domain does not exist. */
  placeCall(order: CallOrder): VonageCall;
  /** A bridge dials in and keys `dtmf` with real pauses; it stays until hung up. */
  dialIn(order: BridgeOrder): VonageCall;
  /** A new secret signs from now on. */
  rotateSignatureSecret(newSecret: string): void;
  /** Stops everything; no timer, request or connection stays open. Calls still running get no further event. */
  stop(): Promise<void>;
}

/** Starts a simulated Vonage on loopback. Rejects if the port is taken. */
export async function startSimulatedVonage(options: SimulatedVonageOptions = {}): Promise<SimulatedVonage> {
  const settings = settle(options);
  const timers = new Timers();
  const pace = new Pace(timers, settings.timeScale);
  const stopping = new AbortController();
  let secret = settings.signatureSecret;
  const faults = new FaultInjector();
  const requests: RestRecord[] = [];
  const complaints: Complaint[] = [];
  const complain = (call: VonageCall | undefined, info: string): void =>
    void keepNewest(complaints, { info, uuid: call?.uuid }, settings.maxKept);
  const application = new Application(settings);
  const webhooks = new Webhooks({
    ...{ settings, timers, stopped: stopping.signal },
    config: () => application.config,
    secret: () => secret,
    onIgnored: ({ event, uuid }) =>
      complain(calls.find(uuid)?.call, `a document answers ${event}, which takes none`),
  });
  const conversations = new Conversations({ settings, pace, webhooks });
  const originOf = (region: Region): string => `${server.origin}/${region}`;
  const calls = new Calls({
    ...{ settings, pace, application, webhooks, conversations, complain },
    regionUrl: ({ identity: { region } }) => (settings.regionUrl ?? originOf)(region),
    admits: ({ username = settings.sip.username, password = settings.sip.password }) =>
      sameText(username, settings.sip.username) && sameText(password, settings.sip.password),
  });
  const rest = restApp({
    ...{ settings, timers, faults, application, webhooks, calls, conversations, complain },
    onRequest: (request) => void keepNewest(requests, request, settings.maxKept),
  });
  const server = await listen(rest, settings.port, settings.onServed);

  return {
    ...{ settings, calls, conversations, application, webhooks, faults, requests, complaints, originOf },
    origin: server.origin,
    callbacks: webhooks.log,
    configureNumber: (config) => application.configureNumber(config),
    configureWebhooks: (urls) => application.configureWebhooks(urls),
    placeCall: (order) => calls.place(order),
    dialIn: (order) => calls.dialIn(order),
    rotateSignatureSecret: (newSecret) => {
      secret = newSecret;
    },
    stop: async () => {
      stopping.abort();
      timers.clear();
      await server.close();
    },
  };
}
