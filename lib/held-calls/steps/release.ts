import { isOver, mayHoldCaller, type CallId, type HeldCall } from '../model/call.ts';
import { forCall } from '../canary.ts';
import { recordConnected } from './caller-events.ts';
import { isTaskOver, keepPlace, ownRooms, removeRooms, stopBotsAndLeaveRooms } from './clean-up.ts';
import type { HeldCallDeps } from '../ports.ts';
import { outcomeWord, releaseOutcome } from '../model/refusals.ts';

/**
 * What became of a call that the machine gave up: `over`, it has an end and is cleaned up (or will be by the sweep);
 * `connected`, its caller got in after all; `ready-after-all`, its room is ready and there is time to connect.
 */
export type Released = 'over' | 'connected' | 'ready-after-all';

export type ReleaseDeps = Pick<
  HeldCallDeps,
  'calls' | 'existingRooms' | 'machine' | 'video' | 'clock' | 'log' | 'count' | 'settings'
> & { readonly bots: Pick<HeldCallDeps['bots'], 'stop'> };

/** How long a look at a room may take: three of them leave a function of 30 s time for the clean-up. */
const pollWithinMs = 6_000;

/** Two conditions can beat a release (ready, connected); a third look finds the call in one of those states. */
const maxPolls = 3;

/** Ends a call that could not be connected, and cleans up after it. */
export async function releaseCall(shared: ReleaseDeps, id: CallId, why: string): Promise<Released> {
  const deps = forCall(shared, id);
  for (let poll = 0; poll < maxPolls; poll += 1) {
    const call = await deps.calls.get(id);
    if (call === undefined) return 'over';
    if (call.state === 'connected') return 'connected';
    if (isOver(call)) return cleanUp(deps, call);
    if (isStillToConnect(deps, call, why)) return 'ready-after-all';
    if (call.state === 'connecting' && (await isCallerIn(deps, call)) === 'in') {
      await recordConnected(deps, call, { source: 'presence' });
      continue;
    }
    const ended = await end(deps, call, why);
    if (ended !== undefined) return cleanUp(deps, ended);
  }
  throw new Error('a call kept changing while it was released');
}

/** A call is not given up while an order can serve it: because its room came late, or because tasks of ours failed. */
function isStillToConnect({ clock, settings }: ReleaseDeps, call: HeldCall, why: string): boolean {
  const isReady = call.state === 'waiting' && call.ready !== undefined;
  const isCutShort = call.state === 'connecting' && why === 'failure';
  return (isReady || isCutShort) && call.budgetEndsAtMs - clock.now() >= settings.connectSliceMs;
}

/**
 * Whether the caller of a call that was ordered to connect is in its room. In a room that others use, nobody can tell
 * the caller from them: only an empty one says something.
 */
export async function isCallerIn(deps: ReleaseDeps, call: HeldCall): Promise<'in' | 'out' | 'unknown'> {
  if (call.room === undefined) return 'out';
  const presence = await deps.video.callerIn(call.room.name, deps.clock.now() + pollWithinMs);
  return presence === 'in' && !call.room.own ? 'unknown' : presence;
}

async function end(deps: ReleaseDeps, call: HeldCall, reason: string): Promise<HeldCall | undefined> {
  const { clock, log, count } = deps;
  const why = releaseOutcome(call, reason);
  const atMs = clock.now();
  const moved = await deps.calls.move(
    call.id,
    call.toldGone === true
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

async function cleanUp(deps: ReleaseDeps, call: HeldCall): Promise<Released> {
  if (mayHoldCaller(call)) {
    await keepPlace(deps, call);
    return 'over';
  }
  const stopped = await stopBotsAndLeaveRooms(deps, call);
  const lateRoomAtMs = lateRoomMs(deps, call);
  if (lateRoomAtMs !== undefined) {
    await deps.video.remove(ownRooms(call));
    const atMs = deps.clock.now();
    const insteadOfMs = call.dueAtMs;
    await deps.calls.move(call.id, { kind: 'postpone', atMs, dueAtMs: lateRoomAtMs, insteadOfMs });
    return 'over';
  }
  const removed = await removeRooms(deps, call, ownRooms(call));
  if (stopped && removed) await recordCleaned(deps, call);
  return 'over';
}

/**
 * Until when a room of the call may appear that is not there now; undefined: none will. A call that was given up before
 * its last task was over had that task cut short, or it is still at it.
 */
export function lateRoomMs({ clock, settings }: ReleaseDeps, call: HeldCall): number | undefined {
  const { state, room, timeline } = call;
  if (state !== 'released' || room?.own !== true || isTaskOver(call)) return undefined;
  const releasedAtMs = timeline.findLast(({ event }) => event === state)?.atMs ?? 0;
  const untilMs = releasedAtMs + settings.holdTaskMs;
  return clock.now() < untilMs ? untilMs : undefined;
}

/** Records that nothing of the call is left anywhere. */
export async function recordCleaned(deps: ReleaseDeps, call: HeldCall): Promise<void> {
  const moved = await deps.calls.move(call.id, { kind: 'cleaned', atMs: deps.clock.now() });
  if (moved.ok) deps.log.info('call-cleaned', { callId: call.id });
}
