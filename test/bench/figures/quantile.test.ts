import { describe, expect, test } from 'vitest';
import { quantile } from '../../../bench/figures/quantile.ts';

describe('quantiles', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test.each([
    { part: 0, value: 1 },
    { part: 0.5, value: 50 },
    { part: 0.99, value: 99 },
    { part: 1, value: 100 },
  ])('$part of 1 to 100 is $value', ({ part, value }) => {
    expect(quantile(hundred, part)).toBe(value);
  });

  test('the median of three is the one in the middle', () => {
    expect(quantile([30, 10, 20], 1 / 2)).toBe(20);
  });

  test('there is none of nothing', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});
