import { verifySignature } from '@vonage/jwt';
import { HttpMethod, Talk, Voice } from '@vonage/voice';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { makeHandler as makeEvents } from '../../../functions/vonage-events.ts';
import { makeHandler as makeVoiceHandler } from '../../../functions/vonage-voice.ts';
import { voiceCallIdSchema } from '../../../lib/conferences/model/conference.ts';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import type { Http } from '../../../lib/http/http.ts';
import { makeCallOut } from '../../../lib/providers/vonage/call-out.ts';
import { fallbackDocument } from '../../../lib/providers/vonage/fallback.ts';
import { renderCall, renderFarewell } from '../../../lib/providers/vonage/ncco.ts';
import { checkSignature } from '../../../lib/providers/vonage/signature.ts';
import { vonageTraitsWith } from '../../../lib/providers/vonage/traits.ts';
import { makeVoice } from '../../../lib/providers/vonage/voice.ts';
import { listen } from '../../../local/runtime/ports.ts';
import { type Ncco, parseNcco } from '../../../local/simulated/vonage/ncco/document.ts';
import type { Action } from '../../../local/simulated/vonage/ncco/schema.ts';
import { settle } from '../../../local/simulated/vonage/options.ts';
import { signWebhook } from '../../../local/simulated/vonage/webhooks/signature.ts';
import { fakeLog } from '../../lib/http/fake-http.ts';
import {
  answerBody,
  answerToken,
  apiKey,
  applicationId,
  atMs,
  conversation,
  inputBody,
  inputToken,
  leg,
  otherSecret,
  signatureSecret,
  tokenFor,
  unsignedToken,
} from '../../lib/providers/vonage/vectors.ts';
import { Random } from '../../simulation/frame/random.ts';
import { inUse } from '../../support/in-use.ts';
import { startMs } from '../../support/new-conference.ts';
import { complaintsOfPublishedNcco } from '../vonage-published.ts';
import { complaintsOfNcco } from '../vonage.ts';
import { plainOutside } from '../../simulation/conferences/outside/variants.ts';
import type { Caller, CommandName, SentCommand, Step, VoiceProviderKit, Webhook } from './kit.ts';

const publicUrl = 'https://gw.example.com';
const apiUrl = 'https://vonage.example.com';
const region = 'eu-3';
const foreignSecret = 'sig-secret-of-somebody-else-altogether';
const { privateKey } = settle({});

/** A webhook as the simulator signs it. `at`: path and query. */
function signed(
  at: string,
  body: object | string,
  {
    secret = signatureSecret,
    ageMs = 0,
  }: { readonly secret?: string | undefined; readonly ageMs?: number } = {},
): Webhook {
  const rawBody = typeof body === 'string' ? body : JSON.stringify(body);
  const iat = (startMs - ageMs) / 1_000;
  const token = signWebhook(secret, { iat, jti: 'c5ba8f24', body: rawBody, apiKey, applicationId });
  const { pathname, searchParams } = new URL(at, publicUrl);
  return {
    rawPath: pathname,
    rawQueryString: searchParams.toString(),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: rawBody,
    isBase64Encoded: false,
  };
}

const arrival = ({ from, dialled, isSip = false }: Caller) => ({
  ...{ from, to: isSip ? `sip:room@${dialled}` : dialled.replace('+', '') },
  ...{ uuid: leg, conversation_uuid: conversation, endpoint_type: isSip ? 'sip' : 'phone' },
  region_url: `https://api-${region}.vonage.com`,
});

/** Where a document has Vonage tell what its last action came to. */
function eventUrlIn(document: string): string {
  const { eventUrl } = z.object({ eventUrl: z.string() }).parse(parsed(document).at(-1));
  return eventUrl.slice(publicUrl.length);
}

/** As the simulator reads it, which refuses what Vonage does not document, as its documentation is as a schema, and as its own is. */
function parsed(document: string): Ncco {
  const read = parseNcco(document, { musicOnHoldUrl: 'string' });
  if (!read.ok) throw new Error(read.info);
  const json: unknown = JSON.parse(document);
  const complaints = [...complaintsOfNcco(json), ...complaintsOfPublishedNcco(json)];
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return read.ncco;
}

function stepOf(action: Action): readonly Step[] {
  switch (action.action) {
    case 'talk':
      return [{ kind: 'say', text: action.text }];
    case 'stream':
      return [{ kind: 'play', url: action.streamUrl }];
    case 'wait':
      return [{ kind: 'pause' }];
    case 'input':
      // Keys that are reported one by one hold nothing up.
      return action.mode === 'asynchronous' ? [] : [{ kind: 'wait' }];
    case 'conversation':
      return [{ kind: 'join' }];
    case 'connect': {
      const { endpoint, from = '', timeout: ringS } = action;
      if (endpoint.type === 'phone')
        return [{ kind: 'dial', to: `+${endpoint.number}`, from: `+${from}`, ringS }];
      const { uri, headers } = endpoint;
      if (Object.keys(headers).length === 0)
        return [{ kind: 'dial', to: uri.replace('sip:', ''), from: `+${from}`, ringS }];
      const sent = Object.entries(headers).map(([name, value]) => [`X-${name}`, value] as const);
      return [{ kind: 'forward', address: uri.replace('sip:', ''), headers: Object.fromEntries(sent) }];
    }
    case 'transfer':
    case 'notify':
    case 'record':
      throw new Error(`nobody asks for ${action.action}`);
  }
}

/** What may be silenced by a key is a question; else a key changes nothing. When all is done the call is over. */
function stepsOf(ncco: Ncco): readonly Step[] {
  if (ncco.length === 0) return [{ kind: 'reject' }];
  const isAsked = ncco.some((action) => 'bargeIn' in action && action.bargeIn);
  const steps = ncco.flatMap(stepOf);
  if (isAsked) {
    return [{ kind: 'ask', says: steps.flatMap((step) => (step.kind === 'say' ? [step.text] : [])) }];
  }
  const last = steps.at(-1)?.kind;
  const goesOn = last === 'wait' || last === 'join' || last === 'forward' || last === 'dial';
  return goesOn ? steps : [...steps, { kind: 'hangUp' }];
}

/** What Vonage's own SDK sends when it is asked for something below a host, and to where. */
async function captured(host: string, ask: (sdk: Voice) => Promise<unknown>): Promise<SentCommand> {
  let seen: SentCommand | undefined;
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    void text(request).then((body) => {
      seen = ourCommand({ method, url: `${apiUrl}${url}`, text: body === '' ? undefined : body });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await ask(new Voice({ applicationId, privateKey }, { apiHost: `${await listen(server, 0)}${host}` }));
  server.close();
  if (seen === undefined) throw new Error("Vonage's SDK sends nothing");
  return seen;
}

function vendorSends(command: CommandName): Promise<SentCommand | undefined> {
  // Members of conversations, with which our list begins, are of no product that it knows.
  if (command === 'participants') return Promise.resolve(undefined);
  const kicked = new Talk(textOf('kicked', 'de'), undefined, undefined, undefined, 'de-DE');
  const sends = {
    mute: (sdk) => sdk.muteCall(leg),
    tell: (sdk) => sdk.playTTS(leg, kicked),
    end: (sdk) => sdk.transferCallWithNCCO(leg, [kicked]),
    hangUp: (sdk) => sdk.hangupCall(leg),
    isUp: (sdk) => sdk.getCall(leg),
  } satisfies Record<Exclude<CommandName, 'participants'>, (sdk: Voice) => Promise<unknown>>;
  return captured(`/${region}`, sends[command]);
}

const fieldsSchema = z.record(z.string(), z.unknown());
/** A query's order does not matter. */
const ourCommand: VoiceProviderKit['ourCommand'] = ({ method, url, text: body }) => {
  const { pathname, searchParams } = new URL(url);
  searchParams.sort();
  const path = searchParams.size === 0 ? pathname : `${pathname}?${searchParams.toString()}`;
  return { method, path, fields: fieldsSchema.parse(body === undefined ? {} : JSON.parse(body)) };
};

const of = (secrets: readonly string[]) => ({
  vonageApplicationId: applicationId,
  vonagePrivateKey: privateKey,
  vonageSignatureSecrets: secrets,
  vonageApiKey: apiKey,
});
const check = (token: string, body: string, nowMs = atMs) => {
  const request = { headers: { authorization: `Bearer ${token}` }, rawBody: Buffer.from(body) };
  return checkSignature(request, of([signatureSecret]), nowMs) === 'ok';
};
const keys = 'stay';

const clientOf = (http: Http) => {
  const secrets = () => Promise.resolve(of([signatureSecret]));
  const source = { read: secrets, reread: secrets };
  return { http, log: fakeLog().log, apiUrl, secrets: source, newId: () => 'c5ba8f24' };
};

/** A number without its plus. */
const phoneOf = (of: string) => ({ type: 'phone' as const, number: of.slice(1) });
const callOutAt = (route: string, id: string) => `/vonage/${route}?callOut=${id}`;
const callOutOver = (status: string) => (id: string) =>
  signed(callOutAt('events', id), {
    uuid: leg,
    conversation_uuid: conversation,
    status,
    direction: 'outbound',
  });

export const vonageKit: VoiceProviderKit = {
  traits: vonageTraitsWith(keys),
  call: `${region}_${leg}`,
  meeting: conversation,
  skips: {
    13: 'its ids have no letters but ours',
    25: 'a list is asked for by an id that only the news of a join tells, and the bridge is dialled again',
    54: 'it makes no tones',
  },
  secrets: [signatureSecret, otherSecret, foreignSecret],
  handlers: (deps, { known, fresh = known }, deadline) => {
    let rereads = 0;
    const secrets = {
      read: () => Promise.resolve(of(known)),
      reread: () => {
        rereads += 1;
        return Promise.resolve(of(fresh));
      },
    };
    const all = { ...deps, ...inUse, secrets, publicUrl, keys, timeoutSignal: () => deadline } as const;
    const [voice, events] = [makeVoiceHandler(all), makeEvents(all)];
    const isEvent = (path: string) => /\/(events|rtc|keys)$/.test(path);
    const handle = (event: Webhook) => (isEvent(event.rawPath) ? events(event) : voice(event));
    return { handle, rereads: () => rereads };
  },
  sends: {
    arrival: (caller, secret) => signed('/vonage/voice', arrival(caller), { secret }),
    keyed: (caller, document, digits) => {
      const dtmf = { digits, timed_out: digits === '' };
      const body = {
        dtmf,
        speech: { results: [] },
        ...arrival(caller),
        timestamp: '2030-01-02T03:04:15.000Z',
      };
      return signed(eventUrlIn(document), body);
    },
    forwardEnded: ({ dialled }, document) => {
      const callee = { uuid: 'bbbbbbbb-0000-4000-8000-0123456789ab', conversation_uuid: conversation };
      const status = { status: 'timeout', direction: 'outbound', timestamp: '2030-01-02T03:04:15.000Z' };
      const parties = { from: dialled.replace('+', ''), to: 'sip:room@sip.example.com' };
      return signed(eventUrlIn(document), { ...parties, ...callee, ...status });
    },
  },
  pressed: (key, nth) => {
    const dtmf = { digits: key, timed_out: false };
    const timestamp = `2030-01-02T03:04:0${nth}.000Z`;
    return signed(`/vonage/keys?call=${region}_${leg}`, { dtmf, uuid: leg, timestamp });
  },
  timed: (caller, ageMs) => signed('/vonage/voice', arrival(caller), { ageMs }),
  vectors: [
    { name: 'V1', isAccepted: () => check(answerToken, answerBody) },
    { name: 'V2', isAccepted: () => check(inputToken, inputBody) },
    { name: 'V3, which is to be refused', isAccepted: () => !check(inputToken, answerBody) },
    { name: 'V4, which is to be refused', isAccepted: () => !check(unsignedToken(), answerBody) },
    { name: 'V1, four minutes later', isAccepted: () => check(answerToken, answerBody, atMs + 240_000) },
  ],
  spoiled: {
    'a byte of the body': (event) => ({ ...event, body: `${event.body} ` }),
    'another body with the same token': (event) => ({ ...event, body: answerBody }),
    'the path': (event) => ({ ...event, rawPath: '/vonage/other' }),
    'the scheme': (event) => ({
      ...event,
      headers: { ...event.headers, authorization: event.headers.authorization?.replace('Bearer', 'Basic') },
    }),
    'the claims': (event) => {
      const [head, , signature] = event.headers.authorization?.split('.') ?? [];
      const [, claims] = tokenFor(event.body ?? '', { nowMs: startMs + 1_000 }).split('.');
      return { ...event, headers: { ...event.headers, authorization: [head, claims, signature].join('.') } };
    },
  },
  judgeRandom: (seed) => {
    const random = new Random('contract', String(seed));
    const body = random.pick(['', 'a', answerBody, 'Žofia Ö', '\n', String(random.between(0, 1e9))]);
    const token = tokenFor(random.pick([body, body, body, inputBody]), {
      nowMs: startMs + 1_000 * random.between(-200, 200),
      secret: random.pick([signatureSecret, signatureSecret, otherSecret]),
      head: { alg: random.pick(['HS256', 'HS256', 'none', 'HS512']), typ: 'JWT' },
    });
    // Vonage's own code leaves the hash to others.
    const [, claims = ''] = token.split('.');
    const hash = createHash('sha256').update(body).digest('hex');
    const isWhole = Buffer.from(claims, 'base64url').toString().includes(hash);
    return { vendor: isWhole && verifySignature(token, signatureSecret), ours: check(token, body, startMs) };
  },
  numbers: [
    ['15550001111', '+15550001111'],
    ['+15550001111', '+15550001111'],
    ['anonymous', undefined],
    ['unknown', undefined],
    ['Restricted', undefined],
    ['', undefined],
    ['sip:15550001111@pbx.example.net', undefined],
    ['somebody', undefined],
  ],
  documentTypes: /^application\/json(?:;|$)/,
  read: (document) => stepsOf(parsed(document)),
  fallback: fallbackDocument,
  spoken: ({ language, audioUrl }) =>
    JSON.stringify(renderFarewell([{ sentence: 'kicked', language, audioUrl }])),
  document: (instructions) =>
    JSON.stringify(
      renderCall(instructions, { call: voiceCallIdSchema.parse(`${region}_${leg}`), publicUrl, keys }),
    ),
  voice: (http) => makeVoice(clientOf(http), publicUrl, keys),
  vendorSends,
  ourCommand,
  isUpWhenGone: false,
  replies: {
    gone: { status: 404, body: { title: 'Not Found' } },
    refused: { status: 422, body: { title: 'Unprocessable' } },
    tooMany: { status: 429, body: {} },
    halfList: {
      status: 200,
      body: {
        _links: { next: { href: '/v1/calls?record_index=100' } },
        _embedded: { calls: [{ uuid: leg, status: 'answered' }], members: [] },
      },
    },
    ok: {
      mute: { status: 204 },
      tell: { status: 200, body: { message: 'Talk started', uuid: leg } },
      end: { status: 204 },
      hangUp: { status: 204 },
      participants: {
        status: 200,
        body: {
          _embedded: {
            calls: [{ uuid: leg, status: 'answered' }],
            members: [{ channel: { leg_ids: [leg] }, media: { audio_settings: { muted: false } } }],
          },
        },
      },
      isUp: { status: 200, body: { uuid: leg, status: 'answered' } },
    },
  },
  callOuts: {
    phone: (http) => makeCallOut(clientOf(http), publicUrl),
    vendorSends: ({ id, from, to, longestRingS: ringingTimer, longestCallS: lengthTimer }) =>
      captured('', (sdk) =>
        sdk.createOutboundCall({
          ...{
            to: [phoneOf(to)],
            from: phoneOf(from),
            answerMethod: HttpMethod.POST,
            ringingTimer,
            lengthTimer,
          },
          answerUrl: [publicUrl + callOutAt('voice', id)],
          eventUrl: [publicUrl + callOutAt('events', id)],
        }),
      ),
    ok: { status: 201, body: { uuid: leg, status: 'started', direction: 'outbound' } },
    pickedUp: (id) =>
      signed(callOutAt('voice', id), arrival({ from: '15550002222', dialled: '+12025550188' })),
    ends: {
      completed: callOutOver('completed'),
      busy: callOutOver('busy'),
      'no-answer': callOutOver('timeout'),
      failed: callOutOver('failed'),
    },
  },
  scenario: { outside: { ...plainOutside('vonage'), listLagMs: 500 } },
};
