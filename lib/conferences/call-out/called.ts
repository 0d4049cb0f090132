import { tellNotice } from '../call/notice.ts';
import type { Instruction } from '../model/instructions.ts';
import type { ConferenceDeps } from '../ports.ts';
import { findCalledOut, type CalledBack } from './outcome.ts';

/** A callee has picked up: they hear who calls, and what the dial-in has to say, and are asked for the 1 that lets them in. */
export async function calleeAnswered(
  deps: Pick<ConferenceDeps, 'pinCalls' | 'callOuts' | 'clock' | 'log'>,
  called: CalledBack,
): Promise<readonly Instruction[]> {
  const pinCall = await findCalledOut(deps, called);
  if (pinCall?.callOut === undefined || pinCall.callOut.outcome !== undefined) return [{ kind: 'hangUp' }];
  const { conference, name, externalId } = pinCall.callOut;
  return tellNotice(deps, pinCall, pinCall.notice, 0, { kind: 'caller', conference, name, externalId });
}
