import { randomUUID } from 'node:crypto';
import type { Pace } from '../../kit/pace.ts';
import type { ConversationAction } from '../ncco/schema.ts';
import type { VonageSettings } from '../options.ts';
import { type RtcEvent, rtc } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { VonageCall } from './call.ts';

export interface ConversationDeps {
  readonly settings: VonageSettings;
  readonly pace: Pace;
  readonly webhooks: Webhooks;
}

/** How a leg is in a conversation. */
export type Entry = Pick<
  ConversationAction,
  'startOnEnter' | 'endOnExit' | 'canSpeak' | 'canHear' | 'mute'
> & { readonly hasMusic: boolean };

/** A leg's own conversation has no conditions. */
const ownEntry: Entry = { startOnEnter: true, endOnExit: false, hasMusic: false };

/** A leg in a conversation. */
export interface Member {
  readonly id: string;
  readonly call: VonageCall;
  readonly joinedMs: number;
  readonly isListed: boolean;
}

interface Seat extends Member {
  readonly entry: Entry;
  isListed: boolean;
}

/** One conversation: a leg's own one, or one with a name. It lives from its first leg to its last. */
export class Conversation {
  readonly id: string;
  /** Undefined: a leg's own one. */
  readonly name: string | undefined;
  readonly #deps: ConversationDeps;
  readonly #seats = new Map<string, Seat>();
  #isStarted = false;

  constructor(id: string, name: string | undefined, deps: ConversationDeps) {
    this.id = id;
    this.name = name;
    this.#deps = deps;
  }

  /** In order of joining, whether or not lists show them yet. */
  get members(): readonly Member[] {
    return [...this.#seats.values()];
  }

  /** What REST lists. */
  get listed(): readonly Member[] {
    return [...this.#seats.values()].filter(({ isListed }) => isListed);
  }

  get isFull(): boolean {
    return this.#seats.size >= this.#deps.settings.maxLegs;
  }

  /** Whether one leg hears another one speak. */
  hears(listenerUuid: string, speakerUuid: string): boolean {
    const [listener, speaker] = [this.#seats.get(listenerUuid), this.#seats.get(speakerUuid)];
    if (!listener || !speaker || listener === speaker || !this.#isStarted) return false;
    if (listener.call.earmuffed || speaker.call.muted) return false;
    const mayHear = listener.entry.canHear?.includes(speakerUuid) ?? true;
    return mayHear && (speaker.entry.canSpeak?.includes(listenerUuid) ?? true);
  }

  /** Lets a leg in. */
  join(call: VonageCall, entry: Entry = ownEntry): void {
    const { settings, pace } = this.#deps;
    const isListed = settings.listDelayMs === 0;
    const seat: Seat = { id: `MEM-${randomUUID()}`, call, joinedMs: Date.now(), entry, isListed };
    this.#seats.set(call.uuid, seat);
    if (!isListed) pace.after(settings.listDelayMs, () => (seat.isListed = true));
    const wasMuted = call.muted;
    call.muted = entry.mute ?? call.muted;
    this.tell('member:joined', call);
    if (call.muted && !wasMuted && settings.muteEventOnMutedJoin) this.tell('audio:mute:on', call);
    if (this.name === undefined) return;
    call.note({
      kind: 'conference-joined',
      conference: this.name,
      conversation: this.id,
      muted: call.muted,
    });
    this.#mix(seat);
  }

  /** Takes a leg out. Nothing happens if it is not in. */
  leave(call: VonageCall, reason: 'hung-up' | 'moved'): void {
    const seat = this.#seats.get(call.uuid);
    if (!seat) return;
    this.tell('member:left', call);
    this.#seats.delete(call.uuid);
    if (this.name !== undefined) call.note({ kind: 'conference-left', reason });
    if (!seat.entry.endOnExit) return;
    for (const { call: other } of this.members) other.end('vonage');
  }

  /** A conversation's event about one of its members. */
  tell(event: RtcEvent, call: VonageCall, more?: Readonly<Record<string, unknown>>): void {
    const seat = this.#seats.get(call.uuid);
    if (!seat) return;
    const { webhooks, settings } = this.#deps;
    webhooks.emit(rtc(event, call, { conversationId: this.id, memberId: seat.id }, settings, more));
  }

  /** Legs wait, in silence or with music, until one comes that starts the conversation. */
  #mix({ call, entry }: Seat): void {
    const wasStarted = this.#isStarted;
    this.#isStarted ||= entry.startOnEnter;
    if (!this.#isStarted && entry.hasMusic) call.note({ kind: 'hold-music' });
    if (!this.#isStarted || this.#seats.size === 1) return;
    const hearing = wasStarted && this.#seats.size > 2 ? [call] : this.members.map((one) => one.call);
    for (const one of hearing) one.note({ kind: 'conference-started' });
  }
}
