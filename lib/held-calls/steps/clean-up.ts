import type { HeldCall } from '../model/call.ts';
import { recordLeft } from './caller-events.ts';
import { stoppedLeg } from '../model/existing-room.ts';
import type { HeldCallDeps } from '../ports.ts';
import { existingRoomChanged } from './ready.ts';

type CleanUpDeps = Pick<
  HeldCallDeps,
  'calls' | 'existingRooms' | 'machine' | 'video' | 'clock' | 'log' | 'count' | 'settings'
> & { readonly bots: Pick<HeldCallDeps['bots'], 'stop'> };

/**
 * Stops what one attempt started: its bot, its room, its place in an existing room. A best effort: what it leaves
 * behind stays on the call's lists, and the sweep removes it after the call. A room that whoever began the attempt may
 * still be making stays listed too, since it may be there again a moment after it was deleted.
 */
export async function stopAttempt(
  deps: CleanUpDeps,
  call: HeldCall,
  room: 'made' | 'perhaps being made' = 'made',
): Promise<void> {
  if (call.room === undefined) return;
  const bots = call.bots.filter(({ attempt }) => attempt === call.attempt);
  await Promise.all([
    stopBots(deps, call, bots),
    call.room.own
      ? removeOne(deps, call, call.room.name, room)
      : leaveExistingRoom(deps, call, call.room.name),
  ]);
}

/** Whether the task that began the last attempt has ended by itself. Otherwise it may have been cut short, or be at it. */
export function isTaskOver({ askedAtMs, noTargetAttempt, attempt }: HeldCall): boolean {
  return askedAtMs !== undefined || noTargetAttempt === attempt;
}

async function removeOne(
  deps: CleanUpDeps,
  call: HeldCall,
  name: string,
  room: 'made' | 'perhaps being made',
): Promise<void> {
  if (room === 'made') await removeRooms(deps, call, [name]);
  else await deps.video.remove([name]);
}

/** Stops every bot of a call and gives back its places in existing rooms. True: nothing of that is left. */
export async function stopBotsAndLeaveRooms(deps: CleanUpDeps, call: HeldCall): Promise<boolean> {
  const foreign = new Set(call.rooms.filter(({ own }) => !own).map(({ name }) => name));
  for (const name of foreign) await leaveExistingRoom(deps, call, name);
  return stopBots(deps, call, call.bots);
}

/**
 * Lets the next caller be connected to an existing room while the address of this one may still be in use. One whose leg
 * is known to have stopped gives it back.
 */
export async function keepPlace(deps: CleanUpDeps, { id, room }: HeldCall): Promise<void> {
  if (room === undefined || room.own) return;
  const kept = { kind: 'connected', call: id, session: undefined } as const;
  const changed = await existingRoomChanged(deps, room.name, kept);
  const session = changed === undefined ? undefined : stoppedLeg(changed.room, id);
  if (session === undefined) return;
  await recordLeft(deps, id, room.name, session);
  await existingRoomChanged(deps, room.name, { kind: 'returned', call: id, session });
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

async function leaveExistingRoom(deps: CleanUpDeps, call: HeldCall, name: string): Promise<void> {
  await existingRoomChanged(deps, name, { kind: 'returned', call: call.id });
}

async function stopBots(deps: CleanUpDeps, call: HeldCall, bots: HeldCall['bots']): Promise<boolean> {
  const stopped = await Promise.all(bots.map((bot) => deps.bots.stop(bot)));
  const left = stopped.filter((isStopped) => !isStopped).length;
  if (left > 0) deps.log.warn('bot-left-behind', { callId: call.id, left });
  return left === 0;
}

/** Deletes rooms of one call. True: all are gone. */
export async function removeRooms(
  deps: CleanUpDeps,
  call: HeldCall,
  names: readonly string[],
): Promise<boolean> {
  if (names.length === 0) return true;
  const left = new Set(await deps.video.remove(names));
  await recordDeleted(
    deps,
    call,
    names.filter((name) => !left.has(name)),
  );
  if (left.size > 0) deps.log.warn('room-left-behind', { callId: call.id, rooms: left.size });
  return left.size === 0;
}

/** Records which rooms of a call are gone, so that nobody asks the provider for them again. */
export async function recordDeleted(
  deps: CleanUpDeps,
  call: HeldCall,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  await deps.calls.move(call.id, { kind: 'roomsDeleted', atMs: deps.clock.now(), names });
}
