import { Webhook } from 'standardwebhooks';

/** What is sent carries a room token or a caller's number, so it travels encrypted, or not beyond this machine. */
export function isPrivateWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname);
}

/** Whether a URL's host name is this machine's own. */
export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/**
 * The three headers of Standard Webhooks 1.0 for a request to an endpoint of the user's own; undefined if a secret cannot be
 * used.
 * @param secrets `whsec_` and base64: a signature with each, of which the receiver needs to know one
 */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  nowMs: number,
  body: string,
): Readonly<Record<string, string>> | undefined {
  try {
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(nowMs / 1000)),
      'webhook-signature': secrets
        .map((secret) => new Webhook(secret).sign(id, new Date(nowMs), body))
        .join(' '),
    };
  } catch {
    return undefined; // the package reports an empty secret, or one that is not base64, only by throwing
  }
}
