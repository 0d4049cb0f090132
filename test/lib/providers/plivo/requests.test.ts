import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseForm } from '../../../../lib/http/form.ts';
import { parseEvent, parseVoiceRequest } from '../../../../lib/providers/plivo/requests.ts';
import { eventRoutes, voiceRoutes } from '../../../../lib/providers/plivo/urls.ts';
import { callUuid, keyBody, vectors } from './vectors.ts';

const none = new URLSearchParams();
const fieldsOf = (name: string) => parseForm(Buffer.from(vectors.find(([each]) => each === name)?.[2] ?? ''));

describe('a call that arrives', () => {
  const form = { CallUUID: callUuid, From: '15550001111', To: '15550002222' };
  const arrival = {
    voice: 'plivo',
    call: callUuid,
    dialled: '+15550002222',
    isNumberVerified: false,
    isSip: false,
  };
  const known = { number: '+15550001111', from: '15550001111' };

  test('as published', () => {
    expect(parseVoiceRequest('voice', none, fieldsOf('P1'))).toEqual({
      kind: 'voice',
      call: callUuid,
      arrival: { ...arrival, ...known },
    });
  });

  test.each<[string, object, object]>([
    ['with a plus', { From: '+15550001111' }, { ...known, from: '+15550001111' }],
    ['that withholds its number', { From: 'Anonymous' }, {}],
    ['of nobody', { From: ' ' }, {}],
    ['without a number', { From: undefined }, {}],
    ['of two at once', { From: ['1', '2'] }, {}],
    ['of a short number', { From: '123' }, { from: '123' }],
    [
      'of somebody at a SIP address',
      { From: 'sip:15550001111@evil.example.com' },
      { from: 'sip:15550001111@evil.example.com' },
    ],
    ['to a number at a SIP address', { To: 'sip:15550002222@phone.plivo.com;transport=udp' }, known],
    [
      'to the SIP address of an application',
      { To: 'sip:21234567890123456@App.plivo.com' },
      { ...known, dialled: 'app.plivo.com' },
    ],
    ['to the same, by its id alone', { To: '21234567890123456' }, { ...known, dialled: 'app.plivo.com' }],
    ['to a name', { To: 'Bridge' }, { ...known, dialled: 'bridge' }],
  ])('%s', (_, change, expected) => {
    expect(parseVoiceRequest('voice', none, { ...form, ...change })).toEqual({
      kind: 'voice',
      call: callUuid,
      arrival: { ...arrival, ...expected },
    });
  });

  test.each<[string, object]>([
    ['without an id', { CallUUID: undefined }],
    ['with an id that is none', { CallUUID: 'a b' }],
    ['to nobody', { To: undefined }],
  ])('%s is none', (_, change) => {
    expect(parseVoiceRequest('voice', none, { ...form, ...change })).toEqual({ kind: 'invalid' });
  });
});

describe('an answer', () => {
  const pin = (query: string, form: object) =>
    parseVoiceRequest('pin', new URLSearchParams(query), { CallUUID: callUuid, ...form });
  test('is what was keyed, zeros in front included, or nothing', () => {
    expect(pin('attempt=2', { Digits: '00482913' })).toEqual({
      kind: 'pin',
      call: callUuid,
      attempt: 2,
      digits: '00482913',
    });
    expect(pin('attempt=2', {})).toMatchObject({ digits: '' });
  });
  test.each(['', 'attempt=', 'attempt=0', 'attempt=1.5', 'attempt=x'])('to "%s" is none', (query) => {
    expect(pin(query, { Digits: '1' })).toEqual({ kind: 'invalid' });
  });
});

test('a call that was forwarded was answered, or was not', () => {
  const forwarded = (DialStatus?: string) =>
    parseVoiceRequest('forwarded', none, {
      CallUUID: callUuid,
      To: '15550002222',
      ...(DialStatus && { DialStatus }),
    });
  expect(forwarded('completed')).toMatchObject({ dialled: '+15550002222', outcome: 'answered' });
  for (const [status, outcome] of [
    ['busy', 'rejected'],
    ['failed', 'failed'],
    ['cancel', 'caller-left'],
    ['timeout', 'no-answer'],
    ['no-answer', 'no-answer'],
    [undefined, 'failed'],
  ] as const)
    expect(forwarded(status)).toMatchObject({ outcome });
});

describe('an event', () => {
  test.each([
    ['the call', { CallUUID: callUuid }],
    ['its first leg', { DialALegUUID: callUuid }],
  ])('of somebody who was called for a caller and answers, told of %s', (_, named) => {
    expect(parseEvent('events', none, { ...named, DialAction: 'answer' })).toEqual({
      kind: 'destination-answered',
      call: callUuid,
    });
    expect(parseEvent('events', none, { ...named, DialAction: 'hangup' })).toEqual({ kind: 'other' });
  });

  test('of a key, as published', () => {
    expect(parseEvent('events', none, parseForm(Buffer.from(keyBody)))).toEqual({
      kind: 'keyed-inside',
      call: callUuid,
      keys: '*6',
    });
  });

  test('of somebody who comes or leaves, as it was seen in the field', () => {
    const fields = {
      CallUUID: callUuid,
      ConferenceName: 'room-42',
      ConferenceUUID: 'u',
      ConferenceMemberID: '17',
    };
    const leg = { conference: 'room-42', meeting: 'room-42', call: callUuid, muted: false };
    const muted = new URLSearchParams({ call: callUuid, joinSequence: '7', muted: 'true' });
    const another = new URLSearchParams({ call: 'another', joinSequence: '7', muted: 'true' });
    const enter = {
      ...fields,
      ConferenceAction: 'enter',
      ConferenceFirstMember: 'true',
      CallStatus: 'in-progress',
    };
    expect(parseEvent('events', none, enter)).toEqual({ kind: 'joined', leg });
    expect(parseEvent('events', muted, enter)).toEqual({
      kind: 'joined',
      leg: { ...leg, joinSequence: 7, muted: true },
    });
    expect(parseEvent('events', muted, { ...fields, ConferenceAction: 'exit' })).toEqual({
      kind: 'left',
      leg: { ...leg, joinSequence: 7 },
    });
    expect(parseEvent('events', another, enter)).toEqual({ kind: 'joined', leg });
  });

  test.each(['completed', 'busy', 'failed', 'timeout', 'no-answer', undefined])(
    'of a call whose status is %s is its end',
    (CallStatus) => {
      expect(parseEvent('hangup', none, { CallUUID: callUuid, ...(CallStatus && { CallStatus }) })).toEqual({
        kind: 'call-ended',
        call: callUuid,
        ourFault: undefined,
      });
    },
  );

  test.each([
    ['completed', 'over'],
    ['busy', 'busy'],
    ['failed', 'failed'],
    ['timeout', 'no-answer'],
    ['no-answer', 'no-answer'],
  ])('of a call that we have placed, and whose status is %s, says how it ended', (CallStatus, end) => {
    const query = new URLSearchParams({ callOut: 'o1' });
    expect(parseEvent('hangup', query, { CallUUID: callUuid, CallStatus })).toMatchObject({
      ...{ kind: 'call-ended', call: callUuid, end, callOut: 'o1' },
    });
  });

  test.each([
    ['7011', '7011'],
    ['7034', '7034'],
    ['8014', '8014'],
    ['4010', undefined],
    ['3020', undefined],
    ['70110', undefined],
  ])('that says %s, of the last document, says %s', (HangupCauseCode, ourFault) => {
    expect(parseEvent('hangup', none, { CallUUID: callUuid, HangupCauseCode })).toMatchObject({ ourFault });
  });
});

test.each([
  ['o1', { kind: 'called', call: callUuid, id: 'o1' }],
  ['no id!', { kind: 'voice' }],
])('a call that picks up, with the order %s in its address', (callOut, expected) => {
  const fields = { CallUUID: callUuid, From: '15550002222', To: '12025550188' };
  expect(parseVoiceRequest('voice', new URLSearchParams({ callOut }), fields)).toMatchObject(expected);
});

test('no form whatever makes a parser throw', () => {
  const names = fc.constantFrom('CallUUID', 'To', 'From', 'ConferenceAction', 'ConferenceName', 'Digits');
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(callUuid, 'enter', 'room-42'));
  const form = fc.dictionary(names, fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 3 })));
  const query = fc.dictionary(fc.constantFrom('attempt', 'sentence', 'muted', 'call'), value);
  fc.assert(
    fc.property(form, query, (fields, search) => {
      const params = new URLSearchParams(search);
      for (const route of voiceRoutes) parseVoiceRequest(route, params, fields);
      for (const route of eventRoutes) parseEvent(route, params, fields);
    }),
  );
});
