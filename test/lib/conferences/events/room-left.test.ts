import { beforeEach, describe, expect, test } from 'vitest';
import { roomReported, type RoomEvent } from '../../../../lib/conferences/events/room-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { announcedWorld, session, type ConferenceWorld } from '../support.ts';

// The room shows the caller CA1 since half a minute.

let world: ConferenceWorld;
const call = voiceCall('CA1');
beforeEach(async () => {
  world = await announcedWorld();
});
/** A participant's leave, as the room tells it now; what it led to. */
const leave = async (change: Partial<Extract<RoomEvent, { kind: 'participantLeft' }>> = {}) => {
  const woken = world.record.wakes.length;
  const atMs = Math.floor(world.now() / 1000) * 1000;
  expect(
    await roomReported(world.deps, {
      ...{ kind: 'participantLeft', room: 'room-of-c1', atMs, calls: [call], session: session.id },
      ...change,
    }),
  ).toBe('recorded');
  return [world.caller('c1', 'CA1').leftRoomAtMs, world.record.wakes.length - woken];
};
const [unchanged, noted] = [[undefined, 0], () => [world.now(), 1]];

describe('a caller’s leave from the room', () => {
  test('that we did not cause is noted by our clock, and wakes the sync', async () => {
    world.advance(700);
    expect(await leave({ calls: [voiceCall('somebody'), call] })).toEqual(noted());
  });

  test('wakes the sync once more if it is told once more: the first may have died before it could', async () => {
    const first = await leave();
    world.advance(2_000);
    expect(await leave()).toEqual(first);
  });

  test.each<[string, Parameters<typeof leave>[0]]>([
    ['nobody’s', { calls: [] }],
    ['somebody’s', { calls: [voiceCall('somebody')] }],
    ['of another session', { session: 'session-0' }],
  ])('is nothing, and wakes nobody, if it is %s', async (_, change) => {
    expect(await leave(change)).toEqual(unchanged);
  });

  test('is nothing once we take them back, or since another leg of the bridge is in', async () => {
    await world.bridgeComes('bridge-2');
    expect(await leave()).toEqual(unchanged);
  });
});
