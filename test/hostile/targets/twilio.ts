import { createHmac } from 'node:crypto';
import { SaxesParser } from 'saxes';
import { makeHandler as makeEvents } from '../../../functions/twilio-events.ts';
import { makeHandler as makeVoice } from '../../../functions/twilio-voice.ts';
import { fragments } from '../../../lib/providers/twilio/urls.ts';
import { Violation } from '../../simulation/frame/violation.ts';
import {
  bridgeDomain,
  bridgePin,
  bridgeSid,
  callerSid,
  forwardNumber,
  meeting,
  number,
  pin,
} from './conference-world.ts';
import { formTarget, onceEach } from './form-target.ts';
import { inARow, written, type Manner, type Written } from './http.ts';

const authToken = 'fedcba9876543210fedcba9876543210';
const publicUrl = 'https://gw.example.com';
const known = {
  twilioAccountSid: 'AC0123456789abcdef0123456789abcdef',
  twilioAuthTokens: [authToken],
};
const secrets = { read: () => Promise.resolve(known), reread: () => Promise.resolve(known) };
const form = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };

/** The signature of a form: the URL and then each field's name and value, in order (Twilio docs, webhooks security). */
function signatureOf(url: string, body: string): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body))
    values.set(name, (values.get(name) ?? new Set<string>()).add(value));
  const said = [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value));
  return createHmac('sha1', authToken)
    .update(url + said.join(''))
    .digest('base64');
}

/** Whether a stranger's request carries a signature that only Twilio can have made. */
function isCopied({ path, headers, body }: Written): boolean {
  // Whatever stands before it was the gateway's to route by.
  const [, signed = ''] = /(\/twilio\/[a-z]+(?:\?.*)?)$/s.exec(path) ?? [];
  const urls = [publicUrl, `${publicUrl}:443`].flatMap((base) =>
    ['', ...fragments.map((fragment) => `#${fragment}`)].map((fragment) => base + signed + fragment),
  );
  return urls.some((url) => headers['x-twilio-signature'] === signatureOf(url, body));
}

const ofTwilio = {
  voice: 'twilio',
  authToken,
  sign: (path: string, body: string) => ({
    ...form,
    'x-twilio-signature': signatureOf(publicUrl + path, body),
  }),
  isCopied,
} as const;

const judgeTwiml = onceEach((body) => {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new Violation('answers-are-xml', error.message);
  });
  parser.write(body).close();
});

const newSid = 'CA0123456789abcdef0123456789abcdef';
const ask = (path: string, fields: Readonly<Record<string, string>>, manner: Manner = 'signed') => {
  const all = { CallSid: newSid, CallStatus: 'in-progress', From: '+12025550188', To: number, ...fields };
  return written(manner, `/twilio/${path}`, form, new URLSearchParams(all).toString());
};
const copied = (path: string, body: string) =>
  written('unknown', path, { ...form, 'x-twilio-signature': signatureOf(publicUrl + path, body) }, body);
const sip = { From: 'sip:bridge@pbx.example.net', To: `sip:room@${bridgeDomain}`, SipDomain: bridgeDomain };

export const twilioVoice = formTarget({
  ...ofTwilio,
  name: 'twilio-voice',
  makeHandler: (deps) => makeVoice({ ...deps, secrets, publicUrl }),
  judgeBody: judgeTwiml,
  seeds: [
    inARow(
      ask('voice', {}),
      ask('pin?attempt=1&language=en', { Digits: '11111111111' }),
      ask('pin?attempt=2&language=en', { Digits: pin }),
      ask('wait?language=en', {}),
      ask('left?joinSequence=3&language=en', {}),
      ask('menu?joinSequence=3&language=de', { Digits: '6' }),
    ),
    inARow(
      ask('left?joinSequence=2', { CallSid: callerSid }),
      ask('menu?joinSequence=2', { CallSid: callerSid, Digits: '9' }),
    ),
    inARow(ask('voice', sip), ask('pin?attempt=1', { ...sip, Digits: bridgePin })),
    inARow(
      ask('voice', { To: forwardNumber }),
      ask('forwarded', { To: forwardNumber, DialCallStatus: 'busy' }),
    ),
    ask('voice', { From: '+12025550199', StirVerstat: 'TN-Validation-Passed-A' }),
    ask('voice', { From: '+266696687' }),
    ask('announce?sentence=menu&language=en&audioUrl=https%3A%2F%2Fexample.com%2F%26%0A', {}),
    inARow(ask('voice', {}, 'broken'), ask('wait', {}, 'broken'), ask('announce', {}, 'broken')),
    ask('voice', {}, 'failing'),
    ask('voice', {}, 'unknown'),
    copied('/twilio/voice', `CallSid=${newSid}&To=%2B12025550151&Digits=&Digits=1`),
    written('unknown', '/twilio/voice?bodySHA256=00', { 'content-type': 'application/json' }, '{}'),
  ],
  words: [
    '&Digits=',
    '&To=',
    '?attempt=',
    '&joinSequence=',
    'language=de',
    '%00',
    '%ED%A0%80',
    '&SipDomain=',
    '__proto__',
    '#',
  ],
});

const report = (event: string, fields: Readonly<Record<string, string>> = {}, manner: Manner = 'signed') =>
  ask(
    'events',
    {
      StatusCallbackEvent: event,
      FriendlyName: 'weekly',
      ConferenceSid: meeting,
      CallSid: callerSid,
      ParticipantLabel: `${callerSid}-2`,
      ...fields,
    },
    manner,
  );

export const twilioEvents = formTarget({
  ...ofTwilio,
  name: 'twilio-events',
  makeHandler: (deps) => makeEvents({ ...deps, secrets, publicUrl }),
  judgeBody: () => undefined,
  seeds: [
    inARow(
      report('participant-join', { Muted: 'true' }),
      report('participant-mute'),
      report('participant-unmute'),
      report('participant-leave', { ParticipantCallStatus: 'in-progress' }),
      report('participant-leave', { ParticipantCallStatus: 'completed' }),
    ),
    inARow(
      report('participant-join', { CallSid: bridgeSid, ParticipantLabel: `${bridgeSid}-1` }),
      report('participant-leave', { CallSid: bridgeSid, ParticipantLabel: `${bridgeSid}-1` }),
    ),
    report('conference-end'),
    ask('status', { CallSid: callerSid, CallStatus: 'completed' }),
    report('participant-join', {}, 'broken'),
    report('participant-join', {}, 'failing'),
    report('participant-join', {}, 'unknown'),
    copied('/twilio/status', `CallSid=${bridgeSid}&CallStatus=completed`),
  ],
  words: [
    'participant-',
    '&ParticipantLabel=',
    '-999999999',
    '&Muted=true',
    '&FriendlyName=',
    '%00',
    '__proto__',
  ],
});
