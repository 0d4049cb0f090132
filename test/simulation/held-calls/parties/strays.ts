import type { Random } from '../../frame/random.ts';
import type { Scheduler } from '../../frame/scheduler.ts';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import type { SimulatedRooms } from './rooms.ts';
import type { TwinTable } from './table.ts';

/** News of a stranger's leg in the room of a call: whoever knows a room's address can dial it. Times from dialling, in ms. */
export interface Stray {
  readonly callId: string;
  readonly comesAfterMs: number;
  readonly leavesAfterMs: number;
}

/** Before most bots are there, and while most callers talk. */
const comesMs = [300, 12_000] as const;
const leavesMs = [5_000, 90_000] as const;

export function drawStrays(random: Random, callIds: readonly string[]): readonly Stray[] {
  if (!random.chance(0.2)) return [];
  return callIds.map((callId) => ({
    callId,
    comesAfterMs: random.between(...comesMs),
    leavesAfterMs: random.between(...leavesMs),
  }));
}

interface StrayDeps {
  readonly scheduler: Scheduler;
  readonly table: TwinTable;
  readonly rooms: SimulatedRooms;
}

/**
 * Tells of strangers: one comes into the room of a call that still waits, so that nobody can take the leg for its caller's;
 * one leaves it while its caller, whose leg is known, talks on.
 */
export function sendStray({ scheduler, table, rooms }: StrayDeps, stray: Stray, dialsAfterMs: number): void {
  const session = `stray-${stray.callId}`;
  const item = () => table.call(callIdFrom(stray.callId));
  scheduler.after(dialsAfterMs + stray.comesAfterMs, () => {
    const call = item();
    if (call?.state !== 'waiting' || call.ready !== undefined || call.room?.own !== true) return;
    rooms.tellOfStranger('dialin.connected', call.room.name, session);
  });
  scheduler.after(dialsAfterMs + stray.leavesAfterMs, () => {
    const call = item();
    if (call?.state !== 'connected' || call.room?.own !== true) return;
    if (call.session === undefined || call.session === session) return;
    rooms.tellOfStranger('dialin.stopped', call.room.name, session);
  });
}
