import { internationalNumber } from './address.ts';

/**
 * A number that can be called from anywhere, in E.164. Of its fifteen digits at most a country has seven at least, its code among
 * them: ITU-T E.164 leaves that to it.
 */
export const phoneNumber = /^\+[1-9]\d{6,14}$/;

/** What numbers may begin with: a country code, or the first digit of one, and what follows it. */
export const numberPrefix = /^\+[1-9]\d{0,14}$/;

/** Whether a number (E.164) begins with one of the prefixes. */
export const hasPrefix = (number: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => number.startsWith(prefix));

/** A number (E.164) without its plus, as some providers write it. */
export const withoutPlus = (number: string): string => number.replace(/^\+/, '');

/** Such a number, without what people write between its digits; undefined if it is none. */
export function phoneNumberFrom(written: string): string | undefined {
  const number = internationalNumber(written);
  return number !== undefined && phoneNumber.test(number) ? number : undefined;
}
