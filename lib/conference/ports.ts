import type { Count, Log } from '../telemetry/telemetry.ts';
import type { Caller, Conference, ConferenceId, Language, VoiceCallId } from './conference.ts';
import type { Door } from './door.ts';
import type { CallerFact, ConferenceFact } from './facts.ts';
import type { PinEntry } from './pins.ts';
import type { Sentence } from './sentences.ts';

/** Time as the domain may know it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Conferences and their callers. Reads are consistent. */
export interface ConferenceStore {
  /** Stores a new conference unless its id is taken, or its room by a conference that is not closed. */
  put(conference: Conference): Promise<'stored' | 'exists' | 'room-taken'>;
  get(id: ConferenceId): Promise<Conference | undefined>;
  /** The conference with all its callers, those gone within the last hour included; `seen` is for `finished`. */
  load(id: ConferenceId): Promise<
    | {
        readonly conference: Conference;
        readonly callers: readonly Caller[];
        readonly seen: Seen;
      }
    | undefined
  >;
  /** Applies a fact (`facts.ts`) and returns the conference as it then is; undefined if there is none. */
  changeConference(id: ConferenceId, fact: ConferenceFact): Promise<Conference | undefined>;
  /** Applies a fact to one caller; `admitted` makes the caller if there is none. */
  changeCaller(id: ConferenceId, call: VoiceCallId, fact: CallerFact): Promise<Caller | undefined>;
  /** The conference whose room this is. */
  findByRoom(room: string): Promise<ConferenceId | undefined>;
  /** Conferences with unfinished business, the longest waiting first. */
  due(nowMs: number, limit: number): Promise<readonly ConferenceId[]>;
  /**
   * Nothing is left to do before `dueAtMs` (undefined: at all) for what `load` has seen. Whatever a fact has changed
   * since then stays due, the caller's own record of what was done included: so load again, and find nothing to do.
   */
  finished(id: ConferenceId, seen: Seen, dueAtMs: number | undefined): Promise<void>;
}

/** What a conference's load has seen, as its store notes it; opaque to everybody else. */
export type Seen = Readonly<Record<string, SeenRecord>>;
export interface SeenRecord {
  readonly version: number;
  /** Since when, or from when on, it is due. */
  readonly dueAtMs?: number | undefined;
  /** Long gone, and to be cleared away. */
  readonly isStale: boolean;
}

/** The dialogue's memory of one call before it is in a conference. */
export interface PinCallStore {
  /** Stores that a call has arrived, and returns what is stored; a repeated arrival changes nothing. */
  arrived(call: PinCall): Promise<PinCall>;
  get(call: VoiceCallId): Promise<PinCall | undefined>;
  /** The call is let into a conference as a caller or as the bridge. */
  admitted(call: VoiceCallId, conference: ConferenceId, role: 'caller' | 'bridge'): Promise<void>;
}

/** A call that has not (yet) said where it belongs. */
export interface PinCall {
  readonly call: VoiceCallId;
  readonly door: string;
  readonly language: Language;
  /** The caller's number in E.164, if it is one. */
  readonly number?: string | undefined;
  /** The call came from the bridge's confirmed origin. */
  readonly isBridgeOrigin: boolean;
  readonly arrivedAtMs: number;
  readonly conference?: ConferenceId | undefined;
  readonly role?: 'caller' | 'bridge' | undefined;
}

/** Doors by dialled number or SIP domain. */
export interface DoorStore {
  find(dialled: string): Promise<Door | undefined>;
}

/** PINs by their keyed hash. */
export interface PinStore {
  put(hash: string, entry: PinEntry): Promise<'stored' | 'exists'>;
  find(hash: string): Promise<PinEntry | undefined>;
  remove(hash: string): Promise<void>;
}

/** Counts attempts. A window is one hour. */
export interface AttemptStore {
  /**
   * Charges one attempt to each scope at once, before the PIN is looked up; the same `key` twice is charged once.
   * Returns how many each scope then has in its window.
   */
  charge(scopes: readonly string[], key: string, nowMs: number): Promise<readonly number[]>;
  /** Takes a charge back, because the PIN was right. */
  refund(scopes: readonly string[], key: string, nowMs: number): Promise<void>;
}

/** `unknown`: it may have happened. `gone`: there is no such leg or room any more. */
export type Told = 'done' | 'gone' | 'refused' | 'unknown';

/** The voice provider, as far as running calls are concerned. */
export interface Voice {
  mute(meeting: string, call: VoiceCallId, muted: boolean): Promise<Told>;
  /** Takes a call out of wherever it is, tells it why, and ends it. */
  end(call: VoiceCallId, sentence: Sentence, language: Language): Promise<Told>;
  /** Tells one leg of a meeting something, without taking it out. */
  tell(meeting: string, call: VoiceCallId, sentence: Sentence, language: Language): Promise<Told>;
  /** Who is in the meeting now; undefined if it cannot be said. */
  participants(
    meeting: string,
  ): Promise<readonly { readonly call: VoiceCallId; readonly muted: boolean }[] | undefined>;
  /** Whether a call is still on the line; undefined if it cannot be said. */
  isUp(call: VoiceCallId): Promise<boolean | undefined>;
}

/** A caller as the room is told of it. */
export interface Announcement {
  readonly call: VoiceCallId;
  readonly name: string;
  readonly number?: string | undefined;
  readonly externalId?: string | undefined;
  readonly muted: boolean;
}

/** The room provider. */
export interface Rooms {
  /** One request for at most 100 callers. */
  announce(room: string, callers: readonly Announcement[]): Promise<Told>;
  takeBack(room: string, calls: readonly VoiceCallId[]): Promise<Told>;
  mute(room: string, call: VoiceCallId, muted: boolean): Promise<Told>;
  hand(room: string, call: VoiceCallId, raised: boolean): Promise<Told>;
  connectBridge(room: string): Promise<Told>;
  disconnectBridge(room: string): Promise<Told>;
  /** Whether people are in the room now; undefined if it cannot be said. */
  isLive(room: string): Promise<boolean | undefined>;
}

/** Wakes the conference's sync. `failed`: the sweep will find the conference. */
export interface Wake {
  wake(id: ConferenceId): Promise<'sent' | 'failed'>;
}

/** The key under which PINs are hashed, and its id; undefined: the secret is missing, and no PIN is right. */
export interface PinKey {
  readonly id: string;
  readonly key: string;
}

export interface ConferenceDeps {
  readonly conferences: ConferenceStore;
  readonly pinCalls: PinCallStore;
  readonly doors: DoorStore;
  readonly pins: PinStore;
  readonly attempts: AttemptStore;
  readonly voice: Voice;
  readonly rooms: Rooms;
  readonly wake: Wake;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: Count;
  /** Uniform random integers from 0 up to, not including, `below`; from a secure source. */
  readonly randomBelow: (below: number) => number;
  readonly pinKey: () => Promise<PinKey | undefined>;
  /** The signed header that names a route for a call that we forward; undefined: the key is missing. */
  readonly signRoute: (
    route: string,
    call: VoiceCallId,
  ) => Promise<Readonly<Record<string, string>> | undefined>;
}
