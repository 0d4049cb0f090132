import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkSignature,
  pinlessHeaders,
  signatureWindowMs,
  webhookHeaders,
} from '../../../../lib/providers/daily/signature.ts';

const secret = 'Z2F0ZXdheS1leGFtcGxlLXNlY3JldC0zMi1ieXRlcyE=';
const otherSecret = Buffer.from('another secret of thirty-two byt').toString('base64');

const vectors = {
  pinless: {
    names: pinlessHeaders,
    timestamp: '1767225600123',
    nowMs: 1_767_225_600_123,
    body: '{"To":"+12025550143","From":"+12025550188","callId":"6f1c2a34-0c7b-4d0e-9f61-2b7b8b1f0a11","callDomain":"b0a9d0de-5b7e-4b7d-8c55-1f2f3a4b5c6d"}',
    signature: 'JBUMxsX3kwO5XBpfBqoTbNkPdcGdJFAjC18nmzNQJkk=',
  },
  webhook: {
    names: webhookHeaders,
    timestamp: '1767225605500',
    nowMs: 1_767_225_605_500,
    body: '{"version":"1.0.0","type":"dialin.ready","id":"evt-0001","payload":{"timestamp":1767225605,"domain_id":"30f866c3-0000-4000-8000-ff58322d09c5","room":"call-6f1c2a34","sip_endpoint":"call-6f1c2a34.0@example.sip.daily.co"},"event_ts":1767225605.412}',
    signature: 'j6aEkskhbYzGLyqFYWc9yysvMOPUu35CL6iJpepuh5s=',
  },
};
const { pinless } = vectors;

const signed = (timestamp: string, signature: string) => ({
  [pinlessHeaders.timestamp]: timestamp,
  [pinlessHeaders.signature]: signature,
});
const sign = (timestamp: string, body: string, key = secret) =>
  createHmac('sha256', Buffer.from(key, 'base64')).update(`${timestamp}.${body}`).digest('base64');

const check = (
  headers: Readonly<Record<string, string | undefined>>,
  { body = pinless.body, secrets = [secret], nowMs = pinless.nowMs } = {},
) => checkSignature(body, headers, pinlessHeaders, secrets, nowMs);

describe('checkSignature refuses', () => {
  const good = signed(pinless.timestamp, pinless.signature);

  it.each([
    { name: 'everything without a secret', secrets: [] },
    { name: 'an empty secret', secrets: [''] },
    { name: 'a secret that is not base64', secrets: ['not base64!', 'abc', 'Z2F0ZXdheS1leGFtcGxl=='] },
  ])('$name', ({ secrets }) => expect(check(good, { secrets })).toBe('no-secret'));

  it('a signature made with an empty secret', () => {
    const forged = createHmac('sha256', '').update(`${pinless.timestamp}.${pinless.body}`).digest('base64');
    expect(check(signed(pinless.timestamp, forged), { secrets: [''] })).toBe('no-secret');
    expect(check(signed(pinless.timestamp, forged), { secrets: ['', secret] })).toBe('bad');
  });

  it.each([
    { name: 'no headers', headers: {} },
    { name: 'no signature', headers: { [pinlessHeaders.timestamp]: pinless.timestamp } },
    { name: 'no timestamp', headers: { [pinlessHeaders.signature]: pinless.signature } },
    { name: 'empty headers', headers: signed('', '') },
    {
      name: 'headers of the other webhook',
      headers: {
        [webhookHeaders.timestamp]: pinless.timestamp,
        [webhookHeaders.signature]: pinless.signature,
      },
    },
  ])('$name as missing', ({ headers }) => expect(check(headers)).toBe('missing'));

  it.each([
    'now',
    '1767225600.123',
    '-1767225600',
    '+1767225600',
    ' 1767225600',
    '1e12',
    '0x10',
    '1767225600123456',
    'NaN',
  ])('the timestamp %j as malformed, however well it is signed', (timestamp) =>
    expect(check(signed(timestamp, sign(timestamp, pinless.body)))).toBe('malformed'),
  );

  it.each([
    { by: -signatureWindowMs - 1, expected: 'stale' },
    { by: signatureWindowMs + 1, expected: 'stale' },
    { by: -signatureWindowMs, expected: 'ok' },
    { by: signatureWindowMs, expected: 'ok' },
  ])('or takes a clock that is $by ms off: $expected', ({ by, expected }) =>
    expect(check(good, { nowMs: pinless.nowMs + by })).toBe(expected),
  );

  it.each([
    { name: 'hex', signature: Buffer.from(pinless.signature, 'base64').toString('hex') },
    { name: 'base64url', signature: pinless.signature.replace('+', '-').replace('/', '_').slice(0, -1) },
    { name: 'an empty one of the right length', signature: ' '.repeat(44) },
    { name: 'one and the same twice', signature: `${pinless.signature},${pinless.signature}` },
    { name: 'another secret', signature: sign(pinless.timestamp, pinless.body, otherSecret) },
    { name: 'another time', signature: sign('1767225600124', pinless.body) },
  ])('a signature: $name', ({ signature }) =>
    expect(check(signed(pinless.timestamp, signature))).toBe('bad'),
  );

  it('any change of body, timestamp, signature or secret', () => {
    const body = Buffer.from(pinless.body);
    fc.assert(
      fc.property(
        fc.nat(body.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('body', 'cut', 'appended'),
        (index, flip, how) => {
          const changed = Buffer.from(body);
          if (how === 'body') changed[index] = (body[index] ?? 0) ^ flip;
          const sent =
            how === 'cut'
              ? changed.subarray(0, index)
              : how === 'appended'
                ? Buffer.concat([changed, Buffer.from([flip])])
                : changed;
          expect(checkSignature(sent, good, pinlessHeaders, [secret], pinless.nowMs)).toBe('bad');
        },
      ),
    );
    fc.assert(
      fc.property(fc.base64String({ minLength: 1 }), fc.nat(200_000), (signature, laterMs) => {
        fc.pre(signature !== pinless.signature && laterMs > 0);
        const later = String(pinless.nowMs + laterMs);
        expect(check(signed(pinless.timestamp, signature))).toBe('bad');
        expect(check(signed(later, pinless.signature))).toBe('bad');
      }),
    );
  });
});

describe('checkSignature accepts', () => {
  it.each(Object.entries(vectors))('the %s vector, as text and as bytes', (_, vector) => {
    const { names, timestamp, signature, nowMs } = vector;
    const headers = { [names.timestamp]: timestamp, [names.signature]: signature };
    for (const body of [vector.body, Buffer.from(vector.body)])
      expect(checkSignature(body, headers, names, [secret], nowMs)).toBe('ok');
  });

  it('header names in any case', () =>
    expect(
      check({ 'X-Pinless-Timestamp': pinless.timestamp, 'X-PINLESS-SIGNATURE': pinless.signature }),
    ).toBe('ok'));

  it('seconds as well as milliseconds', () =>
    expect(check(signed('1767225600', sign('1767225600', pinless.body)))).toBe('ok'));

  it.each([
    { name: 'the first', secrets: [secret, otherSecret] },
    { name: 'the second', secrets: [otherSecret, secret] },
    { name: 'the one that is usable', secrets: ['', 'no secret', secret] },
  ])('either of two live secrets: $name', ({ secrets }) =>
    expect(check(signed(pinless.timestamp, pinless.signature), { secrets })).toBe('ok'),
  );

  it('bytes that are not UTF-8, as they are', () => {
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const mac = createHmac('sha256', Buffer.from(secret, 'base64'));
    const signature = mac.update(`${pinless.timestamp}.`).update(body).digest('base64');
    expect(
      checkSignature(body, signed(pinless.timestamp, signature), pinlessHeaders, [secret], pinless.nowMs),
    ).toBe('ok');
  });
});
