import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { isCallerIn, releaseCall } from '../../../../lib/held-calls/steps/release.ts';
import { sweepCalls } from '../../../../lib/held-calls/steps/sweep.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  settings,
  startMs,
} from '../../../support/held-calls.ts';
import { watchingRooms } from './races.ts';

const id = callIdFrom('c1');
const rooms = [1, 2].map((attempt) => ({ name: `pb-test-c1-${attempt}`, own: true }));
const bots = [1, 2].map((attempt) => ({ target: botTarget, attempt, session: `s${attempt}` }));
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
const lobby = { name: 'lobby', own: false };
const connecting = (change: Partial<HeldCall> = {}) =>
  waiting({ state: 'connecting', ready, updates: 1, ...change });

describe('a call that nobody could serve', () => {
  test('is released, and every room and bot it ever had is removed', async () => {
    const { deps, record, call } = inMemory([waiting()]);
    expect(await releaseCall(deps, id, 'silence')).toBe('over');
    expect(call('c1')).toMatchObject({ state: 'released', outcome: 'silence' });
    expect(call('c1').dueAtMs).toBeUndefined();
    expect(record.deletedRooms).toEqual(rooms.map(({ name }) => name));
    expect(record.botsStopped).toEqual(bots);
    expect(record.counts).toEqual([{ metric: 'callsReleased', reason: 'silence' }]);
    expect(record.sums.get('callsReleased')).toBe(1);
    expect(record.logs.map(({ code }) => code)).toEqual(['call-released', 'call-cleaned']);
  });

  test('is looked at once, and costs no write to an existing room', async () => {
    const world = inMemory([waiting()]);
    const { deps, told } = watchingRooms(world.deps);
    let polls = 0;
    const get: typeof deps.calls.get = (callId) => {
      polls += 1;
      return deps.calls.get(callId);
    };
    await releaseCall({ ...deps, calls: { ...deps.calls, get } }, id, 'silence');
    expect(polls).toBe(1);
    expect(told).toEqual([]);
  });

  test('has its bots stopped before their rooms go, so that they leave in their own way', async () => {
    const { deps, record } = inMemory([waiting()]);
    const goneAtStop: number[] = [];
    const stop = () => Promise.resolve(goneAtStop.push(record.deletedRooms.length) > 0);
    await releaseCall({ ...deps, bots: { ...deps.bots, stop } }, id, 'silence');
    expect(goneAtStop).toEqual([0, 0]);
  });

  test('and whose last room may still be made: what is there goes, and is looked after later too', async () => {
    const { deps, record, call } = inMemory([waiting({ askedAtMs: undefined })]);
    expect(await releaseCall(deps, id, 'failure')).toBe('over');
    expect(record.deletedRooms).toEqual(rooms.map(({ name }) => name));
    expect(record.botsStopped).toEqual(bots);
    expect(call('c1')).toMatchObject({ deletedRooms: [], dueAtMs: startMs + settings.holdTaskMs });
  });

  test('and changes at every look is a mistake of ours, which the machine retries', async () => {
    const { deps } = inMemory([waiting()]);
    let polls = 0;
    const calls: typeof deps.calls = {
      ...deps.calls,
      get: (callId) => {
        polls += 1;
        return deps.calls.get(callId);
      },
      move: async (callId) => ({ ok: false, call: await deps.calls.get(callId) }),
    };
    await expect(releaseCall({ ...deps, calls }, id, 'silence')).rejects.toThrow('kept changing');
    expect(polls).toBe(3);
  });

  test('and never had a room or a bot asks nobody to remove any', async () => {
    const { deps, record, call } = inMemory([heldCall('c1')]);
    let asked = 0;
    const remove = () => {
      asked += 1;
      return Promise.resolve([]);
    };
    await releaseCall({ ...deps, video: { ...deps.video, remove } }, id, 'never-started');
    expect(asked).toBe(0);
    expect(record.moves.map(({ event }) => event.kind)).toEqual(['released', 'cleaned']);
    expect(call('c1').dueAtMs).toBeUndefined();
  });

  test('and of whose rooms one cannot be removed keeps that one on its list', async () => {
    const { deps, record, call } = inMemory([waiting()]);
    const remove = (names: readonly string[]) => Promise.resolve(names.slice(1));
    await releaseCall({ ...deps, video: { ...deps.video, remove } }, id, 'silence');
    expect(call('c1')).toMatchObject({ deletedRooms: ['pb-test-c1-1'], dueAtMs: startMs });
    expect(record.logs).toContainEqual({
      level: 'warn',
      code: 'room-left-behind',
      fields: { callId: 'c1', rooms: 1 },
    });
    expect(record.logs.map(({ code }) => code)).not.toContain('bot-left-behind');
  });

  test.each([
    [{ remove: false }, 'room-left-behind', { callId: id, rooms: 2 }],
    [{ stopBot: false }, 'bot-left-behind', { callId: id, left: 2 }],
  ])('whose clean-up fails stays on the list of the sweep: %j', async (fault, code, fields) => {
    const { deps, world, call, record } = inMemory([waiting()]);
    Object.assign(world, fault);
    expect(await releaseCall(deps, id, 'silence')).toBe('over');
    expect(call('c1')).toMatchObject({ state: 'released', dueAtMs: startMs });
    expect(record.logs.filter((line) => line.code !== 'call-released')).toEqual([
      { level: 'warn', code, fields },
    ]);
  });

  test('before its last task had asked anybody: its rooms are deleted, and once more when that task is surely over', async () => {
    const { deps, record, call, advance } = inMemory([waiting({ askedAtMs: undefined })]);
    const names = rooms.map(({ name }) => name);
    expect(await releaseCall(deps, id, 'failure')).toBe('over');
    const endsAtMs = startMs + settings.holdTaskMs;
    expect(call('c1')).toMatchObject({ state: 'released', deletedRooms: [], dueAtMs: endsAtMs });
    advance(settings.holdTaskMs);
    await sweepCalls(deps);
    expect(record.deletedRooms).toEqual([...names, ...names]);
    expect(call('c1').dueAtMs).toBeUndefined();
  });

  test('since every target had refused: nothing is still to come, and it is cleaned up at once', async () => {
    const { deps, call } = inMemory([waiting({ askedAtMs: undefined, noTargetAttempt: 2 })]);
    await releaseCall(deps, id, 'no-target');
    expect(call('c1').dueAtMs).toBeUndefined();
  });

  const full = { target: 0, why: 'at-capacity', times: 12 };
  test.each<[string, string, Partial<HeldCall>]>([
    ['silence', 'silence', { refusals: [full] }],
    ['silence', 'budget-spent', {}],
    [
      'no-target: pipecat-cloud:receptionist at-capacity ×12',
      'budget-spent',
      { askedAtMs: undefined, refusals: [full] },
    ],
    [
      'no-target: pipecat-cloud:receptionist at-capacity ×12',
      'no-target',
      { turnedDown: 'bot-left', refusals: [full] },
    ],
    ['no-target: room:lobby no-lease ×1', 'silence', { targets: [lobbyTarget], room: lobby, rooms: [lobby] }],
    ['budget-spent', 'budget-spent', { askedAtMs: undefined }],
    ['failure', 'failure', { askedAtMs: undefined, refusals: [full] }],
  ])('has as its outcome %s when the machine says %s and the call %j', async (outcome, why, change) => {
    const { deps, call, record } = inMemory([waiting(change)]);
    await releaseCall(deps, id, why);
    expect(call('c1').outcome).toBe(outcome);
    const released = record.logs.find(({ code }) => code === 'call-released');
    expect(released?.fields).toEqual({ callId: id, why: outcome });
    expect(record.counts).toContainEqual({ metric: 'callsReleased', reason: outcome.split(':')[0] });
  });

  test.each([
    ['its caller hung up', { state: 'abandoned', outcome: 'caller-gone' }],
    ['it waited in an existing room', { room: lobby }],
  ] as const)('before its last task had asked anybody, but no room can come late: %s', async (_, change) => {
    const { deps, call } = inMemory([waiting({ askedAtMs: undefined, ...change })]);
    await releaseCall(deps, id, 'failure');
    expect(call('c1').dueAtMs).toBeUndefined();
  });

  test('gives back its place in an existing room, which is not deleted', async () => {
    const {
      deps,
      addRoom,
      record,
      rooms: stored,
    } = inMemory([waiting({ targets: [lobbyTarget], room: lobby, rooms: [lobby], bots: [] })]);
    addRoom('lobby');
    await deps.existingRooms.change('lobby', { kind: 'asked', call: id, mayWait: true });
    await releaseCall(deps, id, 'silence');
    expect(stored.get('lobby')?.waiters).toEqual([]);
    expect(record.deletedRooms).toEqual([]);
  });
});

describe('a room that became ready in the last second', () => {
  test('wins while there is time to connect', async () => {
    const { deps, call, advance } = inMemory([waiting({ ready })]);
    advance(settings.holdBudgetMs - settings.connectSliceMs);
    expect(await releaseCall(deps, id, 'silence')).toBe('ready-after-all');
    expect(call('c1').state).toBe('waiting');
  });

  test('loses when there is none', async () => {
    const { deps, call, advance } = inMemory([waiting({ ready })]);
    advance(settings.holdBudgetMs - settings.connectSliceMs + 1);
    expect(await releaseCall(deps, id, 'silence')).toBe('over');
    expect(call('c1').state).toBe('released');
  });

  test.each([
    ['failure', 'ready-after-all', 'connecting'],
    ['silence', 'over', 'released'],
  ] as const)('a call on its way into its room that is given up for %s: %s', async (why, result, state) => {
    const connecting = { state: 'connecting', updates: 0 } as const;
    const { deps, call, advance } = inMemory([waiting({ ready, ...connecting })]);
    advance(settings.holdBudgetMs - settings.connectSliceMs);
    expect(await releaseCall(deps, id, why)).toBe(result);
    expect(call('c1').state).toBe(state);
  });

  test.each([
    ['no order may have worked', { state: 'connecting', updates: 0 }, 'connect-busy'],
    ['one may have', { state: 'connecting', updates: 1 }, 'silence'],
    [
      'its last room turned it down',
      { turnedDown: 'http-400' },
      'no-target: pipecat-cloud:receptionist connect-http-400 ×1',
    ],
  ] as const)('a call whose time is over, and %s', async (_, change, outcome) => {
    const { deps, call, advance } = inMemory([waiting(change)]);
    advance(settings.holdBudgetMs);
    await releaseCall(deps, id, 'budget-spent');
    expect(call('c1').outcome).toBe(outcome);
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
    expect(call('c1').timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
  });

  test('into a room that others use is released, whoever is in there; the next in line gets another address', async () => {
    const next = heldCall('c2', { state: 'waiting', token: 't2', room: lobby });
    const world = inMemory([connecting({ room: lobby, rooms: [lobby] }), next]);
    world.addRoom('lobby');
    for (const event of [
      { kind: 'ready', address: 'a@sip', atMs: startMs },
      { kind: 'asked', call: id, mayWait: true },
      { kind: 'asked', call: next.id, mayWait: true },
      { kind: 'ready', address: 'b@sip', atMs: startMs },
    ] as const) {
      await world.deps.existingRooms.change('lobby', event);
    }
    world.world.callerIn = 'in';
    expect(await releaseCall(world.deps, id, 'silence')).toBe('over');
    expect(world.call('c1').state).toBe('released');
    expect(world.rooms.get('lobby')).toMatchObject({
      addresses: { 'a@sip': { call: id } },
      connecting: { call: next.id, address: 'b@sip' },
    });
    expect(world.record.resumed).toEqual(['t2']);
  });

  test.each(['out', 'unknown'] as const)(
    'and may be in the room (%s) is released, but room and bot stay for the sweep',
    async (presence) => {
      const { deps, world, record, call } = inMemory([connecting()]);
      world.callerIn = presence;
      expect(await releaseCall(deps, id, 'silence')).toBe('over');
      expect(call('c1')).toMatchObject({ state: 'released', dueAtMs: startMs });
      expect(record.deletedRooms).toEqual([]);
      expect(record.botsStopped).toEqual([]);
    },
  );

  test.each([
    [room, 'in', 'in'],
    [room, 'out', 'out'],
    [room, 'unknown', 'unknown'],
    [lobby, 'in', 'unknown'],
    [lobby, 'out', 'out'],
    [lobby, 'unknown', 'unknown'],
    [undefined, 'in', 'out'],
  ] as const)('and may be in %j, which shows them %s, is %s', async (where, shown, presence) => {
    const { deps } = inMemory();
    const looksEndAtMs: number[] = [];
    const callerIn = (_: string, endsAtMs: number) => {
      looksEndAtMs.push(endsAtMs);
      return Promise.resolve(shown);
    };
    const looking = { ...deps, video: { ...deps.video, callerIn } };
    expect(await isCallerIn(looking, connecting({ room: where }))).toBe(presence);
    expect(looksEndAtMs).toEqual(where === undefined ? [] : [startMs + 6_000]);
  });

  test('and whose second order was answered 404 has hung up', async () => {
    const { deps, world, call, record } = inMemory([connecting({ updates: 2, reportedGone: true })]);
    world.callerIn = 'out';
    await releaseCall(deps, id, 'silence');
    expect(record.counts).toEqual([{ metric: 'callsAbandoned' }]);
    expect(record.logs.map(({ code }) => code)).toEqual(['call-over']);
    expect(call('c1')).toMatchObject({ state: 'abandoned', outcome: 'caller-gone' });
  });
});

test('a call that is over is only cleaned up, as often as the machine asks', async () => {
  const { deps, record } = inMemory([waiting({ state: 'abandoned', outcome: 'caller-gone' })]);
  expect(await releaseCall(deps, id, 'failure')).toBe('over');
  expect(await releaseCall(deps, id, 'failure')).toBe('over');
  expect(record.deletedRooms.length).toBeGreaterThan(0);
  expect(record.moves.map(({ event }) => event.kind)).toEqual(['cleaned']);
  expect(record.logs.map(({ code }) => code)).toEqual(['call-cleaned']);
});

test('a call that is connected or unknown is left alone', async () => {
  const { deps, record } = inMemory([connecting({ state: 'connected' })]);
  expect(await releaseCall(deps, id, 'failure')).toBe('connected');
  expect(await releaseCall(deps, callIdFrom('c9'), 'failure')).toBe('over');
  expect(record.moves).toEqual([]);
});
