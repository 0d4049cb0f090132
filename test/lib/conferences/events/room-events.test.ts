import { beforeEach, describe, expect, test } from 'vitest';
import { menuKeyed } from '../../../../lib/conferences/call/inside/menu.ts';
import { roomReported, type RoomEvent } from '../../../../lib/conferences/events/room-events.ts';
import { twilioTraits } from '../../../../lib/providers/twilio/traits.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { announcedWorld, session, type ConferenceWorld } from '../support.ts';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';

let world: ConferenceWorld;
const call = voiceCall('CA1');
beforeEach(async () => {
  world = await announcedWorld();
});
const room = 'room-of-c1';
const report = (event: RoomEvent) => roomReported(world.deps, event);
/** The room provider's time: whole seconds. */
const second = () => Math.floor(world.now() / 1000) * 1000;

test('an event of a room that nobody knows is strange, and wakes nobody', async () => {
  expect(await report({ kind: 'roomDeleted', room: 'other', atMs: startMs })).toBe('unknown');
  expect(world.record.wakes).toEqual([]);
});

test('every event of a room of ours wakes the sync, also about callers that nobody knows', async () => {
  for (const kind of ['muted', 'unmuted', 'askedToUnmute'] as const)
    expect(await report({ kind, room, atMs: startMs, calls: [voiceCall('nobody')] })).toBe('recorded');
  for (const kind of [
    'sessionStarted',
    'sessionEnded',
    'recordingStarted',
    'recordingStopped',
    'roomDeleted',
  ] as const)
    expect(await report({ kind, room, atMs: startMs, session: session.id })).toBe('recorded');
  expect(world.record.wakes).toHaveLength(8);
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
  const ask = async (atMs = second()) => {
    await report({ kind: 'askedToUnmute', room, atMs, calls: [call] });
    await world.sync();
  };
  const goesToMenu = () => world.change('CA1', { kind: 'returned', atMs: world.now(), joinSequence: 1 });
  const comesBack = async () => {
    const key = await menuKeyed(world.deps, { call, joinSequence: 1, digits: '#' });
    await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 2, muted: false });
    await world.sync();
    return key;
  };

  test('that caller alone hears how', async () => {
    await world.letIn('CA2');
    await ask();
    expect(world.record.told).toEqual([{ call, sentence: 'asked-to-unmute', language: 'en', ends: false }]);
    expect(world.record.logs.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('where no key could do it, they are unmuted, and hear so', async () => {
    world.world.traits = { ...twilioTraits, keys: 'none' };
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'room' });
    await world.sync();
    world.advance(5_000);
    await ask();
    expect(world.caller('c1', 'CA1').muted).toMatchObject({ is: false, by: 'caller' });
    expect(world.record.told).toMatchObject([{ call, sentence: 'you-are-unmuted' }]);
    expect(world.record.commands.at(-1)).toContain('mute');
    // A request that is repeated opens nobody's mouth again.
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'room' });
    await world.sync();
    expect(world.caller('c1', 'CA1').muted.is).toBe(true);
  });

  test('in the language of the call, and as its dial-in has recorded it', async () => {
    const audioUrl = 'https://files.example.com/unmute.mp3';
    const pinCall = world.pinCall('CA1');
    if (pinCall === undefined) throw new Error('nobody was let in');
    world.addPinCall({ ...pinCall, audio: { 'asked-to-unmute': audioUrl } });
    await ask();
    expect(world.record.told).toEqual([
      { call, sentence: 'asked-to-unmute', language: 'en', audioUrl, ends: false },
    ]);
  });

  test.each([
    ['delivered three times', [0, 0, 0], [0, 0, 0], 1],
    ['delivered again a minute later', [0, 0], [0, 60], 1],
    ['pressed twice at once', [0, 9], [0, 9], 1],
    ['pressed again a while later', [0, 10], [0, 10], 2],
    ['of which the first arrives last', [10, 0], [10, 11], 1],
  ])('%s: heard once for each asking', async (_, said, heard, times) => {
    const startedAtMs = second();
    for (const [index, s] of said.entries()) {
      world.advance(startedAtMs + (heard[index] ?? 0) * 1_000 - world.now());
      await ask(startedAtMs + s * 1_000);
    }
    expect(world.record.told).toHaveLength(times);
  });

  test('in the menu: heard by whoever comes back', async () => {
    await goesToMenu();
    await ask();
    expect(world.record.told).toEqual([]);
    world.advance(20_000);
    await comesBack();
    expect(world.record.told).toMatchObject([{ sentence: 'asked-to-unmute' }]);
  });

  test('in the menu, by somebody who unmutes there: not heard', async () => {
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'room' });
    await goesToMenu();
    await ask();
    world.advance(5_000);
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: false, by: 'caller', menu: 1 });
    await comesBack();
    expect(world.record.told).toEqual([]);
  });

  test('a minute ago: not heard any more', async () => {
    await goesToMenu();
    await ask();
    world.advance(60_000);
    await comesBack();
    expect(world.record.told).toEqual([]);
  });

  test.each<CommandResult>(['refused', 'unknown'])('%s is noted, and not tried again', async (told) => {
    world.world.tell = () => told;
    await ask();
    world.advance(5_000);
    await world.sync();
    expect(world.record.told).toHaveLength(1);
    expect(world.record.logs).toContainEqual(
      expect.objectContaining({ level: 'warn', code: 'conference-command' }),
    );
  });

  test.each<CommandResult>(['gone', { notBeforeMs: undefined }])(
    '%s was not heard, and is told again',
    async (told) => {
      world.world.tell = () => told;
      await ask();
      world.world.tell = () => 'done';
      world.advance(5_000);
      await world.sync();
      await world.sync();
      expect(world.record.told).toHaveLength(2);
    },
  );
});
