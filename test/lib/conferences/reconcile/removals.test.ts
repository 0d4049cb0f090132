import { beforeEach, describe, expect, test } from 'vitest';
import { roomReported, type RoomEvent } from '../../../../lib/conferences/events/room-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { bridgeIn, conferenceWorld, running, session, type ConferenceWorld } from '../support.ts';
import { unheardSession } from '../../../../lib/conferences/state/session.ts';

let world: ConferenceWorld;
const call = voiceCall('CA1');
/** The caller is in and was announced half a minute ago; what both providers say if they are asked is that all goes on. */
async function setUp(conference = running()): Promise<void> {
  world = conferenceWorld(conference);
  world.world.isUp = () => true;
  world.world.liveSession = () => ({ session: session.id });
  await world.letIn('CA1');
  await world.sync();
  world.advance(30_000);
}
beforeEach(() => setUp());
const room = 'room-of-c1';
const report = (event: RoomEvent) => roomReported(world.deps, event);
const caller = () => world.caller('c1', 'CA1');
const farewells = () => world.record.told.filter(({ ends }) => ends);
/** The room provider's time: whole seconds. */
const second = () => Math.floor(world.now() / 1000) * 1000;

describe('a participant who left was removed', () => {
  const leave = (change: Partial<Extract<RoomEvent, { kind: 'participantLeft' }>> = {}) =>
    report({ kind: 'participantLeft', room, atMs: second(), calls: [call], session: session.id, ...change });
  /** The time after which a removal is believed passes, with a wake before and after it. */
  const settles = async () => {
    await world.sync();
    world.advance(5_000);
    await world.sync();
  };
  /** Leg and announcement are others; the room was told to take the caller back at the present second. */
  const takeBackAndAnnounce = async () => {
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
    await world.sync();
    await world.bridgeComes('second');
    await world.sync();
  };

  /** The caller is out of the meeting, by all that was heard, and for longer than the room shows them. */
  const awayTooLong = async () => {
    await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
    world.advance(45_000);
  };

  test.each<[string, () => Promise<unknown>]>([
    ['with its session named', () => leave()],
    ['without', () => leave({ session: undefined })],
    [
      'and told to mute them by us meanwhile, the room says that it does not show them',
      async () => {
        await leave();
        await world.change('CA1', { kind: 'roomHasNot', atMs: world.now(), isAnswer: true });
      },
    ],
    [
      'from the menu',
      async () => {
        await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
        await leave();
      },
    ],
    [
      'away for so long that they are to be withdrawn, which they were not yet',
      async () => {
        await awayTooLong();
        await leave();
      },
    ],
    [
      'away for so long by all that was heard, and in the meeting by its list',
      async () => {
        await awayTooLong();
        await leave();
        await world.change('CA1', { kind: 'seen', atMs: world.now(), joinSequence: 1, muted: false });
      },
    ],
    [
      'announced again, and withdrawn 30 s ago',
      async () => {
        await takeBackAndAnnounce();
        world.advance(30_000);
        await leave();
      },
    ],
    [
      'announced without an answer',
      async () => {
        const { announced } = caller();
        if (announced === undefined) throw new Error('nobody is announced');
        const { session: current, bridge, atMs } = announced;
        await world.change('CA1', { kind: 'roomHas', atMs, session: current, bridge, isUnsure: true });
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
  ])('if all else was well, %s: told, and hung up', async (_, step) => {
    await step();
    await settles();
    expect(caller().kicked?.why).toBe('kicked');
    expect(farewells()).toEqual([{ call, sentence: 'kicked', language: 'en', ends: true }]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['is not ours', () => leave({ calls: [voiceCall('somebody')] })],
    ['was in another session', () => leave({ session: 'session-0' })],
    [
      'has been away for so long that they were withdrawn',
      async () => {
        await awayTooLong();
        await world.sync();
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
        await settles();
        expect(world.conference('c1').bridge.state).not.toBe('in');
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
      'is withdrawn, of which the room has said nothing yet',
      async () => {
        await world.change('CA1', { kind: 'roomLetsGo', atMs: world.now() - 60_000 });
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
      'was withdrawn, and the bridge is out',
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
      'was withdrawn less than 30 s ago, also if the news come much later',
      async () => {
        await takeBackAndAnnounce();
        const atMs = second() + 29_000;
        world.advance(300_000);
        await leave({ atMs });
      },
    ],
  ])('not if the one who left %s', async (_, step) => {
    await step();
    await settles();
    expect(caller().kicked).toBeUndefined();
    expect(caller().leftRoomAtMs).toBeUndefined();
    expect(caller().announced === undefined || farewells().length === 0).toBe(true);
  });

  test('also in a session whose start was never reported', async () => {
    await setUp(running({ session: undefined }));
    world.advance(60_000);
    await leave({ session: 'any' });
    await settles();
    expect(caller().kicked?.why).toBe('kicked');
  });

  test('by whichever of the ids is a caller of ours', async () => {
    await leave({ calls: [voiceCall('9d0f0c1e'), call, voiceCall('somebody')] });
    await settles();
    expect(caller().kicked?.why).toBe('kicked');
  });

  test('of several at once: bridge and session are asked about once', async () => {
    await world.letIn('CA2');
    await world.sync();
    let asked = 0;
    world.world.isUp = () => ((asked += 1), true);
    await leave();
    await leave({ calls: [voiceCall('CA2')] });
    expect(asked).toBe(0);
    await settles();
    expect(asked).toBe(1);
    expect(world.callers('c1').map(({ kicked }) => kicked?.why)).toEqual(['kicked', 'kicked']);
  });

  test('is believed 5 s later, when the bridge is asked about, and not before', async () => {
    await leave();
    for (const ms of [0, 4_999]) {
      world.advance(ms);
      expect(await world.sync()).toBe('agreed');
      expect(caller().kicked).toBeUndefined();
      const nextMs = world.now() + 5_000 - ms;
      expect(await world.deps.conferences.due(nextMs - 1, 10)).toEqual([]);
      expect(await world.deps.conferences.due(nextMs, 10)).toEqual(['c1']);
      world.advance(ms === 0 ? 0 : 1);
    }
    await world.sync();
    expect(caller().kicked?.why).toBe('kicked');
  });

  test('not if another session has begun within the 5 s: it was the end of the first', async () => {
    await leave();
    await world.sync();
    world.advance(2_000);
    await world.tell({ kind: 'sessionStarted', atMs: world.now(), session: 'session-2' });
    world.world.liveSession = () => ({ session: 'session-2' });
    await settles();
    await world.sync();
    expect(caller()).not.toHaveProperty('kicked');
    expect(caller().announced?.session).toBe('session-2');
  });

  test.each<[string, () => Promise<unknown>]>([
    ['another leg', takeBackAndAnnounce],
    [
      'the same leg',
      async () => {
        await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
        world.advance(45_000);
        await world.sync();
        await world.change('CA1', { kind: 'rejoining', atMs: world.now(), joinSequence: 2 });
        await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 2, muted: false });
        await world.sync();
      },
    ],
  ])(
    'not if the caller is withdrawn before the leave is noted, and then announced for %s',
    async (_, step) => {
      world.world.before = async (operation) => {
        if (operation !== 'conferences.changeCaller') return;
        world.world.before = () => Promise.resolve();
        await step();
      };
      await leave();
      await settles();
      expect(caller()).not.toHaveProperty('kicked');
      expect(caller().announced).toBeDefined();
    },
  );

  describe('telephony is disconnected: all are reported to have left, and then the bridge hangs up', () => {
    beforeEach(async () => {
      await world.letIn('CA2');
      await world.sync();
      world.advance(30_000);
      await leave();
      await leave({ calls: [voiceCall('CA2')] });
    });
    const outcome = () => world.callers('c1').map(({ kicked, announced }) => [kicked, announced?.bridge]);
    const end = () =>
      world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call, joinSequence: 1 });

    test.each([0, 1_000, 4_900])('%i ms later: nobody was removed, and all stay', async (ms) => {
      await world.sync();
      world.advance(ms);
      await world.sync();
      await end();
      await settles();
      await world.bridgeComes('second');
      await settles();
      expect(outcome()).toEqual([
        [undefined, 'second-3'],
        [undefined, 'second-3'],
      ]);
      expect(farewells()).toEqual([]);
    });

    test('which we do not hear of: nobody was removed', async () => {
      world.world.isUp = () => false;
      await settles();
      expect(outcome().map(([kicked]) => kicked)).toEqual([undefined, undefined]);
    });

    test('and it is back before the 5 s are over: nobody was removed', async () => {
      await world.sync();
      world.advance(1_000);
      await end();
      await world.sync();
      await world.bridgeComes('second');
      await world.sync();
      world.advance(4_000);
      await world.sync();
      expect(outcome()).toEqual([
        [undefined, 'second-3'],
        [undefined, 'second-3'],
      ]);
    });
  });

  test.each<[string, () => unknown]>([
    ['the bridge is up', () => (world.world.isUp = () => undefined)],
    ['the session goes on', () => (world.world.liveSession = () => undefined)],
  ])('as soon as it can be said whether %s, and not before', async (_, cannotBeSaid) => {
    const { isUp, liveSession } = world.world;
    cannotBeSaid();
    await leave();
    await settles();
    expect(await world.sync()).toBe('later');
    expect(caller()).not.toHaveProperty('kicked');
    Object.assign(world.world, { isUp, liveSession });
    await world.sync();
    expect(caller().kicked?.why).toBe('kicked');
  });

  test('and has hung up before it was looked into: withdrawn, since nobody can be told', async () => {
    await awayTooLong();
    await leave();
    await world.change('CA1', { kind: 'gone', atMs: world.now() });
    await settles();
    expect(farewells()).toEqual([]);
    expect(caller().announced).toBeUndefined();
  });

  test('is told nothing of until it is known why', async () => {
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by: 'caller' });
    await leave();
    await world.sync();
    expect(world.record.commands.filter((command) => command.startsWith('room mute'))).toEqual([]);
  });
});
