import { beforeEach, describe, expect, test } from 'vitest';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { bothSides } from './both-sides.ts';
import { bridgeCall, conferenceWorld, running, session, type ConferenceWorld } from '../support.ts';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(newConference('c1', { session }));
  bothSides(world);
  await world.letIn('CA1');
});
const connects = () => world.record.commands.filter((command) => command.startsWith('room connect')).length;
const bridge = () => world.conference('c1').bridge;

/** Lets so many seconds pass, with a wake in each. */
async function live(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await world.sync();
    world.advance(1_000);
  }
}

/** The bridge comes in, and drops after so many seconds. */
async function comesAndDrops(seconds: number, call = 'bridge'): Promise<void> {
  await world.bridgeComes(call);
  world.advance(seconds * 1_000);
  await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: voiceCall(call) });
}

describe('dialling the bridge', () => {
  test('is noted before it is done, and done once while it rings', async () => {
    world.world.connectBridge = () => {
      expect(bridge()).toEqual({
        state: 'dialling',
        tries: 0,
        untilMs: world.now() + 25_000,
        isUnsure: true,
      });
      return 'done';
    };
    expect(await world.sync()).toBe('agreed');
    expect(bridge()).toEqual({ state: 'dialling', tries: 1, untilMs: world.now() + 45_000 });
    world.advance(44_999);
    await world.sync();
    expect(connects()).toBe(1);
  });

  test('counts from the request, of which the answer may be lost: a leg that comes before one is told is of this dial', async () => {
    const askedAtMs = world.now();
    world.world.connectBridge = () => {
      world.advance(4_000);
      return 'done';
    };
    await world.sync();
    expect(bridge()).toEqual({ state: 'dialling', tries: 1, untilMs: askedAtMs + 45_000 });
    const left = { kind: 'bridgeLeft', atMs: world.now(), call: voiceCall('early') } as const;
    await world.tell({ ...left, arrivedAtMs: askedAtMs + 2_000 });
    expect(bridge()).toMatchObject({ state: 'absent', tries: 1 });
  });

  test('a bridge that never comes is dialled three times', async () => {
    await live(300);
    expect(connects()).toBe(3);
    expect(bridge()).toMatchObject({ state: 'absent', tries: 3 });
    expect(world.record.counts.filter(({ metric }) => metric === 'bridgeFailed')).toHaveLength(3);
  });

  test.each<[string, CommandResult, number, number, number]>([
    ['for 3 s surely does not dial, for the moment', { notBeforeMs: undefined }, 3, 3, 4],
    ['for 200 s surely does not dial', { notBeforeMs: undefined }, 200, 12, 30],
    ['for 200 s may have dialled or not', 'unknown', 200, 9, 25],
    ['for 200 s says no', 'refused', 200, 12, 30],
    ['for 200 s is not to be found', 'gone', 200, 12, 30],
  ])('a room that %s has used up no try when it does', async (_, told, lasts, asked, within) => {
    const untilMs = world.now() + lasts * 1_000;
    world.world.connectBridge = () => (world.now() < untilMs ? told : 'done');
    await live(lasts);
    const inVain = connects();
    expect(inVain).toBeLessThanOrEqual(asked);
    await live(within);
    expect(connects()).toBe(inVain + 1);
    expect(bridge()).toMatchObject({ state: 'dialling', tries: 1 });
  });

  test('is not asked for again before the room wants to be asked', async () => {
    const firstMs = world.now();
    world.world.connectBridge = () => ({ notBeforeMs: firstMs + 40_000 });
    await live(40);
    expect(connects()).toBe(1);
    await live(1);
    expect(connects()).toBe(2);
  });

  test('that may have worked is waited for before it is asked for again', async () => {
    world.world.connectBridge = () => 'unknown';
    await live(24);
    expect(connects()).toBe(1);
    await world.bridgeComes();
    await live(60);
    expect(connects()).toBe(1);
  });

  test.each<[string, number]>([
    ['soon after it has come: somebody does not want it', 299],
    ['when it has just come', 1],
  ])('is done once more after a drop that we did not ask for, and no more if it drops %s', async (_, s) => {
    await world.sync();
    await comesAndDrops(3_600);
    await live(1);
    expect(connects()).toBe(2);
    await comesAndDrops(s);
    await live(300);
    expect(connects()).toBe(2);
    expect(bridge()).toMatchObject({ state: 'absent', tries: 3 });
  });

  test('after a drop has three tries like any other', async () => {
    await world.sync();
    await comesAndDrops(60);
    await live(300);
    expect(connects()).toBe(4);
  });

  test('is done again as often as the bridge drops after a long stay, such as the provider’s longest', async () => {
    world = conferenceWorld(newConference('c1', { session, settings: { longestStayMs: 7 * 86_400_000 } }));
    bothSides(world);
    await world.letIn('CA1');
    await world.sync();
    for (let day = 1; day <= 5; day += 1) {
      await comesAndDrops(86_400, `bridge-${day}`);
      await live(1);
      expect(connects()).toBe(1 + day);
    }
    for (const stay of [300, 3_600]) {
      await comesAndDrops(stay, `bridge-${stay}`);
      await live(1);
    }
    expect(connects()).toBe(8);
  });

  test('is a first try again when the host has brought the bridge back', async () => {
    await world.sync();
    for (const call of ['bridge-1', 'bridge-2']) {
      await comesAndDrops(60, call);
      await live(1);
    }
    expect(connects()).toBe(2);
    await comesAndDrops(60, 'bridge-3');
    await live(1);
    expect(connects()).toBe(3);
  });

  test('begins at once when the first session does, however long nobody was there', async () => {
    world = conferenceWorld(newConference('c1'));
    bothSides(world);
    world.world.isLive = () => false;
    await world.letIn('CA1');
    await live(52);
    await world.tell({ kind: 'sessionStarted', atMs: world.now(), session: 'session-1' });
    await world.sync();
    expect(connects()).toBe(1);
  });

  test('waits for a session: nobody is dialled into an empty room, and no try is counted', async () => {
    world = conferenceWorld(newConference('c1'));
    bothSides(world);
    world.world.isLive = () => false;
    await world.letIn('CA1');
    for (let minute = 0; minute < 10; minute += 1) {
      await world.sync();
      world.advance(60_000);
    }
    expect(connects()).toBe(0);
    expect(bridge()).toMatchObject({ state: 'absent', tries: 0 });
    world.world.isLive = () => true;
    await world.sync();
    expect(connects()).toBe(1);
  });

  test('asks whether a room is live that was not when its last session ended', async () => {
    world = conferenceWorld(
      newConference('c1', { session: { ...session, endedAtMs: session.startedAtMs + 1 } }),
    );
    bothSides(world);
    world.advance(3_600_000);
    await world.letIn('CA1');
    await world.sync();
    expect(connects()).toBe(0);
    world.advance(15_000);
    world.world.isLive = () => true;
    await world.sync();
    expect(connects()).toBe(1);
    expect(world.record.told).toEqual([]);
  });

  test('that the leg overtakes is not noted as dialling', async () => {
    world.world.isLive = () => undefined;
    world.world.before = async (operation) => {
      if (operation !== 'conferences.changeConference') return;
      world.world.before = () => Promise.resolve();
      await world.bridgeComes();
    };
    await world.sync();
    expect(connects()).toBe(0);
    expect(bridge().state).toBe('in');
  });
});

describe('a leg that takes the place of the bridge', () => {
  const second = async () => {
    world = conferenceWorld(running());
    await world.letIn('CA1');
    await world.sync();
    await world.bridgeComes('second');
  };

  test('has the first hung up, whose leave then touches nothing', async () => {
    await second();
    await world.sync();
    expect(world.record.commands).toContain('phone hangUp bridge');
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall });
    await world.sync();
    expect(bridge()).toMatchObject({ state: 'in', call: 'second' });
    expect(world.record.commands.filter((command) => command.startsWith('phone hangUp'))).toHaveLength(1);
    expect(world.caller('c1', 'CA1').announced?.bridge).toBe('second-2');
  });

  test.each<CommandResult>(['unknown', 'refused'])(
    'is tried again if hanging up the first is %s',
    async (told) => {
      await second();
      world.world.hangUp = () => told;
      const hungUp = () =>
        world.record.commands.filter((command) => command === 'phone hangUp bridge').length;
      expect(await world.sync()).toBe('later');
      expect([world.conference('c1').replacedBridge, hungUp()]).toEqual([bridgeCall, 1]);
      world.world.hangUp = () => 'gone';
      expect(await world.sync()).toBe('agreed');
      expect([world.conference('c1').replacedBridge, hungUp()]).toEqual([undefined, 2]);
    },
  );
});

describe('a bridge that was in when another session began', () => {
  const asked: string[] = [];
  beforeEach(async () => {
    world = conferenceWorld(running());
    bothSides(world);
    await world.letIn('CA1');
    await world.sync();
    asked.length = 0;
    world.world.isUp = (call) => {
      asked.push(call);
      return undefined;
    };
  });
  const another = async () => {
    world.advance(60_000);
    await world.tell({ kind: 'sessionStarted', atMs: world.now(), session: 'session-2' });
  };

  test('and has left, which is not reported yet, has nobody shown before it is dialled and in again', async () => {
    await another();
    world.world.isUp = () => false;
    expect(await world.sync()).toBe('agreed');
    expect(world.record.announced).toHaveLength(1);
    expect(bridge()).toMatchObject({ state: 'dialling', tries: 1 });
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall, joinSequence: 1 });
    expect(bridge().state).toBe('dialling');
    await world.bridgeComes('second');
    await world.sync();
    expect(world.record.announced).toHaveLength(2);
    expect(world.caller('c1', 'CA1').announced).toMatchObject({ session: 'session-2', bridge: 'second-2' });
  });

  test.each<[string, boolean | undefined]>([
    ['is still up', true],
    ['may be up, which cannot be said', undefined],
  ])('and %s is asked about once, and the callers are shown', async (_, isUp) => {
    await another();
    world.world.isUp = (call) => {
      asked.push(call);
      return isUp;
    };
    expect(await world.sync()).toBe('agreed');
    await world.sync();
    expect(asked).toEqual(['bridge']);
    expect(world.caller('c1', 'CA1').announced).toMatchObject({ session: 'session-2', bridge: 'bridge-1' });
  });

  test('and that came in again after a drop has all tries of the new session', async () => {
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall });
    await world.sync();
    await world.bridgeComes('second');
    expect(bridge()).toMatchObject({ isRedial: true });
    await another();
    world.world.isUp = () => false;
    await world.sync();
    expect(connects()).toBe(2);
    expect(bridge()).toMatchObject({ state: 'dialling', tries: 1 });
  });
});

describe('letting the bridge go', () => {
  test.each<CommandResult>(['done', 'gone'])('%s: it is out, and its leave is no drop', async (told) => {
    world = conferenceWorld(running({ isClosed: true }));
    bothSides(world);
    world.world.disconnectBridge = () => told;
    expect(await world.sync()).toBe('agreed');
    expect(bridge().state).toBe('absent');
    expect(connects()).toBe(0);
  });

  test.each([
    [true, []],
    [false, ['phone hangUp bridge']],
  ])(
    'that comes from its own origin: %s; the voice side hangs up whom no room may know',
    async (isBridgeOrigin, more) => {
      world = conferenceWorld(running({ isClosed: true }));
      bothSides(world);
      const arrived = {
        voice: 'twilio',
        dialIn: 'bridge.example.com',
        language: 'en',
        opensTo: 'both',
      } as const;
      await world.deps.pinCalls.arrived({
        ...{ ...arrived, call: bridgeCall, isBridgeOrigin, arrivedAtMs: world.now() },
      });
      await world.sync();
      expect(world.record.commands).toEqual(['room disconnect room-of-c1', ...more]);
      expect(bridge().state).toBe('absent');
    },
  );

  test.each<CommandResult>(['refused', 'unknown'])(
    '%s: it is tried thrice, then its call is ended',
    async (told) => {
      world = conferenceWorld(running({ isClosed: true }));
      bothSides(world);
      world.world.disconnectBridge = () => told;
      await world.sync();
      expect(bridge().state).toBe('in');
      expect(world.record.commands).toHaveLength(1);
      for (let second = 0; second < 120; second += 1) {
        world.advance(1_000);
        await world.sync();
      }
      const disconnect = 'room disconnect room-of-c1';
      expect(world.record.commands).toEqual([disconnect, disconnect, disconnect, 'phone hangUp bridge']);
      expect(bridge().state).toBe('absent');
    },
  );

  test('is no try while the room has no time, however long', async () => {
    world = conferenceWorld(running({ isClosed: true }));
    bothSides(world);
    world.world.disconnectBridge = () => ({ notBeforeMs: undefined });
    for (let tries = 0; tries < 10; tries += 1) {
      expect(await world.sync()).toBe('later');
      world.advance(5_000);
    }
    expect(new Set(world.record.commands)).toEqual(new Set(['room disconnect room-of-c1']));
    expect(bridge()).not.toHaveProperty('letGo');
    world.world.disconnectBridge = () => 'done';
    await world.sync();
    expect(bridge().state).toBe('absent');
  });

  test('that neither side can end is tried more and more seldom', async () => {
    world = conferenceWorld(running({ isClosed: true }));
    bothSides(world);
    world.world.disconnectBridge = () => 'refused';
    world.world.hangUp = () => 'unknown';
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      await world.sync();
      world.advance(60_000);
    }
    expect(world.record.commands.length).toBeLessThan(110);
  });
});
