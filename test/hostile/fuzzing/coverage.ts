import { Session, type Profiler } from 'node:inspector';
import { fileURLToPath } from 'node:url';

/** Which characters of the product's sources ran, by V8's own block coverage (Chrome DevTools Protocol, Profiler). */
export class Coverage {
  readonly #session = new Session();
  readonly #reached = new Map<string, Uint8Array>();
  readonly #isWatched: (path: string) => boolean;

  /** From now on; code that was compiled before is seen by whole functions only, so that targets are imported after. */
  constructor(isWatched: (path: string) => boolean) {
    this.#isWatched = isWatched;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Whether anything ran since the last look that never did before. `keep`: from now on it has. */
  poll(keep: boolean): boolean {
    let isNew = false;
    for (const { url, functions } of this.#take()) {
      const path = url.startsWith('file:') ? fileURLToPath(url) : url;
      if (!this.#isWatched(path)) continue;
      const ran = paint(functions);
      const before = this.#reached.get(path);
      const reached =
        before !== undefined && before.length >= ran.length ? before : grown(before, ran.length);
      for (const [at, is] of ran.entries()) {
        if (is === 0 || reached[at] === 1) continue;
        isNew = true;
        if (!keep) break;
        reached[at] = 1;
      }
      if (keep) this.#reached.set(path, reached);
    }
    return isNew;
  }

  /** How many characters ran, in how many files. */
  reached(): { readonly characters: number; readonly files: number } {
    const counts = [...this.#reached.values()].map((file) => file.reduce((total, ran) => total + ran, 0));
    return {
      characters: counts.reduce((total, count) => total + count, 0),
      files: counts.filter((count) => count > 0).length,
    };
  }

  /** Forgets what was reached, and begins again. */
  restart(): void {
    this.#take();
    this.#reached.clear();
  }

  stop(): void {
    this.#session.disconnect();
  }

  #take(): readonly Profiler.ScriptCoverage[] {
    let taken: readonly Profiler.ScriptCoverage[] | undefined;
    // Within one process the answer comes before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error !== null) throw error;
      taken = result;
    });
    if (taken === undefined) throw new Error('The profiler did not answer at once.');
    return taken;
  }
}

/** Ranges are nested: the innermost around a character says whether it ran. */
function paint(functions: readonly Profiler.FunctionCoverage[]): Uint8Array {
  const ranges = functions.flatMap((each) => each.ranges);
  const ran = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)));
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran;
}

function grown(before: Uint8Array | undefined, length: number): Uint8Array {
  const after = new Uint8Array(length);
  if (before !== undefined) after.set(before);
  return after;
}
