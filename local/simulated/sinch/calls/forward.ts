import { dialNumber } from '../../kit/number-dialler.ts';
import { aborted, type Pace } from '../../kit/pace.ts';
import type { SipDialOutcome } from '../../kit/sip-dialler.ts';
import type { SinchSettings } from '../options.ts';
import type { ConnectPstn, ConnectSip } from '../svaml/schema.ts';
import type { DiceResult, SinchCall } from './call.ts';

interface ForwardDeps {
  readonly settings: SinchSettings;
  readonly pace: Pace;
}

const results = {
  busy: 'BUSY',
  'no-answer': 'NOANSWER',
  canceled: 'NOANSWER',
  failed: 'FAILED',
} as const satisfies Record<string, DiceResult>;

/**
 * Dials a SIP address or a number, and connects the caller to it, until one of them hangs up. Nothing follows.
 * @param askAce asks the application when the callee has answered; `hangup` ends the call
 */
export async function forward(
  call: SinchCall,
  action: ConnectSip | ConnectPstn,
  askAce: () => Promise<'hangup' | undefined>,
  { settings, pace }: ForwardDeps,
): Promise<undefined> {
  const { maxDuration, suppressCallbacks } = action;
  const outcome = await dial(call, action, { settings, pace });
  if (!outcome.answered) {
    call.note({ kind: 'forwarding-ended', status: outcome.status });
    call.end('sinch', outcome.status === 'no-answer' ? 'TIMEOUT' : 'N/A', results[outcome.status]);
    return;
  }
  call.answer();
  call.note({ kind: 'forwarded' });
  const stopTimer = pace.after(maxDuration * 1_000, () => call.end('sinch', 'TIMEOUT'));
  const verdict = suppressCallbacks ? undefined : await askAce();
  if (verdict === 'hangup') call.end('sinch', 'MANAGERHANGUP');
  await Promise.race([outcome.ended, aborted(call.over)]);
  stopTimer();
  call.note({ kind: 'forwarding-ended', status: 'completed' });
  call.end('sinch', 'CALLEEHANGUP');
}

function dial(
  call: SinchCall,
  action: ConnectSip | ConnectPstn,
  { settings, pace }: ForwardDeps,
): Promise<SipDialOutcome> {
  if (action.name === 'connectPstn') {
    const { number = call.identity.to, dialTimeout } = action;
    call.note({ kind: 'forwarding', uri: number });
    const ring = { callee: settings.calleeAt(number), ringS: settings.ringS, longestS: dialTimeout };
    return dialNumber(ring, pace, call.over);
  }
  const { destination, callHeaders = [], cli } = action;
  const uri = `sip:${destination.endpoint}`;
  call.note({ kind: 'forwarding', uri });
  const request = {
    uri,
    address: uri.replace(/;.*$/, ''),
    headers: Object.fromEntries(callHeaders.map(({ key, value }) => [key, value])),
    from: cli ?? call.identity.cli ?? 'private',
    callId: call.id,
  };
  return settings.onSipDial(request, call.over);
}
