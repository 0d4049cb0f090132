import { describe, expect, test } from 'vitest';
import { dialledNamesOf, ownSecretsOf, secretsFor } from '../../../../lib/providers/daily/own-secrets.ts';

const number = '+12025550143';
const address = 'static-abc--0@example.sip.daily.co';
const own = [
  { names: [number, address], hmac: ['new', 'old'] },
  { names: ['static-xyz--1@example.sip.daily.co'], hmac: ['theirs'] },
];
const shared = ['shared'];
const body = (To: unknown) => Buffer.from(JSON.stringify({ To, callId: 'c' }));

describe('which secrets count for a call', () => {
  test.each([
    number,
    ` ${number}`,
    `sip:${number}@example.sip.daily.co:5060`,
    `sip:${address}`,
    address,
    'static-abc--0@EXAMPLE.sip.daily.co;transport=udp',
  ])('to %s: its own, and no other', (to) => {
    expect(secretsFor(shared, own, body(to))).toEqual(['new', 'old']);
  });

  test.each(['+12025550144', 'static-abc--1@example.sip.daily.co', '', 7, null, undefined, ['+12025550143']])(
    'to %j: the shared ones',
    (to) => {
      expect(secretsFor(shared, own, body(to))).toEqual(shared);
      expect(secretsFor(undefined, own, body(to))).toBeUndefined();
    },
  );

  test.each(['{', '[]', '', 'null', '{"__proto__":{"To":"+12025550143"}}'])(
    'of a body that is no call (%s): the shared ones',
    (text) => {
      expect(secretsFor(shared, own, Buffer.from(text))).toEqual(shared);
    },
  );

  test('of which nobody has any of their own: the shared ones, and the body is not read', () => {
    for (const none of [undefined, []]) expect(secretsFor(shared, none, Buffer.from('{'))).toBe(shared);
  });

  test('is what the call is taken for afterwards, where a body names two', () => {
    const twice = `{"To":"+12025550144","callId":"c","To":"${number}"}`;
    expect(secretsFor(shared, own, Buffer.from(twice))).toEqual(['new', 'old']);
  });
});

test('a number is dialled as itself or by its static address, an interconnect by its address alone', () => {
  expect(dialledNamesOf({ number, address })).toEqual([number, address]);
  expect(dialledNamesOf({ number: undefined, address: `sip:${address}` })).toEqual([address]);
  expect(dialledNamesOf({ number, address: undefined })).toEqual([number]);
  expect(dialledNamesOf({ number: undefined, address: undefined })).toEqual([]);
});

test('what has no name has no secrets of its own', () => {
  expect(ownSecretsOf(own, [])).toBeUndefined();
  expect(ownSecretsOf(undefined, [number])).toBeUndefined();
});
