import { keepNewest } from '../../runtime/keep.ts';
import { FaultInjector } from '../kit/faults.ts';
import { listen } from '../kit/http.ts';
import { Timers } from '../kit/timers.ts';
import type { SimulatedCall } from './calls/call.ts';
import { Callbacks } from './webhooks/callbacks.ts';
import { type BridgeOrder, type CallOrder, Calls } from './calls/calls.ts';
import { Conferences } from './calls/conferences.ts';
import {
  Lines,
  type NumberConfig,
  type PhoneLine,
  type SipDomain,
  type SipDomainConfig,
} from './calls/lines.ts';
import { settle, type SimulatedTwilioOptions, type TwilioSettings } from './options.ts';
import { Pace } from '../kit/pace.ts';
import { accountPath } from './rest/resources.ts';
import { restApp } from './rest/rest.ts';
import type { SharedKey } from './webhooks/signature.ts';
import { type WebhookTry, Webhooks } from './webhooks/webhooks.ts';

/** One answered REST request. */
interface RestRecord {
  readonly method: string;
  /** Below the account, `.json` included. */
  readonly path: string;
  readonly status: number;
}

/** One entry of the console's debugger. */
interface DebuggerEntry {
  readonly code: number;
  readonly info: string;
  readonly callSid: string;
  /** Document or webhook at fault. */
  readonly url: string | undefined;
}

/** A running simulated Twilio account. */
export interface SimulatedTwilio {
  /** Origin of the REST interface, in place of `https://api.twilio.com`. */
  readonly origin: string;
  /** Base URL of the account's resources, ends in `/2010-04-01/Accounts/AC…`. */
  readonly url: string;
  readonly settings: TwilioSettings;
  readonly calls: Calls;
  readonly conferences: Conferences;
  /** Status callbacks: what was emitted and delivered, and `disturb`. */
  readonly callbacks: Callbacks;
  /** Faults of REST; patterns are paths below the account, for example `POST /Calls/*.json`. */
  readonly faults: FaultInjector;
  /** Log of answered REST requests. */
  readonly requests: readonly RestRecord[];
  /** Log of every try of every webhook, status callbacks included. */
  readonly webhooks: readonly WebhookTry[];
  /** What the console's debugger would show. */
  readonly errors: readonly DebuggerEntry[];
  configureNumber(config: NumberConfig): PhoneLine;
  configureSipDomain(config: SipDomainConfig): SipDomain;
  /** All numbers of the account as they are configured. */
  numbers(): readonly PhoneLine[];
  sipDomains(): readonly SipDomain[];
  /** Throws if the script cannot be read or the SIP Domain does not exist. */
  placeCall(order: CallOrder): SimulatedCall;
  /** A bridge dials in and keys `dtmf` with real pauses; it stays until hung up. */
  dialIn(order: BridgeOrder): SimulatedCall;
  /** Promotes a new auth token, which signs from now on; REST still accepts the one before. */
  rotateAuthToken(newToken: string): void;
  /** A rule has this key sign every webhook from now on; undefined: there is no rule, and the auth token signs. */
  signWith(key: SharedKey | undefined): void;
  /** Stops everything; no timer, request or connection stays open. Calls still running get no further event. */
  stop(): Promise<void>;
}

/** Starts a simulated Twilio on loopback. Rejects if the port is taken. */
export async function startSimulatedTwilio(options: SimulatedTwilioOptions = {}): Promise<SimulatedTwilio> {
  const settings = settle(options);
  const timers = new Timers();
  const pace = new Pace(timers, settings.timeScale);
  const stopping = new AbortController();
  let authTokens: readonly [string, ...string[]] = [settings.authToken];
  let { sharedKey } = settings;
  const webhooks = new Webhooks(settings, stopping.signal, () => sharedKey ?? authTokens[0]);
  const callbacks = new Callbacks(settings, timers, webhooks);
  const faults = new FaultInjector();
  const lines = new Lines();
  const requests: RestRecord[] = [];
  const errors: DebuggerEntry[] = [];
  const reportError = (code: number, info: string, call: SimulatedCall, url?: string): void => {
    keepNewest(errors, { code, info, callSid: call.sid, url }, settings.maxKept);
  };
  const sounds = { settings, pace, webhooks };
  const conferences = new Conferences({ ...sounds, callbacks, reportError });
  const isOwnNumber = (phoneNumber: string): boolean => lines.number(phoneNumber) !== undefined;
  const calls = new Calls(lines, { ...sounds, callbacks, conferences, isOwnNumber, reportError });
  const rest = restApp({
    settings,
    timers,
    faults,
    calls,
    conferences,
    lines,
    authTokens: () => authTokens,
    onRequest: (request) => void keepNewest(requests, request, settings.maxKept),
  });
  const server = await listen(rest, settings.port, settings.onServed);

  return {
    origin: server.origin,
    url: server.origin + accountPath(settings.accountSid),
    settings,
    calls,
    conferences,
    callbacks,
    faults,
    requests,
    webhooks: webhooks.log,
    errors,
    configureNumber: (config) => lines.configureNumber(config),
    configureSipDomain: (config) => lines.configureSipDomain(config),
    numbers: () => lines.numbers,
    sipDomains: () => lines.domains,
    placeCall: (order) => calls.place(order),
    dialIn: (order) => calls.dialIn(order),
    rotateAuthToken: (newToken) => {
      authTokens = [newToken, authTokens[0]];
    },
    signWith: (key) => {
      sharedKey = key;
    },
    stop: async () => {
      stopping.abort();
      timers.clear();
      await server.close();
    },
  };
}
