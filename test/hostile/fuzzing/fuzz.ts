import { Random } from '../../simulation/frame/random.ts';
import type { Coverage } from './coverage.ts';
import { mutate } from './mutate.ts';
import type { Target } from './target.ts';

/** An input that broke a promise, made as small as it would get. */
export interface Failure {
  readonly input: string;
  readonly error: unknown;
}

export interface Fuzzed {
  readonly inputs: number;
  /** Inputs that were kept, each for code that it was the first to reach. */
  readonly corpus: readonly string[];
  readonly failure: Failure | undefined;
}

export interface FuzzOrder {
  readonly target: Target;
  readonly seed: string | number;
  readonly inputs: number;
  /** What new code is told by. Without it, nothing is kept, and only the seeds are changed: less is found, and faster. */
  readonly coverage?: Coverage;
  readonly onProgress?: (inputs: number, kept: number) => void;
}

/** A look at the coverage costs some milliseconds, so that many inputs share one. */
const batchSize = 2_000;

/**
 * Feeds a target with its seeds and with random changes of them. An input that reaches code which none did before is
 * kept, and changed further. The same seed makes the same inputs.
 */
export async function fuzz({ target, seed, inputs, coverage, onProgress }: FuzzOrder): Promise<Fuzzed> {
  const random = new Random(seed, target.name);
  const corpus = [...target.seeds];
  let fed = 0;
  let batch: readonly string[] = corpus.slice();
  coverage?.restart();
  while (batch.length > 0) {
    for (const input of batch) {
      const error = await errorOf(target, input);
      if (error === undefined) continue;
      return { inputs: fed, corpus, failure: await shrink(target, input, error) };
    }
    fed += batch.length;
    // A seed is kept in any case; of the others, only what reaches something new.
    if (coverage !== undefined && fed > target.seeds.length)
      corpus.push(...(await newcomers(target, batch, coverage)));
    coverage?.poll(true);
    onProgress?.(fed, corpus.length);
    const size = Math.min(batchSize, inputs - fed);
    batch = Array.from({ length: Math.max(0, size) }, () =>
      // New finds are changed as often as all the older ones together.
      mutate(chosen(corpus, random), random, corpus, target.words),
    );
  }
  return { inputs: fed, corpus, failure: undefined };
}

const maxRecent = 16;

function chosen(corpus: readonly string[], random: Random): string {
  const isRecent = random.chance(0.5);
  const min = isRecent ? Math.max(0, corpus.length - maxRecent) : 0;
  return corpus[random.between(min, corpus.length - 1)] ?? '';
}

/** The inputs of a batch that reach new code, found by halving; the coverage of the whole batch was not looked at yet. */
async function newcomers(target: Target, batch: readonly string[], coverage: Coverage): Promise<string[]> {
  if (!coverage.poll(batch.length === 1)) return [];
  if (batch.length === 1) return [...batch];
  const middle = Math.ceil(batch.length / 2);
  const found: string[] = [];
  for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
    for (const input of half) await errorOf(target, input);
    found.push(...(await newcomers(target, half, coverage)));
  }
  return found;
}

async function errorOf(target: Target, input: string): Promise<unknown> {
  try {
    const feeding = target.feed(input);
    if (feeding !== undefined) await feeding;
    return undefined;
  } catch (error) {
    return error ?? new Error('Something was thrown that is nothing.');
  }
}

/** Tries of making a failure smaller. */
const maxTries = 5_000;

/** Leaves out ever smaller pieces, and makes characters plain, as long as the same error comes. */
export async function shrink(target: Target, input: string, error: unknown): Promise<Failure> {
  const kind = kindOf(error);
  let smallest: Failure = { input, error };
  let tries = 0;
  const isStill = async (candidate: string) => {
    tries += 1;
    const found = await errorOf(target, candidate);
    if (found === undefined || kindOf(found) !== kind) return false;
    smallest = { input: candidate, error: found };
    return true;
  };
  for (let size = Math.ceil(input.length / 2); size >= 1 && tries < maxTries; size = Math.floor(size / 2)) {
    for (let at = 0; at < smallest.input.length && tries < maxTries;) {
      const { input: whole } = smallest;
      if (!(await isStill(whole.slice(0, at) + whole.slice(at + size)))) at += size;
    }
  }
  return smallest;
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'promise' in error ? `${error.name} ${String(error.promise)}` : error.name;
}
