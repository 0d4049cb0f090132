import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { freeCores, shareCores } from '../../scripts/core-shares.ts';

test.each([
  [0, 2, false],
  [0.4, 2, false],
  [1.4, 2, false],
  [1.5, 4, true],
  [2, 4, true],
  [4, 8, true],
])(
  'on %d free cores %d files of flows run side by side; beside all the rest: %s',
  (free, flowWorkers, sideBySide) => {
    expect(shareCores(free)).toEqual({ sideBySide, flowWorkers });
  },
);

test('cores that are free are those of this machine at most', async () => {
  const free = await freeCores();
  expect(free).toBeGreaterThanOrEqual(0);
  expect(free).toBeLessThanOrEqual(availableParallelism());
});
