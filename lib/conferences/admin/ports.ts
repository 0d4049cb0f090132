import type { ConferenceId } from '../model/conference.ts';
import type { KnownCaller } from '../call/known-callers.ts';
import type { ConferencePin, ForwardPin, PinEntry } from '../model/pins.ts';
import type { ConferenceDeps } from '../ports.ts';

/** Why something was not done. `refused`: it may not be, or there is no such thing. `failed`: something outside did. */
export interface NotDone {
  readonly ok: false;
  readonly reason: 'refused' | 'failed';
  /** Completes "… because". */
  readonly why: string;
  /** What it was to be done to is not there. */
  readonly isMissing?: true;
}

/** The room provider, as far as preparing rooms is concerned. */
export interface RoomProvisioner {
  /** The id of a room that exists, by its id or by its name in addresses. */
  find(room: string): Promise<{ readonly ok: true; readonly room: string } | NotDone>;
  /** Makes a room, or adopts the one with this id, with telephony switched on and its events sent to us. */
  prepare(order: {
    readonly name: string;
    readonly room: string | undefined;
    readonly bridgeNumber: string;
    readonly bridgeKeys: string;
    /** A room that is made is marked with it. */
    readonly conference: ConferenceId;
    /** A try that died may have made the room: then that one is taken. */
    readonly isRepeated: boolean;
  }): Promise<{ readonly ok: true; readonly room: string; readonly url: string | undefined } | NotDone>;
  /** Changes what a room's bridge keys. `unknown`: it may have been changed. */
  rekey(
    room: string,
    bridgeKeys: string,
  ): Promise<{ readonly told: 'done' } | { readonly told: 'refused' | 'unknown'; readonly why: string }>;
}

/** A PIN as it can be told from others without its digits. */
export interface ListedPin<Entry extends PinEntry = PinEntry> {
  readonly hash: string;
  readonly entry: Entry;
}

/** PINs, as whoever administers them sees them. */
export interface PinAdmin {
  put(hash: string, entry: PinEntry): Promise<'stored' | 'exists'>;
  remove(hash: string): Promise<void>;
  /** A conference's PINs, ordered by their hashes; expired ones included. */
  listOf(conference: ConferenceId): Promise<readonly ListedPin<ConferencePin>[]>;
  /** The PINs that forward, likewise. */
  listForwarding(): Promise<readonly ListedPin<ForwardPin>[]>;
  /** Lets a PIN expire (Unix ms) in the place of any moment set before. False: there is none. */
  expire(hash: string, validUntilMs: number): Promise<boolean>;
  /** How many PINs of all kinds have not expired; one made or removed a moment ago may be counted wrongly. */
  countLive(): Promise<number>;
}

/** Known callers, as whoever administers them sees them. */
export interface KnownAdmin {
  put(hash: string, caller: KnownCaller): Promise<'stored' | 'exists'>;
  /** A conference's known callers, ordered by their hashes. */
  listOf(conference: ConferenceId): Promise<readonly ListedKnown[]>;
  remove(hash: string, caller: Pick<KnownCaller, 'dialled' | 'conference'>): Promise<void>;
}

/** A known caller as it can be told from others without its number. */
export interface ListedKnown {
  readonly hash: string;
  readonly caller: KnownCaller;
}

/** What whoever administers conferences and PINs needs. */
export type AdminDeps = Pick<ConferenceDeps, 'conferences' | 'clock' | 'randomBelow' | 'pinKeys'> & {
  readonly pins: PinAdmin;
  readonly provisioner: RoomProvisioner;
};

export const refusal = (why: string): NotDone => ({ ok: false, reason: 'refused', why });

const missing = (why: string): NotDone => ({ ...refusal(why), isMissing: true });

export const noConference = missing('there is no such conference');

export const noPinKey: NotDone = {
  ok: false,
  reason: 'failed',
  why: 'the secret that PINs are hashed with is missing',
};

/** Tells PINs, or known callers, apart without showing them: the first 8 hexadecimal digits of the keyed hash. */
export function fingerprintOf(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex').slice(0, 8);
}

/** Fewer digits of a fingerprint could be a slip of the hand. */
const minFingerprintDigits = 4;

/** The one that a fingerprint, or its beginning, means. `what`: such as `PIN`. */
export function findByFingerprint<Listed extends { readonly hash: string }>(
  all: readonly Listed[],
  fingerprint: string,
  what: string,
): { readonly ok: true; readonly found: Listed } | NotDone {
  if (fingerprint.length < minFingerprintDigits)
    return refusal(`a fingerprint is named by at least its first ${minFingerprintDigits} digits`);
  const [found, ...more] = all.filter(({ hash }) =>
    fingerprintOf(hash).startsWith(fingerprint.toLowerCase()),
  );
  if (found === undefined) return missing(`there is no ${what} with that fingerprint`);
  return more.length > 0
    ? refusal(`several begin like that: give the whole fingerprint`)
    : { ok: true, found };
}
