import { isConnected, isOver, type CallId, type HeldCall } from '../model/call.ts';
import { stoppedLeg } from '../model/existing-room.ts';
import { outcomeWord, releaseOutcome } from '../model/refusals.ts';
import { cleanUpPlan, ownRooms } from '../state/clean-up-plan.ts';
import { recordConnected } from './caller-events.ts';
import { cleanUp, postpone, stopBotsAndLeaveRooms, warnOfRooms, type CleanUpDeps } from './clean-up.ts';
import { existingRoomChanged } from './rooms/existing-rooms.ts';
import { forCall } from './for-call.ts';
import { recordLeft } from './rooms/legs.ts';

/**
 * What became of a call that the machine gave up: `over`, it has an end and is cleaned up (or will be by the sweep);
 * `connected`, its caller got in after all; `ready-after-all`, its room is ready and there is time to connect.
 */
type Released = 'over' | 'connected' | 'ready-after-all';

/** How long a look at a room may take: three of them leave a function of 30 s time for the clean-up. */
const pollWithinMs = 6_000;

/** Two conditions can beat a release (ready, connected); a third look finds the call in one of those states. */
const maxPolls = 3;

/** Ends a call that could not be connected, and cleans up after it. */
export async function releaseCall(shared: CleanUpDeps, id: CallId, why: string): Promise<Released> {
  const deps = forCall(shared, id);
  for (let poll = 0; poll < maxPolls; poll += 1) {
    const call = await deps.calls.get(id);
    if (call === undefined) return 'over';
    if (isConnected(call)) return 'connected';
    if (isOver(call)) return cleanUpOne(deps, call);
    if (isStillToConnect(deps, call, why)) return 'ready-after-all';
    if (call.state === 'connecting' && (await isCallerIn(deps, call)) === 'in') {
      await recordConnected(deps, call, { source: 'presence' });
      continue;
    }
    const ended = await end(deps, call, why);
    if (ended !== undefined) return cleanUpOne(deps, ended);
  }
  throw new Error('a call kept changing while it was released');
}

/** A call is not given up while an order can serve it: because its room came late, or because tasks of ours failed. */
function isStillToConnect({ clock, settings }: CleanUpDeps, call: HeldCall, why: string): boolean {
  const isReady = call.state === 'waiting' && call.ready !== undefined;
  const isCutShort = call.state === 'connecting' && why === 'failure';
  return (isReady || isCutShort) && call.budgetEndsAtMs - clock.now() >= settings.connectSliceMs;
}

/**
 * Whether the caller of a call that was ordered to connect is in its room. In a room that others use, nobody can tell
 * the caller from them: only an empty one says something.
 */
export async function isCallerIn(deps: CleanUpDeps, call: HeldCall): Promise<'in' | 'out' | 'unknown'> {
  if (call.room === undefined) return 'out';
  const presence = await deps.video.callerIn(call.room.name, deps.clock.now() + pollWithinMs);
  return presence === 'in' && !call.room.own ? 'unknown' : presence;
}

async function end(deps: CleanUpDeps, call: HeldCall, reason: string): Promise<HeldCall | undefined> {
  const { clock, log, count } = deps;
  const why = releaseOutcome(call, reason);
  const atMs = clock.now();
  const moved = await deps.calls.move(
    call.id,
    call.reportedGone === true
      ? { kind: 'callerGone', atMs }
      : { kind: 'released', atMs, why, unlessReady: call.ready === undefined },
  );
  if (!moved.ok) return undefined;
  if (moved.call.state === 'abandoned') {
    log.info('call-over', { callId: call.id, outcome: 'caller-gone' });
    count('callsAbandoned');
  } else {
    log.warn('call-released', { callId: call.id, why });
    count('callsReleased', 1, outcomeWord(why));
  }
  return moved.call;
}

/** What is left of a call whose caller may be in the room is the sweep's, which looks who is there. */
async function cleanUpOne(deps: CleanUpDeps, call: HeldCall): Promise<Released> {
  const { kind, lateRoomUntilMs } = cleanUpPlan(call, deps.clock.now(), deps.settings);
  switch (kind) {
    case 'nothing':
      break;
    case 'look':
      await keepPlace(deps, call);
      break;
    case 'remove':
      if (lateRoomUntilMs !== undefined) await cleanUpEarly(deps, call, lateRoomUntilMs);
      else {
        const [cleaned] = await cleanUp(deps, [call], 'bots', (_, run) => run());
        if (typeof cleaned === 'object') warnOfRooms(deps, cleaned.roomsLeft, call.id);
      }
  }
  return 'over';
}

/** What is there goes now. It stays on the call's lists, since it may be there again a moment after. */
async function cleanUpEarly(deps: CleanUpDeps, call: HeldCall, untilMs: number): Promise<void> {
  await stopBotsAndLeaveRooms(deps, call);
  await deps.video.remove(ownRooms(call));
  await postpone(deps, call, untilMs);
}

/**
 * Lets the next caller be connected to an existing room while the address of this one may still be in use. One whose leg
 * is known to have stopped gives it back.
 */
export async function keepPlace(deps: CleanUpDeps, { id, room }: HeldCall): Promise<void> {
  if (room === undefined || room.own) return;
  const kept = { kind: 'connected', call: id, session: undefined } as const;
  const changed = await existingRoomChanged(deps, room.name, kept);
  if (changed === undefined) return;
  const session = stoppedLeg(changed.room, id);
  if (session === undefined) return;
  await recordLeft(deps, id, room.name, session);
  await existingRoomChanged(deps, room.name, { kind: 'returned', call: id, session });
}
