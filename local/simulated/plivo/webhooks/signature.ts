import { createHmac } from 'node:crypto';

/** Parameters of a webhook. */
export type WebhookParameters = Readonly<Record<string, string>>;

/** What is signed of a request. */
export interface SignedRequest {
  /** Without a fragment, query included. */
  readonly url: string;
  /** Of a form; those of GET stand in the query. */
  readonly parameters: WebhookParameters;
  readonly nonce: string;
}

/**
 * `X-Plivo-Signature-V3` by one token, in Base64: HMAC-SHA256 over the URL with its query decoded and sorted, the form's
 * parameters, and the nonce (Plivo docs, signature validation; the `?` before a form without a query is the SDKs').
 */
export function signRequest(token: string, { url, parameters, nonce }: SignedRequest): string {
  const mark = url.indexOf('?');
  const base = mark < 0 ? url : url.slice(0, mark);
  const query = [...new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))]
    .toSorted(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const form = Object.entries(parameters)
    .toSorted(([a], [b]) => order(a, b))
    .map(([name, value]) => name + value)
    .join('');
  const marked = query !== '' || form !== '' ? `${base}?${query}` : base;
  const text = `${marked}${query !== '' && form !== '' ? '.' : ''}${form}.${nonce}`;
  return createHmac('sha256', token).update(text, 'utf8').digest('base64');
}

/** The order of code units. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
