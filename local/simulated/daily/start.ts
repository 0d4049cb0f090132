import { keepNewest } from '../../runtime/keep.ts';
import type { BotBehaviour } from '../bots/behaviour.ts';
import { listen, post, type PostOutcome } from '../kit/http.ts';
import { Timers } from '../kit/timers.ts';
import { type CallOrder, HeldCalls } from './calls/calls.ts';
import { placeOrdered, type HeldCallOrder } from './order.ts';
import { type DomainWebhook, type DomainWebhookConfig, EventFeed, probeBody } from './events.ts';
import { FaultInjector } from '../kit/faults.ts';
import type { HeldCall } from './calls/held-call.ts';
import { type DailySettings, type ProbeVariant, settle, type SimulatedDailyOptions } from './options.ts';
import { PinlessConfig, type PinlessEntry, type PinlessEntryInput } from './calls/pinless.ts';
import { restApp } from './rest/rest.ts';
import { PurchasedNumbers } from './rest/purchased-numbers.ts';
import { type JoinOutcome, Rooms, type Visitor } from './calls/rooms.ts';
import { signWebhook, webhookTimestamp } from './signature.ts';
import { signToken, type TokenClaims } from './rest/tokens.ts';
import { Trunks, type TrunkInput } from './calls/trunks.ts';
import { CallUpdates, type UpdateRecord } from './calls/updates.ts';

/** One answered REST request. */
interface RestRecord {
  readonly method: string;
  /** Below `/v1`. */
  readonly path: string;
  readonly status: number;
}

/** A probe to send. */
interface ProbeOrder {
  readonly variant: ProbeVariant;
  readonly url: string;
  /** Secret (base64) to sign with; unsigned without. */
  readonly hmac?: string;
  /** Which pair of signature headers. Default `pinless`. */
  readonly scheme?: 'pinless' | 'webhook';
}

/** A running simulated Daily domain. */
export interface SimulatedDaily {
  /** Base URL of the REST interface, ends in `/v1`. */
  readonly url: string;
  readonly settings: DailySettings;
  readonly rooms: Rooms;
  readonly calls: HeldCalls;
  readonly trunks: Trunks;
  readonly events: EventFeed;
  readonly faults: FaultInjector;
  /** Log of processed updates. */
  readonly updates: readonly UpdateRecord[];
  /** Log of answered REST requests. */
  readonly requests: readonly RestRecord[];
  placeCall(order: CallOrder): HeldCall;
  /** Places a call with what is to become of its bots and webhooks. */
  placeOrdered(order: HeldCallOrder): HeldCall | 'no-bots';
  join(visitor: Visitor): JoinOutcome;
  /** A meeting token, signed as a client with the API key would; `d` is filled in. */
  token(claims: Omit<TokenClaims, 'd'>): string;
  /** Replaces `pinless_dialin`, as `POST /v1/` does but without a probe. */
  configurePinless(entries: readonly PinlessEntryInput[]): void;
  /** The `pinless_dialin` property as it is read. */
  entries(): readonly PinlessEntry[];
  /** Adds a number to those that the domain has bought. */
  buyNumber(phoneNumber: string, name?: string): void;
  /** Makes a trunk without the trial POST. */
  makeTrunk(input: TrunkInput): void;
  /** Registers a domain webhook without the trial POST. */
  registerWebhook(config: DomainWebhookConfig): DomainWebhook;
  /** Sends a trial body and tells what came back. */
  probe(order: ProbeOrder): Promise<PostOutcome>;
  /** Lets `POST /simulated/calls` choose how the bots of a call behave. */
  useBots(script: (callId: string, behaviours: readonly BotBehaviour[]) => void): void;
  /** Stops everything; no timer, request or connection stays open. Calls still running get no further event. */
  stop(): Promise<void>;
}

/** Starts a simulated Daily on loopback. Rejects if the port is taken. */
export async function startSimulatedDaily(options: SimulatedDailyOptions = {}): Promise<SimulatedDaily> {
  const settings = settle(options);
  const timers = new Timers();
  const stopping = new AbortController();
  const stopped = stopping.signal;
  const events = new EventFeed(settings, timers, stopped);
  const rooms = new Rooms(settings, timers, events);
  const pinless = new PinlessConfig(settings);
  const trunks = new Trunks(settings, stopped);
  const calls = new HeldCalls({ settings, timers, stopped, config: pinless, rooms, trunks });
  const updates = new CallUpdates({ settings, timers, rooms, calls });
  const faults = new FaultInjector();
  const requests: RestRecord[] = [];
  let scriptBots: ((callId: string, behaviours: readonly BotBehaviour[]) => void) | undefined;

  const probe = (order: ProbeOrder): Promise<PostOutcome> => {
    const body = probeBody(order.variant);
    const scheme = order.scheme ?? 'pinless';
    const unit = scheme === 'pinless' ? settings.pinlessTimestampUnit : settings.eventTimestampUnit;
    const timestamp = webhookTimestamp(Date.now(), unit);
    const headers: Record<string, string> =
      order.hmac === undefined
        ? {}
        : {
            [`x-${scheme}-timestamp`]: timestamp,
            [`x-${scheme}-signature`]: signWebhook(order.hmac, timestamp, body),
          };
    return post({ url: order.url, body, headers, timeoutMs: settings.webhookAnswerLimitMs, stopped });
  };

  /** The outcome of these probes changes nothing (Daily docs, pinless dial-in), so nobody waits for it. */
  const probeEntries = (): void => {
    const { configProbe: variant, configProbeSigned } = settings;
    if (variant === 'none') return;
    for (const { room_creation_api: url, hmac } of pinless.entries) {
      void probe({ variant, url, ...(configProbeSigned ? { hmac } : {}) });
    }
  };

  const numbers = new PurchasedNumbers();
  const tryOut = async (url: string, hmac: string): Promise<boolean> => {
    const outcome = await probe({ variant: 'test', url, hmac, scheme: 'webhook' });
    return outcome.answered && outcome.status === 200;
  };

  const rest = restApp({
    settings,
    events,
    numbers,
    tryOut,
    timers,
    faults,
    rooms,
    updates,
    pinless,
    trunks,
    onPinlessWritten: probeEntries,
    onRequest: (request) => void keepNewest(requests, request, settings.maxKept),
  });
  const orderDeps = { calls, events, scriptBots: () => scriptBots };
  const server = await listen(rest, settings.port, settings.onServed);

  return {
    url: `${server.origin}/v1`,
    settings,
    rooms,
    calls,
    trunks,
    events,
    faults,
    updates: updates.log,
    requests,
    placeCall: (order) => calls.place(order),
    placeOrdered: (order) => placeOrdered(orderDeps, order),
    join: (visitor) => rooms.join(visitor),
    token: (claims) => signToken(settings.apiKey, { ...claims, d: settings.domainId }),
    configurePinless: (entries) => {
      pinless.replace(entries);
      for (const { phone_number: number } of entries) if (number !== undefined) numbers.buy(number);
    },
    entries: () => pinless.entries,
    buyNumber: (phoneNumber, name) => numbers.buy(phoneNumber, name),
    makeTrunk: (input) => {
      const trunk = trunks.make(input);
      if (typeof trunk === 'string') throw new Error(trunk);
      trunks.store(trunk);
    },
    registerWebhook: (config) => events.register(config),
    probe,
    useBots: (script) => {
      scriptBots = script;
    },
    stop: async () => {
      stopping.abort();
      timers.clear();
      await server.close();
    },
  };
}
