import type { Act } from './act.ts';
import type { Done, SyncDeps } from './act-outcome.ts';
import type { Conference, VoiceCallId } from './conference.ts';
import { unheardSession } from './facts.ts';
import { spokenTo } from './spoken.ts';
import { isNotYet, wordFor } from './told.ts';

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

/** Tells a caller that a moderator asks them to unmute. Again only if they surely did not hear it: a host asks twice. */
export async function askToUnmute(
  deps: SyncDeps,
  conference: Conference,
  { meeting, call, askedAtMs }: Extract<Act, { readonly kind: 'askToUnmute' }>,
): Promise<Done> {
  const told = await deps.voice.tell(meeting, call, await spokenTo(deps, call, 'asked-to-unmute'));
  if (told !== 'done')
    deps.log.warn('conference-act', { act: 'askToUnmute', callId: call, result: wordFor(told) });
  if (isNotYet(told)) return told;
  // Out of the meeting, which we shall hear of: they are told when they are back.
  if (told === 'gone') return 'failed';
  const fact = { kind: 'askTold', atMs: deps.clock.now(), askedAtMs } as const;
  await deps.conferences.changeCaller(conference.id, call, fact);
  return 'done';
}
