import { admissionRefusal } from './admission.ts';
import type { Conference } from '../model/conference.ts';
import type { PinDialIn } from '../model/dial-in.ts';
import { hashNumber } from '../model/pins.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { Sentence } from '../model/sentences.ts';
import type { Arrival } from '../model/pin-call.ts';
import type { KnownCaller } from '../model/known-caller.ts';

/** Somebody known in more conferences than this at one dial-in is asked for the PIN: it would be several in any case. */
export const maxKnownMatches = 10;

type KnownDeps = Pick<ConferenceDeps, 'conferences' | 'clock' | 'log' | 'count'>;

/** `asked`: the caller is asked for a PIN, after `why` if something kept it out of its one conference. */
type Recognised =
  | { readonly kind: 'admitted'; readonly conference: Conference; readonly caller: KnownCaller }
  | { readonly kind: 'asked'; readonly why?: Sentence | undefined };

/**
 * Whether a call may go in without a PIN. Only into the one open conference at this dial-in that knows the number and that
 * takes it: a number can be forged, so the provider has to vouch for it unless the conference's setting names that risk.
 * Who is kept out (it is full, or not open yet) is asked for a PIN: it may be on the way to another conference.
 * @param matches where the caller is known at this dial-in
 */
export async function recognise(
  deps: KnownDeps,
  dialIn: PinDialIn,
  { voice, call, isNumberVerified }: Arrival,
  matches: readonly KnownCaller[],
): Promise<Recognised> {
  if (dialIn.opensTo === 'bridge') return { kind: 'asked' };
  const takes = ({ isClosed, voice: itsVoice, settings: { knownCallers } }: Conference) =>
    !isClosed &&
    itsVoice === voice &&
    (knownCallers === 'unverified-too' || (knownCallers === 'verified' && isNumberVerified));
  const found = await Promise.all(
    matches.map(async (caller) => ({ caller, conference: await deps.conferences.get(caller.conference) })),
  );
  const [one, ...more] = found.filter(({ conference }) => conference !== undefined && takes(conference));
  if (one === undefined || more.length > 0) return { kind: 'asked' };
  // Only of the one that takes the caller is it read who is in: that may be hundreds.
  const loaded = await deps.conferences.load(one.caller.conference);
  if (loaded === undefined) return { kind: 'asked' };
  const why = admissionRefusal(loaded, 'caller', call, deps.clock.now());
  if (why !== undefined) return { kind: 'asked', why };
  return { kind: 'admitted', conference: loaded.conference, caller: one.caller };
}

/**
 * Where a caller is known at what was dialled. Under every live key, the current one first; all that is known under the older
 * ones moves on to it.
 */
export async function findKnown(
  { known, pinKeys, log }: Pick<ConferenceDeps, 'known' | 'pinKeys' | 'log'>,
  { number, dialled }: Pick<Arrival, 'number' | 'dialled'>,
): Promise<readonly KnownCaller[]> {
  if (number === undefined) return [];
  const [current, ...older] = await pinKeys();
  if (current === undefined) return [];
  const hash = hashNumber(current.key, number);
  const found = [...(await known.find(hash, dialled))];
  for (const { key } of older) {
    const from = hashNumber(key, number);
    for (const caller of await known.find(from, dialled)) {
      if (found.some(({ conference }) => conference === caller.conference)) continue;
      found.push(caller);
      await known
        .move(from, hash, { ...caller, keyId: current.id })
        .catch((cause: unknown) => log.error('pin-not-rehashed', { what: 'known-caller' }, cause));
    }
  }
  return found;
}
