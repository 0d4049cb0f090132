import type { CallerEvent } from '../../model/caller-events.ts';
import type { Caller, ConferenceId, VoiceCallId } from '../../model/conference.ts';
import type { ConferenceDeps } from '../../ports.ts';

/** Applies an event to a caller that may give their transfer its outcome, and says so if it did: of all those, nothing else does. */
export async function changeTellingOutcome(
  { conferences, log, count }: Pick<ConferenceDeps, 'conferences' | 'log' | 'count'>,
  conference: ConferenceId,
  call: VoiceCallId,
  event: CallerEvent,
): Promise<Caller | undefined> {
  const after = await conferences.changeCaller(conference, call, event);
  const { outcome, outcomeAtMs } = after?.transfer ?? {};
  if (outcome !== undefined && outcomeAtMs === event.atMs) {
    log.info('transfer-outcome', { callId: call, outcome });
    count('transfers', 1, outcome);
  }
  return after;
}
