import { beforeEach, describe, expect, test } from 'vitest';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import type { Leg } from '../../../../lib/conferences/ports.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import {
  bridgeIn,
  c1,
  conferenceWorld,
  meeting,
  outside,
  session,
  type ConferenceWorld,
  joinNext,
} from '../support.ts';

// Where nobody reports joins, the list of who is in the meeting is the only thing that tells of them.

const dialIn = '+12025550143';

let world: ConferenceWorld;
let looks: number;
/** Who is in the meeting at the provider, and after how many looks its list shows it. */
let legs: readonly Leg[];
let shownAtLook: number;
const setUp = (change: Parameters<typeof newConference>[1] = {}) => {
  world = conferenceWorld(newConference('c1', { session, ...change }));
  world.openDialIn(dialIn, { kind: 'pin' });
  looks = 0;
  legs = [];
  shownAtLook = 1;
  world.world.traits = outside;
  world.world.participants = () => {
    looks += 1;
    return { meeting, legs: looks >= shownAtLook ? legs : [] };
  };
};
beforeEach(() => setUp({ bridge: bridgeIn, meeting }));

async function isLetIn(id: string, kind: 'caller' | 'bridge' = 'caller') {
  const call = voiceCall(id);
  const pinCall = {
    ...({ voice: 'twilio', call, dialIn, language: 'en', opensTo: 'both', isBridgeOrigin: true } as const),
    arrivedAtMs: world.now(),
  };
  world.addPinCall(pinCall);
  await joinNext(world.deps, pinCall, world.conference('c1'), { kind });
  legs = [...legs, { call, muted: false }];
}
const presence = () => world.caller('c1', 'CA1').presence;

describe('a caller who is let in', () => {
  test('is found on the list at once, and shown', async () => {
    await isLetIn('CA1');
    expect(await world.sync()).toBe('agreed');
    expect(presence()).toBe('in');
    expect(world.record.announced).toHaveLength(1);
  });

  test('is looked for once a second until the list shows them', async () => {
    shownAtLook = 4;
    await isLetIn('CA1');
    const beganAtMs = world.now();
    expect(await world.sync()).toBe('agreed');
    expect(presence()).toBe('in');
    expect(world.now() - beganAtMs).toBe(3_000);
  });

  test('whom the list does not show in time is looked for again until a poll hears that their call is over', async () => {
    shownAtLook = Infinity;
    await isLetIn('CA1');
    expect(await world.sync()).toBe('later');
    expect(looks).toBeLessThanOrEqual(6);
    expect(presence()).toBe('joining');
    world.advance(30_000);
    looks = 0;
    expect(await world.sync()).toBe('later');
    expect(looks).toBe(1);
    world.advance(530_000);
    expect(await world.sync()).toBe('later');
    legs = [];
    world.world.isUp = () => false;
    world.advance(15 * 60_000);
    expect(await world.sync()).toBe('agreed');
    expect(presence()).toBe('gone');
  });

  test('is looked for once a minute after ten minutes in which nobody said where they are', async () => {
    const list = world.world.participants;
    world.world.participants = () => {
      looks += 1;
      return undefined;
    };
    world.world.isUp = () => undefined;
    await isLetIn('CA1');
    const cameMs = world.now();
    while (world.now() < cameMs + 600_000) {
      await world.sync();
      world.advance(30_000);
    }
    expect(await world.sync()).toBe('agreed');
    looks = 0;
    for (let second = 0; second < 600; second += 5) {
      world.advance(5_000);
      expect(await world.sync()).toBe('agreed');
    }
    expect(looks).toBe(10);
    world.world.participants = list;
    world.advance(60_000);
    await world.sync();
    expect(presence()).toBe('in');
  });

  test('is not looked for when the call is over by then', async () => {
    await isLetIn('CA1');
    await voiceCallEnded(world.deps, voiceCall('CA1'));
    expect(await world.sync()).toBe('agreed');
    expect(looks).toBe(0);
  });

  test('is muted as soon as they are found, where nobody comes in muted', async () => {
    setUp({ bridge: bridgeIn, meeting, settings: { joinMuted: true } });
    await isLetIn('CA1');
    await world.sync();
    expect(world.record.commands).toContain('phone mute meeting-1 CA1');
    expect(world.caller('c1', 'CA1').phone).toEqual({ muted: true });
  });

  test('what else is to be done is done between the looks', async () => {
    shownAtLook = 3;
    await isLetIn('CA1');
    await world.letIn('CA2');
    await world.change('CA2', { kind: 'muted', atMs: world.now() + 1_000, is: true, by: 'room' });
    await world.sync();
    expect(world.record.commands[0]).toBe('phone mute meeting-1 CA2');
  });
});

describe('the bridge that is let in', () => {
  test('is found on the list, believed by its origin', async () => {
    setUp();
    await isLetIn('leg', 'bridge');
    expect(world.record.wakes).toEqual([c1]);
    await world.sync();
    expect(world.conference('c1')).toMatchObject({
      bridge: { state: 'in', call: 'leg', joinSequence: 1 },
      meeting,
    });
    expect(world.conference('c1').comingBridge).toBeUndefined();
  });

  test('is not looked for when its call is over by then', async () => {
    setUp();
    await isLetIn('leg', 'bridge');
    await voiceCallEnded(world.deps, voiceCall('leg'));
    expect(await world.sync()).toBe('agreed');
    expect(looks).toBe(0);
    expect(world.conference('c1').bridge.state).toBe('absent');
  });

  test('and that no list shows is looked for over ten minutes, and then left to the poll', async () => {
    setUp();
    shownAtLook = Infinity;
    await isLetIn('leg', 'bridge');
    expect(await world.sync()).toBe('later');
    world.advance(580_000);
    expect(await world.sync()).toBe('later');
    world.advance(20_000);
    expect(await world.sync()).toBe('agreed');
  });

  test('of a request that is repeated after it has come is not looked for again', async () => {
    setUp();
    await isLetIn('leg', 'bridge');
    await world.sync();
    await world.tell({ kind: 'bridgeComing', atMs: world.now(), call: voiceCall('leg') });
    expect(world.conference('c1').comingBridge).toBeUndefined();
  });
});

test('where joins are reported, nobody is looked for', async () => {
  world.world.traits = { ...outside, reportsJoins: true };
  await isLetIn('CA1');
  expect(await world.sync()).toBe('agreed');
  expect(looks).toBe(0);
});
