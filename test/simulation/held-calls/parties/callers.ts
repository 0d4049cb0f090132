import type { SimulatedApi } from '../../frame/api.ts';
import type { Platform } from '../../frame/lambda.ts';
import type { Incoming } from '../../frame/network.ts';
import { Violation } from '../../frame/violation.ts';
import type { Room, SimulatedRooms } from './rooms.ts';
import type { DailyVariants } from '../variants.ts';
import { sign, type SimulatedWebhook } from './webhooks.ts';

/** A caller as a world plans them. Times in ms. */
export interface CallerPlan {
  readonly callId: string;
  readonly to: string;
  readonly from: string | undefined;
  readonly dialsAfterMs: number;
  /** From dialling to hanging up on hold; Infinity: waits for ever. */
  readonly patienceMs: number;
  readonly talkMs: number;
  /** How the bot hands the caller on; undefined: it does not. */
  readonly transfer?: Transfer | undefined;
}

/** A caller is led out of the room to somebody else. Times in ms. */
export interface Transfer {
  /** From the caller's coming into the room until it is ordered, and from there until they leave it. */
  readonly afterMs: number;
  readonly beginsAfterMs: number;
  /** Otherwise the target does not answer, and nothing tells of it. */
  readonly isAnswered: boolean;
  /** By SIP REFER: Daily is out of it then, and tells no more. */
  readonly isReferred: boolean;
  /** The bot asks the gateway for it, and does not do it itself. */
  readonly isAsked?: boolean;
}

/** One order to connect, as Daily gets it. */
interface Order extends Pick<Incoming, 'waitedUntilMs' | 'sender'> {
  readonly callId: string;
  readonly callDomain: string;
  readonly sipUri: string;
}

/** One order to connect, as Daily judged it. */
export interface Update {
  readonly atMs: number;
  /** When it was judged, or, if whoever sent it had given up or was gone before that, when they were. */
  readonly waitedUntilMs: number;
  readonly sender: Incoming['sender'];
  readonly address: string;
  readonly outcome: 'connecting' | 'second-leg' | 'repeated' | 'early' | 'busy' | 'gone' | 'unknown';
  /** Of the answer. Of an order that is not answered with 200 nothing comes. */
  readonly status: 200 | 400 | 404;
  readonly wasEverReady: boolean;
}

/** What Daily makes of an order, and how it answers. */
type Answer = 'connect-200' | 'drop-200' | 'ignore-200' | 'refuse-404' | 'refuse-400';

/** A caller as Daily knows them: the truth that the call's item should come to. */
export interface Caller {
  readonly plan: CallerPlan;
  phase: 'unborn' | 'held' | 'connecting' | 'connected' | 'transferred' | 'ended';
  /** The room that they were led out of. */
  transferredFrom: { readonly room: Room; readonly session: string; readonly atMs: number } | undefined;
  connectingTo: string | undefined;
  /** Orders to lead them on that Daily has taken. */
  transferOrders: number;
  /** Legs in rooms so far. */
  legCount: number;
  readonly legs: Map<string, Room>;
  /** The ids of all legs that were ever in a room. */
  readonly sessions: Set<string>;
  readonly updates: Update[];
  /** What the webhook's sender heard last. */
  heard: number | undefined;
  dialledAtMs: number;
  connectedAtMs: number | undefined;
  endedAtMs: number | undefined;
  endedBy: string | undefined;
}

interface CallerWatcher {
  readonly updated: (caller: Caller, update: Update, room: Room | undefined) => void;
  readonly joined: (caller: Caller, room: Room) => void;
  readonly left: (room: Room) => void;
}

const answerLimitMs = 10_000;
const connectMs = [60, 900] as const;
/** Slower than a slice of ConnectCall, so that the second order may meet the first one's leg. */
const slowConnectMs = [4_000, 25_000] as const;
const pinlessRetryMs = 700;
const callDomain = 'b0a9d0de-5b7e-4b7d-8c55-1f2f3a4b5c6d';

export interface SimulatedCallersDeps {
  readonly platform: Platform;
  readonly api: SimulatedApi;
  readonly rooms: SimulatedRooms;
  readonly webhook: SimulatedWebhook;
  readonly variants: DailyVariants;
  /** What the announcement of a call to this is signed with. */
  readonly secret: (to: string) => string;
  readonly watch: CallerWatcher;
  /** The bot in the room asks the gateway that its caller is led on. */
  readonly askTransfer: (room: string) => void;
}

/** Callers on hold, and the orders that patch them through (Daily docs, pinless dial-in and pinlessCallUpdate). */
export class SimulatedCallers {
  readonly all: Caller[] = [];
  readonly #byId = new Map<string, Caller>();
  readonly #deps: SimulatedCallersDeps;

  constructor(deps: SimulatedCallersDeps) {
    this.#deps = deps;
  }

  find(callId: string): Caller | undefined {
    return this.#byId.get(callId);
  }

  plan(plan: CallerPlan): void {
    const caller: Caller = {
      plan,
      phase: 'unborn',
      transferredFrom: undefined,
      connectingTo: undefined,
      transferOrders: 0,
      legCount: 0,
      legs: new Map(),
      sessions: new Set(),
      updates: [],
      heard: undefined,
      dialledAtMs: 0,
      connectedAtMs: undefined,
      endedAtMs: undefined,
      endedBy: undefined,
    };
    this.all.push(caller);
    this.#byId.set(plan.callId, caller);
    this.#deps.platform.scheduler.after(plan.dialsAfterMs, () => this.#dial(caller));
  }

  /** `POST /dialin/pinlessCallUpdate`: the status of the answer. */
  update({ callId, callDomain: domain, sipUri, waitedUntilMs, sender }: Order): number {
    const { rooms, watch, platform } = this.#deps;
    const caller = this.#byId.get(callId);
    if (caller === undefined || domain !== callDomain || !sipUri.startsWith('sip:')) return 404;
    const address = sipUri.slice('sip:'.length);
    const room = rooms.byAddress.get(address);
    const { outcome, answer } = this.#judge(caller, room, address);
    const status: Update['status'] = answer === 'refuse-404' ? 404 : answer === 'refuse-400' ? 400 : 200;
    const { nowMs: atMs } = platform.scheduler;
    const wasEverReady = room?.everReady.has(address) ?? false;
    const update = { atMs, waitedUntilMs, sender, address, outcome, status, wasEverReady };
    caller.updates.push(update);
    platform.trace?.(() => `Daily judges the order for ${callId} to ${address}: ${outcome}`);
    watch.updated(caller, update, room);
    if (answer === 'drop-200') {
      platform.scheduler.after(platform.random.between(...connectMs), () => this.end(caller, 'dropped'));
    }
    if (answer === 'connect-200' && room !== undefined) this.#connect(caller, room, address);
    return status;
  }

  #judge(
    caller: Caller,
    room: Room | undefined,
    address: string,
  ): { readonly outcome: Update['outcome']; readonly answer: Answer } {
    const { variants } = this.#deps;
    if (caller.phase === 'ended') return { outcome: 'gone', answer: variants.goneUpdate };
    if (room === undefined) return { outcome: 'unknown', answer: variants.strangeAddressUpdate };
    if (caller.connectingTo === address) {
      if (variants.repeatedUpdate !== 'second-leg')
        return { outcome: 'repeated', answer: variants.repeatedUpdate };
    } else if (room.meeting?.busy.has(address) === true) {
      return { outcome: 'busy', answer: variants.busyUpdate };
    }
    if (room.meeting?.ready.has(address) !== true) return { outcome: 'early', answer: variants.earlyUpdate };
    const outcome = caller.connectingTo === undefined ? 'connecting' : 'second-leg';
    return { outcome, answer: 'connect-200' };
  }

  #dial(caller: Caller): void {
    const { platform, variants } = this.#deps;
    const { scheduler } = platform;
    caller.phase = 'held';
    caller.dialledAtMs = scheduler.nowMs;
    const { patienceMs } = caller.plan;
    platform.trace?.(() => `${caller.plan.callId} is on hold`);
    const whileWaiting = (ms: number, by: string) =>
      scheduler.after(ms, () => {
        if (caller.phase === 'held' || caller.phase === 'connecting') this.end(caller, by);
      });
    whileWaiting(variants.holdLimitMs, 'hold limit');
    if (patienceMs < variants.holdLimitMs) whileWaiting(patienceMs, 'caller');
    this.#announce(caller, 1);
  }

  #announce(caller: Caller, attempt: number): void {
    const { platform, api, variants } = this.#deps;
    const { callId, to, from } = caller.plan;
    const body = JSON.stringify({ To: to, From: from, callId, callDomain });
    const about = { call: callId };
    const copies = platform.faults.hits('webhookTwice', about) ? 2 : 1;
    for (let copy = 1; copy <= copies; copy += 1) {
      const { nowMs } = platform.scheduler;
      const headers = sign(
        this.#deps.secret(caller.plan.to),
        'x-pinless',
        variants.timestampUnit,
        nowMs,
        body,
      );
      api.post({ functionName: 'daily-pinless', headers, body, about }, answerLimitMs, (status) => {
        platform.trace?.(() => `Daily hears ${status ?? 'nothing'} to the announcement of ${callId}`);
        if (copy > 1) return;
        caller.heard = status;
        if (status !== undefined && status >= 200 && status < 300) return;
        if (attempt < variants.pinlessTries) {
          platform.scheduler.after(pinlessRetryMs, () => this.#announce(caller, attempt + 1));
        } else if (variants.webhookRefused === 'hang-up' && caller.phase === 'held') {
          this.end(caller, 'webhook refused');
        }
      });
    }
  }

  #connect(caller: Caller, room: Room, address: string): void {
    const { platform, webhook } = this.#deps;
    const { faults, random, scheduler } = platform;
    const about = { call: caller.plan.callId };
    // Lost inside Daily: the next order to the same address starts afresh.
    if (faults.hits('connectVanishes', about)) return;
    const drops = faults.hits('connectDrops', about);
    if (caller.phase === 'held') caller.phase = 'connecting';
    caller.connectingTo ??= address;
    const ms = faults.hits('connectSlow', about)
      ? random.between(...slowConnectMs)
      : random.between(...connectMs);
    scheduler.after(ms, () => {
      if (caller.phase === 'ended') return;
      if (room.meeting?.ready.has(address) !== true) {
        this.end(caller, 'the room was gone');
      } else if (drops) {
        if (random.chance(0.5)) {
          webhook.emit({ type: 'dialin.error', room: room.name, payload: { error_msg: 'media failed' } });
        }
        this.end(caller, 'dropped after an accepted order');
      } else if (room.meeting.busy.has(address) && caller.legCount === 0) {
        this.end(caller, 'the address was taken meanwhile');
      } else {
        this.#join(caller, room, address);
      }
    });
  }

  #join(caller: Caller, room: Room, address: string): void {
    const { rooms, platform, variants, watch } = this.#deps;
    const id = rooms.newId();
    caller.legs.set(id, room);
    caller.sessions.add(id);
    caller.legCount += 1;
    caller.phase = 'connected';
    caller.connectedAtMs ??= platform.scheduler.nowMs;
    if (caller.legCount === 1) {
      platform.scheduler.after(caller.plan.talkMs, () => this.end(caller, 'caller'));
    }
    rooms.joinByPhone(room, address, {
      id,
      userId: variants.presenceUserId === 'null' ? null : id,
      isPhone: true,
      joinedAtMs: platform.scheduler.nowMs,
      onLeft: (why) => {
        caller.legs.delete(id);
        watch.left(room);
        if (caller.legs.size === 0 && caller.phase !== 'transferred') this.end(caller, why);
      },
    });
    watch.joined(caller, room);
    const { transfer } = caller.plan;
    if (transfer === undefined || caller.legCount > 1) return;
    platform.scheduler.after(transfer.afterMs, () => {
      if (transfer.isAsked === true) this.#deps.askTransfer(room.name);
      else this.#transfer(caller, transfer, { room, session: id });
    });
  }

  /** `POST /rooms/{name}/sipCallTransfer`: the status of the answer. */
  orderTransfer(room: Room, session: string): number {
    const caller = this.all.find(({ legs }) => legs.get(session) === room);
    if (room.meeting === undefined || caller?.phase !== 'connected') return 404;
    caller.transferOrders += 1;
    if (caller.transferOrders > 1)
      throw new Violation('a-transfer-is-done-once', `${caller.plan.callId} was led on twice`);
    const plan = caller.plan.transfer ?? { afterMs: 0, beginsAfterMs: 0, isAnswered: true };
    this.#transfer(caller, { ...plan, isReferred: false }, { room, session });
    return 200;
  }

  /** As Daily tells of it (Daily docs, transfers): all of it in the room that the caller leaves. */
  #transfer(
    caller: Caller,
    { beginsAfterMs, isAnswered, isReferred }: Transfer,
    from: { readonly room: Room; readonly session: string },
  ): void {
    const { rooms, platform } = this.#deps;
    const { room, session } = from;
    const isIn = () => caller.phase === 'connected' && caller.legs.has(session);
    if (!isIn()) return;
    rooms.tellTransfer('triggered', room, session, isReferred);
    platform.scheduler.after(beginsAfterMs, () => {
      if (!isIn()) return;
      caller.phase = 'transferred';
      caller.transferredFrom = { ...from, atMs: platform.scheduler.nowMs };
      caller.legs.delete(session);
      rooms.tellTransfer('initiated', room, session, isReferred);
      rooms.leave(room, session, 'transferred');
      if (isAnswered && !isReferred) rooms.tellTransfer('answered', room, session, isReferred);
    });
  }

  /** The call is over, whatever its phase. */
  end(caller: Caller, by: string): void {
    if (caller.phase === 'ended' || caller.phase === 'unborn') return;
    caller.phase = 'ended';
    caller.endedAtMs = this.#deps.platform.scheduler.nowMs;
    caller.endedBy = by;
    this.#deps.platform.trace?.(() => `${caller.plan.callId} is over: ${by}`);
    for (const [id, room] of [...caller.legs]) this.#deps.rooms.leave(room, id, by);
    const { transfer } = caller.plan;
    const isHeard = transfer?.isAsked === true || transfer?.isReferred === false;
    if (caller.transferredFrom === undefined || !isHeard || !transfer.isAnswered) return;
    const { room, session } = caller.transferredFrom;
    this.#deps.rooms.tellTransfer('completed', room, session, false);
  }
}
