import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod';
import { conferenceIdSchema } from './conference.ts';
import { forwardTargetSchema } from './dial-in.ts';

const everyPin = {
  /** For a personal PIN: its owner; the room of a conference shows the name. */
  name: z.string().max(100).optional(),
  /** Unix ms after which the PIN is expired, which callers are told. */
  validUntilMs: z.number().optional(),
  /** Id of the key that hashed it. */
  keyId: z.string(),
  /** Id of the request that made it, if that can be repeated: nobody was told a PIN whose request died on the way. */
  request: z.string().optional(),
};

/** A PIN that lets a call into a conference, as a caller or as the bridge. */
export const conferencePinSchema = z.object({
  ...everyPin,
  conference: conferenceIdSchema,
  kind: z.enum(['caller', 'bridge']),
  /** Reference of the user's own for the owner of a personal PIN; the room gets it. */
  externalId: z.string().max(100).optional(),
  /** It came from elsewhere, with fewer digits than are safe here. */
  isGuessable: z.boolean().optional(),
});
export type ConferencePin = z.infer<typeof conferencePinSchema>;

/** A PIN that forwards a call to a static SIP address. */
export const forwardPinSchema = z.object({
  ...everyPin,
  kind: z.literal('forward'),
  ...forwardTargetSchema.shape,
});
export type ForwardPin = z.infer<typeof forwardPinSchema>;

/** What a PIN opens. Its digits are stored nowhere, only their keyed hash. */
export const pinEntrySchema = z.discriminatedUnion('kind', [conferencePinSchema, forwardPinSchema]);
export type PinEntry = z.infer<typeof pinEntrySchema>;

/** A PIN as it can be told from others without its digits. */
export interface ListedPin<Entry extends PinEntry = PinEntry> {
  readonly hash: string;
  readonly entry: Entry;
}

/** Whether a PIN is valid beyond a moment (Unix ms). */
export function isLongerThan({ validUntilMs }: Pick<PinEntry, 'validUntilMs'>, untilMs: number): boolean {
  return validUntilMs === undefined || validUntilMs > untilMs;
}

/** The most digits that a caller can key: what the voice provider collects before it stops listening. */
export const maxPinDigits = 20;

/** The fewest digits of a PIN that is kept from elsewhere, and not made here: wrong tries are counted all the same. */
export const minKeptPinDigits = 4;

/** Bridge PINs are keyed by a machine, so length costs nothing; they open more than a caller's. */
export const minBridgePinDigits = 14;

/**
 * Wrong tries of the whole deployment in an hour. The lengths of PINs are reckoned with it (`minPinDigits`); beyond
 * it nobody is locked out, but each call has one slow try.
 */
export const maxTriesPerHour = 1_000;

/** How likely a guess may be to hit any live PIN within an hour. */
const mostLikelyHitPerHour = 1e-5;

/**
 * The fewest digits that keep guessing hopeless: with so many live PINs and so many wrong tries an hour, the chance of
 * a hit within the hour stays at 1e-5. 11 digits at 1,000 and 1,000.
 */
export function minPinDigits(maxLivePins: number, wrongPinsPerHour: number): number {
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

/** The hash under which a known caller's number is stored, for the same reason. */
export function hashNumber(key: string, number: string): string {
  return createHmac('sha256', key).update(`known\n${number}`).digest('base64url');
}

/** A key that hashes PINs. */
export interface PinKey {
  /** The first 8 hexadecimal digits of the key's SHA-256, as `secrets status` shows them. */
  readonly id: string;
  readonly key: string;
}

/** The most keys that PINs are looked up under: the current one and the one before. */
export const maxPinKeys = 2;

/** What of the deployment's secret hashes PINs. */
export interface PinSecret {
  readonly signingKey?: string | undefined;
  /** The current key first. Default: none, and the key made from the signing key is used. */
  readonly pinKeys?: readonly string[] | undefined;
  /** Names of fields that cannot be read. */
  readonly malformed?: readonly string[] | undefined;
}

/**
 * The live keys, the current one first; none if the secret is missing, or the field that has them is malformed: under another
 * key right PINs would be wrong, and charged. The key made from the signing key comes last, as
 * long as there is room: deployments began with it alone, so a first key of its own makes no PIN wrong.
 */
export function pinKeysOf({ signingKey, pinKeys = [], malformed = [] }: PinSecret): readonly PinKey[] {
  if (malformed.includes('pinKeys')) return [];
  const derived =
    signingKey === undefined ? [] : [createHmac('sha256', signingKey).update('pin-key').digest('base64url')];
  const live = [...new Set([...pinKeys, ...derived])].slice(0, maxPinKeys);
  return live.map((key) => ({ id: createHash('sha256').update(key).digest('hex').slice(0, 8), key }));
}

/** `pinKeys` of the secret to be stored when the signing key is replaced: with them no PIN becomes wrong. */
export function pinKeysKept(before: PinSecret): readonly string[] {
  return pinKeysOf(before).map(({ key }) => key);
}

/**
 * `pinKeys` of the secret to be stored when PINs are to be hashed under a new key. PINs under the current key move on as
 * they are used; those under the one before that are wrong from now on.
 *
 * @param key at least 32 characters from a secure source
 */
export function pinKeysAfterRotation(before: PinSecret, key: string): readonly string[] {
  return [key, ...pinKeysKept(before)].slice(0, maxPinKeys);
}
