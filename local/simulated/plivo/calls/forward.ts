import { randomUUID } from 'node:crypto';
import { aborted, type Pace } from '../../kit/pace.ts';
import { dialNumber } from '../../kit/number-dialler.ts';
import type { SipDialOutcome } from '../../kit/sip-dialler.ts';
import type { PlivoSettings } from '../options.ts';
import type { Callbacks } from '../webhooks/callbacks.ts';
import type { WebhookParameters } from '../webhooks/signature.ts';
import type { Dial } from '../xml/document.ts';
import type { PlivoCall } from './call.ts';
import { partiesOf } from './parameters.ts';

interface ForwardDeps {
  readonly settings: PlivoSettings;
  readonly pace: Pace;
  readonly callbacks: Callbacks;
  readonly complain: (call: PlivoCall, info: string) => void;
}

/** SIP answer of a far end that was rung for too long and then cancelled. */
const REQUEST_TERMINATED = 487;

/** Names that Plivo does not pass on (Plivo docs, SIP headers). */
const droppedNames = /^(?:PH-|Plivo|FS-|SipAuth|ZT-|Twilio)/i;
/** Letters and digits, 24 at most (Plivo support, rules for SIP headers). */
const goodName = /^[A-Za-z0-9]{1,24}$/;
const goodValue = /^[A-Za-z0-9%]+$/;

/** The headers that the far end gets. What breaks Plivo's rules for them is not sent. */
function headersOf(call: PlivoCall, dial: Dial, { settings, complain }: ForwardDeps): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const [name, value] of [...(dial.sipHeaders ?? []), ...(dial.user?.sipHeaders ?? [])]) {
    const isGood =
      goodName.test(name) &&
      !droppedNames.test(name) &&
      goodValue.test(value) &&
      value.length <= settings.maxSipHeaderValue;
    if (isGood) sent[`X-PH-${name}`] = value;
    else complain(call, `the SIP header ${name} is not sent`);
  }
  return sent;
}

/** Performs `Dial` with a `User` or a `Number` until the far end or the caller ends it; what the action is told of it. */
export async function forward(
  call: PlivoCall,
  dial: Dial,
  signal: AbortSignal,
  deps: ForwardDeps,
): Promise<WebhookParameters> {
  const { settings, pace, callbacks } = deps;
  const hangUp = new AbortController();
  const over = AbortSignal.any([signal, hangUp.signal]);
  const stopCollecting = call.collect((key) => {
    if (key === '*' && dial.hangupOnStar) hangUp.abort();
  }, false);
  call.note({ kind: 'forwarding', uri: dial.address });
  const headers = headersOf(call, dial, deps);
  const from = dial.callerId ?? partiesOf(call, settings).from;
  const request = { uri: dial.address, address: dial.address, headers, from, callId: call.id };
  const stopRinging = pace.after(dial.timeout * 1_000, () => hangUp.abort());
  const cancelled = (): SipDialOutcome => ({
    answered: false,
    status: call.over.aborted ? 'canceled' : 'no-answer',
    sipResponseCode: REQUEST_TERMINATED,
  });
  const ring = {
    callee: settings.calleeAt(dial.address),
    ringS: settings.ringS,
    longestS: dial.timeout,
  };
  const outcome = await Promise.race([
    dial.user === undefined ? dialNumber(ring, pace, over) : settings.onSipDial(request, over),
    aborted(over).then(cancelled),
  ]);
  stopRinging();
  const legs = { DialALegUUID: call.id, DialBLegUUID: outcome.answered ? randomUUID() : '' };
  if (outcome.answered) {
    if (!signal.aborted) call.answer();
    call.note({ kind: 'forwarded' });
    const event = 'DialAnswer';
    const { callbackUrl: url, callbackMethod: method } = dial;
    const parameters = { CallUUID: call.id, ...legs, DialAction: 'answer', Event: event };
    if (url !== undefined)
      callbacks.emit({ event, callId: call.id, conference: undefined, parameters }, { url, method });
    const stopTalk = pace.after(dial.timeLimit * 1_000, () => hangUp.abort());
    await Promise.race([outcome.ended, aborted(over)]);
    stopTalk();
    // Whoever ended it: the far end must not be left with an open leg.
    hangUp.abort();
  }
  stopCollecting();
  const status = outcome.answered ? 'completed' : statusOf(outcome.status, settings);
  call.note({ kind: 'forwarding-ended', status });
  return {
    DialStatus: status,
    DialHangupCause: hangupCauses[status],
    ...legs,
  };
}

type DialStatus = keyof typeof hangupCauses;
const hangupCauses = {
  completed: 'NORMAL_CLEARING',
  busy: 'USER_BUSY',
  failed: 'NORMAL_TEMPORARY_FAILURE',
  cancel: 'ORIGINATOR_CANCEL',
  timeout: 'NO_ANSWER',
  'no-answer': 'NO_ANSWER',
} as const;

function statusOf(
  status: Extract<SipDialOutcome, { answered: false }>['status'],
  { unansweredStatus }: PlivoSettings,
): DialStatus {
  if (status === 'canceled') return 'cancel';
  return status === 'no-answer' ? unansweredStatus : status;
}
