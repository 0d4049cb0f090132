import type { Platform } from '../../frame/lambda.ts';
import type { Timer } from '../../frame/scheduler.ts';
import type { DailyVariants } from '../variants.ts';
import type { SimulatedWebhook } from './webhooks.ts';

/** Somebody in a room. */
export interface Participant {
  readonly id: string;
  readonly userId: string | null;
  readonly isPhone: boolean;
  readonly joinedAtMs: number;
  readonly onLeft: (why: string) => void;
  readonly onReady?: ((address: string) => void) | undefined;
  readonly onPhoneJoined?: (() => void) | undefined;
  readonly onPhoneLeft?: (() => void) | undefined;
}

export interface Meeting {
  readonly startedAtMs: number;
  readonly participants: Map<string, Participant>;
  readonly ready: Set<string>;
  /** By address, the id of the caller on it. */
  readonly busy: Map<string, string>;
  readonly timers: Timer[];
}

/** A time in which an address was ready and nobody was on it. */
export interface Opening {
  readonly address: string;
  readonly fromMs: number;
  untilMs: number;
  /** Faults so far, that of the news of it not among them. */
  readonly faultsBefore: number;
}

/** A leg that has left an address; `untilMs`: when the gateway was told so, and said that it was. */
export interface Departure {
  readonly address: string;
  readonly session: string;
  readonly fromMs: number;
  untilMs: number;
}

export interface Room {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  meeting: Meeting | undefined;
  /** Addresses that were ever ready. */
  readonly everReady: Set<string>;
  /** When the gateway was told, and said so, that the last meeting is over; undefined while another one runs. */
  endToldAtMs: number | undefined;
  lastEndTs: number | undefined;
  readonly openings: Opening[];
  readonly departures: Departure[];
  isGone: boolean;
}

/** From the first join until an address is ready, and from one address to the next, in ms. */
const readyAfterMs = [80, 900] as const;
const readyStepMs = 20;

/** Told when a room of whatever kind is gone: by whom, and who was in it. */
export type RoomWatcher = (room: Room, why: 'deleted' | 'expired', callers: readonly string[]) => void;

/** The rooms of a Daily domain and who is in them (Daily docs, rooms and dial-in). */
export class SimulatedRooms {
  readonly byName = new Map<string, Room>();
  readonly byAddress = new Map<string, Room>();
  /** Names of rooms in which a stranger's leg was told of. */
  readonly strangersIn = new Set<string>();
  readonly #platform: Platform;
  readonly #variants: DailyVariants;
  readonly #webhook: SimulatedWebhook;
  readonly #watch: RoomWatcher;
  #ids = 0;

  constructor(deps: {
    readonly platform: Platform;
    readonly variants: DailyVariants;
    readonly webhook: SimulatedWebhook;
    readonly watch: RoomWatcher;
  }) {
    this.#platform = deps.platform;
    this.#variants = deps.variants;
    this.#webhook = deps.webhook;
    this.#watch = deps.watch;
  }

  newId(): string {
    return `p-${(this.#ids += 1).toString(36)}`;
  }

  create(name: string, endpoints: number, expiresAtMs: number): Room {
    const { scheduler } = this.#platform;
    const addresses = Array.from(
      { length: endpoints },
      (_, index) => `${name}.${index}@example.sip.daily.co`,
    );
    const room: Room = {
      name,
      addresses,
      createdAtMs: scheduler.nowMs,
      expiresAtMs,
      meeting: undefined,
      everReady: new Set(),
      endToldAtMs: undefined,
      lastEndTs: undefined,
      openings: [],
      departures: [],
      isGone: false,
    };
    this.byName.set(name, room);
    for (const address of addresses) this.byAddress.set(address, room);
    if (expiresAtMs !== Infinity) {
      scheduler.after(expiresAtMs - scheduler.nowMs, () => {
        if (!room.isGone) this.#remove(room, 'expired');
      });
    }
    return room;
  }

  /** False: there is no such room. */
  delete(name: string): boolean {
    const room = this.byName.get(name);
    if (room === undefined) return false;
    this.#remove(room, 'deleted');
    return true;
  }

  join(room: Room, participant: Participant): void {
    room.meeting ??= this.#begin(room);
    room.meeting.participants.set(participant.id, participant);
    this.#platform.trace?.(() => `${participant.id} joins ${room.name}`);
  }

  /** A caller's leg is in the room. The caller must have seen that the meeting runs. */
  joinByPhone(room: Room, address: string, participant: Participant): void {
    this.join(room, participant);
    room.meeting?.busy.set(address, participant.id);
    for (const other of room.meeting?.participants.values() ?? []) other.onPhoneJoined?.();
    this.#close(room, address);
    this.#tell('dialin.connected', room, participant.id);
  }

  leave(room: Room, id: string, why: string): void {
    const { meeting } = room;
    const participant = meeting?.participants.get(id);
    if (meeting === undefined || participant === undefined) return;
    meeting.participants.delete(id);
    this.#platform.trace?.(() => `${id} leaves ${room.name}: ${why}`);
    if (participant.isPhone) {
      for (const [address, busyWith] of meeting.busy) {
        if (busyWith !== id) continue;
        meeting.busy.delete(address);
        this.#departed(room, address, id);
        this.#open(room, address);
      }
      this.#tell('dialin.stopped', room, id);
      for (const other of meeting.participants.values()) other.onPhoneLeft?.();
    }
    participant.onLeft(why);
    if (room.meeting === meeting && [...meeting.participants.values()].every(({ isPhone }) => isPhone)) {
      this.#end(room, meeting, 'room-ended');
    }
  }

  tellTransfer(
    what: 'triggered' | 'initiated' | 'answered' | 'completed',
    room: Room,
    session: string,
    isReferred: boolean,
  ): void {
    const payload = {
      timestamp: String(this.#seconds()),
      session_id: session,
      domain_id: domainId,
      mtg_session_id: 'm-1',
      to_endpoint: 'sip:desk@pbx.example.com',
      from_endpoint: room.addresses[0],
      ...(what === 'triggered' || what === 'initiated' ? { is_sip_refer: isReferred } : {}),
    };
    this.#webhook.emit({ type: `calltransfer.${what}`, room: room.name, payload });
  }

  /** News of a leg that is none of our callers'. */
  tellOfStranger(type: 'dialin.connected' | 'dialin.stopped', name: string, session: string): void {
    const room = this.byName.get(name);
    if (room === undefined) return;
    if (type === 'dialin.connected') this.strangersIn.add(name);
    this.#tell(type, room, session);
  }

  #begin(room: Room): Meeting {
    const { scheduler, random } = this.#platform;
    room.endToldAtMs = undefined;
    const meeting: Meeting = {
      startedAtMs: scheduler.nowMs,
      participants: new Map(),
      ready: new Set(),
      busy: new Map(),
      timers: [],
    };
    const firstMs = random.between(...readyAfterMs);
    room.addresses.forEach((address, index) => {
      meeting.timers.push(
        scheduler.after(firstMs + index * readyStepMs, () => this.#ready(room, meeting, address)),
      );
    });
    return meeting;
  }

  #ready(room: Room, meeting: Meeting, address: string): void {
    const { random } = this.#platform;
    meeting.ready.add(address);
    room.everReady.add(address);
    this.#open(room, address);
    this.#platform.trace?.(() => `${address} is ready`);
    const written = this.#variants.sipPrefixInReady ? `sip:${address}` : address;
    for (const participant of [...meeting.participants.values()]) participant.onReady?.(written);
    const payload = { timestamp: this.#seconds(), domain_id: domainId, sip_endpoint: written };
    const delayMs = random.between(...this.#variants.readyWebhookDelayMs);
    this.#webhook.emit({ type: 'dialin.ready', room: room.name, payload }, delayMs);
  }

  #end(room: Room, meeting: Meeting, why: string): void {
    const { random, scheduler } = this.#platform;
    if (room.meeting !== meeting) return;
    room.meeting = undefined;
    for (const timer of meeting.timers) timer.cancelled = true;
    for (const address of room.addresses) this.#close(room, address);
    for (const [address, id] of meeting.busy) this.#departed(room, address, id);
    for (const [id, participant] of [...meeting.participants]) {
      meeting.participants.delete(id);
      if (participant.isPhone) this.#tell('dialin.stopped', room, id);
      participant.onLeft(why);
    }
    this.#platform.trace?.(() => `the meeting in ${room.name} is over: ${why}`);
    room.lastEndTs = scheduler.nowMs / 1000;
    if (!this.#variants.endsUnstartedMeetings && scheduler.nowMs - meeting.startedAtMs < 30_000) return;
    const payload = {
      start_ts: meeting.startedAtMs / 1000,
      end_ts: scheduler.nowMs / 1000,
      meeting_id: this.newId(),
    };
    const delayMs = random.between(...this.#variants.meetingEndedDelayMs);
    this.#webhook.emit({ type: 'meeting.ended', room: room.name, payload }, delayMs);
  }

  #remove(room: Room, why: 'deleted' | 'expired'): void {
    room.isGone = true;
    this.byName.delete(room.name);
    for (const address of room.addresses) this.byAddress.delete(address);
    const { meeting } = room;
    const callers = [...(meeting?.participants.values() ?? [])].filter(({ isPhone }) => isPhone);
    this.#platform.trace?.(() => `${room.name} is ${why}`);
    this.#watch(
      room,
      why,
      callers.map(({ id }) => id),
    );
    if (meeting !== undefined) this.#end(room, meeting, `room-${why}`);
  }

  #open({ openings }: Room, address: string): void {
    const { scheduler, faults } = this.#platform;
    openings.push({
      address,
      fromMs: scheduler.nowMs,
      untilMs: Infinity,
      faultsBefore: faults.fired.length,
    });
  }

  #departed({ departures }: Room, address: string, session: string): void {
    departures.push({ address, session, fromMs: this.#platform.scheduler.nowMs, untilMs: Infinity });
  }

  #close({ openings }: Room, address: string): void {
    const open = openings.find((each) => each.address === address && each.untilMs === Infinity);
    if (open !== undefined) open.untilMs = this.#platform.scheduler.nowMs;
  }

  #tell(type: 'dialin.connected' | 'dialin.stopped', room: Room, session: string): void {
    const payload = {
      timestamp: this.#seconds(),
      session_id: session,
      sip_from: 'anonymous',
      domain_id: domainId,
      display_name: 'Caller',
      sip_headers: {},
    };
    const delayMs = type === 'dialin.connected' ? this.#delayOfArrival(room) : 0;
    if (delayMs !== undefined) this.#webhook.emit({ type, room: room.name, payload }, delayMs);
  }

  /** By how much the news of an arrival trails it, in ms; undefined: it is lost. */
  #delayOfArrival({ name }: Room): number | undefined {
    const { random } = this.#platform;
    const { connectedDelayMs, connectedInRoom } = this.#variants;
    if (name.startsWith('pb-')) return random.between(...connectedDelayMs);
    const { delayMs, lost } = connectedInRoom;
    if (lost > 0 && random.chance(lost)) return undefined;
    return delayMs[1] === 0 ? 0 : random.between(...delayMs);
  }

  #seconds(): number {
    return Math.floor(this.#platform.scheduler.nowMs / 1000);
  }
}

export const domainId = '30f866c3-0000-4000-8000-ff58322d09c5';
