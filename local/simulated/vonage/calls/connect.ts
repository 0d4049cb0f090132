import { randomUUID } from 'node:crypto';
import { dialNumber } from '../../kit/number-dialler.ts';
import { aborted, type Pace } from '../../kit/pace.ts';
import type { SipDialOutcome } from '../../kit/sip-dialler.ts';
import type { Connect } from '../ncco/schema.ts';
import type { VonageSettings } from '../options.ts';
import { calleeStatus, type VonageEvent } from '../webhooks/events.ts';
import type { VonageCall } from './call.ts';

interface ConnectDeps {
  readonly settings: VonageSettings;
  readonly pace: Pace;
  /** Sends an event about the leg that is called. */
  readonly tell: (event: VonageEvent) => void;
  /** The caller's leg is answered. */
  readonly answer: () => void;
}

/** SIP answer of a far end that was rung for too long and then cancelled. */
const REQUEST_TERMINATED = 487;

const failures = {
  busy: 'busy',
  'no-answer': 'timeout',
  canceled: 'cancelled',
  failed: 'failed',
} as const satisfies Record<string, Parameters<typeof calleeStatus>[0]>;

/**
 * Dials a SIP address or a number, and connects the caller to it, until one of them hangs up.
 * @returns the event that tells of a failure; undefined: they talked
 */
export async function connect(
  call: VonageCall,
  action: Connect,
  signal: AbortSignal,
  { settings, pace, tell, answer }: ConnectDeps,
): Promise<VonageEvent | undefined> {
  const { endpoint } = action;
  const uri = endpoint.type === 'sip' ? endpoint.uri : endpoint.number;
  const headers = endpoint.type === 'sip' ? endpoint.headers : {};
  const from = action.from === undefined ? call.identity.from : `+${action.from}`;
  const callee = { uuid: randomUUID(), uri, from };
  const hangUp = new AbortController();
  const over = AbortSignal.any([signal, hangUp.signal]);
  call.note({ kind: 'forwarding', uri });
  tell(calleeStatus('ringing', call, callee));
  const stopRinging = pace.after(action.timeout * 1_000, () => hangUp.abort());
  const cancelled = (): SipDialOutcome => ({
    answered: false,
    status: signal.aborted ? 'canceled' : 'no-answer',
    sipResponseCode: REQUEST_TERMINATED,
  });
  const request = {
    uri,
    address: uri.replace(/;.*$/, ''),
    headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [`X-${key}`, value])),
    from,
    callId: call.uuid,
  };
  const ring = { callee: settings.calleeAt(uri), ringS: settings.ringS, longestS: action.timeout };
  const outcome = await Promise.race([
    endpoint.type === 'sip' ? settings.onSipDial(request, over) : dialNumber(ring, pace, over),
    aborted(over).then(cancelled),
  ]);
  stopRinging();
  if (!outcome.answered) {
    call.note({ kind: 'forwarding-ended', status: outcome.status });
    return calleeStatus(failures[outcome.status], call, callee);
  }
  if (!signal.aborted) answer();
  call.note({ kind: 'forwarded' });
  tell(calleeStatus('answered', call, callee));
  const stopTalk = pace.after(action.limit * 1_000, () => hangUp.abort());
  await Promise.race([outcome.ended, aborted(over)]);
  stopTalk();
  // Whoever ended it: the far end must not be left with an open leg.
  hangUp.abort();
  call.note({ kind: 'forwarding-ended', status: 'completed' });
  tell(calleeStatus('completed', call, callee));
  return undefined;
}
