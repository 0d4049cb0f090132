import { beforeEach, describe, expect, test } from 'vitest';
import { keyedInMeeting } from '../../../../../lib/conferences/call/inside/keys.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { conferenceWorld, outside, running, type ConferenceWorld } from '../../support.ts';

const call = voiceCall('CA1');

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(running());
  world.world.traits = outside;
  await world.letIn('CA1');
});

const caller = () => world.caller('c1', 'CA1');
const press = (keys: string, id?: string, atMs = world.now()) =>
  keyedInMeeting(world.deps, { call, keys, press: { id, atMs } });
const heard = () => world.record.told.map(({ sentence }) => sentence);

describe('keys in the meeting', () => {
  test.each(['6', '*6', '6#', '*6#'])('%s mutes, and the caller alone hears so', async (keys) => {
    expect(await press(keys)).toBe('recorded');
    expect(caller().muted).toMatchObject({ is: true, by: 'caller' });
    expect(world.record.commands).toEqual(['phone tell meeting-1 CA1 you-are-muted']);
    expect(world.record.wakes).toHaveLength(1);
  });

  test.each(['9', '*9'])('%s raises the hand', async (keys) => {
    await press(keys);
    expect(caller().hand).toBe(true);
    expect(heard()).toEqual(['hand-raised']);
  });

  test.each(['', '*', '#', '5', '66', '*66', '96'])('%o is nothing', async (keys) => {
    const before = caller();
    expect(await press(keys)).toBe('ignored');
    expect(caller()).toBe(before);
    expect(world.record.commands).toEqual([]);
  });

  test('undo each other', async () => {
    await press('6', '1');
    world.advance(1);
    await press('6', '2');
    expect(heard()).toEqual(['you-are-muted', 'you-are-unmuted']);
    expect(caller().muted.is).toBe(false);
  });

  test('do not undo a mute that is the host’s', async () => {
    await world.tell({ kind: 'settingsChanged', atMs: world.now(), change: { mayUndoMute: false } });
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'room' });
    await press('6');
    expect(caller().muted.is).toBe(true);
    expect(heard()).toEqual(['mute-is-the-hosts']);
  });

  test('of somebody who is being thrown out, or whom nobody knows, are nothing', async () => {
    await world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' });
    expect(await press('6')).toBe('ignored');
    expect(await keyedInMeeting(world.deps, { call: voiceCall('x'), keys: '6', press: { atMs: 0 } })).toBe(
      'unknown',
    );
  });

  test('do what they do where no meeting is known in which the sentence could be said', async () => {
    const conference = { ...world.conference('c1'), meeting: undefined };
    const conferences = { ...world.deps.conferences, get: () => Promise.resolve(conference) };
    const pressed = { call, keys: '6', press: { atMs: world.now() } };
    expect(await keyedInMeeting({ ...world.deps, conferences }, pressed)).toBe('recorded');
    expect(caller().muted.is).toBe(true);
    expect(world.record.told).toEqual([]);
  });

  test('log nothing of a sentence that was said', async () => {
    await press('6');
    expect(world.record.logs).toEqual([]);
  });

  test('do what they do although the sentence cannot be said', async () => {
    world.world.tell = () => 'unknown';
    expect(await press('6')).toBe('recorded');
    expect(caller().muted.is).toBe(true);
    expect(world.record.logs).toContainEqual(expect.objectContaining({ code: 'conference-command' }));
  });
});

describe('a press that is reported twice counts once', () => {
  test('by its id, also when others came between', async () => {
    const atMs = world.now();
    await press('6', 'first', atMs);
    await press('9', 'second', atMs + 2_000);
    world.advance(60_000);
    await press('6', 'first', atMs);
    expect(caller()).toMatchObject({ muted: { is: true }, hand: true });
  });

  test.each([
    [1_499, true],
    [1_500, false],
  ])('without an id, by its key within 1.5 s: after %i ms', async (ms, isMuted) => {
    const atMs = world.now();
    await press('6', undefined, atMs);
    await press('9', undefined, atMs + ms);
    world.advance(ms);
    await press('6', undefined, atMs + ms);
    expect(caller().muted.is).toBe(isMuted);
    expect(caller().hand).toBe(true);
  });

  test('but two presses of one key with an id each are two', async () => {
    await press('9', '1');
    await press('9', '2');
    expect(caller().hand).toBe(false);
  });
});
