import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hashNumber,
  hashPin,
  isLongerThan,
  minBridgePinDigits,
  minPinDigits,
  maxPinDigits,
  newPin,
  pinEntrySchema,
  pinKeysAfterRotation,
  pinKeysKept,
  pinKeysOf,
  type PinSecret,
} from '../../../../lib/conferences/model/pins.ts';

describe('the length of a PIN', () => {
  test.each([
    [1_000, 1_000, 11],
    [1_000, 1_001, 12],
    [1, 1, 5],
    [100, 1_000, 10],
    [10_000, 1_000, 12],
  ])('%i live, %i wrong an hour: %i digits', (live, wrong, digits) => {
    expect(minPinDigits(live, wrong)).toBe(digits);
  });

  test('keeps a guess within the hour at 1e-5, with no digit more than that takes', () => {
    const count = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(count, count, (live, wrong) => {
        const digits = minPinDigits(live, wrong);
        const chance = (length: number) => (live * wrong) / 10 ** length;
        expect(chance(digits)).toBeLessThanOrEqual(1e-5 * (1 + 1e-6));
        expect(chance(digits - 1)).toBeGreaterThan(1e-5 * (1 - 1e-6));
      }),
    );
  });

  test("of the bridge is longer than a caller's, and both can be keyed", () => {
    expect(minBridgePinDigits).toBeGreaterThanOrEqual(14);
    expect(minBridgePinDigits).toBeGreaterThan(minPinDigits(1_000, 1_000));
    expect(maxPinDigits).toBeGreaterThanOrEqual(minBridgePinDigits);
  });
});

describe('a new PIN', () => {
  test('takes each digit from one draw below ten, leading zeros included', () => {
    const draws = [0, 0, 7, 9, 0];
    const asked: number[] = [];
    const pin = newPin(5, (below) => {
      asked.push(below);
      return draws[asked.length - 1] ?? -1;
    });
    expect(pin).toBe('00790');
    expect(asked).toEqual([10, 10, 10, 10, 10]);
  });
});

test.each([
  [undefined, true],
  [999, false],
  [1_000, false],
  [1_001, true],
])('a PIN that is valid until %s is so beyond 1000: %s', (validUntilMs, is) => {
  expect(isLongerThan({ validUntilMs }, 1_000)).toBe(is);
});

describe('the hash of a PIN', () => {
  test('depends on key and every digit, and shows none of them', () => {
    const hashes = [hashPin('k', '0123'), hashPin('k', '123'), hashPin('k2', '0123'), hashPin('k', '01230')];
    expect(new Set(hashes).size).toBe(4);
    expect(hashPin('k', '0123')).toBe(hashes[0]);
    expect(hashes.join()).not.toContain('0123');
  });
});

describe('the hash of a number', () => {
  test('is no hash of a PIN with the same digits', () => {
    expect(hashNumber('k', '0123')).not.toBe(hashPin('k', '0123'));
    expect(hashNumber('k', '0123')).not.toBe(hashNumber('k2', '0123'));
  });
});

describe('what a PIN opens', () => {
  test.each([
    ['a conference and an address', { kind: 'caller', address: 'a@b.example' }],
    ['nothing', { kind: 'forward' }],
    ['an address with a header in it', { kind: 'forward', address: 'a@b.example?X-Route=vip' }],
    ['an unknown kind', { kind: 'host', conference: 'c1' }],
  ])('is never %s', (_, entry) => {
    expect(pinEntrySchema.safeParse({ ...entry, keyId: 'k' }).success).toBe(false);
  });
});

describe('the live keys', () => {
  const own = 'a'.repeat(43);
  const other = 'b'.repeat(43);
  const third = 'c'.repeat(43);
  const keysOf = (...args: Parameters<typeof pinKeysOf>) => pinKeysOf(...args).map(({ key }) => key);

  test('are none where the field that has them cannot be read: no other key may stand in', () => {
    expect(keysOf({ signingKey: 'first', malformed: ['pinKeys'] })).toEqual([]);
    expect(keysOf({ signingKey: 'first', malformed: ['dailyApiKey'] })).toHaveLength(1);
  });
  const [derived = ''] = keysOf({ signingKey: 'first' });

  test.each<[string, PinSecret, readonly string[]]>([
    ['nothing', {}, []],
    ['a signing key alone: one made from it', { signingKey: 'first' }, [derived]],
    [
      'a first key of its own: PINs from before stay right',
      { signingKey: 'first', pinKeys: [own] },
      [own, derived],
    ],
    ['two keys: no more', { signingKey: 'first', pinKeys: [own, other] }, [own, other]],
    ['keys alone', { pinKeys: [own, other] }, [own, other]],
    ['the made one kept', { signingKey: 'first', pinKeys: [derived] }, [derived]],
  ])('of %s', (_, secret, keys) => {
    expect(keysOf(secret)).toEqual(keys);
  });

  test('are made from the signing key, and are not it', () => {
    expect(derived).toHaveLength(43);
    expect(keysOf({ signingKey: 'second' })).not.toEqual([derived]);
  });

  test('have ids that tell them apart and do not show them', () => {
    const keys = pinKeysOf({ signingKey: 'first', pinKeys: [own] });
    expect(new Set(keys.map(({ id }) => id)).size).toBe(2);
    for (const { id, key } of keys) {
      expect(id).toMatch(/^[0-9a-f]{8}$/);
      expect(key).not.toContain(id);
    }
  });

  test('outlive a rotation of the signing key, if they are kept', () => {
    const kept = pinKeysKept({ signingKey: 'first' });
    expect(kept).toEqual([derived]);
    expect(keysOf({ signingKey: 'second', pinKeys: kept })[0]).toBe(derived);
    const again = pinKeysKept({ signingKey: 'second', pinKeys: kept });
    expect(keysOf({ signingKey: 'third', pinKeys: again })[0]).toBe(derived);
  });

  test('after a rotation of their own are the new one and the one before', () => {
    const first = pinKeysAfterRotation({ signingKey: 'first' }, own);
    expect(first).toEqual([own, derived]);
    const second = pinKeysAfterRotation({ signingKey: 'first', pinKeys: first }, third);
    expect(second).toEqual([third, own]);
  });
});
