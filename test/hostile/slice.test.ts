import { expect, test } from 'vitest';
import { fuzz } from './fuzzing/fuzz.ts';
import { testSeed as seed } from '../support/seed.ts';
import { targets } from './targets/index.ts';

// A slice of `npm run fuzz`.
const inputs = 250;

test.each(targets.map((target) => [target.name, target] as const))(
  '%s keeps its promises, whatever comes',
  async (_, target) => {
    const { failure } = await fuzz({ target, seed, inputs });
    expect(failure, `seed ${seed}`).toBeUndefined();
  },
);
