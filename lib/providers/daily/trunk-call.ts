import * as z from 'zod';
import { parseObject } from './json.ts';
import { hasTestKey } from './probe.ts';

/** The body of a trunk's webhook, in our words. */
export type TrunkRequest =
  | { readonly kind: 'call'; readonly room: { readonly name: string; readonly url: string } }
  | { readonly kind: 'probe' }
  | { readonly kind: 'invalid'; readonly why: 'not-json' | 'room' };

/** What tries a trunk's webhook out, once, signed (Daily docs, sip_trunk.test). */
const probeType = 'sip_trunk.test';

/** The bots' way in; the name is its last part, and a key of the table. */
const roomUrlSchema = z
  .url({ protocol: /^https$/ })
  .max(512)
  .transform((url) => ({ url, name: new URL(url).pathname.slice(1) }))
  .refine(({ name }) => /^[A-Za-z0-9_-]{1,128}$/.test(name));

const bodySchema = z.object({ room: z.object({ url: roomUrlSchema }) });

/**
 * Reads the body that announces a call on a trunk (Daily docs, sip_trunk.incoming). Only `room.url` is documented of it, so that
 * nothing else is looked for: which key names the type is not known, hence any.
 */
export function parseTrunkRequest(rawBody: string | Uint8Array): TrunkRequest {
  const body = parseObject(rawBody);
  if (body === undefined) return { kind: 'invalid', why: 'not-json' };
  if (Object.values(body).includes(probeType) || hasTestKey(body)) return { kind: 'probe' };
  const call = bodySchema.safeParse(body);
  return call.success ? { kind: 'call', room: call.data.room.url } : { kind: 'invalid', why: 'room' };
}
