import * as z from 'zod';
import { fingerprintOf } from '../conferences/model/fingerprint.ts';
import type { ListedKnown } from '../conferences/model/known-caller.ts';

/** A known caller as it is shown. */
export const knownViewSchema = z.object({
  fingerprint: z.string().describe('Names the caller without telling the number'),
  number: z.string().describe('But for all digits before the last two: more of it is stored nowhere'),
  dialIn: z.string().describe('What the caller dials'),
  name: z.string().optional(),
  externalId: z.string().optional(),
  keyId: z.string().describe('Id of the key that hashed it'),
});
export type KnownView = z.infer<typeof knownViewSchema>;

export function knownViewOf({ hash, caller }: ListedKnown): KnownView {
  const { maskedNumber, dialled, name, externalId, keyId } = caller;
  return { fingerprint: fingerprintOf(hash), number: maskedNumber, dialIn: dialled, name, externalId, keyId };
}
