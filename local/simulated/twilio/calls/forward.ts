import type { SimulatedCall } from './call.ts';
import type { Callbacks } from '../webhooks/callbacks.ts';
import { newSid, twilioTime } from './identifiers.ts';
import type { TwilioSettings } from '../options.ts';
import type { SipDialOutcome } from '../../kit/sip-dialler.ts';
import { dialNumber } from '../../kit/number-dialler.ts';
import { aborted, type Pace } from '../../kit/pace.ts';
import { callParameters } from './parameters.ts';
import type { Dial, NumberNoun, SipNoun } from '../twiml/twiml.ts';
import type { HttpMethod } from '../webhooks/webhooks.ts';

/** Parameters that tell an `action` how a `<Dial>` went. */
export type DialResult = Readonly<Record<string, string>>;

interface ForwardDeps {
  readonly settings: TwilioSettings;
  readonly pace: Pace;
  readonly callbacks: Callbacks;
}

type SipEvent = SipNoun['statusCallbackEvent'][number];

/** SIP answer of a far end that was rung for too long and then cancelled. */
const REQUEST_TERMINATED = 487;
const OK = 200;

/** Performs `<Dial><Sip>` or `<Dial><Number>` until the far end or the caller ends it. `callback` has an absolute URL. */
export async function forward(
  call: SimulatedCall,
  dial: Dial,
  noun: SipNoun | NumberNoun,
  callback: { url: string; method: HttpMethod } | undefined,
  signal: AbortSignal,
  deps: ForwardDeps,
): Promise<DialResult> {
  const { settings, pace, callbacks } = deps;
  const dialCallSid = newSid('CA');
  const to = noun.noun === 'Sip' ? noun.target.uri : noun.number;
  let sequence = 0;
  const tell = (event: SipEvent, status: string): void => {
    if (!callback || !noun.statusCallbackEvent.includes(event)) return;
    const parameters = {
      ...callParameters(call, settings.accountSid),
      CallSid: dialCallSid,
      ParentCallSid: call.sid,
      Direction: 'outbound-dial',
      CallStatus: status,
      To: to,
      Called: to,
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(sequence),
      Timestamp: twilioTime(Date.now()),
    };
    sequence += 1;
    const what = { event, conference: undefined, callSid: dialCallSid, label: undefined };
    callbacks.emit({ ...what, parameters }, callback);
  };
  const hangUp = new AbortController();
  const over = AbortSignal.any([signal, hangUp.signal]);
  const stopCollecting = call.collect((key) => {
    if (key === '*' && dial.hangupOnStar) hangUp.abort();
  }, false);
  call.note({ kind: 'forwarding', uri: to });
  tell('initiated', 'initiated');
  tell('ringing', 'ringing');
  const stopRinging = pace.after(dial.timeout * 1_000, () => hangUp.abort());
  const from = dial.callerId ?? call.identity.from;
  const cancelled = (): SipDialOutcome => ({
    answered: false,
    status: call.over.aborted ? 'canceled' : 'no-answer',
    sipResponseCode: REQUEST_TERMINATED,
  });
  const ring = { callee: settings.calleeAt(to), ringS: settings.ringS, longestS: dial.timeout };
  const outcome = await Promise.race([
    noun.noun === 'Sip'
      ? settings.onSipDial({ ...noun.target, from, callId: call.sid }, over)
      : dialNumber(ring, pace, over),
    aborted(over).then(cancelled),
  ]);
  stopRinging();
  const startedMs = Date.now();
  if (outcome.answered) {
    if (!signal.aborted) call.answer();
    call.note({ kind: 'forwarded' });
    tell('answered', 'in-progress');
    const stopTalk = pace.after(dial.timeLimit * 1_000, () => hangUp.abort());
    await Promise.race([outcome.ended, aborted(over)]);
    stopTalk();
    // Whoever ended it: the far end must not be left with an open leg.
    hangUp.abort();
  }
  stopCollecting();
  const status = outcome.answered ? 'completed' : outcome.status;
  tell('completed', status);
  call.note({ kind: 'forwarding-ended', status });
  return {
    DialCallSid: dialCallSid,
    DialCallStatus: status,
    DialBridged: String(outcome.answered),
    DialCallDuration: outcome.answered ? String(Math.round((Date.now() - startedMs) / 1_000)) : '0',
    ...(noun.noun === 'Sip' && {
      DialSipCallId: `${dialCallSid}@simulated.invalid`,
      DialSipResponseCode: String(outcome.answered ? OK : outcome.sipResponseCode),
    }),
  };
}
