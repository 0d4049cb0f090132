import type { TransferOutcome, VoiceCallId } from '../model/conference.ts';
import type { ForwardTarget } from '../model/dial-in.ts';
import type { Instruction } from '../model/instructions.ts';
import type { Arrival } from '../model/pin-call.ts';
import type { ConferenceDeps } from '../ports.ts';
import { findInside } from './inside/inside.ts';
import { comeBack, type LedOutDeps } from './transfer/led-out.ts';
import { sayIn, voiceOf, type SpokenTo } from './spoken.ts';

/** Hands a call on to a static SIP address. */
export async function forward(
  { signRoute }: Pick<ConferenceDeps, 'signRoute'>,
  { address, route }: ForwardTarget,
  { call, number }: Pick<Arrival, 'call' | 'number'>,
  to: SpokenTo,
): Promise<readonly Instruction[]> {
  const signed = route === undefined ? {} : await signRoute(route, call);
  // A route that is protected is reached with its signed header or not at all.
  if (signed === undefined) return [sayIn(to, 'internal-failure'), { kind: 'hangUp' }];
  const headers = { ...signed, ...(number === undefined ? {} : { 'X-Caller-Id': number }) };
  return [{ kind: 'forward', address, headers }];
}

/** A call that we forwarded, or led out of its conference, has come back. */
export interface Forwarded {
  readonly call: VoiceCallId;
  /** The number, or the SIP domain, that was called. */
  readonly dialled: string;
  /** What came of it. */
  readonly outcome: TransferOutcome;
}

/**
 * What a call hears that nobody took, whether its dial-in forwarded it or its PIN did: the reason, as its dial-in says it. A caller who
 * was led out of a conference goes back to it.
 */
export async function callForwarded(
  deps: LedOutDeps & Pick<ConferenceDeps, 'dialIns'>,
  { call, dialled, outcome }: Forwarded,
): Promise<readonly Instruction[]> {
  const { pinCalls, dialIns, log } = deps;
  const inside = await findInside(deps, call);
  if (inside !== undefined) return comeBack(deps, inside, outcome);
  if (outcome === 'answered') return [{ kind: 'hangUp' }];
  log.warn('dial-in-failed', { route: 'forwarded', why: 'not-answered', callId: call });
  const pinCall = await pinCalls.get(call);
  return [sayIn(pinCall ?? voiceOf(await dialIns.find(dialled)), 'forward-failed'), { kind: 'hangUp' }];
}
