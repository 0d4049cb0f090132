import type { Caller } from '../../model/conference.ts';
import { aboutToBeTold, isTellingDoubted, lateEffectMs, tellingBegun, tellingDone } from '../mutes.ts';
import type { CallerEventOf } from '../../model/caller-events.ts';
import { isSettled } from '../announced.ts';

type AnnouncedEvent = CallerEventOf<
  | 'leftRoom'
  | 'leaveExplained'
  | 'roomHas'
  | 'roomConfirmed'
  | 'roomLetsGo'
  | 'roomHasNot'
  | 'roomMuteUnknown'
  | 'roomHandUnknown'
  | 'roomNotAsked'
  | 'roomRefused'
>;

/** What the room has of a caller, after an event that tells it. */
export function reduceAnnounced(caller: Caller, event: AnnouncedEvent): Caller {
  switch (event.kind) {
    case 'leftRoom':
      return leftRoom(caller, event);
    case 'leaveExplained':
      return leaveExplained(caller);
    case 'roomHas':
      return roomHas(caller, event);
    case 'roomConfirmed': {
      const { announced } = caller;
      const isMeant = announced?.session === event.session && announced.bridge === event.bridge;
      if (!isMeant || event.atMs < announced.atMs) return caller;
      return surelyAnnounced(caller);
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
      const { hand: _, ...announced } = caller.announced;
      return { ...caller, announced };
    }
    case 'roomNotAsked':
      return roomNotAsked(caller, event.askedAtMs);
    case 'roomRefused':
      return { ...roomNotAsked(caller, event.askedAtMs), refusedUntilMs: event.untilMs };
  }
}

/** The room has shown them, whatever became of its answer. */
function surelyAnnounced(caller: Caller): Caller {
  const { announced } = caller;
  if (announced === undefined) return caller;
  const { isUnsure: _, ...sure } = announced;
  return { ...caller, announced: sure };
}

/**
 * By the time that a leave is noted, we may have taken the caller back, and announced them again: then it was ours. Whoever
 * leaves was shown, which may be told later.
 */
function leftRoom(caller: Caller, event: CallerEventOf<'leftRoom'>): Caller {
  const { leftRoomAtMs, kicked, presence, takenBackAtMs } = caller;
  if (leftRoomAtMs !== undefined || kicked !== undefined || presence === 'gone') return caller;
  if (takenBackAtMs !== event.takenBackAtMs) return caller;
  return { ...surelyAnnounced(caller), leftRoomAtMs: event.atMs };
}

/** Whoever goes with the bridge or the session, or is let go by us, was not removed. */
function leaveExplained(caller: Caller): Caller {
  const { leftRoomAtMs: _, ...rest } = caller;
  return rest;
}

type RoomHas = CallerEventOf<'roomHas'>;

function roomHas(caller: Caller, event: RoomHas): Caller {
  const { settlesAtMs, ...rest } = { ...caller, announced: announcedAfter(caller, event) };
  // Another request is on its way, or was given up: it may still undo what the room is told after this one.
  if (event.isUnsure === true && !isOnlyRequest(caller, event))
    return { ...rest, settlesAtMs: event.atMs + lateEffectMs };
  const isToldAgain = event.muted !== undefined && isSettled(caller, event.atMs);
  return isToldAgain || settlesAtMs === undefined ? rest : { ...rest, settlesAtMs };
}

/** Whether the room was about to be asked by no other request than this, as far as is known. */
const isOnlyRequest = ({ announced }: Caller, { isFirst, atMs }: RoomHas): boolean =>
  isFirst === true && (announced === undefined || announced.firstAskedAtMs === atMs);

/** Only the first request leaves nothing behind if it was not carried out: an older one may have been. */
function roomNotAsked(caller: Caller, askedAtMs: number): Caller {
  const { announced, ...rest } = caller;
  return announced?.isUnsure === true && announced.firstAskedAtMs === askedAtMs ? rest : caller;
}

function announcedAfter(caller: Caller, event: RoomHas): NonNullable<Caller['announced']> {
  const { announced, muted } = caller;
  const { session, bridge, atMs } = event;
  const known = event.muted ?? (announced === undefined ? muted.is : announced.muted);
  const isDoubted = event.muted !== undefined && isTellingDoubted(caller, event.muted);
  const has = isDoubted ? undefined : known;
  const hand = event.hand ?? (announced === undefined ? false : announced.hand);
  const told = toldAfter(announced?.told, event);
  return {
    session,
    bridge,
    ...(has === undefined ? {} : { muted: has }),
    ...(told === undefined ? {} : { told }),
    ...(hand === undefined ? {} : { hand }),
    ...(event.isUnsure === true ? { isUnsure: true } : {}),
    ...(event.isUnsure === true && isOnlyRequest(caller, event) ? { firstAskedAtMs: atMs } : {}),
    atMs: event.muted === undefined ? (announced?.atMs ?? atMs) : atMs,
  };
}

function toldAfter(told: NonNullable<Caller['announced']>['told'], { muted, isUnsure, atMs }: RoomHas) {
  if (muted === undefined) return told;
  return isUnsure === true ? tellingBegun(told, muted, atMs) : tellingDone(told, muted, atMs);
}
