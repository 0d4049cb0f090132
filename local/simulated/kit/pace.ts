import type { Timers } from './timers.ts';

/** Waiting in the time of the simulated calls, which may run faster than real time. */
export class Pace {
  readonly #timers: Timers;
  readonly #scale: number;

  constructor(timers: Timers, scale: number) {
    this.#timers = timers;
    this.#scale = scale;
  }

  /** Runs `run` after `ms` of call time and returns a way to cancel it. */
  after(ms: number, run: () => void): () => void {
    return this.#timers.after(ms * this.#scale, run);
  }

  /** Settles after `ms` of call time, or when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.after(ms, done);
      signal.addEventListener('abort', done);
    });
  }
}

/** Whether `signal` has aborted by now; a call, so that an earlier answer does not stick in the type. */
export const isOver = (signal: AbortSignal): boolean => signal.aborted;

/** Settles when `signal` aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
