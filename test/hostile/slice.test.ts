import { expect, test } from 'vitest';
import { fuzz } from './fuzzing/fuzz.ts';
import { targets } from './targets/index.ts';

// A fresh seed each time; a run that fails is repeated with `HOSTILE_SEED=<seed>`, a long one is `npm run fuzz`.
const seed = process.env.HOSTILE_SEED ?? String(Math.floor(Math.random() * 1e9));
const inputs = 600;
console.log(`hostile inputs: seed ${seed}`);

test.each(targets.map((target) => [target.name, target] as const))(
  '%s keeps its promises, whatever comes',
  async (_, target) => {
    const { failure } = await fuzz({ target, seed, inputs });
    expect(failure, `seed ${seed}`).toBeUndefined();
  },
);
