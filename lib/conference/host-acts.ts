import type { Done, SyncDeps } from './act-outcome.ts';
import type { Conference, VoiceCallId } from './conference.ts';
import { unheardSession } from './facts.ts';

/** Callers have left the room for no reason that we know: a moderator has removed them, if all else goes on. */
export async function proveRemovals(
  deps: SyncDeps,
  conference: Conference,
  calls: readonly VoiceCallId[],
): Promise<Done> {
  const isRemoval = await doesRestGoOn(deps, conference);
  if (isRemoval === undefined) return 'failed';
  const atMs = deps.clock.now();
  const fact = isRemoval
    ? ({ kind: 'removed', atMs, why: 'removed' } as const)
    : ({ kind: 'leaveExplained', atMs } as const);
  await Promise.all(calls.map((call) => deps.conferences.changeCaller(conference.id, call, fact)));
  return 'done';
}

/**
 * Whether bridge and session go on; undefined: it cannot be said now. With either, a room may let all callers go, and
 * report that before we hear of the cause; so both are asked about.
 */
async function doesRestGoOn(
  deps: SyncDeps,
  { id, room, bridge, session }: Conference,
): Promise<boolean | undefined> {
  if (bridge.state !== 'in') return false;
  const { call, n } = bridge;
  const [isUp, live] = await Promise.all([deps.voice.isUp(call), deps.rooms.liveSession(room)]);
  if (isUp === false) {
    await deps.conferences.changeConference(id, { kind: 'bridgeLeft', atMs: deps.clock.now(), call, n });
    return false;
  }
  if (isUp === undefined || live === undefined) return undefined;
  const isNamed = session !== undefined && session.id !== unheardSession;
  return live.session !== undefined && (!isNamed || live.session === session.id);
}
