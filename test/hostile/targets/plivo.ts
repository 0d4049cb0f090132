import { makeHandler as makeEvents } from '../../../functions/plivo-events.ts';
import { makeHandler as makeVoice } from '../../../functions/plivo-voice.ts';
import { makeVoices } from '../../../lib/conferences/call/voices.ts';
import { plivoTraits } from '../../../lib/providers/plivo/traits.ts';
import { complaintsOfPlivoXml } from '../../contract/plivo.ts';
import { signed } from '../../lib/providers/plivo/sign.ts';
import { authId, authToken, nonce } from '../../lib/providers/plivo/vectors.ts';
import { Violation } from '../../simulation/frame/violation.ts';
import { inUse } from '../../support/in-use.ts';
import type { Target } from '../fuzzing/target.ts';
import {
  bridgePin,
  bridgeSid,
  callerSid,
  conferenceWorld,
  forwardNumber,
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

const publicUrl = 'https://gw.example.com';
const known = { plivoAuthId: authId, plivoAuthTokens: [authToken] };
const secrets = { read: () => Promise.resolve(known), reread: () => Promise.resolve(known) };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const signedHeaders = (path: string, body: string) => ({
  'x-plivo-signature-v3': signed(publicUrl + path, body, nonce),
  'x-plivo-signature-v3-nonce': nonce,
});

/** Whether a stranger's request carries a signature that only Plivo can have made. */
function isCopied({ path, headers, body }: Written): boolean {
  const { 'x-plivo-signature-v3': given = '', 'x-plivo-signature-v3-nonce': itsNonce = '' } = headers;
  // Whatever stands before it was the gateway's to route by.
  const [, called = ''] = /(\/plivo\/[a-z]+(?:\?.*)?)$/s.exec(path) ?? [];
  const signature = signed(publicUrl + called, body, itsNonce);
  return given.split(',').some((each) => each.trim() === signature);
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
      const world = await conferenceWorld('plivo');
      const plivo = { ...world.deps.voices.of('plivo'), traits: plivoTraits };
      const timeoutSignal = () => new AbortController().signal;
      const handler = make({
        ...world.deps,
        ...inUse,
        ...{ secrets, publicUrl, timeoutSignal, voices: makeVoices([plivo]) },
      });
      for (const request of requestsIn(input)) {
        const { manner, path, body } = request;
        world.begin(manner);
        const isSent = manner !== 'unknown';
        const headers = isSent
          ? { ...request.headers, ...form, ...signedHeaders(path, body) }
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

/** Judging costs more than all the rest, and answers are much alike. */
const maxRemembered = 1_000;
const goodXml = new Set<string>();

function judgeXml(body: string): void {
  if (goodXml.has(body)) return;
  const [complaint] = complaintsOfPlivoXml(body);
  if (complaint !== undefined) throw new Violation('answers-are-xml', complaint);
  if (goodXml.size < maxRemembered) goodXml.add(body);
}

const callUuid = '8c5b1f1e-0000-4000-8000-0123456789ab';
const ask = (path: string, fields: Readonly<Record<string, string>> = {}, manner: Manner = 'signed') => {
  const all = { CallUUID: callUuid, CallStatus: 'in-progress', From: '12025550188', To: number.slice(1) };
  return written(manner, `/plivo/${path}`, form, new URLSearchParams({ ...all, ...fields }).toString());
};
const copied = (path: string, body: string) =>
  written('unknown', path, { ...form, ...signedHeaders(path, body) }, body);
const join = `join?conference=weekly&role=caller&call=${callUuid}&joinSequence=3&muted=true&language=en`;

export const plivoVoice = target(
  'plivo-voice',
  makeVoice,
  judgeXml,
  [
    inARow(
      ask('voice'),
      ask('pin?attempt=1&language=en', { Digits: '11111111111' }),
      ask('pin?attempt=2&language=en', { Digits: pin }),
      ask('waited?language=en'),
      ask(join),
    ),
    ask('waited', { CallUUID: callerSid }),
    inARow(
      ask('voice', { From: 'sip:a@b', To: 'sip:1@app.plivo.com' }),
      ask('pin?attempt=1', { Digits: bridgePin }),
    ),
    inARow(ask('voice', { To: forwardNumber }), ask('forwarded', { To: forwardNumber, DialStatus: 'busy' })),
    ask('voice', { From: 'anonymous' }),
    ask('farewell?sentence=kicked&language=en&audioUrl=https%3A%2F%2Fexample.com%2F%26%0A'),
    inARow(
      ask('voice', {}, 'broken'),
      ask('waited?language=de', {}, 'broken'),
      ask('farewell', {}, 'broken'),
    ),
    ask('voice', {}, 'failing'),
    ask('voice', {}, 'unknown'),
    copied('/plivo/voice', `CallUUID=${callUuid}&To=%2B12025550151&Digits=&Digits=1`),
  ],
  [
    '&Digits=',
    '&To=',
    '?attempt=',
    '&joinSequence=',
    '&muted=false',
    'language=de',
    '%00',
    '%ED%A0%80',
    'sip:',
    '__proto__',
    '#',
  ],
);

const report = (action: string, fields: Readonly<Record<string, string>> = {}, manner: Manner = 'signed') =>
  ask(
    'events',
    { ConferenceAction: action, ConferenceName: 'weekly', CallUUID: callerSid, ...fields },
    manner,
  );

export const plivoEvents = target(
  'plivo-events',
  makeEvents,
  () => undefined,
  [
    inARow(
      ask(`events?muted=${callerSid}`, {
        ...{ ConferenceAction: 'enter', ConferenceName: 'weekly', CallUUID: callerSid },
      }),
      report('digits', { ConferenceDigitsMatch: '*6' }),
      report('digits', { ConferenceDigitsMatch: '*9' }),
      report('exit'),
      ask('hangup', { CallUUID: callerSid, CallStatus: 'completed', HangupCauseCode: '8011' }),
    ),
    inARow(report('enter', { CallUUID: bridgeSid }), report('exit', { CallUUID: bridgeSid })),
    report('floor'),
    report('enter', {}, 'broken'),
    report('digits', { ConferenceDigitsMatch: '*6' }, 'broken'),
    report('enter', {}, 'failing'),
    report('enter', {}, 'unknown'),
    copied('/plivo/hangup', `CallUUID=${bridgeSid}&CallStatus=completed`),
  ],
  ['ConferenceAction=', '&ConferenceName=', '?muted=', '*6', '&HangupCause=', '%00', '__proto__', ','],
);
