import { beforeAll, describe, expect, test } from 'vitest';
import { runBatch, worldSeed } from './frame/batch.ts';
import type { FaultLevel } from './frame/faults.ts';
import { written } from './frame/tally.ts';
import { drawBlueprint, type Blueprint } from './held-calls/blueprint.ts';
import { runWorld } from './held-calls/run-world.ts';
import { testSeed as seed } from '../support/seed.ts';
import { subjects } from './subjects.ts';

// A slice of `npm run simulate`. A failure prints the command that replays it.

let blueprint: Blueprint;
beforeAll(() => {
  blueprint = drawBlueprint();
});

describe('every held call ends as promised', () => {
  test.each<[FaultLevel, number]>([
    ['none', 60],
    ['light', 100],
    ['heavy', 300],
  ])('with faults: %s', async (level, worlds) => {
    const { run, shrink } = subjects['held-calls'];
    const order = { seed, level, from: 0, until: worlds };
    const result = await runBatch(order, (each) => run({ seed: each, level, blueprint }));
    console.info(`seed ${seed}, faults ${level}: ${result.calls} calls, ${written(result.endings)}`);
    const [failure] = result.failures;
    if (failure === undefined) return;
    const { world, message } = failure;
    const { ran } = await shrink({ seed: worldSeed(seed, world), level, blueprint });
    expect.fail(
      `${message}\n${ran.history.join('\n')}\n` +
        `npm run simulate -- --seed ${seed} --faults ${level} --world ${world}`,
    );
  });
});

// Histories that broke a promise once, each with its story in one line.
test.each<[string, FaultLevel, number, string]>([
  [
    'an order that took effect 8 s after it was noted was followed by a second one 7 s later',
    'heavy',
    370,
    '269209240',
  ],
  [
    'the same, of a task that died right after it, and was followed by one that came three seconds late',
    'heavy',
    8_715,
    '692031148',
  ],
  [
    'a leg that left while its coming was being noted, and another call was in doubt, kept its place for hours',
    'heavy',
    348,
    '442038545',
  ],
  [
    'the place of a caller of whose leaving nobody was told, in a meeting whose end is not told, counted as free in the next',
    'heavy',
    160_055,
    '11300505',
  ],
  [
    'the end of a meeting, told when its addresses were ready in the next one, left their places with the callers of the first',
    'heavy',
    58_597,
    '11300910',
  ],
  [
    'news of a ready room that found no function, and are not sent again, counted as a fault of three seconds and not of a slice',
    'heavy',
    12_404,
    '11300910',
  ],
])('%s', async (_, level, world, batchSeed) => {
  const { violation } = await runWorld({ seed: worldSeed(batchSeed, world), level, blueprint });
  expect(violation?.message).toBeUndefined();
});

test('a seed stands for one history', async () => {
  const run = { seed: worldSeed(seed, 7), level: 'heavy', blueprint, trace: true } as const;
  const [first, second] = [await runWorld(run), await runWorld(run)];
  expect(first.world.history).toEqual(second.world.history);
  expect(first.world.history.length).toBeGreaterThan(10);
});
