import { describe, expect, test } from 'vitest';
import type { CommandResult } from '../../../../../lib/conferences/model/command-result.ts';
import type { Conference } from '../../../../../lib/conferences/model/conference.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { newConference, startMs } from '../../../../support/new-conference.ts';
import { bridgeIn, conferenceWorld, meeting, session } from '../../support.ts';
import { carryOut, inVain, type Step } from './carry-out.ts';

const connect = { kind: 'connectBridge' } as const;
const giveUp = { kind: 'giveUpDialling' } as const;
const leg = voiceCall('leg');

const worldOf = (change: Partial<Conference> = {}) =>
  conferenceWorld(newConference('c1', { session, ...change }));
const failures = ({ record }: ReturnType<typeof worldOf>) => record.counts.map(({ metric }) => metric);

const asked: Step = ['c1', { kind: 'bridgeAsked', atMs: startMs, untilMs: startMs + 25_000 }];
const request = 'room connect room-of-c1';
const dialled: Step = ['c1', { kind: 'bridgeDialled', atMs: startMs, untilMs: startMs + 45_000 }];
const notDialled = (ms: number, isRefused?: true): Step => [
  'c1',
  { kind: 'bridgeNotDialled', atMs: startMs, notBeforeMs: startMs + ms, ...(isRefused && { isRefused }) },
];

describe('the room is asked to dial', () => {
  test.each<[string, CommandResult, number, readonly Step[]]>([
    ['says that it may have, or not: it is waited for', 'unknown', 0, []],
    ['says no: a second later', 'refused', 0, [notDialled(1_000, true)]],
    ['is not to be found: a second later', 'gone', 0, [notDialled(1_000, true)]],
    ['says no for the third time: after four', 'refused', 2, [notDialled(4_000, true)]],
    ['has no time: a second later', { notBeforeMs: undefined }, 0, [notDialled(1_000)]],
    ['has none for less than that', { notBeforeMs: startMs + 500 }, 0, [notDialled(1_000)]],
    ['has none for longer: when it will', { notBeforeMs: startMs + 40_000 }, 0, [notDialled(40_000)]],
  ])('which %s', async (_, result, before, then) => {
    const world = worldOf({ bridge: { state: 'absent', tries: 0, notBeforeMs: 0, failures: before } });
    world.world.connectBridge = () => result;
    expect(await carryOut(world, connect)).toEqual({
      results: ['done'],
      steps: [asked, request, ...then],
    });
    expect(failures(world)).toEqual(['bridgeFailed']);
    expect(inVain(world)).toEqual([
      { command: 'connectBridge', result: typeof result === 'string' ? result : 'not-done' },
    ]);
  });

  test.each<[string, Partial<Conference>, boolean | undefined, readonly Step[]]>([
    ['in a session', {}, undefined, []],
    ['when it cannot say whether anybody is there', { session: undefined }, undefined, []],
    ['when somebody is there, unheard', { session: undefined }, true, []],
    [
      'when somebody is there after the end of the last session, unheard',
      { session: { ...session, endedAtMs: startMs } },
      true,
      [['c1', { kind: 'sessionStarted', atMs: startMs, session: 'unheard' }]],
    ],
  ])('%s, and dials', async (_, change, isLive, before) => {
    const world = worldOf(change);
    world.world.isLive = () => isLive;
    expect(await carryOut(world, connect)).toEqual({
      results: ['done'],
      steps: [...before, asked, request, dialled],
    });
    expect(failures(world)).toEqual([]);
    expect(inVain(world)).toEqual([]);
  });
});

describe('the room is not asked to dial', () => {
  test.each<[string, Partial<Conference>, boolean | undefined]>([
    ['nobody is there', { session: undefined }, false],
    ['nobody is there after the end of the last session', { session: { ...session, endedAtMs: 1 } }, false],
    ['it cannot say so after that end', { session: { ...session, endedAtMs: 1 } }, undefined],
  ])('if %s, but looked into again after 15 s', async (_, change, isLive) => {
    const world = worldOf(change);
    world.world.isLive = () => isLive;
    expect(await carryOut(world, connect)).toEqual({
      results: ['done'],
      steps: [['c1', { kind: 'nobodyThere', atMs: startMs, notBeforeMs: startMs + 15_000 }]],
    });
  });

  test('if the bridge has come meanwhile', async () => {
    expect(await carryOut(worldOf({ bridge: bridgeIn, meeting }), connect)).toEqual({
      results: ['done'],
      steps: [asked],
    });
  });

  test('if the list has a leg that was let in as the bridge', async () => {
    const world = worldOf({ meeting, comingBridge: { call: leg, atMs: startMs } });
    world.world.participants = () => ({ meeting, legs: [{ call: leg, joinSequence: 3, muted: false }] });
    const join = { call: leg, joinSequence: 3, meeting, isVouched: false };
    expect(await carryOut(world, connect)).toEqual({
      results: ['done'],
      steps: [['c1', { kind: 'bridgeJoined', atMs: startMs, ...join }]],
    });
  });

  test('unless the list is without that leg', async () => {
    const world = worldOf({ meeting, comingBridge: { call: leg, atMs: startMs } });
    world.world.participants = () => ({ meeting, legs: [] });
    expect(await carryOut(world, connect)).toEqual({ results: ['done'], steps: [asked, request, dialled] });
  });
});

describe('a bridge that has not come', () => {
  test.each<[string, Conference['bridge'], readonly Step[], readonly string[]]>([
    [
      'though the room said that it dials: it is dialled again after a pause',
      { state: 'dialling', tries: 2, untilMs: startMs },
      [notDialled(10_000)],
      ['bridgeFailed'],
    ],
    [
      'as the room perhaps did not dial: it is asked again at once',
      { state: 'dialling', tries: 2, untilMs: startMs, isUnsure: true },
      [notDialled(0)],
      [],
    ],
    ['is dialled no more by now', { state: 'absent', tries: 2, notBeforeMs: startMs }, [], []],
  ])('%s', async (_, bridge, steps, counted) => {
    const world = worldOf({ bridge });
    expect(await carryOut(world, giveUp)).toEqual({ results: ['done'], steps });
    expect(failures(world)).toEqual(counted);
  });
});
