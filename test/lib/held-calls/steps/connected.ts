import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { botTarget, heldCall, inMemory, settings, startMs } from '../../../support/held-calls.ts';

/** The room of the call below. */
export const room = { name: 'pb-test-c1-1', own: true };

/** A world with one call, whose caller talks to a bot in a room of ours. */
export function connected(change: Partial<HeldCall> = {}) {
  return inMemory([
    heldCall('c1', {
      state: 'connected',
      attempt: 1,
      room,
      rooms: [room],
      bots: [{ target: botTarget, attempt: 1, session: 'b1' }],
      session: 's1',
      dueAtMs: startMs + settings.longestCallMs,
      ...change,
    }),
  ]);
}
export type World = ReturnType<typeof connected>;
