import { appHost } from '../account.ts';
import type { PlivoSettings } from '../options.ts';
import type { WebhookParameters } from '../webhooks/signature.ts';
import type { PlivoCall } from './call.ts';

const MS_PER_S = 1_000;

/** Plivo's form of a moment: `2030-01-02 03:04:05.123456+00:00`. */
export const plivoTime = (atMs: number): string =>
  new Date(atMs).toISOString().replace('T', ' ').replace('Z', '000+00:00');

/** A number in the form that is set; what is no number stays as it is. */
export const numberIn = (number: string, { numberForm }: PlivoSettings): string =>
  numberForm === 'digits' ? number.replace(/^\+(?=\d+$)/, '') : number;

/** `From` and `To`. */
export function partiesOf({ identity }: PlivoCall, settings: PlivoSettings): { from: string; to: string } {
  const { from, to, cli, isSip } = identity;
  if (!isSip) {
    const given = cli === undefined ? settings.withheldFrom : numberIn(cli, settings);
    return { from: given, to: numberIn(to, settings) };
  }
  const uri = from.startsWith('sip:') ? from : `sip:${from}@198.51.100.7`;
  if (settings.sipAddresses === 'uri') return { from: uri, to };
  const user = (address: string): string => address.replace(/^sips?:/, '').replace(/@.*$/, '');
  return { from: user(uri), to: user(to) };
}

/** What every webhook of a call carries (Plivo docs, request parameters). */
export function callParameters(call: PlivoCall, settings: PlivoSettings): WebhookParameters {
  const { from, to } = partiesOf(call, settings);
  const { isSip, headers } = call.identity;
  return {
    CallUUID: call.id,
    From: from,
    To: to,
    CallStatus: call.status,
    Direction: call.identity.direction ?? 'inbound',
    ...(settings.extraParameters && {
      CallerName: from,
      BillRate: '0.0055',
      ParentAuthID: settings.authId,
      SessionStart: plivoTime(call.startedMs),
    }),
    ...(isSip &&
      settings.namesSipTo && { 'SIP-H-To': `<${to.includes('@') ? to : `sip:${to}@${appHost}`}>` }),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [`X-PH-${name}`, value])),
  };
}

/** What the hangup URL is told besides. */
export function hangupParameters(call: PlivoCall): WebhookParameters {
  const { cause = '', code = 0, name = '', by = 'plivo' } = call.outcome ?? {};
  const sources = { caller: 'Caller', plivo: 'Plivo', api: 'API Request' } as const;
  const minutes = Math.ceil(call.seconds / 60);
  return {
    Event: 'Hangup',
    HangupCause: cause,
    HangupCauseCode: String(code),
    HangupCauseName: name,
    HangupSource: sources[by],
    Duration: String(call.seconds),
    BillDuration: String(minutes * 60),
    TotalCost: (minutes * 0.0055).toFixed(5),
    StartTime: plivoTime(call.startedMs),
    ...(call.answeredMs !== undefined && { AnswerTime: plivoTime(call.answeredMs) }),
    EndTime: plivoTime(call.endedMs ?? Date.now()),
  };
}

export const wholeSeconds = (sinceMs: number): number => Math.floor((Date.now() - sinceMs) / MS_PER_S);
