import { beforeEach, describe, expect, test } from 'vitest';
import type { Conference } from '../../../../lib/conferences/model/conference.ts';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { reduceConference } from '../../../../lib/conferences/state/reduce/conference.ts';
import { legJoined, legLeft, type LegEvent } from '../../../../lib/conferences/events/meeting-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import {
  bridgeIn,
  c1,
  conferenceWorld,
  meeting,
  running,
  session,
  type ConferenceWorld,
} from '../support.ts';

const dialIn = '+12025550144';
const pin = '98765432109876';
const absent = { state: 'absent', tries: 0, notBeforeMs: 0 } as const;

const sipDomain = 'bridge.sip.example';

let world: ConferenceWorld;
const setUp = (change: Parameters<typeof running>[0] = {}) => {
  world = conferenceWorld(running({ bridge: absent, ...change }));
  world.openDialIn(dialIn, { kind: 'pin' });
  world.openDialIn(sipDomain, { kind: 'pin', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'c1', kind: 'bridge' });
};
beforeEach(() => setUp());

/** A leg calls and keys the bridge's PIN; what it is told. */
async function keys(call: string, isSip = false) {
  const dialled = isSip ? sipDomain : dialIn;
  const arrival = {
    voice: 'twilio',
    call: voiceCall(call),
    dialled,
    isNumberVerified: false,
    isSip,
  } as const;
  await callArrived(world.deps, arrival);
  const [first] = await pinKeyed(world.deps, { call: arrival.call, attempt: 1, digits: pin });
  return first;
}
/** The same, and it is let in. */
async function comesIn(call: string, isSip = false): Promise<Join> {
  const told = await keys(call, isSip);
  if (told?.kind !== 'join') throw new Error(`${call} is not let in`);
  const { joinSequence } = told;
  const join = { call: told.call, joinSequence };
  await legJoined(world.deps, { conference: c1, meeting, ...join, muted: false });
  return join;
}
type Join = Pick<LegEvent, 'call' | 'joinSequence'>;
const leaves = (join: Join) => legLeft(world.deps, { conference: c1, meeting, ...join, muted: false });
const bridge = () => world.conference('c1').bridge;
const commands = () => world.record.commands.splice(0);

describe('a leg that nobody has asked for', () => {
  const joined = { kind: 'bridgeJoined', atMs: 0, call: voiceCall('leg'), joinSequence: 7, meeting } as const;
  const isUnasked = (conference: Conference, isVouched = false) => {
    const { bridge: after } = reduceConference(conference, { ...joined, isVouched });
    return after.state === 'in' && after.isUnasked === true;
  };
  test.each<[string, boolean, Parameters<typeof running>[0]]>([
    ['while the bridge is out, and was not dialled', true, {}],
    ['after it has dropped', true, { bridge: { ...absent, isRedial: true } }],
    [
      'after the session in which the host had dropped it for good',
      true,
      { bridge: { ...absent, tries: 3 }, session: { id: 'session-1', endedAtMs: 1 } },
    ],
    ['in the place of another that nobody has asked for', true, { bridge: { ...bridgeIn, isUnasked: true } }],
    ['while it is dialled', false, { bridge: { state: 'dialling', tries: 1, untilMs: 9 } }],
    ['perhaps too late', false, { bridge: { ...absent, tries: 1 } }],
    ['when the room will not dial', false, { bridge: { ...absent, failures: 1, isRefused: true } }],
    ['where the host has it dialled', false, { settings: { ...running().settings, bridge: 'host' } }],
  ])('comes in %s: %s', (_, expected, change) => {
    const conference = running({ bridge: absent, ...change });
    expect(isUnasked(conference)).toBe(expected);
    expect(isUnasked(conference, true)).toBe(false);
  });

  test('may be there while nobody is, and gives way to the one that the room dials as soon as somebody comes', async () => {
    await comesIn('stranger');
    await world.sync();
    expect(commands()).toEqual([]);
    await world.letIn('CA1');
    await world.sync();
    const told = `phone tell ${meeting} CA1 waiting-for-bridge`;
    expect(commands()).toEqual(['phone hangUp stranger', told, 'room connect room-of-c1']);
    expect(bridge()).toMatchObject({ state: 'dialling', tries: 1 });
    const label = await comesIn('bridge');
    await world.sync();
    expect(bridge()).toMatchObject({ state: 'in', call: 'bridge' });
    expect(bridge()).not.toHaveProperty('isUnasked');
    expect(world.record.announced.flatMap(({ callers }) => callers.map(({ call }) => call))).toEqual(['CA1']);
    // It was wanted, so that its first drop is not yet somebody's wish.
    await leaves(label);
    expect(bridge()).toMatchObject({ state: 'absent', tries: 0 });
  });

  test('is no bridge for anybody as long as it cannot be hung up', async () => {
    await comesIn('stranger');
    world.world.hangUp = () => 'unknown';
    await world.letIn('CA1');
    expect(await world.sync()).toBe('later');
    expect(commands()).toEqual(['phone hangUp stranger']);
    world.world.hangUp = () => 'gone';
    world.advance(5_000);
    await world.sync();
    expect(bridge().state).toBe('dialling');
    expect(world.record.announced).toEqual([]);
  });

  test('gives way to a later one, of which the same is true', async () => {
    await comesIn('stranger');
    await comesIn('host');
    await world.sync();
    expect(commands()).toEqual(['phone hangUp stranger']);
    expect(bridge()).toMatchObject({ state: 'in', call: 'host', isUnasked: true });
  });

  test('gives way to one from the bridge’s own origin', async () => {
    await comesIn('stranger');
    await comesIn('bridge', true);
    await world.letIn('CA1');
    await world.sync();
    expect(commands()[0]).toBe('phone hangUp stranger');
    expect(bridge()).toMatchObject({ state: 'in', call: 'bridge' });
    expect(bridge()).not.toHaveProperty('isUnasked');
  });

  test.each<[string, () => Promise<unknown>]>([
    ['the conference is closed', () => world.tell({ kind: 'closed', atMs: world.now() })],
    [
      'its session is over',
      async () => {
        await world.tell({ kind: 'sessionEnded', atMs: world.now(), session: session.id });
        world.advance(30_000);
      },
    ],
  ])('is hung up, and not by the room, when %s', async (_, happens) => {
    await comesIn('stranger');
    await happens();
    await world.sync();
    expect(commands()).toEqual(['phone hangUp stranger']);
    expect(bridge().state).toBe('absent');
  });

  test('is none in the next session either', async () => {
    await comesIn('stranger');
    await world.tell({ kind: 'sessionEnded', atMs: world.now(), session: session.id });
    await world.tell({ kind: 'sessionStarted', atMs: world.now(), session: 'session-2' });
    await world.letIn('CA1');
    await world.sync();
    expect(commands()[0]).toBe('phone hangUp stranger');
  });
});

describe('a second leg, while a bridge is in that was asked for', () => {
  const legs = () => ({ meeting, legs: [{ call: voiceCall('CA1'), muted: false, label: 'CA1-1' }] });
  beforeEach(async () => {
    setUp({ bridge: bridgeIn });
    await world.letIn('CA1');
    await world.sync();
    world.advance(10_000);
    commands();
    world.world.isUp = () => {
      throw new Error('nobody is asked while a call waits for its answer');
    };
    expect(await keys('other')).toMatchObject({ kind: 'say', spoken: { sentence: 'wrong-pin' } });
    await world.sync();
  });

  test('is turned away, and makes sure that the first is there: half a minute later it is looked for', async () => {
    expect(world.record.delayedWakes.at(-1)?.atMs).toBe(world.now() + 30_000);
    world.world.participants = legs;
    world.advance(30_000);
    await world.sync();
    expect(commands()).toContain('room connect room-of-c1');
  });

  test('changes nothing if the first is there', async () => {
    const { legs: others } = legs();
    world.world.participants = () => ({
      meeting,
      legs: [...others, { call: bridgeIn.call, muted: false, label: 'bridge-1' }],
    });
    world.advance(30_000);
    await world.sync();
    expect(bridge()).toEqual(bridgeIn);
  });
});
