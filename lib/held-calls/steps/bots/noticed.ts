import { ownRoomName, type CallId } from '../../model/call.ts';
import type { HeldCallDeps } from '../../ports.ts';

/**
 * The bot of one attempt says that its caller has been told the notice. `counted`: that is written, now or before. `ignored`: the
 * call has gone on without this bot, is not connected, or has no notice.
 */
export async function noticeReported(
  { calls, clock, settings }: Pick<HeldCallDeps, 'calls' | 'clock' | 'settings'>,
  { id, attempt }: { readonly id: CallId; readonly attempt: number },
): Promise<'counted' | 'ignored'> {
  const room = ownRoomName(settings.stage, id, attempt);
  const moved = await calls.move(id, { kind: 'noticed', atMs: clock.now(), room });
  const isRepetition = moved.call?.noticedAtMs !== undefined && moved.call.room?.name === room;
  return moved.ok || isRepetition ? 'counted' : 'ignored';
}
