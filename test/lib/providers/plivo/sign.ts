import { createHmac } from 'node:crypto';
import { authToken } from './vectors.ts';

type Pairs = readonly (readonly [string, string])[];

const inOrder = (pairs: Pairs, between: string): readonly string[] =>
  pairs
    .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : Number(x > y)) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}${between}${value}`);

/** What Plivo writes into `X-Plivo-Signature-V3` of a POST: what it tells of how, step by step. */
export function signed(url: string, body: string, nonce: string, token = authToken): string {
  const [whole = ''] = url.split('#', 1);
  const [address = ''] = whole.split('?', 1);
  const query = inOrder([...new URLSearchParams(whole.slice(address.length))], '=').join('&');
  const form = inOrder([...new URLSearchParams(body)], '').join('');
  const mark = query === '' && form === '' ? '' : '?';
  const dot = query !== '' && form !== '' ? '.' : '';
  return createHmac('sha256', token)
    .update(`${address}${mark}${query}${dot}${form}.${nonce}`)
    .digest('base64');
}
