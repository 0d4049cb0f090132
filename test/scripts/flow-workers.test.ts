import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { flowWorkers, freeCores } from '../../scripts/flow-workers.ts';

test.each([
  [0, 2],
  [0.4, 2],
  [1.4, 2],
  [1.5, 4],
  [2, 4],
  [4, 6],
  [8, 10],
])('on %d free cores %d files of flows run side by side', (cores, files) => {
  expect(flowWorkers(cores)).toBe(files);
});

test('cores that are free are those of this machine at most', async () => {
  const free = await freeCores();
  expect(free).toBeGreaterThanOrEqual(0);
  expect(free).toBeLessThanOrEqual(availableParallelism());
});
