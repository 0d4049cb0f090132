import type { Conference, ConferenceId } from '../model/conference.ts';
import type { ForwardTarget } from '../model/dial-in.ts';
import {
  hashPin,
  isLongerThan,
  minBridgePinDigits,
  minPinDigits,
  maxPinDigits,
  newPin,
  type ConferencePin,
  type ForwardPin,
  type PinEntry,
  type PinKey,
  maxTriesPerHour,
  type ListedPin,
} from '../model/pins.ts';
import { noConference, noPinKey, refusal, type NotDone } from '../model/not-done.ts';
import { byHash, findByFingerprint, fingerprintOf } from '../model/fingerprint.ts';
import type { AdminDeps } from './ports.ts';
import type { PinAdmin } from '../ports.ts';

/**
 * PINs are made as long as if this many were live already, so that the first are as long as most that follow. Beyond it
 * they grow: no more of one length are ever live than that length is safe for, since fewer are live in all when one of
 * that length is made.
 */
const livePinsReckoned = 1_000;

/** A new PIN that is taken already is drawn again; with 11 digits and 1,000 live PINs even once is unlikely. */
const maxDraws = 5;

/** The bridge keys its PIN after this many pauses of one second: it outlasts the answer and the greeting's start. */
const bridgeLeadPauses = 'WWWW';

/** How long the bridge's old PIN opens beside its new one: a call that is being dialled still keys the old one. */
export const bridgeOverlapMs = 10 * 60_000;

/** What somebody may say of a PIN to be made. With a name, it is a personal one. */
interface PinOrder {
  readonly name?: string | undefined;
  /** Unix ms. */
  readonly validUntilMs?: number | undefined;
  /** Default: as few as are safe. */
  readonly digits?: number | undefined;
  /** Id of a request that can be repeated. */
  readonly request?: string | undefined;
}

/** `pin` is shown once and stored nowhere; `fingerprint` names it from then on. */
export type Added = { readonly ok: true; readonly pin: string; readonly fingerprint: string } | NotDone;

type PinMaker = Pick<AdminDeps, 'pins' | 'clock' | 'randomBelow' | 'pinKeys'>;

/**
 * Makes a further PIN for callers of a conference. Of a request that is repeated after a try that died, `revokeUntold`
 * comes first.
 */
export async function addPin(
  deps: PinMaker & Pick<AdminDeps, 'conferences'>,
  conference: ConferenceId,
  { externalId, ...order }: PinOrder & Pick<ConferencePin, 'externalId'>,
): Promise<Added> {
  const open = await findOpen(deps, conference);
  return open.ok ? makePin(deps, { kind: 'caller', conference, externalId }, order) : open;
}

/** A PIN that callers know already, from before the conference was here. */
type KeptPin = Pick<ConferencePin, 'name' | 'externalId'> & {
  readonly pin: string;
  /** Unix ms. Nobody made the PIN as long as is safe here, so it is not for ever. */
  readonly validUntilMs: number;
};

/** Lets callers into a conference by a PIN that they have from elsewhere, until an end that is set. Twice is the same as once. */
export async function keepPin(
  deps: Pick<PinMaker, 'pins' | 'clock' | 'pinKeys'> & Pick<AdminDeps, 'conferences'>,
  conference: ConferenceId,
  { pin, ...owner }: KeptPin,
): Promise<{ readonly ok: true; readonly fingerprint: string } | NotDone> {
  const open = await findOpen(deps, conference);
  if (!open.ok) return open;
  if (owner.validUntilMs <= deps.clock.now()) return refusal('it would have expired already');
  const [key] = await deps.pinKeys();
  if (key === undefined) return noPinKey;
  const isGuessable = pin.length < (await minDigitsNow(deps.pins));
  const hash = hashPin(key.key, pin);
  const entry = {
    ...owner,
    kind: 'caller',
    conference,
    keyId: key.id,
    ...(isGuessable && { isGuessable }),
  } as const;
  if ((await deps.pins.put(hash, entry)) === 'exists') {
    const own = await deps.pins.listOf(conference);
    if (!own.some((each) => each.hash === hash)) return refusal('that PIN opens something else already');
  }
  return { ok: true, fingerprint: fingerprintOf(hash) };
}

/** Makes the PINs open nothing that a try of the same request made before it died: nobody was told them. */
export async function revokeUntold(
  { pins }: { readonly pins: Pick<PinAdmin, 'listOf' | 'remove'> },
  conference: ConferenceId,
  request: string,
): Promise<void> {
  for (const { hash, entry } of await pins.listOf(conference))
    if (entry.request === request) await pins.remove(hash);
}

/** The same for PINs that forward. */
export async function revokeUntoldForward(
  { pins }: { readonly pins: Pick<PinAdmin, 'listForwarding' | 'remove'> },
  request: string,
): Promise<void> {
  for (const { hash, entry } of await pins.listForwarding())
    if (entry.request === request) await pins.remove(hash);
}

/** Makes all PINs open nothing that a try made before it died, of a conference that never came to be. */
export async function revokeAll(
  { pins }: { readonly pins: Pick<PinAdmin, 'listOf' | 'remove'> },
  conference: ConferenceId,
): Promise<void> {
  for (const { hash } of await pins.listOf(conference)) await pins.remove(hash);
}

/** Makes a PIN that forwards whoever keys it. Whether the address and the route exist is not checked. */
export function addForwardPin(deps: PinMaker, target: ForwardTarget, order: PinOrder): Promise<Added> {
  return makePin(deps, { kind: 'forward', ...target }, order);
}

async function makePin(
  deps: PinMaker,
  opens: Omit<ConferencePin, 'keyId'> | Omit<ForwardPin, 'keyId'>,
  { digits, ...owner }: PinOrder,
): Promise<Added> {
  if (owner.validUntilMs !== undefined && owner.validUntilMs <= deps.clock.now())
    return refusal('it would have expired already');
  const [key] = await deps.pinKeys();
  if (key === undefined) return noPinKey;
  const min = await minDigitsNow(deps.pins);
  if (digits !== undefined && digits < min)
    return refusal(`with as many PINs as are live, ${digits} digits can be guessed: it takes ${min}`);
  if (digits !== undefined && digits > maxPinDigits)
    return refusal(`a caller can key ${maxPinDigits} digits at most`);
  const { pin, hash } = await storePin(deps, key, digits ?? min, { ...opens, ...owner, keyId: key.id });
  return { ok: true, pin, fingerprint: fingerprintOf(hash) };
}

async function minDigitsNow(pins: Pick<PinAdmin, 'countLive'>): Promise<number> {
  return minPinDigits(Math.max(livePinsReckoned, (await pins.countLive()) + 1), maxTriesPerHour);
}

/** The first PIN for callers of a conference that is being made: by a request, if it can be repeated, with the same id. */
export async function storeCallerPin(
  deps: Pick<AdminDeps, 'pins' | 'randomBelow'>,
  key: PinKey,
  conference: ConferenceId,
): Promise<string> {
  const entry = { conference, kind: 'caller', request: conference, keyId: key.id } as const;
  return (await storePin(deps, key, await minDigitsNow(deps.pins), entry)).pin;
}

/** A PIN that the bridge of a conference is to key. */
export async function storeBridgePin(
  deps: Pick<AdminDeps, 'pins' | 'randomBelow'>,
  key: PinKey,
  conference: ConferenceId,
): Promise<{ readonly hash: string; readonly bridgeKeys: string }> {
  const entry = { conference, kind: 'bridge', keyId: key.id } as const;
  const { pin, hash } = await storePin(deps, key, minBridgePinDigits, entry);
  return { hash, bridgeKeys: `${bridgeLeadPauses}${pin}#` };
}

async function storePin(
  { pins, randomBelow }: Pick<AdminDeps, 'pins' | 'randomBelow'>,
  { key }: PinKey,
  digits: number,
  entry: PinEntry,
) {
  for (let draw = 0; draw < maxDraws; draw += 1) {
    const pin = newPin(digits, randomBelow);
    const hash = hashPin(key, pin);
    if ((await pins.put(hash, entry)) === 'stored') return { pin, hash };
  }
  throw new Error('random PINs keep being taken: the source of randomness is broken');
}

type Revoked<Entry extends PinEntry = PinEntry> =
  { readonly ok: true; readonly pin: ListedPin<Entry> } | NotDone;

/** Why nobody may revoke a PIN of a conference; undefined: it may be. */
export function whyNotRevocable(kind: ConferencePin['kind'], doesExpire: boolean): string | undefined {
  return kind === 'bridge' && !doesExpire
    ? 'it is the PIN of the bridge, without which nobody is heard in the room: rotate it first'
    : undefined;
}

/** The one PIN of a conference that a fingerprint, or its beginning, means; refused if nobody may revoke it. */
async function findRevocable(
  { pins }: { readonly pins: Pick<PinAdmin, 'listOf'> },
  id: ConferenceId,
  fingerprint: string,
): Promise<Revoked<ConferencePin>> {
  const named = findByFingerprint(await pins.listOf(id), fingerprint, 'PIN of the conference', byHash);
  if (!named.ok) return named;
  const { kind, validUntilMs } = named.found.entry;
  const why = whyNotRevocable(kind, validUntilMs !== undefined);
  return why === undefined ? { ok: true, pin: named.found } : refusal(why);
}

/** Makes a PIN open nothing from now on; callers who are in stay in. The bridge's goes only after its rotation. */
export async function revokePin(
  { pins }: { readonly pins: Pick<PinAdmin, 'listOf' | 'remove'> },
  id: ConferenceId,
  fingerprint: string,
): Promise<Revoked<ConferencePin>> {
  const found = await findRevocable({ pins }, id, fingerprint);
  if (found.ok) await pins.remove(found.pin.hash);
  return found;
}

/** The one forwarding PIN that a fingerprint, or its beginning, means. */
async function findForwardPin(
  { pins }: { readonly pins: Pick<PinAdmin, 'listForwarding'> },
  fingerprint: string,
): Promise<Revoked<ForwardPin>> {
  const named = findByFingerprint(await pins.listForwarding(), fingerprint, 'forwarding PIN', byHash);
  return named.ok ? { ok: true, pin: named.found } : named;
}

/** Makes a forwarding PIN open nothing from now on; calls that it has forwarded go on. */
export async function revokeForwardPin(
  { pins }: { readonly pins: Pick<PinAdmin, 'listForwarding' | 'remove'> },
  fingerprint: string,
): Promise<Revoked<ForwardPin>> {
  const found = await findForwardPin({ pins }, fingerprint);
  if (found.ok) await pins.remove(found.pin.hash);
  return found;
}

/** `oldValidUntilMs`: Unix ms at which the PINs before it expire. */
type Rotated =
  { readonly ok: true; readonly fingerprint: string; readonly oldValidUntilMs: number } | NotDone;

/** Gives the bridge a new PIN; the old one opens for `bridgeOverlapMs` more. A bridge that is in stays in. */
export async function rotateBridgePin(deps: AdminDeps, id: ConferenceId): Promise<Rotated> {
  const open = await findOpen(deps, id);
  if (!open.ok) return open;
  const [key] = await deps.pinKeys();
  if (key === undefined) return noPinKey;
  const old = (await deps.pins.listOf(id)).filter(({ entry }) => entry.kind === 'bridge');
  const { hash, bridgeKeys } = await storeBridgePin(deps, key, id);
  const rekeyed = await deps.provisioner.rekey(open.conference.room, bridgeKeys);
  switch (rekeyed.told) {
    case 'refused':
      await deps.pins.remove(hash);
      return { ok: false, reason: 'failed', why: rekeyed.why };
    case 'unknown':
      // The room keys one of the two; a further rotation lets both expire.
      return {
        ok: false,
        reason: 'failed',
        why: `${rekeyed.why}; the room may have the new PIN or the old, so both are valid until it is rotated again`,
      };
    case 'done': {
      const oldValidUntilMs = deps.clock.now() + bridgeOverlapMs;
      for (const { hash: oldHash, entry } of old)
        if (isLongerThan(entry, oldValidUntilMs)) await deps.pins.expire(oldHash, oldValidUntilMs);
      return { ok: true, fingerprint: fingerprintOf(hash), oldValidUntilMs };
    }
  }
}

/** A conference that is there and not closed. */
export async function findOpen(
  { conferences }: Pick<AdminDeps, 'conferences'>,
  id: ConferenceId,
): Promise<{ readonly ok: true; readonly conference: Conference } | NotDone> {
  const conference = await conferences.get(id);
  if (conference === undefined) return noConference;
  return conference.isClosed ? refusal('the conference is closed') : { ok: true, conference };
}
