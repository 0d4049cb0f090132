import { describe, expect, test } from 'vitest';
import { cleanUp, removeRooms } from '../../../../lib/held-calls/steps/clean-up.ts';
import { keepPlace } from '../../../../lib/held-calls/steps/release.ts';
import { stopAttempt } from '../../../../lib/held-calls/steps/bots/stop-attempt.ts';
import { botTarget, heldCall, inMemory, startMs } from '../../../support/held-calls.ts';
import { watchingRooms } from './races.ts';

test.each([
  ['was never given a room', heldCall('c1')],
  ['is in a room of ours', heldCall('c1', { room: { name: 'pb-test-c1-1', own: true } })],
])('a call that %s has no place in an existing room to keep', async (_, call) => {
  const { deps, told } = watchingRooms(inMemory([call]).deps);
  await keepPlace(deps, call);
  expect(told).toEqual([]);
});

test('an attempt without a room has nothing to stop', async () => {
  const call = heldCall('c1', { bots: [{ target: botTarget, attempt: 0 }] });
  const { deps, record } = inMemory([call]);
  await stopAttempt(deps, call);
  expect([record.deletedRooms, record.botsStopped, record.moves]).toEqual([[], [], []]);
});

test.each([
  ['bots', ['stop', 'remove']],
  ['rooms', ['remove', 'stop']],
] as const)('a clean-up that begins with %s does so', async (first, order) => {
  const room = { name: 'pb-test-c1-1', own: true };
  const bots = [{ target: botTarget, attempt: 1 }];
  const call = heldCall('c1', { state: 'ended', dueAtMs: startMs, attempt: 1, room, rooms: [room], bots });
  const { deps } = inMemory([call]);
  const done: string[] = [];
  const stop = () => Promise.resolve(done.push('stop') > 0);
  const remove = () => Promise.resolve(done.push('remove') > 0 ? [] : [room.name]);
  const watched = { ...deps, bots: { ...deps.bots, stop }, video: { ...deps.video, remove } };
  expect(await cleanUp(watched, [call], first, (_, run) => run())).toEqual([
    { kind: 'cleaned', roomsLeft: 0 },
  ]);
  expect(done).toEqual(order);
});

test('a clean-up after a call that another has cleaned up after says so no second time', async () => {
  const call = heldCall('c1', { state: 'ended', dueAtMs: undefined });
  const { deps, record } = inMemory([call]);
  await cleanUp(deps, [call], 'bots', (_, run) => run());
  expect(record.logs).toEqual([]);
});

describe('of rooms that a call has left', () => {
  async function removed(names: readonly string[], stay: readonly string[]) {
    const call = heldCall('c1', { rooms: names.map((name) => ({ name, own: true })) });
    const { deps, record } = inMemory([call]);
    const asked: (readonly string[])[] = [];
    const remove = (rooms: readonly string[]) => (asked.push(rooms), Promise.resolve(stay));
    const after = await removeRooms({ ...deps, video: { ...deps.video, remove } }, call, names);
    return { asked, deletedRooms: after.deletedRooms, logs: record.logs.map(({ fields }) => fields) };
  }

  test('those that are gone are written down, and those that are not are said', async () => {
    expect(await removed(['a', 'b', 'c'], ['b', 'c'])).toEqual({
      asked: [['a', 'b', 'c']],
      deletedRooms: ['a'],
      logs: [{ callId: 'c1', rooms: 2 }],
    });
  });

  test('none is nothing to ask for', async () => {
    expect(await removed([], [])).toEqual({ asked: [], deletedRooms: [], logs: [] });
  });
});
