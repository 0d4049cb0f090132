import { keepNewest } from '../../runtime/keep.ts';
import type { Timers } from './timers.ts';

/** What happens to a matching message on its way out. Parts combine; `lose` wins. */
export interface Disturbance {
  readonly lose?: boolean;
  /** How often it is sent in all. */
  readonly copies?: number;
  readonly delayMs?: number;
  /** Held back until the next message has gone out. */
  readonly reorder?: boolean;
}

interface DisturbanceSettings {
  /** After so many milliseconds a message that was held back goes out though none has overtaken it. */
  readonly reorderLimitMs: number;
  /** How many disturbances are armed at most: those of calls that are long over go first. */
  readonly maxKept: number;
}

/** What becomes of the messages that a provider sends: events, callbacks. */
export class Disturbances<Message> {
  #armed: { matches: (message: Message) => boolean; disturbance: Disturbance; left: number }[] = [];
  readonly #timers: Timers;
  readonly #settings: DisturbanceSettings;
  #heldBack: (() => void)[] = [];

  constructor(timers: Timers, settings: DisturbanceSettings) {
    this.#timers = timers;
    this.#settings = settings;
  }

  /** Disturbs the next `times` matching messages. Returns how to disarm it. */
  arm(matches: (message: Message) => boolean, disturbance: Disturbance, times: number): () => void {
    const armed = { matches, disturbance, left: times };
    keepNewest(this.#armed, armed, this.#settings.maxKept);
    return () => {
      this.#armed = this.#armed.filter((one) => one !== armed);
    };
  }

  /** Disarms everything; a message that is held back still waits for the next one. */
  clear(): void {
    this.#armed = [];
  }

  /**
   * Sends a message as often, as late and in such an order as is armed.
   * @param send sends one copy, and settles when a message that was held back may follow it
   * @param ownDelayMs the provider's own delay
   */
  pass(message: Message, send: () => Promise<void>, ownDelayMs = 0): void {
    const { lose, copies, delayMs, reorder } = this.#takeFor(message);
    const sendAll = async (): Promise<void> => {
      await Promise.all(Array.from({ length: copies }, send));
    };
    if (!lose && reorder) {
      this.#holdBack(() => void sendAll());
      return;
    }
    const freed = this.#heldBack;
    this.#heldBack = [];
    const go = async (): Promise<void> => {
      if (!lose) await sendAll();
      for (const sendHeldBack of freed) sendHeldBack();
    };
    if (ownDelayMs + delayMs > 0) this.#timers.after(ownDelayMs + delayMs, () => void go());
    else void go();
  }

  #holdBack(send: () => void): void {
    let sent = false;
    const sendOnce = (): void => {
      if (sent) return;
      sent = true;
      send();
    };
    this.#heldBack.push(sendOnce);
    this.#timers.after(this.#settings.reorderLimitMs, sendOnce);
  }

  #takeFor(message: Message): Required<Disturbance> {
    const sum = { lose: false, copies: 1, delayMs: 0, reorder: false };
    for (const one of this.#armed) {
      if (!one.matches(message)) continue;
      one.left -= 1;
      sum.lose ||= one.disturbance.lose ?? false;
      sum.copies = Math.max(sum.copies, one.disturbance.copies ?? 1);
      sum.delayMs += one.disturbance.delayMs ?? 0;
      sum.reorder ||= one.disturbance.reorder ?? false;
    }
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    return sum;
  }
}
