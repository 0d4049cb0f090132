import { createHmac } from 'node:crypto';

/**
 * Signature of a pinless call webhook or a domain webhook: base64 of HMAC-SHA256 over `timestamp.body`, keyed with the
 * base64-decoded secret (Daily docs, pinless dial-in and webhooks).
 */
export function signWebhook(secretBase64: string, timestamp: string, body: string): string {
  return createHmac('sha256', Buffer.from(secretBase64, 'base64'))
    .update(`${timestamp}.${body}`)
    .digest('base64');
}

/** Unit of the timestamp headers; Daily documents neither. */
export type TimestampUnit = 'milliseconds' | 'seconds';

/** The timestamp header's text for a time in ms since the epoch. */
export function webhookTimestamp(timeMs: number, unit: TimestampUnit): string {
  return unit === 'milliseconds' ? String(timeMs) : String(Math.floor(timeMs / 1000));
}
