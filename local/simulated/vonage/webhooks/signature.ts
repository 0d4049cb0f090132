import { createHash, createHmac, randomUUID } from 'node:crypto';

/** What a webhook's token says (Vonage docs, signed webhooks). */
export interface WebhookClaims {
  /** Seconds since 1970. */
  readonly iat: number;
  readonly jti: string;
  /** The raw body; empty if there is none. */
  readonly body: string;
  readonly apiKey: string;
  readonly applicationId: string;
}

const SECOND_MS = 1_000;

const encode = (json: unknown): string => Buffer.from(JSON.stringify(json), 'utf8').toString('base64url');

/** The token of a webhook: JWT, HS256, by the account's signature secret. */
export function signWebhook(
  secret: string,
  { iat, jti, body, apiKey, applicationId }: WebhookClaims,
): string {
  const payloadHash = createHash('sha256').update(body, 'utf8').digest('hex');
  const signed = [
    encode({ alg: 'HS256', typ: 'JWT' }),
    encode({
      iat,
      jti,
      iss: 'Vonage',
      payload_hash: payloadHash,
      api_key: apiKey,
      application_id: applicationId,
    }),
  ].join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** Claims of a webhook that goes out now. */
export const claimsNow = (
  body: string,
  { apiKey, applicationId }: { readonly apiKey: string; readonly applicationId: string },
): WebhookClaims => ({
  iat: Math.floor(Date.now() / SECOND_MS),
  jti: randomUUID(),
  body,
  apiKey,
  applicationId,
});
