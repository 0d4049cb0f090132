import { mayHoldCaller, type CallId, type HeldCall } from './call.ts';
import {
  ownRooms,
  ownRoomsLeftBehind,
  recordRemoved,
  removeRooms,
  stopBotsAndLeaveRooms,
} from './clean-up.ts';
import { isCallerIn, lateRoomMs, recordCleaned, releaseCall, type ReleaseDeps } from './release.ts';
import { lookAgainMs } from './life.ts';
import { settle } from './settle.ts';

/** One sweep looks at this many calls: at 20 ms each they fit its function's 50 s with room to spare. */
const mostCallsPerSweep = 1_000;

/** Daily deletes up to 1,000 rooms in one request (REST reference, batch delete); a smaller batch fails smaller. */
const roomsPerBatch = 200;

/** What a sweep did: calls looked at, by what was done. A quiet sweep finds nothing. */
export interface Swept {
  readonly due: number;
  readonly healed: number;
  readonly cleaned: number;
  readonly failed: number;
}

/** Finds what got lost: calls whose time has come and that nobody else took care of. Doing it twice is harmless. */
export async function sweepCalls(deps: ReleaseDeps): Promise<Swept> {
  const due = await deps.calls.due(deps.clock.now(), mostCallsPerSweep);
  const over: HeldCall[] = [];
  const healed: Healed[] = [];
  let failed = 0;
  for (const id of due) {
    const result = await sweepOne(deps, id).catch((cause: unknown) => {
      deps.log.error('sweep-failed', { callId: id }, cause);
      return 'failed' as const;
    });
    if (result === 'failed') failed += 1;
    else if (isHealed(result)) healed.push(result);
    else if (result !== 'nothing') over.push(result);
  }
  const cleaned = await cleanUpAfter(deps, over);
  for (const [what, calls] of Map.groupBy(healed, (each) => each)) {
    deps.count('sweepHealed', calls.length, what);
  }
  if (failed > 0) deps.count('sweepFailed', failed, 'held-calls');
  return { due: due.length, healed: healed.length, cleaned, failed };
}

/** What had not been done for a call, and now is. */
type Healed = 'start' | 'settle' | 'release';
type Found = Healed | 'nothing' | 'failed' | HeldCall;

function isHealed(found: Found): found is Healed {
  return found === 'start' || found === 'settle' || found === 'release';
}

async function sweepOne(deps: ReleaseDeps, id: CallId): Promise<Found> {
  const call = await deps.calls.get(id);
  const nowMs = deps.clock.now();
  if (call?.dueAtMs === undefined || call.dueAtMs > nowMs) return 'nothing';
  switch (call.state) {
    case 'held':
      return sweepHeld(deps, call, nowMs);
    case 'waiting':
    case 'connecting':
      return sweepWaiting(deps, call, nowMs);
    case 'connected': {
      const ended = await deps.calls.move(id, { kind: 'overdue', atMs: nowMs });
      return ended.ok ? ended.call : 'nothing';
    }
    case 'ended':
    case 'abandoned':
    case 'released':
    case 'refused':
      return call;
  }
}

/** Stored, but its machine never started. */
async function sweepHeld(deps: ReleaseDeps, call: HeldCall, nowMs: number): Promise<Found> {
  if (nowMs >= call.budgetEndsAtMs) return sweepRelease(deps, call, 'never-started');
  if ((await deps.machine.start(call.id)) !== 'started') return 'failed';
  deps.log.warn('sweep-healed', { callId: call.id, what: 'start' });
  return 'start';
}

/** Ready, but its machine was never told; or past its budget without an end. */
async function sweepWaiting(deps: ReleaseDeps, call: HeldCall, nowMs: number): Promise<Found> {
  if (nowMs >= call.budgetEndsAtMs) return sweepRelease(deps, call, 'machine-lost');
  const settled = await settle(deps, call);
  if (settled === 'settled') deps.log.warn('sweep-healed', { callId: call.id, what: 'settle' });
  return settled === 'settled' ? 'settle' : settled === 'failed' ? 'failed' : 'nothing';
}

async function sweepRelease(deps: ReleaseDeps, call: HeldCall, why: string): Promise<Found> {
  await releaseCall(deps, call.id, why);
  deps.log.warn('sweep-healed', { callId: call.id, what: 'release' });
  return 'release';
}

/** Removes what calls that are over have left behind. */
async function cleanUpAfter(deps: ReleaseDeps, over: readonly HeldCall[]): Promise<number> {
  const empty: HeldCall[] = [];
  let cleaned = 0;
  for (const call of over) {
    if (await isPutOffForLateRoom(deps, call)) continue;
    if (!mayStillHoldCaller(deps, call)) empty.push(call);
    else if (await cleanUpIfCallerIsOut(deps, call)) cleaned += 1;
  }
  return cleaned + (await cleanUpInBatches(deps, empty));
}

/** A further room of the call may appear: it is cleaned up after when none can any more. */
async function isPutOffForLateRoom(deps: ReleaseDeps, call: HeldCall): Promise<boolean> {
  const lateRoomAtMs = lateRoomMs(deps, call);
  if (lateRoomAtMs === undefined) return false;
  await deps.calls.move(call.id, { kind: 'putOff', atMs: deps.clock.now(), dueAtMs: lateRoomAtMs });
  return true;
}

function mayStillHoldCaller({ clock, settings }: ReleaseDeps, call: HeldCall): boolean {
  return mayHoldCaller(call) && clock.now() < call.budgetEndsAtMs + settings.longestCallMs;
}

/**
 * Cleans up after a call whose caller may be in its room, or on the way. Its room goes right after the look, before its
 * bots, which may take seconds to stop: whoever came in meanwhile would be cut off. As long as somebody may be in it,
 * only those rooms go that the call had left behind.
 */
async function cleanUpIfCallerIsOut(deps: ReleaseDeps, call: HeldCall): Promise<boolean> {
  if ((await isCallerIn(deps, call)) !== 'out') {
    const nowMs = deps.clock.now();
    await deps.calls.move(call.id, { kind: 'putOff', atMs: nowMs, dueAtMs: nowMs + lookAgainMs });
    await removeRooms(deps, call, ownRoomsLeftBehind(call));
    return false;
  }
  const areRoomsGone = await removeRooms(deps, call, ownRooms(call));
  if (!(await stopBotsAndLeaveRooms(deps, call)) || !areRoomsGone) return false;
  await recordCleaned(deps, call);
  return true;
}

/** Cleans up after calls whose callers are gone for sure: so many rooms go in one request. */
async function cleanUpInBatches(deps: ReleaseDeps, calls: readonly HeldCall[]): Promise<number> {
  const withBots = new Set<CallId>();
  for (const call of calls) {
    // Its room goes all the same: that is the surest stop for a bot that its back end will not stop.
    if (!(await stopBotsAndLeaveRooms(deps, call))) withBots.add(call.id);
  }
  let cleaned = 0;
  for (const batch of batches(calls)) {
    const rooms = batch.flatMap(ownRooms);
    const left = new Set(rooms.length === 0 ? [] : await deps.video.remove(rooms));
    if (left.size > 0) deps.log.warn('room-left-behind', { rooms: left.size });
    for (const call of batch) {
      const gone = ownRooms(call).filter((name) => !left.has(name));
      if (gone.length === ownRooms(call).length && !withBots.has(call.id)) {
        await recordCleaned(deps, call);
        cleaned += 1;
      } else {
        await recordRemoved(deps, call, gone);
      }
    }
  }
  return cleaned;
}

function* batches(calls: readonly HeldCall[]): Generator<readonly HeldCall[]> {
  let batch: HeldCall[] = [];
  for (const call of calls) {
    batch.push(call);
    if (batch.flatMap(ownRooms).length >= roomsPerBatch) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
