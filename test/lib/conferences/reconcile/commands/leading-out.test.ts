import { beforeEach, describe, expect, test } from 'vitest';
import type { CallerEvent } from '../../../../../lib/conferences/model/caller-events.ts';
import type { CommandResult } from '../../../../../lib/conferences/model/command-result.ts';
import { leadOut } from '../../../../../lib/conferences/reconcile/commands/leading-out.ts';
import type { Leg } from '../../../../../lib/conferences/ports.ts';
import { destinationSchema } from '../../../../../lib/numbers/destination.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { conferenceWorld, meeting, running, type ConferenceWorld } from '../../support.ts';
import { carryOut, inVain, type Step } from './carry-out.ts';

const call = voiceCall('CA1');
const desk = { kind: 'destination', destination: destinationSchema.parse('+493012345678') } as const;

let world: ConferenceWorld;
/** CA1 is in, and to be led to a desk. */
const setUp = async (change: Parameters<typeof running>[0] = {}) => {
  world = conferenceWorld(running(change));
  await world.letIn('CA1');
  await world.change('CA1', { kind: 'transferOrdered', atMs: startMs, to: desk });
};
beforeEach(() => setUp());
const outcomes = () =>
  world.record.counts.filter(({ metric }) => metric === 'transfers').map(({ reason }) => reason);

describe('a call of which nobody has said whether the desk took it', () => {
  const ask = { kind: 'askTransfer', call, joinSequence: 1 } as const;
  const noted = (event: CallerEvent): Step => ['CA1', event];
  const answered = noted({ kind: 'transferEnded', atMs: startMs, outcome: 'answered' });
  const gone = noted({ kind: 'gone', atMs: startMs });
  const seen = noted({ kind: 'seen', atMs: startMs, joinSequence: 1, muted: true });
  const listed = (...calls: string[]) => ({
    meeting,
    legs: calls.map((each): Leg => ({ call: voiceCall(each), muted: each.endsWith('CA1') })),
  });

  test.each<[string, boolean | undefined, ReturnType<typeof listed> | undefined, unknown, readonly Step[]]>([
    ['cannot be asked about', undefined, listed(), 'failed', []],
    ['is up, and cannot be looked for in the meeting', true, undefined, 'failed', []],
    ['is up, and not in the meeting: it was taken', true, listed('CA2'), 'done', [answered]],
    ['is in the meeting', true, listed('CA2', 'CA1'), 'done', [seen]],
    ['is in the meeting, under a longer name', true, listed('CA2', 'eu-3_CA1'), 'done', [seen]],
    ['is over', false, undefined, 'done', [gone]],
    ['is over, and the list has it still', false, listed('CA1'), 'done', [gone]],
  ])('%s', async (_, isUp, list, result, steps) => {
    await world.change('CA1', { kind: 'ledOn', atMs: startMs });
    world.world.isUp = () => isUp;
    world.world.participants = () => list;
    expect(await carryOut(world, ask)).toEqual({ results: [result], steps });
  });

  test('is up, and no meeting has begun that it could be in: it was taken', async () => {
    const before = world.conference('c1');
    world.addConference({ ...before, meeting: undefined });
    world.world.isUp = () => true;
    expect(await carryOut(world, ask)).toEqual({ results: ['done'], steps: [answered] });
  });
});

describe('a call that is to ask what to do', () => {
  const order = { kind: 'leadOut', call, joinSequence: 1 } as const;
  const leading: Step = ['CA1', { kind: 'leadingOut', atMs: startMs }];
  const request = 'phone leadOut CA1 1';
  const gone: Step = ['CA1', { kind: 'gone', atMs: startMs }];
  const failed: Step = ['CA1', { kind: 'transferEnded', atMs: startMs, outcome: 'failed' }];
  const busy = { notBeforeMs: undefined };

  test.each<[CommandResult, unknown, readonly Step[], readonly string[]]>([
    ['done', 'done', [], []],
    ['gone', 'done', [gone], ['caller-left']],
    ['refused', 'done', [failed], ['failed']],
  ])('is told so: %s', async (told, result, then, outcome) => {
    world.world.leadOut = () => told;
    expect(await carryOut(world, order)).toEqual({ results: [result], steps: [leading, request, ...then] });
    expect(outcomes()).toEqual(outcome);
    expect(inVain(world)).toEqual([]);
  });

  test.each<[string, CommandResult, unknown]>([
    ['unknown', 'unknown', 'failed'],
    ['not-done', busy, busy],
  ])('may not have been told so: %s', async (word, told, result) => {
    world.world.leadOut = () => told;
    expect(await carryOut(world, order)).toEqual({ results: [result], steps: [leading, request] });
    expect(inVain(world)).toEqual([{ command: 'leadOut', result: word }]);
  });

  test('cannot be told so at such a provider: the caller stays', async () => {
    world.world.leadOut = undefined;
    expect(await carryOut(world, order)).toEqual({ results: ['done'], steps: [leading, failed] });
  });

  test.each<[string, CallerEvent]>([
    ['has asked by itself', { kind: 'ledOn', atMs: startMs }],
    ['was perhaps removed by a moderator', { kind: 'leftRoom', atMs: startMs }],
  ])('%s by then, and is told nothing', async (_, event) => {
    await world.change('CA1', event);
    expect(await carryOut(world, order)).toEqual({ results: ['done'], steps: [leading] });
  });

  test('is of nobody whom we know, and is told nothing', async () => {
    const other = voiceCall('CA9');
    expect(await carryOut(world, { ...order, call: other })).toEqual({
      results: ['done'],
      steps: [['CA9', { kind: 'leadingOut', atMs: startMs }]],
    });
  });

  test.each([
    ['its own language', true, 'de'],
    ['English if that is not known', false, 'en'],
  ])('hears what follows in %s', async (_, isKnown, language) => {
    const { deps } = world;
    const pinCall = world.pinCall('CA1');
    if (pinCall === undefined) throw new Error('nobody has called');
    const asked: unknown[] = [];
    const voice = {
      ...deps.voices.of('twilio'),
      leadOut: (...all: readonly unknown[]) => {
        asked.push(all);
        return Promise.resolve('done' as const);
      },
    };
    const pinCalls = {
      ...deps.pinCalls,
      get: () => Promise.resolve(isKnown ? { ...pinCall, language: 'de' as const } : undefined),
    };
    await leadOut({ ...deps, pinCalls, voices: { of: () => voice } }, world.conference('c1'), order);
    expect(asked).toEqual([['CA1', { joinSequence: 1, language }]]);
  });

  test('has not asked for too long: the caller stays', async () => {
    expect(await carryOut(world, { kind: 'giveUpTransfer', call })).toEqual({
      results: ['done'],
      steps: [failed],
    });
    expect(outcomes()).toEqual(['failed']);
  });
});
