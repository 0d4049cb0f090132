import { masked } from '../../telemetry/telemetry.ts';
import { findOpen } from './pins.ts';
import type { ConferenceId, ConferenceSettings } from '../model/conference.ts';
import { hashNumber } from '../model/pins.ts';
import type { KnownCaller, ListedKnown } from '../model/known-caller.ts';
import { noPinKey, refusal, type NotDone } from '../model/not-done.ts';
import { byHash, findByFingerprint, fingerprintOf } from '../model/fingerprint.ts';
import type { AdminDeps } from './ports.ts';
import type { KnownAdmin } from '../ports.ts';

/** Who is to be known: from which number (E.164), and what has to be dialled. */
interface KnownOrder extends Pick<KnownCaller, 'dialled' | 'name' | 'externalId'> {
  readonly number: string;
}

/** `setting`: whether the conference lets known callers in at all. `fingerprint` names the caller from then on. */
type KnownAdded =
  | {
      readonly ok: true;
      readonly fingerprint: string;
      readonly setting: ConferenceSettings['knownCallers'];
    }
  | NotDone;

/** Lets somebody into a conference without a PIN from now on, as far as the conference's settings allow. */
export async function addKnown(
  deps: Pick<AdminDeps, 'conferences' | 'pinKeys'> & { readonly known: Pick<KnownAdmin, 'put' | 'listOf'> },
  conference: ConferenceId,
  { number, ...order }: KnownOrder,
): Promise<KnownAdded> {
  const open = await findOpen(deps, conference);
  if (!open.ok) return open;
  const keys = await deps.pinKeys();
  const [key] = keys;
  if (key === undefined) return noPinKey;
  const hashes = keys.map((each) => hashNumber(each.key, number));
  const isKnown = (await deps.known.listOf(conference)).some(
    ({ hash, caller }) => hashes.includes(hash) && caller.dialled === order.dialled,
  );
  if (isKnown) return refusal('the caller is known there already');
  const hash = hashNumber(key.key, number);
  const caller = { ...order, conference, maskedNumber: masked(number), keyId: key.id };
  if ((await deps.known.put(hash, caller)) === 'exists') return refusal('the caller is known there already');
  return { ok: true, fingerprint: fingerprintOf(hash), setting: open.conference.settings.knownCallers };
}

type KnownRemoved = { readonly ok: true; readonly known: ListedKnown } | NotDone;

/** The one known caller of a conference that a fingerprint, or its beginning, means. */
async function findKnownCaller(
  { known }: { readonly known: Pick<KnownAdmin, 'listOf'> },
  conference: ConferenceId,
  fingerprint: string,
): Promise<KnownRemoved> {
  const named = findByFingerprint(await known.listOf(conference), fingerprint, 'known caller', byHash);
  return named.ok ? { ok: true, known: named.found } : named;
}

/** Has somebody asked for the PIN again from now on; who is in stays in. */
export async function removeKnown(
  { known }: { readonly known: Pick<KnownAdmin, 'listOf' | 'remove'> },
  conference: ConferenceId,
  fingerprint: string,
): Promise<KnownRemoved> {
  const found = await findKnownCaller({ known }, conference, fingerprint);
  if (found.ok) await known.remove(found.known.hash, found.known.caller);
  return found;
}
