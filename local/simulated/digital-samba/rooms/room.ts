import { randomUUID } from 'node:crypto';
import { keepNewest } from '../../../runtime/keep.ts';
import type { Timers } from '../../kit/timers.ts';
import { Bridge, type BridgeNews, type Dial } from './bridge.ts';
import type { EventFeed } from '../webhooks/events.ts';
import type { DigitalSambaSettings } from '../options.ts';
import type { EventName } from '../webhooks/payload.ts';
import {
  type Announcement,
  type By,
  done,
  type Outcome,
  type PhoneEntry,
  type PhoneNews,
  type PhoneParticipant,
  PhoneParticipants,
  refuse,
} from './phone.ts';
import type { Role } from './roles.ts';
import type { RoomRequest } from './room-schema.ts';

/** Somebody with a browser. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly joinedAtMs: number;
  /** Undefined while present. */
  leftAtMs: number | undefined;
}

/** One session of a room. */
export interface Session {
  readonly id: string;
  readonly roomId: string;
  readonly startedAtMs: number;
  /** Undefined while live. */
  endedAtMs: number | undefined;
  /** Everybody with a browser, past and present. */
  readonly people: Person[];
}

/** A room's properties, with the defaults filled in. */
export interface RoomFields extends Omit<RoomRequest, 'roles' | 'default_role'> {
  readonly friendly_url: string;
  readonly roles: readonly Role[];
  readonly default_role: Role;
}

/** One line of what happens in a room. */
export interface RoomLine {
  readonly kind:
    | PhoneNews
    | BridgeNews
    | 'session-started'
    | 'session-ended'
    | 'recording-started'
    | 'recording-stopped'
    | 'participant-joined'
    | 'participant-left'
    | 'room-deleted';
  readonly time: string;
  readonly callId?: string;
  readonly name?: string;
  readonly by?: By;
  readonly reason?: string;
}

interface RoomDeps {
  readonly settings: DigitalSambaSettings;
  readonly timers: Timers;
  readonly events: EventFeed;
  readonly dial: () => Dial | undefined;
  readonly onSession: (session: Session) => void;
  /** The room has gone. */
  readonly onDeleted: () => void;
}

/** A room, with a moderator who does what the test says. Actions that are impossible say so and do nothing. */
export class Room {
  readonly id: string;
  readonly createdAtMs = Date.now();
  readonly phones: PhoneParticipants;
  readonly bridge: Bridge;
  /** Everything that happened, in order. */
  readonly log: RoomLine[] = [];
  /** May be replaced by `Rooms.change` only. */
  fields: RoomFields;
  updatedAtMs = this.createdAtMs;
  readonly #deps: RoomDeps;
  readonly #listeners = new Set<(line: RoomLine) => void>();
  #session: Session | undefined;
  #isRecorded = false;
  #isDeleted = false;

  /** @param id default: a new one */
  constructor(fields: RoomFields, deps: RoomDeps, id: string = randomUUID()) {
    this.id = id;
    this.fields = fields;
    this.#deps = deps;
    this.phones = new PhoneParticipants({
      settings: deps.settings,
      sessionId: () => this.#session?.id,
      bridge: () => this.bridge.state,
      onNews: (news, who, by, isReported) => this.#onPhoneNews(news, who, by, isReported),
    });
    this.bridge = new Bridge({
      timers: deps.timers,
      settings: deps.settings,
      dial: deps.dial,
      onNews: (news, reason) => this.#onBridgeNews(news, reason),
    });
  }

  /** The live session. */
  get session(): Session | undefined {
    return this.#session;
  }

  get isRecorded(): boolean {
    return this.#isRecorded;
  }

  /** Who is there with a browser. */
  get people(): readonly Person[] {
    return this.#session?.people.filter((one) => one.leftAtMs === undefined) ?? [];
  }

  /** What the room shows of its phone participants, in order of announcement. */
  phoneParticipants(): readonly PhoneParticipant[] {
    return this.phones.all.map(({ callId, name, number, muted, hand }) => ({
      callId,
      name,
      number,
      muted,
      hand,
    }));
  }

  /** Every accepted announcement, in order; of one call if given. */
  announcements(callId?: string): readonly Announcement[] {
    return this.phones.announcements.filter((one) => callId === undefined || one.callId === callId);
  }

  /** Calls `listener` for every line from now on; returns how to stop. */
  onLine(listener: (line: RoomLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  startSession(): Outcome {
    if (this.#isDeleted) return refuse(404, 'The room has been deleted.');
    if (this.#session) return refuse(409, 'The session is live already.');
    this.#session = {
      id: randomUUID(),
      roomId: this.id,
      startedAtMs: Date.now(),
      endedAtMs: undefined,
      people: [],
    };
    this.#deps.onSession(this.#session);
    this.#note({ kind: 'session-started' });
    this.#emit('session_started');
    return done;
  }

  /** Somebody joins with a browser, which starts a session if there is none. Role: default `moderator`. */
  join(name: string, role = 'moderator'): Outcome {
    if (!this.#session) {
      const started = this.startSession();
      if (!started.ok) return started;
    }
    const person: Person = { id: randomUUID(), name, role, joinedAtMs: Date.now(), leftAtMs: undefined };
    this.#session?.people.push(person);
    this.#note({ kind: 'participant-joined', name });
    this.#emit('participant_joined', { participantId: person.id, name, role });
    return done;
  }

  /** Somebody with a browser leaves. */
  leave(name: string): Outcome {
    const person = this.people.find((one) => one.name === name);
    if (!person) return refuse(404, `${name} is not in the room.`);
    this.#letGo(person, true);
    if (this.people.length === 0 && this.#deps.settings.endsEmptySessions) this.endSession();
    return done;
  }

  endSession(): Outcome {
    const { settings } = this.#deps;
    if (!this.#session) return refuse(409, 'The room has no live session.');
    if (this.#isRecorded) this.stopRecording();
    for (const person of this.people) this.#letGo(person, settings.sessionEndReportsLeft !== 'none');
    this.phones.clear(settings.sessionEndReportsLeft === 'all');
    this.#session.endedAtMs = Date.now();
    this.#note({ kind: 'session-ended' });
    this.#emit('session_ended');
    this.#session = undefined;
    if (settings.sessionEndDropsBridge) this.bridge.disconnect();
    return done;
  }

  /** A moderator has the session recorded, which ends with the session at the latest. */
  startRecording(): Outcome {
    if (!this.#session) return refuse(409, 'The room has no live session.');
    if (this.#isRecorded) return refuse(409, 'The room is recorded already.');
    this.#isRecorded = true;
    this.#note({ kind: 'recording-started' });
    this.#emit('recording_started');
    return done;
  }

  stopRecording(): Outcome {
    if (!this.#isRecorded) return refuse(409, 'The room is not recorded.');
    this.#isRecorded = false;
    this.#note({ kind: 'recording-stopped' });
    this.#emit('recording_stopped');
    return done;
  }

  /** A moderator presses "Connect Telephony", which needs a role that may. */
  connectTelephony(): Outcome {
    if (this.fields.roles.some((role) => role.permissions.manage_phone_users)) return this.connectBridge();
    return refuse(422, 'No role of the room has manage_phone_users.');
  }

  disconnectTelephony(): Outcome {
    return this.disconnectBridge();
  }

  mute(callId: string): Outcome {
    return this.phones.mute(callId, true, 'moderator');
  }

  unmute(callId: string): Outcome {
    return this.phones.mute(callId, false, 'moderator');
  }

  askToUnmute(callId: string): Outcome {
    return this.phones.ask(callId);
  }

  lowerHand(callId: string): Outcome {
    return this.phones.setHand(callId, false, 'moderator');
  }

  remove(callId: string): Outcome {
    return this.phones.remove(callId);
  }

  /** Mutes every phone participant who is not. */
  muteAll(): Outcome {
    for (const { callId, muted } of this.phones.all) if (!muted) this.mute(callId);
    return done;
  }

  /** Deletes the room, as REST or the dashboard does; a live session ends first, unless the settings refuse that. */
  deleteRoom(): Outcome {
    if (this.#isDeleted) return refuse(404, 'The room has been deleted.');
    if (this.#session && this.#deps.settings.deleteLiveRoom === 'refused-422') {
      return refuse(422, 'A live room cannot be deleted.');
    }
    if (this.#session) this.endSession();
    this.bridge.disconnect();
    this.#isDeleted = true;
    this.#note({ kind: 'room-deleted' });
    this.#emit('room_deleted');
    this.#deps.onDeleted();
    return done;
  }

  /** `POST …/phone/connect`, and the moderator's button. */
  connectBridge(): Outcome {
    const { settings } = this.#deps;
    const {
      telephony_enabled: isEnabled,
      telephony_phone_number: to,
      telephony_pin_dtmf: dtmf = '',
    } = this.fields;
    if (!this.#session && settings.connectNeedsSession) {
      return refuse(settings.phoneRefusalStatus, 'The room has no live session.');
    }
    if (isEnabled !== true || to === undefined) {
      if (!settings.connectNeedsTelephony) return done;
      return refuse(settings.phoneRefusalStatus, 'Telephony is not set up.');
    }
    if (this.bridge.state !== 'off') {
      if (settings.connectAgain === 'ignored-200') return done;
      if (settings.connectAgain === 'refused')
        return refuse(settings.phoneRefusalStatus, 'Connected already.');
    }
    this.bridge.connect({ to, dtmf });
    return done;
  }

  /** `POST …/phone/disconnect`, and the moderator's button. */
  disconnectBridge(): Outcome {
    const { settings, timers } = this.#deps;
    if (settings.disconnectClearsFirst && this.bridge.state !== 'off') {
      this.phones.clear(true);
      timers.after(settings.hangUpDelayMs, () => void this.bridge.disconnect());
      return done;
    }
    if (this.bridge.disconnect() || settings.disconnectIdle === 'ignored-200') return done;
    return refuse(settings.phoneRefusalStatus, 'Not connected.');
  }

  #letGo(person: Person, isReported: boolean): void {
    person.leftAtMs = Date.now();
    const { id: participantId, name, role } = person;
    this.#note({ kind: 'participant-left', name });
    if (isReported) this.#emit('participant_left', { participantId, name, role });
  }

  #onBridgeNews(news: BridgeNews, reason?: string): void {
    this.#note({ kind: news, ...(reason !== undefined && { reason }) });
    const { bridgeDropClears } = this.#deps.settings;
    if (news !== 'bridge-ended' || this.bridge.state !== 'off' || bridgeDropClears === 'nothing') return;
    this.phones.clear(bridgeDropClears === 'reported');
  }

  #onPhoneNews(news: PhoneNews, who: PhoneEntry, by: By, isReported: boolean): void {
    this.#note({ kind: news, callId: who.callId, name: who.name ?? who.number ?? '', by });
    const event = phoneEvents[news];
    if (!isReported || event === undefined) return;
    if (event === 'participant_joined' || event === 'participant_left') {
      const { phoneEventId } = this.#deps.settings;
      const participantId = phoneEventId === 'call-id' ? who.callId : who.id;
      const shown = phoneEventId === 'uuid-and-call-id' ? who.callId : undefined;
      this.#emit(event, { participantId, name: who.name ?? who.number ?? '' }, who.callId, shown);
    } else {
      this.#emit(event, {}, who.callId, who.callId);
    }
  }

  #note(line: Omit<RoomLine, 'time'>): void {
    const noted = { ...line, time: new Date().toISOString() };
    keepNewest(this.log, noted, this.#deps.settings.maxKept);
    for (const listener of this.#listeners) listener(noted);
  }

  #emit(name: EventName, data: Record<string, string> = {}, callId?: string, shownCallId?: string): void {
    const event = {
      name,
      roomId: this.id,
      sessionId: this.#session?.id,
      atMs: Date.now(),
      callId,
      shownCallId,
      data,
    };
    this.#deps.events.emit(event, this.fields.webhooks ?? []);
  }
}

/** What the webhooks tell of a phone participant. Hands are never told. */
const phoneEvents: Partial<Record<PhoneNews, EventName>> = {
  'phone-joined': 'participant_joined',
  'phone-left': 'participant_left',
  'phone-removed': 'participant_left',
  'phone-cleared': 'participant_left',
  'phone-muted': 'phone_participant_muted',
  'phone-unmuted': 'phone_participant_unmuted',
  'phone-asked-to-unmute': 'phone_participant_asked_to_unmute',
};
