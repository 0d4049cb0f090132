import { keepNewest } from '../../../runtime/keep.ts';
import type { Timers } from '../../kit/timers.ts';
import type { DigitalSambaSettings } from '../options.ts';

/** A bridge call that is up, as whoever carries it sees it. */
export interface BridgeCall {
  /** Settles when the call is over, whoever ended it. */
  readonly ended: Promise<unknown>;
  /** Ends the call; harmless when over. */
  hangUp(): void;
}

/** What the SIP side of a room dials: `telephony_phone_number`, then, once answered, `telephony_pin_dtmf`. */
export interface BridgeOrder {
  readonly to: string;
  /** Keys and pauses: `W` 1 s, `w` half a second. Empty if the room has none. */
  readonly dtmf: string;
}

/** Places a bridge call at the voice provider and keys its DTMF. Rejects if nobody answers. */
export type Dial = (order: BridgeOrder) => BridgeCall | Promise<BridgeCall>;

export type BridgeState = 'off' | 'dialling' | 'connected';

/** What a bridge reports: a call is on its way, up, could not be placed, or is over. */
export type BridgeNews = 'bridge-dialling' | 'bridge-connected' | 'bridge-failed' | 'bridge-ended';

/** The SIP side of one room. */
export class Bridge {
  /** Every order that was dialled, in order. */
  readonly dialled: BridgeOrder[] = [];
  readonly #calls = new Set<BridgeCall>();
  readonly #deps: {
    readonly timers: Timers;
    readonly settings: Pick<DigitalSambaSettings, 'dialDelayMs' | 'maxKept'>;
    readonly dial: () => Dial | undefined;
    readonly onNews: (news: BridgeNews, reason?: string) => void;
  };
  #onTheirWay = 0;
  #hangUps = 0;

  constructor(deps: {
    timers: Timers;
    settings: Pick<DigitalSambaSettings, 'dialDelayMs' | 'maxKept'>;
    dial: () => Dial | undefined;
    onNews: (news: BridgeNews, reason?: string) => void;
  }) {
    this.#deps = deps;
  }

  /** `connected` says that the voice provider carries a call, not that anybody let it into a conference. */
  get state(): BridgeState {
    if (this.#calls.size > 0) return 'connected';
    return this.#onTheirWay > 0 ? 'dialling' : 'off';
  }

  /** Starts one more call. */
  connect(order: BridgeOrder): void {
    const { timers, settings, onNews } = this.#deps;
    const hangUpsBefore = this.#hangUps;
    this.#onTheirWay += 1;
    onNews('bridge-dialling');
    timers.after(settings.dialDelayMs, () => void this.#dial(order, hangUpsBefore));
  }

  /** Hangs up whatever is up or on its way. False if nothing is. */
  disconnect(): boolean {
    if (this.state === 'off') return false;
    this.#hangUps += 1;
    for (const call of this.#calls) call.hangUp();
    return true;
  }

  async #dial(order: BridgeOrder, hangUpsBefore: number): Promise<void> {
    const { dial, onNews } = this.#deps;
    const isCancelled = (): boolean => this.#hangUps !== hangUpsBefore;
    if (isCancelled()) {
      this.#onTheirWay -= 1;
      onNews('bridge-ended');
      return;
    }
    const outcome = await this.#place(order, dial());
    this.#onTheirWay -= 1;
    if (!outcome.ok) {
      onNews('bridge-failed', outcome.reason);
      return;
    }
    const { call } = outcome;
    this.#calls.add(call);
    onNews('bridge-connected');
    if (isCancelled()) call.hangUp();
    await Promise.allSettled([call.ended]);
    this.#calls.delete(call);
    onNews('bridge-ended');
  }

  async #place(
    order: BridgeOrder,
    dial: Dial | undefined,
  ): Promise<{ ok: true; call: BridgeCall } | { ok: false; reason: string }> {
    if (!dial) return { ok: false, reason: 'no voice provider to dial' };
    keepNewest(this.dialled, order, this.#deps.settings.maxKept);
    try {
      return { ok: true, call: await dial(order) };
    } catch (error) {
      // A call that nobody answers is an everyday end; the reason goes into the room's log.
      return { ok: false, reason: error instanceof Error ? error.message : 'unknown' };
    }
  }
}
