import type { VoiceCallId } from '../model/conference.ts';
import type { ForwardTarget } from '../model/dial-in.ts';
import type { Instruction } from '../model/instructions.ts';
import type { Arrival } from '../model/pin-call.ts';
import type { ConferenceDeps } from '../ports.ts';
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

/** A call that we forwarded has come back. */
export interface Forwarded {
  readonly call: VoiceCallId;
  /** The number, or the SIP domain, that was called. */
  readonly dialled: string;
  /** The other side took the call, so there is nothing to apologise for. */
  readonly wasAnswered: boolean;
}

/**
 * What a call hears that nobody took, whether its dial-in forwarded it or its PIN did: the reason, as its dial-in says it.
 */
export async function callForwarded(
  { pinCalls, dialIns, log }: Pick<ConferenceDeps, 'pinCalls' | 'dialIns' | 'log'>,
  { call, dialled, wasAnswered }: Forwarded,
): Promise<readonly Instruction[]> {
  if (wasAnswered) return [{ kind: 'hangUp' }];
  log.warn('dial-in-failed', { route: 'forwarded', why: 'not-answered', callId: call });
  const pinCall = await pinCalls.get(call);
  return [sayIn(pinCall ?? voiceOf(await dialIns.find(dialled)), 'forward-failed'), { kind: 'hangUp' }];
}
