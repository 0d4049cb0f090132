import type { Count, Log } from '../telemetry/telemetry.ts';
import type { CallId, HeldCall, StartedBot } from './model/call.ts';
import type { BotNotice } from './model/notice.ts';
import type { BotTarget, Route, Target } from './model/route.ts';
import type { ExistingRoom, RoomEvent } from './model/existing-room.ts';
import type { CallEvent } from './model/call-events.ts';
import type { Destination } from '../numbers/destination.ts';

/** Time as the domain may know it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The result of a move: the item after the write, or the item that refused it (undefined: there is none). */
export type Moved =
  | { readonly ok: true; readonly call: HeldCall }
  | { readonly ok: false; readonly call: HeldCall | undefined };

/** Held calls. Reads are consistent; an item whose `ttl` has passed is absent. */
export interface CallStore {
  /** Stores a new call unless its id is taken. */
  put(call: HeldCall): Promise<'stored' | 'exists'>;
  get(id: CallId): Promise<HeldCall | undefined>;
  /** One conditional write: the event's change as `state/life.ts` states it. */
  move(id: CallId, event: CallEvent): Promise<Moved>;
  /** Calls whose `dueAtMs` has come, the oldest first, at most `limit`. May lag behind writes by seconds. */
  due(nowMs: number, limit: number): Promise<readonly CallId[]>;
}

/** Daily rooms that exist without us and that routes lead to. */
export interface ExistingRoomStore {
  /** Applies the event to the room and returns it as it then is; undefined if no route ever named that room. */
  change(name: string, event: RoomEvent): Promise<ExistingRoom | undefined>;
  get(name: string): Promise<ExistingRoom | undefined>;
}

/** Routes by dialled number or address (see `parseRouteKey`), and the headers that chose one. */
export interface RouteStore {
  /** `call`: whose way it is to be; undefined: it is only looked at. */
  find(key: string, call?: CallId): Promise<Route | undefined>;
  /** Spends a one-time header for a call: false if another call spent it. The same call may spend it again. */
  spend(header: string, call: CallId, expiresAtMs: number): Promise<boolean>;
}

/** The machine that holds calls. */
export interface Machine {
  /** Starts the call's execution; one that exists already counts as started. Tries for 3 s at most. */
  start(id: CallId): Promise<'started' | 'throttled'>;
  /** Ends the waiting task. `over`: that attempt has ended already. `failed`: nobody knows, try again later. */
  resume(token: string): Promise<'resumed' | 'over' | 'failed'>;
  /** Ends the waiting task as failed, so that the machine begins the next attempt. The answer as for `resume`. */
  giveUp(token: string): Promise<'resumed' | 'over' | 'failed'>;
}

/** What a fresh room must be like. Times are Unix milliseconds. */
export interface RoomOrder {
  readonly name: string;
  readonly expiresAtMs: number;
  readonly dialOut: boolean;
  /** How the caller is named in the room. */
  readonly displayName: string;
  /** When whoever orders stops waiting. */
  readonly endsAtMs: number;
}

/**
 * What came of an order to connect. `taken` is not yet success. `gone`: no such call on hold, as far as the provider
 * says. `busy`: refused for now, nothing happened, and it may be sent again, after `retryAfterMs` where the provider
 * says so. `refused`: refused for good, nothing happened. `unknown`: it may have happened. `why` is a code.
 */
export type Ordered =
  | { readonly kind: 'taken' | 'unknown' }
  | { readonly kind: 'gone' | 'refused'; readonly why: string }
  | { readonly kind: 'busy'; readonly why: string; readonly retryAfterMs?: number | undefined };

/**
 * The video side: rooms, who is in them, and the caller on hold. No method throws on a refusal or a time-out. `endsAtMs`
 * (Unix ms) is when whoever asks stops waiting: an answer that takes seconds is waited for while there is time.
 */
export interface VideoRooms {
  /** Makes the room; one of that name that exists is taken as made. */
  create(
    order: RoomOrder,
  ): Promise<
    | { readonly ok: true; readonly url: string; readonly address: string }
    | { readonly ok: false; readonly why: string }
  >;
  /** The room's first SIP address, without `sip:`. */
  addressOf(name: string, endsAtMs: number): Promise<string | undefined>;
  /** Whether somebody who is not a bot of ours is in a room that we made. */
  callerIn(name: string, endsAtMs: number): Promise<'in' | 'out' | 'unknown'>;
  /** Deletes rooms; one that is gone counts as deleted. Returns those that are not known to be gone. */
  remove(names: readonly string[]): Promise<readonly string[]>;
  /** Orders the caller on hold into the room at `address`, once. */
  connect(hold: string, address: string, endsAtMs: number): Promise<Ordered>;
  /** Leads a caller's leg out of a room to somebody else, once. `gone`: there is no such leg, or no meeting, in the room. */
  transfer(order: TransferOrder): Promise<Ordered>;
  /** A token that lets the bot of one target into one room as its owner; undefined while the keys for it are not set. */
  botToken(room: string, target: number, expiresAtMs: number): Promise<string | undefined>;
  /** Whether the bot of a target is seen in the room. False: it is not, or nobody knows. */
  isBotIn(room: string, target: number, endsAtMs: number): Promise<boolean>;
  /**
   * Puts the bots of these targets out of the room, and keeps them out for as long as somebody is in it. False: it may not have
   * worked, and may be asked again.
   */
  keepOut(room: string, targets: readonly number[], endsAtMs: number): Promise<boolean>;
}

/** Who is led out of which room, and where. */
export interface TransferOrder {
  readonly room: string;
  /** The provider's id of the caller's leg in it. */
  readonly session: string;
  readonly to: Destination;
  /** When whoever orders stops waiting. */
  readonly endsAtMs: number;
}

/** What a bot is told: everything it needs to take the call, and no key to anything else. */
export interface BotOrder {
  /** The same whenever the same target is asked to send a bot to the same room. */
  readonly id: string;
  readonly target: BotTarget;
  readonly room: { readonly name: string; readonly url: string; readonly token: string };
  readonly call: Pick<HeldCall, 'id' | 'to' | 'from' | 'sipHeaders'>;
  /** Where and with what bearer token the bot may report that its room is ready. */
  readonly report: { readonly url: string; readonly token: string };
  /** Where and with what it may ask that the caller is led on; undefined: the route allows that to nobody. */
  readonly transfer?: { readonly url: string; readonly token: string };
  /** What the caller has to be told first, and where to report that; undefined: nothing. */
  readonly notice?: BotNotice & { readonly url: string; readonly token: string };
  /** When whoever orders stops waiting. */
  readonly endsAtMs: number;
}

/** What a back end makes of an order. `refused`: no bot comes. `unknown`: one may. */
export type BotStart =
  | { readonly kind: 'started'; readonly session?: string | undefined }
  | {
      readonly kind: 'refused' | 'unknown';
      /** A short word: a status, or an error code. */
      readonly why: string;
      /** How long the back end wants not to be asked again, in ms, if it says so. */
      readonly retryAfterMs?: number | undefined;
    };

/** The back ends that bots come from. */
export interface Bots {
  start(order: BotOrder): Promise<BotStart>;
  /** Stops a bot; one that has gone counts as stopped, one without a session stops when its room goes. */
  stop(bot: StartedBot): Promise<boolean>;
}

/** What somebody's own code is told of a call, to say where it goes. */
export interface RoutingQuestion {
  /** The same whenever the same call is asked about. */
  readonly id: string;
  readonly url: string;
  readonly call: Pick<HeldCall, 'id' | 'to' | 'from' | 'sipHeaders'>;
  /** When whoever asks stops waiting. */
  readonly endsAtMs: number;
}

/** What it says. `data` is for the bots that the route names itself. `none`: no answer, or one that cannot be used. */
export type RoutingAnswer =
  | { readonly kind: 'targets'; readonly targets: readonly Target[] }
  | { readonly kind: 'data'; readonly data: BotTarget['data'] }
  | { readonly kind: 'refusal' }
  | { readonly kind: 'none'; readonly why: string };

/** Somebody's own code that says where calls go. */
export interface Router {
  /** Asks once; never throws. */
  ask(question: RoutingQuestion): Promise<RoutingAnswer>;
}

/** The figures of a hold, in milliseconds. */
export interface HoldSettings {
  readonly stage: string;
  /** Base URL under which bots report. */
  readonly publicUrl: string;
  /** How long a caller may stay on hold. */
  readonly holdBudgetMs: number;
  /** How long one bot may take before the next target is tried. */
  readonly holdSliceMs: number;
  /** How long the function that asks bots may run within that slice. */
  readonly holdTaskMs: number;
  /** How long one task of connecting lasts: it orders, or looks, and then waits for the news. */
  readonly connectSliceMs: number;
  /** How long the function that orders may run within that slice. */
  readonly connectTaskMs: number;
  /** What is kept back for the clean-up. */
  readonly reserveMs: number;
  readonly longestCallMs: number;
  /** How long a call's item is kept. */
  readonly retentionMs: number;
}

/** Everything that the use cases of held calls reach the world through. */
export interface HeldCallDeps {
  readonly calls: CallStore;
  readonly existingRooms: ExistingRoomStore;
  readonly routes: RouteStore;
  readonly machine: Machine;
  readonly video: VideoRooms;
  readonly bots: Bots;
  readonly router: Router;
  readonly clock: Clock;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly count: Count;
  /** Whether what happens to a call is counted: graphs and alarms speak of callers, and not every call has one. */
  readonly isCounted: (id: CallId) => boolean;
  readonly settings: HoldSettings;
  /** Key for report tokens and route headers; undefined: the secret is missing, and both fail closed. */
  readonly signingKey: () => Promise<string | undefined>;
  /** A key that counts too while the signing key is rotated, and signs nothing. Default: none. */
  readonly otherSigningKey?: () => Promise<string | undefined>;
}
