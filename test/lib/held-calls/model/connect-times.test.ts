import { describe, expect, test } from 'vitest';
import {
  machinePauseMs,
  orderTakesMs,
  shownAfterMs,
  taskTakesMs,
  tasksForTwoOrders,
} from '../../../../lib/held-calls/model/connect-times.ts';

describe('tasks of connecting', () => {
  test.each([
    [11_000, 9_000, 2],
    [10_000, 8_000, 3],
    [30_000, 25_000, 2],
    [6_000, 5_000, 3],
    [2_000, 1_000, 7],
  ])('slices of %d ms, a function of %d ms: %d of them for two orders', (sliceMs, taskMs, tasks) => {
    expect(tasksForTwoOrders(sliceMs, taskMs)).toBe(tasks);
    // The last of them can order when the presence must show the caller, the one before could not, or is the first.
    const lastOrderMs = (n: number) =>
      n * (sliceMs + machinePauseMs) + taskTakesMs(taskMs) - orderTakesMs(taskMs);
    expect(lastOrderMs(tasks - 1)).toBeGreaterThanOrEqual(shownAfterMs + 500);
    if (tasks > 2) expect(lastOrderMs(tasks - 2)).toBeLessThan(shownAfterMs + 500);
  });
});
