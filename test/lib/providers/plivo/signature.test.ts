import { parse } from 'node:querystring';
import fc from 'fast-check';
import { validateV3Signature } from 'plivo';
import { describe, expect, test } from 'vitest';
import { checkSignature, type SignedRequest } from '../../../../lib/providers/plivo/signature.ts';
import { signed } from './sign.ts';
import {
  authToken,
  eventsUrl,
  keyBody,
  keySignature,
  nonce,
  otherSignature,
  otherToken,
  vectors,
} from './vectors.ts';

const secrets = { plivoAuthTokens: [authToken] };

function request(headers: SignedRequest['headers'] = {}, change: Partial<SignedRequest> = {}): SignedRequest {
  return {
    url: eventsUrl,
    rawBody: Buffer.from(keyBody),
    headers: { 'x-plivo-signature-v3': keySignature, 'x-plivo-signature-v3-nonce': nonce, ...headers },
    ...change,
  };
}

test.each(vectors)('%s is good', (_, url, body, signature) => {
  const asked = request({ 'x-plivo-signature-v3': signature }, { url, rawBody: Buffer.from(body) });
  expect(checkSignature(asked, secrets)).toBe('ok');
});

describe('otherwise', () => {
  const signedBy = (signature: string | undefined) => request({ 'x-plivo-signature-v3': signature });
  test.each<[string, string, SignedRequest, (readonly string[])?]>([
    ['without a signature', 'missing', signedBy(undefined)],
    ['without a nonce', 'missing', request({ 'x-plivo-signature-v3-nonce': undefined })],
    ['with another nonce', 'bad', request({ 'x-plivo-signature-v3-nonce': `${nonce}1` })],
    ['cut short', 'bad', signedBy(keySignature.slice(0, -2))],
    ['with one signature that is none', 'bad', signedBy(`${keySignature},abc`)],
    ['with more signatures than there are tokens', 'bad', signedBy(Array(5).fill(keySignature).join())],
    ['of the other token', 'bad', signedBy(otherSignature)],
    ['to another host', 'bad', request({}, { url: eventsUrl.replace('gw.', 'evil.') })],
    ['to another path', 'bad', request({}, { url: eventsUrl.replace('/plivo', '/dev/plivo') })],
    ['with a query', 'bad', request({}, { url: `${eventsUrl}?muted=a` })],
    ['with another body', 'bad', request({}, { rawBody: Buffer.from(keyBody.replace('room', 'rook')) })],
    ['without a body', 'bad', request({}, { rawBody: Buffer.alloc(0) })],
    ['by a token that is not live', 'bad', request(), [otherToken]],
    ['while there is no token', 'no-secret', request(), []],
    ['while there is an empty token', 'no-secret', request(), ['']],
  ])('%s', (_, expected, asked, plivoAuthTokens = [authToken]) => {
    expect(checkSignature(asked, { plivoAuthTokens })).toBe(expected);
  });

  test('either of two tokens is good, for either of two signatures', () => {
    const both = signedBy(`${keySignature}, ${otherSignature}`);
    for (const plivoAuthTokens of [[authToken], [otherToken], [otherToken, 'x'], ['x', authToken]])
      expect(checkSignature(both, { plivoAuthTokens })).toBe('ok');
  });

  test('as many signatures are looked at as there may be tokens', () => {
    const four = [otherSignature, otherSignature, otherSignature, keySignature].join();
    expect(checkSignature(signedBy(four), secrets)).toBe('ok');
  });

  test('a field that comes several times is signed with all its values, in order', () => {
    const [url, body] = [`${eventsUrl}?b=2&b=1&a=3`, 'A=2&A=1&B='];
    const signature = signed(url, body, nonce);
    expect(validateV3Signature('POST', url, nonce, authToken, signature, parse(body))).toBe(true);
    const asked = request({ 'x-plivo-signature-v3': signature }, { url, rawBody: Buffer.from(body) });
    expect(checkSignature(asked, secrets)).toBe('ok');
  });

  test('headers are written in any case', () => {
    const headers = { 'X-Plivo-Signature-V3': keySignature, 'X-Plivo-Signature-V3-Nonce': nonce };
    expect(checkSignature({ ...request(), headers }, secrets)).toBe('ok');
  });

  test('no header whatever makes it throw, or good', () => {
    const header = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
    fc.assert(
      fc.property(header, header, (signature, other) => {
        const asked = request({ 'x-plivo-signature-v3': signature, 'x-plivo-signature-v3-nonce': other });
        expect(['bad', 'missing']).toContain(checkSignature(asked, secrets));
      }),
    );
  });
});

test("Plivo's own validator takes what we take, and nothing else", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9 +&=%.äß-]{0,12}$/);
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
  const fields = fc.array(fc.tuple(name, word), { maxLength: 6 });
  const text = (pairs: [string, string][]) => new URLSearchParams(pairs).toString();
  fc.assert(
    fc.property(fields, fields, fc.constantFrom('', '&Digits=1', '&A=1&A=0'), (query, fieldsOf, added) => {
      const url = `${eventsUrl}${query.length === 0 ? '' : `?${text(query)}`}`;
      const signature = signed(url, text(fieldsOf), nonce);
      const body = `${text(fieldsOf)}${added}`;
      const asked = request({ 'x-plivo-signature-v3': signature }, { url, rawBody: Buffer.from(body) });
      const theirs = validateV3Signature('POST', url, nonce, authToken, signature, parse(body));
      const isUntouched = added === '';
      expect(theirs).toBe(isUntouched);
      expect(checkSignature(asked, secrets)).toBe(isUntouched ? 'ok' : 'bad');
    }),
  );
});
