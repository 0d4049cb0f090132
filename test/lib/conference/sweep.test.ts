import { expect, test } from 'vitest';
import { sweepConferences } from '../../../lib/conference/sweep.ts';
import { conferenceId, inMemoryConferences } from '../../support/conferences.ts';

/** Conferences of which these are due. */
function dueOnes(...ids: readonly string[]) {
  const world = inMemoryConferences();
  const conferences = { ...world.deps.conferences, due: () => Promise.resolve(ids.map(conferenceId)) };
  return { ...world, sweep: () => sweepConferences({ ...world.deps, conferences }) };
}

test('conferences whose business is unfinished are woken, which is nothing to count', async () => {
  const { sweep, record } = dueOnes('c1', 'c2');
  expect(await sweep()).toEqual({ woken: 2 });
  expect(record.wakes).toEqual(['c1', 'c2']);
  expect(record.counts).toEqual([]);
});

test('those that cannot be woken are counted, and the next sweep tries again', async () => {
  const { sweep, record, world } = dueOnes('c1', 'c2');
  world.wake = 'failed';
  await sweep();
  expect(record.counts).toEqual([{ metric: 'sweepFailed', value: 2, reason: 'wake' }]);
});

test('nothing due says nothing', async () => {
  const { sweep, record } = dueOnes();
  expect(await sweep()).toEqual({ woken: 0 });
  expect(record.logs).toEqual([]);
});
