import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHold } from '../../../../lib/providers/daily/hold.ts';
import { parsePinlessRequest } from '../../../../lib/providers/daily/incoming-call.ts';

const whole = {
  To: '+12025550143',
  From: '+12025550188',
  callId: '6f1c2a34-0c7b-4d0e-9f61-2b7b8b1f0a11',
  callDomain: 'b0a9d0de-5b7e-4b7d-8c55-1f2f3a4b5c6d',
  sipHeaders: { 'X-Caller-Id': '+12025550188', 'X-Tenant': 'acme' },
};
const parse = (body: unknown) => parsePinlessRequest(JSON.stringify(body));
const parseCall = (body: unknown) => {
  const parsed = parse(body);
  if (parsed.kind !== 'call') throw new Error(`not a call: ${parsed.kind}`);
  return parsed.call;
};

describe('parsePinlessRequest', () => {
  it.each([
    { name: 'no JSON', body: 'To=%2B1', expected: { kind: 'invalid', why: 'not-json' } },
    { name: 'an empty body', body: '', expected: { kind: 'invalid', why: 'not-json' } },
    { name: 'a list', body: '[]', expected: { kind: 'invalid', why: 'not-json' } },
    {
      name: 'bytes that are no text',
      body: Buffer.from([0xff, 0x00]),
      expected: { kind: 'invalid', why: 'not-json' },
    },
    { name: 'a test body', body: '{"Test":"test"}', expected: { kind: 'probe' } },
    { name: 'a body without a call', body: '{"To":"+12025550143"}', expected: { kind: 'probe' } },
  ])('reads $name as $expected.kind', ({ body, expected }) =>
    expect(parsePinlessRequest(body)).toEqual(expected),
  );

  it.each([
    { why: 'callId', callId: { id: 1 } },
    { why: 'callId', callId: '   ' },
    { why: 'callId', callId: ['c'] },
    { why: 'callDomain', callDomain: undefined },
    { why: 'callDomain', callDomain: '' },
    { why: 'callDomain', callDomain: null },
  ])('cannot act on a call with an unusable $why', ({ why, ...odd }) =>
    expect(parse({ ...whole, ...odd })).toEqual({ kind: 'invalid', why }),
  );

  it.each([
    { From: undefined, from: undefined },
    { From: null, from: undefined },
    { From: '', from: undefined },
    { From: {}, from: undefined },
    { From: 12025550188, from: '12025550188' },
    { From: 'anonymous', from: 'anonymous' },
    { From: 'sip:alice@pbx.example', from: 'sip:alice@pbx.example' },
    { From: ' +12025550188 ', from: '+12025550188' },
    { From: 'a\u0000b\r\nc\u001b[31m\u202ed\u200b', from: 'a b c [31m d' },
    { From: '\u0000\n', from: undefined },
    { From: 'x'.repeat(500), from: 'x'.repeat(500) },
  ])('takes a caller $From', ({ From, from }) => expect(parseCall({ ...whole, From }).from).toBe(from));

  it.each([
    { sipHeaders: undefined, expected: undefined },
    { sipHeaders: null, expected: undefined },
    { sipHeaders: 'X-Tenant: acme', expected: undefined },
    { sipHeaders: ['X-Tenant'], expected: undefined },
    { sipHeaders: {}, expected: {} },
    {
      sipHeaders: { a: 'text', b: 1, c: true, d: null, e: ['x'], f: {} },
      expected: { a: 'text', b: '1', c: 'true' },
    },
  ])('takes SIP headers $sipHeaders', ({ sipHeaders, expected }) =>
    expect(parseCall({ ...whole, sipHeaders }).sipHeaders).toEqual(expected),
  );

  it('bounds and cleans a dialled number, and leaves the ids of a call as they are', () => {
    const odd = { To: `+1202\n${'5'.repeat(500)}`, callId: `c${'1'.repeat(500)}`, callDomain: 'd\u0000' };
    const { to, hold, providerCallId } = parseCall({ ...whole, ...odd });
    expect(to).toBe(`+1202 ${'5'.repeat(314)}`);
    expect(providerCallId).toBe(odd.callId);
    expect(decodeHold(hold)).toEqual({ callId: odd.callId, callDomain: odd.callDomain });
  });

  it('keeps a caller on hold whose dialled number is missing', () =>
    expect(parseCall({ ...whole, To: undefined }).to).toBe(''));

  it('reads a whole call, ignoring what it does not know', () => {
    const call = parseCall({ ...whole, region: 'us', nested: { to: 1 } });
    expect(call).toEqual({
      providerCallId: whole.callId,
      hold: call.hold,
      to: whole.To,
      from: whole.From,
      sipHeaders: whole.sipHeaders,
    });
    expect(decodeHold(call.hold)).toEqual({ callId: whole.callId, callDomain: whole.callDomain });
  });

  it('never throws', () => {
    const odd = fc.record(
      {
        To: fc.anything(),
        From: fc.anything(),
        callId: fc.anything(),
        callDomain: fc.anything(),
        sipHeaders: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      odd.map((each) => safeJson(each)),
    );
    fc.assert(
      fc.property(body, (text) => {
        expect(['call', 'probe', 'invalid']).toContain(parsePinlessRequest(text).kind);
      }),
    );
  });
});

function safeJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
}
