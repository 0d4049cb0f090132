import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { FormRequestEvent } from '../../functions/shared/form-webhook.ts';
import type { TwilioSecrets } from '../../lib/providers/twilio/client.ts';
import { accountSid, authToken, formBody, type Fields } from '../lib/providers/twilio/vectors.ts';

export const publicUrl = 'https://gw.example.com';
export const bridgeDomain = 'bridge.sip.twilio.com';

/** A request as Twilio sends it and API Gateway hands it over: signed, its form in base64. */
export function fromTwilio(
  path: string,
  fields: Fields,
  { token = authToken, ...change }: Partial<FormRequestEvent> & { token?: string } = {},
): FormRequestEvent {
  const [rawPath = '', rawQueryString = ''] = path.split('?', 2);
  return {
    rawPath,
    rawQueryString,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': getExpectedTwilioSignature(token, `${publicUrl}${path}`, fields),
    },
    body: Buffer.from(formBody(fields)).toString('base64'),
    isBase64Encoded: true,
    ...change,
  };
}

/** The secrets of a deployment that counts how often they are read past the cache. */
export function secretsOf(known: TwilioSecrets = {}, fresh: TwilioSecrets = known) {
  const all = (some: TwilioSecrets): TwilioSecrets => ({
    twilioAccountSid: accountSid,
    twilioAuthTokens: [authToken],
    ...some,
  });
  let rereads = 0;
  return {
    read: () => Promise.resolve(all(known)),
    reread: () => {
      rereads += 1;
      return Promise.resolve(all(fresh));
    },
    rereads: () => rereads,
  };
}
