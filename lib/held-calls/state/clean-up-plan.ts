import { mayHoldCaller, type HeldCall } from '../model/call.ts';

/**
 * What is to be done about what a call that is over has left behind: bots, rooms, leases of existing rooms.
 *
 * - `nothing`: all of it is gone.
 * - `look`: the caller may be in the room, or on the way. Only what is found there tells whether anything may go.
 * - `remove`: nobody can be in there.
 */
interface CleanUpPlan {
  readonly kind: 'nothing' | 'look' | 'remove';
  /** Until then (Unix ms) a task of ours may still make a room of the call, so that no clean-up before is the last. */
  readonly lateRoomUntilMs?: number;
}

/** Durations in ms. */
interface CleanUpSettings {
  /** How long the function that makes a call's rooms may run. */
  readonly holdTaskMs: number;
  /** Longest time a caller can be in a room. */
  readonly longestCallMs: number;
}

/** Plans the clean-up of a call that is over. Pure: the same item at the same time has the same plan. */
export function cleanUpPlan(call: HeldCall, nowMs: number, settings: CleanUpSettings): CleanUpPlan {
  if (call.dueAtMs === undefined) return { kind: 'nothing' };
  const untilMs = lateRoomUntilMs(call, settings);
  const isCallerPossible =
    (mayHoldCaller(call) || mayBeBack(call)) && nowMs < call.budgetEndsAtMs + settings.longestCallMs;
  return {
    kind: isCallerPossible ? 'look' : 'remove',
    ...(nowMs < untilMs && { lateRoomUntilMs: untilMs }),
  };
}

/** Whether whoever rings in vain gets the caller back into the room is not documented. */
function mayBeBack({ transferOverAtMs, transferOutcome }: HeldCall): boolean {
  if (transferOverAtMs === undefined) return false;
  return transferOutcome !== 'answered' && transferOutcome !== 'caller-left';
}

/**
 * A task that was cut short may still be at it: one before the last, or the last one of a call that was given up before it
 * was over.
 */
function lateRoomUntilMs(call: HeldCall, { holdTaskMs }: CleanUpSettings): number {
  const { state, room, releasedAtMs = 0, lateRoomUntilMs = 0 } = call;
  if (state !== 'released' || room?.own !== true || isTaskOver(call)) return lateRoomUntilMs;
  return releasedAtMs + holdTaskMs;
}

/** Whether the task that began the last attempt has ended by itself. */
function isTaskOver({ askedAtMs, noTargetAttempt, attempt }: HeldCall): boolean {
  return askedAtMs !== undefined || noTargetAttempt === attempt;
}

/** The rooms that we made for a call and that may still be there. */
export function ownRooms(call: HeldCall): readonly string[] {
  return call.rooms
    .filter(({ own, name }) => own && !call.deletedRooms.includes(name))
    .map(({ name }) => name);
}

/** Those of them that the call has left behind: nobody can be in there, whatever became of its caller. */
export function ownRoomsLeftBehind(call: HeldCall): readonly string[] {
  return ownRooms(call).filter((name) => name !== call.room?.name);
}

/** How often a room that may still hold the caller of a call that is over is looked at again. */
export const pollAgainMs = 5 * 60_000;

/** How often the sweep comes (infra/). */
const sweepEveryMs = 60_000;

/**
 * The longest that a clean-up which keeps failing waits for its next try: a minute's sweep looks at a thousand calls, so
 * that five thousand may be stuck before one that waits is looked at late.
 */
const longestPauseMs = 5 * 60_000;

/** Nothing after the first failure, so that the next sweep tries again; then about twice the time before. In ms. */
export function pauseAfterFailures(failures: number): number {
  return Math.min((2 ** (failures - 1) - 1) * sweepEveryMs, longestPauseMs);
}
