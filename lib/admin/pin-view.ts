import * as z from 'zod';
import type { ConferencePin, ListedPin } from '../conferences/model/pins.ts';
import { fingerprintOf } from '../conferences/model/fingerprint.ts';

/** A PIN as it is shown. */
export const pinViewSchema = z.object({
  fingerprint: z.string().describe('Names the PIN without telling it'),
  kind: z.enum(['caller', 'bridge']),
  name: z.string().optional(),
  externalId: z.string().optional(),
  validUntil: z.iso.datetime().nullable().describe('null: for ever'),
  keyId: z.string().describe('Id of the key that hashed it'),
});

/** Not the hash itself: whoever has got hold of the key could try PINs against it. */
export function pinViewOf({ hash, entry }: ListedPin<ConferencePin>): z.infer<typeof pinViewSchema> {
  const { kind, name, externalId, validUntilMs, keyId } = entry;
  const validUntil = validUntilMs === undefined ? null : new Date(validUntilMs).toISOString();
  return { fingerprint: fingerprintOf(hash), kind, name, externalId, validUntil, keyId };
}
