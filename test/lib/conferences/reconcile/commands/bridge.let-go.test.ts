import { describe, expect, test } from 'vitest';
import type { CommandResult } from '../../../../../lib/conferences/model/command-result.ts';
import type { Conference } from '../../../../../lib/conferences/model/conference.ts';
import { startMs } from '../../../../support/new-conference.ts';
import {
  bridgeCall,
  bridgeIn,
  conferenceWorld,
  running,
  session,
  type ConferenceWorld,
} from '../../support.ts';
import { carryOut, inVain, type Step } from './carry-out.ts';

const busy = { notBeforeMs: startMs + 20_000 };
const disconnect = 'room disconnect room-of-c1';
const hangUp = 'phone hangUp bridge';
const left: Step = ['c1', { kind: 'bridgeLeft', atMs: startMs, call: bridgeCall, joinSequence: 1 }];
const kept = (tries: number, ms: number): Step => [
  'c1',
  { kind: 'bridgeKept', atMs: startMs, tries, notBeforeMs: startMs + ms },
];
const rests = (side: 'room' | 'voice'): Step => [
  'c1',
  { kind: 'providerRests', atMs: startMs, side, untilMs: busy.notBeforeMs },
];
const askedTwice = { ...bridgeIn, letGo: { tries: 2, notBeforeMs: startMs } };
const askedThrice = { ...bridgeIn, letGo: { tries: 3, notBeforeMs: startMs } };

/** The bridge came to a dial-in of its own, or to one of everybody's. */
const arrives = ({ addPinCall }: ConferenceWorld, isBridgeOrigin: boolean) =>
  addPinCall({
    ...{ voice: 'twilio', call: bridgeCall, dialIn: '+12025550143', language: 'en', opensTo: 'both' },
    ...{ isBridgeOrigin, arrivedAtMs: startMs },
  });

describe('a bridge that is to go', () => {
  test.each<
    [
      string,
      Conference['bridge'],
      boolean | undefined,
      CommandResult,
      CommandResult,
      unknown,
      readonly Step[],
    ]
  >([
    ['from its own origin: the room drops it', bridgeIn, true, 'done', 'unknown', 'done', [disconnect, left]],
    [
      'of which nothing is known, and the room has none',
      bridgeIn,
      undefined,
      'gone',
      'unknown',
      'done',
      [disconnect, left],
    ],
    [
      'that may be a stranger: the phone side hangs it up too',
      bridgeIn,
      false,
      'done',
      'gone',
      'done',
      [disconnect, hangUp, left],
    ],
    [
      'that may be a stranger, and is not hung up for now',
      bridgeIn,
      false,
      'done',
      busy,
      'failed',
      [disconnect, hangUp],
    ],
    [
      'that may be a stranger, and may be there still',
      bridgeIn,
      false,
      'gone',
      'unknown',
      'done',
      [disconnect, hangUp, kept(1, 5_000)],
    ],
    [
      'that the room refuses to drop',
      bridgeIn,
      false,
      'refused',
      'done',
      'done',
      [disconnect, kept(1, 5_000)],
    ],
    [
      'that the room may have dropped, for the third time',
      askedTwice,
      true,
      'unknown',
      'done',
      'done',
      [disconnect, kept(3, 20_000)],
    ],
    ['that the room has no time for', bridgeIn, true, busy, 'done', busy, [disconnect, rests('room')]],
    ['that the room was asked in vain to drop', askedThrice, false, 'done', 'done', 'done', [hangUp, left]],
    [
      'the same, and the phone side may have hung it up',
      askedThrice,
      true,
      'done',
      'unknown',
      'done',
      [hangUp, kept(4, 40_000)],
    ],
    ['the same, and the phone side has no time', askedThrice, true, 'done', busy, 'failed', [hangUp]],
  ])('%s', async (_, bridge, isBridgeOrigin, room, phone, result, steps) => {
    const world = conferenceWorld(running({ isClosed: true, bridge }));
    if (isBridgeOrigin !== undefined) arrives(world, isBridgeOrigin);
    world.world.disconnectBridge = () => room;
    world.world.hangUp = () => phone;
    expect(await carryOut(world, { kind: 'disconnectBridge' })).toEqual({ results: [result], steps });
  });

  const ended = { ...session, endedAtMs: startMs };
  test.each<[string, Partial<Conference>, readonly Step[]]>([
    [
      'stays if another session has begun, unheard',
      { session: ended },
      [['c1', { kind: 'sessionStarted', atMs: startMs, session: 'unheard' }]],
    ],
    ['goes all the same if the conference is closed', { session: ended, isClosed: true }, [disconnect, left]],
    ['has gone by now', { bridge: { state: 'absent', tries: 0, notBeforeMs: 0 }, isClosed: true }, []],
  ])('%s', async (_, change, steps) => {
    const world = conferenceWorld(running(change));
    world.world.isLive = () => true;
    expect(await carryOut(world, { kind: 'disconnectBridge' })).toEqual({ results: ['done'], steps });
  });
});

describe('a leg in whose place another is the bridge', () => {
  const over: Step = ['c1', { kind: 'legEnded', atMs: startMs, call: bridgeCall }];
  test.each<[string, CommandResult, unknown, readonly Step[], readonly unknown[]]>([
    ['is hung up', 'done', 'done', [hangUp, over], []],
    ['is over', 'gone', 'done', [hangUp, over], []],
    ['may be up still', 'unknown', 'failed', [hangUp], [{ command: 'hangUpLeg', result: 'unknown' }]],
    ['is not hung up', 'refused', 'failed', [hangUp], [{ command: 'hangUpLeg', result: 'refused' }]],
    [
      'is not hung up for now',
      busy,
      busy,
      [hangUp, rests('voice')],
      [{ command: 'hangUpLeg', result: 'not-done' }],
    ],
  ])('%s', async (_, told, result, steps, logged) => {
    const world = conferenceWorld(running());
    world.world.hangUp = () => told;
    expect(await carryOut(world, { kind: 'hangUpLeg', call: bridgeCall })).toEqual({
      results: [result],
      steps,
    });
    expect(inVain(world)).toEqual(logged);
  });
});

describe('a bridge of the session before', () => {
  const leg = { atMs: startMs, call: bridgeCall, joinSequence: 1 };
  test.each<[string, boolean | undefined, Step]>([
    ['has gone with it', false, left],
    ['is up', true, ['c1', { kind: 'bridgeProved', ...leg }]],
    [
      'counts as up if nobody can say so',
      undefined,
      ['c1', { kind: 'bridgeProved', ...leg, isUnsure: true }],
    ],
  ])('%s', async (_, isUp, step) => {
    const world = conferenceWorld(running({ bridge: { ...bridgeIn, isCarriedOver: true } }));
    world.world.isUp = () => isUp;
    const command = { kind: 'proveBridge', call: bridgeCall, joinSequence: 1 } as const;
    expect(await carryOut(world, command)).toEqual({ results: ['done'], steps: [step] });
  });
});
