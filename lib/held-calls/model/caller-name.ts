import { internationalNumber, parseAddress } from '../../numbers/address.ts';

/** Characters of a name in a list of participants. Daily documents no limit of its own, and a room must not fail for it. */
const longestName = 64;

/** How a caller is named in a room: by the number where there is one, else by what the provider says, cut short. */
export function callerName(from = 'Caller'): string {
  const user = parseAddress(from)?.user;
  const number = user === undefined ? undefined : internationalNumber(user);
  return number ?? Array.from(from).slice(0, longestName).join('');
}
