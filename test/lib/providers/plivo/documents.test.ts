import { describe, expect, test } from 'vitest';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { renderCall } from '../../../../lib/providers/plivo/documents.ts';
import { fallbackDocument } from '../../../../lib/providers/plivo/fallback.ts';
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
  headers: { 'X-Caller-Id': '+15550001111', 'X-Route': 'a=b,c' },
};

const hangUp = '<Hangup/>';
const conference = (attributes: string, callback: string) =>
  `<Conference ${attributes.split('|')[0]} startConferenceOnEnter="true" endConferenceOnExit="false" stayAlone="true" maxMembers="20"${attributes.split('|')[1]} relayDTMF="false" callbackUrl="${at(callback, events)}" callbackMethod="POST" action="${at('left?language=en')}" method="POST" redirect="true">room-42</Conference>`;

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
      conference('muted="true"| digitsMatch="*6,*9"', 'events?muted=abc'),
    ],
    [
      'goes in, and may speak',
      [{ ...join, muted: false }],
      conference('muted="false"| digitsMatch="*6,*9"', 'events'),
    ],
    [
      'goes in as the bridge, whose keys are nothing',
      [{ ...join, role: 'bridge', muted: false }],
      conference('muted="false"|', 'events'),
    ],
    [
      'is forwarded',
      [forward],
      `<Dial action="${at('forwarded')}" method="POST" redirect="true"><User sipHeaders="X-Caller-Id=%2B15550001111,X-Route=a%3Db%2Cc">sip:line@daily.example.com</User></Dial>`,
    ],
    [
      'is forwarded without headers',
      [{ ...forward, headers: {} }],
      `<Dial action="${at('forwarded')}" method="POST" redirect="true"><User>sip:line@daily.example.com</User></Dial>`,
    ],
  ])('%s', (_, instructions, expected) => {
    expect(renderCall(instructions, publicUrl)).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><Response>${expected}</Response>`,
    );
  });

  test('is never asked for keys out of a meeting', () => {
    const menu: Instruction = { ...collect, question: { kind: 'menu', joinSequence: 1 } };
    expect(() => renderCall([menu], publicUrl)).toThrow('stay in the meeting');
  });
});

test('a call of which nothing is known hears an apology in every language, and ends', () => {
  expect(fallbackDocument()).toMatch(
    /<Response>(<Speak language="(en-GB|de-DE)">[^<]+<\/Speak>){2}<Hangup\/>/,
  );
});
