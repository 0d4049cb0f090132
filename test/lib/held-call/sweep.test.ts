import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../lib/held-call/call.ts';
import { sweepCalls } from '../../../lib/held-call/sweep.ts';
import { botWay, heldCall, inMemory, settings, startMs } from '../../support/held-calls.ts';

const room = { name: 'pb-test-c1-1', own: true };
const ready = { atMs: startMs, source: 'bot' };
const call = (change: Partial<HeldCall>) =>
  heldCall('c1', {
    dueAtMs: startMs,
    token: 't1',
    attempt: 1,
    room,
    rooms: [room],
    bots: [{ way: botWay, attempt: 1 }],
    ...change,
  });
const afterBudget = settings.holdBudgetMs;

describe('what got lost', () => {
  test('a call that was stored and never started is started', async () => {
    const { deps, record } = inMemory([call({ state: 'held' })]);
    expect(await sweepCalls(deps)).toEqual({ due: 1, healed: 1, cleaned: 0, failed: 0 });
    expect(record.started).toEqual(['c1']);
  });

  test('a call whose room is ready and whose machine was never told is settled', async () => {
    const { deps, record } = inMemory([call({ state: 'waiting', ready })]);
    expect(await sweepCalls(deps)).toMatchObject({ healed: 1 });
    expect(record.settled).toEqual(['t1']);
  });

  test.each(['held', 'waiting', 'connecting'] as const)(
    'a call past its budget that is still %s is released',
    async (state) => {
      const world = inMemory([call({ state })]);
      world.advance(afterBudget);
      expect(await sweepCalls(world.deps)).toMatchObject({ healed: 1 });
      expect(world.call('c1').state).toBe('released');
    },
  );

  test('a connected call whose end was lost ends after the longest call, and is cleaned up', async () => {
    const world = inMemory([call({ state: 'connected' })]);
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
    expect(world.call('c1')).toMatchObject({ state: 'ended', outcome: 'overdue' });
  });
});

describe('what is left after a call', () => {
  test.each(['ended', 'abandoned', 'released'] as const)(
    '%s: rooms go in one batch, bots one by one, once',
    async (state) => {
      const others = ['c2', 'c3'].map((id) => ({
        ...call({ state }),
        id: callIdFrom(id),
        rooms: [{ name: `pb-test-${id}-1`, own: true }],
      }));
      const world = inMemory([call({ state }), ...others]);
      expect(await sweepCalls(world.deps)).toEqual({ due: 3, healed: 0, cleaned: 3, failed: 0 });
      expect(world.record.removed).toEqual(['pb-test-c1-1', 'pb-test-c2-1', 'pb-test-c3-1']);
      expect(world.record.botsStopped).toHaveLength(3);
      expect(await sweepCalls(world.deps)).toEqual({ due: 0, healed: 0, cleaned: 0, failed: 0 });
    },
  );

  test('a room that is known to be gone is not asked for again, and each sweep goes on where the last one ended', async () => {
    const rooms = [1, 2, 3].map((attempt) => ({ name: `pb-test-c1-${attempt}`, own: true }));
    const world = inMemory([call({ state: 'ended', rooms, removed: ['pb-test-c1-1'] })]);
    const asked: (readonly string[])[] = [];
    // One room at a time, as when the provider takes only so many deletions.
    const remove = (names: readonly string[]) => {
      asked.push(names);
      return Promise.resolve(names.slice(1));
    };
    const deps = { ...world.deps, video: { ...world.deps.video, remove } };
    expect(await sweepCalls(deps)).toMatchObject({ cleaned: 0 });
    expect(world.call('c1').removed).toEqual(['pb-test-c1-1', 'pb-test-c1-2']);
    expect(await sweepCalls(deps)).toMatchObject({ cleaned: 1 });
    expect(asked).toEqual([['pb-test-c1-2', 'pb-test-c1-3'], ['pb-test-c1-3']]);
  });

  test('a bot that cannot be stopped does not keep its room', async () => {
    const world = inMemory([call({ state: 'ended' })]);
    world.world.stopBot = false;
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 0 });
    expect(world.record.removed).toEqual(['pb-test-c1-1']);
    world.world.stopBot = true;
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
    expect(world.record.removed).toEqual(['pb-test-c1-1']);
  });

  test('what cannot be removed stays due', async () => {
    const world = inMemory([call({ state: 'ended' })]);
    world.world.remove = false;
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 0 });
    expect(world.call('c1').dueAtMs).toBe(startMs);
  });

  test.each(['in', 'unknown'] as const)(
    'a room that may hold a caller (%s) is looked at later, not deleted',
    async (presence) => {
      const world = inMemory([call({ state: 'released', updates: 1 })]);
      world.world.callerIn = presence;
      await sweepCalls(world.deps);
      expect(world.record.removed).toEqual([]);
      expect(world.record.botsStopped).toEqual([]);
      expect(world.call('c1').dueAtMs).toBe(startMs + 300_000);
      world.advance(settings.holdBudgetMs + settings.longestCallMs);
      expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
    },
  );

  test('a room that holds nobody goes', async () => {
    const world = inMemory([call({ state: 'released', updates: 1 })]);
    world.world.callerIn = 'out';
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
  });
});

test('what is not yet due is left alone, whatever the index says', async () => {
  const world = inMemory([call({ state: 'held', dueAtMs: startMs + 1 })]);
  const calls = { ...world.deps.calls, due: () => Promise.resolve([callIdFrom('c1'), callIdFrom('c9')]) };
  expect(await sweepCalls({ ...world.deps, calls })).toEqual({ due: 2, healed: 0, cleaned: 0, failed: 0 });
  expect(world.record.started).toEqual([]);
});

test('one call that fails does not keep the others from being swept', async () => {
  const other = { ...call({ state: 'held' }), id: callIdFrom('c2') };
  const world = inMemory([call({ state: 'held' }), other]);
  const machine = {
    ...world.deps.machine,
    start: (id: string) =>
      id === 'c1' ? Promise.reject(new Error('no network')) : world.deps.machine.start(callIdFrom(id)),
  };
  expect(await sweepCalls({ ...world.deps, machine })).toMatchObject({ healed: 1, failed: 1 });
  expect(world.record.started).toEqual(['c2']);
});
