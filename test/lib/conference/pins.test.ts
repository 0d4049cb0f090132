import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hashPin,
  leastBridgePinDigits,
  leastPinDigits,
  mostPinDigits,
  newPin,
} from '../../../lib/conference/pins.ts';

describe('the length of a PIN', () => {
  test.each([
    [1_000, 1_000, 11],
    [1_000, 1_001, 12],
    [1, 1, 5],
    [100, 1_000, 10],
    [10_000, 1_000, 12],
  ])('%i live, %i wrong an hour: %i digits', (live, wrong, digits) => {
    expect(leastPinDigits(live, wrong)).toBe(digits);
  });

  test('keeps a guess within the hour at 1e-5, with no digit more than that takes', () => {
    const count = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(count, count, (live, wrong) => {
        const digits = leastPinDigits(live, wrong);
        const chance = (length: number) => (live * wrong) / 10 ** length;
        expect(chance(digits)).toBeLessThanOrEqual(1e-5 * (1 + 1e-6));
        expect(chance(digits - 1)).toBeGreaterThan(1e-5 * (1 - 1e-6));
      }),
    );
  });

  test("of the bridge is longer than a caller's, and both can be keyed", () => {
    expect(leastBridgePinDigits).toBeGreaterThanOrEqual(14);
    expect(leastBridgePinDigits).toBeGreaterThan(leastPinDigits(1_000, 1_000));
    expect(mostPinDigits).toBeGreaterThanOrEqual(leastBridgePinDigits);
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

describe('the hash of a PIN', () => {
  test('depends on key and every digit, and shows none of them', () => {
    const hashes = [hashPin('k', '0123'), hashPin('k', '123'), hashPin('k2', '0123'), hashPin('k', '01230')];
    expect(new Set(hashes).size).toBe(4);
    expect(hashPin('k', '0123')).toBe(hashes[0]);
    expect(hashes.join()).not.toContain('0123');
  });
});
