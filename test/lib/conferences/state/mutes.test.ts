import { beforeEach, describe, expect, test } from 'vitest';
import { roomReported } from '../../../../lib/conferences/events/room-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { announcedWorld, conferenceWorld, running, type ConferenceWorld } from '../support.ts';
import { roomSide } from '../../../../lib/conferences/state/announced.ts';

let world: ConferenceWorld;
const call = voiceCall('CA1');
beforeEach(async () => {
  world = await announcedWorld();
});
const room = 'room-of-c1';
const caller = () => world.caller('c1', 'CA1');
/** The room provider's time: whole seconds. */
const second = () => Math.floor(world.now() / 1000) * 1000;
const muted = (kind: 'muted' | 'unmuted', atMs = second()) =>
  roomReported(world.deps, { kind, room, atMs, calls: [call] });

describe('mute', () => {
  test('by a moderator reaches the phone, and unmute too', async () => {
    await muted('muted');
    await world.sync();
    expect(world.record.commands).toContain('phone mute meeting-1 CA1');
    world.advance(20_000);
    await muted('unmuted');
    await world.sync();
    expect(world.record.commands).toContain('phone unmute meeting-1 CA1');
  });

  /** The keypad mutes, and the room is told; what it says of that comes back while it is told, or later. */
  async function keypadMutes(comesBack: () => Promise<unknown> = () => Promise.resolve()) {
    const answers: Promise<unknown>[] = [];
    world.world.muteInRoom = () => {
      answers.push(comesBack());
      return 'done';
    };
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    await world.sync();
    await Promise.all(answers);
    world.world.muteInRoom = () => 'done';
  }
  const toldRoom = () => world.record.commands.filter((command) => /^room (?:un)?mute/.test(command));

  test.each([
    ['at once', 0],
    ['a minute late', 60_000],
  ])('that is the echo of what we told is no word of a moderator, coming %s', async (_, lateMs) => {
    await keypadMutes();
    const atMs = second() + 1_000;
    world.advance(lateMs);
    await muted('muted', atMs);
    expect(caller().muted).toMatchObject({ is: true, by: 'caller' });
    await world.sync();
    expect(toldRoom()).toEqual(['room mute room-of-c1 CA1']);
  });

  test('that is an echo is known also if it overtakes the answer to what we told', async () => {
    await keypadMutes(() => muted('muted'));
    expect(caller().muted.by).toBe('caller');
    await world.sync();
    expect(toldRoom()).toEqual(['room mute room-of-c1 CA1']);
  });

  test.each([
    [2, 'caller'],
    [3, 'room'],
  ])('that says the same of a moment %i s after we told it is the word of the %s', async (s, by) => {
    await keypadMutes();
    world.advance(s * 1_000);
    await muted('muted');
    expect(caller().muted.by).toBe(by);
  });

  test('that is the echo of what we told undoes no key that was pressed since; and the room is told of that', async () => {
    await keypadMutes();
    const atMs = second();
    world.advance(1_000);
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: false, by: 'caller' });
    await muted('muted', atMs);
    expect(caller().muted).toMatchObject({ is: false, by: 'caller' });
    await world.sync();
    expect(toldRoom()).toEqual(['room mute room-of-c1 CA1', 'room unmute room-of-c1 CA1']);
  });

  test('that is the echo of what the room was told before is no reason to tell it again', async () => {
    await keypadMutes();
    const atMs = second();
    world.advance(10_000);
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: false, by: 'caller' });
    await world.sync();
    await muted('muted', atMs);
    await world.sync();
    expect(caller().muted).toMatchObject({ is: false, by: 'caller' });
    expect(toldRoom()).toHaveLength(2);
  });

  test('and the same again in the second in which the room was told the contrary: the room is told once more', async () => {
    const atMs = second();
    await muted('muted', atMs);
    await muted('unmuted', atMs);
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    await world.sync();
    expect(toldRoom().at(-1)).toBe('room mute room-of-c1 CA1');
    const before = toldRoom().length;
    await muted('unmuted', atMs);
    await world.sync();
    expect(caller().muted).toMatchObject({ is: true, by: 'caller' });
    expect(toldRoom().slice(before)).toEqual(['room mute room-of-c1 CA1']);
  });

  test('that comes back last, after a word to the contrary in its second, may be older: the room is told once more', async () => {
    const answers: Promise<unknown>[] = [];
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    world.advance(2_000);
    world.world.muteInRoom = () => {
      answers.push(muted('unmuted').then(() => muted('muted')));
      world.world.muteInRoom = () => 'done';
      return 'done';
    };
    await world.sync();
    await Promise.all(answers);
    await world.sync();
    expect(caller()).toMatchObject({ muted: { is: true }, announced: { muted: true } });
    expect(toldRoom()).toEqual(['room mute room-of-c1 CA1', 'room mute room-of-c1 CA1']);
  });

  test('on its way, of which the contrary is heard before the caller wants it again, is told once more: the moderator’s came last', async () => {
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    await world.change('CA1', { kind: 'roomMuteUnknown', atMs: world.now(), muted: true });
    world.advance(2_000);
    await muted('unmuted');
    world.advance(1_000);
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    const side = roomSide(world.conference('c1')) ?? { session: '', bridge: '' };
    await world.change('CA1', { kind: 'roomHas', atMs: world.now(), ...side, muted: true });
    const before = toldRoom().length;
    await world.sync();
    expect(caller()).toMatchObject({ muted: { is: true }, announced: { muted: true } });
    expect(toldRoom().slice(before)).toEqual(['room mute room-of-c1 CA1']);
  });

  test('against our last word is no echo', async () => {
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: false, by: 'caller' });
    await world.sync();
    world.advance(1_000);
    await muted('muted');
    expect(caller().muted).toMatchObject({ is: true, by: 'room' });
  });

  /** Both sides, after the room has said these, as they arrive: `unmuted 2` is of two seconds from now. */
  async function afterWords(words: readonly string[]) {
    const atMs = second();
    for (const word of words) {
      const [kind, s] = word.split(' ');
      await muted(kind === 'muted' ? kind : 'unmuted', atMs + Number(s) * 1_000);
      await world.sync();
    }
    world.advance(60_000);
    await world.sync();
    return [
      caller().muted,
      world.record.commands.findLast((command) => command.startsWith('phone')),
      toldRoom().at(-1),
    ];
  }
  const saidAt = (is: boolean, s: number) => ({ is, by: 'room', atMs: startMs + 30_000 + s * 1_000 });
  const unmute = ['phone unmute meeting-1 CA1', 'room unmute room-of-c1 CA1'];
  const mute = ['phone mute meeting-1 CA1', 'room mute room-of-c1 CA1'];

  test.each<[string, readonly string[], boolean]>([
    ['unmuted after muted', ['muted 0', 'unmuted 0'], false],
    ['muted after unmuted', ['unmuted 0', 'muted 0'], true],
    ['muted delivered twice', ['muted 0', 'unmuted 0', 'muted 0'], false],
    ['unmuted delivered twice', ['unmuted 0', 'muted 0', 'unmuted 0'], true],
    ['both twice', ['muted 0', 'muted 0', 'unmuted 0', 'unmuted 0', 'muted 0'], false],
  ])('and unmute in one second of the room’s clock: the last to arrive counts, %s', async (_, words, is) => {
    expect(await afterWords(words)).toEqual([saidAt(is, 0), ...(is ? mute : unmute)]);
  });

  test.each<[string, readonly string[], boolean, readonly unknown[]]>([
    ['the mute comes later', ['unmuted 2', 'muted 0'], false, [undefined, undefined]],
    ['both come twice', ['unmuted 2', 'muted 0', 'unmuted 2', 'muted 0'], false, [undefined, undefined]],
    ['the mute comes again', ['muted 0', 'unmuted 2', 'muted 0'], false, unmute],
    ['the unmute comes later', ['muted 2', 'unmuted 0'], true, mute],
  ])(
    'and unmute in two seconds: the last by the room’s clock counts, also if %s',
    async (_, words, is, commands) => {
      expect(await afterWords(words)).toEqual([saidAt(is, 2), ...commands]);
    },
  );

  test('within ten seconds of the announcement: an unmute that overtakes its mute counts', async () => {
    world = conferenceWorld(running());
    await world.letIn('CA1');
    await world.sync();
    const atMs = second();
    world.advance(6_000);
    await muted('unmuted', atMs + 4_000);
    await muted('muted', atMs + 2_000);
    await world.sync();
    expect(caller().muted).toEqual({ is: false, by: 'room', atMs: atMs + 4_000 });
    expect(caller().announced?.muted).toBe(false);
    expect(world.record.commands).toEqual(['room announce room-of-c1 CA1']);
  });

  test.each([
    ['muted', 'unmuted', false],
    ['unmuted', 'muted', true],
  ] as const)(
    'right after the announcement: %s and %s are two words, not an echo',
    async (first, then, is) => {
      world = conferenceWorld(running());
      await world.letIn('CA1');
      await world.sync();
      await muted(first);
      await muted(then);
      await world.sync();
      expect(caller().muted.is).toBe(is);
      expect(caller().announced?.muted).toBe(is);
    },
  );

  test.each([true, false])('in the same second as a key that sets it to %s means muted', async (is) => {
    world.advance(400);
    const atMs = second();
    await world.change('CA1', { kind: 'muted', atMs: atMs + 300, is, by: 'caller' });
    await muted(is ? 'unmuted' : 'muted', atMs);
    expect(caller().muted.is).toBe(true);
    await world.change('CA1', { kind: 'muted', atMs: atMs + 900, is: false, by: 'caller' });
    expect(caller().muted.is).toBe(!is);
  });

  test('by the keypad is not undone by an unmute in the same second', async () => {
    const atMs = second();
    await world.change('CA1', { kind: 'muted', atMs: atMs + 300, is: true, by: 'caller' });
    await muted('unmuted', atMs);
    expect(caller().muted).toMatchObject({ is: true, by: 'caller' });
  });

  test('that is older than what the keypad said since is too late', async () => {
    const atMs = second();
    world.advance(5_000);
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    await muted('unmuted', atMs);
    expect(caller().muted).toMatchObject({ is: true, by: 'caller' });
  });
});

test('a mute of the phone whose answer was lost, and a word to the contrary before it is tried again: the phone is told', async () => {
  world.world.mutePhone = () => 'unknown';
  await muted('muted');
  await world.sync();
  world.world.mutePhone = () => 'done';
  world.advance(1_000);
  await muted('unmuted');
  await world.sync();
  expect(world.record.commands.findLast((command) => command.startsWith('phone'))).toBe(
    'phone unmute meeting-1 CA1',
  );
  expect(caller().phone).toEqual({ muted: false });
});
