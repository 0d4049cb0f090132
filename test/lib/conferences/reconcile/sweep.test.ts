import { expect, test } from 'vitest';
import { sweepConferences } from '../../../../lib/conferences/reconcile/sweep.ts';
import { inMemoryConferences } from '../../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../../support/new-conference.ts';

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

test.each([[['c1']], [['c1', 'c2']]])(
  'of %j those that cannot be woken are counted, and said',
  async (ids) => {
    const { sweep, record, world } = dueOnes(...ids);
    world.wake = 'failed';
    await sweep();
    expect(record.counts).toEqual([{ metric: 'sweepFailed', value: ids.length, reason: 'wake' }]);
    expect(record.logs).toMatchObject([
      { code: 'sweep-healed', fields: { what: 'wake', conferences: ids.length } },
    ]);
  },
);

test('what has just become due is left to its own wake for 5 s', async () => {
  const { deps, record, advance } = inMemoryConferences([newConference('c1')]);
  await deps.conferences.changeConference(conferenceId('c1'), { kind: 'closed', atMs: startMs });
  advance(4_999);
  expect(await sweepConferences(deps)).toEqual({ woken: 0 });
  advance(1);
  expect(await sweepConferences(deps)).toEqual({ woken: 1 });
  expect(record.wakes).toEqual(['c1']);
});

test('of very many one sweep wakes the first 500, in the time that it has', async () => {
  const { deps, record } = inMemoryConferences();
  const due = (_: number, limit: number) =>
    Promise.resolve(Array.from({ length: Math.min(limit, 1_000) }, (__, index) => conferenceId(`c${index}`)));
  const conferences = { ...deps.conferences, due };
  expect(await sweepConferences({ ...deps, conferences })).toEqual({ woken: 500 });
  expect(record.wakes).toHaveLength(500);
});

test('nothing due says nothing', async () => {
  const { sweep, record } = dueOnes();
  expect(await sweep()).toEqual({ woken: 0 });
  expect(record.logs).toEqual([]);
});
