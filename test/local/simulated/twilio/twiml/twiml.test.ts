import { describe, expect, test } from 'vitest';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { parseSoundTwiml, parseTwiml } from '../../../../../local/simulated/twilio/twiml/twiml.ts';

const flawOf = (document: string): { code: number; info: string } | undefined => {
  const parsed = parseTwiml(document);
  return parsed.ok ? undefined : { code: parsed.code, info: parsed.info };
};

const inside = (verbs: string): string => `<Response>${verbs}</Response>`;

describe('refuses', () => {
  test.each([
    ['', 12100],
    ['hello', 12100],
    ['<Response>', 12100],
    ['<Response/><Response/>', 12100],
    ['<!DOCTYPE x><Response/>', 12100],
    ['<response/>', 12100],
    ['<Response><Redirect>https://a.example/?b=1&c=2</Redirect></Response>', 12100],
    ['<Response><Say>&nbsp;</Say></Response>', 12100],
    ['<Response version="1"/>', 12200],
    [inside('hello'), 12200],
    [inside('<say>a</say>'), 12200],
    [inside('<Say Language="en-GB">a</Say>'), 12200],
    [inside('<Say language="english">a</Say>'), 12200],
    [inside('<Say/>'), 13520],
    [inside(`<Say>${'a'.repeat(4_097)}</Say>`), 13520],
    [inside('<Say><Play>https://a.example</Play></Say>'), 12200],
    [inside('<Say loop="-1">a</Say>'), 12200],
    [inside('<Play/>'), 12200],
    [inside('<Play digits="1">https://a.example/x.mp3</Play>'), 12200],
    [inside('<Pause length="0.5"/>'), 12200],
    [inside('<Pause>a</Pause>'), 12200],
    [inside('<Hangup reason="busy"/>'), 12200],
    [inside('<Reject reason="full"/>'), 12200],
    [inside('<Redirect method="PUT">/a</Redirect>'), 12200],
    [inside('<Gather><Dial>+12025550143</Dial></Gather>'), 12200],
    [inside('<Gather><Redirect>/a</Redirect></Gather>'), 12200],
    [inside('<Gather>Enter a PIN</Gather>'), 12200],
    [inside('<Gather finishOnKey="##"/>'), 12200],
    [inside('<Gather numDigits="0"/>'), 12200],
    [inside('<Gather actionOnEmptyResult="yes"/>'), 13338],
    [inside('<Gather action=""/>'), 12200],
    [inside('<Dial/>'), 12200],
    [inside('<Dial>+12025550143</Dial>'), 12200],
    [inside('<Dial hangupOnStar="1"><Conference>a</Conference></Dial>'), 13213],
    [inside('<Dial><Conference>a</Conference><Conference>b</Conference></Dial>'), 12200],
    [inside('<Dial><Conference/></Dial>'), 12200],
    [inside(`<Dial><Conference>${'a'.repeat(129)}</Conference></Dial>`), 12200],
    [inside('<Dial><Conference maxParticipants="251">a</Conference></Dial>'), 12200],
    [inside('<Dial><Conference beep="no">a</Conference></Dial>'), 12200],
    [inside('<Dial><Conference muted="True">a</Conference></Dial>'), 12200],
    [inside('<Dial><Conference statusCallbackEvent="join,leave">a</Conference></Dial>'), 12200],
    [inside('<Dial><Conference statusCallbackEvent="participant-join">a</Conference></Dial>'), 12200],
    [inside('<Dial><Conference participantLabel="">a</Conference></Dial>'), 12200],
    [inside('<Dial><Conference><Say>a</Say></Conference></Dial>'), 12200],
    [inside('<Conference>a</Conference>'), 12200],
    [inside('<Dial><Sip>+12025550143</Sip></Dial>'), 13223],
    [inside('<Dial><Sip>sip:a@b.example;transport=ws</Sip></Dial>'), 13223],
    [inside('<Dial><Sip>sip:a@b.example?room=1</Sip></Dial>'), 13223],
    [inside('<Dial><Sip>sip:a@b.example?x-room=a b</Sip></Dial>'), 13223],
    [inside('<Dial><Sip>sip:a@b.example?x-room=%FF</Sip></Dial>'), 13223],
    [inside(`<Dial><Sip>sip:a@b.example?x-room=${'a'.repeat(1_024)}</Sip></Dial>`), 13223],
    [inside(`<Dial><Sip>sip:${'a'.repeat(255)}@b.example</Sip></Dial>`), 13223],
  ])('%s', (document, code) => {
    expect(flawOf(document)?.code).toBe(code);
  });

  test.each(['<Gather/>', '<Dial><Conference>a</Conference></Dial>', '<Hangup/>'])(
    '%s while waiting',
    (verb) => {
      expect(parseSoundTwiml(inside(verb))).toMatchObject({ ok: false, code: 12200 });
    },
  );
});

test('fills in the documented defaults', () => {
  expect(parseTwiml(inside('<Gather/><Pause/><Dial><Conference>a</Conference></Dial>'))).toMatchObject({
    ok: true,
    verbs: [
      { finishOnKey: '#', timeout: 5, actionOnEmptyResult: false, method: 'POST' },
      { length: 1 },
      {
        timeLimit: 14_400,
        hangupOnStar: false,
        noun: {
          name: 'a',
          beep: 'true',
          startConferenceOnEnter: true,
          maxParticipants: 250,
          waitMethod: 'POST',
        },
      },
    ],
  });
});

test("understands what Twilio's own builder writes", () => {
  const response = new VoiceResponse();
  const gather = response.gather({
    input: ['dtmf'],
    numDigits: 20,
    finishOnKey: '#',
    timeout: 8,
    actionOnEmptyResult: true,
    action: 'https://gw.example.com/pin?a=1&b=2',
  });
  gather.say({ language: 'en-GB' }, 'Enter <your> PIN & press hash');
  response.dial({ hangupOnStar: true, action: '/left', timeLimit: 60 }).conference(
    {
      participantLabel: 'caller-1',
      beep: 'false',
      startConferenceOnEnter: false,
      waitUrl: '',
      statusCallback: '/events',
      statusCallbackEvent: ['start', 'join', 'leave'],
    },
    'room-42',
  );
  response.dial().sip('sip:a@b.example;transport=tls?x-route=a%20b&User-to-User=c');
  expect(parseTwiml(response.toString())).toMatchObject({
    ok: true,
    verbs: [
      {
        verb: 'Gather',
        action: 'https://gw.example.com/pin?a=1&b=2',
        prompts: [{ text: 'Enter <your> PIN & press hash', language: 'en-GB' }],
      },
      { noun: { waitUrl: '', statusCallbackEvent: ['start', 'join', 'leave'], name: 'room-42' } },
      {
        noun: {
          target: {
            uri: 'sip:a@b.example;transport=tls',
            address: 'sip:a@b.example',
            headers: { 'x-route': 'a b', 'User-to-User': 'c' },
          },
        },
      },
    ],
  });
});

test('speech may hold SSML', () => {
  expect(parseTwiml(inside('<Say>one <break time="1s"/><emphasis>two</emphasis></Say>'))).toMatchObject({
    verbs: [{ text: 'one two' }],
  });
});
