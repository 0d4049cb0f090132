import * as z from 'zod';
import type { ConferencePin, ForwardPin, ListedPin } from '../conferences/model/pins.ts';
import { fingerprintOf } from '../conferences/model/fingerprint.ts';

/** A PIN as it is shown. */
export const pinViewSchema = z.object({
  fingerprint: z.string().describe('Names the PIN without telling it'),
  kind: z.enum(['caller', 'bridge']),
  name: z.string().optional(),
  externalId: z.string().optional(),
  validUntil: z.iso.datetime().nullable().describe('null: for ever'),
  keyId: z.string().describe('Id of the key that hashed it'),
  isGuessable: z.boolean().optional().describe('Kept from elsewhere, with fewer digits than are safe'),
});

export type PinView = z.infer<typeof pinViewSchema>;

/** A PIN that forwards as it is shown. */
export const forwardPinViewSchema = pinViewSchema
  .omit({ kind: true, externalId: true, isGuessable: true })
  .extend({ address: z.string(), route: z.string().optional() });
export type ForwardPinView = z.infer<typeof forwardPinViewSchema>;

/** Not the hash itself: whoever has got hold of the key could try PINs against it. */
export function pinViewOf({ hash, entry }: ListedPin<ConferencePin>): PinView {
  const { kind, name, externalId, validUntilMs, keyId, isGuessable } = entry;
  const validUntil = momentOf(validUntilMs);
  return { fingerprint: fingerprintOf(hash), kind, name, externalId, validUntil, keyId, isGuessable };
}

export function forwardPinViewOf({ hash, entry }: ListedPin<ForwardPin>): ForwardPinView {
  const { address, route, name, validUntilMs, keyId } = entry;
  return {
    fingerprint: fingerprintOf(hash),
    address,
    route,
    name,
    validUntil: momentOf(validUntilMs),
    keyId,
  };
}

const momentOf = (atMs: number | undefined) => (atMs === undefined ? null : new Date(atMs).toISOString());
