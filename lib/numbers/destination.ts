import * as z from 'zod';
import { internationalNumber, parseAddress } from './address.ts';
import { hasPrefix, numberPrefix, phoneNumber } from './phone-number.ts';

/** A number with its country code, or a SIP address without `sip:`, its host in lower case. */
export const destinationSchema = z
  .string()
  .max(320)
  .transform(canonical)
  .pipe(z.string())
  .brand<'Destination'>();
export type Destination = z.infer<typeof destinationSchema>;

/** Nothing that a URI gives a meaning to: what is allowed is what is called. */
const sipAddress = /^[\w.!~*'()&=+$,-]{1,128}@[a-z0-9.:[\]-]{1,253}$/;

/** Whom a written destination names; undefined for anything else. Parameters and headers of an address are refused, not left out. */
export function parseDestination(written: unknown): Destination | undefined {
  return destinationSchema.safeParse(written).data;
}

function canonical(written: string): string | undefined {
  const spelled = internationalNumber(written);
  if (spelled !== undefined) return phoneNumber.test(spelled) ? spelled : undefined;
  const bare = written.trim().replace(/^sip:/i, '');
  const { user, host } = parseAddress(bare) ?? {};
  const address = host === undefined ? undefined : `${user}@${host}`;
  const isWhole = address !== undefined && address.length === bare.length && sipAddress.test(address);
  return isWhole ? address : undefined;
}

/** Whether a destination is a number; otherwise it is a SIP address. */
export const isNumber = (to: Destination): boolean => !to.includes('@');

/** Where callers may be led to: number prefixes, which begin with a plus, and SIP addresses. */
export const transferListSchema = z
  .array(
    z
      .string()
      .refine(
        (entry) => (entry.includes('@') ? canonical(entry) === entry : numberPrefix.test(entry)),
        'is a prefix of numbers, for example +4930, or a SIP address, for example desk@pbx.example.com',
      ),
  )
  .min(1)
  .max(50);

/** Whether callers may be led there. */
export function isAllowed(list: readonly string[], to: Destination): boolean {
  return isNumber(to) ? hasPrefix(to, list) : list.includes(to);
}
