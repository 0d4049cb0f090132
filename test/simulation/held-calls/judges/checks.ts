import {
  isConnected,
  isOver,
  parseOwnRoomName,
  type HeldCall,
} from '../../../../lib/held-calls/model/call.ts';
import { addressOf, stoppedLeg, type ExistingRoom } from '../../../../lib/held-calls/model/existing-room.ts';
import { presenceDelayMs } from '../../../../lib/held-calls/model/connect-times.ts';
import type { HoldSettings } from '../../../../lib/held-calls/ports.ts';
import { newsOf } from '../../../../lib/held-calls/state/news.ts';
import { Violation } from '../../frame/violation.ts';
import { simulatedStage } from '../blueprint.ts';
import type { Caller, Update } from '../parties/callers.ts';
import type { Room } from '../parties/rooms.ts';
import { deniedCallers, dialledNames } from '../scenario.ts';
import type { CallEvent, CallEventKind } from '../../../../lib/held-calls/model/call-events.ts';

/** What the checks remember of one call. Times are true ones, in ms. */
interface Seen {
  heldAtMs: number;
  claimedAtMs: number | undefined;
  overAtMs: number | undefined;
  /** When the call reached an end of its hold: connected, or over. */
  decidedAtMs: number | undefined;
  /** When nothing of the call was left anywhere. */
  cleanedAtMs: number | undefined;
}

/** Things that are allowed, and counted, since the promise names them. */
export type Remark =
  | 'second-leg-unseen-by-presence'
  | 'room-left-before-the-order'
  | 'own-room-known-closed'
  | 'existing-room-known-closed'
  | 'joined-after-release'
  | 'joined-after-gone'
  | 'pending-leg-cut'
  | 'held-though-gone'
  | 'address-was-busy'
  | 'leg-taken-for-the-next-calls'
  | 'place-kept-in-doubt'
  | 'cut-off-unseen-by-presence'
  | 'transfer-cut-unheard'
  | 'strangers-leg-taken'
  | 'older-meetings-end-taken'
  | 'room-made-after-clean-up';

/** As lib/held-calls/state/clock-room.ts allows for clocks, and the whole second that Daily's times are cut to. */
const clockRoomMs = 6_000;

/**
 * A task that failed before it could note a late answer is not seen to have, if the next one comes late, or by a clock that is
 * ahead: the order then counts from its note, though its answer was waited for to the end of the task.
 */
const unseenDeathMs = 8_000;

/**
 * From what a look at the room sees until it is deleted, while the news of somebody's coming is under way: the look's answer
 * alone is waited for six seconds.
 */
const unheardMs = 7_500;

/** A clean-up that had begun before the news of a transfer came is at its end. `plain`: nothing of the platform failed. */
const cleanUpTakesMs = { plain: 3_000, failing: 45_000 };

/** What corrects a call that was taken for over. */
const lateNews = new Set<CallEventKind>([
  ...(['connectedLate', 'leftLate'] as const),
  ...(['transferring', 'transferBegun', 'transferAnswered', 'transferClosed'] as const),
]);

/** A call's timeline and lists are bounded; no honest history comes near this. */
const maxLines = 120;

export interface ChecksDeps {
  readonly now: () => number;
  readonly settings: HoldSettings;
  /** Nothing fails in this world. */
  readonly isPlain: boolean;
  /** The most by which two clocks of functions are apart, in ms. */
  readonly skewMs: number;
  /** How old somebody is in a room before the presence shows them, in ms. */
  readonly presenceLagMs: number;
  /** Whether somebody else's leg was told of in a room of ours. */
  readonly isStrangerIn: (room: string) => boolean;
  readonly callerOf: (call: HeldCall) => Caller | undefined;
  readonly itemOf: (caller: Caller) => HeldCall | undefined;
  /** Whether a leg of the caller is, for all that is stored, another call's. */
  readonly isTakenForAnothers: (caller: Caller) => boolean;
  /** When the presence of a room was asked for and answered. */
  readonly presenceAskedAtMs: (room: string) => readonly number[];
}

/** The promises that hold at every moment; each is checked at the step that could break it. */
export class Checks {
  readonly remarks = new Map<Remark, number>();
  readonly seen = new Map<string, Seen>();
  readonly #deps: ChecksDeps;
  /** When the last leg came into a room. */
  readonly #joinedAtMs = new Map<string, number>();
  /** When the last leg left a room, for somebody else or for good. */
  readonly #leftAtMs = new Map<string, number>();
  /** By room, when the gateway first said that it has heard of a transfer from it. */
  readonly #transferToldAtMs = new Map<string, number>();

  constructor(deps: ChecksDeps) {
    this.#deps = deps;
  }

  remark(remark: Remark): void {
    this.remarks.set(remark, (this.remarks.get(remark) ?? 0) + 1);
  }

  /** A call's item was written. */
  written(after: HeldCall, before: HeldCall | undefined, event: CallEvent | undefined): void {
    const nowMs = this.#deps.now();
    const seen = this.seen.get(after.id) ?? {
      heldAtMs: nowMs,
      claimedAtMs: undefined,
      overAtMs: undefined,
      decidedAtMs: undefined,
      cleanedAtMs: undefined,
    };
    this.seen.set(after.id, seen);
    const isLateNews = event !== undefined && lateNews.has(event.kind);
    if (isLateNews) seen.overAtMs = undefined;
    if (before !== undefined && isOver(before) && after.state !== before.state && !isLateNews) {
      throw new Violation('one-end', `${after.id} went from ${before.state} to ${after.state}`);
    }
    if (before !== undefined && isConnected(before) && !isConnected(after) && after.state !== 'ended') {
      throw new Violation('one-end', `${after.id} was connected and is ${after.state}`);
    }
    if (event?.kind === 'claimed') seen.claimedAtMs ??= nowMs;
    if (isConnected(after) || isOver(after)) seen.decidedAtMs ??= nowMs;
    if (isOver(after)) seen.overAtMs ??= nowMs;
    if (event?.kind === 'cleaned') seen.cleanedAtMs ??= nowMs;
    const caller = this.#deps.callerOf(after);
    if (before === undefined && caller !== undefined) this.#routed(after, caller);
    const becameIn = after.state !== before?.state && (isConnected(after) || after.state === 'ended');
    if (becameIn && caller !== undefined && caller.legCount === 0) {
      this.#notIn(after, seen, before?.state !== 'waiting');
    }
    if (after.timeline.length > maxLines) {
      throw new Violation('bounded-item', `${after.id} has ${after.timeline.length} lines`);
    }
    this.#published(after, before);
  }

  /** What each write publishes is, in order, what all of them together do; and nobody is left to guess how a call stands. */
  #published(after: HeldCall, before: HeldCall | undefined): void {
    const news = newsOf(before, after);
    const known = before === undefined ? [] : newsOf(undefined, before);
    const sequences = [...known, ...news].map(({ sequence }) => sequence);
    const all = newsOf(undefined, after).map(({ sequence }) => sequence);
    if (sequences.join() !== all.join())
      throw new Violation('events-in-order', `${after.id}: ${sequences.join()} for ${all.join()}`);
    const isNew = after.state !== before?.state && (isConnected(after) || isOver(after));
    if (isNew && news.length === 0)
      throw new Violation('events-say-how-a-call-stands', `${after.id} is ${after.state}`);
    const isNoticed = after.noticedAtMs !== before?.noticedAtMs;
    if (isNoticed !== news.some(({ event }) => event === 'noticed'))
      throw new Violation('events-say-how-a-call-stands', `of ${after.id} a notice is told, or not`);
  }

  #routed(call: HeldCall, { plan: { to, from = '' } }: Caller): void {
    if (deniedCallers.includes(from) && call.state !== 'refused')
      throw new Violation('denied-callers-are-refused', `${call.id} from ${from} is ${call.state}`);
    const isName = dialledNames.includes(to);
    if (isName && call.state !== 'refused')
      throw new Violation('names-are-not-dialled', `${call.id} to ${to} is ${call.state}`);
    if (!isName && call.reason === 'unknown-number')
      throw new Violation('numbers-are-found', `${call.id} to ${to} was refused`);
  }

  /**
   * In an existing room events name no call. A leg that came no earlier than the clocks' room before the order may be
   * taken for the ordered one, if its own call was given up and its event came late: named in the promise, and counted.
   */
  #notIn(call: HeldCall, { claimedAtMs }: Seen, isOrdered: boolean): void {
    const name = call.room?.name ?? '';
    if (isOrdered && this.#deps.isStrangerIn(name)) {
      this.remark('strangers-leg-taken');
      return;
    }
    const joinedAtMs = this.#joinedAtMs.get(name) ?? -Infinity;
    const leftAtMs = call.outcome === 'caller-left' ? (this.#leftAtMs.get(name) ?? -Infinity) : -Infinity;
    if (
      call.room?.own === false &&
      Math.max(joinedAtMs, leftAtMs) >= (claimedAtMs ?? Infinity) - clockRoomMs - this.#deps.skewMs
    ) {
      this.remark('leg-taken-for-the-next-calls');
      return;
    }
    throw new Violation(
      'connected-only-if-in',
      `${call.id} is ${call.state}, and its caller never was in a room`,
    );
  }

  /** Daily has judged an order to connect. */
  updated(caller: Caller, update: Update, room: Room | undefined): void {
    const item = this.#deps.itemOf(caller);
    const name = caller.plan.callId;
    if (item?.ready === undefined || (update.outcome === 'early' && !update.wasEverReady)) {
      throw new Violation('no-connect-before-ready', `${name} was ordered to ${update.address}`);
    }
    const [first, second, third] = caller.updates.filter(({ status }) => status === 200);
    if (third !== undefined) throw new Violation('two-orders-at-most', `${name} was ordered in three times`);
    if (first !== undefined && second !== undefined) this.#secondOrder(name, item, first, second);
    if (update.outcome === 'early') {
      const claimedAtMs = this.seen.get(item.id)?.claimedAtMs ?? Infinity;
      const isKnown = room?.endToldAtMs !== undefined && room.endToldAtMs < claimedAtMs;
      if (isKnown) {
        this.remark(item.room?.own === true ? 'own-room-known-closed' : 'existing-room-known-closed');
      } else {
        this.remark('room-left-before-the-order');
      }
    }
    if (update.outcome === 'busy') {
      if (this.#deps.isPlain) {
        throw new Violation(
          'one-caller-per-address',
          `${name} was ordered to ${update.address}, where somebody is`,
        );
      }
      this.remark('address-was-busy');
    }
  }

  #secondOrder(name: string, item: HeldCall, first: Update, second: Update): void {
    if (first.address !== second.address) {
      throw new Violation('one-address', `${name} was ordered to ${first.address} and ${second.address}`);
    }
    const { skewMs, presenceAskedAtMs } = this.#deps;
    // Daily is assumed to carry out no order long after it was given up: nobody could see that.
    const { waitedUntilMs: doneAtMs } = first;
    const polls = presenceAskedAtMs(item.room?.name ?? '').filter((atMs) => atMs >= doneAtMs);
    if (polls.length < 2) {
      throw new Violation(
        'second-order-after-two-looks',
        `${name} was ordered in again after ${polls.length}`,
      );
    }
    const afterMs = (polls.at(-1) ?? 0) - doneAtMs;
    const unseenMs = first.sender.hasFailed ? unseenDeathMs : 0;
    if (afterMs < presenceDelayMs - skewMs - unseenMs) {
      throw new Violation(
        'second-order-after-two-looks',
        `${name} was ordered in again, and the last look came ${afterMs} ms after the first order`,
      );
    }
  }

  /** Whether a task that seemed to have failed made a room when nothing of its call was left any more. */
  isMadeTooLate({ name, createdAtMs }: Room): boolean {
    const id = parseOwnRoomName(simulatedStage, name)?.id ?? '';
    const isTooLate = createdAtMs > (this.seen.get(id)?.cleanedAtMs ?? Infinity);
    if (isTooLate) this.remark('room-made-after-clean-up');
    return isTooLate;
  }

  /** A caller's leg is out of a room, whatever anybody knows of it. */
  legLeft(room: string): void {
    this.#leftAtMs.set(room, this.#deps.now());
  }

  /** A caller's leg is in a room. */
  joined(caller: Caller, room: Room): void {
    this.#joinedAtMs.set(room.name, this.#deps.now());
    const item = this.#deps.itemOf(caller);
    if (caller.legCount > 1) {
      // Whether the look and the time before the second order were right is checked where it was judged.
      this.remark('second-leg-unseen-by-presence');
    }
    if (item?.state === 'released') this.remark('joined-after-release');
    if (item?.state === 'abandoned') this.remark('joined-after-gone');
  }

  transferTold(room: string): void {
    const nowMs = this.#deps.now();
    this.#transferToldAtMs.set(room, this.#transferToldAtMs.get(room) ?? nowMs);
  }

  /** A room of ours is deleted while somebody who was led out of it talks on. */
  deletedWhileTransferred(room: Room, { plan, connectedAtMs = 0, legCount }: Caller): void {
    const { settings, now, skewMs, isPlain } = this.#deps;
    if (now() >= connectedAtMs + settings.longestCallMs - settings.holdBudgetMs - skewMs) return;
    if (this.#deps.isStrangerIn(room.name)) {
      this.remark('strangers-leg-taken');
      return;
    }
    // Of two legs, the end of the one that was not led away is the call's.
    if (legCount > 1) return;
    const toldAtMs = this.#transferToldAtMs.get(room.name) ?? Infinity;
    if (now() < toldAtMs + cleanUpTakesMs[isPlain ? 'plain' : 'failing']) {
      this.remark('transfer-cut-unheard');
      return;
    }
    throw new Violation(
      'a-transfer-is-left-alone',
      `${room.name} was deleted, from which ${plan.callId} was led`,
    );
  }

  /**
   * The gateway was told, and said so, that a leg has left an existing room: its caller's place there is free. Where nobody
   * had heard of the leg, and of none of several callers' legs, it may be kept.
   */
  left(caller: Caller, room: ExistingRoom): void {
    const item = this.#deps.itemOf(caller);
    if (item === undefined || addressOf(room, item.id) === undefined) return;
    // Whoever connects the call, or gives it up, sees that its leg has stopped.
    if (room.connecting?.call === item.id || stoppedLeg(room, item.id) !== undefined) return;
    const hasAnothers = item.session !== undefined && !caller.sessions.has(item.session);
    if (hasAnothers || this.#deps.isTakenForAnothers(caller)) {
      this.remark('leg-taken-for-the-next-calls');
      return;
    }
    // That all of them are given back in the end is checked there.
    if (room.doubted?.some(({ calls }) => calls.includes(item.id)) === true) {
      this.remark('place-kept-in-doubt');
      return;
    }
    throw new Violation('a-place-ends-with-its-leg', `${item.id} has left ${room.name}, and keeps its place`);
  }

  /** A room of ours is deleted, or its bot stopped, with somebody from the phone in it. */
  deletedWithCaller(room: Room, caller: Caller, item: HeldCall | undefined): void {
    const seen = item === undefined ? undefined : this.seen.get(item.id);
    const { settings, now, skewMs, presenceLagMs } = this.#deps;
    const sinceMs = Math.min(caller.connectedAtMs ?? Infinity, (seen?.heldAtMs ?? 0) + settings.holdBudgetMs);
    if (now() >= sinceMs + settings.longestCallMs - skewMs) return;
    if (caller.legCount > 1) return;
    const lastEndMs = (room.lastEndTs ?? -Infinity) * 1000;
    if (item?.outcome === 'meeting-ended' && lastEndMs >= (seen?.claimedAtMs ?? 0) - clockRoomMs) {
      this.remark('older-meetings-end-taken');
      return;
    }
    if (now() - (caller.connectedAtMs ?? 0) < presenceLagMs + unheardMs) {
      this.remark('cut-off-unseen-by-presence');
      return;
    }
    throw new Violation('nobody-is-cut-off', `${room.name} was closed with ${caller.plan.callId} in it`);
  }
}
