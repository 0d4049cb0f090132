import { mayHoldCaller, type CallId, type HeldCall } from '../model/call.ts';
import {
  ownRooms,
  ownRoomsLeftBehind,
  recordDeleted,
  removeRooms,
  stopBotsAndLeaveRooms,
} from './clean-up.ts';
import { isCallerIn, lateRoomMs, recordCleaned, releaseCall, type ReleaseDeps } from './release.ts';
import { pollAgainMs } from '../state/life.ts';
import { resume } from './resume.ts';

/** One sweep looks at this many calls, a multiple of what one Daily domain can hold in a minute. */
const maxCallsPerSweep = 1_000;

/** How often the sweep comes (infra/). */
const sweepEveryMs = 60_000;

/**
 * The longest that a clean-up which keeps failing waits for its next try: a minute's sweep looks at a thousand calls, so
 * that five thousand may be stuck before one that waits is looked at late.
 */
const longestPauseMs = 5 * 60_000;

/** Calls that are looked at, or cleaned up after, side by side. Daily deletes up to 1,000 rooms in one request. */
const maxAtOnce = 50;

/**
 * Nothing more is begun this long after the sweep began, since its function has 50 s and stopping a bot may take seconds.
 * What was done by then is recorded, and the rest is done a minute later.
 */
const sweepMaxMs = 30_000;

/** What a sweep did: calls looked at, by what was done. A quiet sweep finds nothing. */
export interface Swept {
  readonly due: number;
  readonly healed: number;
  readonly cleaned: number;
  readonly failed: number;
}

/**
 * Finds what got lost: calls whose time has come and that nobody else took care of. First those whose callers wait, then
 * what others left behind. Doing it twice is harmless.
 */
export async function sweepCalls(deps: ReleaseDeps): Promise<Swept> {
  const endsAtMs = deps.clock.now() + sweepMaxMs;
  const due = await deps.calls.due(deps.clock.now(), maxCallsPerSweep);
  const over: HeldCall[] = [];
  const healed: Healed[] = [];
  let failed = 0;
  for (const some of portions(due)) {
    if (deps.clock.now() >= endsAtMs) break;
    for (const found of await Promise.all(some.map((id) => guarded(deps, id, () => sweepOne(deps, id))))) {
      if (found === 'failed') failed += 1;
      else if (isHealed(found)) healed.push(found);
      else if (found !== 'nothing') over.push(found);
    }
  }
  let cleaned = 0;
  for (const some of portions(over)) {
    if (deps.clock.now() >= endsAtMs) break;
    const results = await cleanUpAfter(deps, some);
    cleaned += results.filter((result) => result === 'cleaned').length;
    failed += results.filter((result) => result === 'failed').length;
  }
  for (const [what, calls] of Map.groupBy(healed, (each) => each)) {
    deps.count('sweepHealed', calls.length, what);
  }
  if (failed > 0) deps.count('sweepFailed', failed, 'held-calls');
  return { due: due.length, healed: healed.length, cleaned, failed };
}

/** Does one thing for one call; one that fails keeps no other from its turn. */
function guarded<Result>(
  { log }: ReleaseDeps,
  id: CallId,
  run: () => Promise<Result>,
): Promise<Result | 'failed'> {
  return run().catch((cause: unknown) => {
    log.error('sweep-failed', { callId: id }, cause);
    return 'failed' as const;
  });
}

/** What had not been done for a call, and now is. */
type Healed = 'start' | 'resume' | 'release';
type Found = Healed | 'nothing' | 'failed' | HeldCall;

function isHealed(found: Found): found is Healed {
  return found === 'start' || found === 'resume' || found === 'release';
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
  const resumed = await resume(deps, call);
  if (resumed === 'resumed') deps.log.warn('sweep-healed', { callId: call.id, what: 'resume' });
  return resumed === 'resumed' ? 'resume' : resumed === 'failed' ? 'failed' : 'nothing';
}

async function sweepRelease(deps: ReleaseDeps, call: HeldCall, why: string): Promise<Found> {
  await releaseCall(deps, call.id, why);
  deps.log.warn('sweep-healed', { callId: call.id, what: 'release' });
  return 'release';
}

type CleanedUp = 'cleaned' | 'later' | 'failed';

/** Removes what calls that are over have left behind. */
async function cleanUpAfter(
  deps: ReleaseDeps,
  calls: readonly HeldCall[],
): Promise<readonly (CleanedUp | 'empty')[]> {
  const results = await Promise.all(
    calls.map((call) => guarded(deps, call.id, () => cleanUpWhoMayHoldCaller(deps, call))),
  );
  const empty = calls.filter((_, index) => results[index] === 'empty');
  return [...results, ...(await cleanUpTogether(deps, empty))];
}

/** `empty`: nobody can be in the call's rooms, and none can appear any more; nothing was done. */
async function cleanUpWhoMayHoldCaller(deps: ReleaseDeps, call: HeldCall): Promise<CleanedUp | 'empty'> {
  if (await isPutOffForLateRoom(deps, call)) return 'later';
  return mayStillHoldCaller(deps, call) ? cleanUpIfCallerIsOut(deps, call) : 'empty';
}

/** A further room of the call may appear: it is cleaned up after when none can any more. */
async function isPutOffForLateRoom(deps: ReleaseDeps, call: HeldCall): Promise<boolean> {
  const lateRoomAtMs = lateRoomMs(deps, call);
  if (lateRoomAtMs === undefined) return false;
  await postpone(deps, call, lateRoomAtMs);
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
async function cleanUpIfCallerIsOut(deps: ReleaseDeps, call: HeldCall): Promise<CleanedUp> {
  const presence = await isCallerIn(deps, call);
  if (presence !== 'out') {
    await removeRooms(deps, call, ownRoomsLeftBehind(call));
    if (presence === 'unknown') return tryAgain(deps, call);
    await postpone(deps, call, deps.clock.now() + pollAgainMs);
    return 'later';
  }
  const areRoomsGone = await removeRooms(deps, call, ownRooms(call));
  const areBotsStopped = await stopBotsAndLeaveRooms(deps, call);
  if (!areRoomsGone || !areBotsStopped) return tryAgain(deps, call);
  await recordCleaned(deps, call);
  return 'cleaned';
}

/** Cleans up after calls whose callers are gone for sure: the rooms of all go in one request. */
async function cleanUpTogether(deps: ReleaseDeps, calls: readonly HeldCall[]): Promise<readonly CleanedUp[]> {
  // A room goes also if a bot in it cannot be stopped: that is the surest stop for it.
  const areStopped = await Promise.all(
    calls.map((call) => guarded(deps, call.id, () => stopBotsAndLeaveRooms(deps, call))),
  );
  const rooms = calls.flatMap(ownRooms);
  const left = new Set(rooms.length === 0 ? [] : await deps.video.remove(rooms));
  if (left.size > 0) deps.log.warn('room-left-behind', { rooms: left.size });
  const isRefused = rooms.every((name) => left.has(name));
  return Promise.all(
    calls.map((call, index) =>
      guarded(deps, call.id, async () => {
        const gone = ownRooms(call).filter((name) => !left.has(name));
        if (gone.length === ownRooms(call).length && areStopped[index] === true) {
          await recordCleaned(deps, call);
          return 'cleaned';
        }
        await recordDeleted(deps, call, gone);
        if (isRefused || areStopped[index] !== true) return tryAgain(deps, call);
        // The provider takes only so many deletions at a time: nothing failed, and the rest is the next sweep's.
        await postpone(deps, call, deps.clock.now(), 0);
        return 'later';
      }),
    ),
  );
}

/**
 * Leaves a clean-up that failed to the next sweep, and to ever later ones while it fails: what cannot be removed for hours
 * must not keep the sweep from calls that wait.
 */
async function tryAgain(deps: ReleaseDeps, call: HeldCall): Promise<'later'> {
  const failures = (call.cleanUpFailures ?? 0) + 1;
  await postpone(deps, call, deps.clock.now() + pauseAfter(failures), failures);
  return 'later';
}

/** Nothing after the first failure, so that the next sweep tries again; then about twice the time before. */
function pauseAfter(failures: number): number {
  return Math.min((2 ** (failures - 1) - 1) * sweepEveryMs, longestPauseMs);
}

async function postpone(
  { calls, clock }: ReleaseDeps,
  { id, dueAtMs: insteadOfMs }: HeldCall,
  dueAtMs: number,
  failures?: number,
): Promise<void> {
  const failed = failures === undefined ? {} : { failures };
  await calls.move(id, { kind: 'postpone', atMs: clock.now(), dueAtMs, insteadOfMs, ...failed });
}

function* portions<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += maxAtOnce) yield items.slice(start, start + maxAtOnce);
}
