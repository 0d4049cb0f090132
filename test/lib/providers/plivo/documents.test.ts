import { describe, expect, test } from 'vitest';
import { languages } from '../../../../lib/conferences/model/conference.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { sentences } from '../../../../lib/conferences/model/sentences.ts';
import { routeHeaderOf } from '../../../../lib/held-calls/steps/bots/tokens.ts';
import { renderCall } from '../../../../lib/providers/plivo/documents.ts';
import { fallbackDocument } from '../../../../lib/providers/plivo/fallback.ts';
import { complaintsOfPlivoXml } from '../../../contract/plivo.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';

const publicUrl = 'https://gw.example.com/dev';
const spoken = { sentence: 'greeting', language: 'en' } as const;
const audioUrl = 'https://audio.example.com/a.mp3?x=1&y=2';
const call = voiceCall('abc');
const documents = '#rc=2&amp;rp=all&amp;ct=2000&amp;rt=6000&amp;tt=14000';
const events = '#rc=5&amp;rp=all&amp;ct=2000&amp;rt=4000&amp;tt=30000';
const at = (path: string, fragment = documents) => `${publicUrl}/plivo/${path}${fragment}`;

const say: Instruction = { kind: 'say', spoken };
const collect: Instruction = {
  kind: 'collect',
  question: { kind: 'pin', attempt: 2 },
  prompt: [
    { ...spoken, language: 'de' },
    { ...spoken, audioUrl },
  ],
  maxDigits: 40,
  timeoutS: 8,
};
const wait: Instruction = { kind: 'wait', spoken, seconds: 1, language: 'en' };
const join = {
  kind: 'join',
  conference: conferenceId('room-42'),
  role: 'caller',
  call,
  joinSequence: 3,
  muted: true,
  language: 'en',
  longestStayS: 60,
} as const satisfies Instruction;
const forward: Instruction = {
  kind: 'forward',
  address: 'line@daily.example.com',
  headers: { 'X-Caller-Id': '+15550001111', 'X-Route': 'a=b,cö' },
};

const hangUp = '<Hangup/>';
const conference = (attributes: string, callback: string) =>
  `<Conference ${attributes.split('|')[0]} startConferenceOnEnter="true" endConferenceOnExit="false" stayAlone="true" maxMembers="20"${attributes.split('|')[1]} relayDTMF="false" callbackUrl="${at(callback, events)}" callbackMethod="POST">room-42</Conference>${hangUp}`;

describe('a call', () => {
  test.each<[string, readonly Instruction[], string]>([
    ['is refused', [{ kind: 'reject' }], '<Hangup reason="rejected"/>'],
    [
      'is told something and ended',
      [say, { kind: 'say', spoken: { ...spoken, audioUrl } }, { kind: 'hangUp' }],
      `<Speak language="en-GB">Welcome.</Speak><Play>https://audio.example.com/a.mp3?x=1&amp;y=2</Play>${hangUp}`,
    ],
    [
      'is made to wait in silence before it is asked for keys, or for none',
      [{ kind: 'pause', seconds: 25 }, collect],
      `<Wait length="25"/><GetInput action="${at('pin?attempt=2&amp;language=de')}" method="POST" inputType="dtmf" executionTimeout="16" digitEndTimeout="8" numDigits="32" finishOnKey="#" log="false"><Speak language="de-DE">Herzlich willkommen.</Speak><Play>https://audio.example.com/a.mp3?x=1&amp;y=2</Play></GetInput><Redirect method="POST">${at('pin?attempt=2&amp;language=de')}</Redirect>`,
    ],
    [
      'waits outside, first with a sentence',
      [wait],
      `<Speak language="en-GB">Welcome.</Speak><Wait length="1"/><Redirect method="POST">${at('waited?language=en')}</Redirect>`,
    ],
    [
      'waits outside in silence',
      [{ ...wait, spoken: undefined, seconds: 5 }],
      `<Wait length="5"/><Redirect method="POST">${at('waited?language=en')}</Redirect>`,
    ],
    [
      'goes in, muted, and is heard when it presses keys',
      [join],
      conference('muted="true"| digitsMatch="*6,*9"', 'events?call=abc&amp;joinSequence=3&amp;muted=true'),
    ],
    [
      'goes in, and may speak',
      [{ ...join, muted: false }],
      conference('muted="false"| digitsMatch="*6,*9"', 'events?call=abc&amp;joinSequence=3'),
    ],
    [
      'goes in as the bridge, whose keys are nothing',
      [{ ...join, role: 'bridge', muted: false }],
      conference('muted="false"|', 'events?call=abc&amp;joinSequence=3'),
    ],
    [
      'goes in and out with tones',
      [{ ...join, role: 'bridge', muted: false, tones: true }],
      conference('muted="false"|', 'events?call=abc&amp;joinSequence=3').replace(
        'stayAlone="true"',
        'stayAlone="true" enterSound="beep:1" exitSound="beep:2"',
      ),
    ],
    [
      'is forwarded',
      [forward],
      `<Dial timeout="30" action="${at('forwarded')}" method="POST" redirect="true"><User sipHeaders="Callerid=%2b15550001111,Route=a%3db%2cc%c3%b6">sip:line@daily.example.com</User></Dial>`,
    ],
    [
      'is forwarded without headers',
      [{ ...forward, headers: {} }],
      `<Dial timeout="30" action="${at('forwarded')}" method="POST" redirect="true"><User>sip:line@daily.example.com</User></Dial>`,
    ],
  ])('%s', (_, instructions, expected) => {
    const document = renderCall(instructions, publicUrl);
    expect(document).toBe(`<?xml version="1.0" encoding="UTF-8"?><Response>${expected}</Response>`);
    expect(complaintsOfPlivoXml(document)).toEqual([]);
  });

  test('is never asked for keys out of a meeting', () => {
    const menu: Instruction = { ...collect, question: { kind: 'menu', joinSequence: 1 } };
    expect(() => renderCall([menu], publicUrl)).toThrow('stay in the meeting');
  });
});

test('a header that is too long goes in parts, between characters', () => {
  const value = `${'a'.repeat(119)}.${'b'.repeat(121)}`;
  const document = renderCall([{ ...forward, headers: { 'X-Patchbay-Route': value } }], publicUrl);
  const parts = /sipHeaders="([^"]*)"/.exec(document)?.[1]?.split(',');
  expect(parts).toEqual([
    `Patchbayroute=${'a'.repeat(119)}`,
    `Patchbayroute2=%2e${'b'.repeat(117)}`,
    `Patchbayroute3=${'b'.repeat(4)}`,
  ]);
  const arrived = (parts ?? []).map((part) => part.split('='));
  const headers = arrived.map(([name = '', text = '']): [string, string] => [`X-PH-${name}`, text]);
  expect(routeHeaderOf(Object.fromEntries(headers.toReversed()))).toBe(value);
  expect(complaintsOfPlivoXml(document)).toEqual([]);
});

test('a call of which nothing is known hears an apology in every language, and ends', () => {
  const document = fallbackDocument();
  expect(document).toMatch(/<Response>(<Speak language="(en-GB|de-DE)">[^<]+<\/Speak>){2}<Hangup\/>/);
  expect(complaintsOfPlivoXml(document)).toEqual([]);
});

test.each([
  ['<Speak>Hello</Speak>', 'Speak language: Invalid option'],
  ['<Conference mutd="true">a</Conference>', 'Not a valid attribute : "mutd"'],
  ['<Dial><Speak language="en-GB">a</Speak></Dial>', 'Speak cannot be nested in Dial'],
  ['<Speak language="en-GB">a</Speak><Hangup reason="rejected"/>', 'refused too late'],
  ['<Say/>', 'there is no Say'],
  ['<Wait length="0"/>', 'Wait length'],
])('the judge of documents is strict: %s', (xml, complaint) => {
  expect(complaintsOfPlivoXml(`<Response>${xml}</Response>`).join('\n')).toContain(complaint);
});

test('every sentence is well-formed, and below the 100 KB of a document', () => {
  for (const language of languages)
    for (const sentence of sentences) {
      const document = renderCall([{ kind: 'say', spoken: { sentence, language } }], publicUrl);
      expect(complaintsOfPlivoXml(document)).toEqual([]);
      expect(document.length).toBeLessThan(1_000);
    }
});
