import fc from 'fast-check';
import { getExpectedBodyHash, getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import { checkSignature as check, type SignedRequest } from '../../../../lib/providers/twilio/signature.ts';
import { documentFragment, eventFragment } from '../../../../lib/providers/twilio/descriptor.ts';
import { authToken, callFields, formBody, vectors, type Fields, type Vector } from './vectors.ts';

const formType = 'application/x-www-form-urlencoded; charset=UTF-8';
const url = 'https://gw.example.com/twilio/voice';

function request(
  { fields = callFields, body, ...change }: Partial<SignedRequest> & { fields?: Fields; body?: string },
  signature: string | undefined,
  type: string | undefined = formType,
): SignedRequest {
  return {
    url,
    headers: { 'content-type': type, 'x-twilio-signature': signature },
    rawBody: Buffer.from(body ?? formBody(fields)),
    ...change,
  };
}
const checkSignature = (signed: SignedRequest, twilioAuthTokens: readonly string[]) =>
  check(signed, { twilioAuthTokens });
const sign = (fields: Fields = callFields, at = url, token = authToken) =>
  getExpectedTwilioSignature(token, at, fields);
const [first] = vectors;
const good = first?.signature;

describe('refused', () => {
  test.each<[string, string, SignedRequest, readonly string[]]>([
    ['without a token', 'no-secret', request({}, good), []],
    ['with an empty token only', 'no-secret', request({}, sign(callFields, url, '')), ['']],
    ['made with an empty token', 'bad', request({}, sign(callFields, url, '')), ['', authToken]],
    ['without a signature', 'missing', request({}, undefined), [authToken]],
    ['with an empty signature', 'missing', request({}, ''), [authToken]],
    ['by another account', 'bad', request({}, sign(callFields, url, 'f'.repeat(32))), [authToken]],
    ['cut short', 'malformed', request({}, good?.slice(0, -2)), [authToken]],
    ['for another path', 'bad', request({ url: 'https://gw.example.com/twilio/pin' }, good), [authToken]],
    ['for another query', 'bad', request({ url: `${url}?attempt=1` }, good), [authToken]],
    ['for another host', 'bad', request({ url: 'https://gw.example.org/twilio/voice' }, good), [authToken]],
    ['with a field more', 'bad', request({ fields: { ...callFields, X: '', Y: '1' } }, good), [authToken]],
    [
      'with a field changed',
      'bad',
      request({ fields: { ...callFields, From: '+15550001112' } }, good),
      [authToken],
    ],
    ['with a fragment that is not ours', 'bad', request({}, sign(callFields, `${url}#rc=3`)), [authToken]],
    [
      'as JSON, signed by its URL alone',
      'bad',
      request({ body: '{}' }, sign({}), 'application/json'),
      [authToken],
    ],
    ['of no type, signed by its URL alone', 'bad', request({ body: 'Digits=1' }, sign({}), ''), [authToken]],
    [
      'without a type, signed by its URL alone',
      'bad',
      request({ body: 'Digits=1', headers: { 'x-twilio-signature': sign({}) } }, undefined),
      [authToken],
    ],
    [
      'as JSON that is not what was hashed',
      'bad',
      request(
        { url: `${url}?bodySHA256=${getExpectedBodyHash('{}')}`, body: '{"a":1}' },
        sign({}, `${url}?bodySHA256=${getExpectedBodyHash('{}')}`),
        'application/json',
      ),
      [authToken],
    ],
  ])('%s', (_, expected, signed, tokens) => {
    expect(checkSignature(signed, tokens)).toBe(expected);
  });

  test('empty fields and white space are part of what is signed', () => {
    const fields = { ...callFields, CallerZip: '', CallerName: ' A ' };
    const signature = sign(fields);
    expect(checkSignature(request({ fields }, signature), [authToken])).toBe('ok');
    expect(checkSignature(request({ fields: { ...fields, CallerName: 'A' } }, signature), [authToken])).toBe(
      'bad',
    );
    expect(checkSignature(request({ fields: callFields }, signature), [authToken])).toBe('bad');
  });
});

describe('accepted', () => {
  const requestOf = ({ url: at, fields, json }: Vector, signature: string) =>
    json === undefined
      ? request({ url: at, fields }, signature, Object.keys(fields).length === 0 ? '' : formType)
      : request({ url: at, body: json }, signature, 'application/json');

  test.each(vectors)('$name', (vector) => {
    expect(checkSignature(requestOf(vector, vector.signature), [authToken])).toBe('ok');
    expect(checkSignature(requestOf(vector, vector.signature), ['f'.repeat(32)])).toBe('bad');
  });

  test.each([
    ['the port that https has', 'https://gw.example.com:443/twilio/voice', first?.signature, 'ok'],
    ['a port that was not signed', 'https://gw.example.com:8443/twilio/voice', first?.signature, 'ok'],
    ['no port where another was signed', url, vectors[6]?.signature, 'bad'],
  ])('%s: %s', (_, at, signature, expected) => {
    expect(checkSignature(request({ url: at }, signature), [authToken])).toBe(expected);
  });

  test('either of two live tokens', () => {
    const next = 'fedcba9876543210fedcba9876543210';
    for (const token of [authToken, next]) {
      expect(checkSignature(request({}, sign(callFields, url, token)), [authToken, next])).toBe('ok');
    }
  });

  test.each([documentFragment, eventFragment])('the URL signed with its fragment %s', (fragment) => {
    const query = `${url}?attempt=1&language=de`;
    const signature = sign(callFields, `${query}#${fragment}`);
    expect(checkSignature(request({ url: query }, signature), [authToken])).toBe('ok');
    expect(checkSignature(request({ url: `${url}?attempt=2&language=de` }, signature), [authToken])).toBe(
      'bad',
    );
  });

  test('header names in any case', () => {
    const headers = { 'Content-Type': formType, 'X-Twilio-Signature': good };
    expect(checkSignature(request({ headers }, undefined), [authToken])).toBe('ok');
  });

  test('whatever fields the package signs, and no other', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const form = fc.dictionary(
      fc.string({ minLength: 1, maxLength: 8 }),
      fc.oneof(text, fc.array(text, { minLength: 2 })),
    );
    fc.assert(
      fc.property(form, fc.string({ minLength: 1 }), (fields, more) => {
        const signature = sign(fields);
        expect(checkSignature(request({ fields }, signature), [authToken])).toBe('ok');
        const changed = request({ fields: { ...fields, 'a field more': more } }, signature);
        expect(checkSignature(changed, [authToken])).toBe('bad');
      }),
    );
  });
});
