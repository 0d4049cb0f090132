import { describe, expect, test } from 'vitest';
import { roomReported } from '../../../../lib/conferences/events/room-events.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn, c1, conferenceWorld, session } from '../support.ts';

const dayMs = 86_400_000;
const entry = { conference: c1, kind: 'caller' } as const;
const friend = { number: '+12025550188', dialled: '+12025550151' };

/** A conference with PINs and a known caller, beside another that has the same. */
function withAccess(conference = newConference('c1')) {
  const world = conferenceWorld(conference);
  world.addConference(newConference('other'));
  world.addPin('1', entry);
  world.addPin('2', { ...entry, kind: 'bridge', validUntilMs: startMs + 31 * dayMs });
  world.addPin('3', { ...entry, validUntilMs: startMs + dayMs });
  world.addPin('4', { ...entry, conference: 'other' });
  for (const conference of ['c1', 'other']) world.addKnown(friend.number, { ...friend, conference });
  const validUntil = async (id: string) =>
    (await world.deps.pins.listOf(newConference(id).id)).map((pin) => pin.entry.validUntilMs);
  const known = async (id: string) => (await world.deps.known.listOf(newConference(id).id)).length;
  return { ...world, validUntil, known };
}

describe('a room that is deleted', () => {
  test('lets what leads into its conference end with it, and nothing else', async () => {
    const world = withAccess();
    await roomReported(world.deps, { kind: 'roomDeleted', room: 'room-of-c1', atMs: startMs });
    expect(await world.sync()).toBe('agreed');
    const ends = [startMs + 30 * dayMs, startMs + 30 * dayMs, startMs + dayMs];
    expect(await world.validUntil('c1')).toEqual(ends);
    expect(await world.validUntil('other')).toEqual([undefined]);
    expect([await world.known('c1'), await world.known('other')]).toEqual([0, 1]);
    world.advance(dayMs);
    await world.sync();
    expect(await world.validUntil('c1')).toEqual(ends);
  });

  test('has that done later, if a run dies over it', async () => {
    const world = withAccess();
    await roomReported(world.deps, { kind: 'roomDeleted', room: 'room-of-c1', atMs: startMs });
    world.world.before = (operation) =>
      operation === 'pins.expire' ? Promise.reject(new Error('throttled')) : Promise.resolve();
    await expect(world.sync()).rejects.toThrow('throttled');
    expect(await world.deps.conferences.due(world.now(), 10)).toEqual([c1]);
    world.world.before = () => Promise.resolve();
    await world.sync();
    expect(await world.known('c1')).toBe(0);
    expect(await world.deps.conferences.due(world.now(), 10)).toEqual([]);
  });
});

test('a conference that is open keeps its PINs and known callers, also between two sessions', async () => {
  const world = withAccess(newConference('c1', { session, bridge: bridgeIn }));
  await roomReported(world.deps, {
    kind: 'sessionEnded',
    room: 'room-of-c1',
    atMs: startMs,
    session: session.id,
  });
  world.advance(60_000);
  await world.sync();
  expect(await world.validUntil('c1')).toEqual([undefined, startMs + 31 * dayMs, startMs + dayMs]);
  expect(await world.known('c1')).toBe(1);
});
