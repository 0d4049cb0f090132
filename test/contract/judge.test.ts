import { describe, expect, test } from 'vitest';
import type { JudgedRequest } from './judge.ts';
import { judgeOf, type Vendor } from './vendors.ts';

const account = `/2010-04-01/Accounts/AC${'0'.repeat(32)}`;
const call = `${account}/Calls/CA${'1'.repeat(32)}.json`;
const participant = `${account}/Conferences/CF${'2'.repeat(32)}/Participants/CA${'1'.repeat(32)}.json`;
const numbers = `${account}/IncomingPhoneNumbers`;
const bridgeKeys = 'WW1#';

type Sent = Partial<JudgedRequest> & Pick<JudgedRequest, 'method' | 'target'>;

const json = (method: string, target: string, body: unknown): Sent => ({
  method,
  target,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const form = (target: string, fields: Readonly<Record<string, string>>): Sent => ({
  method: 'POST',
  target,
  contentType: 'application/x-www-form-urlencoded',
  body: new URLSearchParams(fields).toString(),
});
const get = (target: string): Sent => ({ method: 'GET', target });

const complaints = (vendor: Vendor, sent: Sent) =>
  judgeOf(vendor).request({ contentType: undefined, body: undefined, ...sent });

const newRoom = { privacy: 'private', roles: ['moderator'], private_group_chat_roles: [] };
const callUpdate = { callId: 'c', callDomain: 'd', sipUri: 'sip:a@b' };

test.each<[Vendor, Sent]>([
  ['twilio', form(participant, { Muted: 'true' })],
  ['twilio', form(call, { Status: 'completed' })],
  ['twilio', form(`${numbers}/PN${'3'.repeat(32)}.json`, { VoiceUrl: 'https://gw.example.com/v#rc=2' })],
  ['twilio', get(`${account}/Conferences.json?FriendlyName=x&Status=init&PageSize=1`)],
  ['daily', json('POST', '/v1/rooms', { name: 'a-b', properties: { exp: 1_900_000_000 } })],
  ['daily', json('POST', '/v1/dialin/pinlessCallUpdate', callUpdate)],
  ['daily', { method: 'DELETE', target: '/v1/rooms/a-b' }],
  ['digital-samba', json('POST', '/api/v1/rooms', newRoom)],
  ['digital-samba', json('POST', '/api/v1/rooms/r/phone-participants/left', ['CA1'])],
  ['digital-samba', { method: 'POST', target: '/api/v1/rooms/r/phone/connect' }],
  ['pipecat-cloud', json('POST', '/v1/public/bot/start', { body: { any: ['thing'] } })],
])('%s: what is documented passes: $1.method $1.target', (vendor, sent) => {
  expect(complaints(vendor, sent)).toEqual([]);
});

describe('what is not documented is a complaint that says what, where, and who says so', () => {
  test.each<[string, Vendor, Sent, string]>([
    ['unknown path', 'twilio', get(`${account}/Rooms.json`), 'GET /2010-04-01/Accounts/AC'],
    ['unknown path', 'daily', get('/v1/room/x'), 'there is no such endpoint'],
    ['unknown path', 'digital-samba', get('/api/v2/rooms/x'), 'there is no such endpoint'],
    ['unknown path', 'pipecat-cloud', json('POST', '/v1/bot/start', {}), 'there is no such endpoint'],
    ['unknown method', 'digital-samba', json('PUT', '/api/v1/rooms/x', newRoom), 'there is no such endpoint'],
    ['an id of another kind', 'twilio', form(call.replace('CA', 'CF'), {}), 'path: Sid must match pattern'],
    ['unknown field', 'twilio', form(participant, { Mute: 'true' }), 'body: Mute is not documented'],
    ['wrong type', 'twilio', form(participant, { Muted: 'yes' }), 'body: Muted must be boolean'],
    ['wrong value', 'twilio', form(call, { Status: 'ended' }), 'body: Status must be equal to one of'],
    [
      'a field twice',
      'twilio',
      { ...form(call, {}), body: 'Url=https://a.b&Url=https://a.c' },
      'body: Url must be',
    ],
    ['no URL', 'twilio', form(call, { Url: '/relative' }), 'body: Url must match format "uri"'],
    [
      'an empty id',
      'twilio',
      form(`${numbers}/PN${'3'.repeat(32)}.json`, { VoiceApplicationSid: '' }),
      'body: VoiceApplicationSid must match pattern "^AP',
    ],
    [
      'missing field',
      'twilio',
      form(`${account}/Calls.json`, { From: '+12025550101' }),
      'body: To is missing',
    ],
    [
      'unknown parameter',
      'twilio',
      get(`${account}/Conferences.json?Name=x`),
      'query: Name is not documented',
    ],
    [
      'wrong parameter',
      'twilio',
      get(`${account}/Conferences.json?PageSize=0`),
      'query: PageSize must be >= 1',
    ],
    ['a query where there is none', 'daily', get('/v1/rooms/x?a=1'), 'query: a is not documented'],
    ['unknown field', 'daily', json('POST', '/v1/rooms', { title: 'x' }), 'body: title is not documented'],
    [
      'unknown field within',
      'daily',
      json('POST', '/v1/rooms', { properties: { sip: { sip_mode: 'dial-in', mode: 'x' } } }),
      'body: properties.sip.mode is not documented',
    ],
    [
      'milliseconds',
      'daily',
      json('POST', '/v1/rooms', { properties: { exp: 1_900_000_000_000 } }),
      'body: properties.exp must be <=',
    ],
    [
      'missing field',
      'daily',
      json('POST', '/v1/dialin/pinlessCallUpdate', { ...callUpdate, sipUri: undefined }),
      'body: sipUri is missing',
    ],
    ['no body', 'daily', { method: 'POST', target: '/v1/rooms' }, 'body: it is missing'],
    ['no JSON', 'daily', { ...json('POST', '/v1/rooms', {}), body: '{' }, 'body: it must be object'],
    [
      'another encoding',
      'daily',
      { ...json('POST', '/v1/rooms', {}), contentType: 'text/plain' },
      'body: it is not sent as application/json',
    ],
    [
      'missing field',
      'digital-samba',
      json('POST', '/api/v1/rooms', { ...newRoom, roles: undefined }),
      'body: roles is missing',
    ],
    [
      'wrong type',
      'digital-samba',
      json('PATCH', '/api/v1/rooms/r', { ...newRoom, telephony_enabled: 'yes' }),
      'body: telephony_enabled must be boolean',
    ],
    [
      'camel case',
      'digital-samba',
      json('POST', '/api/v1/rooms/r/phone-participants/joined', [{ callId: 'c', name: 'n' }]),
      'body: 0.call_id is missing',
    ],
    [
      'a body where there is none',
      'digital-samba',
      json('POST', '/api/v1/rooms/r/phone/connect', {}),
      'body: none is documented',
    ],
    [
      'unknown field',
      'pipecat-cloud',
      json('POST', '/v1/public/bot/start', { data: {} }),
      'body: data is not documented',
    ],
    [
      'an id of another kind',
      'pipecat-cloud',
      { method: 'DELETE', target: '/v1/agents/bot/sessions/1' },
      'path: sessionId must match pattern',
    ],
  ])('%s (%s)', (_, vendor, sent, complaint) => {
    const found = complaints(vendor, sent);
    expect(found).toContainEqual(expect.stringContaining(complaint));
    expect(found[0]).toMatch(/ \(.*(document|reference)/);
  });

  test('no complaint quotes a value, which may be secret', () => {
    const secret = 'Correct4HorseBattery';
    const sent = form(call, { Status: secret, Twiml: secret, [`Url`]: secret });
    expect(complaints('twilio', sent).join()).not.toContain(secret);
    const room = json('PATCH', '/api/v1/rooms/r', { telephony_pin_dtmf: [bridgeKeys] });
    expect(complaints('digital-samba', room).join()).not.toContain(bridgeKeys);
  });
});

describe('answers', () => {
  const answered = (vendor: Vendor, sent: Sent, status: number, answer: unknown) =>
    judgeOf(vendor).answer(sent, { status, json: answer, hasBody: answer !== undefined });
  const connect: Sent = { method: 'POST', target: '/api/v1/rooms/r/phone/connect' };

  test.each<[string, Vendor, Sent, number, unknown]>([
    ['a room', 'daily', get('/v1/rooms/a'), 200, { name: 'a', url: 'u', config: {} }],
    ['text', 'digital-samba', connect, 200, undefined],
    ['what is not there', 'twilio', get(call), 200, { to: null, parent_call_sid: '' }],
    ['a refusal, whatever is in it', 'twilio', get(call), 404, { any: 'thing' }],
    ['nothing', 'twilio', { method: 'DELETE', target: participant }, 204, undefined],
  ])('pass: %s (%s)', (_, vendor, sent, status, answer) => {
    expect(answered(vendor, sent, status, answer)).toEqual([]);
  });

  test.each<[string, Vendor, Sent, number, unknown, string]>([
    ['unknown field', 'twilio', get(call), 200, { id: 'x' }, 'answer 200: id is not documented'],
    ['wrong type', 'twilio', get(participant), 200, { muted: 'true' }, 'answer 200: muted must be boolean'],
    ['missing field', 'daily', get('/v1/rooms/a'), 200, { name: 'a', url: 'u' }, 'config is missing'],
    ['unknown status', 'daily', get('/v1/rooms/a'), 201, {}, 'this status is not documented'],
    ['JSON for text', 'digital-samba', connect, 200, {}, 'it is JSON where text is documented'],
    ['a body', 'twilio', { method: 'DELETE', target: participant }, 204, {}, 'it has a body'],
  ])('are complained of: %s (%s)', (_, vendor, sent, status, answer, complaint) => {
    expect(answered(vendor, sent, status, answer)).toContainEqual(expect.stringContaining(complaint));
  });
});
