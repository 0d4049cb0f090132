import { createHmac } from 'node:crypto';

/** Parameters of a webhook; a list stands for a repeated field. */
export type WebhookParameters = Readonly<Record<string, string | readonly string[]>>;

/** A rule's shared key, which signs webhooks in the place of the auth token (Twilio docs, webhooks rules). */
export interface SharedKey {
  /** What `X-Twilio-Webhooks-Signature-Settings` names it by. */
  readonly id: string;
  readonly secret: string;
  /** Default `HMAC_SHA256`. */
  readonly algorithm?: Algorithm;
}

const hashes = { HMAC_SHA1: 'sha1', HMAC_SHA256: 'sha256' } as const;
type Algorithm = keyof typeof hashes;

/** The headers that say who signed a request: with a shared key, also which one and how. */
export function signatureHeaders(
  signer: string | SharedKey,
  url: string,
  parameters: WebhookParameters,
): Readonly<Record<string, string>> {
  if (typeof signer === 'string') return { 'x-twilio-signature': signRequest(signer, url, parameters) };
  const { id, secret, algorithm = 'HMAC_SHA256' } = signer;
  return {
    'x-twilio-signature': signRequest(secret, url, parameters, algorithm),
    'x-twilio-webhooks-signature-settings': `key=${id},algorithm=${algorithm}`,
  };
}

/**
 * `X-Twilio-Signature`, base64: by default HMAC-SHA1 over the URL and, for form bodies, each name and value in the order of the
 * names' code units; values of a repeated field once each, sorted (Twilio docs, webhooks security).
 */
export function signRequest(
  secret: string,
  url: string,
  parameters: WebhookParameters,
  algorithm: Algorithm = 'HMAC_SHA1',
): string {
  let text = url;
  for (const name of Object.keys(parameters).sort()) {
    const values = [parameters[name] ?? []].flat();
    for (const value of [...new Set(values)].sort()) text += name + value;
  }
  return createHmac(hashes[algorithm], secret).update(text, 'utf8').digest('base64');
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
