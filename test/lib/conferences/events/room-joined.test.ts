import { beforeEach, describe, expect, test } from 'vitest';
import { roomReported, type RoomEvent } from '../../../../lib/conferences/events/room-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { operations } from '../reconcile/operations.ts';
import { announcedWorld, session, type ConferenceWorld } from '../support.ts';

let world: ConferenceWorld;
const call = voiceCall('CA1');
beforeEach(async () => {
  world = await announcedWorld();
});
const room = 'room-of-c1';
/** The room provider's time: whole seconds. */
const second = () => Math.floor(world.now() / 1000) * 1000;
const join = (change: Partial<Extract<RoomEvent, { kind: 'participantJoined' }>> = {}) =>
  roomReported(world.deps, {
    kind: 'participantJoined',
    room,
    atMs: second(),
    calls: [call],
    session: session.id,
    ...change,
  });
const announcements = () => world.record.announced.length;

/** The room was asked to show a second caller, and gave no answer. */
async function unsure() {
  world.world.announce = () => 'unknown';
  await world.letIn('CA2');
  await world.sync();
  expect(world.caller('c1', 'CA2').announced?.isUnsure).toBe(true);
  world.world.announce = () => 'done';
}

describe('a participant who joined', () => {
  test.each([
    ['with its session named', { session: 'session-2' }],
    ['without', { session: undefined }],
  ])('confirms an announcement that had no answer, %s', async (_, change) => {
    await world.tell({ kind: 'sessionStarted', atMs: second(), session: 'session-2' });
    await world.sync();
    await unsure();
    const { session: current } = world.conference('c1');
    const before = announcements();
    await join({ calls: [voiceCall('CA2')], ...change });
    expect(world.caller('c1', 'CA2').announced?.isUnsure).toBeUndefined();
    expect(world.conference('c1').session).toEqual(current);
    await world.sync();
    expect(announcements()).toBe(before);
  });

  test.each<[string, Partial<Extract<RoomEvent, { kind: 'participantJoined' }>>]>([
    ['of another caller', {}],
    ['of nobody', { calls: [] }],
    ['of somebody', { calls: [voiceCall('somebody')] }],
    ['of another session', { calls: [voiceCall('CA2')], session: 'session-0', atMs: startMs - 60_000 }],
    ['of an announcement before', { calls: [voiceCall('CA2')], atMs: startMs + 28_000 }],
  ])('confirms nothing if the news are %s', async (_, change) => {
    await unsure();
    await join(change);
    expect(world.caller('c1', 'CA2').announced?.isUnsure).toBe(true);
  });

  test('is no reason to wake anybody', async () => {
    expect(await join()).toBe('recorded');
    expect(world.record.wakes).toEqual([]);
  });

  test('proves a session of which we have not heard, and wakes the sync', async () => {
    await join({ calls: [], session: 'session-2' });
    expect(world.conference('c1').session).toMatchObject({ id: 'session-2' });
    expect(world.record.wakes).toHaveLength(1);
    await world.sync();
    expect(world.caller('c1', 'CA1').announced?.session).toBe('session-2');
  });

  test('of an older session, late, proves nothing, confirms nothing and wakes nobody', async () => {
    await world.tell({ kind: 'sessionStarted', atMs: second(), session: 'session-2' });
    await unsure();
    const before = world.record.wakes.length;
    await join({ calls: [voiceCall('CA2')] });
    await join({ session: 'session-0', atMs: startMs });
    expect(world.conference('c1').session).toMatchObject({ id: 'session-2' });
    expect(world.caller('c1', 'CA2').announced?.isUnsure).toBe(true);
    expect(world.record.wakes).toHaveLength(before);
  });

  test('without a number of ours is looked for nowhere', async () => {
    const { count } = operations(world);
    await join({ calls: [] });
    expect(count('conferences.changeCaller')).toBe(0);
  });
});
