import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callerNumber, mayBeginWith, mentions } from '../../../lib/numbers/caller.ts';

const number = fc.stringMatching(/^\+[2-9]\d{6,13}$/);
const host = fc.stringMatching(/^[a-z]{1,9}(\.[a-z]{2,5}){1,3}$/);

/** How digits may be written: with something between them, escaped, or in other characters that mean the same. */
const digitsWritten = fc.constantFrom<(digits: string) => string>(
  (digits) => digits,
  (digits) => digits.split('').join('-'),
  (digits) => `(${digits.slice(0, 2)}) ${digits.slice(2)}`,
  (digits) => digits.split('').join('\u200b'),
  (digits) => digits.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (digits) => digits.replace(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit))),
  (digits) => digits.replace(/\d/g, (digit) => `%3${digit}`),
);
const prefix = fc.constantFrom('+', '%2B', '\uff0b', '', '00', '011', '0011', '010', '+ 00');
const around = fc.constantFrom<(user: string, at: string) => string>(
  (user) => user,
  (user) => `tel:${user};ext=3`,
  (user, at) => `sip:${user}@${at}:5060;user=phone`,
  (user, at) => `"Somebody" <sip:${user}@${at}>;tag=19f`,
  (user, at) => `SIPS:${user};phone-context=x@${at}?Subject=hello`,
  (user, at) => `${user} <sip:anonymous@${at}>`,
  (user, at) => `"${user}" <sip:desk@${at}>`,
  (user) => `<<${user}`,
);

describe('a number that may begin with a prefix', () => {
  test('is known in every spelling', () => {
    fc.assert(
      fc.property(number, host, digitsWritten, prefix, around, (caller, at, write, before, put) => {
        const from = put(`${before}${write(caller.slice(1))}`, at);
        expect(mayBeginWith(from, ['+1999', caller.slice(0, 5)]), from).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['+49 (0)30 123456', '+4930', true],
    ['+49 (0)30 123456', '+4931', false],
    [undefined, '+1', false],
    ['anonymous', '+1', false],
    ['', '+1', false],
    ['sip:desk-1900@carrier.example', '+1900', false],
    ['1900', '+1900', false],
    ['sip:desk@190.0.5.51', '+1900', false],
    ['<sip:desk@carrier.example>;tag=19005551234', '+1900', false],
    ['+4419005551234', '+1900', false],
    ['+1 800 9001900', '+1900', false],
  ])('%s, as %s: %s', (from, begins, may) => {
    expect(mayBeginWith(from, [begins])).toBe(may);
  });
});

describe("a caller's number", () => {
  test.each([
    ['+12025550188', '+12025550188'],
    [' +1 (202) 555-0188 ', '+12025550188'],
    ['tel:+12025550188;ext=5', '+12025550188'],
    ['12025550188', '+12025550188'],
    ['0012025550188', '+12025550188'],
    ['01112025550188', '+12025550188'],
    ['anonymous', undefined],
    ['sip:desk@carrier.example', undefined],
    ['+0', undefined],
    ['0301234567', undefined],
    ['43', undefined],
    ['+12025550188123456', undefined],
    ['＋12025550188', undefined],
    // Both 00 1 19… and 0011 9….
    ['001190012345', undefined],
    ['tel:5550188;phone-context=+1202', undefined],
    [undefined, undefined],
  ])('of %s is %s', (from, expected) => {
    expect(callerNumber(from)).toBe(expected);
  });

  test('is in a SIP address only if its host is named, and is nobody else’s', () => {
    fc.assert(
      fc.property(number, host, host, (caller, ours, other) => {
        fc.pre(ours !== other);
        const hosts = [ours];
        expect(callerNumber(`"A <b>" <sip:${caller}@${ours.toUpperCase()}:5060>`, hosts)).toBe(caller);
        for (const from of [
          `sip:${caller}@${other}`,
          `sip:${caller}@${other};x=@${ours}`,
          `sip:${caller}@${ours}@${other}`,
          `sip:${caller}@${ours}.${other}`,
          `"<sip:${caller}@${ours}>" <sip:${caller}@${other}>`,
          `<sip:${caller}@${other}>;x="<sip:${caller}@${ours}>"`,
        ])
          expect(callerNumber(from, hosts), from).toBeUndefined();
        expect(callerNumber(`sip:${caller}@${ours}`)).toBeUndefined();
      }),
    );
  });

  test('is denied by every prefix that it has, whatever it is written in', () => {
    const characters = fc.constantFrom(...'+0123456789 ()-@<>:;"ab'.split(/(?:)/u));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: characters })), (from) => {
        const caller = callerNumber(from);
        if (caller !== undefined) expect(mayBeginWith(from, [caller]), from).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a text that mentions a number', () => {
  const written = '+12025550188';
  test.each([
    ['+12025550188', true],
    ['12025550188', true],
    ['0012025550188', true],
    ['"Ana" <sip:+1(202)555-0188@carrier.example>;tag=1', true],
    ['<sip:a@b.example>, <tel:+1.202.555.0188>;x=y', true],
    ['sip:%2B12025550188@host', true],
    ['from +12025550188 10:30', true],
    ['id=7;number=12025550188;ext=5', true],
    ['+120255501880', false],
    ['+1202555018', false],
    ['+4912025550188', false],
    ['2025550188', false],
    ['', false],
  ])('%s: %s', (text, expected) => {
    expect(mentions(text, written)).toBe(expected);
  });
});
