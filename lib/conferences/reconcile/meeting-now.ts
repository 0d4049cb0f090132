import type { Caller, Conference, VoiceCallId } from '../model/conference.ts';
import type { ConferenceDeps } from '../ports.ts';
import { settledAfterMs } from '../state/missed.ts';
import { awayAfterMs } from './poll-times.ts';

/** The meeting to look into, which may be another than the last that we know of: a call that may be in it is asked. */
export async function meetingNow(
  { voices }: Pick<ConferenceDeps, 'voices'>,
  conference: Conference,
  callers: readonly Caller[],
  atMs: number,
): Promise<string | undefined> {
  const { voice, meeting } = conference;
  const call = unheardOf(conference, callers, atMs);
  return (call && (await voices.of(voice).meetingOf?.(call))) ?? meeting;
}

/** A call that was let in, and of whose join nothing was heard; or the bridge, if it was not where it was heard to be. */
function unheardOf(
  { bridge, comingBridge }: Conference,
  callers: readonly Caller[],
  atMs: number,
): VoiceCallId | undefined {
  // By now the bridge has left whatever the provider had put it into before.
  if (comingBridge !== undefined && atMs - comingBridge.atMs >= settledAfterMs) return comingBridge.call;
  // Late news of the meeting before may be the last that was heard: so it is asked before it counts as gone.
  if (bridge.state === 'in') return bridge.missedAtMs === undefined ? undefined : bridge.call;
  // Whoever goes in when the bridge has left begins a new meeting. So does whoever was in, and is moved in once more by a
  // request that we had given up: that looks like a leave.
  return callers.find(
    ({ presence, presenceAtMs }) =>
      (presence === 'joining' || presence === 'absent') && atMs - presenceAtMs >= awayAfterMs,
  )?.call;
}
