import { createHash, createHmac } from 'node:crypto';
import { makeHandler as makeEvents } from '../../../functions/vonage-events.ts';
import { makeHandler as makeVoiceHandler } from '../../../functions/vonage-voice.ts';
import { makeVoices } from '../../../lib/conferences/call/voices.ts';
import { vonageTraitsWith } from '../../../lib/providers/vonage/traits.ts';
import { complaintsOfNcco } from '../../contract/vonage.ts';
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

const apiKey = 'a1b2c3d4';
const applicationId = '78d335fa-0000-4000-8000-0123456789ab';
const signatureSecret = 'sig-secret-0123456789abcdef0123456789';
const known = {
  vonageApiKey: apiKey,
  vonageApplicationId: applicationId,
  vonageSignatureSecrets: [signatureSecret],
};
const secrets = { read: () => Promise.resolve(known), reread: () => Promise.resolve(known) };
const json = { 'content-type': 'application/json' };
const leg = 'aaaaaaaa-0000-4000-8000-0123456789ab';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const madeOf = (signed: string) => createHmac('sha256', signatureSecret).update(signed).digest('base64url');
const hashOf = (body: Buffer) => createHash('sha256').update(body).digest('hex');

/** What Vonage signs: a token about the body (Vonage docs, signed webhooks). */
function signed(body: Buffer): Readonly<Record<string, string>> {
  const claims = {
    ...{ iat: startMs / 1_000, jti: 'c5ba8f24', iss: 'Vonage', payload_hash: hashOf(body) },
    ...{ api_key: apiKey, application_id: applicationId },
  };
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return { ...json, authorization: `Bearer ${text}.${madeOf(text)}` };
}

/** Whether a stranger's request carries a token that only Vonage can have made for this body: nothing else of it can be changed. */
function isCopied({ headers }: Written, body: Buffer): boolean {
  const [, token = ''] = /^bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [head = '', claims = '', made = ''] = token.split('.');
  const isGenuine = token.split('.').length === 3 && madeOf(`${head}.${claims}`) === made;
  return isGenuine && Buffer.from(claims, 'base64url').toString().includes(hashOf(body));
}

const parties = { from: '12025550188', to: number.slice(1), uuid: leg, conversation_uuid: 'CON-a1b2' };
const request = (at: string, fields: object, manner: Manner = 'signed') =>
  written(manner, `/vonage/${at}`, json, JSON.stringify({ ...parties, ...fields }));
const arrival = (change: object = {}, manner: Manner = 'signed') =>
  request('voice', { endpoint_type: 'phone', region_url: 'https://api-eu-3.vonage.com', ...change }, manner);
const call = `call=eu-3_${leg}`;
const digits = (value: string) => ({ dtmf: { digits: value, timed_out: value === '' } });
const pinOf = (value: string, manner: Manner = 'signed', attempt = 1) =>
  request(`pin?${call}&attempt=${attempt}`, digits(value), manner);
const inside = { uuid: callerSid, timestamp: '2026-01-01T12:00:15.000Z' };
const keyOf = (key: string, manner: Manner = 'signed') =>
  request(`keys?call=${callerSid}`, { ...inside, ...digits(key) }, manner);
const rtc = (type: string, leg_ids: readonly unknown[], manner: Manner = 'signed') => {
  const body = { channel: { type: 'phone', id: callerSid, leg_ids } };
  return written(manner, '/vonage/rtc', json, JSON.stringify({ type, conversation_id: 'CON-a1b2', body }));
};
const ended = (uuid: string, manner: Manner = 'signed') =>
  request('events', { uuid, status: 'completed', direction: 'inbound', duration: '61' }, manner);
const moved = { conversation_uuid_from: 'CON-a1b2', conversation_uuid_to: 'CON-c3d4', uuid: callerSid };
const copied = (path: string, fields: object) => {
  const body = JSON.stringify(fields);
  return written('unknown', path, signed(Buffer.from(body)), body);
};

/** Everything that Vonage asks and reports. */
export const vonageVoice: Target = {
  name: 'vonage-voice',
  seeds: [
    inARow(arrival(), pinOf('11111111111'), pinOf(pin, 'signed', 2), request(`waited?${call}`, digits(''))),
    inARow(arrival({ endpoint_type: 'sip', from: 'sip:a@b.example' }), pinOf(bridgePin), ended(leg)),
    inARow(keyOf('6'), keyOf('9'), keyOf('*'), rtc('audio:mute:on', [callerSid])),
    inARow(rtc('member:joined', [{ leg_id: callerSid }]), rtc('member:left', [bridgeSid])),
    inARow(request(`events?call=${callerSid}`, moved), ended(callerSid), ended(bridgeSid)),
    inARow(
      arrival({ to: forwardNumber.slice(1) }),
      request(`forwarded?${call}`, { status: 'busy', direction: 'outbound' }),
    ),
    arrival({ from: '19005550188', region_url: 'https://192.0.2.1/latest/us-3', 'SipHeader_X-A': 'b' }),
    request('events', { reason: 'the answer is no NCCO', original_request: { url: 'x', type: 'answer' } }),
    inARow(arrival({}, 'broken'), pinOf(pin, 'broken'), keyOf('6', 'broken'), ended(callerSid, 'broken')),
    inARow(ended(callerSid, 'failing'), keyOf('6', 'failing'), rtc('member:left', [callerSid], 'failing')),
    arrival({}, 'unknown'),
    copied('/vonage/events', { ...parties, uuid: bridgeSid, status: 'completed' }),
  ],
  words: [
    '"uuid":',
    '"dtmf":{"digits":',
    '"status":"completed"',
    '"leg_ids":[',
    '&attempt=',
    'call=',
    'eu-3_',
    '\\u0000',
    '__proto__',
    'null',
  ],
  async feed(input) {
    const world = await conferenceWorld('vonage');
    const vonage = { ...world.deps.voices.of('vonage'), traits: vonageTraitsWith('stay') };
    const deps = {
      ...world.deps,
      ...inUse,
      ...{
        secrets,
        publicUrl: 'https://gw.example.com',
        voices: makeVoices([vonage]),
        keys: 'stay' as const,
      },
      timeoutSignal: () => new AbortController().signal,
    };
    const [answers, events] = [makeVoiceHandler(deps), makeEvents(deps)];
    for (const sent of requestsIn(input)) {
      const { manner } = sent;
      const body = Buffer.from(sent.body);
      world.begin(manner);
      const isSent = manner !== 'unknown';
      const event = eventOf(sent, isSent ? { ...sent.headers, ...signed(body) } : sent.headers);
      const isEvent = /\/(events|rtc|keys)$/.test(event.rawPath);
      const answer = await answerOf(isEvent ? events : answers, event);
      const isSigned = isSent || isCopied(sent, body);
      // A path that is not ours is refused to whomever it is.
      const isOurs = /\/vonage\/(voice|pin|waited|forwarded|events|rtc|keys)$/.test(event.rawPath);
      judge({
        ...{ manner, isSigned: isSigned && isOurs },
        ...{ statusCode: answer?.statusCode, body: answer?.body, done: world.done() },
      });
      if (isSigned && answer?.statusCode === 200 && answer.body !== undefined) {
        const [complaint] = complaintsOfNcco(JSON.parse(answer.body));
        if (complaint !== undefined) throw new Violation('answers-are-ncco', complaint);
      }
    }
    const isPinOnlyKeyed = input.split(pin).length === 2 && input.includes(`"digits":"${pin}`);
    judgeLogs(world.record.logs, { signatureSecret, ...(isPinOnlyKeyed ? { pin } : {}) });
  },
};
