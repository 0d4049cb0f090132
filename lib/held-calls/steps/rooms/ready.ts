import { isOver, ownRoomName, type CallId, type HeldCall } from '../../model/call.ts';
import type { HeldCallDeps } from '../../ports.ts';
import { resume } from '../resume.ts';
import type { ReadySource } from '../../model/call-events.ts';
import { forCall } from '../for-call.ts';

export type ReadyDeps = Pick<
  HeldCallDeps,
  'calls' | 'existingRooms' | 'machine' | 'clock' | 'log' | 'count' | 'isCounted' | 'settings'
>;

/**
 * `counted`: the room takes, or has taken, the caller. `ignored`: the call has gone on without it, or is over. `failed`:
 * the machine could not be told; whoever reported should report again.
 */
export type ReadyResult = 'counted' | 'ignored' | 'failed';

/** A room that we made for `attempt` of a call can take the caller. Only the room in hand counts, and only once. */
export async function ownRoomReady(
  deps: ReadyDeps,
  report: {
    readonly id: CallId;
    readonly attempt: number;
    readonly address?: string | undefined;
    readonly source: ReadySource;
  },
): Promise<ReadyResult> {
  const room = ownRoomName(deps.settings.stage, report.id, report.attempt);
  return callReady(deps, report.id, room, report.source, report.address);
}

export async function callReady(
  shared: ReadyDeps,
  id: CallId,
  room: string,
  source: ReadySource,
  address: string | undefined,
): Promise<ReadyResult> {
  const deps = forCall(shared, id);
  const event = { kind: 'ready', atMs: deps.clock.now(), room, source, address } as const;
  const moved = await deps.calls.move(id, event);
  // The provider connects the caller of a trunk by itself: the bot is where it should be.
  if (!moved.ok && moved.call?.trunk !== undefined && !isOver(moved.call)) return 'counted';
  if (!moved.ok && !isRepetition(moved.call, room)) {
    deps.log.info('call-ready-ignored', { callId: id, source, state: moved.call?.state });
    deps.count('readyIgnored', 1, source);
    return 'ignored';
  }
  if (moved.ok) deps.log.info('call-ready', { callId: id, source });
  return moved.call !== undefined && (await resume(deps, moved.call)) === 'failed' ? 'failed' : 'counted';
}

/** A repetition counts as the first did, also when the caller is already on the way in: told otherwise, a bot would leave. */
function isRepetition(call: HeldCall | undefined, room: string): boolean {
  return call?.ready !== undefined && !isOver(call) && call.room?.name === room;
}
