import { type NotDone, refusal, missing } from './not-done.ts';

/** Tells PINs, or known callers, apart without showing them: the first 8 hexadecimal digits of the keyed hash. */
export function fingerprintOf(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex').slice(0, 8);
}

/** Fewer digits of a fingerprint could be a slip of the hand. */
const minFingerprintDigits = 4;

export const byHash = ({ hash }: { readonly hash: string }): string => fingerprintOf(hash);

/** The one that a fingerprint, or its beginning, means. `what`: such as `PIN`; `nameOf`: the whole fingerprint of one. */
export function findByFingerprint<Listed>(
  all: readonly Listed[],
  fingerprint: string,
  what: string,
  nameOf: (listed: Listed) => string,
): { readonly ok: true; readonly found: Listed } | NotDone {
  if (fingerprint.length < minFingerprintDigits)
    return refusal(`a fingerprint is named by at least its first ${minFingerprintDigits} digits`);
  const [found, ...more] = all.filter((each) => nameOf(each).startsWith(fingerprint.toLowerCase()));
  if (found === undefined) return missing(`there is no ${what} with that fingerprint`);
  return more.length > 0
    ? refusal(`several begin like that: give the whole fingerprint`)
    : { ok: true, found };
}
