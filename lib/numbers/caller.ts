import { parseAddress } from './address.ts';

/**
 * What networks put before the country code when a number goes abroad, without a plus: most of the world, North America,
 * Australia, Japan. All begin with 0, as no country code does; Russia's 810 could also be Japan.
 */
const accessCodes = ['00', '011', '0011', '010'] as const;

/** Shorter digits without a plus are an extension or part of a name. */
const fewestDigits = 7;

/**
 * The caller's number in E.164, if what the provider said of the caller is one and can be no other: with plus, without,
 * or behind an access code, as a number or in a SIP address. Anybody can call from a SIP address with somebody's number
 * in it, so that it counts only if the address is at one of `hosts` (lower case). It is no proof even then.
 */
export function callerNumber(from: string | undefined, hosts: readonly string[] = []): string | undefined {
  const address = from === undefined ? undefined : parseAddress(from);
  if (from === undefined || address === undefined) return undefined;
  if (address.host !== undefined && !hosts.includes(address.host)) return undefined;
  // A local number, which means something in its context only (RFC 3966, phone-context).
  if (/;\s*phone-context=/i.test(from)) return undefined;
  const text = address.user.replace(/[\s().-]/g, '');
  if (!/^\+?\d+$/.test(text)) return undefined;
  const hasPlus = text.startsWith('+');
  if (!hasPlus && text.length < fewestDigits) return undefined;
  const meant = hasPlus ? [text.slice(1)] : readings(text);
  const numbers = meant.filter((digits) => /^[1-9]\d{1,14}$/.test(digits));
  return numbers.length === 1 ? `+${numbers.join('')}` : undefined;
}

/**
 * Whether anything in what the provider said of the caller could be read as a number that begins with one of `prefixes`
 * (`+` and digits), in whatever spelling: for refusals, which had better meet somebody else than miss whom they mean. Hosts
 * and what follows an address are not looked at. Numbers without their country code cannot be told.
 */
export function mayBeginWith(from: string | undefined, prefixes: readonly string[]): boolean {
  if (from === undefined) return false;
  const alike = runsIn(from.replace(/@[^<>,]*/g, '@').replace(/>[^<,]*/g, '>')).flatMap(numbersIn);
  return prefixes.some((prefix) => alike.some((digits) => digits.startsWith(prefix.slice(1))));
}

/** Whether a text mentions a number (E.164), in whatever spelling has its country code. */
export function mentions(text: string, number: string): boolean {
  return runsIn(text)
    .flatMap((run) => [run, ...run.split(/\s+/)])
    .some((run) => numbersIn(run).includes(number.slice(1)));
}

/** Everything in a text that is written with what numbers are written with. */
function runsIn(text: string): readonly string[] {
  const runs = plain(text).split(/[^\d+\s()./\p{Pd}\p{Cf}]+/u);
  return runs.flatMap((run) => (run.includes('(0)') ? [run, run.replaceAll('(0)', '')] : [run]));
}

/** The digits of the numbers that a run may stand for. */
function numbersIn(run: string): readonly string[] {
  const [bare = '', ...behindPlus] = run.split('+').map((digits) => digits.replace(/\D/g, ''));
  return [...(bare.length < fewestDigits ? [] : [bare]), ...behindPlus].flatMap(readings);
}

/** Full-width characters, digits of other scripts and what a URI escapes, as ASCII. */
function plain(text: string): string {
  return text
    .replace(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => (digit <= '9' ? digit : digitValue(digit)));
}

/** Unicode keeps the ten digits of each script together and in their order (Unicode, general category Nd). */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}

/** What digits mean as they are, and behind each access code that they begin with. */
function readings(digits: string): readonly string[] {
  const abroad = accessCodes.filter((code) => digits.startsWith(code));
  return [digits, ...abroad.map((code) => digits.slice(code.length))];
}
