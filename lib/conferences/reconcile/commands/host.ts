import type { Done, SyncDeps } from './outcome.ts';
import type { Conference, VoiceCallId } from '../../model/conference.ts';
import { unheardSession } from '../../state/session.ts';

/** Callers have left the room for no reason that we know: a moderator has removed them, if all else goes on. */
export async function proveKicks(
  deps: SyncDeps,
  conference: Conference,
  calls: readonly VoiceCallId[],
): Promise<Done> {
  const isKick = await doesRestGoOn(deps, conference);
  if (isKick === undefined) return 'failed';
  const atMs = deps.clock.now();
  const event = isKick
    ? ({ kind: 'kicked', atMs, why: 'kicked' } as const)
    : ({ kind: 'leaveExplained', atMs } as const);
  await Promise.all(calls.map((call) => deps.conferences.changeCaller(conference.id, call, event)));
  return 'done';
}

/**
 * Whether bridge and session go on; undefined: it cannot be said now. With either, a room may let all callers go, and
 * report that before we hear of the cause; so both are asked about.
 */
async function doesRestGoOn(
  deps: SyncDeps,
  { id, voice, room, bridge, session }: Conference,
): Promise<boolean | undefined> {
  if (bridge.state !== 'in') return false;
  const { call, joinSequence } = bridge;
  const [isUp, live] = await Promise.all([deps.voices.of(voice).isUp(call), deps.rooms.liveSession(room)]);
  if (isUp === false) {
    await deps.conferences.changeConference(id, {
      kind: 'bridgeLeft',
      atMs: deps.clock.now(),
      call,
      joinSequence,
    });
    return false;
  }
  if (isUp === undefined || live === undefined) return undefined;
  const isNamed = session !== undefined && session.id !== unheardSession;
  return live.session !== undefined && (!isNamed || live.session === session.id);
}
