import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signToken, verifyToken } from '../../../../../local/simulated/daily/rest/tokens.ts';

const expected = { apiKey: 'key', domainId: 'domain', room: 'room', nowMs: 1_000_000 };
const good = { d: 'domain', r: 'room', exp: 1_001 };

function jwt(header: unknown, payload: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', 'key').update(signed).digest('base64url')}`;
}

test.each([
  ['malformed-token', 'not-a-jwt'],
  ['malformed-token', `${signToken('key', good)}.more`],
  ['malformed-token', jwt({ alg: 'none' }, good)],
  ['malformed-token', jwt({ alg: 'HS256' }, { ...good, room_name: 'room' })],
  ['malformed-token', jwt({ alg: 'HS256' }, { r: 'room' })],
  ['bad-token-signature', signToken('other key', good)],
  ['token-of-another-domain', signToken('key', { ...good, d: 'other' })],
  ['token-of-another-room', signToken('key', { ...good, r: 'other' })],
  ['token-expired', signToken('key', { ...good, exp: 1_000 })],
  ['token-not-yet-valid', signToken('key', { ...good, nbf: 1_001 })],
])('refuses: %s (%#)', (reason, token) => {
  expect(verifyToken(token, expected)).toEqual({ valid: false, reason });
});

test.each([
  good,
  { d: 'domain' },
  { ...good, o: true, u: 'bot', ud: 'bot-1', ejt: true, eje: 60, iat: 1, nbf: 1 },
])('accepts claims (%#)', (claims) => {
  expect(verifyToken(signToken('key', claims), expected)).toEqual({ valid: true, claims });
});
