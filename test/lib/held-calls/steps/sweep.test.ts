import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { pollAgainMs } from '../../../../lib/held-calls/state/clean-up-plan.ts';
import { sweepCalls } from '../../../../lib/held-calls/steps/sweep.ts';
import { botTarget, heldCall, inMemory, settings, startMs } from '../../../support/held-calls.ts';
import { rightBefore } from './races.ts';

const room = { name: 'pb-test-c1-1', own: true };
const ready = { atMs: startMs, source: 'bot' };
const call = (change: Partial<HeldCall>) =>
  heldCall('c1', {
    dueAtMs: startMs,
    token: 't1',
    attempt: 1,
    room,
    rooms: [room],
    bots: [{ target: botTarget, attempt: 1 }],
    askedAtMs: startMs,
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
    expect(record.resumed).toEqual(['t1']);
    expect(record.logs).toContainEqual({
      level: 'warn',
      code: 'sweep-healed',
      fields: { callId: 'c1', what: 'resume' },
    });
  });

  test.each([
    ['over', { healed: 0, failed: 0 }],
    ['failed', { healed: 0, failed: 1 }],
  ] as const)('a call whose machine, told again, answers %s is not healed', async (answer, swept) => {
    const { deps, world, record } = inMemory([call({ state: 'waiting', ready })]);
    world.resume = () => answer;
    expect(await sweepCalls(deps)).toMatchObject(swept);
    const codes = record.logs.map(({ code }) => code);
    expect(codes.filter((code) => code.startsWith('sweep'))).toEqual([]);
  });

  test.each([
    ['held', 'never-started', {}],
    ['waiting', 'machine-lost', {}],
    ['connecting', 'machine-lost', {}],
    // No machine held it.
    ['waiting', 'silence', { trunk: 'support' }],
  ] as const)('a call past its budget that is still %s is released: %s', async (state, outcome, change) => {
    const world = inMemory([call({ state, ...change })]);
    world.advance(afterBudget);
    expect(await sweepCalls(world.deps)).toMatchObject({ healed: 1 });
    expect(world.call('c1')).toMatchObject({ state: 'released', outcome });
  });

  test('a connected call that ends while it is looked at is left to the next sweep', async () => {
    const { deps, record } = inMemory([call({ state: 'connected' })]);
    const left = { kind: 'callerLeft', atMs: startMs, room: room.name, session: undefined } as const;
    const late = rightBefore(deps, 'overdue', () => deps.calls.move(callIdFrom('c1'), left));
    expect(await sweepCalls(late)).toEqual({ due: 1, healed: 0, cleaned: 0, failed: 0 });
    expect(record.deletedRooms).toEqual([]);
  });

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
      expect(world.record.deletedRooms).toEqual(['pb-test-c1-1', 'pb-test-c2-1', 'pb-test-c3-1']);
      expect(world.record.botsStopped).toHaveLength(3);
      expect(await sweepCalls(world.deps)).toEqual({ due: 0, healed: 0, cleaned: 0, failed: 0 });
    },
  );

  test('a room that is known to be gone is not asked for again, and each sweep goes on where the last one ended', async () => {
    const rooms = [1, 2, 3].map((attempt) => ({ name: `pb-test-c1-${attempt}`, own: true }));
    const world = inMemory([
      call({ state: 'ended', rooms, deletedRooms: ['pb-test-c1-1'], cleanUpFailures: 5 }),
    ]);
    const asked: (readonly string[])[] = [];
    // One room at a time, as when the provider takes only so many deletions.
    const remove = (names: readonly string[]) => {
      asked.push(names);
      return Promise.resolve(names.slice(1));
    };
    const deps = { ...world.deps, video: { ...world.deps.video, remove } };
    expect(await sweepCalls(deps)).toMatchObject({ cleaned: 0 });
    expect(world.call('c1')).toMatchObject({
      deletedRooms: ['pb-test-c1-1', 'pb-test-c1-2'],
      dueAtMs: startMs,
      cleanUpFailures: 0,
    });
    world.advance(60_000);
    expect(await sweepCalls(deps)).toMatchObject({ cleaned: 1 });
    expect(asked).toEqual([['pb-test-c1-2', 'pb-test-c1-3'], ['pb-test-c1-3']]);
  });

  test('a bot that cannot be stopped does not keep its room', async () => {
    const world = inMemory([call({ state: 'ended' })]);
    world.world.stopBot = false;
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 0 });
    expect(world.record.deletedRooms).toEqual(['pb-test-c1-1']);
    expect(world.record.logs).toEqual([
      { level: 'warn', code: 'bot-left-behind', fields: { callId: 'c1', left: 1 } },
    ]);
    world.world.stopBot = true;
    world.advance(60_000);
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
    expect(world.record.deletedRooms).toEqual(['pb-test-c1-1']);
  });

  test('what cannot be removed is tried again with the next sweep, and ever more rarely while that fails', async () => {
    const world = inMemory([call({ state: 'ended' })]);
    world.world.remove = false;
    const triesAtMin: number[] = [];
    for (let minute = 0; minute <= 20; minute += 1) {
      const { due } = await sweepCalls(world.deps);
      if (due === 1) triesAtMin.push(minute);
      world.advance(60_000);
    }
    expect(triesAtMin).toEqual([0, 1, 2, 5, 10, 15, 20]);
    expect(new Set(world.record.moves.map(({ event }) => event.kind))).toEqual(new Set(['postpone']));
    expect(world.record.logs[0]).toEqual({
      level: 'warn',
      code: 'room-left-behind',
      fields: { rooms: 1 },
    });
    world.world.remove = true;
    world.advance(5 * 60_000);
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
  });

  test('calls that cannot be cleaned up after for hours leave a sweep time for one that waits', async () => {
    // What one sweep looks at, five times: as many as fail side by side without anybody being late.
    const stuck = Array.from({ length: 5_000 }, (_, n) => ({
      ...call({ state: 'ended', dueAtMs: startMs + Math.floor(n / 1_000) * 60_000, cleanUpFailures: 9 }),
      id: callIdFrom(`c${n}`),
    }));
    const lost = { ...call({ state: 'held', dueAtMs: startMs + 10 * 60_000 }), id: callIdFrom('lost') };
    const world = inMemory([...stuck, { ...lost, budgetEndsAtMs: startMs + 3_600_000 }]);
    world.world.remove = false;
    for (let minute = 0; minute <= 11; minute += 1) {
      await sweepCalls(world.deps);
      world.advance(60_000);
    }
    expect(world.record.started).toEqual(['lost']);
  });

  test('a sweep that would take too long stops in time, and the next one goes on from there', async () => {
    const world = inMemory(
      Array.from({ length: 120 }, (_, n) => ({ ...call({ state: 'ended' }), id: callIdFrom(`c${n + 1}`) })),
    );
    const bots = {
      ...world.deps.bots,
      stop: () => {
        world.advance(400);
        return Promise.resolve(true);
      },
    };
    const deps = { ...world.deps, bots };
    expect(await sweepCalls(deps)).toEqual({ due: 120, healed: 0, cleaned: 100, failed: 0 });
    expect(await sweepCalls(deps)).toEqual({ due: 20, healed: 0, cleaned: 20, failed: 0 });
  });

  test.each(['held', 'ended'] as const)(
    'a sweep of calls that are %s begins nothing more at its end',
    async (state) => {
      const ids = Array.from({ length: 120 }, (_, n) => callIdFrom(`c${n + 1}`));
      const world = inMemory(ids.map((id) => ({ ...call({ state }), id })));
      // Fifty at a time take just as long as a sweep may take.
      const slowly = <Answer>(answer: Answer) => {
        world.advance(600);
        return Promise.resolve(answer);
      };
      const machine = { ...world.deps.machine, start: () => slowly('started' as const) };
      const bots = { ...world.deps.bots, stop: () => slowly(true) };
      const { healed, cleaned } = await sweepCalls({ ...world.deps, machine, bots });
      expect(healed + cleaned).toBe(50);
    },
  );

  test('calls whose callers wait come before those that are over', async () => {
    const waiting = { ...call({ state: 'held', dueAtMs: startMs + 1 }), id: callIdFrom('c2') };
    const world = inMemory([call({ state: 'ended' }), waiting]);
    world.advance(1);
    const stopped: number[] = [];
    const bots = {
      ...world.deps.bots,
      stop: () => {
        stopped.push(world.record.started.length);
        return Promise.resolve(true);
      },
    };
    expect(await sweepCalls({ ...world.deps, bots })).toMatchObject({ healed: 1, cleaned: 1 });
    expect(stopped).toEqual([1]);
  });

  test('rooms go in batches that the provider takes, and no request is made for none', async () => {
    const withRooms = (id: string, count: number) => ({
      ...call({ state: 'ended' }),
      id: callIdFrom(id),
      rooms: Array.from({ length: count }, (_, n) => ({ name: `pb-test-${id}-${n + 1}`, own: true })),
    });
    const sizesFor = async (...counts: readonly number[]) => {
      const world = inMemory(counts.map((count, n) => withRooms(`c${n + 1}`, count)));
      const sizes: number[] = [];
      const remove = (names: readonly string[]) => {
        sizes.push(names.length);
        return Promise.resolve([]);
      };
      const deps = { ...world.deps, video: { ...world.deps.video, remove } };
      expect(await sweepCalls(deps)).toMatchObject({ cleaned: counts.length });
      expect(world.record.logs.map(({ code }) => code)).not.toContain('room-left-behind');
      return sizes;
    };
    expect(await sizesFor(...Array.from({ length: 60 }, () => 3))).toEqual([150, 30]);
    expect(await sizesFor(0)).toEqual([]);
  });

  test('a room that a released call’s task may still make is waited for, and cleaned up after then', async () => {
    const world = inMemory([
      call({ state: 'released', outcome: 'machine-lost', askedAtMs: undefined, releasedAtMs: startMs }),
    ]);
    const atMs = startMs + settings.holdTaskMs;
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 0 });
    expect(world.record.deletedRooms).toEqual([]);
    expect(world.record.botsStopped).toEqual([]);
    expect(world.call('c1').dueAtMs).toBe(atMs);
    world.advance(settings.holdTaskMs);
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
    expect(world.record.deletedRooms).toEqual([room.name]);
  });

  test.each([
    ['in', pollAgainMs],
    // The look failed: the next sweep has another.
    ['unknown', 0],
  ] as const)(
    'a room that may hold a caller (%s) is looked at %i ms later or with the next sweep, not deleted',
    async (presence, pauseMs) => {
      const last = { name: 'pb-test-c1-2', own: true };
      const world = inMemory([call({ state: 'released', updates: 1, rooms: [room, last], room: last })]);
      world.world.callerIn = presence;
      expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 0 });
      // In a room that the call had left before, nobody can be.
      expect(world.record.deletedRooms).toEqual([room.name]);
      expect(world.record.botsStopped).toEqual([]);
      expect(world.call('c1').dueAtMs).toBe(startMs + pauseMs);
      world.advance(settings.holdBudgetMs + settings.longestCallMs);
      expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
    },
  );

  test('a room that holds nobody goes', async () => {
    const world = inMemory([call({ state: 'released', updates: 1 })]);
    world.world.callerIn = 'out';
    expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 1 });
    expect(world.record.deletedRooms).toEqual([room.name]);
    expect(world.record.botsStopped).toHaveLength(1);
    expect(world.call('c1').dueAtMs).toBeUndefined();
  });

  test('a room is looked into when all others of its call are gone, and then nothing comes before it', async () => {
    const last = { name: 'pb-test-c1-2', own: true };
    const world = inMemory([call({ state: 'released', updates: 1, rooms: [room, last], room: last })]);
    const goneAtLook: string[][] = [];
    world.world.callerIn = () => {
      goneAtLook.push([...world.record.deletedRooms]);
      return 'out';
    };
    const goneAtStop: string[][] = [];
    const stop = () => Promise.resolve(goneAtStop.push([...world.record.deletedRooms]) > 0);
    expect(await sweepCalls({ ...world.deps, bots: { ...world.deps.bots, stop } })).toMatchObject({
      cleaned: 1,
    });
    expect(goneAtLook).toEqual([[room.name]]);
    expect(goneAtStop).toEqual([[room.name, last.name]]);
  });

  test.each([{ remove: false }, { stopBot: false }])(
    'a room that holds nobody is looked at with the next sweep when its clean-up fails: %j',
    async (fault) => {
      const world = inMemory([call({ state: 'released', updates: 1 })]);
      Object.assign(world.world, { callerIn: 'out', ...fault });
      expect(await sweepCalls(world.deps)).toMatchObject({ cleaned: 0 });
      expect(world.call('c1')).toMatchObject({ dueAtMs: startMs, cleanUpFailures: 1 });
    },
  );
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

test('one call that cannot be cleaned up after does not keep the others from it', async () => {
  const other = { ...call({ state: 'ended' }), id: callIdFrom('c2') };
  const world = inMemory([call({ state: 'ended' }), other]);
  const moveOf =
    ({ deps }: typeof world): typeof deps.calls.move =>
    (id, event) =>
      id === 'c1' ? Promise.reject(new Error('no network')) : deps.calls.move(id, event);
  const deps = { ...world.deps, calls: { ...world.deps.calls, move: moveOf(world) } };
  expect(await sweepCalls(deps)).toMatchObject({ cleaned: 1, failed: 1 });
  expect(world.call('c2').dueAtMs).toBeUndefined();
  expect(world.record.logs.map(({ code }) => code)).toEqual(['call-cleaned', 'sweep-failed']);
  // Nor does what it leaves keep unsaid what the others do.
  const third = {
    ...call({ state: 'ended' }),
    id: callIdFrom('c3'),
    rooms: [{ name: 'pb-test-c3-1', own: true }],
  };
  const both = inMemory([call({ state: 'ended' }), third]);
  const remove = () => Promise.resolve(['pb-test-c3-1']);
  const stays = { ...both.deps, video: { ...both.deps.video, remove } };
  expect(await sweepCalls({ ...stays, calls: { ...both.deps.calls, move: moveOf(both) } })).toMatchObject({
    failed: 1,
  });
  expect(both.record.logs).toContainEqual({ level: 'warn', code: 'room-left-behind', fields: { rooms: 1 } });
});
