import { describe, expect, test } from 'vitest';
import { languages } from '../../../../lib/conferences/model/conference.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { textOf } from '../../../../lib/conferences/model/languages/index.ts';
import { sentences } from '../../../../lib/conferences/model/sentences.ts';
import { fallbackDocument } from '../../../../lib/providers/vonage/fallback.ts';
import { renderCall, renderFarewell } from '../../../../lib/providers/vonage/ncco.ts';
import { complaintsOfNcco } from '../../../contract/vonage.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';

const spoken = { sentence: 'greeting', language: 'en' } as const;
const audioUrl = 'https://audio.example.com/a.mp3';
const call = voiceCall('eu-3_aaaaaaaa-0000-4000-8000-0123456789ab');
const gateway = 'https://gw.example.com';
const of = { call, publicUrl: gateway, keys: 'stay', dialled: '+15550002222' } as const;
const at = (route: string) => [`${gateway}/vonage/${route}?call=${call}`];
const say: Instruction = { kind: 'say', spoken };
const collect: Instruction = {
  kind: 'collect',
  question: { kind: 'pin', attempt: 2 },
  prompt: [
    { ...spoken, language: 'de' },
    { ...spoken, audioUrl },
  ],
  maxDigits: 20,
  timeoutS: 8,
};
const join: Extract<Instruction, { kind: 'join' }> = {
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
  headers: { 'X-Patchbay-Route': 'signed', 'x-caller-id': '+15550001111' },
};
const talk = (text: string, language = 'en-GB') => ({ action: 'talk', text, language });
const dtmf = (timeOut: number) => ({ timeOut, maxDigits: 20, submitOnHash: true });
const conversation = (mute: boolean) => ({
  ...{ action: 'conversation', name: 'room-42', startOnEnter: true, endOnExit: false, mute },
  eventUrl: at('events'),
});
const listen = { action: 'input', type: ['dtmf'], mode: 'asynchronous', eventUrl: at('keys') };

describe('a call', () => {
  test.each<[string, readonly Instruction[], readonly object[]]>([
    ['is refused', [{ kind: 'reject' }], []],
    [
      'is told something and ended',
      [say, { kind: 'say', spoken: { ...spoken, audioUrl } }, { kind: 'hangUp' }],
      [talk('Welcome.'), { action: 'stream', streamUrl: [audioUrl] }],
    ],
    [
      'is made to wait in silence before it is asked for keys, which silence the question',
      [{ kind: 'pause', seconds: 5 }, collect],
      [
        { action: 'wait', timeout: 5 },
        { ...talk(textOf('greeting', 'de'), 'de-DE'), bargeIn: true },
        { action: 'stream', streamUrl: [audioUrl], bargeIn: true },
        {
          ...{ action: 'input', type: ['dtmf'], dtmf: dtmf(8) },
          eventUrl: [`${at('pin').join()}&attempt=2`],
        },
      ],
    ],
    [
      'that is asked for longer than Vonage waits is asked for as long as that',
      [{ ...collect, prompt: [], timeoutS: 30, maxDigits: 99 }],
      [
        {
          ...{ action: 'input', type: ['dtmf'], dtmf: dtmf(10) },
          eventUrl: [`${at('pin').join()}&attempt=2`],
        },
      ],
    ],
    [
      'waits outside, told why',
      [{ kind: 'wait', spoken, seconds: 1, language: 'en' }],
      [talk('Welcome.'), { action: 'input', type: ['dtmf'], dtmf: dtmf(1), eventUrl: at('waited') }],
    ],
    [
      'waits outside in silence',
      [{ kind: 'wait', spoken: undefined, seconds: 5, language: 'en' }],
      [{ action: 'input', type: ['dtmf'], dtmf: dtmf(5), eventUrl: at('waited') }],
    ],
    ['goes in, and its keys are listened to', [join], [listen, conversation(true)]],
    [
      'goes in as the bridge, which has none',
      [{ ...join, role: 'bridge', muted: false }],
      [conversation(false)],
    ],
    [
      'is forwarded with headers that arrive by the names they were given',
      [forward],
      [
        {
          action: 'connect',
          endpoint: [
            {
              type: 'sip',
              uri: 'sip:line@daily.example.com',
              headers: { 'Patchbay-Route': 'signed', 'caller-id': '+15550001111' },
            },
          ],
          ...{ from: '15550002222', timeout: 30, limit: 7_200 },
          ...{ eventType: 'synchronous', eventUrl: at('forwarded') },
        },
      ],
    ],
  ])('%s', (_, instructions, expected) => {
    const document = renderCall(instructions, of);
    expect(document).toEqual(expected);
    expect(complaintsOfNcco(document)).toEqual([]);
  });

  test('goes in without keys where they are not known to come', () => {
    expect(renderCall([join], { ...of, keys: 'none' })).toEqual([conversation(true)]);
  });

  test.each(['gw.sip.example.com', undefined])('to %s is forwarded from no number', (dialled) => {
    const [connect] = renderCall([forward], { ...of, dialled });
    expect(connect).not.toHaveProperty('from');
  });

  test('has no menu', () => {
    const menu: Instruction = { ...collect, question: { kind: 'menu', joinSequence: 1 } };
    expect(() => renderCall([menu], of)).toThrow('stay in the meeting');
  });
});

test.each(languages)('every sentence can be said, in %s', (language) => {
  const document = renderFarewell(sentences.map((sentence) => ({ sentence, language })));
  expect(complaintsOfNcco(document)).toEqual([]);
  for (const sentence of sentences) expect(textOf(sentence, language).length).toBeLessThanOrEqual(600);
});

test('the fallback document says it in every language, and needs nothing of ours', () => {
  const document: unknown = JSON.parse(fallbackDocument());
  expect(complaintsOfNcco(document)).toEqual([]);
  expect(document).toEqual([
    talk(textOf('internal-failure', 'en')),
    talk(textOf('internal-failure', 'de'), 'de-DE'),
  ]);
});

describe('our reading of the documentation refuses', () => {
  const [question] = renderCall([{ kind: 'wait', spoken: undefined, seconds: 5, language: 'en' }], of);
  test.each<[string, unknown]>([
    ['an action that there is none of', [{ action: 'hangup' }]],
    ['a misspelt option', [{ ...talk('x'), bargein: true }]],
    ['more keys than Vonage takes', [{ ...question, dtmf: { maxDigits: 21 } }]],
    ['a longer wait for keys', [{ ...question, dtmf: { timeOut: 11 } }]],
    ['an address that is no list', [{ ...question, eventUrl: at('pin').join() }]],
    ['settings of keys that come one by one', [{ ...question, mode: 'asynchronous' }]],
    [
      'a sentence that a key silences, and no question',
      [{ ...talk('x'), bargeIn: true }, conversation(true)],
    ],
    [
      'a header that would come with two X',
      [
        {
          ...renderCall([forward], of)[0],
          endpoint: [{ type: 'sip', uri: 'sip:a@b', headers: { 'X-A': 'b' } }],
        },
      ],
    ],
    ['no list at all', {}],
  ])('%s', (_, document) => {
    expect(complaintsOfNcco(document)).not.toEqual([]);
  });
});
