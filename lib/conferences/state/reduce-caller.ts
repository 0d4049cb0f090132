import type { Caller } from '../model/conference.ts';
import { aboutToBeTold, lateEffectMs, saidByKeypad, saidByRoom, tellingBegun, tellingDone } from './mutes.ts';
import type { Newcomer, CallerEvent } from '../model/caller-events.ts';

/**
 * Between a provider's event and its list there may be a moment in which they differ: a list says nothing about what
 * has changed within this time before it was read.
 */
export const settledAfterMs = 10_000;

/** A caller or bridge leg has left unheard if it is not on the list twice, the second time this much later. */
export const missGapMs = 30_000;

/** A moderator who asks again within this time asks once: so long takes what the caller hears of it, and some. */
const oneAskMs = 10_000;

/** The caller after an event; undefined: the event is about nobody we know. Pure; the same event twice equals once. */
export function reduceCaller(caller: Caller | undefined, event: CallerEvent): Caller | undefined {
  if (event.kind === 'admitted') return caller ?? newCaller(event.newcomer, event.joinSequence, event.atMs);
  if (caller === undefined) return undefined;
  switch (event.kind) {
    case 'rejoining':
      // A request that took too long was repeated, and its second answer has led on: what the first says now is late.
      if (event.after !== undefined && (event.after !== caller.joinSequence || caller.presence === 'in'))
        return caller;
      return event.joinSequence <= caller.joinSequence || caller.presence === 'gone'
        ? caller
        : { ...caller, joinSequence: event.joinSequence, presence: 'joining', presenceAtMs: event.atMs };
    case 'joined':
      // A leave is final for its join: a `joined` that comes after it is late.
      return event.joinSequence !== caller.joinSequence || caller.presence !== 'joining'
        ? caller
        : isIn(caller, event);
    case 'left':
      return event.joinSequence !== caller.joinSequence ||
        (caller.presence !== 'joining' && caller.presence !== 'in')
        ? caller
        : { ...caller, presence: 'absent', presenceAtMs: event.atMs, awaySinceMs: event.atMs };
    case 'returned':
      return event.joinSequence !== caller.joinSequence ||
        caller.presence === 'gone' ||
        caller.returned?.joinSequence === event.joinSequence
        ? caller
        : {
            ...caller,
            presence: 'absent',
            presenceAtMs: event.atMs,
            ...(caller.presence === 'in' ? { awaySinceMs: event.atMs } : {}),
            returned: {
              joinSequence: event.joinSequence,
              atMs: event.atMs,
              failures: failuresAfter(caller, event.atMs),
            },
          };
    case 'gone':
      return caller.presence === 'gone' ? caller : { ...caller, presence: 'gone', presenceAtMs: event.atMs };
    case 'seen':
      return seen(caller, event);
    case 'missed':
      return missed(caller, event);
    case 'muted':
      if (event.by === 'room') return saidByRoom(caller, event.is, event.atMs);
      return pressed(caller, event.menu, (presser) => saidByKeypad(presser, event.is, event.atMs));
    case 'hand':
      return pressed(caller, event.menu, (presser) =>
        presser.hand === event.raised ? presser : { ...presser, hand: event.raised },
      );
    case 'askedToUnmute': {
      const isSame = caller.asked !== undefined && event.atMs - caller.asked.atMs < oneAskMs;
      return isSame ? caller : { ...caller, asked: { atMs: event.atMs, isTold: false } };
    }
    case 'askTold':
      return caller.asked?.atMs !== event.askedAtMs || caller.asked.isTold
        ? caller
        : { ...caller, asked: { ...caller.asked, isTold: true } };
    case 'waitTold':
      return { ...caller, waitToldAtMs: event.atMs };
    case 'leftRoom':
      return leftRoom(caller, event);
    case 'leaveExplained':
      return leaveExplained(caller);
    case 'kicked':
      return caller.kicked !== undefined || caller.presence === 'gone'
        ? caller
        : { ...caller, kicked: { why: event.why, atMs: event.atMs } };
    case 'kickTold':
      return caller.kicked === undefined
        ? caller
        : { ...caller, kicked: { ...caller.kicked, toldAtMs: event.atMs } };
    case 'phoneUnknown':
      return event.joinSequence !== caller.joinSequence || caller.phone.isUnsure === true
        ? caller
        : { ...caller, phone: { ...caller.phone, isUnsure: true } };
    case 'phoneHas': {
      const isKnown = caller.phone.muted === event.muted && caller.phone.isUnsure !== true;
      return event.joinSequence !== caller.joinSequence || isKnown
        ? caller
        : { ...caller, phone: { muted: event.muted } };
    }
    case 'phoneSeen':
      return event.joinSequence !== caller.joinSequence || event.muted === caller.phone.muted
        ? caller
        : { ...caller, phone: { ...caller.phone, muted: !caller.muted.is } };
    case 'roomHas':
      return roomHas(caller, event);
    case 'roomConfirmed': {
      const { announced } = caller;
      const isMeant = announced?.session === event.session && announced.bridge === event.bridge;
      if (!isMeant || event.atMs < announced.atMs) return caller;
      const { isUnsure, ...sure } = announced;
      return isUnsure === true ? { ...caller, announced: sure } : caller;
    }
    case 'roomLetsGo': {
      const { announced } = caller;
      if (announced === undefined) return caller;
      const leaving = { ...announced, isLeaving: true };
      return { ...leaveExplained(caller), announced: leaving, takenBackAtMs: event.atMs };
    }
    case 'roomHasNot': {
      if (event.isAnswer === true && caller.leftRoomAtMs !== undefined) return caller;
      const { announced, settlesAtMs, ...rest } = leaveExplained(caller);
      if (announced === undefined) return isSettled(caller, event.atMs) ? rest : caller;
      const lastMs = announced.isUnsure === true ? event.atMs + lateEffectMs : settlesAtMs;
      return { ...rest, takenBackAtMs: event.atMs, ...(lastMs === undefined ? {} : { settlesAtMs: lastMs }) };
    }
    case 'roomMuteUnknown':
      return aboutToBeTold(caller, event.muted, event.atMs);
    case 'roomHandUnknown': {
      if (caller.announced === undefined) return caller;
      const { hand: told, ...announced } = caller.announced;
      return told === undefined ? caller : { ...caller, announced };
    }
    case 'roomNotAsked':
      return roomNotAsked(caller, event.askedAtMs);
    case 'roomRefused':
      return { ...roomNotAsked(caller, event.askedAtMs), refusedUntilMs: event.untilMs };
  }
}

function newCaller(newcomer: Newcomer, joinSequence: number, atMs: number): Caller {
  const { muted, number, externalId, ...rest } = newcomer;
  return {
    ...rest,
    ...(number === undefined ? {} : { number }),
    ...(externalId === undefined ? {} : { externalId }),
    joinSequence,
    presence: 'joining',
    presenceAtMs: atMs,
    admittedAtMs: atMs,
    muted: { is: muted, by: 'caller', atMs },
    hand: false,
    phone: { muted },
  };
}

/** By the time that a leave is noted, we may have taken the caller back, and announced them again: then it was ours. */
function leftRoom(caller: Caller, event: Extract<CallerEvent, { kind: 'leftRoom' }>): Caller {
  const { leftRoomAtMs, kicked, presence, takenBackAtMs } = caller;
  if (leftRoomAtMs !== undefined || kicked !== undefined || presence === 'gone') return caller;
  return takenBackAtMs === event.takenBackAtMs ? { ...caller, leftRoomAtMs: event.atMs } : caller;
}

/** Whoever goes with the bridge or the session, or is let go by us, was not removed. */
function leaveExplained(caller: Caller): Caller {
  const { leftRoomAtMs, ...rest } = caller;
  return leftRoomAtMs === undefined ? caller : rest;
}

/** A join that is over this soon, and that nobody was seen to take, has failed: nobody keys that fast. */
const joiningFailsWithinMs = 3_000;

function failuresAfter({ presence, presenceAtMs, returned }: Caller, atMs: number): number {
  const hasFailed = presence === 'joining' && atMs - presenceAtMs < joiningFailsWithinMs;
  return hasFailed ? (returned?.failures ?? 0) + 1 : 0;
}

/** A key that was pressed in the menu after join `menu`; the same request may come twice. */
function pressed(caller: Caller, menu: number | undefined, change: (caller: Caller) => Caller): Caller {
  if (menu === undefined) return change(caller);
  return menu !== caller.joinSequence || caller.pressedIn === menu
    ? caller
    : { ...change(caller), pressedIn: menu };
}

/** Whether the list was read long enough after the caller's last coming or going to know of it. */
function isListed({ presenceAtMs }: Caller, readAtMs: number): boolean {
  return readAtMs - presenceAtMs >= settledAfterMs;
}

function seen(caller: Caller, { joinSequence, muted, atMs }: Extract<CallerEvent, { kind: 'seen' }>): Caller {
  if (joinSequence !== caller.joinSequence || caller.presence === 'gone') return caller;
  const { missed: wasMissed, ...rest } = caller;
  if (caller.presence === 'in') {
    const found = wasMissed === undefined ? caller : rest;
    return reduceCaller(found, { kind: 'phoneSeen', joinSequence, muted, atMs }) ?? found;
  }
  // Whoever has come back to us out of a join is out of it, whatever a list says.
  if (caller.returned?.joinSequence === joinSequence || !isListed(caller, atMs)) return caller;
  return isIn(rest, { muted, atMs });
}

function isIn(caller: Caller, { muted, atMs }: { readonly muted: boolean; readonly atMs: number }): Caller {
  const { awaySinceMs, ...rest } = caller;
  const back = awaySinceMs === undefined ? caller : rest;
  return { ...back, presence: 'in', presenceAtMs: atMs, phone: { muted } };
}

/** Only somebody who should be in is missed; the call is looked at the second time. */
function missed(
  caller: Caller,
  { joinSequence, isUp, atMs }: Extract<CallerEvent, { kind: 'missed' }>,
): Caller {
  if (joinSequence !== caller.joinSequence || caller.presence !== 'in' || !isListed(caller, atMs))
    return caller;
  if (caller.missed?.joinSequence !== joinSequence) return { ...caller, missed: { joinSequence, atMs } };
  if (atMs - caller.missed.atMs < missGapMs || isUp === undefined) return caller;
  return isUp
    ? { ...caller, presence: 'absent', presenceAtMs: atMs, awaySinceMs: atMs }
    : { ...caller, presence: 'gone', presenceAtMs: atMs };
}

type RoomHas = Extract<CallerEvent, { kind: 'roomHas' }>;

function roomHas(caller: Caller, event: RoomHas): Caller {
  const { settlesAtMs, ...rest } = { ...caller, announced: announcedAfter(caller, event) };
  if (event.isRepeated === true) return { ...rest, settlesAtMs: event.atMs + lateEffectMs };
  const isToldAgain = event.muted !== undefined && isSettled(caller, event.atMs);
  return isToldAgain || settlesAtMs === undefined ? rest : { ...rest, settlesAtMs };
}

/** Only the first request leaves nothing behind if it was not carried out: an older one may have been. */
function roomNotAsked(caller: Caller, askedAtMs: number): Caller {
  const { announced, ...rest } = caller;
  return announced?.isUnsure === true && announced.firstAskedAtMs === askedAtMs ? rest : caller;
}

/** Whether no announcement that was given up can take effect any more, so that what the room is told now stays. */
export function isSettled({ settlesAtMs }: Caller, nowMs: number): boolean {
  return settlesAtMs !== undefined && nowMs >= settlesAtMs;
}

function announcedAfter({ announced, muted }: Caller, event: RoomHas): NonNullable<Caller['announced']> {
  const { session, bridge, atMs } = event;
  const has = event.muted ?? (announced === undefined ? muted.is : announced.muted);
  const hand = event.hand ?? (announced === undefined ? false : announced.hand);
  const told = toldAfter(announced?.told, event);
  const isFirst = event.isFirst === true && (announced === undefined || announced.firstAskedAtMs === atMs);
  return {
    session,
    bridge,
    ...(has === undefined ? {} : { muted: has }),
    ...(told === undefined ? {} : { told }),
    ...(hand === undefined ? {} : { hand }),
    ...(event.isUnsure === true ? { isUnsure: true } : {}),
    ...(event.isUnsure === true && isFirst ? { firstAskedAtMs: atMs } : {}),
    atMs: event.muted === undefined ? (announced?.atMs ?? atMs) : atMs,
  };
}

function toldAfter(told: NonNullable<Caller['announced']>['told'], { muted, isUnsure, atMs }: RoomHas) {
  if (muted === undefined) return told;
  return isUnsure === true ? tellingBegun(told, muted, atMs) : tellingDone(told, muted, atMs);
}
