import { parseAddress } from './address.ts';
import { callerNumber } from './caller.ts';

/** What providers write where the caller's number is withheld. */
const withheld: ReadonlySet<string> = new Set(['', 'private', 'anonymous', 'unknown', 'restricted']);

/** Who calls, as a provider that has no other words for it writes: nothing if that is withheld, and the number if it is one. */
export function callerOf(written: string | undefined): { readonly number?: string; readonly from?: string } {
  const from = written?.trim() ?? '';
  if (withheld.has(from.toLowerCase())) return {};
  const number = callerNumber(from);
  return { from, ...(number === undefined ? {} : { number }) };
}

/** What was dialled: a number with its plus, also if it stands in a SIP address; else the address's host or name. */
export function dialledOf(written: string | undefined): string | undefined {
  const address = parseAddress(written ?? '');
  if (address === undefined) return undefined;
  return callerNumber(address.user) ?? address.host ?? address.user.toLowerCase();
}
