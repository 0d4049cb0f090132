import type { Violation } from './violation.ts';

/** One world of an exhaustive search. */
export interface Searched {
  /** Which one it was, in words. */
  readonly what: string;
  /** How it ended, as one word. */
  readonly end: string;
  /** How much functions asked of the outside, if that is always so. */
  readonly requests?: number;
  readonly violation: Violation | undefined;
}

/** Runs one flow with functions that die at these moments; says also how many moments there were (`Platform.moments`). */
export type RunWithDeaths = (
  deathsAt: readonly number[],
) => Promise<Omit<Searched, 'what'> & { readonly moments: number }>;

/** Which moments are tried: every so many-th, the first of them at `from`. Default: all. */
interface Slice {
  readonly from: number;
  readonly every: number;
}
const all: Slice = { from: 1, every: 1 };

/** Runs a flow once for each moment at which one of its functions could die. */
export async function* everyDeath(
  run: RunWithDeaths,
  { from, every }: Slice = all,
): AsyncGenerator<Searched, void, void> {
  const { moments } = await run([]);
  for (let first = from; first <= moments; first += every) {
    yield { what: `death at ${first}`, ...(await run([first])) };
  }
}

/** Runs a flow once for each pair of such moments; the second is one that the first death leads to. */
export async function* everyTwoDeaths(
  run: RunWithDeaths,
  { from, every }: Slice = all,
): AsyncGenerator<Searched, void, void> {
  const { moments } = await run([]);
  for (let first = from; first <= moments; first += every) {
    const more = await run([first]);
    for (let second = first + 1; second <= more.moments; second += 1) {
      yield { what: `deaths at ${first} and ${second}`, ...(await run([first, second])) };
    }
  }
}
