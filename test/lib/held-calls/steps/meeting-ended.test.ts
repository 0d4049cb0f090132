import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import {
  callerConnected,
  callerLeft,
  existingRoomReady,
  meetingEnded,
  recordConnected,
} from '../../../../lib/held-calls/steps/caller-events.ts';
import { startMs } from '../../../support/held-calls.ts';
import { connect, holderOf, lobbyWithCalls } from './lobby.ts';

// The end of a meeting in a room of others, told up to 20 s late, when the next one may have begun.

const transferAsked = {
  kind: 'transferAsked',
  ...{ atMs: startMs, room: 'lobby', session: 's1', to: '+12025550177', by: 'bot' },
  dueAtMs: startMs + 60_000,
} as const;

test('the end of the meeting ends its calls and its readiness, but spares what became ready after it', async () => {
  const world = await lobbyWithCalls();
  await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
  await connect(world, 'c1');
  await callerConnected(world.deps, 'lobby', 's1', startMs);
  await existingRoomReady(world.deps, 'lobby', 'b@sip', startMs + 30_000);
  expect(await meetingEnded(world.deps, 'lobby', startMs + 20_000)).toBe('counted');
  expect(world.call('c1')).toMatchObject({ state: 'ended', outcome: 'meeting-ended' });
  expect(Object.keys(world.rooms.get('lobby')?.addresses ?? {})).toEqual(['b@sip']);
});

test('the end of the meeting spares the call in the next one, and does nothing for an address without a call', async () => {
  const endsAtMs = startMs + 20_000;
  const world = await lobbyWithCalls();
  await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
  await existingRoomReady(world.deps, 'lobby', 'b@sip', endsAtMs);
  for (const [id, session] of [
    ['c1', 's1'],
    ['c2', 's2'],
  ] as const) {
    await connect(world, id);
    await callerConnected(world.deps, 'lobby', session, endsAtMs + 1_000);
  }
  await callerLeft(world.deps, 'lobby', 's1');
  await world.deps.existingRooms.change('lobby', { kind: 'returned', call: callIdFrom('c3') });
  world.record.moves.splice(0);
  expect(await meetingEnded(world.deps, 'lobby', endsAtMs)).toBe('counted');
  expect(world.call('c2').state).toBe('connected');
  expect(world.record.moves).toEqual([]);
});

test.each([
  ['in it', 19_000, 'ended', 'c2'],
  ['in the second of its end', 20_000, 'ended', 'c2'],
  ['in the next one', 21_000, 'connected', 'c1'],
])(
  'the end of a meeting that is told when the next one is ready tells calls apart by when they came: %s',
  async (_, cameAfterMs, state, holder) => {
    const world = await lobbyWithCalls();
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    await connect(world, 'c1');
    await callerConnected(world.deps, 'lobby', 's1', startMs + cameAfterMs);
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs + 30_000);
    expect(await meetingEnded(world.deps, 'lobby', startMs + 20_000)).toBe('counted');
    expect(world.call('c1').state).toBe(state);
    const lease = { readyAtMs: startMs + 30_000, call: holder };
    expect(world.rooms.get('lobby')?.addresses['a@sip']).toMatchObject(lease);
  },
);

test.each([
  ['in it', 20_000, true, 'c2'],
  ['in the next one', 21_000, false, 'c1'],
])('the same of a caller who is being led elsewhere: %s', async (_, cameAfterMs, hasLeft, holder) => {
  const world = await lobbyWithCalls();
  await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
  await connect(world, 'c1');
  await callerConnected(world.deps, 'lobby', 's1', startMs + cameAfterMs);
  await world.deps.calls.move(callIdFrom('c1'), transferAsked);
  await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs + 30_000);
  await meetingEnded(world.deps, 'lobby', startMs + 20_000);
  expect(world.call('c1').legLeftAtMs !== undefined).toBe(hasLeft);
  expect(holderOf(world, 'a@sip')).toBe(holder);
});

test('whoever came in right after the end of a meeting keeps their address, whose readiness was told before it: their own end is theirs', async () => {
  const world = await lobbyWithCalls();
  await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
  await existingRoomReady(world.deps, 'lobby', 'b@sip', startMs);
  await connect(world, 'c1');
  await callerConnected(world.deps, 'lobby', 's1', startMs + 2_000);
  await meetingEnded(world.deps, 'lobby', startMs + 1_000);
  expect(world.call('c1').state).toBe('connected');
  expect(Object.keys(world.rooms.get('lobby')?.addresses ?? {})).toEqual(['a@sip']);
  await callerLeft(world.deps, 'lobby', 's1');
  expect(world.call('c1').state).toBe('ended');
});

describe('of a caller of whom nobody told when they came in, the late end of a meeting', () => {
  const endedAtMs = startMs - 1_000;
  async function found() {
    const world = await lobbyWithCalls();
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    await connect(world, 'c1');
    await recordConnected(world.deps, world.call('c1'), { source: 'provider', session: 's1' });
    return world;
  }

  test('says nothing when the next one is ready', async () => {
    const world = await found();
    await meetingEnded(world.deps, 'lobby', endedAtMs);
    expect(world.call('c1').state).toBe('connected');
    expect(holderOf(world, 'a@sip')).toBe('c1');
  });

  test('takes nobody out of the next one who is being led elsewhere', async () => {
    const world = await found();
    await world.deps.calls.move(callIdFrom('c1'), transferAsked);
    await meetingEnded(world.deps, 'lobby', endedAtMs);
    expect(world.call('c1').legLeftAtMs).toBeUndefined();
    expect(holderOf(world, 'a@sip')).toBe('c1');
  });

  test('is believed once somebody tells that they came before it', async () => {
    const world = await found();
    await meetingEnded(world.deps, 'lobby', endedAtMs);
    await callerConnected(world.deps, 'lobby', 's1', endedAtMs);
    expect(world.call('c1').state).toBe('ended');
    expect(holderOf(world, 'a@sip')).toBe('c2');
  });
});

test.each([
  [20_000, 'ended', 'c2'],
  [21_000, 'connected', 'c1'],
])(
  'a leg that came after %d ms, and is told of when the end of a meeting is known, was in that one or is in the next',
  async (cameAfterMs, state, holder) => {
    const world = await lobbyWithCalls();
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs);
    await connect(world, 'c1');
    await existingRoomReady(world.deps, 'lobby', 'a@sip', startMs + 30_000);
    await meetingEnded(world.deps, 'lobby', startMs + 20_000);
    expect(await callerConnected(world.deps, 'lobby', 's1', startMs + cameAfterMs)).toBe('counted');
    expect(world.call('c1').state).toBe(state);
    expect(holderOf(world, 'a@sip')).toBe(holder);
  },
);
