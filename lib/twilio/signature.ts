import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { parseForm } from './form.ts';
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
 * `ok` is the only good one. `missing`: there is no signature. `bad`: no token made it for this URL and body.
 * `no-secret`: there is no token to check with.
 */
export type SignatureCheck = 'ok' | 'missing' | 'bad' | 'no-secret';

/**
 * Checks `X-Twilio-Signature` with Twilio's own validator (Twilio docs, webhooks security): forms by their fields, any
 * other body by the hash in the query, and with it the URL with or without its port. Whether Twilio signs the fragment
 * that sets its retries is not documented, so both are good.
 *
 * @param authTokens every token that is live; empty ones are none, since anybody can sign with them.
 */
export function checkSignature(request: SignedRequest, authTokens: readonly string[]): SignatureCheck {
  const tokens = authTokens.filter((token) => token !== '');
  if (tokens.length === 0) return 'no-secret';
  const signature = headerOf(request, 'x-twilio-signature');
  if (!signature) return 'missing';
  const urls = [request.url, ...fragments.map((fragment) => `${request.url}#${fragment}`)];
  const isValid = validatorFor(request, signature);
  return tokens.some((token) => urls.some((url) => isValid(token, url))) ? 'ok' : 'bad';
}

/** Whether the body is a form, which is how Twilio sends nearly everything. */
export function isForm(request: Pick<SignedRequest, 'headers'>): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headerOf(request, 'content-type') ?? '');
}

/** A body that is no form is never taken on the URL's signature alone: without `bodySHA256` it is refused. */
function validatorFor(request: SignedRequest, signature: string): (token: string, url: string) => boolean {
  const { rawBody } = request;
  if (isForm(request)) {
    const fields = parseForm(rawBody);
    return (token, url) => validateRequest(token, signature, url, fields);
  }
  if (rawBody.length === 0) return (token, url) => validateRequest(token, signature, url, {});
  const text = rawBody.toString('utf8');
  return (token, url) => validateRequestWithBody(token, signature, url, text);
}

function headerOf({ headers }: Pick<SignedRequest, 'headers'>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
