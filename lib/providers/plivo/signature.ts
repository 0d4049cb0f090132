import { createHmac, timingSafeEqual } from 'node:crypto';
import { headerOf, parseForm } from '../../http/form.ts';
import type { PlivoSecrets } from './client.ts';
import { plivoDescriptor } from './descriptor.ts';

/** A request as it came in. */
export interface SignedRequest {
  /** As Plivo was told it, with its query as received. */
  readonly url: string;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body's bytes, before any parsing. */
  readonly rawBody: Buffer;
}

/**
 * `ok` is the only good one. `missing`: there is no signature, or none for a nonce. `bad`: no live token made it for this
 * request. `no-secret`: there is nothing to check with.
 */
export type SignatureCheck = 'ok' | 'missing' | 'bad' | 'no-secret';

/** 32 bytes in Base64. */
const signatureForm = /^[A-Za-z0-9+/]{43}=$/;
/** One for each token that is live at Plivo, which has two while one replaces the other; more are nobody's. */
const maxSignatures = 4;

/**
 * Checks `X-Plivo-Signature-V3`: one of the signatures in it, with one of our tokens, is enough, since either side may have
 * two that are live (Plivo docs, signature validation). It carries no time; the nonce is in what is signed.
 */
export function checkSignature(request: SignedRequest, secrets: PlivoSecrets): SignatureCheck {
  // An empty token is none, since anybody can sign with it.
  const live = (secrets.plivoAuthTokens ?? []).filter(Boolean);
  if (live.length === 0) return 'no-secret';
  const header = headerOf(request.headers, 'x-plivo-signature-v3');
  const nonce = headerOf(request.headers, 'x-plivo-signature-v3-nonce');
  if (!header || !nonce) return 'missing';
  const given = header.split(',').map((each) => each.trim());
  if (given.length > maxSignatures || !given.every((each) => signatureForm.test(each))) return 'bad';
  const text = `${signedText(request)}.${nonce}`;
  const isMadeBy = (token: string) => {
    const digest = createHmac('sha256', token).update(text).digest();
    return given.some((each) => timingSafeEqual(Buffer.from(each, 'base64'), digest));
  };
  return live.some(isMadeBy) ? 'ok' : 'bad';
}

/**
 * What is signed of a POST, before the nonce, as Plivo's own SDK has it: its documentation puts a dot where the SDK puts a
 * question mark.
 */
function signedText({ url, rawBody }: SignedRequest): string {
  const [, address = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(url) ?? [];
  const inQuery = pairs(parseForm(Buffer.from(query)), '=').join('&');
  const inBody = pairs(parseForm(rawBody), '').join('');
  if (inQuery !== '') return `${address}?${inQuery}${inBody === '' ? '' : `.${inBody}`}`;
  return inBody === '' ? address : `${address}?${inBody}`;
}

/** Names in order, and the values of each. */
function pairs(fields: ReturnType<typeof parseForm>, between: string): readonly string[] {
  return Object.keys(fields)
    .toSorted()
    .flatMap((name) =>
      [fields[name] ?? []]
        .flat()
        .toSorted()
        .map((value) => `${name}${between}${value}`),
    );
}

/** How Plivo's webhooks are told from others. */
export const plivoCheck = {
  webhooks: plivoDescriptor.webhooks,
  check: checkSignature,
  doubtful: ['bad', 'no-secret'],
} as const;
