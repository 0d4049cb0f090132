import { beforeEach, describe, expect, test } from 'vitest';
import { unheardSession } from '../../../lib/conference/facts.ts';
import type { Told } from '../../../lib/conference/ports.ts';
import { roomReported, type RoomEvent } from '../../../lib/conference/room-facts.ts';
import { startMs, voiceCall } from '../../support/conferences.ts';
import { bridgeIn, conferenceWorld, running, session, type ConferenceWorld } from './support.ts';

let world: ConferenceWorld;
const call = voiceCall('CA1');
/** The caller is in and was announced half a minute ago. */
beforeEach(async () => {
  world = conferenceWorld(running());
  await world.letIn('CA1');
  await world.sync();
  world.advance(30_000);
});
const room = 'room-of-c1';
const report = (event: RoomEvent) => roomReported(world.deps, event);
const caller = () => world.caller('c1', 'CA1');
/** The room provider's time: whole seconds. */
const second = () => Math.floor(world.now() / 1000) * 1000;

test('an event of a room that nobody knows is strange, and wakes nobody', async () => {
  expect(await report({ kind: 'roomDeleted', room: 'other', atMs: startMs })).toBe('strange');
  expect(world.record.wakes).toEqual([]);
});

test('every event of a room of ours wakes the sync, also about callers that nobody knows', async () => {
  for (const kind of ['muted', 'unmuted', 'askedToUnmute'] as const)
    expect(await report({ kind, room, atMs: startMs, call: voiceCall('nobody') })).toBe('recorded');
  expect(world.record.wakes).toHaveLength(3);
});

describe('session and room', () => {
  test('start and end are recorded with the time of the room', async () => {
    await report({ kind: 'sessionEnded', room, atMs: startMs + 1_000, session: session.id });
    expect(world.conference('c1').session?.endedAtMs).toBe(startMs + 1_000);
    await report({ kind: 'sessionStarted', room, atMs: startMs + 2_000, session: 'session-2' });
    expect(world.conference('c1').session).toEqual({
      id: 'session-2',
      startedAtMs: startMs + 2_000,
      previous: session.id,
    });
  });

  test('a room that is deleted closes its conference', async () => {
    await report({ kind: 'roomDeleted', room, atMs: startMs });
    expect(world.conference('c1').isClosed).toBe(true);
  });
});

describe('asked to unmute', () => {
  const ask = () => report({ kind: 'askedToUnmute', room, atMs: second(), call });
  test('that caller alone hears how', async () => {
    await world.letIn('CA2');
    await ask();
    expect(world.record.told).toEqual([{ call, sentence: 'asked-to-unmute', language: 'en', ends: false }]);
    expect(world.record.logs.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('in the language of the call, and as its door has recorded it', async () => {
    const audioUrl = 'https://files.example.com/unmute.mp3';
    world.openDoor('+12025550143', {
      kind: 'pin',
      opensTo: 'callers',
      language: 'de',
      audio: { 'asked-to-unmute': audioUrl },
    });
    await ask();
    expect(world.record.told).toEqual([
      { call, sentence: 'asked-to-unmute', language: 'en', audioUrl, ends: false },
    ]);
  });

  test('nobody who is not in the meeting is told', async () => {
    await world.change('CA1', { kind: 'left', atMs: world.now(), n: 1 });
    await ask();
    expect(world.record.told).toEqual([]);
  });

  test.each<Told>(['gone', 'refused', 'unknown'])('%s is noted, and not tried again', async (told) => {
    world.world.tell = () => told;
    expect(await ask()).toBe('recorded');
    expect(world.record.told).toHaveLength(1);
    expect(world.record.logs).toContainEqual(
      expect.objectContaining({ level: 'warn', code: 'conference-act' }),
    );
  });
});

describe('a participant who left was removed', () => {
  const leave = (change: Partial<Extract<RoomEvent, { kind: 'participantLeft' }>> = {}) =>
    report({ kind: 'participantLeft', room, atMs: second(), call, session: session.id, ...change });
  /** Leg and announcement are others; the room was told to take the caller back at the present second. */
  const takeBackAndAnnounce = async () => {
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
    await world.sync();
    await world.bridgeComes('second');
    await world.sync();
  };

  test.each<[string, () => Promise<unknown>]>([
    ['with its session named', () => leave()],
    ['without', () => leave({ session: undefined })],
    [
      'from the menu',
      async () => {
        await world.change('CA1', { kind: 'left', atMs: world.now(), n: 1 });
        await leave();
      },
    ],
    [
      'announced again, and taken back 30 s ago',
      async () => {
        await takeBackAndAnnounce();
        world.advance(30_000);
        await leave();
      },
    ],
    [
      'in a session that is known by no name, and goes on by its own',
      async () => {
        await world.tell({ kind: 'sessionEnded', atMs: startMs + 30_000, session: session.id });
        await world.tell({ kind: 'sessionStarted', atMs: startMs + 30_000, session: unheardSession });
        await world.sync();
        world.advance(30_000);
        world.world.liveSession = () => ({ session: 'session-2' });
        await leave({ session: 'session-2' });
      },
    ],
    [
      'bridge and session going on',
      async () => {
        world.world.isUp = () => true;
        world.world.liveSession = () => ({ session: session.id });
        await leave();
      },
    ],
  ])('if all else was well, %s: told, and hung up', async (_, step) => {
    await step();
    expect(caller().removed?.why).toBe('removed');
    await world.sync();
    expect(world.record.told).toEqual([{ call, sentence: 'removed', language: 'en', ends: true }]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['is not ours', () => leave({ call: voiceCall('somebody') })],
    ['was in another session', () => leave({ session: 'session-0' })],
    [
      'has been away for so long that a left of ours is on its way',
      async () => {
        await world.change('CA1', { kind: 'left', atMs: world.now(), n: 1 });
        world.advance(45_000);
        await leave();
      },
    ],
    [
      'has hung up',
      async () => {
        await world.change('CA1', { kind: 'gone', atMs: world.now() });
        await leave();
      },
    ],
    [
      'left with a bridge of whose end we have not heard',
      async () => {
        world.world.isUp = () => false;
        await leave();
        expect(world.conference('c1').bridge.state).toBe('absent');
      },
    ],
    [
      'left with a session of whose end we have not heard',
      async () => {
        world.world.liveSession = () => ({ session: undefined });
        await leave();
      },
    ],
    [
      'left with a session after which there is another already',
      async () => {
        world.world.liveSession = () => ({ session: 'session-2' });
        await leave();
      },
    ],
    [
      'was never announced',
      async () => {
        await world.change('CA1', { kind: 'roomHasNot', atMs: world.now() - 60_000 });
        await leave();
      },
    ],
    [
      'was announced, but of that the room is unsure',
      async () => {
        const { announced } = caller();
        if (announced === undefined) throw new Error('nobody is announced');
        const { session: current, bridge, atMs } = announced;
        await world.change('CA1', { kind: 'roomHas', atMs, session: current, bridge, isUnsure: true });
        await leave();
      },
    ],
    [
      'was announced for another bridge leg, so that a left of ours is on its way',
      async () => {
        await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
        await world.bridgeComes('second');
        await leave();
      },
    ],
    [
      'was taken back, and the bridge is out',
      async () => {
        await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
        await leave();
      },
    ],
    [
      'left with a session that ended',
      async () => {
        await world.tell({ kind: 'sessionEnded', atMs: world.now(), session: session.id });
        await leave();
      },
    ],
    [
      'was taken back less than 30 s ago, also if the news come much later',
      async () => {
        await takeBackAndAnnounce();
        const atMs = second() + 29_000;
        world.advance(300_000);
        await leave({ atMs });
      },
    ],
  ])('not if the one who left %s', async (_, step) => {
    await step();
    expect(caller().removed).toBeUndefined();
    expect(caller().announced === undefined || world.record.told.length === 0).toBe(true);
  });

  test('also in a session whose start was never reported', async () => {
    world = conferenceWorld(running({ session: undefined }));
    await world.letIn('CA1');
    await world.sync();
    world.advance(60_000);
    await leave({ session: 'any' });
    expect(caller().removed?.why).toBe('removed');
  });
});
