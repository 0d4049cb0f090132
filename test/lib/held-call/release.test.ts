import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../lib/held-call/call.ts';
import { releaseCall } from '../../../lib/held-call/release.ts';
import { sweepCalls } from '../../../lib/held-call/sweep.ts';
import { botWay, heldCall, inMemory, lobbyWay, settings, startMs } from '../../support/held-calls.ts';

const id = callIdFrom('c1');
const rooms = [1, 2].map((attempt) => ({ name: `pb-test-c1-${attempt}`, own: true }));
const bots = [1, 2].map((attempt) => ({ way: botWay, attempt, session: `s${attempt}` }));
const [, room] = rooms;
const waiting = (change: Partial<HeldCall> = {}) =>
  heldCall('c1', {
    state: 'waiting',
    token: 't1',
    attempt: 2,
    rooms,
    bots,
    askedAtMs: startMs,
    ...(room && { room }),
    ...change,
  });
const ready = { atMs: startMs, source: 'bot' };
const connecting = (change: Partial<HeldCall> = {}) =>
  waiting({ state: 'connecting', ready, updates: 1, ...change });

describe('a call that nobody could serve', () => {
  test('is released, and every room and bot it ever had is removed', async () => {
    const { deps, record, call } = inMemory([waiting()]);
    expect(await releaseCall(deps, id, 'silence')).toBe('over');
    expect(call('c1')).toMatchObject({ state: 'released', outcome: 'silence' });
    expect(call('c1').dueAtMs).toBeUndefined();
    expect(record.removed).toEqual(rooms.map(({ name }) => name));
    expect(record.botsStopped).toEqual(bots);
  });

  test.each([{ remove: false }, { stopBot: false }])(
    'whose clean-up fails stays on the list of the sweep: %j',
    async (fault) => {
      const { deps, world, call } = inMemory([waiting()]);
      Object.assign(world, fault);
      expect(await releaseCall(deps, id, 'silence')).toBe('over');
      expect(call('c1')).toMatchObject({ state: 'released', dueAtMs: startMs });
    },
  );

  test('before its last task had asked anybody: its rooms are deleted, and once more when that task is surely over', async () => {
    const { deps, record, call, advance } = inMemory([waiting({ askedAtMs: undefined })]);
    const names = rooms.map(({ name }) => name);
    await releaseCall(deps, id, 'failure');
    const endsAtMs = startMs + settings.holdTaskMs;
    expect(call('c1')).toMatchObject({ state: 'released', removed: [], dueAtMs: endsAtMs });
    advance(settings.holdTaskMs);
    await sweepCalls(deps);
    expect(record.removed).toEqual([...names, ...names]);
    expect(call('c1').dueAtMs).toBeUndefined();
  });

  test('since every way had refused: nothing is still to come, and it is cleaned up at once', async () => {
    const { deps, call } = inMemory([waiting({ askedAtMs: undefined })]);
    await releaseCall(deps, id, 'no-way');
    expect(call('c1').dueAtMs).toBeUndefined();
  });

  test('gives back its place in an existing room', async () => {
    const lobby = { name: 'lobby', own: false };
    const {
      deps,
      addRoom,
      rooms: stored,
    } = inMemory([waiting({ ways: [lobbyWay], room: lobby, rooms: [lobby], bots: [] })]);
    addRoom('lobby');
    await deps.existingRooms.change('lobby', { kind: 'asked', call: id, mayWait: true });
    await releaseCall(deps, id, 'silence');
    expect(stored.get('lobby')?.waiters).toEqual([]);
  });
});

describe('a room that became ready in the last second', () => {
  test('wins while there is time to connect', async () => {
    const { deps, call } = inMemory([waiting({ ready })]);
    expect(await releaseCall(deps, id, 'silence')).toBe('ready-after-all');
    expect(call('c1').state).toBe('waiting');
  });

  test('loses when there is none', async () => {
    const { deps, call, advance } = inMemory([waiting({ ready })]);
    advance(settings.holdBudgetMs - settings.connectSliceMs);
    expect(await releaseCall(deps, id, 'silence')).toBe('over');
    expect(call('c1').state).toBe('released');
  });

  test('wins also between the look and the write', async () => {
    const world = inMemory([waiting()]);
    let isFirst = true;
    const calls = {
      ...world.deps.calls,
      get: async (callId: typeof id) => {
        const call = await world.deps.calls.get(callId);
        if (isFirst && room) {
          isFirst = false;
          await world.deps.calls.move(id, { kind: 'ready', atMs: startMs, room: room.name, source: 'bot' });
        }
        return call;
      },
    };
    expect(await releaseCall({ ...world.deps, calls }, id, 'silence')).toBe('ready-after-all');
  });
});

describe('a call that was ordered to connect', () => {
  test('and shows in the room is connected after all', async () => {
    const { deps, world, call } = inMemory([connecting()]);
    world.callerIn = 'in';
    expect(await releaseCall(deps, id, 'silence')).toBe('connected');
    expect(call('c1').state).toBe('connected');
  });

  test.each(['out', 'unknown'] as const)(
    'and may be in the room (%s) is released, but room and bot stay for the sweep',
    async (presence) => {
      const { deps, world, record, call } = inMemory([connecting()]);
      world.callerIn = presence;
      expect(await releaseCall(deps, id, 'silence')).toBe('over');
      expect(call('c1')).toMatchObject({ state: 'released', dueAtMs: startMs });
      expect(record.removed).toEqual([]);
      expect(record.botsStopped).toEqual([]);
    },
  );

  test('and whose second order was answered 404 has hung up', async () => {
    const { deps, world, call } = inMemory([connecting({ updates: 2, toldGone: true })]);
    world.callerIn = 'out';
    await releaseCall(deps, id, 'silence');
    expect(call('c1')).toMatchObject({ state: 'abandoned', outcome: 'caller-gone' });
  });
});

test('a call that is over is only cleaned up, as often as the machine asks', async () => {
  const { deps, record } = inMemory([waiting({ state: 'abandoned', outcome: 'caller-gone' })]);
  expect(await releaseCall(deps, id, 'failure')).toBe('over');
  expect(await releaseCall(deps, id, 'failure')).toBe('over');
  expect(record.removed.length).toBeGreaterThan(0);
  expect(record.moves.map(({ event }) => event.kind)).toEqual(['roomsRemoved', 'cleaned', 'cleaned']);
});

test('a call that is connected or unknown is left alone', async () => {
  const { deps, record } = inMemory([connecting({ state: 'connected' })]);
  expect(await releaseCall(deps, id, 'failure')).toBe('connected');
  expect(await releaseCall(deps, callIdFrom('c9'), 'failure')).toBe('over');
  expect(record.moves).toEqual([]);
});
