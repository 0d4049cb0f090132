import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';

/** Claims of a meeting token (Daily docs, self-signing tokens). Times are Unix seconds. */
const claimsSchema = z.strictObject({
  r: z.string().optional(),
  d: z.string(),
  iat: z.number().optional(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
  o: z.boolean().optional(),
  u: z.string().optional(),
  ud: z.string().max(36).optional(),
  ejt: z.boolean().optional(),
  eje: z.number().positive().optional(),
});

export type TokenClaims = z.infer<typeof claimsSchema>;

const headerSchema = z.looseObject({ alg: z.literal('HS256') });

/** Why a token opens nothing. */
export type TokenRefusal =
  | 'malformed-token'
  | 'bad-token-signature'
  | 'token-of-another-domain'
  | 'token-of-another-room'
  | 'token-expired'
  | 'token-not-yet-valid';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const mac = (apiKey: string, signed: string): Buffer => createHmac('sha256', apiKey).update(signed).digest();

/** Makes a meeting token: a JWT signed HS256 with the API key. */
export function signToken(apiKey: string, claims: TokenClaims): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${mac(apiKey, signed).toString('base64url')}`;
}

function decode(part: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return value;
  } catch {
    // Undecodable text fails the schema below like any other wrong value.
    return undefined;
  }
}

/** Checks a meeting token for one room at a time in ms since the epoch. */
export function verifyToken(
  token: string,
  expected: { apiKey: string; domainId: string; room: string; nowMs: number },
): { valid: true; claims: TokenClaims } | { valid: false; reason: TokenRefusal } {
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    return { valid: false, reason: 'malformed-token' };
  }
  if (!headerSchema.safeParse(decode(header)).success) return { valid: false, reason: 'malformed-token' };
  const right = mac(expected.apiKey, `${header}.${payload}`);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== right.length || !timingSafeEqual(given, right)) {
    return { valid: false, reason: 'bad-token-signature' };
  }
  const claims = claimsSchema.safeParse(decode(payload));
  if (!claims.success) return { valid: false, reason: 'malformed-token' };
  const { r, d, exp, nbf } = claims.data;
  if (d !== expected.domainId) return { valid: false, reason: 'token-of-another-domain' };
  if (r !== undefined && r !== expected.room) return { valid: false, reason: 'token-of-another-room' };
  if (exp !== undefined && exp * 1000 <= expected.nowMs) return { valid: false, reason: 'token-expired' };
  if (nbf !== undefined && nbf * 1000 > expected.nowMs)
    return { valid: false, reason: 'token-not-yet-valid' };
  return { valid: true, claims: claims.data };
}
