import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../../lib/held-calls/model/call.ts';
import { ownRoomReady } from '../../../../../lib/held-calls/steps/rooms/ready.ts';
import { heldCall, inMemory, lobbyTarget, startMs } from '../../../../support/held-calls.ts';
import { rightBefore } from '../races.ts';
import { existingRoomChanged } from '../../../../../lib/held-calls/steps/rooms/existing-rooms.ts';

const id = callIdFrom('c1');
const lobby = { name: 'lobby', own: false };
const ready = { atMs: startMs, source: 'bot' };

describe('a room of ours that is ready', () => {
  const room = { name: 'pb-test-c1-1', own: true };
  const waiting = (change: Partial<HeldCall> = {}) =>
    heldCall('c1', { state: 'waiting', token: 't1', attempt: 1, room, ...change });
  const report = { id, attempt: 1, source: 'bot' } as const;

  test.each<[string, Partial<HeldCall>]>([
    ['for a call that is over', { state: 'released' }],
    ['for a call that is in another room by now', { room: { name: 'pb-test-c1-2', own: true } }],
  ])('%s is ignored, and counted as such', async (_, change) => {
    const { deps, record } = inMemory([waiting(change)]);
    expect(await ownRoomReady(deps, report)).toBe('ignored');
    expect(record.counts).toEqual([{ metric: 'readyIgnored', reason: 'bot' }]);
    expect(record.sums.get('readyIgnored')).toBe(1);
    expect(record.logs.map(({ code }) => code)).toEqual(['call-ready-ignored']);
  });

  test('for a call that nobody knows is ignored', async () => {
    expect(await ownRoomReady(inMemory().deps, report)).toBe('ignored');
  });

  test.each<[string, Partial<HeldCall>]>([
    ['before', { ready }],
    ['and its caller is on the way in', { state: 'connecting', ready, updates: 1 }],
  ])('%s counts as the first report did', async (_, change) => {
    const { deps, record } = inMemory([waiting(change)]);
    expect(await ownRoomReady(deps, report)).toBe('counted');
    expect(record.counts).toEqual([]);
    expect(record.logs.map(({ code }) => code)).not.toContain('call-ready');
  });

  test('lets the machine go on, and is logged once', async () => {
    const { deps, record, call } = inMemory([waiting()]);
    expect(await ownRoomReady(deps, report)).toBe('counted');
    expect(record.resumed).toEqual(['t1']);
    expect(call('c1').ready).toEqual({ atMs: startMs, source: 'bot' });
    expect(record.logs.map(({ code }) => code)).toContain('call-ready');
  });
});

describe('an address of an existing room', () => {
  /** A lobby whose one address is granted to c1, and behind it further calls in line. */
  async function lobbyFor(first: Partial<HeldCall>, behind: number, others: Partial<HeldCall> = {}) {
    const inLobby: Partial<HeldCall> = { state: 'waiting', targets: [lobbyTarget], room: lobby };
    const ids = Array.from({ length: behind }, (_, n) => `c${n + 2}`);
    const world = inMemory([
      { ...heldCall('c1', { ...inLobby, token: 't1' }), ...first },
      ...ids.map((each) => ({ ...heldCall(each, { ...inLobby, token: `t-${each}` }), ...others })),
    ]);
    world.addRoom('lobby');
    for (const call of ['c1', ...ids].map(callIdFrom))
      await world.deps.existingRooms.change('lobby', { kind: 'asked', call, mayWait: true });
    await world.deps.existingRooms.change('lobby', { kind: 'ready', address: 'a@sip', atMs: startMs });
    return world;
  }
  const again = { kind: 'ready', address: 'a@sip', atMs: startMs } as const;

  test('goes to the call that waits for it, which is told', async () => {
    const { deps, call, record } = await lobbyFor({}, 0);
    expect(await existingRoomChanged(deps, 'lobby', again)).toMatchObject({ delivered: 'counted' });
    expect(call('c1').ready).toEqual({ atMs: startMs, source: 'room', address: 'a@sip' });
    expect(record.resumed).toEqual(['t1']);
  });

  test('stays with the call that is being connected to it', async () => {
    const { deps, rooms, record } = await lobbyFor({ state: 'connecting', ready, updates: 1 }, 1);
    expect(await existingRoomChanged(deps, 'lobby', again)).toMatchObject({ delivered: 'ignored' });
    expect(rooms.get('lobby')?.connecting).toEqual({ call: id, address: 'a@sip' });
    expect(record.moves).toEqual([]);
  });

  test('stays with the call that got in, also if whoever heard of it died before the room was told', async () => {
    const { deps, rooms, call } = await lobbyFor({ state: 'connected', session: 's1' }, 1);
    const other = { kind: 'ready', address: 'b@sip', atMs: startMs } as const;
    expect(await existingRoomChanged(deps, 'lobby', other)).toMatchObject({ delivered: 'counted' });
    expect(rooms.get('lobby')).toMatchObject({
      addresses: { 'a@sip': { call: id, session: 's1' }, 'b@sip': { call: 'c2' } },
      seenSessions: ['s1'],
    });
    expect(call('c2').ready).toMatchObject({ address: 'b@sip' });
  });

  test.each<[string, Partial<HeldCall>]>([
    ['is over', { state: 'released' }],
    ['waits elsewhere', { room: { name: 'pb-test-c1-2', own: true } }],
    ['is connected elsewhere', { state: 'connected', room: { name: 'other', own: false } }],
  ])('goes on to the next in line when its call %s, which costs that call no write', async (_, change) => {
    const { deps, rooms, record } = await lobbyFor(change, 1);
    expect(await existingRoomChanged(deps, 'lobby', again)).toMatchObject({ delivered: 'counted' });
    expect(record.resumed).toEqual(['t-c2']);
    expect(rooms.get('lobby')?.connecting).toEqual({ call: 'c2', address: 'a@sip' });
    expect(record.moves.map((move) => move.id)).toEqual(['c2']);
    expect(record.counts).toEqual([]);
  });

  test('goes on to the next in line when its call ends in the same moment', async () => {
    const { deps, record } = await lobbyFor({}, 1);
    const released = { kind: 'released', atMs: startMs, why: 'failure', unlessReady: false } as const;
    const ending = rightBefore(deps, 'ready', () => deps.calls.move(id, released));
    expect(await existingRoomChanged(ending, 'lobby', again)).toMatchObject({ delivered: 'counted' });
    expect(record.resumed).toEqual(['t-c2']);
  });

  test('passes over ten calls that went elsewhere in one go, and the next event goes on from there', async () => {
    const { deps, rooms } = await lobbyFor({ state: 'released' }, 15, { state: 'released' });
    await existingRoomChanged(deps, 'lobby', again);
    expect(rooms.get('lobby')?.connecting?.call).toBe('c11');
    await existingRoomChanged(deps, 'lobby', again);
    expect(rooms.get('lobby')).toMatchObject({ waiters: [], addresses: { 'a@sip': { readyAtMs: startMs } } });
  });
});
