import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import {
  callerConnected,
  callerLeft,
  meetingEnded,
  existingRoomReady,
} from '../../../../lib/held-calls/steps/caller-events.ts';
import { shownAfterMs } from '../../../../lib/held-calls/model/connect-times.ts';
import { connectCall } from '../../../../lib/held-calls/steps/connect.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import { releaseCall } from '../../../../lib/held-calls/steps/release.ts';
import { heldCall, inMemory, lobbyTarget, settings, startMs } from '../../../support/held-calls.ts';
import { rightBefore } from './races.ts';

const ids = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];

function inMemoryLobby() {
  const world = inMemory(ids.map((id) => heldCall(id, { targets: [lobbyTarget] })));
  world.addRoom('lobby');
  return world;
}

/** One address, and a caller who was ordered to it and of whom nothing was heard until the call was given up. */
async function oneGivenUp() {
  const world = inMemoryLobby();
  const { deps } = world;
  const hold = (id: string) => holdCall(deps, { id: callIdFrom(id), token: `hold-${id}` });
  const connect = (id: string) => connectCall(deps, { id: callIdFrom(id), token: `connect-${id}` });
  await existingRoomReady(deps, 'lobby', 'a@sip', startMs);
  await hold('c1');
  await connect('c1');
  world.world.callerIn = 'in';
  world.advance(20_000);
  await releaseCall(deps, callIdFrom('c1'), 'silence');
  expect(world.call('c1').state).toBe('released');
  const address = () => world.rooms.get('lobby')?.addresses['a@sip'];
  const nextFive = async () => {
    for (const [n, id] of ids.slice(1).entries()) {
      await hold(id);
      expect(world.record.resumed, id).toContain(`hold-${id}`);
      await connect(id);
      await callerConnected(deps, 'lobby', `s${n + 2}`, deps.clock.now());
      expect(world.call(id).state).toBe('connected');
      await callerLeft(deps, 'lobby', `s${n + 2}`);
    }
  };
  return { ...world, address, nextFive };
}

/** Two addresses, and two callers who were ordered to them and of whom nothing was heard for a slice. */
async function twoOrderedUnheard() {
  const world = inMemoryLobby();
  const { deps } = world;
  for (const address of ['a@sip', 'b@sip']) await existingRoomReady(deps, 'lobby', address, startMs);
  for (const id of ['c1', 'c2']) {
    await holdCall(deps, { id: callIdFrom(id), token: `hold-${id}` });
    await connectCall(deps, { id: callIdFrom(id), token: `${id}-1` });
    world.advance(settings.connectSliceMs + 1_000);
    await connectCall(deps, { id: callIdFrom(id), token: `${id}-2` });
  }
  return world;
}

describe('a caller of whom nothing is heard for a slice', () => {
  test('keeps the address, and lets the next in line have their turn; late news still finds its call', async () => {
    const { deps, ...world } = inMemoryLobby();
    for (const address of ['a@sip', 'b@sip']) await existingRoomReady(deps, 'lobby', address, startMs);
    for (const id of ['c1', 'c2']) await holdCall(deps, { id: callIdFrom(id), token: `hold-${id}` });
    const connect = (id: string, n: number) => connectCall(deps, { id: callIdFrom(id), token: `${id}-${n}` });
    await connect('c1', 1);
    expect(world.record.resumed).not.toContain('hold-c2');
    world.advance(settings.connectSliceMs + 1_000);
    expect(await connect('c1', 2)).toBe('sent');
    expect(world.record.resumed).toContain('hold-c2');
    await connect('c2', 1);
    await callerConnected(deps, 'lobby', 's1', startMs + 1_000);
    expect(['c1', 'c2'].map((id) => world.call(id).state)).toEqual(['connected', 'connecting']);
    expect(world.rooms.get('lobby')?.addresses['a@sip']).toMatchObject({ call: 'c1', session: 's1' });
  });
});

describe('a leg that nobody had heard of, and that leaves', () => {
  test('is not in doubt because of a caller who was gone before they were ordered in', async () => {
    const { deps, ...world } = await twoOrderedUnheard();
    await deps.calls.move(callIdFrom('c2'), { kind: 'callerGone', atMs: deps.clock.now() });
    expect(await callerLeft(deps, 'lobby', 's1')).toBe('counted');
    expect(world.call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
    expect(world.rooms.get('lobby')?.addresses['a@sip']?.call).toBeUndefined();
  });
});

describe('an existing room is looked at before a caller is ordered into it', () => {
  async function ready() {
    const world = inMemoryLobby();
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    await holdCall(world.deps, { id: callIdFrom('c1'), token: 'hold-c1' });
    const connect = (token = 'connect-c1') => connectCall(world.deps, { id: callIdFrom('c1'), token });
    return { ...world, connect };
  }

  test('one that everybody has left, of which the news is late, gets no order, which could cost the caller', async () => {
    const { connect, world, record, call, advance, rooms } = await ready();
    advance(shownAfterMs);
    world.callerIn = 'out';
    expect(await connect()).toBe('next-target');
    expect(record.connected).toEqual([]);
    expect(call('c1')).toMatchObject({ state: 'waiting', turnedDown: 'room-empty', updates: 0 });
    expect(rooms.get('lobby')?.addresses['a@sip']?.call).toBeUndefined();
  });

  test('one in which somebody is gets it', async () => {
    const { connect, world, record, advance } = await ready();
    advance(shownAfterMs);
    world.callerIn = 'in';
    expect(await connect()).toBe('sent');
    expect(record.connected).toHaveLength(1);
  });

  test.each([
    ['in', 'sent', 1],
    ['unknown', 'sent', 1],
    ['out', 'next-target', 0],
  ] as const)(
    'one that could not be seen is looked at once more, by the next task, which sees %s: %s',
    async (second, result, orders) => {
      const { connect, world, record, advance, call } = await ready();
      advance(shownAfterMs);
      world.callerIn = 'unknown';
      expect(await connect()).toBe('busy');
      expect(record.connected).toEqual([]);
      expect(call('c1')).toMatchObject({ state: 'connecting', updates: 0 });
      expect(call('c1').timeline.at(-1)).toMatchObject({ event: 'notOrdered', detail: 'room-unseen' });
      world.callerIn = second;
      expect(await connect('connect-again')).toBe(result);
      expect(record.connected).toHaveLength(orders);
    },
  );

  test('one that could not be seen gets it where the hold leaves no time for another look', async () => {
    const { connect, world, record, advance } = await ready();
    advance(settings.holdBudgetMs - 2 * settings.connectSliceMs + 1);
    world.callerIn = 'unknown';
    expect(await connect()).toBe('sent');
    expect(record.connected).toHaveLength(1);
  });

  test('one that was just opened is not: whoever opened it is not shown yet', async () => {
    const { connect, world, record, advance } = await ready();
    advance(shownAfterMs - 1);
    world.callerIn = 'out';
    expect(await connect()).toBe('sent');
    expect([record.connected.length, record.polls.length]).toEqual([1, 0]);
  });

  test('one whose address was taken away meanwhile gets none either', async () => {
    const { connect, deps, record, call } = await ready();
    await deps.existingRooms.change('lobby', { kind: 'returned', call: callIdFrom('c1') });
    expect(await connect()).toBe('next-target');
    expect([call('c1').turnedDown, record.connected]).toEqual(['lease-lost', []]);
  });
});

describe('two callers whose legs are heard of in one moment', () => {
  test('each get their own', async () => {
    const { deps, ...world } = await twoOrderedUnheard();
    const atMs = startMs + settings.connectSliceMs + 2_000;
    // The news of c2's leg is written down between the read and the write of another leg's.
    const other = () => callerConnected(deps, 'lobby', 's2', atMs);
    await callerConnected(rightBefore(deps, 'connected', other), 'lobby', 's1', atMs);
    expect(['c1', 'c2'].map((id) => world.call(id).session)).toEqual(['s1', 's2']);
    expect(world.rooms.get('lobby')?.addresses['b@sip']).toMatchObject({ call: 'c2', session: 's2' });
  });
});

describe('the address of a caller of whom nothing was heard in time', () => {
  test('is known by its leg when connected comes late, which corrects the record', async () => {
    const { deps, call, address, advance, nextFive } = await oneGivenUp();
    advance(10_000);
    expect(await callerConnected(deps, 'lobby', 's1', startMs + 1_000)).toBe('counted');
    expect(address()).toMatchObject({ call: 'c1', session: 's1' });
    expect(call('c1')).toMatchObject({ state: 'connected', session: 's1' });
    expect(call('c1')).not.toHaveProperty('outcome');
    await callerLeft(deps, 'lobby', 's1');
    expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
    await nextFive();
  });

  test('is free when a leg that nobody had heard of stops, and its call is known to have ended', async () => {
    const { deps, call, address, nextFive } = await oneGivenUp();
    expect(await callerLeft(deps, 'lobby', 's1')).toBe('counted');
    expect(address()?.call).toBeUndefined();
    expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
    await nextFive();
  });

  test('is free then at once, however often the room did not say whether anybody was in there', async () => {
    const { deps, call } = await oneGivenUp();
    const atMs = deps.clock.now();
    const insteadOfMs = call('c1').dueAtMs;
    const later = { kind: 'postpone', atMs, dueAtMs: atMs + 60_000, insteadOfMs, failures: 4 } as const;
    await deps.calls.move(callIdFrom('c1'), later);
    await callerLeft(deps, 'lobby', 's1');
    expect(call('c1')).toMatchObject({ state: 'ended', dueAtMs: atMs });
    expect(call('c1')).not.toHaveProperty('cleanUpFailures');
  });

  test('is not taken by the news of a leg that has stopped already', async () => {
    const { deps, call } = await oneGivenUp();
    await callerLeft(deps, 'lobby', 's1');
    await holdCall(deps, { id: callIdFrom('c2'), token: 'hold-c2' });
    await connectCall(deps, { id: callIdFrom('c2'), token: 'connect-c2' });
    expect(await callerConnected(deps, 'lobby', 's1', deps.clock.now())).toBe('unknown');
    expect(call('c2').state).toBe('connecting');
  });

  test('is kept while the ends of several legs cannot be told apart', async () => {
    const { deps, rooms } = await oneGivenUp();
    await existingRoomReady(deps, 'lobby', 'b@sip', startMs);
    await holdCall(deps, { id: callIdFrom('c2'), token: 'hold-c2' });
    await connectCall(deps, { id: callIdFrom('c2'), token: 'connect-c2' });
    await releaseCall(deps, callIdFrom('c2'), 'silence');
    expect(await callerLeft(deps, 'lobby', 's1')).toBe('unknown');
    const calls = Object.values(rooms.get('lobby')?.addresses ?? {}).map(({ call }) => call);
    expect(calls).toEqual(['c1', 'c2']);
  });
});

describe('two callers of whom nothing was heard in time', () => {
  async function twoGivenUp() {
    const world = await oneGivenUp();
    const { deps } = world;
    await existingRoomReady(deps, 'lobby', 'b@sip', startMs);
    await holdCall(deps, { id: callIdFrom('c2'), token: 'hold-c2' });
    await connectCall(deps, { id: callIdFrom('c2'), token: 'connect-c2' });
    await releaseCall(deps, callIdFrom('c2'), 'silence');
    const isFree = (address: string) => world.rooms.get('lobby')?.addresses[address]?.call === undefined;
    return { ...world, freed: () => ['a@sip', 'b@sip'].filter(isFree) };
  }

  test('keep their places while one of their legs goes on, since it can be in either', async () => {
    const { deps, freed, rooms } = await twoGivenUp();
    expect(await callerLeft(deps, 'lobby', 's1')).toBe('unknown');
    expect(await callerLeft(deps, 'lobby', 's1')).toBe('unknown');
    expect(freed()).toEqual([]);
    expect(rooms.get('lobby')?.doubted).toEqual([{ session: 's1', calls: ['c2', 'c1'] }]);
  });

  test('give them back when both legs have stopped', async () => {
    const { deps, call, freed } = await twoGivenUp();
    await callerLeft(deps, 'lobby', 's1');
    expect(await callerLeft(deps, 'lobby', 's2')).toBe('counted');
    expect(freed()).toEqual(['a@sip', 'b@sip']);
    for (const id of ['c1', 'c2']) expect(call(id)).toMatchObject({ state: 'ended', outcome: 'caller-left' });
    // Repetitions are about nobody who comes later.
    await holdCall(deps, { id: callIdFrom('c3'), token: 'hold-c3' });
    await connectCall(deps, { id: callIdFrom('c3'), token: 'connect-c3' });
    for (const session of ['s1', 's2']) await callerLeft(deps, 'lobby', session);
    expect(call('c3').state).toBe('connecting');
  });

  test('are told apart when one is heard of: the leg that stopped was that of the other', async () => {
    const { deps, call, freed } = await twoGivenUp();
    await callerLeft(deps, 'lobby', 's1');
    await callerConnected(deps, 'lobby', 's2', deps.clock.now());
    expect(call('c2')).toMatchObject({ state: 'connected', session: 's2' });
    expect(call('c1').state).toBe('ended');
    expect(freed()).toEqual(['a@sip']);
  });

  test('are told apart when the leg that stopped is said to have come, which was read in the same moment', async () => {
    const { deps, call, freed } = await twoGivenUp();
    const connected = callerConnected(deps, 'lobby', 's2', deps.clock.now());
    const left = callerLeft(deps, 'lobby', 's2');
    await Promise.all([connected, left]);
    expect(call('c2').state).toBe('ended');
    expect(call('c1').state).toBe('released');
    expect(freed()).toEqual(['b@sip']);
  });

  test('are told apart when the room turns one of them down, who surely had no leg: it was that of the other', async () => {
    const { deps, call, advance } = await oneGivenUp();
    await existingRoomReady(deps, 'lobby', 'b@sip', startMs);
    await holdCall(deps, { id: callIdFrom('c2'), token: 'hold-c2' });
    advance(shownAfterMs);
    // The other's end is heard of while the room is looked at before the order.
    const callerIn = async () => {
      await callerLeft(deps, 'lobby', 's1');
      return 'out' as const;
    };
    const looking = { ...deps, video: { ...deps.video, callerIn } };
    expect(await connectCall(looking, { id: callIdFrom('c2'), token: 'connect-c2' })).toBe('next-target');
    expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
    expect(call('c2')).toMatchObject({ state: 'waiting', updates: 0 });
  });

  test('are in doubt also when the place of one is given back for another reason', async () => {
    const { deps, freed, rooms } = await twoGivenUp();
    await callerLeft(deps, 'lobby', 's1');
    await deps.existingRooms.change('lobby', { kind: 'returned', call: callIdFrom('c1') });
    expect(rooms.get('lobby')?.doubted).toEqual([{ session: 's1', calls: ['c2', 'c1'] }]);
    expect(freed()).toEqual(['a@sip']);
    await deps.existingRooms.change('lobby', { kind: 'returned', call: callIdFrom('c2') });
    expect(rooms.get('lobby')?.doubted).toEqual([]);
  });
});

describe('a leg that nobody had heard of, and that stops while a caller is being connected', () => {
  async function oneConnecting() {
    const world = inMemoryLobby();
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    await holdCall(world.deps, { id: callIdFrom('c1'), token: 'hold-c1' });
    await connectCall(world.deps, { id: callIdFrom('c1'), token: 'connect-c1' });
    expect(await callerLeft(world.deps, 'lobby', 's1')).toBe('counted');
    expect(world.call('c1').state).toBe('connecting');
    return { ...world, lease: () => world.rooms.get('lobby')?.addresses['a@sip'] };
  }

  test('was that of the caller if its coming is told later', async () => {
    const { deps, call, lease } = await oneConnecting();
    expect(await callerConnected(deps, 'lobby', 's1', startMs)).toBe('counted');
    expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
    expect(lease()?.call).toBeUndefined();
  });

  test('was that of somebody else if another leg comes', async () => {
    const { deps, call, lease } = await oneConnecting();
    expect(await callerConnected(deps, 'lobby', 's2', startMs)).toBe('counted');
    expect(call('c1')).toMatchObject({ state: 'connected', session: 's2' });
    expect(lease()).toMatchObject({ call: 'c1', session: 's2' });
  });

  test('was that of the caller if no other comes until the call is given up', async () => {
    const { deps, call, lease } = await oneConnecting();
    await releaseCall(deps, callIdFrom('c1'), 'silence');
    expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
    expect(lease()?.call).toBeUndefined();
  });

  test('ends the call at once if it was given up meanwhile, and its place was not kept yet', async () => {
    const { deps, call, lease } = await oneConnecting();
    const released = { kind: 'released', atMs: startMs, why: 'silence', unlessReady: false } as const;
    await deps.calls.move(callIdFrom('c1'), released);
    expect(await callerLeft(deps, 'lobby', 's1')).toBe('counted');
    expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
    expect(lease()?.call).toBeUndefined();
  });

  test.each([
    ['while it was being connected', true],
    ['when nobody had an address', false],
  ])('%s is heard of again, and is not taken for the leg of the next', async (_, isOrdered) => {
    const { deps, call, rooms } = isOrdered ? await oneConnecting() : inMemoryLobby();
    if (!isOrdered) expect(await callerLeft(deps, 'lobby', 's1')).toBe('unknown');
    await meetingEnded(deps, 'lobby', startMs + 20_000);
    await deps.clock.sleep(40_000);
    if (isOrdered) await releaseCall(deps, callIdFrom('c1'), 'silence');
    await existingRoomReady(deps, 'lobby', 'a@sip', startMs + 40_000);
    await holdCall(deps, { id: callIdFrom('c2'), token: 'hold-c2' });
    await connectCall(deps, { id: callIdFrom('c2'), token: 'connect-c2' });
    await releaseCall(deps, callIdFrom('c2'), 'silence');
    expect(await callerLeft(deps, 'lobby', 's1')).toBe('unknown');
    expect(call('c2').state).toBe('released');
    expect(rooms.get('lobby')?.addresses['a@sip']?.call).toBe('c2');
  });

  test('is not the leg of a call that was ordered in after it had left', async () => {
    const { deps, call, advance, world } = inMemoryLobby();
    world.callerIn = 'in';
    await existingRoomReady(deps, 'lobby', 'a@sip', startMs);
    advance(20_000);
    await holdCall(deps, { id: callIdFrom('c1'), token: 'hold-c1' });
    await connectCall(deps, { id: callIdFrom('c1'), token: 'connect-c1' });
    await releaseCall(deps, callIdFrom('c1'), 'silence');
    expect(await callerLeft(deps, 'lobby', 's1', startMs + 14_999)).toBe('unknown');
    expect(call('c1').state).toBe('released');
    expect(await callerLeft(deps, 'lobby', 's2', startMs + 15_000)).toBe('counted');
    expect(call('c1').state).toBe('ended');
  });

  test('is that of the call which knows it, though the room could not be told', async () => {
    const { deps, call, rooms } = await oneGivenUp();
    await existingRoomReady(deps, 'lobby', 'b@sip', startMs);
    await holdCall(deps, { id: callIdFrom('c2'), token: 'hold-c2' });
    await connectCall(deps, { id: callIdFrom('c2'), token: 'connect-c2' });
    const connected = { kind: 'connected', room: 'lobby', source: 'provider', session: 's2' } as const;
    await deps.calls.move(callIdFrom('c2'), { ...connected, atMs: startMs });
    expect(await callerLeft(deps, 'lobby', 's2')).toBe('counted');
    expect(call('c2').state).toBe('ended');
    expect(rooms.get('lobby')?.addresses['b@sip']?.call).toBeUndefined();
    expect(call('c1').state).toBe('released');
  });
});
