import type { ExistingRoom, RoomEvent } from '../model/existing-room.ts';
import { isConnected, mayHoldCaller } from '../model/call.ts';
import { type ReadyDeps, type ReadyResult, callReady } from './ready.ts';

/** How many calls that no longer want an address are passed over in one go; the next event goes on from there. */
const maxPassedOver = 10;

/**
 * Tells an existing room what happened and hands the address it then grants to its call. A granted call that has gone
 * elsewhere gives the address back, and the next in line has its turn. Undefined: no route names that room.
 */
export async function existingRoomChanged(
  deps: ReadyDeps,
  name: string,
  event: RoomEvent,
): Promise<{ readonly room: ExistingRoom; readonly delivered: ReadyResult } | undefined> {
  let room = await deps.existingRooms.change(name, event);
  for (let passed = 0; room?.connecting !== undefined && passed < maxPassedOver; passed += 1) {
    const { call: id, address } = room.connecting;
    const call = await deps.calls.get(id);
    const isHere = call?.room?.name === name;
    if (isHere && call.state === 'connecting') break;
    if (isHere && call.state === 'waiting') {
      const delivered = await callReady(deps, id, name, 'room', address);
      if (delivered !== 'ignored') return { room, delivered };
    }
    const isIn = isHere && (isConnected(call) || mayHoldCaller(call));
    room = await deps.existingRooms.change(
      name,
      isIn ? { kind: 'connected', call: id, session: call.session } : { kind: 'returned', call: id },
    );
  }
  return room === undefined ? undefined : { room, delivered: 'ignored' };
}
