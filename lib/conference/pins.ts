import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { conferenceIdSchema } from './conference.ts';

/** What a PIN opens. Its digits are stored nowhere, only their keyed hash. */
export const pinEntrySchema = z.object({
  conference: conferenceIdSchema,
  kind: z.enum(['caller', 'bridge']),
  /** For a personal PIN: how the room names its owner, and a reference of the user's own. */
  name: z.string().max(100).optional(),
  externalId: z.string().max(100).optional(),
  /** Unix ms after which the PIN is expired, which callers are told. */
  validUntilMs: z.number().optional(),
  /** Which key hashed it. */
  keyId: z.string(),
});
export type PinEntry = z.infer<typeof pinEntrySchema>;

/** The most digits that a caller can key: what the voice provider collects before it stops listening. */
export const mostPinDigits = 20;

/** Bridge PINs are keyed by a machine, so length costs nothing; they open more than a caller's. */
export const leastBridgePinDigits = 14;

/** How likely a guess may be to hit any live PIN within an hour. */
const mostLikelyHitPerHour = 1e-5;

/**
 * The fewest digits that keep guessing hopeless: with so many live PINs and so many wrong tries an hour, the chance of
 * a hit within the hour stays at 1e-5. 11 digits at 1,000 and 1,000.
 */
export function leastPinDigits(maxLivePins: number, wrongPinsPerHour: number): number {
  return Math.ceil(Math.log10((maxLivePins * wrongPinsPerHour) / mostLikelyHitPerHour) - 1e-9);
}

/** A PIN of uniformly random digits; leading zeros are digits like any other. */
export function newPin(digits: number, randomBelow: (below: number) => number): string {
  return Array.from({ length: digits }, () => randomBelow(10)).join('');
}

/** The hash under which a PIN is stored. Without the key, a stolen table tells no PIN. */
export function hashPin(key: string, pin: string): string {
  return createHmac('sha256', key).update(`pin\n${pin}`).digest('base64url');
}

/** The key that hashes PINs, made from the deployment's signing key; its id is kept with each PIN. */
export function pinKeyOf(signingKey: string): { readonly id: string; readonly key: string } {
  return { id: 'v1', key: createHmac('sha256', signingKey).update('pin-key').digest('base64url') };
}
