import { createHmac, timingSafeEqual } from 'node:crypto';

/** Names of the two headers that sign a request, in lower case. */
export interface SignatureHeaders {
  readonly timestamp: string;
  readonly signature: string;
}

/** The headers of the webhook that announces a call on hold (Daily docs, pinless dial-in). */
export const pinlessHeaders: SignatureHeaders = {
  timestamp: 'x-pinless-timestamp',
  signature: 'x-pinless-signature',
};

/** The headers of domain webhooks (Daily docs, webhooks). */
export const webhookHeaders: SignatureHeaders = {
  timestamp: 'x-webhook-timestamp',
  signature: 'x-webhook-signature',
};

/** The headers of a trunk's webhook, its timestamp in milliseconds (Daily docs, sip_trunk.incoming). */
export const trunkHeaders: SignatureHeaders = {
  timestamp: 'x-siptrunk-timestamp',
  signature: 'x-siptrunk-signature',
};

/**
 * `ok` is the only good one. `missing`: a header is not there. `malformed`: the timestamp is not a number of seconds or
 * milliseconds. `stale`: it is too far from our clock. `bad`: no secret made this signature. `no-secret`: there is no
 * usable secret to check with.
 */
export type SignatureCheck = 'ok' | 'missing' | 'malformed' | 'stale' | 'bad' | 'no-secret';

/** A signed request counts this long before and after its timestamp. Daily states none; five minutes is usual. */
export const signatureWindowMs = 300_000;

/** Smaller numbers are seconds, others milliseconds: Daily documents no unit. In milliseconds this is March 1973. */
const minMs = 100_000_000_000;

/**
 * Checks Daily's signature: base64 of HMAC-SHA256 over `<timestamp>.<raw body>`, keyed with the decoded secret
 * (Daily docs, pinless dial-in and webhooks). Every secret that is live may have made it.
 *
 * @param rawBody the body's bytes as received, before any parsing.
 * @param headers the request's headers, their names in any case.
 * @param secrets base64 text; entries that are empty or not base64 are no secrets.
 */
export function checkSignature(
  rawBody: string | Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  names: SignatureHeaders,
  secrets: readonly string[],
  nowMs: number,
): SignatureCheck {
  const keys = secrets.filter(isBase64).map((secret) => Buffer.from(secret, 'base64'));
  if (keys.length === 0) return 'no-secret';

  const timestamp = valueOf(headers, names.timestamp);
  const signature = valueOf(headers, names.signature);
  if (!timestamp || !signature) return 'missing';

  const sentAtMs = parseTimestamp(timestamp);
  if (sentAtMs === undefined) return 'malformed';
  if (Math.abs(nowMs - sentAtMs) > signatureWindowMs) return 'stale';

  const given = Buffer.from(signature);
  const isOurs = keys.some((key) => {
    const made = Buffer.from(macOf(rawBody, timestamp, key));
    return made.length === given.length && timingSafeEqual(made, given);
  });
  return isOurs ? 'ok' : 'bad';
}

/** The signature that Daily would make with this secret (base64 text). */
export function signatureOf(rawBody: string | Uint8Array, timestamp: string, secret: string): string {
  return macOf(rawBody, timestamp, Buffer.from(secret, 'base64'));
}

function macOf(rawBody: string | Uint8Array, timestamp: string, key: Buffer): string {
  return createHmac('sha256', key).update(`${timestamp}.`).update(rawBody).digest('base64');
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function valueOf(headers: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

function parseTimestamp(text: string): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  const number = Number(text);
  return number < minMs ? number * 1000 : number;
}
