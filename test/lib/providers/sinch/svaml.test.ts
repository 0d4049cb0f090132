import { describe, expect, test } from 'vitest';
import { languages } from '../../../../lib/conferences/model/conference.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { textOf } from '../../../../lib/conferences/model/languages/index.ts';
import { sentences } from '../../../../lib/conferences/model/sentences.ts';
import { fallbackDocument } from '../../../../lib/providers/sinch/fallback.ts';
import { renderAnnouncement, renderCall, renderContinue } from '../../../../lib/providers/sinch/svaml.ts';
import { complaintsOfSvaml } from '../../../contract/sinch.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';

const spoken = { sentence: 'greeting', language: 'en' } as const;
const audioUrl = 'https://audio.example.com/a;b[1].mp3';
const call = voiceCall('abc');
const say: Instruction = { kind: 'say', spoken };
const collect: Instruction = {
  kind: 'collect',
  question: { kind: 'pin', attempt: 1 },
  prompt: [
    { ...spoken, language: 'de' },
    { ...spoken, audioUrl },
  ],
  maxDigits: 20,
  timeoutS: 8,
};
const wait: Instruction = { kind: 'wait', spoken, seconds: 1, language: 'en' };
const join: Instruction = {
  kind: 'join',
  conference: conferenceId('room-42'),
  role: 'caller',
  call,
  joinSequence: 3,
  muted: true,
  language: 'en',
  longestStayS: 60,
};
const forward: Instruction = {
  kind: 'forward',
  address: 'line@daily.example.com',
  headers: { 'X-Caller-Id': '+15550001111' },
};

const runMenu = (locale: string, barge: boolean, menu: object) => ({
  action: { name: 'runMenu', barge, locale, mainMenu: 'main', menus: [{ id: 'main', ...menu }] },
});
const detect = { mode: 'detect', maxDigits: 2, timeoutMills: 2_000 };

describe('a call', () => {
  test.each<[string, readonly Instruction[], object]>([
    ['is refused', [{ kind: 'reject' }], { action: { name: 'hangup' } }],
    [
      'is told something and ended',
      [say, { kind: 'say', spoken: { ...spoken, audioUrl } }, { kind: 'hangUp' }],
      {
        instructions: [
          { name: 'say', text: 'Welcome.', locale: 'en-GB' },
          { name: 'playFiles', ids: ['#href[https://audio.example.com/a%3Bb%5B1%5D.mp3]'], locale: 'en-GB' },
        ],
        action: { name: 'hangup' },
      },
    ],
    [
      'is made to wait in silence before it is asked for keys',
      [{ kind: 'pause', seconds: 25 }, collect],
      {
        instructions: [
          {
            name: 'playFiles',
            ids: ['#ssml[<speak><break time="10s"/><break time="10s"/><break time="5s"/></speak>]'],
            locale: 'en-GB',
          },
        ],
        ...runMenu('de-DE', true, {
          mainPrompt: '#tts[Herzlich willkommen.];#href[https://audio.example.com/a%3Bb%5B1%5D.mp3]',
          maxDigits: 20,
          timeoutMills: 8_000,
        }),
      },
    ],
    [
      'waits outside with a sentence',
      [wait],
      runMenu('en-GB', false, { mainPrompt: '#tts[Welcome.]', maxDigits: 20, timeoutMills: 1_000 }),
    ],
    [
      'waits outside in silence, as long all in all',
      [{ ...wait, spoken: undefined, seconds: 5 }],
      runMenu('en-GB', false, {
        mainPrompt: '#ssml[<speak><break time="1s"/></speak>]',
        maxDigits: 20,
        timeoutMills: 4_000,
      }),
    ],
    [
      'joins with keys that are heard',
      [join],
      { action: { name: 'connectConf', conferenceId: 'room-42', conferenceDtmfOptions: detect } },
    ],
    [
      'joins as the bridge, whose keys mean nothing',
      [{ ...join, role: 'bridge' }],
      { action: { name: 'connectConf', conferenceId: 'room-42', conferenceDtmfOptions: { mode: 'ignore' } } },
    ],
    [
      'is forwarded with headers',
      [forward],
      {
        action: {
          name: 'connectSip',
          destination: { type: 'Sip', endpoint: 'line@daily.example.com' },
          maxDuration: 14_400,
          callHeaders: [{ key: 'X-Caller-Id', value: '+15550001111' }],
        },
      },
    ],
  ])('%s', (_, instructions, expected) => {
    const document = renderCall(instructions);
    expect(document).toEqual(expected);
    expect(complaintsOfSvaml(document)).toEqual([]);
  });

  test.each<[string, readonly Instruction[]]>([
    ['no end', [say]],
    ['nothing in it', []],
    ['two ends', [collect, join]],
    ['a menu out of the meeting', [{ ...collect, question: { kind: 'menu', joinSequence: 1 } }]],
  ])('has no document for steps with %s', (_, instructions) => {
    expect(() => renderCall(instructions)).toThrow();
  });
});

test.each(languages)(
  'no sentence in %s is too long, or brings a letter that lists of prompts know',
  (language) => {
    for (const sentence of sentences) {
      const text = textOf(sentence, language);
      expect(text.length).toBeLessThanOrEqual(600);
      expect(text).not.toMatch(/[[\];]/);
      expect(complaintsOfSvaml(renderAnnouncement({ sentence, language }))).toEqual([]);
    }
  },
);

test('the fallback document is an apology in every language, and the end', () => {
  const document: unknown = JSON.parse(fallbackDocument());
  expect(complaintsOfSvaml(document)).toEqual([]);
  expect(document).toMatchObject({
    instructions: languages.map((language) => ({ text: textOf('internal-failure', language) })),
    action: { name: 'hangup' },
  });
});

test('the judge of documents refuses what Sinch does not know', () => {
  expect(complaintsOfSvaml(renderContinue)).toEqual([]);
  for (const action of [
    { name: 'connectConf', conferenceId: 'c', muted: true },
    { name: 'wait' },
    { name: 'runMenu', menus: [{ id: 'main', maxKeys: 2 }] },
  ])
    expect(complaintsOfSvaml({ action })).not.toEqual([]);
  expect(complaintsOfSvaml({ instructions: [{ name: 'pause' }], action: { name: 'hangup' } })).not.toEqual(
    [],
  );
});
