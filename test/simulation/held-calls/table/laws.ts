import { isOver, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import type { CallEvent } from '../../../../lib/held-calls/model/call-events.ts';
import type { CallState } from '../../../../lib/held-calls/model/call-states.ts';

// What no write may do to a call, whoever asks for it and however late: the table alone has to keep it so, since a write may
// be carried out long after it was asked for.

/** Where a call may go from each state. */
const ways: Readonly<Record<CallState, readonly CallState[]>> = {
  held: ['waiting', 'released'],
  waiting: ['connecting', 'released', 'refused'],
  connecting: ['waiting', 'connected', 'ended', 'abandoned', 'released'],
  connected: ['transferring', 'transferred', 'ended'],
  transferring: ['connected', 'transferred', 'ended'],
  transferred: ['ended'],
  // That somebody has left may be heard before that they are led elsewhere.
  ended: ['transferring', 'transferred'],
  // Whoever was given up may have got in all the same.
  abandoned: ['connected', 'ended'],
  released: ['connected', 'ended'],
  refused: [],
};

type Attribute = keyof HeldCall;

/** In which states these may be written; what is not named here may change in any. */
const writtenIn: readonly (readonly [Attribute, readonly CallState[]])[] = [
  ['token', ['held', 'waiting', 'connecting']],
  ['attempt', ['held', 'waiting']],
  ['room', ['held', 'waiting']],
  ['targets', ['waiting']],
  ['targetIndex', ['held', 'waiting', 'connecting', 'connected', 'transferring', 'transferred']],
  ['askedAtMs', ['waiting', 'connecting', 'connected', 'transferring', 'transferred']],
  ['bots', ['waiting', 'connecting', 'connected', 'transferring', 'transferred']],
  ['noTargetAttempt', ['waiting', 'connecting', 'connected', 'transferring', 'transferred']],
  ['spareRoom', ['waiting', 'connecting', 'connected', 'transferring', 'transferred']],
  ['turnedDown', ['waiting']],
  ['ready', ['waiting']],
  ['updates', ['waiting', 'connecting']],
  ['claimedAtMs', ['waiting', 'connecting']],
  ['connectedAtMs', ['connecting', 'abandoned', 'released']],
  ['orderedAtMs', ['waiting', 'connecting']],
  ['answeredAtMs', ['connecting']],
  ['orderAfterMs', ['connecting']],
  ['emptyPolls', ['connecting']],
  ['reportedGone', ['connecting']],
  ['legLeftAtMs', ['transferring']],
  ['noticedAtMs', ['connecting', 'connected', 'transferring', 'transferred', 'ended']],
  ['transferAtMs', ['connected', 'ended']],
  ['transferDestination', ['connected', 'transferring']],
  ['cleanUpFailures', ['ended', 'abandoned', 'released']],
];

/** What goes with an event in any state. */
const removing: Partial<Readonly<Record<CallEvent['kind'], readonly Attribute[]>>> = {
  cleaned: ['token'],
  turnedDown: ['turnedDown', 'ready'],
  transferFailed: ['transferAtMs'],
};

/** Of a call that is over nothing but this is told, or written. */
const afterwards: readonly CallEvent['kind'][] = [
  ...(['connectedLate', 'leftLate', 'postpone', 'roomsDeleted', 'cleaned'] as const),
  ...(['transferring', 'transferBegun', 'transferAnswered', 'transferClosed', 'noticed'] as const),
];

/** That a room is gone is none the less so when all was cleaned up, and what its caller was told was told. */
const everAfter: readonly CallEvent['kind'][] = ['roomsDeleted', 'noticed'];

/** These may be told again and again, and each counts. */
const repeatable: readonly CallEvent['kind'][] = ['routed', 'asked', 'refusedAgain', 'roomsDeleted'];

/** By whom a call gets another task, in each state. */
const takingOver: Partial<Readonly<Record<CallState, readonly CallEvent['kind'][]>>> = {
  held: ['tokenStored'],
  waiting: ['tokenReplaced', 'claimed'],
  connecting: ['reclaimed'],
};

/** What is told of orders, which only a call has that is being connected. */
const ofOrders: readonly CallEvent['kind'][] = [
  ...(['reclaimed', 'updatedAgain', 'sentAnew', 'answeredLate', 'notOrdered'] as const),
  ...(['polled', 'turnedDown', 'refusedAgain', 'reportedGone'] as const),
];

/** What is told and done of calls that were given up, or are over. */
const ofThePast: readonly CallEvent['kind'][] = ['connectedLate', 'leftLate', 'postpone', 'cleaned'];

/** What alone leads on from these states. */
const endsOf: Partial<Readonly<Record<CallState, readonly CallEvent['kind'][]>>> = {
  connected: [
    ...(['callerLeft', 'meetingEnded', 'overdue', 'transferClosed'] as const),
    ...(['transferAsked', 'transferring', 'transferBegun', 'transferAnswered'] as const),
  ],
  abandoned: ['connectedLate', 'leftLate'],
  released: ['connectedLate', 'leftLate'],
  transferring: ['transferAnswered', 'transferClosed', 'transferFailed', 'transferLost'],
  transferred: ['transferOver', 'overdue'],
};

/** How much earlier than the order the end of its meeting may seem to be (clock-room.ts), in ms. */
const endClockRoomMs = 3_000;

const is = (attribute: Attribute, one: HeldCall, other: HeldCall) =>
  JSON.stringify(one[attribute]) === JSON.stringify(other[attribute]);

/** Which law a write has broken; undefined: none. `again`: the call after the same write once more. */
export function brokenLaw(
  before: HeldCall,
  event: CallEvent,
  after: HeldCall,
  again: HeldCall | undefined,
): string | undefined {
  const { state } = before;
  const changed = (attribute: Attribute) => !is(attribute, before, after);
  if (after.state !== state && !ways[state].includes(after.state)) return `${state} became ${after.state}`;
  if (event.kind !== 'turnedDown' && state === 'connecting' && after.state === 'waiting')
    return 'a call that was ordered in waits again';
  if (!isOver(before) && ofThePast.includes(event.kind)) return `${event.kind} of a call that is not over`;
  if (state !== 'connecting' && ofOrders.includes(event.kind)) return `${event.kind} without an order`;
  if (state === 'connecting' && after.state === 'ended' && event.kind !== 'callerLeft')
    return 'ended before it had begun';
  if (state === 'connecting' && after.state === 'connected' && event.kind !== 'connected')
    return 'in before it was said so';
  if (isOver(before) && !afterwards.includes(event.kind)) return `${state} was not the end`;
  if (isOver(before) && before.dueAtMs === undefined && !everAfter.includes(event.kind))
    return 'something was written when all was cleaned up';
  for (const [attribute, states] of writtenIn) {
    const isOwn = removing[event.kind]?.includes(attribute) === true;
    if (changed(attribute) && !states.includes(state) && !isOwn)
      return `${attribute} was written in ${state}`;
  }
  const isNoted = changed('noTargetAttempt') && after.noTargetAttempt !== undefined;
  if (isNoted && state !== 'waiting') return `that nobody comes was noted in ${state}`;
  if (changed('token') && after.token !== undefined && takingOver[state]?.includes(event.kind) !== true)
    return `taken over by ${event.kind} in ${state}`;
  if (after.state === 'waiting' && after.updates > 0) return 'ordered in while it waits';
  if (event.kind === 'claimed' && before.ready === undefined) return 'ordered into a room that is not ready';
  if (state === 'waiting' && before.ready !== undefined && changed('attempt')) return 'a ready room was left';
  if (event.kind === 'released' && event.unlessReady && before.ready !== undefined)
    return 'given up with a ready room';
  if (after.ready !== undefined && after.turnedDown !== undefined) return 'ready, and of no use';
  for (const attribute of ['ready', 'turnedDown'] as const)
    if (
      state === 'waiting' &&
      changed(attribute) &&
      before[attribute] !== undefined &&
      after[attribute] !== undefined
    )
      return `${attribute} was told twice`;
  if (before.transferOverAtMs !== undefined && event.kind.startsWith('transfer'))
    return 'led elsewhere again';
  for (const attribute of ['transferAtMs', 'transferBegunAtMs', 'legLeftAtMs'] as const)
    if (changed(attribute) && before[attribute] !== undefined && after[attribute] !== undefined)
      return `${attribute} was told twice`;
  if (changed('state') && endsOf[state]?.includes(event.kind) === false)
    return `${event.kind} led on from ${state}`;
  if (before.legLeftAtMs !== undefined && after.state === 'connected') return 'back in a room that was left';
  return notAsKnown(before, event) ?? notOnce(event, after, again);
}

/** Whoever writes knew the call as it is, as far as they say what they knew. */
function notAsKnown(before: HeldCall, event: CallEvent): string | undefined {
  const isTakingOver = takingOver[before.state]?.includes(event.kind) === true;
  if ('token' in event && !isTakingOver && event.token !== before.token)
    return 'written for a task that is over';
  if ('attempt' in event && event.attempt !== before.attempt) return 'written for another attempt';
  if ('updates' in event && event.updates !== before.updates) return 'written for another order';
  const room = 'room' in event && typeof event.room === 'string' ? event.room : undefined;
  if (room !== undefined && room !== before.room?.name) return 'written for another room';
  const isOfAnother = 'session' in event && before.session !== undefined && event.session !== undefined;
  const isIn = event.kind === 'connected' || event.kind === 'connectedLate';
  if (!isIn && isOfAnother && event.session !== before.session) return 'the end of another leg';
  const { claimedAtMs = 0, connectedAtMs = 0 } = before;
  const isOlder = (endedAtMs: number) =>
    endedAtMs + endClockRoomMs < claimedAtMs || endedAtMs < connectedAtMs;
  if (event.kind === 'meetingEnded' && isOlder(event.endedAtMs)) return 'the end of the meeting before';
  if ('insteadOfMs' in event && event.insteadOfMs !== before.dueAtMs) return 'another time was set meanwhile';
  return undefined;
}

/** The same write twice is one. */
function notOnce(event: CallEvent, after: HeldCall, again: HeldCall | undefined): string | undefined {
  if (again === undefined || repeatable.includes(event.kind)) return undefined;
  return JSON.stringify(after) === JSON.stringify(again) ? undefined : 'written twice';
}
