import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../../lib/held-calls/model/call.ts';
import type { ExistingRoom, RoomEvent } from '../../../../../lib/held-calls/model/existing-room.ts';
import { existingRoomChanged, givenBack } from '../../../../../lib/held-calls/steps/rooms/existing-rooms.ts';
import { heldCall, inMemory, startMs } from '../../../../support/held-calls.ts';
import { watchingRooms } from '../races.ts';

const [c1, c2] = [callIdFrom('c1'), callIdFrom('c2')];
const lobby = { name: 'lobby', own: false };
const empty: ExistingRoom = { name: 'lobby', addresses: {}, waiters: [], seenSessions: [] };

test.each<[string, HeldCall | undefined, RoomEvent]>([
  ['nobody knows any more', undefined, { kind: 'passed', call: c1 }],
  [
    'is elsewhere',
    heldCall('c1', { room: { name: 'x', own: true }, updates: 1 }),
    { kind: 'passed', call: c1 },
  ],
  ['nobody has ordered in', heldCall('c1', { room: lobby, session: 's1' }), { kind: 'passed', call: c1 }],
  [
    'may have been ordered in',
    heldCall('c1', { room: lobby, updates: 1, session: 's1' }),
    { kind: 'returned', call: c1, session: 's1' },
  ],
])('a call that %s gives its address back: whether it may have had a leg is said', (_, call, event) => {
  expect(givenBack(c1, call, 'lobby')).toEqual(event);
});

describe('an existing room that has changed', () => {
  const ready = { kind: 'ready', address: 'a@sip', atMs: startMs } as const;

  /** What came of an address that is ready, and what the room was told in all. */
  async function changed(room: ExistingRoom | undefined, calls: readonly HeldCall[] = []) {
    const world = inMemory(calls);
    if (room !== undefined) world.rooms.set('lobby', room);
    const { deps, told } = watchingRooms(world.deps);
    return { result: await existingRoomChanged(deps, 'lobby', ready), told, world };
  }
  const withAddress = { ...empty, addresses: { 'a@sip': { readyAtMs: startMs } } };
  const waits = (id: string, change: Partial<HeldCall> = {}) =>
    heldCall(id, { state: 'waiting', token: `t-${id}`, attempt: 1, room: lobby, ...change });

  test('and that no route names is unknown', async () => {
    const { result, told } = await changed(undefined);
    expect(result).toBeUndefined();
    expect(told).toEqual(['lobby ready']);
  });

  test('while nobody waits is told of that alone', async () => {
    const { result, told } = await changed(empty);
    expect(result).toEqual({ room: withAddress, delivered: 'ignored' });
    expect(told).toEqual(['lobby ready']);
  });

  test('gives its address to the first who still wants it', async () => {
    const first = waits('c1', { room: { name: 'pb-test-c1-2', own: true } });
    const { result, told, world } = await changed({ ...empty, waiters: [c1, c2] }, [first, waits('c2')]);
    expect(result?.delivered).toBe('counted');
    expect(result?.room).toMatchObject({ connecting: { call: c2, address: 'a@sip' }, waiters: [] });
    expect(told).toEqual(['lobby ready', 'lobby passed']);
    expect(world.record.resumed).toEqual(['t-c2']);
  });

  test.each(['connected', 'released'] as const)(
    'and whose address is of a caller who is in, though %s, has its turn for the next',
    async (state) => {
      const isIn = waits('c1', { state, updates: 1, session: 's1', connectedAtMs: startMs });
      const { result, told } = await changed({ ...empty, waiters: [c1] }, [isIn]);
      expect(result?.delivered).toBe('ignored');
      expect(result?.room).toMatchObject({
        addresses: { 'a@sip': { call: c1, session: 's1', connectedAtMs: startMs } },
      });
      expect(result?.room.connecting).toBeUndefined();
      expect(told).toEqual(['lobby ready', 'lobby connected']);
    },
  );
});
