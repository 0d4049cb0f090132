import { beforeEach, describe, expect, test } from 'vitest';
import { syncConference } from '../../../../lib/conferences/reconcile/sync.ts';
import { conferenceId } from '../../../support/new-conference.ts';
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

describe('running it twice', () => {
  test('does nothing more, and nothing is due', async () => {
    await letAllIn(3);
    expect(await world.sync()).toBe('agreed');
    expect([...sides.room.keys()]).toEqual(calls(3));
    const commands = [...world.record.commands];
    expect(commands).toEqual(['room announce room-of-c1 CA1,CA2,CA3']);
    expect(await world.sync()).toBe('agreed');
    expect(world.record.commands).toEqual(commands);
    expect(await isDue()).toBe(false);
  });

  test('says in the log in how many rounds both sides came to agree', async () => {
    const rounds = () =>
      world.record.logs
        .splice(0)
        .flatMap(({ code, fields }) => (code === 'conference-synced' ? [fields] : []));
    await letAllIn(2);
    await world.sync();
    const agreed = { conference: c1, bridge: 'in', callers: 2 };
    expect(rounds()).toEqual([{ ...agreed, rounds: 1 }]);
    await world.sync();
    expect(rounds()).toEqual([{ ...agreed, rounds: 0 }]);
    // A look is a round too.
    world.advance(60_000);
    await world.sync();
    expect(rounds()).toEqual([{ ...agreed, rounds: 1 }]);
  });

  test('for a conference that is not there does nothing', async () => {
    expect(await syncConference(world.deps, conferenceId('nobody'))).toBe('unknown');
  });
});

describe('what the room is about to be told is noted first, should the run die over it', () => {
  type Announced = ReturnType<ConferenceWorld['caller']>['announced'];
  const announced = () => world.caller('c1', 'CA1').announced;
  beforeEach(async () => {
    await letAllIn(1);
    await world.sync();
    expect(announced()).toMatchObject({ muted: false, hand: false });
  });

  /** Lets the room's requests note what is stored at that moment. */
  const noting = () => {
    const noted: Announced[] = [];
    const note = () => {
      noted.push(announced());
      return Promise.resolve('done' as const);
    };
    const rooms = { ...world.deps.rooms, mute: note, hand: note, withdraw: note };
    return { noted, sync: () => syncConference({ ...world.deps, rooms }, c1) };
  };

  test('a mute', async () => {
    const { noted, sync } = noting();
    await world.change('CA1', { kind: 'muted', is: true, by: 'caller', atMs: world.now() + 1 });
    await sync();
    expect(noted).toHaveLength(1);
    expect(noted[0]).not.toHaveProperty('muted');
    expect(announced()).toMatchObject({ muted: true });
  });

  test('a hand', async () => {
    const { noted, sync } = noting();
    await world.change('CA1', { kind: 'hand', raised: true, atMs: world.now() });
    await sync();
    expect(noted).toHaveLength(1);
    expect(noted[0]).not.toHaveProperty('hand');
    expect(announced()).toMatchObject({ hand: true });
  });

  test('a withdrawal', async () => {
    const { noted, sync } = noting();
    await world.change('CA1', { kind: 'gone', atMs: world.now() });
    await sync();
    expect(noted).toMatchObject([{ isLeaving: true }]);
    expect(announced()).toBeUndefined();
  });
});

describe('withdrawing', () => {
  test.each<[string, CommandResult]>([
    ['whom the room no longer knows', 'gone'],
    ['whom the room refuses to withdraw alone', 'refused'],
  ])('a caller %s is forgotten', async (_, told) => {
    await letAllIn(3);
    await world.sync();
    await world.change('CA2', { kind: 'gone', atMs: world.now() });
    world.world.withdraw = () => told;
    expect(await world.sync()).toBe('agreed');
    expect(world.caller('c1', 'CA2').announced).toBeUndefined();
    expect(world.caller('c1', 'CA1').announced).toBeDefined();
  });

  test('one id that the room refuses does not keep the others listed', async () => {
    await letAllIn(8);
    await world.sync();
    for (const call of calls(8)) await world.change(call, { kind: 'gone', atMs: world.now() });
    const withdraw = world.world.withdraw;
    world.world.withdraw = (some) => (some.some((call) => call === 'CA5') ? 'refused' : withdraw(some));
    expect(await world.sync()).toBe('agreed');
    expect([...sides.room.keys()]).toEqual(['CA5']);
  });

  test('everybody when the bridge goes, and back again when it returns', async () => {
    await letAllIn(3);
    await world.sync();
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
    await world.sync();
    expect(sides.room.size).toBe(0);
    await world.bridgeComes();
    await world.sync();
    expect(sides.room.size).toBe(3);
    expect(sides.twice).toEqual([]);
  });
});

describe('the two sides', () => {
  const mute = async () => {
    await world.sync();
    await world.change('CA1', { kind: 'muted', atMs: world.now() + 1, is: true, by: 'caller' });
  };

  test('the voice side comes first', async () => {
    await letAllIn(1);
    await mute();
    world.record.commands.length = 0;
    await world.sync();
    expect(world.record.commands).toEqual(['phone mute meeting-1 CA1', 'room mute room-of-c1 CA1']);
  });

  test.each(['refused', 'unknown', 'gone', 'throws'] as const)('voice %s: the room is told', async (how) => {
    await letAllIn(2);
    await mute();
    await world.change('CA2', { kind: 'gone', atMs: world.now() });
    world.world.mutePhone = () => {
      if (how === 'throws') throw new Error('a bug in the voice adapter');
      return how;
    };
    const synced = world.sync();
    await (how === 'throws'
      ? expect(synced).rejects.toThrow(AggregateError)
      : expect(synced).resolves.toBe('later'));
    expect([...sides.room]).toEqual([['CA1', { muted: true, hand: false }]]);
    expect(world.caller('c1', 'CA1').phone.muted).toBe(false);
    expect(world.record.commands.filter((command) => command.startsWith('phone'))).toHaveLength(1);
    expect(await isDue(5_000)).toBe(true);
  });

  test.each(['unknown', 'throws'] as const)('the room %s: the phone is told', async (how) => {
    await letAllIn(1);
    await mute();
    world.world.muteInRoom = () => {
      if (how === 'throws') throw new Error('a bug in the room adapter');
      return how;
    };
    const synced = world.sync();
    await (how === 'throws'
      ? expect(synced).rejects.toThrow(AggregateError)
      : expect(synced).resolves.toBe('later'));
    expect(sides.phones.get('CA1')).toEqual({ muted: true });
    expect(await isDue(5_000)).toBe(true);
  });

  test('a run on a slow phone side ends in time, with the room told; further runs do the rest', async () => {
    await letAllIn(25);
    for (const call of calls(25))
      await world.change(call, { kind: 'muted', atMs: world.now() + 1, is: true, by: 'caller' });
    const { mutePhone } = world.world;
    world.world.mutePhone = (call, muted) => {
      world.advance(700);
      return mutePhone(call, muted);
    };
    const muted = () => world.record.commands.filter((command) => command.startsWith('phone mute')).length;
    let loads = 0;
    world.world.before = (operation) =>
      Promise.resolve(void (loads += operation === 'conferences.load' ? 1 : 0));
    expect(await world.sync()).toBe('later');
    expect(loads).toBe(1);
    expect([muted(), sides.room.size]).toEqual([10, 25]);
    expect(await isDue(5_000)).toBe(true);
    expect(await world.sync()).toBe('later');
    expect(await world.sync()).toBe('agreed');
    expect(muted()).toBe(25);
  });

  test('a side that lets nothing through is not asked two hundred times', async () => {
    await letAllIn(40);
    await world.sync();
    for (const call of calls(40))
      await world.change(call, { kind: 'muted', atMs: world.now() + 1, is: true, by: 'room' });
    world.record.commands.length = 0;
    world.world.mutePhone = () => 'unknown';
    await world.sync();
    const phoneCommands = world.record.commands.filter((command) => command.startsWith('phone'));
    expect(phoneCommands).toHaveLength(10);
    expect([...sides.room.values()].every(({ muted }) => muted)).toBe(true);
  });

  test.each<CommandResult>(['refused', 'gone'])(
    'a mute that the room answers with %s is not repeated for ever',
    async (told) => {
      await letAllIn(1);
      await mute();
      world.world.muteInRoom = () => told;
      expect(await world.sync()).toBe('agreed');
      expect(world.record.commands.filter((command) => command.startsWith('room mute'))).toHaveLength(1);
    },
  );

  test('a mute and a hand at once: each is told once', async () => {
    await letAllIn(1);
    await mute();
    await world.change('CA1', { kind: 'hand', atMs: world.now(), raised: true });
    world.record.commands.length = 0;
    await world.sync();
    expect(world.record.commands).toHaveLength(3);
    expect(sides.room.get('CA1')).toEqual({ muted: true, hand: true });
  });

  test('the phone of an older join is not taken for that of the next', async () => {
    await letAllIn(1);
    await world.sync();
    await world.change('CA1', { kind: 'muted', atMs: world.now() + 1, is: true, by: 'room' });
    const mutePhone = world.world.mutePhone;
    world.world.before = async (operation) => {
      if (operation !== 'conferences.changeCaller') return;
      world.world.before = () => Promise.resolve();
      await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
      await world.change('CA1', { kind: 'rejoining', atMs: world.now(), joinSequence: 2 });
      await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 2, muted: false });
    };
    world.world.mutePhone = mutePhone;
    await world.sync();
    const muted = world.record.commands.filter((command) => command === 'phone mute meeting-1 CA1');
    expect(muted).toHaveLength(2);
    expect(world.caller('c1', 'CA1').phone.muted).toBe(true);
  });
});

describe('removal', () => {
  test('is recorded, then told, and over when the call is', async () => {
    await letAllIn(1);
    await world.tell({ kind: 'closed', atMs: world.now() });
    await world.sync();
    expect(world.record.told).toEqual([
      { call: 'CA1', sentence: 'conference-closed', language: 'en', ends: true },
    ]);
    expect(world.caller('c1', 'CA1').kicked).toMatchObject({ toldAtMs: world.now() });
    world.advance(15_000);
    world.world.end = () => 'gone';
    await world.sync();
    expect(world.caller('c1', 'CA1').presence).toBe('gone');
  });

  test('of somebody who is not in the meeting is said once, and a minute later they are hung up', async () => {
    await letAllIn(1);
    await world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' });
    await world.sync();
    await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
    world.advance(59_000);
    await world.sync();
    world.advance(1_000);
    await world.sync();
    expect(world.record.told.map(({ sentence }) => sentence)).toEqual(['kicked']);
    expect(world.record.commands.at(-1)).toBe('phone hangUp CA1');
  });

  test('that may have been told or not is told again', async () => {
    await letAllIn(1);
    await world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' });
    sides.faults.after = (what) => (what === 'end' ? 'unknown' : undefined);
    expect(await world.sync()).toBe('later');
    sides.faults.after = () => undefined;
    await world.sync();
    expect(sides.ended).toEqual(['CA1', 'CA1']);
    expect(sides.room.size).toBe(0);
  });
});

describe('a session that ended', () => {
  beforeEach(async () => {
    await letAllIn(1);
    await world.sync();
    await world.tell({ kind: 'sessionEnded', atMs: world.now(), session: session.id });
    sides.room.clear();
    await world.sync();
    world.advance(30_000);
  });

  test.each([false, undefined])(
    'and nobody in the room (live: %s): callers are told, the bridge goes',
    async (live) => {
      world.world.isLive = () => live;
      await world.sync();
      expect(world.record.told).toMatchObject([{ call: 'CA1', sentence: 'session-over' }]);
      expect(world.record.commands).toContain('room disconnect room-of-c1');
      expect(world.conference('c1').bridge.state).toBe('absent');
      expect(await world.sync()).toBe('agreed');
    },
  );

  test('and started again unheard: callers stay, and are announced for the new one', async () => {
    world.world.isLive = () => true;
    expect(await world.sync()).toBe('agreed');
    expect(world.record.told).toEqual([]);
    expect([...sides.room.keys()]).toEqual(['CA1']);
    expect(world.conference('c1').session?.endedAtMs).toBeUndefined();
    await world.tell({ kind: 'sessionEnded', atMs: world.now() + 1, session: 'session-2' });
    expect(world.conference('c1').session).toMatchObject({ id: 'session-2', endedAtMs: world.now() + 1 });
  });

  test('and is reported as ended once more: nothing changes', async () => {
    world.world.isLive = () => true;
    await world.sync();
    const before = world.conference('c1');
    await world.tell({ kind: 'sessionEnded', atMs: world.now() - 30_000, session: session.id });
    expect(world.conference('c1')).toEqual(before);
  });
});

describe('an event that comes between load and the end', () => {
  test.each(['conferences.finished', 'conferences.changeCaller'])(
    'at %s is seen, or stays due',
    async (operation) => {
      await letAllIn(1);
      world.world.before = async (each) => {
        if (each !== operation) return;
        world.world.before = () => Promise.resolve();
        await world.letIn('CA2');
      };
      await world.sync();
      if (!sides.room.has('CA2')) {
        expect(await isDue()).toBe(true);
        await world.sync();
      }
      expect([...sides.room.keys()]).toEqual(calls(2));
      expect(sides.twice).toEqual([]);
    },
  );
});
