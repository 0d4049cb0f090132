import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { VoiceKey } from '../voice-client.ts';

/** What the deployment's secret says about Sinch, by the names it has there. */
export interface SinchSecrets {
  readonly sinchApplicationKey?: string | undefined;
  /** Every secret that is live, in Base64; during a rotation two. */
  readonly sinchApplicationSecrets?: readonly string[] | undefined;
}

/** A request as it came in, or as it is to be sent. */
export interface SinchSignable {
  readonly method: string;
  /** As it was called: without host and query, with whatever stands before our own part of it. */
  readonly path: string;
  /** As the header says it, `; charset=…` included; empty if there is none. */
  readonly contentType: string;
  /** The body's bytes, before any parsing. */
  readonly rawBody: Buffer;
}

/** The same with what it is signed by. Names of headers in lower case. */
export interface SinchSigned extends Omit<SinchSignable, 'contentType'> {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * `ok` is the only good one. `missing`: there is no signature. `bad`: no live secret of our application made it for this
 * request. `stale`: its time is not about now. `no-secret`: there is nothing to check with.
 */
export type SignatureCheck = 'ok' | 'missing' | 'bad' | 'stale' | 'no-secret';

/** How far the time of a request may be from ours. Sinch's own validator takes any. */
const maxAgeMs = 300_000;

/** Sinch's fractions of a second have seven digits. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
/** The scheme, the key, and 32 bytes in Base64. */
const authorizationForm = /^application ([^\s:]{1,64}):([A-Za-z0-9+/]{43}=)$/i;

/** The digest that both sides make (Sinch docs, authentication, signed requests). */
function digestOf(request: SinchSignable, timestamp: string, secret: string): Buffer {
  const { method, path, contentType, rawBody } = request;
  const bodyHash = rawBody.length === 0 ? '' : createHash('md5').update(rawBody).digest('base64');
  const text = [method, bodyHash, contentType, `x-timestamp:${timestamp}`, path].join('\n');
  return createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest();
}

/**
 * Checks `Authorization: Application …`. Basic credentials are never taken: they prove nothing of the body (Sinch docs,
 * callback signing).
 */
export function checkSignature(request: SinchSigned, secrets: SinchSecrets, nowMs: number): SignatureCheck {
  const { sinchApplicationKey: ourKey, sinchApplicationSecrets = [] } = secrets;
  // An empty secret is none, since anybody can sign with it.
  const live = sinchApplicationSecrets.filter((secret) => Buffer.from(secret, 'base64').length > 0);
  if (!ourKey || live.length === 0) return 'no-secret';
  const { headers, ...rest } = request;
  const { authorization, 'x-timestamp': timestamp, 'content-type': contentType = '' } = headers;
  if (!authorization || !timestamp) return 'missing';
  const [, key, signature = ''] = authorizationForm.exec(authorization) ?? [];
  if (key !== ourKey || !isoTime.test(timestamp)) return 'bad';
  // Not a number, such as the 32nd of a month, is not about now either.
  if (!(Math.abs(nowMs - Date.parse(timestamp)) <= maxAgeMs)) return 'stale';
  const given = Buffer.from(signature, 'base64');
  const isMadeBy = (secret: string) =>
    timingSafeEqual(digestOf({ ...rest, contentType }, timestamp, secret), given);
  return live.some(isMadeBy) ? 'ok' : 'bad';
}

/** The headers that sign a request of ours. */
export function signedHeaders(
  request: SinchSignable,
  { id, secret }: VoiceKey,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = new Date(nowMs).toISOString();
  const signature = digestOf(request, timestamp, secret).toString('base64');
  return {
    authorization: `Application ${id}:${signature}`,
    'x-timestamp': timestamp,
    'content-type': request.contentType,
  };
}
