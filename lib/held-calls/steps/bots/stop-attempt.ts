import type { HeldCall } from '../../model/call.ts';
import { leaveExistingRoom, removeRooms, stopBots, type CleanUpDeps } from '../clean-up.ts';

/**
 * Stops what one attempt started: its bot, its room, its lease of an existing room. A best effort: what it leaves
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
      ? removeRoom(deps, call, call.room.name, room)
      : leaveExistingRoom(deps, call, call.room.name),
  ]);
}

async function removeRoom(
  deps: CleanUpDeps,
  call: HeldCall,
  name: string,
  room: 'made' | 'perhaps being made',
): Promise<void> {
  if (room === 'made') await removeRooms(deps, call, [name]);
  else await deps.video.remove([name]);
}
