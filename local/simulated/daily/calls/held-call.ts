import type { Timers } from '../../kit/timers.ts';
import type { LeftReason } from './meeting.ts';
import type { Leg } from './rooms.ts';

/** What the caller notices, and what Daily notices for them. */
export type CallerExperience =
  | { readonly kind: 'dialled'; readonly to: string }
  | { readonly kind: 'hold-music' }
  | { readonly kind: 'ringing' }
  | { readonly kind: 'webhook-answered'; readonly status: number }
  | { readonly kind: 'webhook-unanswered'; readonly reason: 'timed-out' | 'unreachable' | 'lost' }
  | { readonly kind: 'timeout-message'; readonly message: string }
  | {
      readonly kind: 'connected';
      readonly room: string;
      readonly address: string;
      readonly sessionId: string;
    }
  | { readonly kind: 'transferred' }
  | { readonly kind: 'hung-up'; readonly by: 'caller' | 'daily' | 'room'; readonly why: string };

/** One experience and its moment. `afterMs` counts from dialling. */
export type CallerEvent = CallerExperience & { readonly time: string; readonly afterMs: number };

/** Waiting longer than this for an event is a failed expectation. */
const DEFAULT_WAIT_MS = 60_000;

/** Who is calling whom. */
export interface CallIdentity {
  readonly callId: string;
  readonly callDomain: string;
  readonly to: string;
  /** Undefined for a caller whose number is withheld. */
  readonly from: string | undefined;
  readonly sipHeaders: Readonly<Record<string, string>> | undefined;
}

/** What an accepted update leads to; everything but `joins` is a 200 with a bad end. */
export type ConnectOutcome = 'joins' | 'nothing' | 'hangs-up' | 'dialin-error';

/** One caller, from dialling to hanging up. */
export class HeldCall {
  readonly identity: CallIdentity;
  readonly #connectOutcomes: ConnectOutcome[];
  /** Everything so far. */
  readonly events: CallerEvent[] = [];
  /** Settles with the `hung-up` event. */
  readonly ended: Promise<CallerEvent>;
  /** Legs that this caller has had in rooms; more than one means connected twice. */
  legCount = 0;
  readonly #dialledAtMs = Date.now();
  readonly #timers: Timers;
  readonly #listeners = new Set<(event: CallerEvent) => void>();
  readonly #legs = new Map<string, Leg>();
  /** The leg that was led out of its room. */
  #led: Leg | undefined;
  #settleEnded: (event: CallerEvent) => void = () => undefined;
  #phase: 'held' | 'connecting' | 'connected' | 'ended' = 'held';
  /** Address of the first accepted update. */
  connectingTo: string | undefined;

  constructor(
    identity: CallIdentity,
    timers: Timers,
    connectOutcomes: readonly ConnectOutcome[],
    /** What the caller hears first. */
    hears: 'hold-music' | 'ringing' = 'hold-music',
  ) {
    this.identity = identity;
    this.#connectOutcomes = [...connectOutcomes];
    this.#timers = timers;
    this.ended = new Promise((resolve) => (this.#settleEnded = resolve));
    this.note({ kind: 'dialled', to: identity.to });
    this.note({ kind: hears });
  }

  get callId(): string {
    return this.identity.callId;
  }

  get phase(): 'held' | 'connecting' | 'connected' | 'ended' {
    return this.#phase;
  }

  /** Calls `listener` for every event from now on; returns how to stop. */
  onEvent(listener: (event: CallerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first event of a kind, past or to come. Rejects after `timeoutMs` (default 60,000) with what happened instead. */
  waitFor(kind: CallerEvent['kind'], timeoutMs = DEFAULT_WAIT_MS): Promise<CallerEvent> {
    const past = this.events.find((event) => event.kind === kind);
    if (past) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        stopListening();
        cancel();
        settle();
      };
      const cancel = this.#timers.after(timeoutMs, () => {
        const seen = this.events.map((event) => event.kind).join(', ');
        done(() => reject(new Error(`No ${kind} within ${timeoutMs} ms; the caller saw: ${seen}`)));
      });
      const stopListening = this.onEvent((event) => {
        if (event.kind === kind) done(() => resolve(event));
      });
    });
  }

  /** The caller hangs up. Nothing happens if the call is over. */
  hangUp(): void {
    this.end('caller', 'caller hung up');
  }

  /** The bot hands the caller on to another address, who answers. Nothing happens unless the caller is in a room. */
  transfer(toEndpoint: string): void {
    for (const leg of this.#legs.values()) leg.transfer(toEndpoint);
  }

  /** Records an experience and tells the listeners. Ignored once the call is over. */
  note(experience: CallerExperience): void {
    if (this.#phase === 'ended') return;
    const nowMs = Date.now();
    const event = { ...experience, time: new Date(nowMs).toISOString(), afterMs: nowMs - this.#dialledAtMs };
    this.events.push(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** What the update just accepted leads to. */
  nextConnectOutcome(): ConnectOutcome {
    const [next = 'joins', ...later] = this.#connectOutcomes;
    if (later.length > 0) this.#connectOutcomes.shift();
    return next;
  }

  /** An update was accepted; the leg is on its way. */
  startConnecting(address: string): void {
    if (this.#phase === 'held') this.#phase = 'connecting';
    this.connectingTo ??= address;
  }

  /** The leg is in the room. */
  addLeg(leg: Leg, room: string, address: string): void {
    this.#phase = 'connected';
    this.#legs.set(leg.sessionId, leg);
    this.legCount += 1;
    this.note({ kind: 'connected', room, address, sessionId: leg.sessionId });
  }

  /** A leg is out of its room. The call ends with the last one. */
  loseLeg(sessionId: string, reason: LeftReason): void {
    const leg = this.#legs.get(sessionId);
    this.#legs.delete(sessionId);
    if (reason === 'transferred') {
      this.#led = leg;
      this.note({ kind: 'transferred' });
    } else if (this.#legs.size === 0) this.end('room', reason);
  }

  /** Ends the call once, whatever its phase. */
  end(by: 'caller' | 'daily' | 'room', why: string): void {
    if (this.#phase === 'ended') return;
    this.note({ kind: 'hung-up', by, why });
    this.#phase = 'ended';
    for (const leg of this.#legs.values()) leg.hangUp();
    this.#legs.clear();
    this.#led?.endTransfer();
    const last = this.events.at(-1);
    if (last) this.#settleEnded(last);
  }
}
