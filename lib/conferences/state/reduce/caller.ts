import type { Caller, Press } from '../../model/conference.ts';
import type { CallerEvent } from '../../model/caller-events.ts';
import { saidByKeypad, saidByRoom } from '../mutes.ts';
import { reduceAnnounced } from './announced.ts';
import { reducePhone } from './phone.ts';
import { comesAgain, newCaller, reducePresence } from './presence.ts';
import { leftMeanwhile, reduceTransfer } from './transfer.ts';

/** A moderator who asks again within this time asks once: so long takes what the caller hears of it, and some. */
const oneAskMs = 10_000;

/** The caller after an event; undefined: the event is about nobody we know. Pure; the same event twice equals once. */
export function reduceCaller(caller: Caller | undefined, event: CallerEvent): Caller | undefined {
  if (event.kind === 'admitted') return caller === undefined ? newCaller(event) : comesAgain(caller, event);
  if (caller === undefined) return undefined;
  switch (event.kind) {
    case 'waited':
    case 'letIn':
    case 'rejoining':
    case 'joined':
    case 'left':
    case 'returned':
    case 'seen':
      return reducePresence(caller, event);
    case 'gone':
      return leftMeanwhile(reducePresence(caller, event), event.atMs, event.end);
    case 'missed':
      // A list that lacks the leg of a caller who was led out meanwhile says nothing of their transfer.
      return caller.presence === 'gone' ? caller : leftMeanwhile(reducePresence(caller, event), event.atMs);
    case 'transferOrdered':
    case 'leadingOut':
    case 'ledOn':
    case 'cameBack':
    case 'transferEnded':
      return reduceTransfer(caller, event);
    case 'muted':
      if (event.by === 'room') return saidByRoom(caller, event.is, event.atMs);
      return pressed(caller, event, (presser) => saidByKeypad(presser, event.is, event.atMs));
    case 'hand':
      return pressed(caller, event, (presser) => ({ ...presser, hand: event.raised }));
    case 'askedToUnmute': {
      const isSame = caller.asked !== undefined && event.atMs - caller.asked.atMs < oneAskMs;
      return isSame ? caller : { ...caller, asked: { atMs: event.atMs, isTold: false } };
    }
    case 'askTold':
      return caller.asked?.atMs !== event.askedAtMs
        ? caller
        : { ...caller, asked: { ...caller.asked, isTold: true } };
    case 'recordingTold':
      return { ...caller, recordingTold: { isOn: event.isOn, atMs: event.atMs } };
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

/** A press without an id is the one before, reported twice, if it is of the same key and comes within this time. */
const samePressMs = 1_500;

/** As many as are reported late, out of order. */
const pressesKept = 5;

/** A key that was pressed in the menu after join `menu`, or in the meeting; either may be reported twice. */
function pressed(
  caller: Caller,
  { menu, press }: { readonly menu?: number; readonly press?: Press },
  change: (caller: Caller) => Caller,
): Caller {
  if (press !== undefined) {
    const { presses = [] } = caller;
    if (presses.some((each) => isSame(each, press))) return caller;
    return { ...change(caller), presses: [...presses, press].slice(-pressesKept) };
  }
  if (menu === undefined) return change(caller);
  return menu !== caller.joinSequence || caller.pressedIn === menu
    ? caller
    : { ...change(caller), pressedIn: menu };
}

function isSame(one: Press, other: Press): boolean {
  if (one.key !== other.key) return false;
  return one.id === undefined || other.id === undefined
    ? Math.abs(one.atMs - other.atMs) < samePressMs
    : one.id === other.id;
}
