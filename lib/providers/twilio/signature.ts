import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import type { TwilioSecrets } from './client.ts';
import { headerOf, isForm, parseForm } from '../../http/form.ts';
import { twilioDescriptor } from './descriptor.ts';
import { readSettings, secretsOfKey, type Algorithm } from './shared-keys.ts';
import { fragments } from './urls.ts';

/** A request as it came in. */
export interface SignedRequest {
  /** As Twilio was told it, with its query as received, without a fragment. */
  readonly url: string;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body's bytes, before any parsing. */
  readonly rawBody: Buffer;
}

/**
 * `ok` is the only good one. `missing`: there is no signature. `bad`: no live secret made it for this URL and body.
 * `malformed`: it cannot be one, or what is said of it cannot be read. `unknown-key`: we do not know the shared key that is
 * said to have made it. `no-secret`: there is no token to check with.
 */
export type SignatureCheck = 'ok' | 'missing' | 'bad' | 'malformed' | 'unknown-key' | 'no-secret';

/** What can have signed; empty secrets are none, since anybody can sign with them. */
export type SigningSecrets = Pick<TwilioSecrets, 'twilioAuthTokens' | 'twilioSharedKeys'>;

/** Base64 of the algorithm's output: 20 bytes, and 32. */
const signatureForms: Readonly<Record<Algorithm, RegExp>> = {
  HMAC_SHA1: /^[A-Za-z0-9+/]{27}=$/,
  HMAC_SHA256: /^[A-Za-z0-9+/]{43}=$/,
};

/**
 * Checks `X-Twilio-Signature` with Twilio's own validator (Twilio docs, webhooks security): forms by their fields, any
 * other body by the hash in the query, and with it the URL with or without its port. Whether Twilio signs the fragment
 * that sets its retries is not documented, so both are good.
 *
 * A rule of the account can have a shared key sign, and then a second header names it. Such a signature is good by that
 * key or not at all: never by an auth token, nor one without the header by a shared key.
 */
export function checkSignature(request: SignedRequest, secrets: SigningSecrets): SignatureCheck {
  const signer = signerOf(request, secrets);
  if (!signer.ok) return signer.why;
  const signature = headerOf(request.headers, 'x-twilio-signature');
  if (!signature) return 'missing';
  if (!signatureForms[signer.algorithm].test(signature)) return 'malformed';
  const urls = [request.url, ...fragments.map((fragment) => `${request.url}#${fragment}`)];
  const isValid = validatorFor(request, signature, signer.algorithm);
  return signer.secrets.some((secret) => urls.some((url) => isValid(secret, url))) ? 'ok' : 'bad';
}

/** How Twilio's webhooks are told from others. */
export const twilioCheck = {
  webhooks: twilioDescriptor.webhooks,
  check: checkSignature,
  doubtful: ['bad', 'unknown-key', 'no-secret'],
} as const;

type Signer =
  | { readonly ok: true; readonly algorithm: Algorithm; readonly secrets: readonly string[] }
  | { readonly ok: false; readonly why: 'malformed' | 'unknown-key' | 'no-secret' };

function signerOf(request: SignedRequest, known: SigningSecrets): Signer {
  const { twilioAuthTokens: tokens = [], twilioSharedKeys: sharedKeys = [] } = known;
  const header = headerOf(request.headers, 'x-twilio-webhooks-signature-settings');
  if (header === undefined) {
    const secrets = tokens.filter((token) => token !== '');
    return secrets.length === 0
      ? { ok: false, why: 'no-secret' }
      : { ok: true, algorithm: 'HMAC_SHA1', secrets };
  }
  const settings = readSettings(header);
  if (settings === undefined) return { ok: false, why: 'malformed' };
  const secrets = secretsOfKey(sharedKeys, settings.keyId);
  return secrets.length === 0
    ? { ok: false, why: 'unknown-key' }
    : { ok: true, algorithm: settings.algorithm, secrets };
}

/** A body that is no form is never taken on the URL's signature alone: without `bodySHA256` it is refused. */
function validatorFor(
  request: SignedRequest,
  signature: string,
  algorithm: Algorithm,
): (secret: string, url: string) => boolean {
  const { rawBody } = request;
  if (isForm(request)) {
    const fields = parseForm(rawBody);
    return (secret, url) => validateRequest(secret, signature, url, fields, algorithm);
  }
  if (rawBody.length === 0) return (secret, url) => validateRequest(secret, signature, url, {}, algorithm);
  const text = rawBody.toString('utf8');
  return (secret, url) => validateRequestWithBody(secret, signature, url, text, algorithm);
}
