import { parseObject } from './json.ts';

/** Every documented probe is far smaller; a larger body without a signature is not worth reading. */
const maxProbeBytes = 1024;

/**
 * Whether a body whose signature check failed is the trial request that follows every change of a dial-in
 * configuration: it has a `test` or `Test` key, or no `callId` (Daily docs, pinless dial-in; Daily Bots docs). The
 * receiver may not know the secret yet, so it is answered 200, and nothing else.
 */
export function isPinlessProbe(rawBody: string | Uint8Array): boolean {
  const body = parseSmallObject(rawBody);
  return body !== undefined && (hasTestKey(body) || !hasCallId(body));
}

/** Whether a body whose signature check failed is the trial request that follows a webhook's set-up (Daily docs, webhooks). */
export function isWebhookProbe(rawBody: string | Uint8Array): boolean {
  const body = parseSmallObject(rawBody);
  return body !== undefined && hasTestKey(body);
}

/** Whether a body has the key by which Daily marks trial requests. Both spellings were seen. */
export function hasTestKey(body: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(body, 'test') || Object.hasOwn(body, 'Test');
}

/** Whether a body names a call on hold; without one there is nothing to act on. */
export function hasCallId({ callId }: Readonly<Record<string, unknown>>): boolean {
  return callId !== undefined && callId !== null && callId !== '';
}

function parseSmallObject(rawBody: string | Uint8Array): Record<string, unknown> | undefined {
  const bytes = typeof rawBody === 'string' ? Buffer.byteLength(rawBody) : rawBody.byteLength;
  return bytes > maxProbeBytes ? undefined : parseObject(rawBody);
}
