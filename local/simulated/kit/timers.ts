/** Longest delay in ms that Node's setTimeout takes (a signed 32-bit number); longer ones are chained. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** All pending timers of one simulator, so that stopping it leaves none behind. */
export class Timers {
  readonly #live = new Set<NodeJS.Timeout>();
  #cleared = false;

  /** Runs `run` after `delayMs` and returns a way to cancel it. Does nothing once cleared. */
  after(delayMs: number, run: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const arm = (restMs: number): void => {
      if (this.#cleared) return;
      const sliceMs = Math.min(Math.max(restMs, 0), LONGEST_TIMER_MS);
      const armed = setTimeout(() => {
        this.#live.delete(armed);
        if (restMs > sliceMs) arm(restMs - sliceMs);
        else run();
      }, sliceMs);
      timer = armed;
      this.#live.add(armed);
    };
    arm(delayMs);
    return () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      this.#live.delete(timer);
    };
  }

  /** Settles after `delayMs`; never, if the timers are cleared first. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Cancels everything pending and refuses new timers. */
  clear(): void {
    this.#cleared = true;
    for (const timer of this.#live) clearTimeout(timer);
    this.#live.clear();
  }
}
