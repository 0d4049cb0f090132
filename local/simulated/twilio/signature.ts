import { createHmac } from 'node:crypto';

/** Parameters of a webhook; a list stands for a repeated field. */
export type WebhookParameters = Readonly<Record<string, string | readonly string[]>>;

/**
 * `X-Twilio-Signature`, base64: HMAC-SHA1 over the URL and, for form bodies, each name and value in the order of the
 * names' code units; values of a repeated field once each, sorted (Twilio docs, webhooks security).
 */
export function signRequest(authToken: string, url: string, parameters: WebhookParameters): string {
  let text = url;
  for (const name of Object.keys(parameters).sort()) {
    const values = [parameters[name] ?? []].flat();
    for (const value of [...new Set(values)].sort()) text += name + value;
  }
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

const standardPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** The URL in its signed form: with or without port, every other byte as it is. */
export function withPort(url: string, port: 'as-given' | 'none' | 'always'): string {
  const parts = /^(https?):\/\/([^/?#:]+)(?::(\d+))?(.*)$/s.exec(url);
  if (parts === null || port === 'as-given') return url;
  const [, scheme = '', host = '', given, rest = ''] = parts;
  if (port === 'none') return `${scheme}://${host}${rest}`;
  return `${scheme}://${host}:${given ?? standardPorts[scheme] ?? ''}${rest}`;
}
