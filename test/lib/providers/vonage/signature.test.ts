import { verifySignature } from '@vonage/jwt';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSignature, type VonageSecrets } from '../../../../lib/providers/vonage/signature.ts';
import {
  answerBody,
  answerToken,
  apiKey,
  applicationId,
  atMs,
  hashOf,
  inputBody,
  inputToken,
  otherSecret,
  signatureSecret,
  tokenFor,
  unsignedToken,
} from './vectors.ts';

const secrets: VonageSecrets = {
  vonageApiKey: apiKey,
  vonageApplicationId: applicationId,
  vonageSignatureSecrets: [signatureSecret],
};
const check = (token: string | undefined, body = answerBody, known = secrets, nowMs = atMs) =>
  checkSignature({ headers: { authorization: token }, rawBody: Buffer.from(body) }, known, nowMs);
const bearer = (token: string) => `Bearer ${token}`;

test('the published tokens are good', () => {
  expect(check(bearer(answerToken))).toBe('ok');
  expect(check(bearer(inputToken), inputBody)).toBe('ok');
  expect(check(bearer(tokenFor(answerBody)))).toBe('ok');
});

test("Vonage's own code says the same of what it looks at, and leaves out the body and the time", () => {
  const theirs = (token: string) => verifySignature(token, signatureSecret);
  for (const token of [answerToken, inputToken, tokenFor(answerBody)]) expect(theirs(token)).toBe(true);
  for (const token of [
    answerToken.slice(0, -1),
    unsignedToken(),
    tokenFor(answerBody, { secret: otherSecret }),
  ])
    expect([theirs(token), check(bearer(token))]).toEqual([false, 'bad']);
  expect([theirs(inputToken), check(bearer(inputToken))]).toEqual([true, 'bad']);
});

describe('otherwise', () => {
  const changed = (claims: object) => bearer(tokenFor(answerBody, { claims }));
  test.each<[string, string, string | undefined]>([
    ['without a token', 'missing', undefined],
    ['of another body', 'bad', bearer(inputToken)],
    ['of no algorithm', 'bad', bearer(unsignedToken())],
    [
      'that says it has no algorithm, though it is signed',
      'bad',
      bearer(tokenFor(answerBody, { head: { alg: 'none' } })),
    ],
    [
      'that names the algorithm of our own tokens',
      'bad',
      bearer(tokenFor(answerBody, { head: { alg: 'RS256' } })),
    ],
    ['that names no algorithm', 'bad', bearer(tokenFor(answerBody, { head: {} }))],
    ['by another scheme', 'bad', `Basic ${answerToken}`],
    ['cut short', 'bad', bearer(answerToken.slice(0, -1))],
    ['too long to be one', 'bad', bearer(tokenFor(answerBody, { claims: { more: 'x'.repeat(4_096) } }))],
    ['of two tokens', 'bad', `${bearer(answerToken)}, ${bearer(answerToken)}`],
    ['by a secret that is not live', 'bad', bearer(tokenFor(answerBody, { secret: otherSecret }))],
    ['of another account', 'bad', changed({ api_key: 'a1b2c3d5' })],
    ['of no account', 'bad', changed({ api_key: undefined })],
    ['of another application', 'bad', changed({ application_id: '78d335fa-0000-4000-8000-0123456789ac' })],
    ['of another issuer', 'bad', changed({ iss: 'Nexmo' })],
    ['without a hash of the body', 'bad', changed({ payload_hash: undefined })],
    ['with an empty hash', 'bad', changed({ payload_hash: '' })],
    ['with the hash of nothing', 'bad', changed({ payload_hash: hashOf('') })],
    ['without a time', 'bad', changed({ iat: undefined })],
    ['with a time that is a word', 'bad', changed({ iat: 'now' })],
  ])('%s', (_, expected, token) => {
    expect(check(token)).toBe(expected);
  });

  test.each<[string, VonageSecrets]>([
    ['there is no secret', { ...secrets, vonageSignatureSecrets: undefined }],
    ['there is an empty one', { ...secrets, vonageSignatureSecrets: [''] }],
    ['the account is not known', { ...secrets, vonageApiKey: undefined }],
    ['the application is not known', { ...secrets, vonageApplicationId: undefined }],
  ])('while %s', (_, known) => {
    expect(check(bearer(answerToken), answerBody, known)).toBe('no-secret');
  });

  test('a byte more or less in the body is seen', () => {
    expect(check(bearer(answerToken), `${answerBody} `)).toBe('bad');
    expect(check(bearer(answerToken), '')).toBe('bad');
  });
});

test('a token as long as is read at all is good, and one letter more is not', () => {
  const ofLength = (letters: number) =>
    bearer(tokenFor(answerBody, { claims: { more: 'x'.repeat(letters) } }));
  // Three letters of a claim are four of a token.
  const letters = Array.from({ length: 3_000 }, (_, index) => index).find(
    (each) => ofLength(each).length >= 4_096,
  );
  const longest = ofLength(letters ?? 0);
  expect(longest.length).toBe(4_096);
  expect(check(longest)).toBe('ok');
  expect(check(ofLength((letters ?? 0) + 1))).toBe('bad');
});

test('a token need not name the application', () => {
  expect(check(bearer(tokenFor(answerBody, { claims: { application_id: undefined } })))).toBe('ok');
});

test('either of two secrets is good', () => {
  for (const vonageSignatureSecrets of [
    [signatureSecret, otherSecret],
    [otherSecret, signatureSecret],
  ])
    expect(check(bearer(answerToken), answerBody, { ...secrets, vonageSignatureSecrets })).toBe('ok');
});

test.each([-1, 1])('five minutes either way are enough, and not a moment more', (way) => {
  expect(check(bearer(answerToken), answerBody, secrets, atMs + way * 300_000)).toBe('ok');
  expect(check(bearer(answerToken), answerBody, secrets, atMs + way * 300_001)).toBe('stale');
});

test('the scheme is written in any case', () => {
  expect(check(`BEARER ${answerToken}`)).toBe('ok');
});

test('no header whatever makes it throw, or good', () => {
  const three = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(three, (parts) => {
      expect(['bad', 'missing']).toContain(check(`Bearer ${parts.join('.')}`));
      expect(['bad', 'missing']).toContain(check(parts.join()));
    }),
  );
});
