import { createHmac } from 'node:crypto';
import { SaxesParser } from 'saxes';
import { makeHandler as makeEvents } from '../../../functions/twilio-events.ts';
import { makeHandler as makeVoice } from '../../../functions/twilio-voice.ts';
import { fragments } from '../../../lib/providers/twilio/urls.ts';
import { Violation } from '../../simulation/frame/violation.ts';
import { inUse } from '../../support/in-use.ts';
import type { Target } from '../fuzzing/target.ts';
import {
  bridgeDomain,
  bridgePin,
  bridgeSid,
  callerSid,
  conferenceWorld,
  forwardNumber,
  meeting,
  number,
  pin,
} from './conference-world.ts';
import {
  answerOf,
  eventOf,
  inARow,
  judge,
  judgeLogs,
  requestsIn,
  written,
  type Manner,
  type Written,
} from './http.ts';

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

function target(
  name: string,
  make: typeof makeVoice | typeof makeEvents,
  judgeBody: (body: string) => void,
  seeds: readonly string[],
  words: readonly string[],
): Target {
  return {
    name,
    seeds,
    words,
    async feed(input) {
      const world = await conferenceWorld();
      const timeoutSignal = () => new AbortController().signal;
      const handler = make({ ...world.deps, ...inUse, secrets, publicUrl, timeoutSignal });
      for (const request of requestsIn(input)) {
        const { manner, path, body } = request;
        world.begin(manner);
        const isSent = manner !== 'unknown';
        const headers = isSent
          ? { ...request.headers, ...form, 'x-twilio-signature': signatureOf(publicUrl + path, body) }
          : request.headers;
        const answer = await answerOf(handler, eventOf(request, headers));
        const isSigned = isSent || isCopied(request);
        judge({ manner, isSigned, statusCode: answer?.statusCode, body: answer?.body, done: world.done() });
        if (answer?.statusCode === 200) judgeBody(answer.body ?? '');
      }
      const isPinOnlyKeyed = input.split(pin).length === 2 && input.includes(`Digits=${pin}`);
      judgeLogs(world.record.logs, { authToken, ...(isPinOnlyKeyed ? { pin } : {}) });
    },
  };
}

/** Parsing costs more than all the rest, and answers are much alike. */
const maxRemembered = 1_000;
const goodTwiml = new Set<string>();

function judgeTwiml(body: string): void {
  if (goodTwiml.has(body)) return;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new Violation('answers-are-xml', error.message);
  });
  parser.write(body).close();
  if (goodTwiml.size < maxRemembered) goodTwiml.add(body);
}

const newSid = 'CA0123456789abcdef0123456789abcdef';
const ask = (path: string, fields: Readonly<Record<string, string>>, manner: Manner = 'signed') => {
  const all = { CallSid: newSid, CallStatus: 'in-progress', From: '+12025550188', To: number, ...fields };
  return written(manner, `/twilio/${path}`, form, new URLSearchParams(all).toString());
};
const copied = (path: string, body: string) =>
  written('unknown', path, { ...form, 'x-twilio-signature': signatureOf(publicUrl + path, body) }, body);
const sip = { From: 'sip:bridge@pbx.example.net', To: `sip:room@${bridgeDomain}`, SipDomain: bridgeDomain };

export const twilioVoice = target(
  'twilio-voice',
  makeVoice,
  judgeTwiml,
  [
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
  [
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
);

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

export const twilioEvents = target(
  'twilio-events',
  makeEvents,
  () => undefined,
  [
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
  ['participant-', '&ParticipantLabel=', '-999999999', '&Muted=true', '&FriendlyName=', '%00', '__proto__'],
);
