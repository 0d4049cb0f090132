/** Whether news that is sent now gets lost, by the times of a scenario. What calls ask for is no news. */
export function isLost(
  {
    newsLostMs: [fromMs, untilMs] = [Infinity, Infinity],
  }: { readonly newsLostMs?: readonly [number, number] | undefined },
  { functionName }: { readonly functionName: string },
  { elapsedMs }: { readonly elapsedMs: number },
): boolean {
  return elapsedMs >= fromMs && elapsedMs < untilMs && functionName.endsWith('-events');
}

/** What is heard this long after it was so is no late news. */
const promptMs = 3_000;

/** Of whom the news is: a caller's call; undefined: of the session or the bridge, which is everybody's. */
export type About = string | undefined;

/** What providers report, from the moment at which it is so until we have heard of it, or they have given up. */
export class News {
  /** When something was given up last that nobody else says, in ms. */
  lostAtMs = 0;
  /** Reported, and neither heard nor given up. */
  readonly #pending = new Set<{ readonly about: About }>();
  /** When something was heard last that had been held up. */
  readonly #lateAtMs = new Map<About, number>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Something is reported, or once more; returns what is to be told how that ended. */
  sent(about: About, isRepeated = false): (isHeard: boolean) => void {
    if (isRepeated) return () => undefined;
    const sentAtMs = this.#nowMs();
    const token = { about };
    this.#pending.add(token);
    return (isHeard) => {
      const nowMs = this.#nowMs();
      this.#pending.delete(token);
      if (!isHeard) this.lostAtMs = nowMs;
      else if (nowMs - sentAtMs > promptMs) this.#lateAtMs.set(about, nowMs);
    };
  }

  /** Of something that is sent now, and that is taken for later news if it comes late: what is so then has to be found, as if it was lost. */
  mistakenIfLate(): (over: (isHeard: boolean) => void) => (isHeard: boolean) => void {
    const sentAtMs = this.#nowMs();
    return (over) => (isHeard) => {
      over(isHeard);
      if (isHeard && this.#nowMs() - sentAtMs > promptMs) this.lostAtMs = this.#nowMs();
    };
  }

  /** Whether something is on its way that a call has to do with. Of the bridge: anything. */
  isPending(call: About): boolean {
    return [...this.#pending].some(
      ({ about }) => about === undefined || call === undefined || about === call,
    );
  }

  /** When something was heard late that a call has to do with, in ms. */
  lateAtMs(call: About): number {
    const all = [...this.#lateAtMs].filter(
      ([about]) => about === undefined || call === undefined || about === call,
    );
    return Math.max(0, ...all.map(([, atMs]) => atMs));
  }
}
