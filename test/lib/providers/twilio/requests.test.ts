import { describe, expect, test } from 'vitest';
import {
  isFinalStatus,
  languageOf,
  parseCallStatus,
  parseConferenceEvent,
  parseVoiceRequest,
} from '../../../../lib/providers/twilio/requests.ts';
import type { VoiceRoute } from '../../../../lib/providers/twilio/urls.ts';
import { callFields, callSid, type Fields } from './vectors.ts';

const domainSid = 'SD0123456789abcdef0123456789abcdef';
const sipFields = {
  ...callFields,
  From: 'sip:bridge@pbx.example.net',
  To: 'sip:+15550002222@Acme.sip.twilio.com',
  SipDomain: 'Acme.sip.twilio.com',
  SipDomainSid: domainSid,
  SipCallId: '9d0c1@pbx.example.net',
};
const read = (route: VoiceRoute, fields: Fields, query = '') =>
  parseVoiceRequest(route, new URLSearchParams(query), fields);

describe('what cannot be answered', () => {
  test.each<[string, VoiceRoute, Fields, string]>([
    ['no call', 'voice', { From: callFields.From, To: callFields.To }, ''],
    ['two calls', 'voice', { ...callFields, CallSid: [callSid, callSid] }, ''],
    ['a call id with a slash', 'voice', { ...callFields, CallSid: '../CA1' }, ''],
    ['nothing dialled', 'voice', { ...callFields, To: '' }, ''],
    ['a PIN without its attempt', 'pin', { ...callFields, Digits: '1' }, 'language=de'],
    ['a PIN at attempt 0', 'pin', { ...callFields, Digits: '1' }, 'attempt=0'],
    ['a PIN at half an attempt', 'pin', { ...callFields, Digits: '1' }, 'attempt=1.5'],
    ['a return from no join', 'left', callFields, ''],
    ['an unknown sentence', 'announce', {}, 'sentence=hello&language=de'],
    ['an unknown language', 'announce', {}, 'sentence=menu&language=fr'],
  ])('%s', (_name, route, fields, query) => {
    expect(read(route, fields, query)).toEqual({ kind: 'invalid' });
  });
});

describe('an arrival', () => {
  const arrival = (fields: Fields) => {
    const request = read('voice', fields);
    return request.kind === 'voice' ? request.arrival : request;
  };

  test('from a number', () => {
    expect(arrival({ ...callFields, SomethingNew: 'x', FromCity: '' })).toEqual({
      call: callSid,
      dialled: '+15550002222',
      number: '+15550001111',
      from: '+15550001111',
      isNumberVerified: false,
      voice: 'twilio',
      isSip: false,
    });
  });

  test.each([
    ['TN-Validation-Passed-A', true],
    ['TN-Validation-Passed-B', false],
    ['TN-Validation-Passed-C', false],
    ['TN-Validation-Failed-A', false],
    ['TN-Validation-Failed', false],
    ['No-TN-Validation', false],
    ['', false],
  ])('whose number was looked at with the result "%s": verified is %s', (StirVerstat, isNumberVerified) => {
    expect(arrival({ ...callFields, StirVerstat })).toMatchObject({ isNumberVerified });
  });

  test('is not verified by a result that comes twice', () => {
    const StirVerstat = ['TN-Validation-Passed-A', 'TN-Validation-Failed-A'];
    expect(arrival({ ...callFields, StirVerstat })).toMatchObject({ isNumberVerified: false });
  });

  test.each([
    'anonymous',
    'Anonymous',
    '',
    'client:someone',
    'sip:+15550001111@pbx.example.net',
    '15550001111',
    '+1555000111122223',
    '+0155500011',
  ])('a caller called %o has no number', (From) => {
    expect(arrival({ ...callFields, From })).toMatchObject({ from: From });
    expect(arrival({ ...callFields, From })).not.toHaveProperty('number');
  });

  test.each(['+266696687', '+7378742833'])('a caller called %o withholds the number', (From) => {
    expect(arrival({ ...callFields, From })).not.toHaveProperty('from');
    expect(arrival({ ...callFields, From })).not.toHaveProperty('number');
  });

  test('from a SIP Domain, which lets in nobody unchecked', () => {
    expect(arrival(sipFields)).toEqual({
      call: callSid,
      dialled: 'acme.sip.twilio.com',
      from: sipFields.From,
      isNumberVerified: false,
      voice: 'twilio',
      isSip: true,
    });
  });

  test('a plain call cannot pass for one over SIP by what it says of itself', () => {
    const forged = {
      ...callFields,
      From: 'sip:bridge@acme.sip.twilio.com',
      CallerName: 'acme.sip.twilio.com',
      'SipHeader_X-SipDomain': 'acme.sip.twilio.com',
    };
    expect(arrival(forged)).toMatchObject({ dialled: '+15550002222', isSip: false });
  });
});

test.each<[VoiceRoute, Fields, string, object]>([
  ['pin', { ...callFields, Digits: '00123' }, 'attempt=2&language=de', { attempt: 2, digits: '00123' }],
  ['pin', callFields, 'attempt=1', { attempt: 1, digits: '' }],
  ['menu', { ...callFields, Digits: '#' }, 'joinSequence=2&language=de', { joinSequence: 2, digits: '#' }],
  ['menu', callFields, 'joinSequence=1', { joinSequence: 1, digits: '' }],
  ['left', { ...callFields, CallStatus: 'in-progress' }, 'joinSequence=3', { joinSequence: 3, isUp: true }],
  ['left', { ...callFields, CallStatus: 'completed' }, 'joinSequence=3', { joinSequence: 3, isUp: false }],
  ['wait', callFields, 'language=de', {}],
  [
    'forwarded',
    { ...callFields, DialCallStatus: 'completed' },
    '',
    { dialled: '+15550002222', outcome: 'answered' },
  ],
  ['forwarded', { ...callFields, DialCallStatus: 'no-answer' }, '', { outcome: 'no-answer' }],
  ['forwarded', { ...callFields, DialCallStatus: 'busy' }, '', { outcome: 'rejected' }],
  ['forwarded', { ...callFields, DialCallStatus: 'canceled' }, '', { outcome: 'caller-left' }],
  ['forwarded', { ...callFields, DialCallStatus: 'failed' }, '', { outcome: 'failed' }],
  ['forwarded', callFields, '', { outcome: 'failed' }],
  ['forwarded', { ...callFields, CallStatus: 'completed' }, '', { outcome: 'caller-left' }],
])('%s of %j with %s', (route, fields, query, expected) => {
  expect(read(route, fields, query)).toMatchObject({ kind: route, call: callSid, ...expected });
});

test('an announcement is named by its URL alone', () => {
  const query = 'sentence=asked-to-unmute&language=de';
  const spoken = { sentence: 'asked-to-unmute', language: 'de' };
  expect(read('announce', {}, query)).toEqual({ kind: 'announce', spoken });
  const audioUrl = 'https://files.example.com/a.mp3';
  expect(read('announce', {}, `${query}&audioUrl=${encodeURIComponent(audioUrl)}`)).toEqual({
    kind: 'announce',
    spoken: { ...spoken, audioUrl },
  });
});

test('the language of a document', () => {
  expect(languageOf(new URLSearchParams('language=de'))).toBe('de');
  expect(languageOf(new URLSearchParams('language=xx'))).toBeUndefined();
  expect(languageOf(new URLSearchParams())).toBeUndefined();
});

describe('conference events', () => {
  const event = {
    AccountSid: callFields.AccountSid,
    ConferenceSid: 'CF0123456789abcdef0123456789abcdef',
    FriendlyName: 'weekly',
    SequenceNumber: '3',
    CallSid: callSid,
    ParticipantLabel: `${callSid}-2`,
    Muted: 'false',
    Hold: 'false',
  };
  const leg = { conference: 'weekly', meeting: event.ConferenceSid, call: callSid, joinSequence: 2 };

  test.each<[string, Fields, object]>([
    ['of a conference with a strange name', { FriendlyName: 'a b' }, { kind: 'unknown' }],
    ['of no conference', { FriendlyName: '' }, { kind: 'unknown' }],
    ['of nobody', { ParticipantLabel: '' }, { kind: 'unknown' }],
    ['of no instance', { ConferenceSid: '' }, { kind: 'unknown' }],
    ['join', {}, { kind: 'joined', leg: { ...leg, muted: false } }],
    ['join, muted', { Muted: 'true' }, { kind: 'joined', leg: { ...leg, muted: true } }],
    ['leave', { StatusCallbackEvent: 'participant-leave' }, { kind: 'left', leg: { ...leg, muted: false } }],
    [
      'leave to the menu',
      { StatusCallbackEvent: 'participant-leave', ParticipantCallStatus: 'in-progress' },
      { kind: 'left' },
    ],
    [
      'leave at the end of the call',
      { StatusCallbackEvent: 'participant-leave', ParticipantCallStatus: 'completed' },
      { kind: 'call-ended', call: callSid },
    ],
    ['mute', { StatusCallbackEvent: 'participant-mute' }, { kind: 'muted', leg: { ...leg, muted: true } }],
    [
      'unmute',
      { StatusCallbackEvent: 'participant-unmute', Muted: 'true' },
      { kind: 'muted', leg: { ...leg, muted: false } },
    ],
    ['start', { StatusCallbackEvent: 'conference-start' }, { kind: 'other' }],
    ['something new', { StatusCallbackEvent: 'participant-danced' }, { kind: 'other' }],
    ['nothing at all', { StatusCallbackEvent: '' }, { kind: 'other' }],
  ])('%s', (_, change, expected) => {
    const fields = { ...event, StatusCallbackEvent: 'participant-join', ...change };
    expect(parseConferenceEvent(fields)).toMatchObject(expected);
  });
});

test.each<[Fields, object]>([
  [
    { CallSid: callSid, CallStatus: 'completed' },
    { kind: 'call-ended', call: callSid },
  ],
  [
    { CallSid: callSid, CallStatus: 'no-answer' },
    { kind: 'call-ended', call: callSid },
  ],
  [{ CallSid: callSid, CallStatus: 'in-progress' }, { kind: 'other' }],
  [{ CallSid: callSid }, { kind: 'other' }],
  [{ CallSid: 'a/b', CallStatus: 'completed' }, { kind: 'unknown' }],
  [{ CallStatus: 'completed' }, { kind: 'unknown' }],
])('the call status %j', (fields, expected) => {
  expect(parseCallStatus(new URLSearchParams(), fields)).toEqual(expected);
});

test.each([
  ['completed', true],
  ['busy', true],
  ['failed', true],
  ['no-answer', true],
  ['canceled', true],
  ['in-progress', false],
  ['ringing', false],
  ['queued', false],
  [undefined, false],
])('%s is final: %s', (status, isFinal) => {
  expect(isFinalStatus(status)).toBe(isFinal);
});
