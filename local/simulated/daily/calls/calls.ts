import { randomUUID } from 'node:crypto';
import { keepNewest } from '../../../runtime/keep.ts';
import { post, type PostOutcome } from '../../kit/http.ts';
import type { Timers } from '../../kit/timers.ts';
import { type ConnectOutcome, HeldCall } from './held-call.ts';
import { announcementOf, makeRoom, ring, trunkCallPrefix, type RingDeps } from './trunk-call.ts';
import type { Trunk } from './trunks.ts';
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
  readonly #deps: RingDeps & { config: PinlessConfig };
  #hurry = 1;

  constructor(deps: RingDeps & { config: PinlessConfig }) {
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

  /** A new call id to what is dialled: one on a trunk is named by its room. */
  newCallId(to: string): string {
    return `${this.#deps.trunks.dialled(to) === undefined ? '' : trunkCallPrefix}${randomUUID()}`;
  }

  /** Somebody dials: the caller hears hold music, or on a trunk that it rings, and the webhook goes out. */
  place(order: CallOrder): HeldCall {
    const { settings, timers, stopped, config, trunks } = this.#deps;
    const identity = {
      callId: order.callId ?? this.newCallId(order.to),
      callDomain: settings.callDomain,
      to: order.to,
      from: order.from === null ? undefined : (order.from ?? DEFAULT_CALLER),
      sipHeaders: order.sipHeaders,
    };
    const trunk = trunks.dialled(order.to);
    const hears = trunk === undefined ? 'hold-music' : 'ringing';
    const call = new HeldCall(identity, timers, [order.connect ?? 'joins'].flat(), hears);
    this.#byId.set(call.callId, call);
    void call.ended.then(() => this.#forgetAfter(call));
    if (order.talkMs !== undefined) hangUpAfterTalk(call, timers, order.talkMs);
    if (trunk !== undefined) return this.#ring(call, trunk, order);
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
    return call;
  }

  /** A call on a trunk: its room is there before it is announced. */
  #ring(call: HeldCall, trunk: Trunk, { webhook: quirks = {}, patienceMs }: CallOrder): HeldCall {
    const room = makeRoom(this.#deps, trunk, call.identity);
    this.#deps.timers.after(quirks.delayMs ?? 0, () => {
      const sent = announcementOf(this.#deps, trunk, room, quirks);
      this.#sent.set(call.callId, sent);
      void ring(this.#deps, call, room, sent, quirks.copies ?? 1);
    });
    if (patienceMs !== undefined) {
      const cancel = this.#deps.timers.after(patienceMs, () => {
        if (call.phase !== 'connected') call.hangUp();
      });
      void call.ended.then(cancel);
    }
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
