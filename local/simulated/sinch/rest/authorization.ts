import type { Context } from 'hono';
import { sameText } from '../../kit/rest.ts';
import { signRequest } from '../webhooks/signature.ts';
import { codes, fail } from './answers.ts';
import type { RestDeps } from './deps.ts';

/** Lets a request pass that is signed by the application, or has its key and secret in plain (HTTP Basic). */
export async function authorize(
  c: Context,
  next: () => Promise<void>,
  { settings, secrets }: RestDeps,
): Promise<Response | undefined> {
  const [, scheme = '', value = ''] = /^(\S+) (\S+)$/.exec(c.req.header('authorization') ?? '') ?? [];
  const isBasic = scheme.toLowerCase() === 'basic';
  if (!isBasic && scheme.toLowerCase() !== 'application') {
    return fail(c, codes.noAuthorization, 'Illegal authorization header');
  }
  const text = isBasic ? Buffer.from(value, 'base64').toString('utf8') : value;
  const [key = '', ...rest] = text.split(':');
  const given = rest.join(':');
  if (!sameText(key, settings.applicationKey)) return fail(c, codes.badCredentials, 'Invalid credentials');
  if (isBasic) {
    if (!secrets().some((secret) => sameText(given, secret))) {
      return fail(c, codes.badCredentials, 'Invalid credentials');
    }
    await next();
    return undefined;
  }
  const timestamp = c.req.header('x-timestamp') ?? '';
  const skewMs = Math.abs(Date.now() - Date.parse(timestamp));
  if (!(skewMs <= settings.maxClockSkewMs)) return fail(c, codes.badTimestamp, 'Invalid timestamp');
  const request = {
    method: c.req.method,
    path: new URL(c.req.url).pathname,
    contentType: c.req.header('content-type') ?? '',
    timestamp,
    body: new Uint8Array(await c.req.arrayBuffer()),
  };
  if (!secrets().some((secret) => sameText(given, signRequest(secret, request)))) {
    return fail(c, codes.badSignature, 'Invalid signature');
  }
  await next();
  return undefined;
}
