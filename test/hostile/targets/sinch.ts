import { createHash, createHmac } from 'node:crypto';
import { makeHandler } from '../../../functions/sinch-voice.ts';
import { makeVoices } from '../../../lib/conferences/call/voices.ts';
import { sinchTraits } from '../../../lib/providers/sinch/traits.ts';
import { complaintsOfSvaml } from '../../contract/sinch.ts';
import { Violation } from '../../simulation/frame/violation.ts';
import { inUse } from '../../support/in-use.ts';
import { startMs } from '../../support/new-conference.ts';
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

const applicationKey = '3a7f9c52-0b1e-4d8a-9f66-2c5d1e7ab904';
const applicationSecret = 'MDEyMzQ1Njc4OWFiY2RlZg==';
const known = { sinchApplicationKey: applicationKey, sinchApplicationSecrets: [applicationSecret] };
const secrets = { read: () => Promise.resolve(known), reread: () => Promise.resolve(known) };
const path = '/sinch/voice';
const json = { 'content-type': 'application/json; charset=utf-8' };

/** What Sinch signs: five lines (Sinch docs, callback signing). */
function authorizationOf(body: Buffer, type: string, time: string): string {
  const hash = body.length === 0 ? '' : createHash('md5').update(body).digest('base64');
  const lines = `POST\n${hash}\n${type}\nx-timestamp:${time}\n${path}`;
  const hmac = createHmac('sha256', Buffer.from(applicationSecret, 'base64'));
  return `Application ${applicationKey}:${hmac.update(lines).digest('base64')}`;
}

const signed = (body: Buffer) => {
  const time = new Date(startMs).toISOString();
  return {
    ...json,
    'x-timestamp': time,
    authorization: authorizationOf(body, json['content-type'], time),
  };
};

/** Whether a stranger's request carries a signature that only Sinch can have made, a short while ago. */
function isCopied({ headers }: Written, body: Buffer): boolean {
  const { 'x-timestamp': time = '', 'content-type': type = '', authorization = '' } = headers;
  const isNow = Math.abs(Date.parse(time) - startMs) <= 300_000;
  const [scheme = '', ...rest] = authorization.split(' ');
  return (
    isNow &&
    `${scheme[0]?.toUpperCase()}${scheme.slice(1).toLowerCase()} ${rest.join(' ')}` ===
      authorizationOf(body, type, time)
  );
}

const event = (fields: object, manner: Manner = 'signed') => {
  const all = { event: 'pie', callid: 'a1b2', timestamp: '2026-01-01T12:00:00Z', version: 1, ...fields };
  return written(manner, path, json, JSON.stringify(all));
};
const ice = (change: object = {}) => ({
  ...{ event: 'ice', cli: '12025550188', to: { type: 'did', endpoint: number }, ...change },
});
const keys = (value: string, at = 15, change: object = {}) => ({
  ...{ timestamp: `2026-01-01T12:00:${at}Z`, menuResult: { menuId: 'main', type: 'sequence', value } },
  ...change,
});
const inside = (value: string) => ({
  callid: callerSid,
  conferenceId: 'weekly',
  menuResult: { menuId: 'weekly', type: 'sequence', value },
});
const copied = (fields: object) => {
  const body = JSON.stringify(fields);
  return written('unknown', path, signed(Buffer.from(body)), body);
};

/** Everything that Sinch asks and reports. */
export const sinchVoice: Target = {
  name: 'sinch-voice',
  seeds: [
    inARow(
      event(ice()),
      event(keys('11111111111#')),
      event(keys(`${pin}#`, 25)),
      event(keys('', 35)),
      event({ event: 'dice', reason: 'CALLERHANGUP' }),
    ),
    inARow(event(ice({ originationType: 'SIP', cli: 'private' })), event(keys(bridgePin))),
    inARow(event(inside('*6')), event(inside('9')), event(keys('', 45, { callid: callerSid }))),
    inARow(
      event({ event: 'dice', callid: callerSid, reason: 'INVALIDSVAMLACTION' }),
      event({ event: 'dice', callid: bridgeSid }),
    ),
    inARow(event(ice({ to: { type: 'did', endpoint: forwardNumber } })), event({ event: 'ace' })),
    event(ice({ callid: '0f9@192.0.2.45', callId: 'x', cli: '+19005550188' })),
    event({ event: 'notify', type: 'callingerror', errorCode: 40001 }),
    inARow(event(ice(), 'broken'), event(keys(pin), 'broken'), event(inside('6'), 'broken')),
    inARow(event({ event: 'dice', callid: callerSid }, 'broken'), event(inside('6'), 'failing')),
    event(ice(), 'unknown'),
    copied({ event: 'dice', callid: bridgeSid }),
  ],
  words: [
    '"callid":',
    '"event":"pie"',
    '"menuResult":',
    '"type":"timeout"',
    '\\u0000',
    '__proto__',
    '@',
    '_40',
    '#"',
    'null',
  ],
  async feed(input) {
    const world = await conferenceWorld('sinch');
    const sinch = { ...world.deps.voices.of('sinch'), traits: sinchTraits };
    const timeoutSignal = () => new AbortController().signal;
    const handler = makeHandler({
      ...world.deps,
      ...inUse,
      ...{ secrets, timeoutSignal, publicUrl: 'https://gw.example.com', voices: makeVoices([sinch]) },
    });
    for (const request of requestsIn(input)) {
      const { manner } = request;
      const body = Buffer.from(request.body);
      world.begin(manner);
      const isSent = manner !== 'unknown';
      const answer = await answerOf(
        handler,
        eventOf(request, isSent ? { ...request.headers, ...signed(body) } : request.headers),
      );
      const isSigned = isSent || isCopied(request, body);
      judge({ manner, isSigned, statusCode: answer?.statusCode, body: answer?.body, done: world.done() });
      if (isSigned && answer?.statusCode === 200 && answer.body !== undefined) {
        const [complaint] = complaintsOfSvaml(JSON.parse(answer.body));
        if (complaint !== undefined) throw new Violation('answers-are-svaml', complaint);
      }
    }
    const isPinOnlyKeyed = input.split(pin).length === 2 && input.includes(`"value":"${pin}`);
    judgeLogs(world.record.logs, { applicationSecret, ...(isPinOnlyKeyed ? { pin } : {}) });
  },
};
