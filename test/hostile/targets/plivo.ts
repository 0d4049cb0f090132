import { makeHandler as makeEvents } from '../../../functions/plivo-events.ts';
import { makeHandler as makeVoice } from '../../../functions/plivo-voice.ts';
import { makeVoices } from '../../../lib/conferences/call/voices.ts';
import type { ConferenceDeps } from '../../../lib/conferences/ports.ts';
import { plivoTraits } from '../../../lib/providers/plivo/traits.ts';
import { complaintsOfPlivoXml } from '../../contract/plivo.ts';
import { signed } from '../../lib/providers/plivo/sign.ts';
import { authId, authToken, nonce } from '../../lib/providers/plivo/vectors.ts';
import { Violation } from '../../simulation/frame/violation.ts';
import { bridgePin, bridgeSid, callerSid, forwardNumber, number, pin } from './conference-world.ts';
import { formTarget, onceEach } from './form-target.ts';
import { inARow, written, type Manner, type Written } from './http.ts';

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

const ofPlivo = {
  voice: 'plivo',
  authToken,
  sign: (path: string, body: string) => ({ ...form, ...signedHeaders(path, body) }),
  isCopied,
} as const;

/** What both functions are made with. */
const depsOf = <Deps extends Pick<ConferenceDeps, 'voices'>>(deps: Deps) => ({
  ...deps,
  ...{ secrets, publicUrl, voices: makeVoices([{ ...deps.voices.of('plivo'), traits: plivoTraits }]) },
});

const judgeXml = onceEach((body) => {
  const [complaint] = complaintsOfPlivoXml(body);
  if (complaint !== undefined) throw new Violation('answers-are-xml', complaint);
});

const callUuid = '8c5b1f1e-0000-4000-8000-0123456789ab';
const ask = (path: string, fields: Readonly<Record<string, string>> = {}, manner: Manner = 'signed') => {
  const all = { CallUUID: callUuid, CallStatus: 'in-progress', From: '12025550188', To: number.slice(1) };
  return written(manner, `/plivo/${path}`, form, new URLSearchParams({ ...all, ...fields }).toString());
};
const copied = (path: string, body: string) =>
  written('unknown', path, { ...form, ...signedHeaders(path, body) }, body);
const join = `join?conference=weekly&role=caller&call=${callUuid}&joinSequence=3&muted=true&language=en`;

export const plivoVoice = formTarget({
  ...ofPlivo,
  name: 'plivo-voice',
  makeHandler: (deps) => makeVoice(depsOf(deps)),
  judgeBody: judgeXml,
  seeds: [
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
  words: [
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
});

const report = (action: string, fields: Readonly<Record<string, string>> = {}, manner: Manner = 'signed') =>
  ask(
    'events',
    { ConferenceAction: action, ConferenceName: 'weekly', CallUUID: callerSid, ...fields },
    manner,
  );

export const plivoEvents = formTarget({
  ...ofPlivo,
  name: 'plivo-events',
  makeHandler: (deps) => makeEvents(depsOf(deps)),
  judgeBody: () => undefined,
  seeds: [
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
  words: ['ConferenceAction=', '&ConferenceName=', '?muted=', '*6', '&HangupCause=', '%00', '__proto__', ','],
});
