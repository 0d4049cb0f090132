import { aborted, type Pace } from '../../kit/pace.ts';
import type { SinchSettings } from '../options.ts';
import type { ConnectSip } from '../svaml/schema.ts';
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
 * Dials a SIP address and connects the caller to it, until one of them hangs up. Nothing follows.
 * @param askAce asks the application when the callee has answered; `hangup` ends the call
 */
export async function forward(
  call: SinchCall,
  { destination, callHeaders = [], cli, maxDuration, suppressCallbacks }: ConnectSip,
  askAce: () => Promise<'hangup' | undefined>,
  { settings, pace }: ForwardDeps,
): Promise<undefined> {
  const uri = `sip:${destination.endpoint}`;
  call.note({ kind: 'forwarding', uri });
  const outcome = await settings.onSipDial(
    {
      uri,
      address: uri.replace(/;.*$/, ''),
      headers: Object.fromEntries(callHeaders.map(({ key, value }) => [key, value])),
      from: cli ?? call.identity.cli ?? 'private',
      callId: call.id,
    },
    call.over,
  );
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
