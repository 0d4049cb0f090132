import { createHash, createHmac } from 'node:crypto';

/** What is signed of a request, in either direction (Sinch docs, signed requests). */
export interface SignedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As sent, with any `charset`; empty if there is none. */
  readonly contentType: string;
  /** Value of `x-timestamp`. */
  readonly timestamp: string;
  readonly body: Uint8Array;
}

/** Signature in Base64. `secret` is Base64, and its bytes are the key. */
export function signRequest(
  secret: string,
  { method, path, contentType, timestamp, body }: SignedRequest,
): string {
  const md5 = body.length === 0 ? '' : createHash('md5').update(body).digest('base64');
  const text = [method, md5, contentType, `x-timestamp:${timestamp}`, path].join('\n');
  return createHmac('sha256', Buffer.from(secret, 'base64')).update(text, 'utf8').digest('base64');
}

/** A moment with seven decimals, as `x-timestamp` has it. */
export const sevenDecimals = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '0000Z');
