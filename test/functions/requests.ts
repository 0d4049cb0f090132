import { createHmac } from 'node:crypto';
import type { WebhookEvent } from '../../functions/shared/http.ts';
import type { SignatureHeaders } from '../../lib/providers/daily/signature.ts';

/** A secret of the tests, base64. */
export const hmacSecret = Buffer.from('a webhook secret of the tests!!!').toString('base64');

/** A request as API Gateway hands it over. */
export function request(body: string, change: Partial<WebhookEvent> = {}): WebhookEvent {
  return { headers: { 'content-type': 'application/json' }, body, isBase64Encoded: false, ...change };
}

/** The same, signed as Daily signs. */
export function signed(
  names: SignatureHeaders,
  body: string,
  atMs: number,
  { secret = hmacSecret, headers = {} }: { secret?: string; headers?: Record<string, string> } = {},
): WebhookEvent {
  const timestamp = String(atMs);
  const key = Buffer.from(secret, 'base64');
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('base64');
  return request(body, {
    headers: {
      'content-type': 'application/json',
      [names.timestamp]: timestamp,
      [names.signature]: signature,
      ...headers,
    },
  });
}
