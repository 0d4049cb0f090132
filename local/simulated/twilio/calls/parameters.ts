import type { SimulatedCall } from './call.ts';
import { twilioTime } from './identifiers.ts';

/** Version of the interface, in every call's parameters. */
export const API_VERSION = '2010-04-01';

const places = ['Called', 'Caller', 'From', 'To'] as const;

/** Standard parameters of a webhook of this call, with its present status (Twilio docs, TwiML request). */
export function callParameters(call: SimulatedCall, accountSid: string): Record<string, string> {
  const { to, from, sip, stirVerstat, direction = 'inbound' } = call.identity;
  const parameters: Record<string, string> = {
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    CallSid: call.sid,
    CallStatus: call.status,
    Called: to,
    Caller: from,
    Direction: direction,
    From: from,
    To: to,
  };
  if (stirVerstat !== undefined) parameters.StirVerstat = stirVerstat;
  if (!sip) {
    for (const place of places) {
      parameters[`${place}City`] = '';
      parameters[`${place}State`] = '';
      parameters[`${place}Zip`] = '';
      parameters[`${place}Country`] = 'US';
    }
    return parameters;
  }
  parameters.SipDomain = sip.domain;
  parameters.SipDomainSid = sip.domainSid;
  parameters.SipCallId = sip.callId;
  parameters.SipSourceIp = sip.sourceIp;
  if (sip.username !== undefined) parameters.SipUsername = sip.username;
  for (const [name, value] of Object.entries(sip.headers)) {
    if (/^(x-.+|user-to-user)$/i.test(name)) parameters[`SipHeader_${name}`] = value;
  }
  return parameters;
}

const MINUTE_S = 60;

/** Parameters of the status callback of a call that has ended (Twilio docs, status callback). */
export function callEndedParameters(call: SimulatedCall, accountSid: string): Record<string, string> {
  const endedMs = call.endedMs ?? Date.now();
  const seconds = Math.round((endedMs - (call.answeredMs ?? endedMs)) / 1_000);
  return {
    ...callParameters(call, accountSid),
    CallDuration: String(seconds),
    Duration: String(Math.ceil(seconds / MINUTE_S)),
    Timestamp: twilioTime(endedMs),
    CallbackSource: 'call-progress-events',
    SequenceNumber: '0',
  };
}
