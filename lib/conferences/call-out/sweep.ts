import { longestCallOutMs, type CallOutId } from '../model/call-out.ts';
import { voiceCallIdSchema } from '../model/conference.ts';
import type { ConferenceDeps } from '../ports.ts';
import { findCalledOut, noteOutcome } from './outcome.ts';

type SweepDeps = Pick<ConferenceDeps, 'callOuts' | 'pinCalls' | 'clock' | 'log' | 'count'>;

/**
 * Gives call-outs the outcome `unknown` if nobody has told of their end in time, so that each has one. Doing it twice is
 * harmless; the next sweep does what cannot be done now.
 */
export async function sweepCallOuts(deps: SweepDeps): Promise<{ readonly callOutsGivenUp: number }> {
  const { callOuts, clock, log, count } = deps;
  let callOutsGivenUp = 0;
  let failed = 0;
  for (const id of await callOuts.openOrders(clock.now() - longestCallOutMs)) {
    try {
      if (await giveUp(deps, id)) callOutsGivenUp += 1;
    } catch (cause) {
      log.error('sweep-failed', { what: 'call-out', callOut: id }, cause);
      failed += 1;
    }
  }
  if (failed > 0) count('sweepFailed', failed, 'call-out');
  return { callOutsGivenUp };
}

/** Whether the order was given up by this: it is not if an outcome is known, or if nobody was called. */
async function giveUp(
  deps: Pick<SweepDeps, 'callOuts' | 'pinCalls' | 'log' | 'count'>,
  id: CallOutId,
): Promise<boolean> {
  const ordered = await deps.callOuts.find(id);
  // It has called nobody.
  if (ordered === undefined) {
    await deps.callOuts.closeOrder(id);
    return false;
  }
  // No call is known: the order itself stands for it from now on, and one that is heard of later is none of ours.
  const call = ordered.call ?? voiceCallIdSchema.parse(id);
  const pinCall = await findCalledOut(deps, { call, id });
  if (pinCall?.callOut === undefined) return false;
  const isOver = pinCall.callOut.outcome !== undefined;
  // Of two outcomes the first counts.
  await noteOutcome(deps, pinCall, 'unknown');
  await deps.callOuts.closeOrder(id);
  return !isOver;
}
