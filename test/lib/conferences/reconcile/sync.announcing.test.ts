import { beforeEach, describe, expect, test } from 'vitest';
import { newConference } from '../../../support/new-conference.ts';
import { bothSides } from './both-sides.ts';
import { bridgeIn, c1, conferenceWorld, running, session, type ConferenceWorld } from '../support.ts';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';

let world: ConferenceWorld;
let sides: ReturnType<typeof bothSides>;
beforeEach(() => {
  world = conferenceWorld(running());
  sides = bothSides(world);
});
const calls = (count: number) => Array.from({ length: count }, (_, index) => `CA${index + 1}`);
const letAllIn = async (count: number) => {
  for (const call of calls(count)) await world.letIn(call);
};
const isDue = async (aheadMs = 0) =>
  (await world.deps.conferences.due(world.now() + aheadMs, 10)).includes(c1);

describe('announcing', () => {
  test('200 callers who wait when the bridge comes take two requests', async () => {
    world = conferenceWorld(newConference('c1', { session }));
    sides = bothSides(world);
    await letAllIn(200);
    await world.sync();
    await world.bridgeComes();
    expect(await world.sync()).toBe('agreed');
    expect(sides.room.size).toBe(200);
    expect(world.record.announced.map(({ callers }) => callers.length)).toEqual([100, 100]);
    expect(
      world.record.announced.flatMap(({ callers }) => callers).some(({ call }) => call === 'bridge'),
    ).toBe(false);
  });

  test('one refused caller of twenty is found by halving, and the others are announced', async () => {
    await letAllIn(20);
    const announce = world.world.announce;
    world.world.announce = (callers) =>
      callers.some(({ call }) => call === 'CA13') ? 'refused' : announce(callers);
    expect(await world.sync()).toBe('agreed');
    expect(sides.room.size).toBe(19);
    expect(sides.room.has('CA13')).toBe(false);
    expect(sides.twice).toEqual([]);
    const sizes = [20, 10, 10, 5, 3, 2, 1, 2, 5];
    expect(world.record.announced.map(({ callers }) => callers.length)).toEqual(sizes);
    expect(world.record.counts.filter(({ metric }) => metric === 'roomRefused')).toHaveLength(1);
    await world.sync();
    expect(world.record.announced).toHaveLength(sizes.length);
    world.world.announce = announce;
    world.advance(300_000);
    await world.sync();
    expect(sides.room.size).toBe(20);
  });

  test.each(['CA1', 'CA2'])(
    'of two of whom one, %s, is refused, the other is announced at once',
    async (odd) => {
      await letAllIn(2);
      const { announce } = world.world;
      world.world.announce = (callers) =>
        callers.some(({ call }) => call === odd) ? 'refused' : announce(callers);
      expect(await world.sync()).toBe('agreed');
      expect([...sides.room.keys()]).toEqual(calls(2).filter((call) => call !== odd));
      expect(world.record.announced).toHaveLength(3);
    },
  );

  test.each([
    [5, 'agreed'],
    [6, 'later'],
  ])('%i callers of whom none is taken: %s, since a sixth is not asked about', async (count, synced) => {
    await letAllIn(count);
    world.world.announce = () => 'refused';
    expect(await world.sync()).toBe(synced);
    const alone = world.record.announced.filter(({ callers }) => callers.length === 1);
    expect(alone).toHaveLength(5);
  });

  test('a room that takes nobody is not asked about each of a hundred', async () => {
    await letAllIn(100);
    world.world.announce = () => 'refused';
    expect(await world.sync()).toBe('later');
    expect(world.record.announced.length).toBeLessThan(20);
    expect(await isDue(5_000)).toBe(true);
  });

  test('whose answer was lost is done again: better twice than invisible', async () => {
    await letAllIn(2);
    sides.faults.after = () => 'unknown';
    expect(await world.sync()).toBe('later');
    sides.faults.after = () => undefined;
    expect(await world.sync()).toBe('agreed');
    expect(sides.twice).toEqual(calls(2));
    expect(sides.room.size).toBe(2);
  });

  test('is done once for each bridge leg', async () => {
    await letAllIn(2);
    await world.sync();
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
    await world.bridgeComes('second');
    expect(await world.sync()).toBe('agreed');
    expect(sides.twice).toEqual([]);
    expect(world.caller('c1', 'CA1').announced?.bridge).toBe('second-3');
  });

  test('carries the mute of the moment', async () => {
    await world.letIn('CA1', { muted: true });
    await world.sync();
    expect(sides.room.get('CA1')).toEqual({ muted: true, hand: false });
  });
});

describe('an announcement that surely was not made', () => {
  const busy: CommandResult = { notBeforeMs: undefined };

  test('by a busy room twice, of a hundred callers, is made once more, and nothing is told again after it', async () => {
    await letAllIn(100);
    const { announce } = world.world;
    for (const told of [busy, busy]) {
      world.world.announce = () => told;
      expect(await world.sync()).toBe('later');
      expect(world.callers('c1').filter(({ announced }) => announced !== undefined)).toEqual([]);
      world.advance(5_000);
    }
    world.world.announce = announce;
    expect(await world.sync()).toBe('agreed');
    expect(sides.room.size).toBe(100);
    for (let second = 0; second < 120; second += 1) {
      await world.sync();
      world.advance(1_000);
    }
    expect(world.record.commands.map((command) => command.split(' ', 2).join(' '))).toEqual(
      Array(3).fill('room announce'),
    );
  });

  test.each<[string, CommandResult]>([
    ['is busy', busy],
    ['has no session', 'gone'],
    ['does not take them', 'refused'],
  ])('because the room %s: who leaves then is not withdrawn', async (_, told) => {
    await letAllIn(1);
    world.world.announce = () => told;
    await world.sync();
    await world.change('CA1', { kind: 'gone', atMs: world.now() });
    world.advance(5_000);
    expect(await world.sync()).toBe('agreed');
    world.advance(60_000);
    await world.sync();
    expect(world.record.commands).toEqual(['room announce room-of-c1 CA1']);
  });

  test('does not undo that an earlier one may have been made', async () => {
    await letAllIn(1);
    sides.faults.after = () => 'unknown';
    await world.sync();
    sides.faults.after = () => undefined;
    world.world.announce = () => busy;
    await world.sync();
    await world.change('CA1', { kind: 'gone', atMs: world.now() });
    expect(await world.sync()).toBe('agreed');
    expect(sides.room.size).toBe(0);
  });

  test.each<[string, CommandResult, readonly string[]]>([
    ['surely not', busy, ['CA1']],
    ['perhaps', 'unknown', ['CA1', 'CA2']],
  ])(
    'of those in a refused group: the second %s, the others were never asked about',
    async (_, told, unsure) => {
      await letAllIn(4);
      world.world.announce = (callers) =>
        callers.length === 1 && callers[0]?.call === 'CA2' ? told : 'refused';
      expect(await world.sync()).toBe('later');
      const asked = world
        .callers('c1')
        .filter(({ announced, refusedUntilMs }) => announced ?? refusedUntilMs);
      expect(asked.map(({ call }) => call)).toEqual(unsure);
    },
  );
});

describe('a provider that says how long it wants to be left alone', () => {
  const rest = (ms: number) => ({ notBeforeMs: world.now() + ms });

  test('the room is not asked before, whatever happens meanwhile, and then at once', async () => {
    await letAllIn(1);
    const { announce } = world.world;
    world.world.announce = () => rest(20_000);
    expect(await world.sync()).toBe('later');
    world.world.announce = announce;
    world.advance(6_000);
    await world.letIn('CA2');
    await world.change('CA2', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    await world.sync();
    expect(world.record.commands).toEqual(['room announce room-of-c1 CA1', 'phone mute meeting-1 CA2']);
    expect(await isDue(13_999)).toBe(false);
    expect(await isDue(14_000)).toBe(true);
    world.advance(14_000);
    expect(await world.sync()).toBe('agreed');
    expect([...sides.room.keys()]).toEqual(['CA1', 'CA2']);
  });

  test('nor is the phone side, while the room is', async () => {
    await letAllIn(1);
    await world.sync();
    const { mutePhone } = world.world;
    world.world.mutePhone = () => rest(20_000);
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    expect(await world.sync()).toBe('later');
    world.world.mutePhone = mutePhone;
    expect(sides.room.get('CA1')?.muted).toBe(true);
    world.advance(19_999);
    await world.sync();
    expect(sides.phones.get('CA1')).toBeUndefined();
    world.advance(1);
    await world.sync();
    expect(sides.phones.get('CA1')).toEqual({ muted: true });
  });
});

describe('an announcement that is given up and takes effect late', () => {
  const lateMs = 30_000;

  /** Announces CA1 with an answer that is lost; `arrive` lets the same request take effect once more. */
  async function loseAnnouncement(): Promise<{ readonly arrive: () => void }> {
    await letAllIn(1);
    sides.faults.before = () => 'unknown';
    expect(await world.sync()).toBe('later');
    sides.faults.before = () => undefined;
    return { arrive: () => void sides.room.set('CA1', { muted: false, hand: false }) };
  }

  test('undoes no mute for long', async () => {
    const { arrive } = await loseAnnouncement();
    expect(await world.sync()).toBe('agreed');
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    expect(await world.sync()).toBe('agreed');
    arrive();
    expect(await isDue(lateMs - 1)).toBe(false);
    expect(await isDue(lateMs)).toBe(true);
    world.advance(lateMs);
    expect(await world.sync()).toBe('agreed');
    expect(sides.room.get('CA1')).toEqual({ muted: true, hand: false });
    expect(world.caller('c1', 'CA1').settlesAtMs).toBeUndefined();
  });

  test('undoes no hand for long, although another run of the sync had its answer meanwhile', async () => {
    await letAllIn(1);
    await world.change('CA1', { kind: 'hand', atMs: world.now(), raised: true });
    let writes = 0;
    world.world.before = async (operation) => {
      if (operation !== 'conferences.changeCaller' || (writes += 1) !== 2) return;
      sides.faults.before = () => 'unknown';
      expect(await world.sync()).toBe('later');
      sides.faults.before = () => undefined;
    };
    expect(await world.sync()).toBe('agreed');
    expect(sides.room.get('CA1')).toEqual({ muted: false, hand: true });
    sides.room.set('CA1', { muted: false, hand: false });
    expect(await isDue(lateMs)).toBe(true);
    world.advance(lateMs);
    expect(await world.sync()).toBe('agreed');
    expect(sides.room.get('CA1')).toEqual({ muted: false, hand: true });
  });

  test('shows nobody for long who has left meanwhile', async () => {
    const { arrive } = await loseAnnouncement();
    await world.change('CA1', { kind: 'gone', atMs: world.now() });
    expect(await world.sync()).toBe('agreed');
    arrive();
    expect(await isDue(lateMs)).toBe(true);
    world.advance(lateMs);
    expect(await world.sync()).toBe('agreed');
    expect(sides.room.size).toBe(0);
    expect(world.caller('c1', 'CA1').settlesAtMs).toBeUndefined();
  });
});
