import { createHmac } from 'node:crypto';
import type { ApiRequest } from '../frame/api.ts';
import type { Target } from './parties/document.ts';

export const publicUrl = 'https://gateway.example.com';

/** What webhooks are signed with now: the auth token, or a shared key, which has an id. */
export type Signer = () => { readonly secret: string; readonly keyId: string | undefined };

type Form = Readonly<Record<string, string>>;

/** A webhook as Twilio sends it. */
export function twilioRequest(
  kind: 'voice' | 'events',
  { path, query }: Target,
  form: Form,
  signer: Signer,
): ApiRequest {
  const url = `${publicUrl}${path}${query === '' ? '' : `?${query}`}`;
  const signed = Object.keys(form)
    .sort()
    .reduce((text, name) => `${text}${name}${form[name] ?? ''}`, url);
  const { secret, keyId } = signer();
  const hash = keyId === undefined ? 'sha1' : 'sha256';
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': createHmac(hash, secret).update(signed).digest('base64'),
    ...(keyId === undefined
      ? {}
      : { 'x-twilio-webhooks-signature-settings': `key=${keyId},algorithm=HMAC_SHA256` }),
  };
  const body = new URLSearchParams(form).toString();
  return { functionName: `twilio-${kind}`, headers, body, path, query };
}

/** The same as a provider of our own would send it. */
export const outsideRequest = (
  kind: 'voice' | 'events',
  { path, query }: Target,
  form: Form,
): ApiRequest => ({
  ...{ functionName: `outside-${kind}`, headers: {}, body: JSON.stringify(form), path, query },
});
