import { expect, test } from 'vitest';
import { parseEvent } from '../../lib/providers/daily/events.ts';
import { parsePinlessRequest } from '../../lib/providers/daily/incoming-call.ts';
import { isPinlessProbe } from '../../lib/providers/daily/probe.ts';
import { parseRoomEvent } from '../../lib/providers/digital-samba/events.ts';
import { isAuthorized } from '../../lib/providers/digital-samba/authorization.ts';
import { parseOwnRoomName } from '../../lib/held-calls/model/call.ts';
import { dialledKeys, parseRouteKey } from '../../lib/held-calls/model/route.ts';
import { callerNumber, mayBeginWith, mentions } from '../../lib/numbers/caller.ts';
import { attemptOfToken, readRouteHeader } from '../../lib/held-calls/steps/bots/tokens.ts';
import { checkSignature as checkPlivo } from '../../lib/providers/plivo/signature.ts';
import { parseEvent as parseSinchEvent } from '../../lib/providers/sinch/requests.ts';
import { checkSignature as checkSinch } from '../../lib/providers/sinch/signature.ts';
import { parseRtcEvent, parseVoiceRequest } from '../../lib/providers/vonage/requests.ts';
import { checkSignature as checkVonage } from '../../lib/providers/vonage/signature.ts';
import { parseForm } from '../../lib/http/form.ts';
import { readSettings } from '../../lib/providers/twilio/shared-keys.ts';
import { checkSignature } from '../../lib/providers/twilio/signature.ts';
import { parseParticipantLabel } from '../../lib/providers/twilio/labels.ts';

/** As long as bodies may be: functions/shared/http.ts takes no more. */
const max = 65_536;
/** A body of that length is worth some milliseconds. What takes the square of its length takes seconds. */
const maxCpuMs = 400;

const pieces = [
  'a',
  '0',
  ' ',
  '-1',
  '.',
  '(',
  '+',
  '@',
  'a@',
  'sip:',
  '[',
  '{"a":',
  '"\\u',
  '%',
  '&',
  'a&',
  '=&',
  '\\',
];
const names = Array.from({ length: 12_000 }, (_, index) => index.toString(36))
  .join('&')
  .slice(0, max);
const long = [...pieces.map((piece) => piece.repeat(max / piece.length)), names];

const quoted = (text: string) => JSON.stringify(text).slice(0, max);
const twilio = (body: string) =>
  checkSignature(
    {
      url: 'https://gw.example.com/twilio/voice',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': `${'A'.repeat(27)}=`,
      },
      rawBody: Buffer.from(body),
    },
    { twilioAuthTokens: ['one token', 'another'] },
  );

const plivo = (text: string) => {
  const headers = { 'x-plivo-signature-v3': text, 'x-plivo-signature-v3-nonce': text };
  const request = { url: `https://gw.example.com/plivo/voice?${text}`, rawBody: Buffer.from(text) };
  const plivoAuthTokens = ['one token', 'another'];
  checkPlivo({ ...request, headers }, { plivoAuthTokens });
  const signature = `${'A'.repeat(43)}=`;
  return checkPlivo(
    { ...request, headers: { ...headers, 'x-plivo-signature-v3': signature } },
    { plivoAuthTokens },
  );
};

const sinch = (text: string) => {
  const headers = { authorization: `Application a:${text}`, 'x-timestamp': text, 'content-type': text };
  const request = { method: 'POST', path: '/sinch/voice', rawBody: Buffer.from(text) };
  const signature = `${'A'.repeat(43)}=`;
  const secrets = { sinchApplicationKey: 'a', sinchApplicationSecrets: ['YQ==', 'Yg=='] };
  const at = new Date(0).toISOString();
  checkSinch({ ...request, headers }, secrets, 0);
  return checkSinch(
    { ...request, headers: { ...headers, authorization: `Application a:${signature}`, 'x-timestamp': at } },
    secrets,
    0,
  );
};

const vonage = (text: string) => {
  const secrets = { vonageApiKey: 'a', vonageApplicationId: 'b', vonageSignatureSecrets: ['c', 'd'] };
  const check = (authorization: string) =>
    checkVonage({ headers: { authorization }, rawBody: Buffer.from(text) }, secrets, 0);
  check(`Bearer ${text}`);
  return check(`Bearer ${'a'.repeat(400)}.${'a'.repeat(400)}.${'a'.repeat(43)}`);
};

test.each<readonly [string, (text: string) => unknown]>([
  ['a form', (text) => parseForm(Buffer.from(text))],
  ['Twilio’s signature, before it is known to be one', twilio],
  ['the settings of Twilio’s signature', readSettings],
  ['Plivo’s signature, before it is known to be one', plivo],
  ['Sinch’s signature, before it is known to be one', sinch],
  ['a callback of Sinch', (text) => parseSinchEvent(text, 0)],
  [
    'a callback of Sinch about an odd call',
    (text) =>
      parseSinchEvent(
        `{"event":"ice","callid":${quoted(text)},"cli":${quoted(text)},"to":{"endpoint":${quoted(text)}}}`,
        0,
      ),
  ],
  ['Vonage’s token, before it is known to be one', vonage],
  ['an event of a conversation at Vonage', parseRtcEvent],
  [
    'an odd call at Vonage',
    (text) =>
      parseVoiceRequest(
        'voice',
        new URLSearchParams(),
        `{"uuid":"a","from":${quoted(text)},"to":${quoted(text)},"region_url":${quoted(text)}}`,
      ),
  ],
  ['Digital Samba’s secret', (text) => isAuthorized(text, ['secret'])],
  ['a report token', (text) => attemptOfToken('key', 'ready', text, String)],
  ['a route header', (text) => readRouteHeader('key', text, 0)],
  ['a probe', (text) => isPinlessProbe(text)],
  ['a call on hold', (text) => parsePinlessRequest(text)],
  [
    'a call on hold with an odd caller',
    (text) =>
      parsePinlessRequest(`{"callId":"a","callDomain":"b","From":${quoted(text)},"To":${quoted(text)}}`),
  ],
  [
    'an error of Daily',
    (text) => parseEvent(`{"type":"dialin.error","payload":{"room":"r","error_msg":${quoted(text)}}}`, 0),
  ],
  ['an event of a room', (text) => parseRoomEvent(text, 0)],
  ['a number', (text) => callerNumber(text)],
  ['a number that is mentioned', (text) => mentions(text, '+12025550188')],
  ['a number that may be denied', (text) => mayBeginWith(text, ['+1900'])],
  ['a dialled address', dialledKeys],
  ['the key of a route', parseRouteKey],
  ['a label', parseParticipantLabel],
  ['a room’s name', (text) => parseOwnRoomName('test', `pb-test-${text}`)],
])('%s of the longest kind takes no time that grows with its square', (_, read) => {
  for (const text of long) {
    const before = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000, text.slice(0, 12)).toBeLessThan(maxCpuMs);
  }
});
