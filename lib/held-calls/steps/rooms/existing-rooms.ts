import { overInDoubt, type ExistingRoom, type RoomEvent } from '../../model/existing-room.ts';
import { isConnected, mayHoldCaller, type CallId, type HeldCall } from '../../model/call.ts';
import { forCall } from '../for-call.ts';
import { recordLeft } from './legs.ts';
import { type ReadyDeps, type ReadyResult, callReady } from './ready.ts';

/** How many calls that no longer want an address are passed over in one go; the next event goes on from there. */
const maxPassedOver = 10;

/**
 * Tells an existing room what happened and hands the address it then grants to its call. A granted call that has gone
 * elsewhere gives the address back, and the next in line has its turn. Calls of legs in doubt that are known to be over by
 * now are ended. Undefined: no route names that room.
 */
export async function existingRoomChanged(
  deps: ReadyDeps,
  name: string,
  event: RoomEvent,
): Promise<{ readonly room: ExistingRoom; readonly delivered: ReadyResult } | undefined> {
  let room = await changed(deps, name, event);
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
    room = await changed(
      deps,
      name,
      isIn
        ? { kind: 'connected', call: id, session: call.session, connectedAtMs: call.connectedAtMs }
        : givenBack(id, call, name),
    );
  }
  return room === undefined ? undefined : { room, delivered: 'ignored' };
}

/** That a call needs an existing room no more. */
export function givenBack(id: CallId, call: HeldCall | undefined, name: string): RoomEvent {
  const mayHaveLeg = call?.room?.name === name && call.updates > 0;
  return mayHaveLeg ? { kind: 'returned', call: id, session: call.session } : { kind: 'passed', call: id };
}

/** Ends the calls of legs in doubt, once as many legs have stopped as there are calls that they can have been. */
async function changed(deps: ReadyDeps, name: string, event: RoomEvent): Promise<ExistingRoom | undefined> {
  const room = await deps.existingRooms.change(name, event);
  const over = room === undefined ? [] : overInDoubt(room);
  if (over.length === 0) return room;
  for (const { call, session } of over) await recordLeft(forCall(deps, call), call, name, session);
  return deps.existingRooms.change(name, { kind: 'doubtsEnded' });
}
