import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  secondBotTarget,
  startMs,
} from '../../../support/held-calls.ts';

const id = callIdFrom('c1');
const task = { id, token: 't2' };
const room = (attempt: number) => ({ name: `pb-test-c1-${attempt}`, own: true });
const lobby = { name: 'lobby', own: false };

/** A call whose ready room did not take it, as the task of connecting leaves it. */
const turnedDown = (change: Partial<HeldCall>) =>
  inMemory([
    heldCall('c1', {
      state: 'waiting',
      token: 'u1',
      attempt: 1,
      askedAtMs: startMs,
      turnedDown: 'http-400',
      ...change,
    }),
  ]);

describe('after a ready room has turned the caller down', () => {
  test('the next target is tried, and the record says why', async () => {
    const { deps, call, record } = turnedDown({
      targets: [lobbyTarget, botTarget],
      room: lobby,
      rooms: [lobby],
    });
    expect(await holdCall(deps, task)).toBe('waiting');
    expect(record.botsStarted).toMatchObject([{ room: { name: room(2).name }, target: botTarget }]);
    expect(call('c1')).toMatchObject({ attempt: 2, targetIndex: 1, room: room(2) });
    expect(call('c1').turnedDown).toBeUndefined();
    expect(call('c1').timeline).toContainEqual({
      atMs: startMs,
      event: 'movedOn',
      detail: 'connect-http-400',
    });
  });

  test('its bot is stopped, and its room deleted', async () => {
    const bots = [{ target: botTarget, attempt: 1, session: 's1' }];
    const targets = [botTarget, secondBotTarget];
    const { deps, record } = turnedDown({ targets, room: room(1), rooms: [room(1)], bots });
    expect(await holdCall(deps, task)).toBe('waiting');
    expect(record.botsStopped).toMatchObject([{ attempt: 1 }]);
    expect(record.deletedRooms).toEqual([room(1).name]);
  });

  test('the last target is not kept: the first has its turn again', async () => {
    const targets = [botTarget, secondBotTarget];
    const { deps, call, record } = turnedDown({ targets, targetIndex: 1, room: room(1), rooms: [room(1)] });
    expect(await holdCall(deps, task)).toBe('waiting');
    expect(call('c1')).toMatchObject({ attempt: 2, targetIndex: 0 });
    expect(record.botsStarted).toMatchObject([{ target: botTarget }]);
  });

  test('the only room is asked again, and keeps the call on its list', async () => {
    const { deps, call, rooms, addRoom } = turnedDown({
      targets: [lobbyTarget],
      room: lobby,
      rooms: [lobby],
    });
    addRoom('lobby');
    expect(await holdCall(deps, task)).toBe('waiting');
    expect(call('c1')).toMatchObject({ attempt: 2, room: lobby });
    expect(rooms.get('lobby')?.waiters).toEqual(['c1']);
  });

  test('again and again, it is tried ever more rarely', async () => {
    const refusals = [{ target: 0, why: 'connect-http-400', times: 2 }];
    const world = turnedDown({ targets: [lobbyTarget], room: lobby, rooms: [lobby], refusals });
    world.addRoom('lobby');
    expect(await holdCall(world.deps, task)).toBe('no-target');
    expect(world.call('c1').refusals).toEqual([
      { target: 0, why: 'connect-http-400', times: 3, againAtMs: startMs + 15_000 },
    ]);
    world.advance(15_000);
    expect(await holdCall(world.deps, { id, token: 't3' })).toBe('waiting');
  });
});
