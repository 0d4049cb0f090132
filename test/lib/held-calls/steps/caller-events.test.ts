import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import {
  callerConnected,
  callerLeft,
  meetingEnded,
  recordConnected,
  existingRoomReady,
} from '../../../../lib/held-calls/steps/caller-events.ts';
import { ownRoomReady } from '../../../../lib/held-calls/steps/rooms/ready.ts';
import { heldCall, inMemory, settings, startMs } from '../../../support/held-calls.ts';
import { connect, lobbyWithCalls } from './lobby.ts';
import { watchingRooms } from './races.ts';

const roomName = 'pb-test-c1-1';
const connecting = (change: Partial<HeldCall> = {}) =>
  heldCall('c1', {
    state: 'connecting',
    token: 'u1',
    attempt: 1,
    updates: 1,
    room: { name: roomName, own: true },
    ready: { atMs: startMs, source: 'bot' },
    ...change,
  });

describe('in a room of ours', () => {
  test('connected resumes the machine; said again, it settles what a crash left', async () => {
    const { deps, record, call, advance } = inMemory([connecting()]);
    expect(await callerConnected(deps, roomName, 's1', startMs)).toBe('counted');
    advance(1_000);
    expect(await callerConnected(deps, roomName, 's1', startMs)).toBe('counted');
    expect(record.resumed).toEqual(['u1', 'u1']);
    expect(call('c1')).toMatchObject({
      state: 'connected',
      session: 's1',
      dueAtMs: startMs + settings.longestCallMs,
    });
    expect(call('c1').timeline.at(-1)).toEqual({ atMs: startMs, event: 'connected', detail: 'provider' });
    expect(record.counts).toContainEqual({ metric: 'callsConnected', reason: 'pipecat-cloud' });
    expect(record.sums.get('callsConnected')).toBe(1);
    expect(record.sums.has('eventsIgnored')).toBe(false);
  });

  test('how long the caller waited is counted', async () => {
    const { deps, record, advance } = inMemory([connecting()]);
    advance(4_200);
    await callerConnected(deps, roomName, 's1', startMs);
    expect(record.sums.get('waitedMs')).toBe(4_200);
  });

  test('no event costs a write to an existing room', async () => {
    const { deps, told } = watchingRooms(inMemory([connecting()]).deps);
    await callerConnected(deps, roomName, 's1', startMs);
    await callerLeft(deps, roomName, 's1');
    await meetingEnded(deps, roomName, startMs);
    expect(told).toEqual([]);
  });

  test('a call that is in no room is connected to none', async () => {
    const { deps, record } = inMemory([connecting()]);
    const nowhere = { id: callIdFrom('c1'), room: undefined };
    expect(await recordConnected(deps, nowhere, { source: 'presence' })).toBe('ignored');
    expect(record.moves).toEqual([]);
  });

  test('a machine that cannot be told makes the event fail, so that it is sent again', async () => {
    const { deps, world } = inMemory([connecting()]);
    world.resume = () => 'failed';
    expect(await callerConnected(deps, roomName, 's1', startMs)).toBe('failed');
  });

  test.each<[string, Partial<HeldCall>]>([
    ['before the order was claimed', { state: 'waiting' }],
    ['after the call was released before any order', { state: 'released', updates: 0 }],
    ['in the room of an older attempt', { room: { name: 'pb-test-c1-2', own: true } }],
    [
      'in another room than the one that the released call was ordered into',
      { state: 'released', room: { name: 'pb-test-c1-2', own: true } },
    ],
    ['after the released call was cleaned up after', { state: 'released', dueAtMs: undefined }],
  ])('connected %s changes nothing', async (_, change) => {
    const { deps, record, call } = inMemory([connecting(change)]);
    const before = call('c1');
    expect(await callerConnected(deps, roomName, 's1', startMs)).toBe('ignored');
    expect(call('c1')).toEqual(before);
    expect(record.resumed).toEqual([]);
    expect(record.counts).toEqual([{ metric: 'eventsIgnored', reason: 'connected' }]);
    expect(record.sums.get('eventsIgnored')).toBe(1);
  });

  test.each([
    ['released', 1],
    ['abandoned', 2],
  ] as const)('connected after the call was %s puts its record right', async (state, updates) => {
    const { deps, record, call } = inMemory([
      connecting({ state, updates, outcome: 'silence', dueAtMs: startMs }),
    ]);
    expect(await callerConnected(deps, roomName, 's1', startMs)).toBe('counted');
    const dueAtMs = startMs + settings.longestCallMs;
    expect(call('c1')).toMatchObject({ state: 'connected', session: 's1', dueAtMs });
    expect(call('c1')).not.toHaveProperty('outcome');
    expect(call('c1').timeline.at(-1)).toEqual({ atMs: startMs, event: 'connectedLate' });
    // It was counted as lost: what was counted cannot be taken back.
    expect(record.counts).toEqual([]);
  });

  test('left after the call was released says that its caller was in', async () => {
    const { deps, call } = inMemory([
      connecting({ state: 'released', outcome: 'silence', dueAtMs: startMs }),
    ]);
    expect(await callerLeft(deps, roomName, 's1')).toBe('counted');
    expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
  });

  test('left ends the call, also when the news of its connecting was lost', async () => {
    for (const state of ['connecting', 'connected'] as const) {
      const { deps, call, record } = inMemory([connecting({ state })]);
      expect(await callerLeft(deps, roomName, 's1')).toBe('counted');
      expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
      expect(await callerLeft(deps, roomName, 's1')).toBe('ignored');
      expect(record.logs.map(({ code }) => code)).toEqual(['call-over']);
    }
  });

  test('another leg that leaves does not end the call', async () => {
    const { deps, call } = inMemory([connecting({ state: 'connected', session: 's1' })]);
    expect(await callerLeft(deps, roomName, 's2')).toBe('ignored');
    expect(call('c1').state).toBe('connected');
  });

  test('the late news that an older meeting in the room had ended, before its order, does not end a call', async () => {
    const { deps, call } = inMemory([connecting({ state: 'connected', claimedAtMs: startMs })]);
    expect(await meetingEnded(deps, roomName, startMs - 3_001)).toBe('ignored');
    expect(call('c1').state).toBe('connected');
    expect(await meetingEnded(deps, roomName, startMs - 3_000)).toBe('counted');
  });

  test('the end of the meeting ends a connected call, not one that is still on hold', async () => {
    const connected = inMemory([connecting({ state: 'connected' })]);
    expect(await meetingEnded(connected.deps, roomName, startMs)).toBe('counted');
    expect(connected.call('c1')).toMatchObject({ state: 'ended', outcome: 'meeting-ended' });
    expect(await meetingEnded(connected.deps, roomName, startMs)).toBe('ignored');
    expect(connected.record.logs.map(({ code }) => code)).toEqual(['call-over']);
    const waiting = inMemory([connecting()]);
    expect(await meetingEnded(waiting.deps, roomName, startMs)).toBe('ignored');
    expect(waiting.call('c1').state).toBe('connecting');
  });
});

describe('a room of ours that was never ready, and that everybody has left', () => {
  const asked = (change: Partial<HeldCall> = {}) =>
    heldCall('c1', {
      ...{ state: 'waiting', token: 't1', attempt: 1, askedAtMs: startMs },
      room: { name: roomName, own: true },
      ...change,
    });

  test('ends the attempt at once; said again, it tells the machine again', async () => {
    const { deps, record, call } = inMemory([asked()]);
    expect(await meetingEnded(deps, roomName, startMs)).toBe('counted');
    expect(call('c1')).toMatchObject({ state: 'waiting', turnedDown: 'bot-left' });
    expect(call('c1').timeline.at(-1)).toEqual({ atMs: startMs, event: 'botLeft' });
    expect(await meetingEnded(deps, roomName, startMs)).toBe('counted');
    expect(record.givenUp).toEqual(['t1', 't1']);
    expect(record.resumed).toEqual([]);
    expect(record.logs.map(({ code }) => code)).toEqual(['bot-left']);
  });

  test('of which the machine cannot be told makes the event fail, so that it is sent again', async () => {
    const { deps, world } = inMemory([asked()]);
    world.resume = () => 'failed';
    expect(await meetingEnded(deps, roomName, startMs)).toBe('failed');
    world.resume = () => 'over';
    expect(await meetingEnded(deps, roomName, startMs)).toBe('counted');
  });

  test('is ready no more, whoever says so late', async () => {
    const { deps, call } = inMemory([asked({ turnedDown: 'bot-left' })]);
    expect(await ownRoomReady(deps, { id: callIdFrom('c1'), attempt: 1, source: 'bot' })).toBe('ignored');
    expect(call('c1').ready).toBeUndefined();
  });

  test.each<[string, Partial<HeldCall>]>([
    ['that was ready before', { ready: { atMs: startMs, source: 'bot' } }],
    ['of an attempt before the one in hand', { attempt: 2, room: { name: 'pb-test-c1-2', own: true } }],
    ['of a call that is over', { state: 'released' }],
  ])('%s: nothing is given up', async (_, change) => {
    const { deps, record, call } = inMemory([asked(change)]);
    const before = call('c1');
    expect(await meetingEnded(deps, roomName, startMs)).toBe('ignored');
    expect(call('c1')).toEqual(before);
    expect(record.givenUp).toEqual([]);
  });
});

describe('in a room of nobody we know', () => {
  test.each(['unrelated-room', 'pb-other-c1-1', 'pb-test-', 'pb-test-c1-0'])('%s', async (name) => {
    const { deps, record } = inMemory([connecting()]);
    expect(await callerConnected(deps, name, 's1', startMs)).toBe('unknown');
    expect(await callerLeft(deps, name, 's1')).toBe('unknown');
    expect(await meetingEnded(deps, name, startMs)).toBe('unknown');
    expect(await existingRoomReady(deps, name, 'a@b', startMs)).toBe('unknown');
    expect(record.moves).toEqual([]);
  });
});

describe('in an existing room', () => {
  test('callers are connected one at a time, in order, each with an address of its own', async () => {
    const world = await lobbyWithCalls();
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    await existingRoomReady(world.deps, 'lobby', 'b@sip', startMs);
    const resumed = () => [...new Set(world.record.resumed)];
    expect(resumed()).toEqual(['hold-c1']);
    await connect(world, 'c1');
    expect(resumed()).toEqual(['hold-c1']);
    await callerConnected(world.deps, 'lobby', 's1', startMs);
    expect(resumed()).toEqual(['hold-c1', 'connect-c1', 'hold-c2']);
    await connect(world, 'c2');
    await callerConnected(world.deps, 'lobby', 's2', startMs);
    expect(world.record.connected.map(({ address }) => address)).toEqual(['a@sip', 'b@sip']);
    expect(world.call('c3').state).toBe('waiting');
    expect(world.call('c3').ready).toBeUndefined();

    await callerLeft(world.deps, 'lobby', 's1');
    expect(world.call('c1').state).toBe('ended');
    expect(world.call('c2').state).toBe('connected');
    expect(world.call('c3').ready).toMatchObject({ address: 'a@sip' });
  });

  test('the news of one caller, repeated after it left, is not taken for the next', async () => {
    const world = await lobbyWithCalls();
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    await connect(world, 'c1');
    await callerConnected(world.deps, 'lobby', 's1', startMs);
    await callerLeft(world.deps, 'lobby', 's1');
    await connect(world, 'c2');
    expect(await callerConnected(world.deps, 'lobby', 's1', startMs)).toBe('unknown');
    expect(world.call('c2').state).toBe('connecting');
  });

  test('ready is counted, or fails when the machine of the call that waits cannot be told', async () => {
    const world = await lobbyWithCalls();
    expect(await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs)).toBe('counted');
    const other = await lobbyWithCalls();
    other.world.resume = () => 'failed';
    expect(await existingRoomReady(other.deps, 'lobby', 'a@sip', startMs)).toBe('failed');
  });

  test('a leg of nobody we know is taken for no call while none is being connected', async () => {
    const world = await lobbyWithCalls();
    expect(await callerConnected(world.deps, 'lobby', 's9', startMs)).toBe('unknown');
  });

  test('a leg without a name that leaves ends no call', async () => {
    const world = await lobbyWithCalls();
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    await connect(world, 'c1');
    expect(await callerLeft(world.deps, 'lobby', undefined)).toBe('unknown');
    expect(world.call('c1').state).toBe('connecting');
  });

  test.each([
    [-5_001, 'unknown', 'connecting'],
    [-5_000, 'counted', 'connected'],
  ] as const)(
    'a leg that was there %d ms before the order is the caller’s only if clocks explain it: %s',
    async (beforeMs, result, state) => {
      const world = await lobbyWithCalls();
      await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
      await connect(world, 'c1');
      expect(await callerConnected(world.deps, 'lobby', 's1', startMs + beforeMs)).toBe(result);
      expect(world.call('c1').state).toBe(state);
    },
  );

  test('an address granted to a call that went elsewhere goes to the next in line', async () => {
    const world = await lobbyWithCalls();
    await world.deps.calls.move(callIdFrom('c1'), {
      kind: 'released',
      atMs: startMs,
      why: 'silence',
      unlessReady: false,
    });
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    expect(world.record.resumed).toEqual(['hold-c2']);
  });
});
