import { callIdSchema, type HeldCall } from '../../lib/held-calls/model/call.ts';

/** A held call that is over and cleaned up after, and that nothing happened to. */
export function endedCall(id: string, nowMs: number, over: Partial<HeldCall> = {}): HeldCall {
  return {
    id: callIdSchema.parse(id),
    state: 'ended',
    hold: 'hold',
    to: '+12025550100',
    reason: 'number',
    targets: [],
    dialOut: false,
    heldAtMs: nowMs - 1,
    budgetEndsAtMs: nowMs,
    attempt: 0,
    targetIndex: 0,
    updates: 0,
    rooms: [],
    deletedRooms: [],
    bots: [],
    timeline: [],
    ttl: nowMs / 1000 + 1_000,
    ...over,
  };
}
