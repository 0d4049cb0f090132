import type { Count, Log } from '../telemetry/telemetry.ts';
import type {
  Caller,
  Conference,
  ConferenceId,
  LiveSession,
  VoiceCallId,
  VoiceId,
} from './model/conference.ts';
import type { VoiceTraits } from './model/voice.ts';
import type { CallOutId, CallOutLimits, CallOutOutcome, OutgoingCall, Placed } from './model/call-out.ts';
import type { DialIn } from './model/dial-in.ts';
import type { Join, Spoken } from './model/instructions.ts';
import type { PinEntry, PinKey, ListedPin, ForwardPin, ConferencePin } from './model/pins.ts';
import type { Notice } from './model/notice.ts';
import type {
  LedOn,
  Noticed,
  NoticeAnswer,
  OrderedCallOut,
  PinAnswer,
  PinCall,
  PinTry,
  CountedUnauthenticated,
  UnauthenticatedCall,
} from './model/pin-call.ts';
import type { KnownCaller, ListedKnown } from './model/known-caller.ts';
import type { CommandResult } from './model/command-result.ts';
import type { CallerEvent } from './model/caller-events.ts';
import type { ConferenceEvent } from './model/conference-events.ts';

/** Time as the domain may know it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * Conferences and their callers. Reads are consistent.
 * @typeParam Told the events that it applies to conferences; `ToldOfCaller`: to callers
 */
export interface ConferenceStore<
  Told extends ConferenceEvent = ConferenceEvent,
  ToldOfCaller extends CallerEvent = CallerEvent,
> {
  /** Stores a new conference unless its id is taken, or its room by a conference that is not closed. */
  put(conference: Conference): Promise<'stored' | 'exists' | 'room-taken'>;
  get(id: ConferenceId): Promise<Conference | undefined>;
  /** The conference with all its callers, those gone within the last ten minutes included; `seen` is for `finished`. */
  load(id: ConferenceId): Promise<
    | {
        readonly conference: Conference;
        readonly callers: readonly Caller[];
        readonly seen: Seen;
        /** Since when, or from when on, the conference itself is due. */
        readonly dueAtMs: number | undefined;
      }
    | undefined
  >;
  /** Applies an event (`state/reduce-conference.ts`) and returns the conference as it then is; undefined if there is none. */
  changeConference(id: ConferenceId, event: Told): Promise<Conference | undefined>;
  /** One caller, likewise. */
  caller(id: ConferenceId, call: VoiceCallId): Promise<Caller | undefined>;
  /** Applies an event to one caller; `admitted` makes the caller if there is none. */
  changeCaller(id: ConferenceId, call: VoiceCallId, event: ToldOfCaller): Promise<Caller | undefined>;
  /** The same, while the caller is read already; undefined: nothing has happened to the caller. */
  changeCallerBy(
    id: ConferenceId,
    call: VoiceCallId,
    event: Promise<ToldOfCaller | undefined>,
  ): Promise<Caller | undefined>;
  /** The conference whose room this is. */
  findByRoom(room: string): Promise<ConferenceId | undefined>;
  /** Conferences with unfinished business, the longest waiting first. */
  due(nowMs: number, limit: number): Promise<readonly ConferenceId[]>;
  /**
   * Nothing is left to do before `dueAtMs` (undefined: at all) for what `load` has seen. Whatever an event has changed
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
  /** Also by an id that lacks the place at which the call is reached: what is found has it. */
  get(call: VoiceCallId): Promise<PinCall | undefined>;
  /**
   * The call is let into a conference as a caller or as the bridge, by a join, or is forwarded. Returns what is stored: of
   * a request that is repeated, the first join counts.
   */
  admitted(call: VoiceCallId, to: AdmittedTo): Promise<PinCall>;
  /** The call has answered a question for a PIN. */
  noteAnswer(call: VoiceCallId, answer: PinAnswer): Promise<void>;
  /** A question for a PIN did not let the call in. The same attempt, told again, is noted once. */
  noteTry(call: VoiceCallId, pinTry: PinTry): Promise<void>;
  /** The call may go on, and is told its notice first. Of a request that is repeated, the first counts. */
  noticeBegun(call: VoiceCallId, noticed: Noticed): Promise<void>;
  /**
   * The call is led on from one conference into another; with a `notice`, it is told that first. Returns what is stored; undefined: it
   * is not in the first conference any more.
   */
  ledOn(call: VoiceCallId, led: LedOnInto): Promise<PinCall | undefined>;
  /**
   * A notice was heard to its end, or a question for consent answered. The same attempt, told again, is noted once; of a call-out of
   * which something else has come than that somebody joined, none is noted any more.
   */
  noteNoticeAnswer(pinCall: PinCall, answer: NoticeAnswer): Promise<void>;
  /** What has come of a call-out; the first that is told counts. */
  callOutOver(call: VoiceCallId, is: CallOutOutcome): Promise<'noted' | 'known'>;
}

/** Call-outs until their calls have an id, and how many there have been. */
export interface CallOutStore {
  /**
   * Counts an order, before anybody is called, unless a limit is reached: then which. Orders that meet are counted one after
   * the other, so that no window ever has more than its limit. One without an id is closed by being counted, and counts twice if
   * the answer to a write got lost.
   */
  charge(
    id: CallOutId | undefined,
    nowMs: number,
    limits: CallOutLimits,
  ): Promise<'charged' | 'minute' | 'hour'>;
  /** Remembers an order for longer than it may be repeated. */
  remember(order: OrderedCallOut): Promise<void>;
  find(id: CallOutId): Promise<OrderedCallOut | undefined>;
  /** Nobody was called by it. */
  forget(id: CallOutId): Promise<void>;
  /** The order, if this is the call that has come of it: the first of which that is said. */
  claim(id: CallOutId, call: VoiceCallId): Promise<OrderedCallOut | undefined>;
  /** Orders that were counted by `atMs`, and of which something is still to come. */
  openOrders(atMs: number): Promise<readonly CallOutId[]>;
  /** Nothing is to come of an order any more. Of one that keeps being changed, it may not be noted. */
  closeOrder(id: CallOutId): Promise<void>;
}

/** What a PIN has led a call to. */
type AdmittedTo =
  | {
      readonly role: 'caller' | 'bridge';
      readonly conference: ConferenceId;
      readonly joinSequence: number;
    }
  | { readonly role: 'forward' };

/** Where a call is led on to, and as what it comes in there. */
export type LedOnInto = LedOn &
  (
    | { readonly joinSequence: number }
    | {
        readonly notice: Notice;
        readonly spokenTo: Pick<PinCall, 'language' | 'audio'>;
        readonly noticed: Noticed;
      }
  );

/** Dial-ins by dialled number or SIP domain. */
export interface DialInStore {
  find(dialled: string): Promise<DialIn | undefined>;
}

/** PINs by their keyed hash. */
export interface PinStore {
  find(hash: string): Promise<PinEntry | undefined>;
  /** Keeps a PIN under the hash of another key from now on, with this entry, unless it is gone by now. */
  move(from: string, to: string, entry: PinEntry): Promise<void>;
}

/** Callers who need no PIN, by the keyed hash of their number and by what they dial. */
export interface KnownStore {
  /** In each conference that knows the caller there; of very many, only the first. */
  find(hash: string, dialled: string): Promise<readonly KnownCaller[]>;
  /** As with PINs. */
  move(from: string, to: string, caller: KnownCaller): Promise<void>;
}

/** The calls that are before their PIN. */
export interface UnauthenticatedCallStore {
  /**
   * Counts a call in, once however often it is asked, unless `whyNot` finds a reason in those who are there already:
   * those who have arrived within the time that a call may be before its PIN, and have not left. Returns the reason.
   * @param present who was `present` a moment ago; who has come since is seen all the same
   */
  enter<Reason>(
    call: UnauthenticatedCall,
    arrivedAtMs: number,
    whyNot: (others: readonly UnauthenticatedCall[]) => Reason | undefined,
    present: readonly CountedUnauthenticated[],
  ): Promise<Reason | undefined>;
  /** Those who are there already, for a call that arrives at this moment. */
  present(arrivedAtMs: number): Promise<readonly CountedUnauthenticated[]>;
  /** A call is there no more; one that is not there already makes no difference. */
  leave(call: Pick<UnauthenticatedCall, 'call' | 'number'>, arrivedAtMs: number): Promise<void>;
  /** Calls that are still there and arrived by `atMs`, or a few seconds after, the earliest first; an hour back at most. */
  arrivedBy(atMs: number, limit: number): Promise<readonly CountedUnauthenticated[]>;
}

/** What attempts are counted for. */
export interface AttemptScope {
  readonly name: string;
  /** Attempts that it may have in a window; default as many as come. */
  readonly max?: number;
}

/** Counts attempts. A window is one hour. */
export interface AttemptStore {
  /**
   * Charges one attempt to each scope, before the PIN is looked up. The same `key` twice is charged once to the first scope;
   * the others may then have it twice, and never lack it. Returns how many each scope then has in its window.
   *
   * `spent`: one of them has had its `max` already. Then none is charged, and nothing may be looked up.
   */
  charge(scopes: readonly AttemptScope[], key: string, nowMs: number): Promise<readonly number[] | 'spent'>;
  /** Takes a charge of one's own back, because the PIN was right. */
  refund(scopes: readonly AttemptScope[], key: string, nowMs: number): Promise<void>;
}

/** One leg of a meeting. `joinSequence`: of the join by which it is in, if the provider tells joins of one call apart. */
export interface Leg {
  readonly call: VoiceCallId;
  readonly joinSequence?: number | undefined;
  readonly muted: boolean;
}

/** Where a leg is: providers find it by the conference's name, by the running meeting's, or by the call alone. */
export interface Seat {
  readonly conference: ConferenceId;
  /** The provider's name for the running meeting. */
  readonly meeting: string;
  readonly call: VoiceCallId;
}

/** A voice provider, as far as running calls are concerned. */
export interface Voice {
  mute(seat: Seat, muted: boolean): Promise<CommandResult>;
  /** Takes a call out of wherever it is, tells it why, and ends it. */
  end(call: VoiceCallId, spoken: Spoken): Promise<CommandResult>;
  /** Tells one leg of a meeting something, without taking it out. */
  tell(seat: Seat, spoken: Spoken): Promise<CommandResult>;
  /** Ends a call without a word. */
  hangUp(call: VoiceCallId): Promise<CommandResult>;
  /**
   * Who is in the conference's meeting now, and which meeting that is, if any; undefined if it cannot be said.
   * `meeting`: the last that we know of.
   */
  participants(
    conference: ConferenceId,
    meeting: string | undefined,
  ): Promise<{ readonly meeting: string | undefined; readonly legs: readonly Leg[] } | undefined>;
  /** Whether a call is still on the line; undefined if it cannot be said. */
  isUp(call: VoiceCallId): Promise<boolean | undefined>;
  /** The meeting that a call is in; undefined if it cannot be said. Absent: `participants` finds meetings without it. */
  meetingOf?(call: VoiceCallId): Promise<string | undefined>;
  /** Moves a call that waits outside into the meeting. Absent: it can only be let in when it next asks. */
  letIn?(call: VoiceCallId, join: Join): Promise<CommandResult>;
  /**
   * Takes a call out of wherever it is, and has it ask what to do next: where people wait inside, as after this join; elsewhere, as
   * after a wait. Absent, as `traits` say: only who waits outside asks.
   */
  leadOut?(call: VoiceCallId, join: Pick<Join, 'joinSequence' | 'language'>): Promise<CommandResult>;
}

/**
 * Has a voice provider call somebody, who is sent to `calleeAnswered` when the phone is picked up. To be asked once for an
 * order: after `unknown` the phone may be ringing.
 */
export type PlaceCall = (order: OutgoingCall) => Promise<Placed>;

/** A voice provider: what it does, and what it can. */
export interface VoiceProvider extends Voice {
  readonly traits: VoiceTraits;
}

export interface Voices {
  /** @throws if the deployment has no such provider: of what it stored, one was taken out since */
  of(id: VoiceId): VoiceProvider;
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
  announce(room: string, callers: readonly Announcement[]): Promise<CommandResult>;
  withdraw(room: string, calls: readonly VoiceCallId[]): Promise<CommandResult>;
  mute(room: string, call: VoiceCallId, muted: boolean): Promise<CommandResult>;
  hand(room: string, call: VoiceCallId, raised: boolean): Promise<CommandResult>;
  connectBridge(room: string): Promise<CommandResult>;
  disconnectBridge(room: string): Promise<CommandResult>;
  /** Whether people are in the room now; undefined if it cannot be said. */
  isLive(room: string): Promise<boolean | undefined>;
  /** The session that runs in the room now, also without people; undefined if it cannot be said. */
  liveSession(room: string): Promise<LiveSession | undefined>;
}

/** Wakes the conference's sync. `failed`: the sweep will find the conference. */
export interface Wake {
  wake(id: ConferenceId): Promise<'sent' | 'failed'>;
}

/** Wakes it later, as `Wake` does now. */
interface WakeLater {
  /** At `atMs` or up to seconds after; of several for one second one counts. */
  wakeAt(id: ConferenceId, atMs: number): Promise<'sent' | 'failed'>;
}

export interface ConferenceDeps {
  readonly conferences: ConferenceStore;
  readonly pinCalls: PinCallStore;
  readonly callOuts: CallOutStore;
  readonly unauthenticated: UnauthenticatedCallStore;
  readonly dialIns: DialInStore;
  readonly pins: PinStore & Pick<PinAdmin, 'listOf' | 'expire'>;
  readonly known: KnownStore & Pick<KnownAdmin, 'listOf' | 'remove'>;
  readonly attempts: AttemptStore;
  readonly voices: Voices;
  readonly rooms: Rooms;
  readonly wake: Wake;
  readonly wakeLater: WakeLater;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: Count;
  /** Uniform random integers from 0 up to, not including, `below`; from a secure source. */
  readonly randomBelow: (below: number) => number;
  /** Keys that PINs are hashed under, the current one first; none: the secret is missing, and no PIN is right. */
  readonly pinKeys: () => Promise<readonly PinKey[]>;
  /** The signed header that names a route for a call that we forward; undefined: the key is missing. */
  readonly signRoute: (
    route: string,
    call: VoiceCallId,
  ) => Promise<Readonly<Record<string, string>> | undefined>;
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
  /** How many of them are shorter than is safe, as only PINs are that were kept from elsewhere. */
  countGuessable(): Promise<number>;
}

/** Known callers, as whoever administers them sees them. */
export interface KnownAdmin {
  put(hash: string, caller: KnownCaller): Promise<'stored' | 'exists'>;
  /** A conference's known callers, ordered by their hashes. */
  listOf(conference: ConferenceId): Promise<readonly ListedKnown[]>;
  remove(hash: string, caller: Pick<KnownCaller, 'dialled' | 'conference'>): Promise<void>;
}

/** What the deployment's voice providers can do; undefined: it has no such provider. */
export type TraitsOf = (id: VoiceId) => VoiceTraits | undefined;
