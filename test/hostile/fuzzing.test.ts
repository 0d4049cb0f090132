import { afterAll, expect, test } from 'vitest';
import { Coverage } from './fuzzing/coverage.ts';
import { fuzz, shrink } from './fuzzing/fuzz.ts';
import type { Target } from './fuzzing/target.ts';

const coverage = new Coverage((path) => path.endsWith('fuzzing/planted.ts'));
afterAll(() => coverage.stop());
// Compiled after the coverage has begun, so that its blocks are seen.
const { planted } = await import('./fuzzing/planted.ts');
const target: Target = { name: 'planted', seeds: ['hello'], words: [], feed: planted };

test('what is reached first leads on, to a bug that chance alone would not find', async () => {
  const { failure, inputs, corpus } = await fuzz({ target, seed: 6, inputs: 400_000, coverage });
  expect(failure?.input).toBe('patch!');
  expect(failure?.error).toBeInstanceOf(RangeError);
  expect(corpus.length).toBeGreaterThan(4);
  expect(inputs).toBeLessThan(400_000);
});

test('the same seed makes the same inputs', async () => {
  const fed = async (seed: number) => {
    const inputs: string[] = [];
    await fuzz({ target: { ...target, feed: (input) => void inputs.push(input) }, seed, inputs: 500 });
    return inputs;
  };
  expect(await fed(7)).toEqual(await fed(7));
  expect(await fed(7)).not.toEqual(await fed(8));
});

test('a failure is made small, and stays the same failure', async () => {
  const feed = (input: string) => {
    if (input.includes('b')) throw new RangeError('b');
    if (input.includes('a')) throw new TypeError('a');
  };
  const found = await shrink({ ...target, feed }, 'some text with a long way to b', new RangeError('b'));
  expect(found.input).toBe('b');
  expect(found.error).toEqual(new RangeError('b'));
});
