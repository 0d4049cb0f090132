import type { CallId, HeldCall } from '../model/call.ts';
import type { HeldCallDeps } from '../ports.ts';
import { ownRooms } from '../state/clean-up-plan.ts';
import { existingRoomChanged, givenBack } from './rooms/existing-rooms.ts';

export type CleanUpDeps = Pick<
  HeldCallDeps,
  'calls' | 'existingRooms' | 'machine' | 'video' | 'clock' | 'log' | 'count' | 'isCounted' | 'settings'
> & { readonly bots: Pick<HeldCallDeps['bots'], 'stop'> };

/**
 * What came of a clean-up. `cleaned`: nothing is left, which is recorded. `partly`: the provider takes only so many
 * deletions at a time, and nothing failed. `failed`: a bot or a room is left that should have gone.
 */
export interface CleanedUp {
  readonly kind: 'cleaned' | 'partly' | 'failed';
  /** Rooms that are left. */
  readonly roomsLeft: number;
}

/** Does one thing for one call. `failed`: it threw, which is to keep no other call from its turn. */
type Guard = <Result>(id: CallId, run: () => Promise<Result>) => Promise<Result | 'failed'>;

/**
 * Removes all that calls have left behind whose rooms can hold nobody, and records what is gone. The rooms of all go in
 * one request, also that of a bot which cannot be stopped.
 *
 * @param first `bots`: they leave in their own way. `rooms`: somebody has just looked who is in there, and stopping bots
 * may take seconds, in which a caller could come in and be cut off.
 */
export async function cleanUp(
  deps: CleanUpDeps,
  calls: readonly HeldCall[],
  first: 'bots' | 'rooms',
  guarded: Guard,
): Promise<readonly (CleanedUp | 'failed')[]> {
  const rooms = calls.flatMap(ownRooms);
  const remove = async () => new Set(rooms.length === 0 ? [] : await deps.video.remove(rooms));
  const stop = () =>
    Promise.all(calls.map((call) => guarded(call.id, () => stopBotsAndLeaveRooms(deps, call))));
  const early = first === 'rooms' ? await remove() : undefined;
  const areStopped = await stop();
  const left = early ?? (await remove());
  const isRefused = rooms.every((name) => left.has(name));
  return Promise.all(
    calls.map((call, index) =>
      guarded(call.id, async () => {
        const gone = ownRooms(call).filter((name) => !left.has(name));
        const roomsLeft = ownRooms(call).length - gone.length;
        const isStopped = areStopped[index] === true;
        if (roomsLeft === 0 && isStopped) {
          await recordCleaned(deps, call);
          return { kind: 'cleaned', roomsLeft } as const;
        }
        await recordDeleted(deps, call, gone);
        return { kind: isRefused || !isStopped ? 'failed' : 'partly', roomsLeft } as const;
      }),
    ),
  );
}

/** Stops every bot of a call and gives back its leases of existing rooms. True: nothing of that is left. */
export async function stopBotsAndLeaveRooms(deps: CleanUpDeps, call: HeldCall): Promise<boolean> {
  const foreign = new Set(call.rooms.filter(({ own }) => !own).map(({ name }) => name));
  for (const name of foreign) await leaveExistingRoom(deps, call, name);
  return stopBots(deps, call, call.bots);
}

export async function leaveExistingRoom(deps: CleanUpDeps, call: HeldCall, name: string): Promise<void> {
  await existingRoomChanged(deps, name, givenBack(call.id, call, name));
}

export async function stopBots(deps: CleanUpDeps, call: HeldCall, bots: HeldCall['bots']): Promise<boolean> {
  const stopped = await Promise.all(bots.map((bot) => deps.bots.stop(bot)));
  const left = stopped.filter((isStopped) => !isStopped).length;
  if (left > 0) deps.log.warn('bot-left-behind', { callId: call.id, left });
  return left === 0;
}

/** Deletes rooms of one call, and records which are gone. Returns the call as it then is. */
export async function removeRooms(
  deps: CleanUpDeps,
  call: HeldCall,
  names: readonly string[],
): Promise<HeldCall> {
  if (names.length === 0) return call;
  const left = new Set(await deps.video.remove(names));
  const gone = names.filter((name) => !left.has(name));
  warnOfRooms(deps, left.size, call.id);
  return recordDeleted(deps, call, gone);
}

/** `callId`: whose they are; undefined: several calls'. */
export function warnOfRooms({ log }: CleanUpDeps, rooms: number, callId?: CallId): void {
  if (rooms > 0) log.warn('room-left-behind', { ...(callId !== undefined && { callId }), rooms });
}

/** Records which rooms of a call are gone, so that nobody asks the provider for them again. */
async function recordDeleted(deps: CleanUpDeps, call: HeldCall, names: readonly string[]): Promise<HeldCall> {
  if (names.length === 0) return call;
  const moved = await deps.calls.move(call.id, { kind: 'roomsDeleted', atMs: deps.clock.now(), names });
  return moved.call ?? call;
}

/** Records that nothing of the call is left anywhere. */
async function recordCleaned(deps: CleanUpDeps, call: HeldCall): Promise<void> {
  const moved = await deps.calls.move(call.id, { kind: 'cleaned', atMs: deps.clock.now() });
  if (moved.ok) deps.log.info('call-cleaned', { callId: call.id });
}

/** Leaves a clean-up for later. `failures`: how often it has failed by now; undefined: as often as before. */
export async function postpone(
  { calls, clock }: CleanUpDeps,
  { id, dueAtMs: insteadOfMs }: HeldCall,
  dueAtMs: number,
  failures?: number,
): Promise<void> {
  const failed = failures === undefined ? {} : { failures };
  await calls.move(id, { kind: 'postpone', atMs: clock.now(), dueAtMs, insteadOfMs, ...failed });
}
