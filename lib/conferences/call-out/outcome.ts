import type { CallEnd, CallOutId, CallOutOutcome } from '../model/call-out.ts';
import type { VoiceCallId } from '../model/conference.ts';
import type { PinCall } from '../model/pin-call.ts';
import type { ConferenceDeps } from '../ports.ts';

/** A call that we have placed, as its provider names it. */
export interface CalledBack {
  readonly call: VoiceCallId;
  readonly id: CallOutId;
}

/** The call of a call-out. Its first news may come before the answer to the order, or in the place of one that got lost. */
export async function findCalledOut(
  { pinCalls, callOuts }: Pick<ConferenceDeps, 'pinCalls' | 'callOuts'>,
  { call, id }: CalledBack,
): Promise<PinCall | undefined> {
  const known = await pinCalls.get(call);
  if (known !== undefined) return known;
  const ordered = await callOuts.claim(id, call);
  return ordered && pinCalls.arrived({ ...ordered, call });
}

type OutcomeDeps = Pick<ConferenceDeps, 'pinCalls' | 'log' | 'count'>;

/** Notes what has come of a call-out, if the call is one. Returns the outcome that counts, which is the first. */
export async function noteOutcome(
  { pinCalls, log, count }: OutcomeDeps,
  { call, callOut }: PinCall,
  is: CallOutOutcome,
): Promise<CallOutOutcome | undefined> {
  if (callOut === undefined || callOut.outcome !== undefined) return callOut?.outcome?.is;
  if ((await pinCalls.callOutOver(call, is)) === 'known')
    return (await pinCalls.get(call))?.callOut?.outcome?.is;
  log.info('call-out-over', { callId: call, conference: callOut.conference, outcome: is });
  count('callOutsOver', 1, is);
  return is;
}

/** A call that we have placed is over, and nobody has joined by it. */
export async function calledOutEnded(deps: OutcomeDeps, pinCall: PinCall, end: CallEnd): Promise<void> {
  // Picked up, and never sent to us: the provider could not fetch what we say.
  const ifOver = pinCall.noticed === undefined ? 'failed' : 'declined';
  await noteOutcome(deps, pinCall, end === 'over' ? ifOver : end);
}
