import { beforeEach, describe, expect, test } from 'vitest';
import type { CallerEvent } from '../../../../../lib/conferences/model/caller-events.ts';
import type { CommandResult } from '../../../../../lib/conferences/model/command-result.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { callerIn, conferenceWorld, running, session, type ConferenceWorld } from '../../support.ts';
import { carryOut, inVain, type Step } from './carry-out.ts';

let world: ConferenceWorld;
beforeEach(() => {
  world = conferenceWorld(running());
});
const busy = { notBeforeMs: undefined };
const noted = (event: CallerEvent): Step => ['CA1', event];
const has = (change: { readonly muted?: boolean; readonly hand?: boolean }) =>
  noted({ kind: 'roomHas', atMs: startMs, session: session.id, bridge: 'bridge-1', ...change });
const hasNot = noted({ kind: 'roomHasNot', atMs: startMs, isAnswer: true });

describe('a mute and a hand in the room', () => {
  const muted = { is: true, by: 'caller', atMs: startMs } as const;
  const mute = {
    command: { kind: 'muteInRoom', caller: callerIn('CA1', { muted }) },
    steps: [noted({ kind: 'roomMuteUnknown', atMs: startMs, muted: true }), 'room mute room-of-c1 CA1'],
    now: has({ muted: true }),
  } as const;
  const hand = {
    command: { kind: 'handInRoom', caller: callerIn('CA1', { hand: true }) },
    steps: [noted({ kind: 'roomHandUnknown', atMs: startMs }), 'room hand up room-of-c1 CA1'],
    now: has({ hand: true }),
  } as const;

  test.each<[string, CommandResult, unknown, (now: Step) => readonly Step[]]>([
    ['done', 'done', 'done', (now) => [now]],
    // The room would say so again: it counts as told, and what else it was told stands.
    ['refused', 'refused', 'done', (now) => [now]],
    ['gone', 'gone', 'done', () => [hasNot]],
    ['unknown', 'unknown', 'failed', () => []],
    ['not-done', busy, busy, () => []],
  ])('are noted before the request and after its answer: %s', async (word, told, result, then) => {
    world.world.muteInRoom = () => told;
    world.world.handInRoom = () => told;
    for (const { command, steps, now } of [mute, hand]) {
      expect(await carryOut(world, command)).toEqual({ results: [result], steps: [...steps, ...then(now)] });
    }
    const logged = ['muteInRoom', 'handInRoom'].map((command) => ({ command, result: word }));
    expect(inVain(world)).toEqual(told === 'done' ? [] : logged);
  });
});

describe('a caller whom the room is to let go', () => {
  const withdraw = { kind: 'withdraw', calls: [callerIn('CA1').call] } as const;
  const letsGo = noted({ kind: 'roomLetsGo', atMs: startMs });
  const request = 'room takeBack room-of-c1 CA1';
  const forgotten = noted({ kind: 'roomHasNot', atMs: startMs });

  test.each<[string, CommandResult, unknown, readonly Step[]]>([
    ['done', 'done', 'done', [forgotten]],
    ['gone', 'gone', 'done', [forgotten]],
    ['refused', 'refused', 'done', [forgotten]],
    ['unknown', 'unknown', 'failed', []],
    ['not-done', busy, busy, []],
  ])('is noted as on their way out before it is asked: %s', async (word, told, result, then) => {
    world.world.withdraw = () => told;
    expect(await carryOut(world, withdraw)).toEqual({
      results: [result],
      steps: [letsGo, request, ...then],
    });
    const isDone = told === 'done' || told === 'gone';
    expect(inVain(world)).toEqual(isDone ? [] : [{ command: 'withdraw', result: word, callers: 1 }]);
  });
});

describe('callers whom the room is told of', () => {
  const callers = [callerIn('CA1', { presenceAtMs: startMs - 2_000 }), callerIn('CA2')];
  const announce = { kind: 'announce', callers } as const;
  const counted = () => world.record.counts.filter(({ metric }) => metric !== 'commandFailed');

  test('are counted, and how long each of them was in before that', async () => {
    expect((await carryOut(world, announce)).results).toEqual(['done']);
    expect(counted()).toEqual([
      { metric: 'announceLagMs', value: 2_000 },
      { metric: 'announceLagMs', value: 0 },
      { metric: 'callersAnnounced', value: 2 },
    ]);
    expect(inVain(world)).toEqual([]);
  });

  test('count as not told, and as one command, after an answer that got lost', async () => {
    world.world.announce = () => 'unknown';
    expect((await carryOut(world, announce)).results).toEqual(['failed']);
    expect(counted()).toEqual([]);
    expect(inVain(world)).toEqual([{ command: 'announce', result: 'unknown', callers: 2 }]);
  });
});
