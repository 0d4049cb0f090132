import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../../../lib/conferences/model/command.ts';
import type { CommandResult } from '../../../../../lib/conferences/model/command-result.ts';
import type { VoiceTraits } from '../../../../../lib/conferences/model/voice.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { conferenceWorld, meeting, outside, running, type ConferenceWorld } from '../../support.ts';
import { carryOut, inVain, type Step } from './carry-out.ts';

const call = voiceCall('CA1');
const askedAtMs = startMs - 5_000;
const ask = { kind: 'askToUnmute', meeting, call, askedAtMs } as const;
const askTold: Step = ['CA1', { kind: 'askTold', atMs: startMs, askedAtMs }];
const requested = (sentence: string) => `phone tell ${meeting} CA1 ${sentence}`;

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(running());
  await world.letIn('CA1');
});

describe('what a caller is told is noted once it was said', () => {
  const wait = { kind: 'tellWait', meeting, call, sentence: 'bridge-lost' } as const;
  const recording = (isOn: boolean): Command => ({ kind: 'tellRecording', meeting, call, isOn });
  test.each<[string, Command, readonly Step[]]>([
    ['bridge-lost', wait, [['CA1', { kind: 'waitTold', atMs: startMs }]]],
    ['recording-on', recording(true), [['CA1', { kind: 'recordingTold', atMs: startMs, isOn: true }]]],
    ['recording-off', recording(false), [['CA1', { kind: 'recordingTold', atMs: startMs, isOn: false }]]],
    ['asked-to-unmute', ask, [askTold]],
  ])('%s', async (sentence, command, then) => {
    expect(await carryOut(world, command)).toEqual({
      results: ['done'],
      steps: [requested(sentence), ...then],
    });
    expect(inVain(world)).toEqual([]);
  });

  const busy = { notBeforeMs: undefined };
  test.each<[string, CommandResult, unknown, readonly Step[]]>([
    ['not-done', busy, busy, []],
    // They are out of the meeting, and told when they are back.
    ['gone', 'gone', 'failed', []],
    // They may have heard it, and would hear it twice.
    ['unknown', 'unknown', 'done', [['CA1', { kind: 'waitTold', atMs: startMs }]]],
    // They have not, and never would.
    ['refused', 'refused', 'done', [['CA1', { kind: 'waitTold', atMs: startMs }]]],
  ])('or would be said twice, or in vain: %s', async (word, told, result, then) => {
    world.world.tell = () => told;
    expect(await carryOut(world, wait)).toEqual({
      results: [result],
      steps: [requested('bridge-lost'), ...then],
    });
    expect(inVain(world)).toEqual([{ command: 'tellWait', callId: 'CA1', result: word }]);
  });
});

describe('a caller who is asked to unmute', () => {
  const unmuted: Step = [
    'CA1',
    {
      ...{ kind: 'muted', atMs: startMs, is: false, by: 'caller' },
      press: { key: '6', id: `asked-${askedAtMs}`, atMs: startMs },
    },
  ];
  test.each<[VoiceTraits['keys'], string, readonly Step[]]>([
    ['leave', 'asked-to-unmute', []],
    ['stay', 'asked-to-unmute-by-key', []],
    ['none', 'you-are-unmuted', [unmuted]],
  ])(
    'hears of the key that does it, or is unmuted where none could: keys %s',
    async (keys, sentence, before) => {
      world.world.traits = { ...outside, keys };
      expect(await carryOut(world, ask)).toEqual({
        results: ['done'],
        steps: [...before, requested(sentence), askTold],
      });
    },
  );

  test('and is unmuted by that, is so once: who has muted themselves since stays muted', async () => {
    world.world.traits = { ...outside, keys: 'none' };
    await carryOut(world, ask);
    await world.change('CA1', { kind: 'muted', atMs: startMs, is: true, by: 'caller' });
    await carryOut(world, ask);
    expect(world.caller('c1', 'CA1').muted.is).toBe(true);
  });
});
