import * as z from 'zod';
import type { SimulatedApi } from '../../frame/api.ts';
import type { Platform } from '../../frame/lambda.ts';
import type { Incoming, Reply } from '../../frame/network.ts';
import type { News } from '../reported.ts';

/** What Digital Samba's documentation leaves open, as one world has it. */
export interface SambaVariants {
  /** Whether a mute or hand that we asked for is reported like one of the host's. */
  readonly echoesOurActions: boolean;
  /** Whether the bridge's leg is dropped when the session ends. */
  readonly endDropsBridge: boolean;
  /** Whether a room without people answers 404 to the question who is live. */
  readonly quietIs404: boolean;
  readonly nesting: 'top' | 'data';
  /**
   * When the phone participants go, which is reported, if somebody disconnects telephony: before the bridge hangs up, after
   * it, or not at all. Default never.
   */
  readonly disconnectClears?: 'before' | 'after' | 'never' | undefined;
}

/** A phone participant as the room shows them. */
export interface Shown {
  muted: boolean;
  hand: boolean;
}

export const roomId = 'room-1';

/** What a room needs of the phones: its bridge dials in, and is hung up. */
export interface BridgeLine {
  readonly dial: () => void;
  readonly hangUp: () => void;
}

const announceSchema = z
  .array(z.object({ call_id: z.string(), name: z.string(), muted: z.boolean() }))
  .min(1);
const leftSchema = z.array(z.string()).min(1);

const answerLimitMs = 5_000;
const tries = 3;
const retryMs = [10_000, 60_000] as const;
const lateMs = [300, 90_000] as const;
const dialMs = [1_500, 9_000] as const;

/** From the callers' going to the bridge's. */
const hangUpMs = [0, 3_000] as const;

/** The end of the bridge, or of the session, or that a caller is led on, explains their leave this long before it. */
const letGoWithRestMs = 15_000;

/** As lib/conferences/events/room-events.ts waits for its own acts to come back, and some. */
const takenBackEchoMs = 35_000;

const callOf = (participant: string | undefined) => (participant === 'host' ? undefined : participant);

/** Actions are answered with some text (Digital Samba docs, phone participants). */
const ok: Reply = { status: 200, body: undefined };
const gone: Reply = { status: 404, body: {} };

/** One room at Digital Samba: its sessions, the people and phones in it, its bridge and its webhooks. */
export class SimulatedVideoRoom {
  session: string | undefined;
  /** How many there have been. */
  sessions = 0;
  /** How often it was asked to have its bridge dialled since that was last in. */
  dials = 0;
  readonly shown = new Map<string, Shown>();
  /** Calls that a moderator removed. */
  readonly kicked = new Set<string>();
  /** The same in any session. */
  readonly everRemoved = new Set<string>();
  /** Callers whose last mute by the host the gateway never heard of, for all repetitions. */
  readonly unheard = new Set<string>();
  /** Those of them who had been shown for so long that they cannot have been withdrawn shortly before. */
  readonly removedForSure = new Set<string>();
  /** Calls that it was told to show again after that: from then on nobody can tell that they were removed. */
  readonly shownAgain = new Set<string>();
  /** When bridge or session last ended, in ms. */
  #restOverAtMs = 0;
  /** When the gateway heard of a removal, in ms. */
  readonly #removalHeardAtMs = new Map<string, number>();
  readonly #shownSinceMs = new Map<string, number>();
  readonly #platform: Platform;
  readonly #api: SimulatedApi;
  readonly #variants: SambaVariants;
  readonly #bridge: BridgeLine;
  readonly #announced: (call: string) => void;
  readonly #changed: () => void;
  readonly #news: News;
  readonly #secret: () => string;
  readonly #isKey: (key: string | undefined) => boolean;

  constructor(deps: {
    readonly platform: Platform;
    readonly api: SimulatedApi;
    readonly variants: SambaVariants;
    readonly bridge: BridgeLine;
    readonly announced: (call: string) => void;
    /** Its session, or somebody whom it shows, is otherwise. */
    readonly changed: () => void;
    readonly news: News;
    /** What its webhooks carry now. */
    readonly secret: () => string;
    /** Whether it takes a developer key now. */
    readonly isKey: (key: string | undefined) => boolean;
  }) {
    this.#platform = deps.platform;
    this.#api = deps.api;
    this.#variants = deps.variants;
    this.#bridge = deps.bridge;
    this.#announced = deps.announced;
    this.#changed = deps.changed;
    this.#news = deps.news;
    this.#secret = deps.secret;
    this.#isKey = deps.isKey;
  }

  open(): void {
    if (this.session !== undefined) return;
    this.session = `session-${(this.sessions += 1)}`;
    this.kicked.clear();
    this.dials = 0;
    this.#platform.trace?.(() => `the room opens: ${this.session ?? ''}`);
    this.#emit('session_started', {});
    this.#emit('participant_joined', { participantId: 'host' });
    this.#changed();
  }

  close(): void {
    if (this.session === undefined) return;
    this.#platform.trace?.(() => `the room closes: ${this.session ?? ''}`);
    this.restIsOver();
    this.#clear();
    this.#emit('session_ended', {});
    this.session = undefined;
    if (this.#variants.endDropsBridge) this.#bridge.hangUp();
    this.#changed();
  }

  /** The host mutes or unmutes somebody on the phone. */
  hostMutes(call: string, muted: boolean): void {
    const shown = this.shown.get(call);
    if (shown === undefined) return;
    shown.muted = muted;
    this.#platform.trace?.(() => `the host ${muted ? 'mutes' : 'unmutes'} ${call.slice(-2)}`);
    this.#emit(
      muted ? 'phone_participant_muted' : 'phone_participant_unmuted',
      { callId: call },
      (isHeard) => {
        if (isHeard) this.unheard.delete(call);
        else this.unheard.add(call);
      },
    );
    this.#changed();
  }

  hostAsks(call: string): void {
    if (!this.shown.has(call)) return;
    this.#platform.trace?.(() => `the host asks ${call.slice(-2)} to unmute`);
    this.#emit('phone_participant_asked_to_unmute', { callId: call });
  }

  hostRemoves(call: string): void {
    if (!this.shown.delete(call)) return;
    this.kicked.add(call);
    this.everRemoved.add(call);
    this.shownAgain.delete(call);
    this.#removalHeardAtMs.set(call, Infinity);
    const shownSinceMs = this.#shownSinceMs.get(call) ?? Infinity;
    // Whoever is shown for a bridge that has left since is taken back, and then shown for the one that followed.
    const isTakenBack = shownSinceMs <= this.#restOverAtMs;
    if (!isTakenBack && this.#platform.scheduler.nowMs - shownSinceMs > takenBackEchoMs)
      this.removedForSure.add(call);
    else this.removedForSure.delete(call);
    this.#platform.trace?.(() => `the host removes ${call.slice(-2)}`);
    // Nobody can ask a room for that: told to nobody, it is not found out.
    this.#emit('participant_left', { participantId: call }, (isHeard) => {
      if (isHeard) this.#removalHeardAtMs.set(call, this.#platform.scheduler.nowMs);
      else this.removedForSure.delete(call);
    });
    this.#changed();
  }

  /** Somebody in the room disconnects telephony. */
  hostDisconnects(): void {
    const { disconnectClears = 'never' } = this.#variants;
    const { scheduler, random } = this.#platform;
    this.#platform.trace?.(() => `the host disconnects telephony, callers go: ${disconnectClears}`);
    if (disconnectClears === 'before') {
      this.#clear();
      scheduler.after(random.between(...hangUpMs), this.#bridge.hangUp);
      return;
    }
    this.#bridge.hangUp();
    if (disconnectClears === 'after') this.#clear();
  }

  #clear(): void {
    for (const call of this.shown.keys()) this.#emit('participant_left', { participantId: call });
    this.shown.clear();
    this.#changed();
  }

  /** Bridge or session has ended, with which all are let go. */
  restIsOver(): void {
    this.#restOverAtMs = this.#platform.scheduler.nowMs;
    for (const call of this.#removalHeardAtMs.keys()) this.isLetGo(call);
  }

  /** A caller is let go for another reason. Of whoever was removed, if that was heard of right before or not yet, nobody can tell it. */
  isLetGo(call: string): void {
    const heardAtMs = this.#removalHeardAtMs.get(call) ?? -Infinity;
    if (this.#platform.scheduler.nowMs - heardAtMs < letGoWithRestMs) this.removedForSure.delete(call);
  }

  serve({ method, path, body, key }: Incoming): Reply {
    if (!this.#isKey(key)) return { status: 401, body: {} };
    // Of any other room nobody is in.
    if (!path.startsWith(`/api/v1/rooms/${roomId}/`)) return gone;
    const [, action = ''] = /^\/api\/v1\/rooms\/room-1\/(.*)$/.exec(path) ?? [];
    const isLive = this.session !== undefined;
    if (method === 'GET' && action === 'live') {
      return isLive || !this.#variants.quietIs404
        ? { status: 200, body: { live_participants: isLive ? 1 : 0 } }
        : gone;
    }
    if (method === 'GET' && action.startsWith('sessions?')) {
      return { status: 200, body: { data: isLive ? [{ id: this.session, end_time: null }] : [] } };
    }
    if (method !== 'POST') throw new Error(`Digital Samba has no ${method} ${path}`);
    if (action === 'phone/connect') return this.#connect();
    if (action === 'phone/disconnect') {
      this.#bridge.hangUp();
      return ok;
    }
    if (!isLive) return gone;
    if (action === 'phone-participants/joined') return this.#joined(JSON.parse(body ?? ''));
    if (action === 'phone-participants/left') return this.#left(JSON.parse(body ?? ''));
    const [, call = '', asked = ''] = /^phone-participants\/([^/]+)\/([\w-]+)$/.exec(action) ?? [];
    return this.#asked(call, asked);
  }

  #connect(): Reply {
    this.dials += 1;
    if (this.session === undefined) return gone;
    const { scheduler, random } = this.#platform;
    scheduler.after(random.between(...dialMs), this.#bridge.dial);
    return ok;
  }

  #joined(request: unknown): Reply {
    for (const { call_id, muted } of announceSchema.parse(request)) {
      const isNew = !this.shown.has(call_id);
      if (isNew) this.#shownSinceMs.set(call_id, this.#platform.scheduler.nowMs);
      if (this.removedForSure.has(call_id)) this.shownAgain.add(call_id);
      this.shown.set(call_id, { muted, hand: false });
      this.#platform.trace?.(() => `the room shows ${call_id.slice(-2)}, muted ${muted}`);
      this.#announced(call_id);
      if (isNew) this.#emit('participant_joined', { participantId: call_id });
    }
    this.#changed();
    return ok;
  }

  #left(request: unknown): Reply {
    for (const call of leftSchema.parse(request)) {
      if (!this.shown.delete(call)) continue;
      this.#platform.trace?.(() => `the room shows ${call.slice(-2)} no more`);
      this.#emit('participant_left', { participantId: call });
    }
    this.#changed();
    return ok;
  }

  #asked(call: string, asked: string): Reply {
    const shown = this.shown.get(call);
    if (shown === undefined) return gone;
    if (asked === 'mute' || asked === 'unmute') {
      shown.muted = asked === 'mute';
      this.unheard.delete(call);
      if (this.#variants.echoesOurActions) this.#emit(`phone_participant_${asked}d`, { callId: call });
    } else if (asked === 'raise-hand' || asked === 'lower-hand') shown.hand = asked === 'raise-hand';
    else throw new Error(`Digital Samba has no ${asked}`);
    this.#changed();
    return ok;
  }

  #emit(
    type: string,
    fields: Readonly<Record<string, string>>,
    told: (isHeard: boolean) => void = () => undefined,
  ): void {
    const { scheduler, faults, random } = this.#platform;
    const all = { roomId, sessionId: this.session, ...fields };
    const timestamp = Math.floor(scheduler.nowMs / 1000);
    const body = JSON.stringify(
      this.#variants.nesting === 'top'
        ? { eventType: type, timestamp, ...all }
        : { event: type, timestamp, data: all },
    );
    const copies = faults.hits('webhookTwice') ? 2 : 1;
    for (let copy = 1; copy <= copies; copy += 1) {
      const ms = copy > 1 || faults.hits('webhookLate') ? random.between(...lateMs) : 0;
      const over = this.#news.sent(fields.callId ?? callOf(fields.participantId), copy > 1);
      scheduler.after(ms, () =>
        this.#deliver(body, 1, (isHeard) => {
          over(isHeard);
          if (copy === 1 || isHeard) told(isHeard);
        }),
      );
    }
  }

  #deliver(body: string, attempt: number, over: (isHeard: boolean) => void): void {
    const headers = { authorization: `Bearer ${this.#secret()}` };
    this.#api.post({ functionName: 'digital-samba-events', headers, body }, answerLimitMs, (status) => {
      if (status !== undefined && status < 300) {
        over(true);
        return;
      }
      const pauseMs = retryMs[attempt - 1];
      if (attempt < tries && pauseMs !== undefined) {
        this.#platform.scheduler.after(pauseMs, () => this.#deliver(body, attempt + 1, over));
        return;
      }
      over(false);
    });
  }
}
