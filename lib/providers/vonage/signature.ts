import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';

/** What the deployment's secret says about Vonage, by the names it has there. */
export interface VonageSecrets {
  readonly vonageApplicationId?: string | undefined;
  readonly vonagePrivateKey?: string | undefined;
  /** Every secret that is live; during a rotation two. */
  readonly vonageSignatureSecrets?: readonly string[] | undefined;
  readonly vonageApiKey?: string | undefined;
}

/** A webhook as it came in. */
export interface VonageSigned {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body's bytes, before any parsing. */
  readonly rawBody: Buffer;
}

/**
 * `ok` is the only good one. `missing`: there is no token. `bad`: no live secret of our account made it for this body. `stale`:
 * its time is not about now. `no-secret`: there is nothing to check with.
 */
export type SignatureCheck = 'ok' | 'missing' | 'bad' | 'stale' | 'no-secret';

/** How far the time of a webhook may be from ours. Vonage's own code takes any. */
const maxAgeMs = 300_000;

/** A token is some 500 characters; what is far longer is not even decoded. */
const maxTokenLength = 4_096;

const bearer = /^bearer ([\w-]+)\.([\w-]+)\.([\w-]{43})$/i;
const headerSchema = z.object({ alg: z.literal('HS256') });
/** Claims of a webhook's token (Vonage docs, signed webhooks). */
const claimsSchema = z.object({
  iat: z.number(),
  iss: z.literal('Vonage'),
  payload_hash: z.string().regex(/^[0-9a-f]{64}$/),
  api_key: z.string(),
  application_id: z.string().optional(),
});

/**
 * Checks the token of a webhook: by HS256 and nothing else, whatever it says of itself, that it is about our account and
 * application, and, which Vonage's own code leaves out, about this body and about now.
 */
export function checkSignature(
  { headers, rawBody }: VonageSigned,
  secrets: VonageSecrets,
  nowMs: number,
): SignatureCheck {
  const { vonageApiKey: account, vonageApplicationId: application, vonageSignatureSecrets = [] } = secrets;
  // An empty secret is none, since anybody can sign with it.
  const live = vonageSignatureSecrets.filter((secret) => secret !== '');
  if (!account || !application || live.length === 0) return 'no-secret';
  const { authorization } = headers;
  if (!authorization) return 'missing';
  const [, header = '', payload = '', signature = ''] =
    (authorization.length <= maxTokenLength && bearer.exec(authorization)) || [];
  const given = Buffer.from(signature, 'base64url');
  const isMadeBy = (secret: string) => {
    const made = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
    return made.length === given.length && timingSafeEqual(made, given);
  };
  if (!headerSchema.safeParse(decoded(header)).success || !live.some(isMadeBy)) return 'bad';
  const claims = claimsSchema.safeParse(decoded(payload)).data;
  if (claims?.api_key !== account || (claims.application_id ?? application) !== application) return 'bad';
  if (claims.payload_hash !== createHash('sha256').update(rawBody).digest('hex')) return 'bad';
  return Math.abs(nowMs - claims.iat * 1_000) <= maxAgeMs ? 'ok' : 'stale';
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
