import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../../../lib/conferences/model/command.ts';
import type { CommandResult } from '../../../../../lib/conferences/model/command-result.ts';
import { executeAll, voiceMaxMs } from '../../../../../lib/conferences/reconcile/commands/execute.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { conferenceWorld, meeting, running, type ConferenceWorld } from '../../support.ts';
import { carryOut, inVain, type Step } from './carry-out.ts';

let world: ConferenceWorld;
beforeEach(() => {
  world = conferenceWorld(running());
});
const hangUps = (count: number) =>
  Array.from({ length: count }, (_, index): Command => ({
    kind: 'endCall',
    call: voiceCall(`CA${index + 1}`),
    why: undefined,
  }));
const asked = () => world.record.commands.length;

describe('a side that wants to be left alone is', () => {
  const rest = (ms: number) => ({ notBeforeMs: startMs + ms });
  const restsUntil = (ms: number): Step => [
    'c1',
    { kind: 'providerRests', atMs: startMs, side: 'voice', untilMs: startMs + ms },
  ];

  test.each([
    ['longer than the second', 30_000, 10_000],
    ['shorter than the second', 10_000, 30_000],
  ])('for as long as the longest of its answers, the first of which is %s', async (_, first, second) => {
    world.world.hangUp = (call) => rest(call === 'CA1' ? first : second);
    const { results, steps } = await carryOut(world, ...hangUps(2));
    expect(results).toEqual([rest(first), rest(second)]);
    expect(steps).toEqual(['phone hangUp CA1', 'phone hangUp CA2', restsUntil(30_000)]);
  });

  test('from the next ten commands on, whatever became of the other nine', async () => {
    world.world.hangUp = (call) => (call === 'CA4' ? rest(10_000) : 'done');
    const { results, steps } = await carryOut(world, ...hangUps(11));
    expect(results).toHaveLength(10);
    expect(steps.filter((step) => typeof step === 'string')).toHaveLength(10);
    expect(steps).toContainEqual(restsUntil(10_000));
  });

  test('and the other side is not: nor is it noted if nobody says for how long', async () => {
    world.world.hangUp = () => ({ notBeforeMs: undefined });
    const forget = { kind: 'forget', call: voiceCall('CA1') } as const;
    expect(await carryOut(world, ...hangUps(1), forget)).toEqual({
      results: [{ notBeforeMs: undefined }, 'done'],
      steps: ['phone hangUp CA1', ['CA1', { kind: 'roomHasNot', atMs: startMs }]],
    });
  });
});

test('a run that has taken too long begins nothing more on the voice side, and fails', async () => {
  const { deps, conference } = world;
  world.advance(voiceMaxMs);
  expect(await executeAll(deps, conference('c1'), hangUps(11), startMs)).toEqual(['failed']);
  expect(asked()).toBe(0);
  expect(await executeAll(deps, conference('c1'), hangUps(1), startMs + 1)).toEqual(['done']);
});

describe('a phone is muted', () => {
  const busy = { notBeforeMs: undefined };
  const mute = {
    ...({ kind: 'mutePhone', meeting, call: voiceCall('CA1') } as const),
    ...{ joinSequence: 1, muted: true },
  };
  const of = { atMs: startMs, joinSequence: 1 };
  const has: Step = ['CA1', { kind: 'phoneHas', ...of, muted: true }];
  test.each<[string, CommandResult, unknown, readonly Step[]]>([
    ['done', 'done', 'done', [has]],
    ['refused', 'refused', 'failed', []],
    ['unknown', 'unknown', 'failed', []],
    ['not-done', busy, busy, []],
    // The news of where the leg is now are on their way.
    ['gone', 'gone', 'failed', []],
  ])('which is noted before, and after it is done: %s', async (word, told, result, then) => {
    world.world.mutePhone = () => told;
    expect(await carryOut(world, mute)).toEqual({
      results: [result],
      steps: [['CA1', { kind: 'phoneUnknown', ...of }], `phone mute ${meeting} CA1`, ...then],
    });
    const isLogged = told !== 'done' && told !== 'gone';
    expect(inVain(world)).toEqual(isLogged ? [{ command: 'mutePhone', result: word }] : []);
  });
});
