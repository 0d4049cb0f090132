import type { Caller } from '../model/conference.ts';
import type { CallerEvent } from '../model/caller-events.ts';
import { saidByKeypad, saidByRoom } from './mutes.ts';
import { reduceAnnounced } from './reduce-announced.ts';
import { reducePhone } from './reduce-phone.ts';
import { newCaller, reducePresence } from './reduce-presence.ts';

/** A moderator who asks again within this time asks once: so long takes what the caller hears of it, and some. */
const oneAskMs = 10_000;

/** The caller after an event; undefined: the event is about nobody we know. Pure; the same event twice equals once. */
export function reduceCaller(caller: Caller | undefined, event: CallerEvent): Caller | undefined {
  if (event.kind === 'admitted') return caller ?? newCaller(event.newcomer, event.joinSequence, event.atMs);
  if (caller === undefined) return undefined;
  switch (event.kind) {
    case 'rejoining':
    case 'joined':
    case 'left':
    case 'returned':
    case 'gone':
    case 'seen':
    case 'missed':
      return reducePresence(caller, event);
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
    case 'kicked':
      return caller.kicked !== undefined || caller.presence === 'gone'
        ? caller
        : { ...caller, kicked: { why: event.why, atMs: event.atMs } };
    case 'kickTold':
      return caller.kicked === undefined
        ? caller
        : { ...caller, kicked: { ...caller.kicked, toldAtMs: event.atMs } };
    case 'phoneUnknown':
    case 'phoneHas':
    case 'phoneSeen':
      return reducePhone(caller, event);
    case 'leftRoom':
    case 'leaveExplained':
    case 'roomHas':
    case 'roomConfirmed':
    case 'roomLetsGo':
    case 'roomHasNot':
    case 'roomMuteUnknown':
    case 'roomHandUnknown':
    case 'roomNotAsked':
    case 'roomRefused':
      return reduceAnnounced(caller, event);
  }
}

/** A key that was pressed in the menu after join `menu`; the same request may come twice. */
function pressed(caller: Caller, menu: number | undefined, change: (caller: Caller) => Caller): Caller {
  if (menu === undefined) return change(caller);
  return menu !== caller.joinSequence || caller.pressedIn === menu
    ? caller
    : { ...change(caller), pressedIn: menu };
}
