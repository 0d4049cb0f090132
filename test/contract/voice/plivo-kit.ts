import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Client } from 'plivo';
import * as z from 'zod';
import { makeHandler as makeEvents } from '../../../functions/plivo-events.ts';
import { makeHandler as makeVoiceHandler } from '../../../functions/plivo-voice.ts';
import type { Http } from '../../../lib/http/http.ts';
import { renderCall, renderFarewell } from '../../../lib/providers/plivo/documents.ts';
import { makeCallOut } from '../../../lib/providers/plivo/call-out.ts';
import { fallbackDocument } from '../../../lib/providers/plivo/fallback.ts';
import { checkSignature } from '../../../lib/providers/plivo/signature.ts';
import { plivoTraits } from '../../../lib/providers/plivo/traits.ts';
import { farewellUrl, plivoUrl } from '../../../lib/providers/plivo/urls.ts';
import { makeVoice } from '../../../lib/providers/plivo/voice.ts';
import { listen } from '../../../local/runtime/ports.ts';
import { signRequest } from '../../../local/simulated/plivo/webhooks/signature.ts';
import { type Element, parseDocument } from '../../../local/simulated/plivo/xml/document.ts';
import { fakeLog } from '../../lib/http/fake-http.ts';
import {
  authId,
  authToken,
  callUuid,
  nonce,
  otherToken,
  vectors,
} from '../../lib/providers/plivo/vectors.ts';
import { Random } from '../../simulation/frame/random.ts';
import { inUse } from '../../support/in-use.ts';
import { clientAt, isGenuine } from '../../support/plivo-sdk.ts';
import { complaintsOfPlivoXml } from '../plivo.ts';
import { plainOutside } from '../../simulation/conferences/outside/variants.ts';
import type { Caller, CommandName, SentCommand, Step, VoiceProviderKit, Webhook } from './kit.ts';

const publicUrl = 'https://gw.example.com';
const apiUrl = 'https://api.example.com/v1';
const foreignToken = 'Zm9yZWlnbmZvcmVpZ25mb3JlaWduZm9y';
const formType = 'application/x-www-form-urlencoded';
const memberId = '17';
type Fields = Readonly<Record<string, string>>;

/** A webhook as Plivo's simulator signs it; `other`: the address that is signed in the place of the one that is called. */
export function fromPlivo(
  path: string,
  fields: Fields,
  token = authToken,
  other = `${publicUrl}${path}`,
): Webhook {
  const [rawPath = '', rawQueryString = ''] = path.split('?', 2);
  return {
    ...{ rawPath, rawQueryString, isBase64Encoded: false, body: new URLSearchParams(fields).toString() },
    headers: {
      'content-type': formType,
      'x-plivo-signature-v3': signRequest(token, { url: other, parameters: fields, nonce }),
      'x-plivo-signature-v3-nonce': nonce,
    },
  };
}

const fieldsOf = ({ from, dialled }: Caller, CallStatus: string): Fields => ({
  ...{ CallUUID: callUuid, CallStatus, Direction: 'inbound' },
  ...{ From: from.replace(/^\+/, ''), To: dialled.replace(/^\+/, '') },
});

/** As the simulator reads it, which refuses what Plivo does not document, and as Plivo's own classes have it. */
function parsed(document: string): readonly Element[] {
  const read = parseDocument({ contentType: 'text/xml', body: document });
  if (!read.ok) throw new Error(read.info);
  const complaints = complaintsOfPlivoXml(document);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return read.elements;
}

/** Below our own address, without the fragment. */
const below = (url: string) => url.slice(publicUrl.length).replace(/#.*$/, '');

/** The address of ours that a document has Plivo ask next: `keyed` if keys were pressed, or nothing was to be pressed. */
function nextIn(document: string, isKeyed: boolean): string {
  const elements = parsed(document);
  const redirect = elements.find((each) => each.element === 'Redirect');
  const acting = elements.find((each) => each.element === 'GetInput' || each.element === 'Dial');
  const url = isKeyed ? acting?.action : redirect?.url;
  if (url === undefined) throw new Error('the document leads nowhere');
  return below(url);
}

function stepsOf(elements: readonly Element[]): readonly Step[] {
  return elements.flatMap((element, index): readonly Step[] => {
    const isLast = index === elements.length - 1;
    const next = elements[index + 1]?.element;
    switch (element.element) {
      case 'Speak':
        return [{ kind: 'say', text: element.text }];
      case 'Play':
        return [{ kind: 'play', url: element.url }];
      case 'Wait':
        return [{ kind: next === 'Redirect' ? 'wait' : 'pause' }];
      case 'GetInput': {
        // Without a key the next element runs, which asks the same way.
        if (next !== 'Redirect') throw new Error('silence would end the call');
        const says = element.prompts.flatMap((each) => (each.element === 'Speak' ? [each.text] : []));
        return [{ kind: 'ask', says }];
      }
      case 'Redirect':
        if (!isLast) throw new Error('what follows a redirection is never performed');
        return [];
      case 'Conference':
        return [{ kind: 'join' }];
      case 'Dial': {
        const { user, address, callerId, timeout: ringS } = element;
        if (callerId !== undefined) {
          const to = user === undefined ? `+${address}` : address.replace(/^sip:/, '');
          return [{ kind: 'dial', to, from: `+${callerId}`, ringS }];
        }
        const sent = (user?.sipHeaders ?? []).map(([name, value]) => [
          `X-PH-${name}`,
          decodeURIComponent(value),
        ]);
        const headers = z.record(z.string(), z.string()).parse(Object.fromEntries(sent));
        return [{ kind: 'forward', address: address.replace(/^sip:/, ''), headers }];
      }
      case 'Hangup':
        return [{ kind: element.reason === undefined ? 'hangUp' : 'reject' }];
    }
  });
}

const list = {
  conference_name: 'weekly',
  conference_member_count: '1',
  members: [{ member_id: memberId, call_uuid: callUuid, muted: false, deaf: false }],
};

/** The SDK's types want the address of a second leg too, which a caller has not. */
interface Transfers {
  transfer(
    call: string,
    order: { readonly legs: string; readonly alegUrl: string; readonly alegMethod: string },
  ): Promise<unknown>;
}

/** What Plivo's own client sends when it is asked for something, and to where. */
async function captured(ask: (sdk: Client) => Promise<unknown>): Promise<SentCommand> {
  let seen: SentCommand | undefined;
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    void text(request).then((body) => {
      seen = ourCommand({ method, url: `http://vendor${url}`, text: body === '' ? undefined : body });
      response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(list));
    });
  });
  await ask(clientAt(await listen(server, 0), authId, authToken));
  server.closeAllConnections();
  server.close();
  if (seen === undefined) throw new Error("Plivo's SDK sends nothing");
  return seen;
}

function vendorSends(command: CommandName): Promise<SentCommand> {
  const [speech] = parsed(renderFarewell([{ sentence: 'kicked', language: 'de' }]));
  if (speech?.element !== 'Speak') throw new Error('a farewell speaks first');
  const alegUrl = farewellUrl(publicUrl, { sentence: 'kicked', language: 'de' });
  const sends = {
    mute: (sdk) => sdk.conferences.muteMember('weekly', memberId),
    tell: (sdk) => sdk.conferences.speakTextToMember('weekly', memberId, speech.text, { language: 'de-DE' }),
    end: ({ calls }: { calls: Transfers }) =>
      calls.transfer(callUuid, { legs: 'aleg', alegUrl, alegMethod: 'POST' }),
    hangUp: (sdk) => sdk.calls.hangup(callUuid),
    participants: (sdk) => sdk.conferences.get('weekly'),
    isUp: (sdk) => sdk.calls.getLiveCall(callUuid),
  } satisfies Record<CommandName, (sdk: Client) => Promise<unknown>>;
  return captured(sends[command]);
}

const recordSchema = z.record(z.string(), z.unknown());
const ourCommand: VoiceProviderKit['ourCommand'] = ({ method, url, text: body }) => {
  const { pathname, searchParams } = new URL(url);
  const path = pathname.replace(/^\/v1/, '');
  const fields = body === undefined ? Object.fromEntries(searchParams) : recordSchema.parse(JSON.parse(body));
  return { method, path, fields };
};

const of = (plivoAuthTokens: readonly string[]) => ({ plivoAuthId: authId, plivoAuthTokens });

const clientOf = (http: Http) => {
  const secrets = () => Promise.resolve(of([authToken]));
  return { http, log: fakeLog().log, apiUrl, secrets: { read: secrets, reread: secrets } };
};

const callOutAt = (route: 'voice' | 'hangup', callOut: string) =>
  plivoUrl(publicUrl, route, { callOut, language: 'de' });
const ofCallee = (CallStatus: string) => ({
  ...{ CallUUID: callUuid, CallStatus, Direction: 'outbound', From: '15550002222', To: '12025550188' },
});
const callOutOver = (status: string) => (id: string) =>
  fromPlivo(below(callOutAt('hangup', id)), ofCallee(status));

export const plivoKit: VoiceProviderKit = {
  traits: plivoTraits,
  call: callUuid,
  meeting: 'weekly',
  skips: {
    4: 'no time is signed',
    11: 'it checks nobody who calls an application over SIP, so that only the PIN tells a bridge',
    13: 'ids are UUIDs',
  },
  secrets: [authToken, otherToken, foreignToken],
  handlers: (deps, { known, fresh = known }, deadline) => {
    let rereads = 0;
    const secrets = {
      read: () => Promise.resolve(of(known)),
      reread: () => {
        rereads += 1;
        return Promise.resolve(of(fresh));
      },
    };
    const webhooks = { ...deps, ...inUse, secrets, publicUrl, timeoutSignal: () => deadline };
    const [voice, events] = [makeVoiceHandler(webhooks), makeEvents(webhooks)];
    const isEvent = ({ rawPath }: Webhook) => /\/(events|hangup)$/.test(rawPath);
    return { handle: (event) => (isEvent(event) ? events(event) : voice(event)), rereads: () => rereads };
  },
  sends: {
    arrival: (caller, token) => fromPlivo('/plivo/voice', fieldsOf(caller, 'ringing'), token),
    keyed: (caller, document, digits) =>
      fromPlivo(nextIn(document, digits !== ''), {
        ...fieldsOf(caller, 'in-progress'),
        ...(digits !== '' && { Digits: digits, InputType: 'dtmf' }),
      }),
    forwardEnded: (caller, document) =>
      fromPlivo(nextIn(document, true), { ...fieldsOf(caller, 'ringing'), DialStatus: 'no-answer' }),
  },
  pressed: (key) =>
    fromPlivo('/plivo/events', {
      ...{ CallUUID: callUuid, ConferenceAction: 'digits', ConferenceDigitsMatch: `*${key}` },
      ...{ ConferenceName: 'weekly', ConferenceMemberID: memberId, Event: 'ConferenceDigits' },
    }),
  repeats: 'at-once',
  vectors: vectors.map(([name, url, body, signature]) => ({
    name,
    isAccepted: () => {
      const headers = { 'x-plivo-signature-v3': signature, 'x-plivo-signature-v3-nonce': nonce };
      return checkSignature({ url, headers, rawBody: Buffer.from(body) }, of([authToken])) === 'ok';
    },
  })),
  spoiled: {
    'a byte of the body': (event) => ({ ...event, body: `${event.body}1` }),
    'the path': (event) => ({ ...event, rawPath: '/plivo/waited' }),
    'the query': (event) => ({ ...event, rawQueryString: 'attempt=2' }),
    'the host': (event) => {
      const fields = Object.fromEntries(new URLSearchParams(event.body));
      return fromPlivo('/plivo/voice', fields, authToken, 'https://gw.example.org/plivo/voice');
    },
    'the path’s stage': (event) => {
      const fields = Object.fromEntries(new URLSearchParams(event.body));
      return fromPlivo('/plivo/voice', fields, authToken, `${publicUrl}/dev/plivo/voice`);
    },
    'the nonce': (event) => ({
      ...event,
      headers: { ...event.headers, 'x-plivo-signature-v3-nonce': '1' },
    }),
    'the content type': (event) => ({
      ...event,
      headers: { ...event.headers, 'content-type': 'application/json' },
    }),
  },
  judgeRandom: (seed) => {
    const random = new Random('contract', String(seed));
    const word = () =>
      random.pick(['', 'a', '+1555', 'Žofia Ö', '&=', '%20', String(random.between(0, 1e9))]);
    const some = (most: number) =>
      Object.fromEntries(
        Array.from({ length: random.between(0, most) }, (_, index) => [
          `F${index}${random.pick(['', 'a', 'Z'])}`,
          word(),
        ]),
      );
    const parameters = some(8);
    const query = new URLSearchParams(some(3)).toString();
    const url = `${publicUrl}/plivo/pin${query === '' ? '' : `?${query}`}`;
    const tokens = random.pick([[authToken], [otherToken], [otherToken, authToken]]);
    const signature = tokens.map((token) => signRequest(token, { url, parameters, nonce })).join(',');
    const headers = { 'x-plivo-signature-v3': signature, 'x-plivo-signature-v3-nonce': nonce };
    const rawBody = Buffer.from(new URLSearchParams(parameters).toString());
    return {
      vendor: isGenuine({ method: 'POST', url, nonce, signature, parameters, token: authToken }),
      ours: checkSignature({ url, headers, rawBody }, of([authToken])) === 'ok',
    };
  },
  numbers: [
    ['15550001111', '+15550001111'],
    ['+15550001111', '+15550001111'],
    ['anonymous', undefined],
    ['private', undefined],
    ['', undefined],
    ['sip:15550001111@pbx.example.net', undefined],
    ['somebody', undefined],
  ],
  documentTypes: /^(?:text|application)\/xml(?:;|$)/,
  read: (document) => stepsOf(parsed(document)),
  headerName: (name) => {
    const plain = name.replace(/^X-/, '').replaceAll('-', '').toLowerCase();
    return `X-PH-${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
  },
  fallback: fallbackDocument,
  spoken: ({ language, audioUrl }) => renderFarewell([{ sentence: 'kicked', language, audioUrl }]),
  document: (instructions) => renderCall(instructions, publicUrl),
  hasTones: (document) =>
    parsed(document).some((each) => each.element === 'Conference' && each.enterSound !== undefined),
  voice: (http) => makeVoice(clientOf(http), publicUrl),
  asksMoved: ({ fields }) =>
    fromPlivo(below(String(fields.aleg_url)), { CallUUID: callUuid, CallStatus: 'in-progress' }),
  vendorSends,
  ourCommand,
  isUpWhenGone: false,
  replies: {
    gone: { status: 404, body: { error: 'not found' } },
    refused: { status: 400, body: { error: 'no' } },
    tooMany: { status: 429, body: { error: 'too many' } },
    halfList: { status: 200, body: { ...list, conference_member_count: '2' } },
    looks: { mute: { status: 200, body: list }, tell: { status: 200, body: list } },
    ok: {
      mute: { status: 202, body: { message: 'muted', member_id: [memberId] } },
      tell: { status: 202, body: { message: 'speak queued into conference', member_id: [memberId] } },
      end: { status: 202, body: { message: 'call transferred', call_uuids: [callUuid] } },
      hangUp: { status: 204 },
      participants: { status: 200, body: list },
      isUp: { status: 200, body: { call_uuid: callUuid, call_status: 'in-progress' } },
    },
  },
  callOuts: {
    phone: (http) => makeCallOut(clientOf(http), publicUrl),
    vendorSends: ({ id, from, to, longestRingS: ringTimeout, longestCallS: timeLimit }) =>
      captured(({ calls }) =>
        calls.create(from.slice(1), to.slice(1), callOutAt('voice', id), {
          ...{ hangupUrl: callOutAt('hangup', id), ringTimeout, timeLimit },
        }),
      ),
    ok: { status: 201, body: { message: 'call fired', request_uuid: 'r-1' } },
    pickedUp: (id) => fromPlivo(below(callOutAt('voice', id)), ofCallee('in-progress')),
    ends: {
      completed: callOutOver('completed'),
      busy: callOutOver('busy'),
      'no-answer': callOutOver('timeout'),
      failed: callOutOver('failed'),
    },
  },
  scenario: { outside: { ...plainOutside('plivo'), listLagMs: 500 } },
};
