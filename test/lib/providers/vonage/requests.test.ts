import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseEvent,
  parseKeys,
  parseRtcEvent,
  parseVoiceRequest,
} from '../../../../lib/providers/vonage/requests.ts';
import { voiceRoutes, type VoiceRoute } from '../../../../lib/providers/vonage/urls.ts';
import { answerBody, conversation, inputBody, leg } from './vectors.ts';

const nowMs = Date.parse('2030-01-02T03:04:20Z');
const call = `eu-3_${leg}`;
const query = (text = `call=${call}`) => new URLSearchParams(text);
const json = (body: string | object) => (typeof body === 'string' ? body : JSON.stringify(body));
const parse = (route: VoiceRoute, body: string | object, search?: string) =>
  parseVoiceRequest(route, query(search), json(body));

describe('a call that arrives', () => {
  const answer = { from: '15550001111', to: '15550002222', uuid: leg, endpoint_type: 'phone' };
  const arrival = { voice: 'vonage', call: leg, dialled: '+15550002222', isNumberVerified: false };
  const known = { number: '+15550001111', from: '15550001111' };

  test('as published', () => {
    expect(parse('voice', answerBody)).toEqual({
      ...{ kind: 'voice', call: leg },
      arrival: { ...arrival, ...known, isSip: false },
    });
  });

  test.each<[string, object, object]>([
    ['in a region', { region_url: 'https://api-eu-3.vonage.com' }, { ...known, call }],
    [
      'in a region of an older name',
      { region_url: 'https://api-us-1.nexmo.com' },
      { ...known, call: `us-1_${leg}` },
    ],
    ['in a region of a stand-in', { region_url: 'http://127.0.0.1:4000/eu-3' }, { ...known, call }],
    ['in a region that is none', { region_url: 'https://evil.example.com/x' }, known],
    [
      'without hyphens',
      { uuid: '9ba07541b67ce06fd2a69432308d2a5a' },
      { ...known, call: '9ba07541b67ce06fd2a69432308d2a5a' },
    ],
    ['that withholds its number', { from: 'Anonymous' }, {}],
    ['of nobody', { from: undefined, from_user: 'ana' }, {}],
    ['of a short number', { from: '123' }, { from: '123' }],
    [
      'of somebody at a SIP address',
      { from: 'sip:15550001111@evil.example.com' },
      { from: 'sip:15550001111@evil.example.com' },
    ],
    ['over SIP', { endpoint_type: 'SIP' }, { ...known, isSip: true }],
    [
      'over SIP to a domain',
      { endpoint_type: 'sip', to: 'sip:bridge@Rooms.sip-eu.vonage.com' },
      { ...known, isSip: true, dialled: 'rooms.sip-eu.vonage.com' },
    ],
    [
      'over SIP, as its headers alone say',
      { endpoint_type: undefined, 'SipHeader_X-Room': 'a' },
      { ...known, isSip: true },
    ],
    ['by phone, whatever its headers say', { 'SipHeader_X-Room': 'a' }, known],
  ])('%s', (_, change, expected) => {
    expect(parse('voice', { ...answer, ...change })).toEqual({
      ...{ kind: 'voice', call: 'call' in expected ? expected.call : leg },
      arrival: { ...arrival, isSip: false, ...expected },
    });
  });

  test.each<[string, string | object]>([
    ['without an id', { ...answer, uuid: undefined }],
    ['of an id that is none', { ...answer, uuid: 'a_b' }],
    ['to nobody', { ...answer, to: undefined }],
    ['that is no JSON', 'to=1'],
    ['that is a list', '[]'],
  ])('%s is invalid', (_, body) => {
    expect(parse('voice', body)).toEqual({ kind: 'invalid' });
  });
});

describe('somebody whom we have called', () => {
  const answer = { from: '15550002222', to: '12025550188', uuid: leg };

  test.each<[string, object, string]>([
    ['at a region', { region_url: 'https://api-eu-3.vonage.com' }, call],
    ['at no region that is said', {}, leg],
  ])('has picked up, %s: the address says by which order', (_, change, expected) => {
    const called = parse('voice', { ...answer, ...change }, 'callOut=o-1');
    expect(called).toEqual({ kind: 'called', call: expected, id: 'o-1' });
  });

  test.each([
    ['by an order that is none', 'callOut=o_1', answer, 'voice'],
    ['on a call without an id', 'callOut=o-1', { ...answer, uuid: undefined }, 'invalid'],
  ])('%s: %j', (_, search, body, kind) => {
    expect(parse('voice', body, search)).toMatchObject({ kind });
  });

  test.each([
    ['busy', 'busy'],
    ['timeout', 'no-answer'],
    ['unanswered', 'no-answer'],
    ['rejected', 'declined'],
    ['failed', 'failed'],
    ['cancelled', 'over'],
    ['completed', 'over'],
  ])('is told of as %s: %s', (status, end) => {
    const told = parseEvent(query('callOut=o-1'), json({ uuid: leg, status, direction: 'outbound' }));
    expect(told).toEqual({ kind: 'ended', call: undefined, leg, isOutbound: true, end, callOut: 'o-1' });
  });

  test.each(['started', 'ringing', 'answered', 'human', 'machine'])('is told of as %s: goes on', (status) => {
    expect(parseEvent(query('callOut=o-1'), json({ uuid: leg, status }))).toMatchObject({ kind: 'other' });
  });
});

describe('keys', () => {
  test('as published are the answer to the attempt that its address names', () => {
    expect(parse('pin', inputBody, `call=${call}&attempt=3`)).toEqual({
      kind: 'pin',
      call,
      attempt: 3,
      digits: '482913',
    });
  });

  test.each<[string, object, string]>([
    ['none, in time', { uuid: leg, dtmf: { digits: '', timed_out: true } }, ''],
    ['none, and without the leg', { dtmf: { digits: null, timed_out: true } }, ''],
    ['none at all', {}, ''],
    ['with the hash that ends them', { uuid: leg, dtmf: { digits: '0012#' } }, '0012'],
    ['that are no text', { uuid: leg, dtmf: { digits: 12 } }, ''],
  ])('%s', (_, body, digits) => {
    expect(parse('pin', body, `call=${call}&attempt=1`)).toMatchObject({ kind: 'pin', digits });
    expect(parse('waited', body)).toEqual({ kind: 'waited', call });
  });

  test.each<[string, VoiceRoute, object, string]>([
    ['of another leg', 'pin', { uuid: 'other' }, `call=${call}&attempt=1`],
    ['of no attempt', 'pin', { uuid: leg }, `call=${call}`],
    ['of attempt 0', 'pin', { uuid: leg }, `call=${call}&attempt=0`],
    ['of no call', 'waited', { uuid: leg }, ''],
    ['of another leg, while waiting', 'waited', { uuid: 'other' }, `call=${call}`],
  ])('%s are invalid', (_, route, body, search) => {
    expect(parse(route, body, search)).toEqual({ kind: 'invalid' });
  });
});

test.each([
  ['busy', 'rejected'],
  ['rejected', 'rejected'],
  ['timeout', 'no-answer'],
  ['unanswered', 'no-answer'],
  ['failed', 'failed'],
  ['cancelled', 'caller-left'],
])('a forwarded call that is %s: %s', (status, outcome) => {
  const body = { uuid: 'the-other-leg', from: '15550002222', to: 'sip:a@b', status };
  expect(parse('forwarded', body)).toEqual({ kind: 'forwarded', call, dialled: '+15550002222', outcome });
});

test.each([
  ['answered', { kind: 'destination-answered', call }],
  ['completed', { kind: 'destination-answered', call }],
  ['ringing', { kind: 'other' }],
])('a forwarded call that is %s asks for nothing', (status, request) => {
  const body = { uuid: 'the-other-leg', from: '15550002222', to: 'sip:a@b', status };
  expect(parse('forwarded', body)).toEqual(request);
});

describe('an event', () => {
  const ended = { kind: 'ended', isOutbound: false, end: 'over', callOut: undefined };
  test.each<[string, object, object]>([
    ['of the end', { status: 'completed', direction: 'inbound' }, ended],
    ['of another end', { status: 'cancelled' }, ended],
    [
      'of the end of a leg that was called',
      { status: 'completed', direction: 'outbound' },
      { ...ended, isOutbound: true },
    ],
    ['of a beginning', { status: 'answered' }, { kind: 'other' }],
    [
      'of a move',
      { conversation_uuid_from: conversation, conversation_uuid_to: 'CON-c' },
      { kind: 'moved', from: conversation, to: 'CON-c' },
    ],
    ['that our answer was none', { reason: 'Syntax error in NCCO' }, { kind: 'failed' }],
    ['of half a move', { conversation_uuid_to: 'CON-c' }, { kind: 'other' }],
    ['of nothing', {}, { kind: 'other' }],
  ])('%s', (_, body, expected) => {
    expect(parseEvent(query(''), json({ uuid: leg, ...body }))).toEqual({
      call: undefined,
      leg,
      ...expected,
    });
    expect(parseEvent(query(), json({ uuid: leg, ...body }))).toEqual({ call, leg, ...expected });
    // Its address may name another call than it is about, such as the one that was called.
    expect(parseEvent(query(), json({ uuid: 'b', ...body }))).toMatchObject({ call: undefined, leg: 'b' });
  });

  const key = (digits: string, more: object = {}) => json({ uuid: leg, dtmf: { digits }, ...more });
  test('of a key says when', () => {
    const timestamp = '2030-01-02T03:04:15.000Z';
    expect(parseKeys(query(), key('6', { timestamp }), nowMs)).toMatchObject({
      kind: 'keyed',
      call,
      keys: '6',
      press: { id: timestamp, atMs: Date.parse(timestamp) },
    });
    expect(parseKeys(query(), key('6'), nowMs)).toMatchObject({ press: { atMs: nowMs } });
    expect(parseKeys(query(), key('6', { timestamp: 'soon' }), nowMs)).toMatchObject({
      press: { atMs: nowMs },
    });
  });
  test.each<[string, string, string]>([
    ['none', key(''), `call=${call}`],
    ['of another leg', key('6', { uuid: 'b' }), `call=${call}`],
    ['of no call', key('6'), ''],
  ])('of keys, %s, is nothing', (_, text, search) => {
    expect(parseKeys(query(search), text, nowMs)).toMatchObject({ kind: 'other' });
  });

  const channels: readonly object[] = [
    { id: leg, leg_ids: [leg] },
    { id: 'x', leg_ids: [{ leg_id: leg }] },
    { id: leg },
  ];
  test.each([
    ['member:joined', 'joined'],
    ['member:left', 'left'],
    ['audio:mute:on', 'muted'],
    ['audio:mute:off', 'unmuted'],
  ])('of a conversation, %s: %s', (type, kind) => {
    for (const channel of channels)
      for (const name of ['conversation_id', 'cid'])
        expect(parseRtcEvent(json({ type, [name]: conversation, body: { channel } }))).toEqual({
          ...{ call: undefined, leg, kind, conversation },
        });
  });
  test.each<[string, object]>([
    [
      'of a kind that means nothing here',
      { type: 'audio:speaking:on', conversation_id: conversation, body: { channel: { id: leg } } },
    ],
    ['of nobody', { type: 'audio:mute:on', conversation_id: conversation, body: {} }],
    ['of no conversation', { type: 'member:left', body: { channel: { id: leg } } }],
    ['that cannot be read', {}],
  ])('of a conversation, %s, is nothing', (_, body) => {
    expect(parseRtcEvent(json(body))).toMatchObject({ kind: 'other' });
  });
});

test('nothing whatever makes it throw', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
  fc.assert(
    fc.property(text, fc.string(), (body, search) => {
      for (const route of voiceRoutes) parseVoiceRequest(route, query(search), body);
      for (const at of [query(search), query()]) {
        parseEvent(at, body);
        parseKeys(at, body, nowMs);
      }
      parseRtcEvent(body);
    }),
  );
});
