import { createVerify } from 'node:crypto';
import type { Context } from 'hono';
import * as z from 'zod';
import { type Next, sameText } from '../../kit/rest.ts';
import { fail, regional } from './answers.ts';
import type { RestDeps } from './deps.ts';

/** What a token of the application says (Vonage docs, authentication). */
const claimsSchema = z.strictObject({
  application_id: z.string(),
  iat: z.int(),
  jti: z.string().min(1),
  exp: z.int().optional(),
  nbf: z.int().optional(),
  sub: z.string().optional(),
  acl: z.record(z.string(), z.unknown()).optional(),
});

/** Life of a token that does not say when it expires (Vonage docs, authentication). */
const DEFAULT_LIFE_S = 900;

const SECOND_MS = 1_000;

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What is wrong with a token; undefined: nothing. */
function faultOf(token: string, { settings, application }: RestDeps): string | undefined {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  const head = z.looseObject({ alg: z.literal('RS256') }).safeParse(decoded(header));
  if (rest.length > 0 || !head.success) return 'the token is no JWT by RS256';
  const verify = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  if (!verify.verify(application.config.publicKey, signature, 'base64url')) return 'the signature is wrong';
  const claims = claimsSchema.safeParse(decoded(payload));
  if (!claims.success) return z.prettifyError(claims.error);
  const { application_id: id, iat, nbf = iat, exp = iat + DEFAULT_LIFE_S } = claims.data;
  const nowS = Math.floor(Date.now() / SECOND_MS);
  if (id !== settings.applicationId) return 'another application';
  if (Math.max(iat, nbf) > nowS + settings.maxClockSkewS) return 'the token is not valid yet';
  if (exp <= nowS) return 'the token has expired';
  return exp - iat > settings.maxTokenLifeS ? 'the token is valid for too long' : undefined;
}

/** Calls and conversations want the application's token; applications and numbers the account's key and secret. */
export async function authorize(c: Context, next: Next, deps: RestDeps): Promise<Response | undefined> {
  const [, scheme = '', value = ''] = /^(\S+) (\S+)$/.exec(c.req.header('authorization') ?? '') ?? [];
  const isOfApplication = regional(c.req.raw).path.startsWith('/v1/');
  if (scheme.toLowerCase() !== (isOfApplication ? 'bearer' : 'basic')) {
    return fail(c, 401, 'no authorization of the right kind');
  }
  const { apiKey, apiSecret } = deps.settings;
  const isAccount = (): boolean =>
    sameText(Buffer.from(value, 'base64').toString('utf8'), `${apiKey}:${apiSecret}`);
  const fault = isOfApplication ? faultOf(value, deps) : isAccount() ? undefined : 'wrong credentials';
  if (fault !== undefined) return fail(c, 401, fault);
  await next();
  return undefined;
}
