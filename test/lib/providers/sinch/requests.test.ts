import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callOutIdSchema } from '../../../../lib/conferences/model/call-out.ts';
import { parseEvent, type SinchEvent } from '../../../../lib/providers/sinch/requests.ts';
import { callid, diceBody, iceBody, insideBody, pinBody } from './vectors.ts';

const nowMs = Date.parse('2030-01-02T03:04:20Z');
const parse = (body: string | object) =>
  parseEvent(typeof body === 'string' ? body : JSON.stringify(body), nowMs);
const ice = { event: 'ice', callid, cli: '15550001111', to: { type: 'did', endpoint: '+15550002222' } };
const pie = (menuResult: object, more: object = {}) => ({
  event: 'pie',
  callid,
  timestamp: '2030-01-02T03:04:15Z',
  menuResult: { menuId: 'main', ...menuResult },
  ...more,
});

describe('a call that arrives', () => {
  const arrival = { voice: 'sinch', call: callid, dialled: '+15550002222', isNumberVerified: false };
  const known = { number: '+15550001111', from: '15550001111' };

  test('as published', () => {
    expect(parse(iceBody)).toEqual({
      kind: 'arrived',
      call: callid,
      arrival: { ...arrival, ...known, isSip: false },
    });
  });

  test.each<[string, object, object]>([
    ['whose id is spelt the other way', { callid: undefined, callId: callid }, known],
    ['with a plus', { cli: '+15550001111' }, { number: '+15550001111', from: '+15550001111' }],
    ['that withholds its number', { cli: 'private' }, {}],
    ['that withholds its number, shouting', { cli: 'Anonymous' }, {}],
    ['of nobody', { cli: '' }, {}],
    ['without a number', { cli: undefined }, {}],
    [
      'of somebody at a SIP address',
      { cli: 'sip:15550001111@evil.example.com' },
      { from: 'sip:15550001111@evil.example.com' },
    ],
    ['of a short number', { cli: '123' }, { from: '123' }],
    ['to a type in another case', { to: { type: 'DID', endpoint: '15550002222' } }, known],
    [
      'to a number in a SIP address',
      { to: { type: 'sip', endpoint: '+15550002222@euc1.sip.sinch.com' } },
      known,
    ],
    ['from the telephone network', { originationType: 'PSTN', domain: 'sip' }, known],
    ['from an app', { originationType: 'MXP' }, known],
    ['over SIP', { originationType: 'SIP', domain: 'pstn' }, { ...known, isSip: true }],
    ['over SIP, in small letters', { originationType: 'sip' }, { ...known, isSip: true }],
    ['over SIP, as the domain alone says', { domain: 'Sip' }, { ...known, isSip: true }],
  ])('%s', (_, change, expected) => {
    expect(parse({ ...ice, ...change })).toEqual({
      kind: 'arrived',
      call: callid,
      arrival: { ...arrival, isSip: false, ...expected },
    });
  });

  test.each([
    ['bridge@conf.Example.com', 'conf.example.com'],
    ['Bridge', 'bridge'],
  ])('at %s', (endpoint, dialled) => {
    expect(parse({ ...ice, to: { type: 'sip', endpoint } })).toMatchObject({ arrival: { dialled } });
  });
});

describe('keys', () => {
  const at = '2030-01-02T03:04:15Z';
  test.each<[string, string | object, string]>([
    ['as published', pinBody, '482913'],
    ['with the hash that ended them', pie({ type: 'sequence', value: '00482913#' }), '00482913'],
    ['in another case', pie({ type: 'Sequence', value: '1' }), '1'],
    ['by an option', pie({ type: 'return', value: '7' }), '7'],
    ['not pressed', pie({ type: 'timeout', value: '' }), ''],
    ['that are none', pie({ type: 'InvalidInput', value: '9' }), ''],
    ['that were not heard', pie({ type: 'error' }), ''],
  ])('%s', (_, body, digits) => {
    expect(parse(body)).toEqual({ kind: 'keyed', call: callid, digits, at });
  });

  test('inside a meeting', () => {
    const inside = (keys: string) => ({
      kind: 'keyed-inside',
      call: callid,
      keys,
      press: { id: '2030-01-02T03:10:00Z', atMs: Date.parse('2030-01-02T03:10:00Z') },
    });
    expect(parse(insideBody)).toEqual(inside('*6'));
    const byMenu = { type: 'sequence', value: '6', menuId: 'room-42' };
    expect(parse(pie(byMenu, { timestamp: '2030-01-02T03:10:00Z' }))).toEqual(inside('6'));
    expect(parse(pie(byMenu, { timestamp: undefined }))).toMatchObject({ press: { atMs: nowMs } });
  });
});

const over = { kind: 'ended', call: callOf(), isOurFault: false, end: 'over', callOut: undefined } as const;

test.each<[string, string | object, SinchEvent]>([
  ['a call that is over', diceBody, { ...over, reason: 'CALLERHANGUP' }],
  [
    'a call that our answer has ended',
    { event: 'dice', callid, reason: 'InvalidSvamlAction' },
    { ...over, reason: 'INVALIDSVAMLACTION', isOurFault: true },
  ],
  [
    'a forwarded call that was answered',
    { event: 'ace', callid, custom: '' },
    { kind: 'picked-up', call: callOf(), callOut: undefined },
  ],
  [
    'somebody whom we have called who has picked up',
    { event: 'ace', callid, custom: 'o-1', amd: { status: 'human' } },
    { kind: 'picked-up', call: callOf(), callOut: callOutIdSchema.parse('o-1') },
  ],
  [
    'an error of our answer',
    { event: 'notify', callid, type: 'callingerror', errorCode: 40001 },
    { kind: 'failed', call: callOf(), error: 40001 },
  ],
  [
    'an error of nobody’s',
    { event: 'notify', errorCode: 50000 },
    { kind: 'failed', call: undefined, error: 50000 },
  ],
  ['a recording', { event: 'notify', callid, type: 'recording_finished' }, { kind: 'other' }],
  ['a caller who hung up at the question', pie({ type: 'hangup' }), { kind: 'other' }],
  ['a result that is none', { event: 'pie', callid }, { kind: 'other' }],
  ['an event of tomorrow', { event: 'xyz', callid }, { kind: 'other' }],
  ['no JSON', '{', { kind: 'invalid' }],
  ['no object', '[]', { kind: 'invalid' }],
  ['no event', { callid }, { kind: 'invalid' }],
  ['no call', { ...ice, callid: '' }, { kind: 'invalid' }],
  ['an id that is none', { ...ice, callid: 'a b' }, { kind: 'invalid' }],
  ['nobody called', { ...ice, to: undefined }, { kind: 'invalid' }],
  ['nobody called, at length', { ...ice, to: { endpoint: {} } }, { kind: 'invalid' }],
])('%s', (_, body, expected) => {
  expect(parse(body)).toEqual(expected);
});

test.each([
  ['BUSY', 'N/A', 'busy'],
  ['N/A', 'BUSY', 'busy'],
  ['NOANSWER', 'TIMEOUT', 'no-answer'],
  ['NoAnswer', undefined, 'no-answer'],
  ['N/A', 'NOANSWER', 'no-answer'],
  ['N/A', 'TIMEOUT', 'no-answer'],
  ['FAILED', 'GENERALERROR', 'failed'],
  ['ANSWERED', 'TIMEOUT', 'over'],
  ['ANSWERED', 'CALLEEHANGUP', 'over'],
  ['N/A', 'CONGESTION', 'over'],
])('somebody whom we have called, with the result %s and the reason %s: %s', (result, reason, end) => {
  const told = parse({ event: 'dice', callid, custom: 'o-1', result, reason });
  expect(told).toMatchObject({ kind: 'ended', end, callOut: 'o-1' });
});

test('nothing whatever makes it throw', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('main', callid, 'sequence'));
  const fields = [
    'custom',
    'result',
    'callid',
    'to',
    'cli',
    'menuResult',
    'timestamp',
    'reason',
    'conferenceId',
    'errorCode',
  ];
  const event = fc.record({
    event: fc.constantFrom('ice', 'pie', 'ace', 'dice', 'notify'),
    ...Object.fromEntries(fields.map((name) => [name, value])),
  });
  fc.assert(fc.property(event, (body) => typeof parse(body).kind === 'string'));
});

function callOf() {
  const parsed = parse({ event: 'ace', callid });
  if (parsed.kind !== 'picked-up') throw new Error('no call');
  return parsed.call;
}
