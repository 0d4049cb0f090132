import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import { botTarget, heldCall, inMemory, lobbyTarget, startMs } from '../../../support/held-calls.ts';

const id = callIdFrom('c1');
const task = (token: string) => ({ id, token });

describe('an existing room', () => {
  test('that no route ever named refuses, also when it is the last target that is kept', async () => {
    const { deps, call } = inMemory([heldCall('c1', { targets: [lobbyTarget] })]);
    expect(await holdCall(deps, task('t1'))).toBe('no-target');
    expect(call('c1').room).toEqual({ name: 'lobby', own: false });
    const kept = heldCall('c1', {
      state: 'waiting',
      token: 't1',
      attempt: 1,
      targets: [lobbyTarget],
      askedAtMs: startMs,
    });
    expect(await holdCall(inMemory([kept]).deps, task('t2'))).toBe('no-target');
  });

  test.each([
    ['room-unknown', false],
    ['room-not-ready', true],
  ])('that refuses says why: %s', async (why, isThere) => {
    const { deps, addRoom, call } = inMemory([heldCall('c1', { targets: [lobbyTarget, botTarget] })]);
    if (isThere) addRoom('lobby');
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    expect(call('c1').timeline).toContainEqual({ atMs: startMs, event: 'movedOn', detail: why });
  });

  test('that a call leaves behind loses its place in line, and is not deleted', async () => {
    const { deps, addRoom, rooms, record } = inMemory([
      heldCall('c1', { targets: [lobbyTarget, botTarget] }),
    ]);
    addRoom('lobby');
    await deps.existingRooms.change('lobby', { kind: 'asked', call: id, mayWait: true });
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    expect(await holdCall(deps, task('t2'))).toBe('waiting');
    expect(rooms.get('lobby')?.waiters).toEqual([]);
    expect(record.deletedRooms).toEqual([]);
    expect(record.botsStarted).toHaveLength(1);
  });

  test('that is not ready is passed over when there is another target, and waited for when there is none', async () => {
    const two = inMemory([heldCall('c1', { targets: [lobbyTarget, botTarget] })]);
    two.addRoom('lobby');
    expect(await holdCall(two.deps, task('t1'))).toBe('waiting');
    expect(two.call('c1').targetIndex).toBe(1);
    expect(two.rooms.get('lobby')?.waiters).toEqual([]);

    const one = inMemory([heldCall('c1', { targets: [lobbyTarget] })]);
    one.addRoom('lobby');
    expect(await holdCall(one.deps, task('t1'))).toBe('waiting');
    expect(one.rooms.get('lobby')?.waiters).toEqual(['c1']);
    expect(one.record.resumed).toEqual([]);
    expect(one.call('c1')).toMatchObject({
      askedAtMs: startMs,
      room: { name: 'lobby', own: false },
      timeline: [{ event: 'held' }, { event: 'tokenStored' }, { event: 'asked', detail: 'room' }],
    });
  });

  test('with as many in line as it has free addresses is passed over at once', async () => {
    const ids = ['c1', 'c2', 'c3', 'c4'];
    const world = inMemory(ids.map((each) => heldCall(each, { targets: [lobbyTarget, botTarget] })));
    world.addRoom('lobby');
    for (const address of ['a@sip', 'b@sip', 'c@sip'])
      await world.deps.existingRooms.change('lobby', { kind: 'ready', address, atMs: startMs });
    for (const each of ids) await holdCall(world.deps, { id: callIdFrom(each), token: `t-${each}` });
    expect(ids.map((each) => world.call(each).room?.own)).toEqual([false, false, false, true]);
    expect(world.record.botsStarted.map(({ call }) => call.id)).toEqual(['c4']);
  });

  test('that is ready resumes at once and is leased to the call', async () => {
    const { deps, rooms, addRoom, record } = inMemory([
      heldCall('c1', { targets: [lobbyTarget, botTarget] }),
    ]);
    addRoom('lobby');
    await deps.existingRooms.change('lobby', { kind: 'ready', address: 'lobby@sip', atMs: startMs });
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    expect(record.resumed).toEqual(['t1']);
    expect(rooms.get('lobby')?.connecting).toEqual({ call: 'c1', address: 'lobby@sip' });
  });
});
