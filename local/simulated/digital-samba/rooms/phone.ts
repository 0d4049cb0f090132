import { randomUUID } from 'node:crypto';
import { keepNewest } from '../../../runtime/keep.ts';
import type { BridgeState } from './bridge.ts';
import type { DigitalSambaSettings, RefusalStatus } from '../options.ts';
import type { JoinedCall } from './room-schema.ts';

/** Whether the room did as it was told, and the answer if not. */
export type Outcome =
  { readonly ok: true } | { readonly ok: false; readonly status: RefusalStatus; readonly message: string };

export const done: Outcome = { ok: true };

export const refuse = (status: RefusalStatus, message: string): Outcome => ({ ok: false, status, message });

/** Who made a change: somebody in the room, or a REST request. */
export type By = 'moderator' | 'api';

/** A phone participant as the room shows it. */
export interface PhoneParticipant {
  readonly callId: string;
  readonly name: string | undefined;
  readonly number: string | undefined;
  readonly muted: boolean;
  /** Whether the hand is up. */
  readonly hand: boolean;
}

/** A phone participant with what the room does not show. */
export interface PhoneEntry extends PhoneParticipant {
  /** The room's own id, which the voice side never learns unless an event shows it. */
  readonly id: string;
  readonly externalId: string | undefined;
  readonly joinedAtMs: number;
}

/** One entry of a `joined` array that was accepted, whether or not its sender got the answer. */
export interface Announcement {
  readonly callId: string;
  /** Undefined without a live session. */
  readonly sessionId: string | undefined;
  /** The bridge at that moment; anything but `connected` breaks the guide's rule to announce nobody before it. */
  readonly bridge: BridgeState;
  readonly atMs: number;
}

/** What changed about a phone participant. */
export type PhoneNews =
  | 'phone-joined'
  | 'phone-updated'
  | 'phone-left'
  | 'phone-removed'
  | 'phone-cleared'
  | 'phone-muted'
  | 'phone-unmuted'
  | 'phone-asked-to-unmute'
  | 'phone-hand-raised'
  | 'phone-hand-lowered';

interface PhoneDeps {
  readonly settings: DigitalSambaSettings;
  readonly sessionId: () => string | undefined;
  readonly bridge: () => BridgeState;
  /** Told of each change, with whether the settings want a webhook for it. */
  readonly onNews: (news: PhoneNews, who: PhoneEntry, by: By, isReported: boolean) => void;
}

/** The phone participants of one room. */
export class PhoneParticipants {
  /** Every accepted announcement, in order. */
  readonly announcements: Announcement[] = [];
  readonly #deps: PhoneDeps;
  #entries: PhoneEntry[] = [];

  constructor(deps: PhoneDeps) {
    this.#deps = deps;
  }

  /** In order of announcement. */
  get all(): readonly PhoneEntry[] {
    return this.#entries;
  }

  find(callId: string): PhoneEntry | undefined {
    return this.#entries.find((one) => one.callId === callId);
  }

  /** `POST …/joined`. */
  join(calls: readonly JoinedCall[]): Outcome {
    const { settings, sessionId, bridge } = this.#deps;
    let isShown = true;
    if (sessionId() === undefined) {
      switch (settings.joinedWithoutSession) {
        case 'refused-404':
          return refuse(404, 'The room has no live session.');
        case 'refused-422':
          return refuse(422, 'The room has no live session.');
        case 'ignored-200':
          isShown = false;
          break;
        case 'shown':
          break;
      }
    }
    if (bridge() !== 'connected' && settings.joinedWithoutBridge !== 'shown') {
      if (settings.joinedWithoutBridge === 'refused-422') return refuse(422, 'Telephony is not connected.');
      isShown = false;
    }
    const ids = calls.map((call) => call.call_id);
    const isRepeated = new Set(ids).size < ids.length || ids.some((id) => this.find(id));
    if (isRepeated && settings.repeatedJoined === 'refused-422') return refuse(422, 'Announced already.');
    for (const call of calls) {
      const announcement = {
        callId: call.call_id,
        sessionId: sessionId(),
        bridge: bridge(),
        atMs: Date.now(),
      };
      keepNewest(this.announcements, announcement, settings.maxKept);
      if (isShown) this.#show(call);
    }
    return done;
  }

  /** `POST …/left`. */
  leave(callIds: readonly string[]): Outcome {
    const { settings } = this.#deps;
    const isComplete = callIds.every((callId) => this.find(callId));
    if (!isComplete && settings.unknownLeft === '404-nothing-removed') return unknownCall;
    for (const callId of callIds) this.#take(callId, 'phone-left', 'api', settings.phoneJoinEvents);
    return isComplete || settings.unknownLeft === 'ignored-200' ? done : unknownCall;
  }

  /** Somebody in the room throws a phone participant out. */
  remove(callId: string): Outcome {
    if (!this.find(callId)) return unknownCall;
    this.#take(callId, 'phone-removed', 'moderator', this.#deps.settings.removalEvent === 'participant_left');
    return done;
  }

  /** Shows nobody any more. */
  clear(isReported: boolean): void {
    for (const { callId } of [...this.#entries]) this.#take(callId, 'phone-cleared', 'moderator', isReported);
  }

  /** A change by the room is always reported; one by REST as the settings say. */
  mute(callId: string, muted: boolean, by: By): Outcome {
    const before = this.find(callId);
    if (!before) return unknownCall;
    const { muteEcho } = this.#deps.settings;
    const isEchoed = muteEcho === 'always' || (muteEcho === 'on-change' && before.muted !== muted);
    this.#change(
      callId,
      { muted },
      muted ? 'phone-muted' : 'phone-unmuted',
      by,
      by === 'moderator' || isEchoed,
    );
    return done;
  }

  /** Somebody in the room asks a caller to unmute; the state stays. */
  ask(callId: string): Outcome {
    return this.#change(callId, {}, 'phone-asked-to-unmute', 'moderator', true);
  }

  /** No webhook reports the hand of a phone participant. */
  setHand(callId: string, hand: boolean, by: By): Outcome {
    return this.#change(callId, { hand }, hand ? 'phone-hand-raised' : 'phone-hand-lowered', by, false);
  }

  #show(call: JoinedCall): void {
    const { settings, onNews } = this.#deps;
    if (settings.repeatedJoined !== 'duplicated' && this.find(call.call_id)) {
      const { name, caller_number: number, external_id: externalId, muted } = call;
      const changes = { name, number, externalId, ...(muted !== undefined && { muted }) };
      this.#change(call.call_id, changes, 'phone-updated', 'api', false);
      return;
    }
    const entry: PhoneEntry = {
      id: randomUUID(),
      callId: call.call_id,
      name: call.name,
      number: call.caller_number,
      externalId: call.external_id,
      muted: call.muted ?? false,
      hand: false,
      joinedAtMs: Date.now(),
    };
    this.#entries.push(entry);
    onNews('phone-joined', entry, 'api', settings.phoneJoinEvents);
  }

  #change(
    callId: string,
    changes: Partial<PhoneEntry>,
    news: PhoneNews,
    by: By,
    isReported: boolean,
  ): Outcome {
    if (!this.find(callId)) return unknownCall;
    this.#entries = this.#entries.map((one) => (one.callId === callId ? { ...one, ...changes } : one));
    const after = this.find(callId);
    if (after) this.#deps.onNews(news, after, by, isReported);
    return done;
  }

  #take(callId: string, news: PhoneNews, by: By, isReported: boolean): void {
    const gone = this.#entries.filter((one) => one.callId === callId);
    this.#entries = this.#entries.filter((one) => one.callId !== callId);
    for (const one of gone) this.#deps.onNews(news, one, by, isReported);
  }
}

const unknownCall = refuse(404, 'Not Found');
