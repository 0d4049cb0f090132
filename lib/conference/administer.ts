import * as z from 'zod';
import {
  conferenceIdSchema,
  conferenceSettingsSchema,
  type Conference,
  type ConferenceId,
} from './conference.ts';
import { mostTriesPerHour } from './dialogue.ts';
import { hashPin, leastBridgePinDigits, leastPinDigits, newPin, type PinEntry } from './pins.ts';
import type { ConferenceDeps, PinKey } from './ports.ts';

/** How many PINs may be live at once; the length of a PIN is reckoned with it. */
export const mostLivePins = 1_000;

/** A new PIN that is taken already is drawn again; with 11 digits and 1,000 live PINs even once is unlikely. */
const mostDraws = 5;

/** The bridge keys its PIN after this many pauses of one second: it outlasts the answer and the greeting's start. */
const bridgeLeadPauses = 'WWWW';

/** How long the bridge's old PIN opens beside its new one: a call that is being dialled still keys the old one. */
export const bridgeOverlapMs = 10 * 60_000;

/** PINs of a closed conference still say that it is closed for as long as the conference itself is kept. */
const closedPinsKeptMs = 30 * 86_400_000;

/** Fewer digits of a fingerprint could be a slip of the hand. */
const leastFingerprintDigits = 4;

/** What somebody says of a conference to be made. */
export const newConferenceSchema = z.strictObject({
  name: z.string().min(1).max(100),
  /** Id of a room that exists; left out, a room is made. */
  room: z.string().min(1).optional(),
  /** Number (E.164) that callers dial, for the text of the invitation. */
  dialIn: z.string().regex(/^\+[1-9]\d{6,14}$/),
  /** Number that the bridge dials; default `dialIn`. */
  bridgeDialIn: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
  settings: conferenceSettingsSchema.prefault({}),
});
export type NewConference = z.infer<typeof newConferenceSchema>;

/** Why something was not done. `refused`: it may not be, or there is no such thing. `failed`: something outside did. */
export interface NotDone {
  readonly ok: false;
  readonly reason: 'refused' | 'failed';
  /** Completes "… because". */
  readonly why: string;
}

/** The room provider, as far as preparing rooms is concerned. */
export interface RoomOffice {
  /** The id of a room that exists, by its id or by its name in addresses. */
  find(room: string): Promise<{ readonly ok: true; readonly room: string } | NotDone>;
  /** Makes a room, or adopts the one with this id, with telephony switched on and its events sent to us. */
  prepare(order: {
    readonly name: string;
    readonly room: string | undefined;
    readonly bridgeNumber: string;
    readonly bridgeKeys: string;
  }): Promise<{ readonly ok: true; readonly room: string; readonly url: string | undefined } | NotDone>;
  /** Changes what a room's bridge keys. `unknown`: it may have been changed. */
  rekey(
    room: string,
    bridgeKeys: string,
  ): Promise<{ readonly told: 'done' } | { readonly told: 'refused' | 'unknown'; readonly why: string }>;
}

/** A PIN as it can be told from others without its digits. */
export interface ListedPin {
  readonly hash: string;
  readonly entry: PinEntry;
}

/** PINs, as whoever administers them sees them. */
export interface PinBook {
  /** A conference's PINs, ordered by their hashes; expired ones included. */
  listOf(conference: ConferenceId): Promise<readonly ListedPin[]>;
  /** Lets a PIN expire (Unix ms) in the place of any moment set before. False: there is none. */
  expire(hash: string, validUntilMs: number): Promise<boolean>;
}

export type AdminDeps = Pick<ConferenceDeps, 'conferences' | 'pins' | 'clock' | 'randomBelow' | 'pinKey'> & {
  readonly office: RoomOffice;
  /** A new conference's id. */
  readonly newId: () => string;
};

/** What it takes to change the PINs of a conference that exists. */
export type PinAdminDeps = Omit<AdminDeps, 'newId' | 'pins'> & { readonly pins: AdminDeps['pins'] & PinBook };

export type Created =
  | {
      readonly ok: true;
      readonly conference: Conference;
      /** Shown once; stored nowhere. */
      readonly pin: string;
      readonly url: string | undefined;
      readonly invitation: string;
    }
  | NotDone;

/** Makes a conference: its room, the bridge's PIN, a PIN for callers. */
export async function createConference(deps: AdminDeps, order: NewConference): Promise<Created> {
  const key = await deps.pinKey();
  if (key === undefined) return noPinKey;
  const adopted = order.room === undefined ? undefined : await findFree(deps, order.room);
  if (adopted?.ok === false) return adopted;
  const id = conferenceIdSchema.parse(deps.newId());
  const bridgePin = await storeBridgePin(deps, key, id);
  const prepared = await deps.office.prepare({
    name: order.name,
    room: adopted?.room,
    bridgeNumber: order.bridgeDialIn ?? order.dialIn,
    bridgeKeys: bridgeKeysOf(bridgePin),
  });
  if (!prepared.ok) {
    await deps.pins.remove(hashPin(key.key, bridgePin));
    return prepared;
  }
  const conference: Conference = {
    id,
    name: order.name,
    room: prepared.room,
    settings: order.settings,
    isClosed: false,
    bridge: { state: 'absent', tries: 0, notBeforeMs: 0 },
    joins: 0,
    createdAtMs: deps.clock.now(),
  };
  const stored = await deps.conferences.put(conference);
  if (stored !== 'stored') {
    await deps.pins.remove(hashPin(key.key, bridgePin));
    return refusal(
      stored === 'exists'
        ? 'its id is taken'
        : `another conference has taken the room ${prepared.room} a moment ago; rotate the bridge PIN of that one, ` +
            'since its room was told another',
    );
  }
  const { pin } = await storeCallerPin(deps, key, { conference: id });
  return { ok: true, conference, pin, url: prepared.url, invitation: invitationOf(order, pin) };
}

/** Before anything is changed at the room: its bridge would key a PIN that the other conference does not know. */
async function findFree(
  { office, conferences }: Pick<AdminDeps, 'office' | 'conferences'>,
  room: string,
): ReturnType<RoomOffice['find']> {
  const found = await office.find(room);
  if (!found.ok) return found;
  const owner = await conferences.findByRoom(found.room);
  const isTaken = owner !== undefined && (await conferences.get(owner))?.isClosed === false;
  return isTaken ? refusal(`the room belongs to the conference ${owner}, which is not closed`) : found;
}

export type Closed = { readonly ok: true; readonly conference: Conference } | NotDone;

/** Closes a conference for good: callers are told and hung up, and the bridge is sent home. Twice is the same as once. */
export async function closeConference(
  deps: Pick<ConferenceDeps, 'conferences' | 'wake' | 'clock'> & { readonly pins: PinBook },
  id: ConferenceId,
): Promise<Closed> {
  const nowMs = deps.clock.now();
  const conference = await deps.conferences.changeConference(id, { kind: 'closed', atMs: nowMs });
  if (conference === undefined) return noConference;
  await deps.wake.wake(id);
  const untilMs = nowMs + closedPinsKeptMs;
  for (const { hash, entry } of await deps.pins.listOf(id))
    if (isLongerThan(entry, untilMs)) await deps.pins.expire(hash, untilMs);
  return { ok: true, conference };
}

/** Whose a PIN is and for how long; with a name, a personal one. `validUntilMs`: Unix ms. */
export type PinOwner = Pick<PinEntry, 'name' | 'externalId' | 'validUntilMs'>;

/** `pin` is shown once and stored nowhere; `fingerprint` names it from then on. */
export type Added = { readonly ok: true; readonly pin: string; readonly fingerprint: string } | NotDone;

/** Makes a further PIN for callers of a conference. */
export async function addPin(
  deps: Pick<AdminDeps, 'conferences' | 'pins' | 'clock' | 'randomBelow' | 'pinKey'>,
  id: ConferenceId,
  owner: PinOwner,
): Promise<Added> {
  const open = await findOpen(deps, id);
  if (!open.ok) return open;
  if (owner.validUntilMs !== undefined && owner.validUntilMs <= deps.clock.now())
    return refusal('it would have expired already');
  const key = await deps.pinKey();
  if (key === undefined) return noPinKey;
  const { pin, hash } = await storeCallerPin(deps, key, { conference: id, ...owner });
  return { ok: true, pin, fingerprint: fingerprintOf(hash) };
}

export type Revoked = { readonly ok: true; readonly pin: ListedPin } | NotDone;

/** The one PIN of a conference that a fingerprint, or its beginning, means; refused if nobody may revoke it. */
export async function findRevocable(
  { pins }: { readonly pins: PinBook },
  id: ConferenceId,
  fingerprint: string,
): Promise<Revoked> {
  if (fingerprint.length < leastFingerprintDigits)
    return refusal(`a fingerprint is named by at least its first ${leastFingerprintDigits} digits`);
  const all = await pins.listOf(id);
  const [pin, ...more] = all.filter(({ hash }) => fingerprintOf(hash).startsWith(fingerprint.toLowerCase()));
  if (pin === undefined) return refusal('the conference has no PIN with that fingerprint');
  if (more.length > 0) return refusal('several PINs begin like that: give the whole fingerprint');
  if (pin.entry.kind === 'bridge' && pin.entry.validUntilMs === undefined)
    return refusal('it is the PIN of the bridge, without which nobody is heard in the room: rotate it first');
  return { ok: true, pin };
}

/** Makes a PIN open nothing from now on; callers who are in stay in. The bridge's goes only after its rotation. */
export async function revokePin(
  { pins }: { readonly pins: PinBook & Pick<AdminDeps['pins'], 'remove'> },
  id: ConferenceId,
  fingerprint: string,
): Promise<Revoked> {
  const found = await findRevocable({ pins }, id, fingerprint);
  if (found.ok) await pins.remove(found.pin.hash);
  return found;
}

/** `oldValidUntilMs`: Unix ms at which the PINs before it expire. */
export type Rotated =
  { readonly ok: true; readonly fingerprint: string; readonly oldValidUntilMs: number } | NotDone;

/** Gives the bridge a new PIN; the old one opens for `bridgeOverlapMs` more. A bridge that is in stays in. */
export async function rotateBridgePin(deps: PinAdminDeps, id: ConferenceId): Promise<Rotated> {
  const open = await findOpen(deps, id);
  if (!open.ok) return open;
  const key = await deps.pinKey();
  if (key === undefined) return noPinKey;
  const old = (await deps.pins.listOf(id)).filter(({ entry }) => entry.kind === 'bridge');
  const pin = await storeBridgePin(deps, key, id);
  const hash = hashPin(key.key, pin);
  const rekeyed = await deps.office.rekey(open.conference.room, bridgeKeysOf(pin));
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

/** Tells PINs apart without showing them: the first 8 hexadecimal digits of the keyed hash. */
export function fingerprintOf(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex').slice(0, 8);
}

const refusal = (why: string): NotDone => ({ ok: false, reason: 'refused', why });
const noConference = refusal('there is no such conference');
const noPinKey: NotDone = {
  ok: false,
  reason: 'failed',
  why: 'the secret that PINs are hashed with is missing',
};

async function findOpen({ conferences }: Pick<AdminDeps, 'conferences'>, id: ConferenceId): Promise<Closed> {
  const conference = await conferences.get(id);
  if (conference === undefined) return noConference;
  return conference.isClosed ? refusal('the conference is closed') : { ok: true, conference };
}

function isLongerThan({ validUntilMs }: PinEntry, untilMs: number): boolean {
  return validUntilMs === undefined || validUntilMs > untilMs;
}

/** What the room's bridge keys after its call was answered. */
function bridgeKeysOf(pin: string): string {
  return `${bridgeLeadPauses}${pin}#`;
}

type PinMaker = Pick<AdminDeps, 'pins' | 'randomBelow'>;

async function storeBridgePin(deps: PinMaker, key: PinKey, conference: ConferenceId): Promise<string> {
  return (await storePin(deps, key, leastBridgePinDigits, { conference, kind: 'bridge', keyId: key.id })).pin;
}

function storeCallerPin(deps: PinMaker, key: PinKey, entry: Omit<PinEntry, 'kind' | 'keyId'>) {
  const digits = leastPinDigits(mostLivePins, mostTriesPerHour);
  return storePin(deps, key, digits, { ...entry, kind: 'caller', keyId: key.id });
}

async function storePin({ pins, randomBelow }: PinMaker, { key }: PinKey, digits: number, entry: PinEntry) {
  for (let draw = 0; draw < mostDraws; draw += 1) {
    const pin = newPin(digits, randomBelow);
    const hash = hashPin(key, pin);
    if ((await pins.put(hash, entry)) === 'stored') return { pin, hash };
  }
  throw new Error('random PINs keep being taken: the source of randomness is broken');
}

/** How to dial in, for an invitation; the last line is one tap on a phone: number, pauses, PIN, hash. */
function invitationOf({ name, dialIn }: NewConference, pin: string): string {
  return [name, `Dial ${dialIn} and key ${pin}#.`, `One tap: tel:${dialIn},,${pin}%23`].join('\n');
}
