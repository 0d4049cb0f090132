import { expect } from 'vitest';
import * as z from 'zod';
import { makeHandler as makeEvents } from '../../functions/vonage-events.ts';
import { makeHandler as makeVoiceHandler } from '../../functions/vonage-voice.ts';
import type { VonageRequestEvent } from '../../functions/shared/vonage-webhook.ts';
import { makeVoices } from '../../lib/conferences/call/voices.ts';
import type { VoiceProvider } from '../../lib/conferences/ports.ts';
import type { VonageSecrets } from '../../lib/providers/vonage/signature.ts';
import { vonageTraitsWith, type VonageKeys } from '../../lib/providers/vonage/traits.ts';
import { complaintsOfNcco } from '../contract/vonage.ts';
import {
  apiKey,
  applicationId,
  conversation,
  leg,
  signatureSecret,
  tokenFor,
} from '../lib/providers/vonage/vectors.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { newConference } from '../support/new-conference.ts';

const number = '15550002222';
const bridgeNumber = '15550003333';
export const pin = '01234567890';
export const bridgePin = '98765432109876';
const publicUrl = 'https://gw.example.com';

/** The call as the domain knows it. */
export const callId = `eu-3_${leg}`;
export const bridgeId = 'eu-3_bridge';
/** The conference's conversation. */
export const meeting = 'CON-weekly';

const nccoSchema = z.array(
  z.looseObject({
    action: z.string(),
    text: z.string().optional(),
    name: z.string().optional(),
    eventUrl: z.array(z.string()).optional(),
  }),
);
type Document = z.infer<typeof nccoSchema>;

export function secretsOf(live: readonly string[] = [signatureSecret], fresh = live) {
  const source = (vonageSignatureSecrets: readonly string[]): VonageSecrets => ({
    vonageApiKey: apiKey,
    vonageApplicationId: applicationId,
    vonageSignatureSecrets,
  });
  return { read: () => Promise.resolve(source(live)), reread: () => Promise.resolve(source(fresh)) };
}

/** The functions, with a conference, a number that leads to it, and one of the bridge's own. */
export function gateway({ secrets = secretsOf(), language = 'en', keys = 'stay' }: Options = {}) {
  const world = inMemoryConferences([
    newConference('weekly', { voice: 'vonage', settings: { joinMuted: true } }),
  ]);
  world.openDialIn(`+${number}`, { kind: 'pin', voice: 'vonage', opensTo: 'callers', language });
  world.openDialIn(`+${bridgeNumber}`, { kind: 'pin', voice: 'vonage', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  const told: string[] = [];
  const vonage: VoiceProvider = {
    ...world.deps.voices.of('vonage'),
    traits: vonageTraitsWith(keys),
    tell: (_, { sentence }) => {
      told.push(sentence);
      return Promise.resolve('done');
    },
  };
  const deadline = new AbortController();
  const deps = {
    ...world.deps,
    ...inUse,
    voices: makeVoices([vonage]),
    secrets,
    publicUrl,
    keys,
    timeoutSignal: () => deadline.signal,
  };
  const answers = makeVoiceHandler(deps);
  const records = makeEvents(deps);
  /** As Vonage sends it and API Gateway hands it over. `route`: with the query, if any. */
  const signed = (route: string, body: object | string, secret = signatureSecret): VonageRequestEvent => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const [path = '', rawQueryString = ''] = route.replace(publicUrl, '').split('?');
    const token = tokenFor(text, { nowMs: world.deps.clock.now(), secret });
    return {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: text,
      isBase64Encoded: false,
      rawPath: `/dev${path}`,
      rawQueryString,
    };
  };
  const ask = (route: string, body: object | string) => answers(signed(route, body));
  const tell = (route: string, body: object | string) => records(signed(route, body));
  /** What Vonage is told to do; its documentation has nothing against it. */
  const ncco = async (route: string, body: object): Promise<Document> => {
    const { statusCode, body: text = '' } = await ask(route, body);
    expect(statusCode).toBe(200);
    const document: unknown = JSON.parse(text);
    expect(complaintsOfNcco(document)).toEqual([]);
    return nccoSchema.parse(document);
  };
  /** Answers the question that a document ends with. */
  const key = (document: Document, digits: string, more: object = {}) =>
    ncco(questionOf(document), {
      uuid: leg,
      conversation_uuid: conversation,
      dtmf: { digits, timed_out: digits === '' },
      ...more,
    });
  /** An operation of a store fails from now on. */
  const fail = (broken: string) => {
    world.world.before = (operation) =>
      operation === broken ? Promise.reject(new Error('broken')) : Promise.resolve();
  };
  return { ...world, answers, records, signed, ask, tell, ncco, key, deadline, told, fail };
}

interface Options {
  readonly secrets?: ReturnType<typeof secretsOf>;
  readonly language?: 'en' | 'de';
  readonly keys?: VonageKeys;
}

/** Where the answer to a document's question goes, or the keys of whoever is in. */
export const questionOf = (document: Document) =>
  document.find(({ action }) => action === 'input')?.eventUrl?.join() ?? '';
export const textsOf = (document: Document) => document.flatMap(({ text }) => text ?? []);
export const actionsOf = (document: Document) => document.map(({ action }) => action);

export const answerAt = '/vonage/voice';
export const arrives = (change: object = {}) => ({
  ...{ uuid: leg, conversation_uuid: conversation, from: '15550001111', to: number },
  ...{ endpoint_type: 'phone', region_url: 'https://api-eu-3.vonage.com', ...change },
});
export const bridgeArrives = arrives({
  ...{ uuid: 'bridge', conversation_uuid: 'CON-bridge', from: 'anonymous' },
  ...{ to: bridgeNumber, endpoint_type: 'sip' },
});
export const over = (change: object = {}) => ({
  ...{ uuid: leg, conversation_uuid: conversation, status: 'completed', direction: 'inbound', ...change },
});
export const moves = (uuid: string, from: string, to: string) => ({
  uuid,
  conversation_uuid_from: from,
  conversation_uuid_to: to,
});
