import { expect } from 'vitest';
import { makeHandler as makeEvents } from '../../functions/plivo-events.ts';
import { makeHandler as makeVoiceHandler } from '../../functions/plivo-voice.ts';
import type { FormRequestEvent } from '../../functions/shared/form-webhook.ts';
import { makeVoices } from '../../lib/conferences/call/voices.ts';
import type { VoiceProvider } from '../../lib/conferences/ports.ts';
import type { PlivoSecrets } from '../../lib/providers/plivo/client.ts';
import { plivoTraits } from '../../lib/providers/plivo/traits.ts';
import { complaintsOfPlivoXml } from '../contract/plivo.ts';
import { signed } from '../lib/providers/plivo/sign.ts';
import { authId, authToken, callUuid, nonce } from '../lib/providers/plivo/vectors.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { newConference, startMs } from '../support/new-conference.ts';

const number = '+15550002222';
const bridgeHost = 'app.plivo.com';
export const pin = '01234567890';
export const bridgePin = '98765432109876';
const publicUrl = 'https://gw.example.com/dev';

type Fields = Readonly<Record<string, string>>;

export function secretsOf(live: readonly string[] = [authToken], fresh = live) {
  const source = (plivoAuthTokens: readonly string[]): PlivoSecrets => ({
    plivoAuthId: authId,
    plivoAuthTokens,
  });
  return { read: () => Promise.resolve(source(live)), reread: () => Promise.resolve(source(fresh)) };
}

/** A request as Plivo sends it and API Gateway hands it over: signed, its form in Base64. */
export function fromPlivo(
  path: string,
  fields: Fields,
  { token = authToken, ...change }: Partial<FormRequestEvent> & { readonly token?: string } = {},
): FormRequestEvent {
  const [rawPath = '', rawQueryString = ''] = path.split('?', 2);
  const body = new URLSearchParams(fields).toString();
  return {
    rawPath,
    rawQueryString,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-plivo-signature-v3': signed(`${publicUrl}${path}`, body, nonce, token),
      'x-plivo-signature-v3-nonce': nonce,
    },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
    ...change,
  };
}

interface Options {
  readonly secrets?: ReturnType<typeof secretsOf>;
  readonly language?: 'en' | 'de';
  readonly tell?: 'done' | 'unknown';
}

/** Both functions, with a conference, a number that leads to it, and the bridge's own address. */
export function gateway({ secrets = secretsOf(), language = 'en', tell = 'done' }: Options = {}) {
  const world = inMemoryConferences([
    newConference('weekly', {
      voice: 'plivo',
      settings: { joinMuted: true },
      // A bridge of which nobody says where it comes from is believed once it is asked for.
      bridge: { state: 'dialling', untilMs: startMs + 60_000, tries: 1 },
    }),
  ]);
  world.openDialIn(number, { kind: 'pin', voice: 'plivo', opensTo: 'callers', language });
  world.openDialIn(bridgeHost, { kind: 'pin', voice: 'plivo', opensTo: 'bridge' });
  world.openDialIn('+15550004444', {
    ...{ kind: 'forward', voice: 'plivo', language },
    address: 'line@daily.example.com',
  });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  const told: string[] = [];
  const plivo: VoiceProvider = {
    ...world.deps.voices.of('plivo'),
    traits: plivoTraits,
    tell: (_, { sentence }) => {
      told.push(sentence);
      return Promise.resolve(tell);
    },
  };
  const deadline = new AbortController();
  const deps = {
    ...world.deps,
    ...inUse,
    voices: makeVoices([plivo]),
    secrets,
    publicUrl,
    timeoutSignal: () => deadline.signal,
  };
  const voice = makeVoiceHandler(deps);
  const events = makeEvents(deps);
  /** The document that a call gets; Plivo's own classes have nothing against it. */
  const xml = async (route: string, fields: Fields = {}) => {
    const {
      statusCode,
      body = '',
      headers,
    } = await voice(fromPlivo(`/plivo/${route}`, { CallUUID: callUuid, ...fields }));
    expect({ statusCode, ...headers }).toMatchObject({
      statusCode: 200,
      'content-type': 'text/xml; charset=utf-8',
    });
    expect(complaintsOfPlivoXml(body)).toEqual([]);
    return body.replace(/^.*?<Response>/, '').replace('</Response>', '');
  };
  /** What is answered to a callback. */
  const report = (route: string, fields: Fields = {}) =>
    events(fromPlivo(`/plivo/${route}`, { CallUUID: callUuid, ...fields }));
  /** An operation of a store fails from now on. */
  const fail = (broken: string) => {
    world.world.before = (operation) =>
      operation === broken ? Promise.reject(new Error('broken')) : Promise.resolve();
  };
  return { ...world, voice, events, xml, report, deadline, told, fail };
}

export const arrival: Fields = {
  ...{ CallStatus: 'ringing', Direction: 'inbound', Event: 'StartApp' },
  ...{ From: '15550001111', To: '15550002222' },
};
export const bridgeArrival: Fields = {
  ...{ CallUUID: 'bridge', From: 'sip:room@rooms.example', CallStatus: 'ringing' },
  ...{ To: 'sip:21234567890123456@app.plivo.com', 'SIP-H-To': '<sip:21234567890123456@app.plivo.com>' },
};
export const inMeeting = (action: string, more: Fields = {}): Fields => ({
  ...{ ConferenceAction: action, ConferenceName: 'weekly', ConferenceMemberID: '17' },
  ...{ ConferenceUUID: '2f0e0000-0000-4000-8000-0123456789ab', ...more },
});
