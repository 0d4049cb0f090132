import { hashPin, type PinEntry, type PinKey } from '../model/pins.ts';
import type { ConferenceDeps } from '../ports.ts';

/**
 * What a PIN opens, whichever live key hashed it. A PIN under an older key moves on to the current one, so that the older
 * one can go; if that fails it stays where it is and is found there the next time. A right PIN under the current key
 * costs one look.
 *
 * @param keys the current one first
 */
export async function findPin(
  { pins, log }: Pick<ConferenceDeps, 'pins' | 'log'>,
  [current, ...older]: readonly [PinKey, ...PinKey[]],
  digits: string,
): Promise<PinEntry | undefined> {
  const hash = hashPin(current.key, digits);
  const found = await pins.find(hash);
  if (found !== undefined || older.length === 0) return found;
  for (const { key } of older) {
    const from = hashPin(key, digits);
    const entry = await pins.find(from);
    if (entry === undefined) continue;
    await pins
      .move(from, hash, { ...entry, keyId: current.id })
      .catch((cause: unknown) => log.error('pin-not-rehashed', { what: 'pin' }, cause));
    return entry;
  }
  // Another call with the same PIN may have moved it between the first look and the second.
  return pins.find(hash);
}
