import * as z from 'zod';
import RequestClient, { type RequestOptions } from 'twilio/lib/base/RequestClient.js';
import Twilio from 'twilio/lib/rest/Twilio.js';
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { makeHandler as makeEvents } from '../../../functions/twilio-events.ts';
import { makeHandler as makeVoiceHandler } from '../../../functions/twilio-voice.ts';
import type { Http } from '../../../lib/http/http.ts';
import { makeCallOut } from '../../../lib/providers/twilio/call-out.ts';
import { fallbackDocument } from '../../../lib/providers/twilio/fallback.ts';
import { checkSignature } from '../../../lib/providers/twilio/signature.ts';
import { twilioTraits } from '../../../lib/providers/twilio/traits.ts';
import { renderCall, renderFarewell } from '../../../lib/providers/twilio/twiml.ts';
import { announceUrl, documentUrl, eventUrl } from '../../../lib/providers/twilio/urls.ts';
import { makeVoice } from '../../../lib/providers/twilio/voice.ts';
import { parseTwiml, type Verb } from '../../../local/simulated/twilio/twiml/twiml.ts';
import { signRequest } from '../../../local/simulated/twilio/webhooks/signature.ts';
import { fromTwilio, publicUrl } from '../../functions/twilio-requests.ts';
import { fakeLog } from '../../lib/http/fake-http.ts';
import {
  accountSid,
  authToken,
  callFields,
  callSid,
  formBody,
  vectors,
} from '../../lib/providers/twilio/vectors.ts';
import { inUse } from '../../support/in-use.ts';
import { Random } from '../../simulation/frame/random.ts';
import type { Caller, CommandName, SentCommand, Step, VoiceProviderKit, Webhook } from './kit.ts';

const apiUrl = 'https://api.twilio.com/2010-04-01';
const meeting = 'CF0123456789abcdef0123456789abcdef';
const otherToken = 'f'.repeat(32);
const foreignToken = 'e'.repeat(32);
const formType = 'application/x-www-form-urlencoded';

const fieldsOf = ({ from, dialled, isSip = false }: Caller) => ({
  ...callFields,
  From: from,
  To: isSip ? `sip:room@${dialled}` : dialled,
  ...(isSip ? { SipDomain: dialled } : {}),
});

/** The address of ours that a document has Twilio ask next. */
function actionIn(document: string): string {
  const [, action = ''] = /action="([^"#]*)/.exec(document) ?? [];
  return action.replaceAll('&amp;', '&').slice(publicUrl.length);
}

function stepOf(verb: Verb): Step {
  switch (verb.verb) {
    case 'Say':
      return { kind: 'say', text: verb.text };
    case 'Play':
      return { kind: 'play', url: verb.url };
    case 'Pause':
      return { kind: 'pause' };
    case 'Gather':
      return { kind: 'ask', says: verb.prompts.flatMap((each) => (each.verb === 'Say' ? [each.text] : [])) };
    case 'Dial': {
      if (verb.noun.noun === 'Conference') return { kind: 'join' };
      const { callerId: from, timeout: ringS } = verb;
      if (verb.noun.noun === 'Number') return { kind: 'dial', to: verb.noun.number, from: from ?? '', ringS };
      const { address, headers } = verb.noun.target;
      if (from !== undefined) return { kind: 'dial', to: address.replace(/^sip:/, ''), from, ringS };
      return { kind: 'forward', address: address.replace(/^sip:/, ''), headers };
    }
    case 'Reject':
      return { kind: 'reject' };
    case 'Hangup':
      return { kind: 'hangUp' };
    case 'Redirect':
      throw new Error('nobody is redirected');
  }
}

const recordSchema = z.record(z.string(), z.unknown()).optional();
const optionsSchema = z.object({
  method: z.string(),
  uri: z.string(),
  data: recordSchema,
  params: recordSchema,
});

/** What Twilio's own client sends when it is asked for something, and to where. */
async function captured(ask: (client: Twilio) => Promise<unknown>): Promise<SentCommand> {
  let seen: z.infer<typeof optionsSchema> | undefined;
  class Recorder extends RequestClient {
    override request(options: RequestOptions): Promise<never> {
      seen = optionsSchema.parse(options);
      return Promise.reject(new Error('recorded'));
    }
  }
  await ask(new Twilio(accountSid, authToken, { httpClient: new Recorder() })).catch(() => undefined);
  if (seen === undefined) throw new Error("Twilio's client sends nothing");
  const { method, uri, data, params } = seen;
  return {
    method: method.toUpperCase(),
    path: uri.slice(apiUrl.length),
    fields: texts(data ?? params ?? {}),
  };
}

function vendorSends(command: CommandName): Promise<SentCommand> {
  const spoken = { sentence: 'kicked', language: 'de' } as const;
  const seat = (client: Twilio) => client.conferences(meeting).participants(callSid);
  const sends = {
    mute: (client) => seat(client).update({ muted: true }),
    tell: (client) => seat(client).update({ announceUrl: announceUrl(publicUrl, spoken) }),
    end: (client) => client.calls(callSid).update({ twiml: renderFarewell([spoken]) }),
    hangUp: (client) => client.calls(callSid).update({ status: 'completed' }),
    participants: (client) => client.conferences(meeting).participants.page({ pageSize: 1_000 }),
    isUp: (client) => client.calls(callSid).fetch(),
  } satisfies Record<CommandName, (client: Twilio) => Promise<unknown>>;
  return captured(sends[command]);
}

const texts = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );

const clientOf = (http: Http) => {
  const secrets = () => Promise.resolve({ twilioAccountSid: accountSid, twilioAuthTokens: [authToken] });
  return { http, log: fakeLog().log, apiUrl, secrets: { read: secrets, reread: secrets } };
};

const ofCallOut = (callOut: string) => ({ callOut, language: 'de' });
/** Twilio keeps what stands behind the `#` to itself. */
const below = (url: string) => url.slice(publicUrl.length).replace(/#.*$/, '');
const ofCallee = { ...callFields, From: '+15550002222', To: '+12025550188', Direction: 'outbound-api' };
const callOutOver = (CallStatus: string) => (id: string) =>
  fromTwilio(below(eventUrl(publicUrl, 'status', ofCallOut(id))), { ...ofCallee, CallStatus });

export const twilioKit: VoiceProviderKit = {
  traits: twilioTraits,
  call: callSid,
  meeting,
  skips: {
    4: 'no time is signed',
    13: 'ids are letters and digits',
    46: 'a key counts in the menu after a join, whatever is repeated',
  },
  secrets: [authToken, otherToken, foreignToken],
  handlers: (deps, { known, fresh = known }, deadline) => {
    let rereads = 0;
    const all = (twilioAuthTokens: readonly string[]) => ({ twilioAccountSid: accountSid, twilioAuthTokens });
    const secrets = {
      read: () => Promise.resolve(all(known)),
      reread: () => {
        rereads += 1;
        return Promise.resolve(all(fresh));
      },
    };
    const webhooks = { ...deps, ...inUse, secrets, publicUrl, timeoutSignal: () => deadline };
    const [voice, events] = [makeVoiceHandler(webhooks), makeEvents(webhooks)];
    const isEvent = ({ rawPath }: Webhook) => /\/(events|status)$/.test(rawPath);
    return { handle: (event) => (isEvent(event) ? events(event) : voice(event)), rereads: () => rereads };
  },
  sends: {
    arrival: (caller, token = authToken) => fromTwilio('/twilio/voice', fieldsOf(caller), { token }),
    keyed: (caller, document, digits) =>
      fromTwilio(actionIn(document), { ...fieldsOf(caller), CallStatus: 'in-progress', Digits: digits }),
    forwardEnded: (caller, document) =>
      fromTwilio(actionIn(document), { ...fieldsOf(caller), DialCallStatus: 'no-answer' }),
  },
  vectors: vectors.map(({ name, url, fields, signature, json }) => ({
    name,
    isAccepted: () => {
      const type = json === undefined ? formType : 'application/json';
      const headers = { 'content-type': type, 'x-twilio-signature': signature };
      const request = { url, headers, rawBody: Buffer.from(json ?? formBody(fields)) };
      return checkSignature(request, { twilioAuthTokens: [authToken] }) === 'ok';
    },
  })),
  spoiled: {
    'a byte of the body': (event) => ({
      ...event,
      isBase64Encoded: false,
      body: formBody({ ...callFields, From: '+15550001112' }),
    }),
    'the path': (event) => ({ ...event, rawPath: '/twilio/wait' }),
    'the query': (event) => ({ ...event, rawQueryString: 'attempt=2' }),
    'the host': (event) => ({
      ...event,
      headers: {
        ...event.headers,
        'x-twilio-signature': getExpectedTwilioSignature(
          authToken,
          'https://gw.example.org/twilio/voice',
          callFields,
        ),
      },
    }),
    'the content type': (event) => ({
      ...event,
      headers: { ...event.headers, 'content-type': 'application/json' },
    }),
  },
  judgeRandom: (seed) => {
    const random = new Random('contract', String(seed));
    const text = () =>
      random.pick(['', 'a', '+1555', 'Žofia Ö', '&=', '%20', String(random.between(0, 1e9))]);
    const fields = Object.fromEntries(
      Array.from({ length: random.between(0, 8) }, (_, index) => [`F${index}${text().slice(0, 1)}`, text()]),
    );
    const url = `https://gw.example.com/twilio/voice?x=${random.between(0, 99)}`;
    const signature = signRequest(random.pick([authToken, authToken, otherToken]), url, fields);
    const headers = { 'content-type': formType, 'x-twilio-signature': signature };
    const request = { url, headers, rawBody: Buffer.from(formBody(fields)) };
    return {
      vendor: validateRequest(authToken, signature, url, fields),
      ours: checkSignature(request, { twilioAuthTokens: [authToken] }) === 'ok',
    };
  },
  numbers: [
    ['+15550001111', '+15550001111'],
    ['anonymous', undefined],
    ['+266696687', undefined],
    ['', undefined],
    ['sip:+15550001111@pbx.example.net', undefined],
    ['client:somebody', undefined],
    ['15550001111', undefined],
  ],
  documentTypes: /^(?:text|application)\/xml(?:;|$)/,
  read: (document) => {
    const parsed = parseTwiml(document);
    if (!parsed.ok) throw new Error(parsed.info);
    return parsed.verbs.map(stepOf);
  },
  fallback: fallbackDocument,
  spoken: ({ language, audioUrl }) => renderFarewell([{ sentence: 'kicked', language, audioUrl }]),
  document: (instructions) => renderCall(instructions, publicUrl),
  hasTones: (document) => document.includes('beep="true"'),
  voice: (http) => makeVoice(clientOf(http), publicUrl),
  vendorSends,
  ourCommand: ({ method, url, text }) => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.slice(new URL(apiUrl).pathname.length);
    const fields = text === undefined ? searchParams : new URLSearchParams(text);
    return { method, path, fields: Object.fromEntries(fields) };
  },
  isUpWhenGone: false,
  replies: {
    gone: { status: 404, body: { code: 20404 } },
    refused: { status: 400, body: { code: 20001 } },
    tooMany: { status: 429, body: { code: 20429 } },
    halfList: { status: 200, body: { participants: [], next_page_uri: '/2010-04-01/next' } },
    ok: {
      mute: { status: 200, body: {} },
      tell: { status: 200, body: {} },
      end: { status: 200, body: {} },
      hangUp: { status: 200, body: {} },
      participants: {
        status: 200,
        body: { participants: [{ call_sid: callSid, muted: false, label: null }], next_page_uri: null },
      },
      isUp: { status: 200, body: { status: 'in-progress' } },
    },
  },
  callOuts: {
    phone: (http) => makeCallOut(clientOf(http), publicUrl),
    vendorSends: ({ id, from, to, longestRingS: timeout, longestCallS: timeLimit }) =>
      captured((client) =>
        client.calls.create({
          ...{ from, to, timeout, timeLimit, url: documentUrl(publicUrl, 'voice', ofCallOut(id)) },
          statusCallback: eventUrl(publicUrl, 'status', ofCallOut(id)),
        }),
      ),
    ok: { status: 201, body: { sid: callSid } },
    pickedUp: (id) =>
      fromTwilio(below(documentUrl(publicUrl, 'voice', ofCallOut(id))), {
        ...{ ...ofCallee, CallStatus: 'in-progress' },
      }),
    ends: {
      completed: callOutOver('completed'),
      busy: callOutOver('busy'),
      'no-answer': callOutOver('no-answer'),
      failed: callOutOver('failed'),
    },
  },
  scenario: {},
};
