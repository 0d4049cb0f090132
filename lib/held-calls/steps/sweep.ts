import type { CallId, HeldCall } from '../model/call.ts';
import { cleanUpPlan, ownRoomsLeftBehind, pauseAfterFailures, pollAgainMs } from '../state/clean-up-plan.ts';
import { cleanUp, postpone, removeRooms, warnOfRooms, type CleanedUp, type CleanUpDeps } from './clean-up.ts';
import { isCallerIn, releaseCall } from './release.ts';
import { resume } from './resume.ts';
import { endSilentTransfer } from './transfer-events.ts';

/** One sweep looks at this many calls, a multiple of what one Daily domain can hold in a minute. */
export const maxCallsPerSweep = 1_000;

/** Calls that are looked at, or cleaned up after, side by side. Daily deletes up to 1,000 rooms in one request. */
const maxAtOnce = 50;

/**
 * Nothing more is begun this long after the sweep began, since its function has 50 s and stopping a bot may take seconds.
 * What was done by then is recorded, and the rest is done a minute later.
 */
const sweepMaxMs = 30_000;

/** What a sweep did: calls looked at, by what was done. A quiet sweep finds nothing. */
interface Swept {
  readonly due: number;
  readonly healed: number;
  readonly cleaned: number;
  readonly failed: number;
}

/**
 * Finds what got lost: calls whose time has come and that nobody else took care of. First those whose callers wait, then
 * what others left behind. Doing it twice is harmless.
 */
export async function sweepCalls(deps: CleanUpDeps): Promise<Swept> {
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
  { log }: CleanUpDeps,
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

async function sweepOne(deps: CleanUpDeps, id: CallId): Promise<Found> {
  const call = await deps.calls.get(id);
  const nowMs = deps.clock.now();
  if (call?.dueAtMs === undefined || call.dueAtMs > nowMs) return 'nothing';
  switch (call.state) {
    case 'held':
      return sweepHeld(deps, call, nowMs);
    case 'waiting':
    case 'connecting':
      return sweepWaiting(deps, call, nowMs);
    case 'transferring':
      return endSilentTransfer(deps, call);
    case 'connected':
    case 'transferred': {
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
async function sweepHeld(deps: CleanUpDeps, call: HeldCall, nowMs: number): Promise<Found> {
  if (nowMs >= call.budgetEndsAtMs) return sweepRelease(deps, call, 'never-started');
  if ((await deps.machine.start(call.id)) !== 'started') return 'failed';
  deps.log.warn('sweep-healed', { callId: call.id, what: 'start' });
  return 'start';
}

/** Ready, but its machine was never told; or past its budget without an end. */
async function sweepWaiting(deps: CleanUpDeps, call: HeldCall, nowMs: number): Promise<Found> {
  // No machine holds the call of a trunk.
  const why = call.trunk === undefined ? 'machine-lost' : 'budget-spent';
  if (nowMs >= call.budgetEndsAtMs) return sweepRelease(deps, call, why);
  const resumed = await resume(deps, call);
  if (resumed === 'resumed') deps.log.warn('sweep-healed', { callId: call.id, what: 'resume' });
  return resumed === 'resumed' ? 'resume' : resumed === 'failed' ? 'failed' : 'nothing';
}

async function sweepRelease(deps: CleanUpDeps, call: HeldCall, why: string): Promise<Found> {
  await releaseCall(deps, call.id, why);
  deps.log.warn('sweep-healed', { callId: call.id, what: 'release' });
  return 'release';
}

type Cleaned = 'cleaned' | 'later' | 'failed';

/** Removes what calls that are over have left behind. */
async function cleanUpAfter(deps: CleanUpDeps, calls: readonly HeldCall[]): Promise<readonly Cleaned[]> {
  const looked = await Promise.all(calls.map((call) => guarded(deps, call.id, () => lookFirst(deps, call))));
  const empty = calls.filter((_, index) => looked[index] === 'empty');
  const results = looked.filter((result) => result !== 'empty');
  return [...results, ...(await removeAll(deps, empty, 'bots'))];
}

/** `empty`: nobody can be in the call's rooms, and none can appear any more; nothing was done. */
async function lookFirst(deps: CleanUpDeps, call: HeldCall): Promise<Cleaned | 'empty'> {
  // It is due, so that something is left.
  const { kind, lateRoomUntilMs } = cleanUpPlan(call, deps.clock.now(), deps.settings);
  if (lateRoomUntilMs !== undefined) {
    await postpone(deps, call, lateRoomUntilMs);
    return 'later';
  }
  if (kind === 'remove') return 'empty';
  // Those that the call had left behind hold nobody. They go before the look: each may take seconds.
  const left = await removeRooms(deps, call, ownRoomsLeftBehind(call));
  const presence = await isCallerIn(deps, left);
  if (presence === 'out') {
    // At once, and with no other: whoever comes in meanwhile would be cut off.
    const [cleaned = 'failed'] = await removeAll(deps, [left], 'rooms');
    return cleaned;
  }
  if (presence === 'unknown') return tryAgain(deps, left);
  await postpone(deps, left, deps.clock.now() + pollAgainMs);
  return 'later';
}

async function removeAll(
  deps: CleanUpDeps,
  calls: readonly HeldCall[],
  first: 'bots' | 'rooms',
): Promise<readonly Cleaned[]> {
  const results = await cleanUp(deps, calls, first, (id, run) => guarded(deps, id, run));
  warnOfRooms(
    deps,
    results.reduce((sum, result) => sum + (result === 'failed' ? 0 : result.roomsLeft), 0),
  );
  return Promise.all(
    calls.map(async (call, index) => {
      const result = results[index];
      if (result === undefined || result === 'failed') return 'failed';
      return guarded(deps, call.id, () => leaveTheRest(deps, call, result));
    }),
  );
}

async function leaveTheRest(deps: CleanUpDeps, call: HeldCall, { kind }: CleanedUp): Promise<Cleaned> {
  switch (kind) {
    case 'cleaned':
      return 'cleaned';
    case 'partly':
      await postpone(deps, call, deps.clock.now(), 0);
      return 'later';
    case 'failed':
      return tryAgain(deps, call);
  }
}

/**
 * Leaves a clean-up that failed to the next sweep, and to ever later ones while it fails: what cannot be removed for hours
 * must not keep the sweep from calls that wait.
 */
async function tryAgain(deps: CleanUpDeps, call: HeldCall): Promise<'later'> {
  const failures = (call.cleanUpFailures ?? 0) + 1;
  await postpone(deps, call, deps.clock.now() + pauseAfterFailures(failures), failures);
  return 'later';
}

function* portions<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += maxAtOnce) yield items.slice(start, start + maxAtOnce);
}
