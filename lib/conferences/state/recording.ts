import type { Conference } from '../model/conference.ts';
import type { ConferenceEventOf } from '../model/conference-events.ts';

/**
 * The conference after news of its room's recording. The room's times are cut down to a second: of two news of the same one, that a
 * recording runs counts, since nobody is to be recorded unknowingly.
 */
export function recordingReported(
  conference: Conference,
  { atMs, isOn, session }: ConferenceEventOf<'recording'>,
): Conference {
  const { recording } = conference;
  const isLate =
    recording !== undefined && (atMs < recording.atMs || (atMs === recording.atMs && recording.isOn));
  return isLate
    ? conference
    : { ...conference, recording: { isOn, atMs, ...(session !== undefined && { session }) } };
}

/** Whether the session that runs is recorded; undefined: none runs, so that there is nobody to tell. */
export function isRecorded({ recording, session }: Conference): boolean | undefined {
  if (session?.endedAtMs !== undefined) return undefined;
  const isOfThis =
    recording?.session === undefined || session === undefined || recording.session === session.id;
  return recording?.isOn === true && isOfThis;
}
