import { expect } from 'vitest';
import * as z from 'zod';
import { makeHandler } from '../../functions/sinch-voice.ts';
import type { WebhookEvent } from '../../functions/shared/http.ts';
import { makeVoices } from '../../lib/conferences/call/voices.ts';
import type { VoiceProvider } from '../../lib/conferences/ports.ts';
import { signedHeaders, type SinchSecrets } from '../../lib/providers/sinch/signature.ts';
import { sinchTraits } from '../../lib/providers/sinch/traits.ts';
import { complaintsOfSvaml } from '../contract/sinch.ts';
import { applicationKey, applicationSecret, callid } from '../lib/providers/sinch/vectors.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { newConference } from '../support/new-conference.ts';

const number = '+15550002222';
const bridgeNumber = '+15550003333';
export const pin = '01234567890';
export const bridgePin = '98765432109876';
const publicUrl = 'https://gw.example.com';

const documentSchema = z.looseObject({
  instructions: z.array(z.looseObject({ text: z.string().optional() })).default([]),
  action: z.looseObject({
    name: z.string(),
    conferenceId: z.string().optional(),
    menus: z.array(z.looseObject({ mainPrompt: z.string() })).optional(),
  }),
});

export function secretsOf(live: readonly string[] = [applicationSecret], fresh = live) {
  const source = (sinchApplicationSecrets: readonly string[]): SinchSecrets => ({
    sinchApplicationKey: applicationKey,
    sinchApplicationSecrets,
  });
  return { read: () => Promise.resolve(source(live)), reread: () => Promise.resolve(source(fresh)) };
}

/** The function, with a conference, a number that leads to it, and one of the bridge's own. */
export function gateway({ secrets = secretsOf(), language = 'en', tell = 'done' }: Options = {}) {
  const world = inMemoryConferences([
    newConference('weekly', { voice: 'sinch', settings: { joinMuted: true } }),
  ]);
  world.openDialIn(number, { kind: 'pin', voice: 'sinch', opensTo: 'callers', language });
  world.openDialIn(bridgeNumber, { kind: 'pin', voice: 'sinch', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  const told: string[] = [];
  const sinch: VoiceProvider = {
    ...world.deps.voices.of('sinch'),
    traits: sinchTraits,
    tell: (_, { sentence }) => {
      told.push(sentence);
      return Promise.resolve(tell);
    },
  };
  const deadline = new AbortController();
  const handler = makeHandler({
    ...world.deps,
    ...inUse,
    voices: makeVoices([sinch]),
    secrets,
    publicUrl,
    timeoutSignal: () => deadline.signal,
  });
  /** As Sinch sends it and API Gateway hands it over. */
  const signed = (body: object | string, secret = applicationSecret, path = '/sinch/voice'): WebhookEvent => {
    const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const request = { method: 'POST', path, contentType: 'application/json; charset=utf-8', rawBody };
    const headers = signedHeaders(request, { id: applicationKey, secret }, world.deps.clock.now());
    return { headers, body: rawBody.toString(), isBase64Encoded: false };
  };
  const ask = (body: object | string) => handler(signed(body));
  /** What Sinch is told to do; its own types have nothing against it. */
  const svaml = async (body: object) => {
    const { statusCode, body: text = '' } = await ask(body);
    expect(statusCode).toBe(200);
    const document: unknown = JSON.parse(text);
    expect(complaintsOfSvaml(document)).toEqual([]);
    return documentSchema.parse(document);
  };
  /** An operation of a store fails from now on. */
  const fail = (broken: string) => {
    world.world.before = (operation) =>
      operation === broken ? Promise.reject(new Error('broken')) : Promise.resolve();
  };
  return { ...world, handler, signed, ask, svaml, deadline, told, fail };
}

interface Options {
  readonly secrets?: ReturnType<typeof secretsOf>;
  readonly language?: 'en' | 'de';
  readonly tell?: 'done' | 'unknown';
}

let seconds = 0;
/** Each is of a time of its own, unless it says one. */
const timestamp = () => `2030-01-02T03:04:${String((seconds += 1) % 60).padStart(2, '0')}Z`;

export const ice = (change: object = {}) => ({
  ...{ event: 'ice', callid, timestamp: timestamp(), cli: '15550001111', originationType: 'PSTN' },
  ...{ to: { type: 'did', endpoint: number }, ...change },
});
export const bridgeIce = {
  callid: 'bridge',
  cli: 'private',
  originationType: 'SIP',
  to: { type: 'did', endpoint: bridgeNumber },
};
export const keys = (value: string, change: object = {}) => ({
  ...{ event: 'pie', callid, timestamp: timestamp() },
  ...{ menuResult: { menuId: 'main', type: 'sequence', value }, ...change },
});
export const silence = () => keys('', { menuResult: { menuId: 'main', type: 'timeout' } });
export const keysInside = (value: string) =>
  keys('', { conferenceId: 'weekly', menuResult: { menuId: 'weekly', type: 'sequence', value } });
export const dice = (change: object = {}) => ({ event: 'dice', callid, reason: 'CALLERHANGUP', ...change });
