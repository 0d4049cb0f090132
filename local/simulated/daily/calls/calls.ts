import { randomUUID } from 'node:crypto';
import { keepNewest } from '../../../runtime/keep.ts';
import { post, type PostOutcome } from '../../kit/http.ts';
import type { Timers } from '../../kit/timers.ts';
import { type ConnectOutcome, HeldCall } from './held-call.ts';
import type { DailySettings } from '../options.ts';
import {
  announce,
  buildPinlessWebhook,
  type PinlessConfig,
  type PinlessWebhookQuirks,
  type SentWebhook,
} from './pinless.ts';

/** A call to place. */
export interface CallOrder {
  /** Dialled number, or static SIP address. */
  readonly to: string;
  /** Caller. Default `+12025550188`; null for a withheld number (no `From` at all). */
  readonly from?: string | null;
  /** Custom SIP headers of an interconnect call. */
  readonly sipHeaders?: Readonly<Record<string, string>>;
  /** Default: a new UUID. */
  readonly callId?: string;
  /** Ms on hold after which the caller hangs up. Default: patient. */
  readonly patienceMs?: number;
  /** Ms after connecting when the caller hangs up. Default: stays. */
  readonly talkMs?: number;
  /** What the first, second … accepted update leads to; the last one repeats. Default `joins`. */
  readonly connect?: ConnectOutcome | readonly ConnectOutcome[];
  readonly webhook?: PinlessWebhookQuirks;
}

const DEFAULT_CALLER = '+12025550188';

/** Spoken when the entry has no `timeout_config`. */
const DEFAULT_TIMEOUT_MESSAGE = 'Nobody can take your call right now.';

/** The calls to the simulated domain: those that last, and the newest of those that are over. */
export class HeldCalls {
  readonly #byId = new Map<string, HeldCall>();
  readonly #sent = new Map<string, SentWebhook>();
  readonly #over: string[] = [];
  readonly #deps: { settings: DailySettings; timers: Timers; stopped: AbortSignal; config: PinlessConfig };
  #hurry = 1;

  constructor(deps: {
    settings: DailySettings;
    timers: Timers;
    stopped: AbortSignal;
    config: PinlessConfig;
  }) {
    this.#deps = deps;
  }

  get all(): readonly HeldCall[] {
    return [...this.#byId.values()];
  }

  find(callId: string): HeldCall | undefined {
    return this.#byId.get(callId);
  }

  /** Lets holds be over so many times sooner, of calls that begin from now on: by Daily's limit, or the caller's patience. */
  hurry(factor: number): void {
    this.#hurry = factor;
  }

  /** Somebody dials: the caller hears hold music, and the webhook goes out. */
  place(order: CallOrder): HeldCall {
    const { settings, timers, stopped, config } = this.#deps;
    const identity = {
      callId: order.callId ?? randomUUID(),
      callDomain: settings.callDomain,
      to: order.to,
      from: order.from === null ? undefined : (order.from ?? DEFAULT_CALLER),
      sipHeaders: order.sipHeaders,
    };
    const call = new HeldCall(identity, timers, [order.connect ?? 'joins'].flat());
    this.#byId.set(call.callId, call);
    void call.ended.then(() => this.#forgetAfter(call));
    const entry = config.find(order.to);
    const message = entry?.timeout_config?.message ?? DEFAULT_TIMEOUT_MESSAGE;
    const receiver = entry ? { url: entry.room_creation_api, hmac: entry.hmac } : settings.defaultPinless;
    const quirks = order.webhook ?? {};
    timers.after(quirks.delayMs ?? 0, () => {
      const sent =
        receiver && quirks.lose !== true
          ? buildPinlessWebhook(identity, receiver, settings.pinlessTimestampUnit, quirks)
          : undefined;
      if (sent) this.#sent.set(call.callId, sent);
      void announce(call, sent, quirks.copies ?? 1, message, { settings, timers, stopped });
    });
    this.#limitHold(call, message, order.patienceMs);
    if (order.talkMs !== undefined) hangUpAfterTalk(call, timers, order.talkMs);
    return call;
  }

  /** Sends a call's webhook once more, byte for byte. Rejects if none was sent. */
  replay(callId: string): Promise<PostOutcome> {
    const sent = this.#sent.get(callId);
    if (!sent) return Promise.reject(new Error('This call has sent no webhook yet.'));
    const { settings, stopped } = this.#deps;
    return post({ ...sent, timeoutMs: settings.webhookAnswerLimitMs, stopped });
  }

  #forgetAfter(ended: HeldCall): void {
    const forgotten = keepNewest(this.#over, ended.callId, this.#deps.settings.maxKept);
    if (forgotten === undefined) return;
    this.#byId.delete(forgotten);
    this.#sent.delete(forgotten);
  }

  #limitHold(call: HeldCall, message: string, patienceMs: number | undefined): void {
    const { settings, timers } = this.#deps;
    const whenStillWaiting = (delayMs: number, run: () => void): void => {
      const cancel = timers.after(delayMs / this.#hurry, () => {
        if (call.phase === 'held' || call.phase === 'connecting') run();
      });
      void call.ended.then(cancel);
    };
    if (patienceMs !== undefined) whenStillWaiting(patienceMs, () => call.hangUp());
    whenStillWaiting(settings.holdLimitMs, () => {
      if (settings.holdLimitEnd === 'message') call.note({ kind: 'timeout-message', message });
      call.end('daily', 'hold limit');
    });
  }
}

function hangUpAfterTalk(call: HeldCall, timers: Timers, talkMs: number): void {
  const stop = call.onEvent((event) => {
    if (event.kind !== 'connected') return;
    stop();
    timers.after(talkMs, () => call.hangUp());
  });
}
