import { describe, expect, test } from 'vitest';
import { numberPrefix, phoneNumber, phoneNumberFrom } from '../../../lib/numbers/phone-number.ts';

describe('a phone number', () => {
  test.each(['+1234567', '+12025550143', '+123456789012345'])('is %s', (number) => {
    expect(phoneNumber.test(number)).toBe(true);
    expect(phoneNumberFrom(number)).toBe(number);
  });

  test('is read without what people write between its digits', () => {
    expect(phoneNumberFrom('+1 (202) 555-0143')).toBe('+12025550143');
  });

  test.each([
    ['six digits', '+123456'],
    ['sixteen digits', '+1234567890123456'],
    ['no plus', '12025550143'],
    ['a country code that begins with 0', '+02025550143'],
    ['a line after it', '+12025550143\n+12025550144'],
    ['nothing', ''],
  ])('is not one with %s', (_, written) => {
    expect(phoneNumber.test(written)).toBe(false);
    expect(phoneNumberFrom(written)).toBeUndefined();
  });

  test('may begin with its first digit, or be the prefix itself', () => {
    for (const prefix of ['+1', '+4930', '+123456789012345']) expect(numberPrefix.test(prefix)).toBe(true);
    for (const other of ['+', '+0', '4930', '+1234567890123456'])
      expect(numberPrefix.test(other)).toBe(false);
  });
});
