/** Something that is to happen. Cancelled, it never does, and nobody waits for its moment. */
export interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

const drained = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * The clock of one simulated world: it jumps from one event to the next, and before each jump lets everything run that
 * the last event has set free. The order of events is a function of the seed alone.
 */
export class Scheduler {
  nowMs: number;
  /** Events that have happened. */
  steps = 0;
  readonly #startMs: number;
  #order = 0;
  #woken = false;
  #stopped = false;
  readonly #heap: Timer[] = [];

  constructor(startMs: number) {
    this.nowMs = startMs;
    this.#startMs = startMs;
  }

  get elapsedMs(): number {
    return this.nowMs - this.#startMs;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer: Timer = {
      atMs: this.nowMs + Math.max(0, delayMs),
      order: (this.#order += 1),
      run,
      cancelled: false,
    };
    this.#push(timer);
    return timer;
  }

  /** Says that code of the product has something to do now: it runs before the clock moves on. */
  wake(): void {
    this.#woken = true;
  }

  /** Ends `run` after the event at hand. */
  stop(): void {
    this.#stopped = true;
  }

  /** Runs until nothing is left to happen, `stop` is called, or the clock has reached `untilMs`. */
  async run(untilMs = Infinity): Promise<'quiet' | 'stopped' | 'late'> {
    if (this.#woken) await this.#drain();
    for (;;) {
      if (this.#stopped) return 'stopped';
      const timer = this.#pop();
      if (timer === undefined) return 'quiet';
      if (timer.cancelled) continue;
      if (timer.atMs > untilMs) {
        this.#push(timer);
        this.nowMs = untilMs;
        return 'late';
      }
      this.nowMs = timer.atMs;
      this.steps += 1;
      timer.run();
      if (this.#woken) await this.#drain();
    }
  }

  async #drain(): Promise<void> {
    this.#woken = false;
    await drained();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, timer)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      let child = heap[below];
      if (child === undefined) break;
      const other = heap[below + 1];
      if (other !== undefined && isBefore(other, child)) {
        below += 1;
        child = other;
      }
      if (isBefore(last, child)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(left: Timer, right: Timer): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}
