import type { Caller, Conference, VoiceCallId } from '../../model/conference.ts';
import type { PinCall } from '../../model/pin-call.ts';
import type { Sentence } from '../../model/sentences.ts';
import type { ConferenceDeps } from '../../ports.ts';

/** The provider's clock may end a stay a moment before ours says so. */
const overdueToleranceMs = 5_000;

/** A caller who was let into a conference. */
export interface Inside {
  readonly pinCall: PinCall;
  readonly conference: Conference;
  readonly caller: Caller;
}

export async function findInside(
  { pinCalls, conferences }: Pick<ConferenceDeps, 'pinCalls' | 'conferences'>,
  call: VoiceCallId,
): Promise<Inside | undefined> {
  const pinCall = await pinCalls.get(call);
  if (pinCall?.conference === undefined) return undefined;
  const [conference, caller] = await Promise.all([
    conferences.get(pinCall.conference),
    conferences.caller(pinCall.conference, call),
  ]);
  return conference && caller && { pinCall, conference, caller };
}

/** Why a caller may not go on; undefined: nothing stands in the way. */
export function whyNotBackIn(
  { conference, caller }: Pick<Inside, 'conference' | 'caller'>,
  nowMs: number,
): Sentence | undefined {
  if (caller.kicked !== undefined) return caller.kicked.why;
  if (conference.isClosed) return 'conference-closed';
  const leftMs = caller.admittedAtMs + conference.settings.longestStayMs - nowMs;
  return leftMs <= overdueToleranceMs ? 'overdue' : undefined;
}
