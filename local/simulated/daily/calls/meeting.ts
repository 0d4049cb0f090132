import { randomUUID } from 'node:crypto';
import type { Timers } from '../../kit/timers.ts';
import type { EventFeed, EventType } from '../events.ts';
import type { DailySettings } from '../options.ts';
import type { RoomProperties } from '../rest/room-schema.ts';

/** Why somebody is no longer in a room. */
export type LeftReason =
  'left' | 'transferred' | 'ejected' | 'room-ended' | 'room-deleted' | 'room-expired' | 'token-expired';

/** One SIP address of a room. It takes one caller at a time. */
export interface SipEndpoint {
  /** Without `sip:`. */
  readonly address: string;
  /** Session id of the caller on it. */
  busyWith: string | undefined;
}

/** What `dialin.connected` and `dialin.stopped` tell about a caller. */
export interface PhoneDetails {
  readonly callId: string;
  readonly sipFrom: string;
  readonly displayName: string;
  readonly sipHeaders: Readonly<Record<string, string>>;
}

/** Somebody in a room. */
export interface Participant {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly owner: boolean;
  readonly joinedAtMs: number;
  readonly phone: (PhoneDetails & { readonly endpoint: SipEndpoint }) | undefined;
  /** Called once, when the participant is out. */
  readonly onLeft: (reason: LeftReason) => void;
  /** In-room event: a SIP address became ready. */
  readonly onDialinReady: (address: string) => void;
  /** In-room event: a caller's leg is in. */
  readonly onDialinConnected: () => void;
  /** In-room event: a caller's leg ended. */
  readonly onDialinStopped: () => void;
}

/** The part of a room that a meeting needs. */
export interface MeetingRoom {
  readonly name: string;
  readonly properties: RoomProperties;
  readonly endpoints: readonly SipEndpoint[];
}

interface MeetingDeps {
  readonly settings: DailySettings;
  readonly timers: Timers;
  readonly events: EventFeed;
  readonly onEnded: () => void;
}

/**
 * One meeting in a room, from the first join until the last non-phone participant is gone. The SIP worker starts with
 * it: each address becomes ready once (Daily docs, dial-in ready).
 */
export class Meeting {
  readonly #id = randomUUID();
  readonly #startedAtMs = Date.now();
  readonly #participants = new Map<string, Participant>();
  readonly #ready = new Set<string>();
  readonly #banned = new Set<string>();
  readonly #cancels: (() => void)[] = [];
  readonly #room: MeetingRoom;
  readonly #deps: MeetingDeps;
  #announced = false;
  #over = false;

  constructor(room: MeetingRoom, deps: MeetingDeps) {
    this.#room = room;
    this.#deps = deps;
    const { settings } = deps;
    room.endpoints.forEach((endpoint, index) => {
      this.#later(settings.readinessDelayMs + index * settings.readinessStepMs, () =>
        this.#makeReady(endpoint),
      );
    });
    this.#later(settings.aloneUntilStartedMs, () => this.#announceStart());
  }

  get participants(): readonly Participant[] {
    return [...this.#participants.values()];
  }

  isReady(address: string): boolean {
    return this.#ready.has(address);
  }

  add(participant: Participant): void {
    this.#participants.set(participant.id, participant);
    this.#deps.events.emit('participant.joined', this.#describe(participant), participant.phone?.callId);
    if (participant.phone) {
      participant.phone.endpoint.busyWith = participant.id;
      this.#tellDialin('dialin.connected', participant);
      for (const other of this.#participants.values()) other.onDialinConnected();
    }
    if (this.#participants.size > 1) this.#announceStart();
  }

  /** Takes one participant out; unknown ids are ignored, since two causes may race to remove somebody. */
  remove(id: string, reason: LeftReason): void {
    const participant = this.#participants.get(id);
    if (!participant) return;
    this.#participants.delete(id);
    if (participant.phone) participant.phone.endpoint.busyWith = undefined;
    this.#deps.events.emit(
      'participant.left',
      { ...this.#describe(participant), duration: (Date.now() - participant.joinedAtMs) / 1000 },
      participant.phone?.callId,
    );
    if (participant.phone) {
      this.#tellDialin('dialin.stopped', participant);
      for (const other of this.#participants.values()) other.onDialinStopped();
    }
    participant.onLeft(reason);
    if (!this.#over && this.participants.every((one) => one.phone !== undefined)) this.#closeWhenIdle();
  }

  /** Whoever comes with one of these user ids is not let in any more. */
  ban(userIds: readonly string[]): void {
    for (const userId of userIds) this.#banned.add(userId);
  }

  isBanned(userId: string): boolean {
    return this.#banned.has(userId);
  }

  /**
   * Leads a caller out of the room to somebody else (Daily docs, transfers): all that is told of it names this room. Returns how
   * that ends; undefined: there is no such caller.
   */
  transfer(id: string, toEndpoint: string): (() => void) | undefined {
    const participant = this.#participants.get(id);
    if (!participant?.phone) return undefined;
    const { settings, timers } = this.#deps;
    const tell = this.#tellerOf(participant.phone, id, toEndpoint);
    let isAnswered = false;
    let isOver = false;
    tell('calltransfer.triggered', { is_sip_refer: false });
    this.#later(settings.transferDelayMs, () => {
      if (!this.#participants.has(id)) return;
      tell('calltransfer.initiated', { is_sip_refer: false });
      this.remove(id, 'transferred');
      if (settings.transferTarget === 'silent') return;
      timers.after(settings.transferAnswerMs, () => {
        if (isOver) return;
        isAnswered = settings.transferTarget === 'answers';
        if (isAnswered) tell('calltransfer.answered');
        else tell('calltransfer.completed', { complete_status: 'busy' });
      });
    });
    return () => {
      isOver = true;
      if (isAnswered) tell('calltransfer.completed');
    };
  }

  #tellerOf({ callId, sipFrom }: PhoneDetails, id: string, toEndpoint: string) {
    return (type: Extract<EventType, `calltransfer.${string}`>, more: object = {}) =>
      this.#deps.events.emit(
        type,
        {
          timestamp: String(Math.floor(Date.now() / 1000)),
          domain_id: this.#deps.settings.domainId,
          room: this.#room.name,
          session_id: id,
          mtg_session_id: this.#id,
          to_endpoint: toEndpoint,
          from_endpoint: sipFrom,
          ...more,
        },
        callId,
      );
  }

  /** Throws everybody out. */
  end(reason: LeftReason): void {
    if (this.#over) return;
    this.#over = true;
    for (const cancel of this.#cancels) cancel();
    for (const { id } of this.participants) this.remove(id, reason);
    const { settings, timers, events, onEnded } = this.#deps;
    onEnded();
    if (!this.#announced && !settings.endsUnstartedMeetings) return;
    const endTs = Date.now() / 1000;
    timers.after(settings.meetingEndedDelayMs, () => {
      events.emit('meeting.ended', {
        start_ts: this.#startedAtMs / 1000,
        end_ts: endTs,
        meeting_id: this.#id,
        room: this.#room.name,
      });
    });
  }

  /** A caller's leg fails before it is in the room. */
  reportError(callId: string, message: string): void {
    const payload = {
      timestamp: Math.floor(Date.now() / 1000),
      session_id: randomUUID(),
      domain_id: this.#deps.settings.domainId,
      room: this.#room.name,
      error_msg: message,
    };
    this.#deps.events.emit('dialin.error', payload, callId);
  }

  #later(delayMs: number, run: () => void): void {
    this.#cancels.push(this.#deps.timers.after(delayMs, run));
  }

  /** Without anybody but phones the room closes, at once unless `max_idle_timeout_sec` says otherwise. */
  #closeWhenIdle(): void {
    const idleMs = (this.#room.properties.dialout_config?.max_idle_timeout_sec ?? 0) * 1000;
    if (idleMs === 0 || this.#participants.size === 0) {
      this.end('room-ended');
      return;
    }
    this.#later(idleMs, () => {
      if (this.participants.every((one) => one.phone !== undefined)) this.end('room-ended');
    });
  }

  #makeReady(endpoint: SipEndpoint): void {
    const { settings, events } = this.#deps;
    const address = settings.sipPrefixInReady ? `sip:${endpoint.address}` : endpoint.address;
    this.#ready.add(endpoint.address);
    for (const participant of this.participants) participant.onDialinReady(address);
    events.emit('dialin.ready', {
      timestamp: Math.floor(Date.now() / 1000),
      domain_id: settings.domainId,
      room: this.#room.name,
      sip_endpoint: address,
    });
  }

  #announceStart(): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#deps.events.emit('meeting.started', {
      start_ts: this.#startedAtMs / 1000,
      meeting_id: this.#id,
      room: this.#room.name,
    });
  }

  #tellDialin(type: 'dialin.connected' | 'dialin.stopped', participant: Participant): void {
    const { phone } = participant;
    if (!phone) return;
    this.#deps.events.emit(
      type,
      {
        timestamp: Math.floor(Date.now() / 1000),
        session_id: participant.id,
        sip_from: phone.sipFrom,
        domain_id: this.#deps.settings.domainId,
        room: this.#room.name,
        display_name: phone.displayName,
        sip_headers: phone.sipHeaders,
      },
      phone.callId,
    );
  }

  #describe(participant: Participant): { room: string } & Record<string, unknown> {
    return {
      joined_at: participant.joinedAtMs / 1000,
      session_id: participant.id,
      room: this.#room.name,
      user_id: participant.userId,
      user_name: participant.userName,
      owner: participant.owner,
      networkQualityState: 'unknown',
      will_eject_at: this.#room.properties.eject_at_room_exp === true ? (this.#room.properties.exp ?? 0) : 0,
      permissions: {
        hasPresence: true,
        canSend: true,
        canReceive: { base: true },
        canAdmin: participant.owner,
      },
    };
  }
}
