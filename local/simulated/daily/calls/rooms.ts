import { randomInt, randomUUID } from 'node:crypto';
import { keepNewest } from '../../../runtime/keep.ts';
import type { Timers } from '../../kit/timers.ts';
import type { EventFeed } from '../events.ts';
import {
  type LeftReason,
  Meeting,
  type MeetingRoom,
  type Participant,
  type PhoneDetails,
  type SipEndpoint,
} from './meeting.ts';
import type { DailySettings } from '../options.ts';
import type { RoomRequest } from '../rest/room-schema.ts';
import { type TokenClaims, type TokenRefusal, verifyToken } from '../rest/tokens.ts';

/** Rooms with phone features must expire within this many ms (Daily docs: less than 365 days). */
const LONGEST_PHONE_ROOM_MS = 365 * 24 * 3_600_000;

/** A room as the simulator keeps it. */
export interface Room extends MeetingRoom {
  readonly id: string;
  readonly privacy: 'public' | 'private';
  readonly createdAtMs: number;
  meeting: Meeting | undefined;
  /** Ends the wait for its `exp`. */
  cancelExpiry: () => void;
}

/** Somebody who may want to join a room. */
export interface Visitor {
  readonly room: string;
  readonly token?: string;
  /** Used if the token has no `u`. */
  readonly userName?: string;
  readonly onDialinReady?: (address: string) => void;
  readonly onDialinConnected?: () => void;
  readonly onDialinStopped?: () => void;
  readonly onLeft?: (reason: LeftReason) => void;
}

/** Outcome of a join. `leave` is harmless after the participant is out. */
export type JoinOutcome =
  | { readonly joined: true; readonly id: string; readonly leave: () => void }
  | { readonly joined: false; readonly reason: 'no-such-room' | 'token-needed' | 'banned' | TokenRefusal };

/** A caller's leg in a room. */
export interface Leg {
  readonly sessionId: string;
  readonly hangUp: () => void;
  /** Leads the caller to another address. False: they are not in the room. */
  readonly transfer: (toEndpoint: string) => boolean;
  /** Whoever the caller was led to ends the call. Harmless if there is nobody. */
  readonly endTransfer: () => void;
}

const isoTime = (timeMs: number): string => new Date(timeMs).toISOString();

/** All rooms of the simulated domain, and who is in them. */
export class Rooms {
  readonly #byName = new Map<string, Room>();
  readonly #byAddress = new Map<string, Room>();
  readonly #legs = new Map<string, Leg>();
  readonly #expired: string[] = [];
  readonly #settings: DailySettings;
  readonly #timers: Timers;
  readonly #events: EventFeed;

  constructor(settings: DailySettings, timers: Timers, events: EventFeed) {
    this.#settings = settings;
    this.#timers = timers;
    this.#events = events;
  }

  /** Makes a room, or says in prose why not (each reason is a 400). */
  create(request: RoomRequest): { ok: true; room: Room } | { ok: false; info: string } {
    const name = request.name ?? randomUUID();
    const properties = request.properties ?? {};
    const nowMs = Date.now();
    const usesPhones = properties.sip !== undefined || properties.enable_dialout === true;
    const expMs = properties.exp === undefined ? undefined : properties.exp * 1000;
    if (this.#byName.has(name)) return { ok: false, info: `a room named ${name} already exists` };
    if (properties.enable_dialout === true && !this.#settings.dialOutEntitled) {
      return { ok: false, info: 'dial-out is not enabled for this domain' };
    }
    if ((properties.sip?.num_endpoints ?? 1) > this.#settings.maxSipSessionsPerRoom) {
      return { ok: false, info: 'num_endpoints exceeds max_sip_pstn_sessions_per_room' };
    }
    if (usesPhones && (expMs === undefined || expMs - nowMs >= LONGEST_PHONE_ROOM_MS)) {
      return { ok: false, info: 'rooms with phone features need an exp less than 365 days away' };
    }
    if (expMs !== undefined && expMs <= nowMs) return { ok: false, info: 'exp is in the past' };
    const room: Room = {
      id: randomUUID(),
      name,
      privacy: request.privacy ?? 'public',
      createdAtMs: nowMs,
      properties,
      endpoints: this.#makeEndpoints(name, properties.sip),
      meeting: undefined,
      cancelExpiry: ignore,
    };
    this.#byName.set(name, room);
    for (const { address } of room.endpoints) this.#byAddress.set(address, room);
    if (expMs !== undefined) room.cancelExpiry = this.#timers.after(expMs - nowMs, () => this.#expire(room));
    return { ok: true, room };
  }

  /** A room that has neither expired nor been deleted. */
  find(name: string): Room | undefined {
    return this.#byName.get(name);
  }

  /** Rooms that have neither expired nor been deleted. */
  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** True once a room of that name has vanished at its `exp`. */
  hasExpired(name: string): boolean {
    return !this.#byName.has(name) && this.#expired.includes(name);
  }

  /** The room and endpoint of a SIP address, also of an expired room whose meeting still runs. */
  findAddress(address: string): { room: Room; endpoint: SipEndpoint } | undefined {
    const room = this.#byAddress.get(address);
    const endpoint = room?.endpoints.find((one) => one.address === address);
    return room && endpoint ? { room, endpoint } : undefined;
  }

  /** Removes a room and throws everybody out. False if there is none. */
  delete(name: string): boolean {
    const room = this.#byName.get(name);
    if (!room) return false;
    this.#forget(room);
    room.meeting?.end('room-deleted');
    return true;
  }

  /** Somebody with a browser or a bot joins. */
  join(visitor: Visitor): JoinOutcome {
    const room = this.#byName.get(visitor.room);
    if (!room) return { joined: false, reason: 'no-such-room' };
    let claims: TokenClaims | undefined;
    if (visitor.token !== undefined) {
      const { apiKey, domainId } = this.#settings;
      const checked = verifyToken(visitor.token, { apiKey, domainId, room: room.name, nowMs: Date.now() });
      if (!checked.valid) return { joined: false, reason: checked.reason };
      claims = checked.claims;
    } else if (room.privacy === 'private') {
      return { joined: false, reason: 'token-needed' };
    }
    if (claims?.ud !== undefined && room.meeting?.isBanned(claims.ud) === true)
      return { joined: false, reason: 'banned' };
    const id = randomUUID();
    const cancelEjection = this.#scheduleEjection(room, id, claims);
    this.#enter(room, {
      id,
      userId: claims?.ud ?? id,
      userName: claims?.u ?? visitor.userName ?? '',
      owner: claims?.o ?? false,
      phone: undefined,
      onLeft: (reason) => {
        cancelEjection();
        visitor.onLeft?.(reason);
      },
      onDialinReady: visitor.onDialinReady ?? ignore,
      onDialinConnected: visitor.onDialinConnected ?? ignore,
      onDialinStopped: visitor.onDialinStopped ?? ignore,
    });
    return { joined: true, id, leave: () => room.meeting?.remove(id, 'left') };
  }

  /** A caller's leg arrives at an address. The caller must have checked that the meeting runs and the address is free. */
  connectPhone(
    room: Room,
    endpoint: SipEndpoint,
    details: PhoneDetails,
    onLeft: (reason: LeftReason) => void,
  ): Leg {
    const id = randomUUID();
    this.#enter(room, {
      id,
      userId: id,
      userName: details.displayName,
      owner: false,
      phone: { ...details, endpoint },
      onLeft: (reason) => {
        this.#legs.delete(id);
        onLeft(reason);
      },
      onDialinReady: ignore,
      onDialinConnected: ignore,
      onDialinStopped: ignore,
    });
    let endTransfer: (() => void) | undefined;
    const leg: Leg = {
      sessionId: id,
      hangUp: () => room.meeting?.remove(id, 'left'),
      transfer: (toEndpoint) => {
        const end = room.meeting?.transfer(id, toEndpoint);
        endTransfer ??= end;
        return end !== undefined;
      },
      endTransfer: () => endTransfer?.(),
    };
    this.#legs.set(id, leg);
    return leg;
  }

  /** Leads a leg out of a room to another address. False: there is no such leg in the room, or no meeting. */
  transfer(room: Room, sessionId: string, toEndpoint: string): boolean {
    const isThere = room.meeting?.participants.some(({ id }) => id === sessionId) ?? false;
    return isThere && (this.#legs.get(sessionId)?.transfer(toEndpoint) ?? false);
  }

  /** Answer of `GET /rooms/:name/presence` (Daily docs, room presence). */
  presence(room: Room): { total_count: number; data: readonly Record<string, unknown>[] } {
    const shownBeforeMs = Date.now() - this.#settings.presenceLagMs;
    const shown = (room.meeting?.participants ?? []).filter(({ joinedAtMs }) => joinedAtMs <= shownBeforeMs);
    const data = shown.map((one) => ({
      room: room.name,
      id: one.id,
      userId: one.userId,
      userName: one.userName,
      joinTime: isoTime(one.joinedAtMs),
      duration: Math.floor((Date.now() - one.joinedAtMs) / 1000),
    }));
    return { total_count: data.length, data };
  }

  /**
   * Throws out participants by id or user id and returns the ids of those who were there. User ids that are banned cannot come in
   * while the meeting lasts, and none is known where there is no meeting (Daily docs, eject).
   */
  eject(
    room: Room,
    ids: readonly string[],
    userIds: readonly string[],
    isBan: boolean = false,
  ): readonly string[] {
    if (isBan) room.meeting?.ban(userIds);
    const present = room.meeting?.participants ?? [];
    const ejected = present.filter((one) => ids.includes(one.id) || userIds.includes(one.userId));
    for (const { id } of ejected) room.meeting?.remove(id, 'ejected');
    return ejected.map(({ id }) => id);
  }

  /** A room as REST shows it (Daily docs, room object). */
  describe(room: Room): Record<string, unknown> {
    const prefix = this.#settings.sipPrefixInRoom ? 'sip:' : '';
    const [first, ...others] = room.endpoints.map(({ address }) => prefix + address);
    return {
      id: room.id,
      name: room.name,
      api_created: true,
      privacy: room.privacy,
      url: `https://${this.#settings.domainName}.daily.co/${room.name}`,
      created_at: isoTime(room.createdAtMs),
      config: {
        ...room.properties,
        ...(first === undefined
          ? {}
          : { sip_uri: { endpoint: first, ...(others.length > 0 ? { extra_endpoints: others } : {}) } }),
      },
    };
  }

  #enter(room: Room, person: Omit<Participant, 'joinedAtMs'>): void {
    room.meeting ??= new Meeting(room, {
      settings: this.#settings,
      timers: this.#timers,
      events: this.#events,
      onEnded: () => {
        room.meeting = undefined;
        if (this.#byName.get(room.name) !== room) this.#forgetAddresses(room);
      },
    });
    room.meeting.add({ ...person, joinedAtMs: Date.now() });
  }

  #scheduleEjection(room: Room, id: string, claims: TokenClaims | undefined): () => void {
    const eject = (afterMs: number, reason: LeftReason): (() => void) =>
      this.#timers.after(afterMs, () => room.meeting?.remove(id, reason));
    const cancels: (() => void)[] = [];
    const elapsedSec = claims?.eje ?? room.properties.eject_after_elapsed;
    if (elapsedSec !== undefined) cancels.push(eject(elapsedSec * 1000, 'ejected'));
    if (claims?.ejt === true && claims.exp !== undefined) {
      cancels.push(eject(claims.exp * 1000 - Date.now(), 'token-expired'));
    }
    return () => {
      for (const cancel of cancels) cancel();
    };
  }

  #expire(room: Room): void {
    if (this.#byName.get(room.name) !== room) return;
    keepNewest(this.#expired, room.name, this.#settings.maxKept);
    this.#byName.delete(room.name);
    if (room.properties.eject_at_room_exp === true) room.meeting?.end('room-expired');
    if (!room.meeting) this.#forgetAddresses(room);
  }

  #forget(room: Room): void {
    room.cancelExpiry();
    this.#byName.delete(room.name);
    this.#forgetAddresses(room);
  }

  #forgetAddresses(room: Room): void {
    for (const { address } of room.endpoints) this.#byAddress.delete(address);
  }

  /** Address forms of the two SIP back ends (Daily docs, SIP). */
  #makeEndpoints(name: string, sip: MeetingRoom['properties']['sip']): SipEndpoint[] {
    if (!sip) return [];
    const { domainName } = this.#settings;
    return Array.from({ length: sip.num_endpoints ?? 1 }, (_, index) => ({
      address:
        sip.provider === 'daily'
          ? `${name}.${index}@${domainName}.sip-us.daily.co`
          : `${randomInt(1e12, 1e13)}${index}@${domainName}.sip.daily.co`,
      busyWith: undefined,
    }));
  }
}

function ignore(): void {
  // Nobody listens.
}
