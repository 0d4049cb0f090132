import type { Pace } from '../../kit/pace.ts';
import type { Input } from '../ncco/schema.ts';
import type { VonageCall } from './call.ts';

/** What an `input` came to. */
export interface InputResult {
  readonly keys: string;
  readonly timedOut: boolean;
}

type DtmfSettings = NonNullable<Input['dtmf']>;

/** Settings of an input that gives none (Vonage docs, NCCO). */
export const defaultDtmf: DtmfSettings = { timeOut: 3, maxDigits: 4, submitOnHash: false };

/** The keys of one leg: reported one by one by an asynchronous input, or collected by the input that waits for them. */
export class Keys {
  /** Reports one key; undefined: no asynchronous input is on. */
  #report: ((key: string) => void) | undefined;
  /** Keys that cut speech short, for the input after it. */
  #barged = '';
  #stop = (): void => undefined;
  readonly #call: VonageCall;
  readonly #pace: Pace;

  constructor(call: VonageCall, pace: Pace) {
    this.#call = call;
    this.#pace = pace;
  }

  get isReporting(): boolean {
    return this.#report !== undefined;
  }

  /** Switches reports of single keys on; undefined: off. */
  reportTo(report: ((key: string) => void) | undefined): void {
    this.#report = report;
    this.#listen();
  }

  /** Keys that come now are for the next input, and `onFirst` is told of the first. Returns how to stop. */
  allowBarge(onFirst: () => void): () => void {
    this.#stop();
    this.#stop = this.#call.collect((key) => {
      this.#barged += key;
      onFirst();
    }, true);
    return () => this.#listen();
  }

  /** Collects for one input. Undefined: `signal` aborted first. */
  collect(
    { timeOut, maxDigits, submitOnHash }: DtmfSettings,
    signal: AbortSignal,
  ): Promise<InputResult | undefined> {
    return new Promise((resolve) => {
      let keys = '';
      let stopTimer = (): void => undefined;
      let isDone = false;
      const finish = (result: InputResult | undefined): void => {
        if (isDone) return;
        isDone = true;
        stopTimer();
        signal.removeEventListener('abort', onAborted);
        this.#listen();
        resolve(result);
      };
      const onAborted = (): void => finish(undefined);
      const restart = (): void => {
        stopTimer();
        stopTimer = this.#pace.after(timeOut * 1_000, () => finish({ keys, timedOut: true }));
      };
      const take = (key: string): void => {
        if (isDone) return;
        const isEnd = key === '#' && submitOnHash;
        if (!isEnd) keys += key;
        if (isEnd || keys.length >= maxDigits) finish({ keys, timedOut: false });
        else restart();
      };
      restart();
      signal.addEventListener('abort', onAborted, { once: true });
      if (signal.aborted) {
        onAborted();
        return;
      }
      this.#stop();
      this.#stop = this.#call.collect(take, true);
      const barged = this.#barged;
      this.#barged = '';
      for (const key of barged) take(key);
    });
  }

  #listen(): void {
    this.#stop();
    const report = this.#report;
    this.#stop = report === undefined ? () => undefined : this.#call.collect(report, false);
  }
}
