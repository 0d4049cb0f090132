import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { makeHandler } from '../../../functions/sinch-voice.ts';
import type { Http } from '../../../lib/http/http.ts';
import { callIdOf } from '../../../lib/providers/sinch/call-id.ts';
import { makeCallOut } from '../../../lib/providers/sinch/call-out.ts';
import { fallbackDocument } from '../../../lib/providers/sinch/fallback.ts';
import { checkSignature } from '../../../lib/providers/sinch/signature.ts';
import { renderCall, renderFarewell } from '../../../lib/providers/sinch/svaml.ts';
import { sinchTraits } from '../../../lib/providers/sinch/traits.ts';
import { makeVoice } from '../../../lib/providers/sinch/voice.ts';
import { parseSvaml, type Svaml } from '../../../local/simulated/sinch/svaml/document.ts';
import type { Sound } from '../../../local/simulated/sinch/svaml/prompts.ts';
import {
  sevenDecimals,
  signRequest,
  type SignedRequest,
} from '../../../local/simulated/sinch/webhooks/signature.ts';
import { listen } from '../../../local/runtime/ports.ts';
import { fakeLog } from '../../lib/http/fake-http.ts';
import {
  applicationKey,
  applicationSecret,
  callid,
  otherSecret,
  timestamp as vectorTime,
  vectors,
} from '../../lib/providers/sinch/vectors.ts';
import { Random } from '../../simulation/frame/random.ts';
import { inUse } from '../../support/in-use.ts';
import { startMs } from '../../support/new-conference.ts';
import { validateAuthenticationHeader, VoiceService } from '../../support/sinch-sdk.ts';
import { complaintsOfSvaml } from '../sinch.ts';
import { plainOutside } from '../../simulation/conferences/outside/variants.ts';
import type { Caller, CommandName, SentCommand, Step, VoiceProviderKit, Webhook } from './kit.ts';

const publicUrl = 'https://gw.example.com';
const apiUrl = 'https://calling.example.com';
const path = '/sinch/voice';
const contentType = 'application/json; charset=utf-8';
const foreignSecret = 'Zm9yZWlnbmZvcmVpZ24hIQ==';
/** An older form of ids (reference of the API): neither its `@` nor its dots are letters of ours. */
const oddId = '0f9c2b@81.201.86.45';

/** A callback as Sinch's simulator signs it. */
const callback = (event: object, secret?: string) => signed(JSON.stringify(event), { secret });

/** The same of a body as it goes over the wire; `other`: what is signed in the place of what is sent. */
function signed(
  rawBody: string,
  {
    secret = applicationSecret,
    ...other
  }: { readonly secret?: string | undefined } & Partial<Pick<SignedRequest, 'method' | 'path' | 'timestamp'>>,
): Webhook {
  const request = {
    ...{ method: 'POST', path, contentType, timestamp: sevenDecimals(startMs), body: Buffer.from(rawBody) },
    ...other,
  };
  return {
    rawPath: path,
    rawQueryString: '',
    headers: {
      authorization: `Application ${applicationKey}:${signRequest(secret, request)}`,
      'x-timestamp': request.timestamp,
      'content-type': contentType,
    },
    body: rawBody,
    isBase64Encoded: false,
  };
}

let asked = 0;
/** Callbacks about one call. Each that is made is of another second, by which a repetition is known. */
const about = (id: string) => {
  const time = () => new Date(startMs + (asked += 1) * 1_000).toISOString().replace('.000', '');
  const arrival = ({ from, dialled, isSip = false }: Caller) => ({
    ...{ event: 'ice', callid: id, timestamp: time(), cli: from, applicationKey },
    ...{ to: { type: isSip ? 'sip' : 'did', endpoint: isSip ? `room@${dialled}` : dialled } },
    originationType: isSip ? 'SIP' : 'PSTN',
  });
  return {
    arrival: (caller: Caller, secret?: string) => callback(arrival(caller), secret),
    keyed: (_: Caller, document: string, digits: string) => {
      const { action } = parsed(document);
      const menuId = action.name === 'runMenu' ? action.mainMenu : undefined;
      const type = digits === '' ? 'timeout' : 'sequence';
      const menuResult = { menuId, type, value: digits === '' ? '' : `${digits}#`, inputMethod: 'dtmf' };
      return callback({ event: 'pie', callid: id, timestamp: time(), applicationKey, menuResult });
    },
    ended: () =>
      callback({ event: 'dice', callid: id, timestamp: time(), applicationKey, reason: 'CALLERHANGUP' }),
  };
};

/** As the simulator reads it, which refuses what Sinch does not document, and as Sinch's own types have it. */
function parsed(document: string): Svaml {
  const read = parseSvaml(document, 'pie');
  if (!read.ok) throw new Error(read.info);
  const complaints = complaintsOfSvaml(JSON.parse(document));
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return read.svaml;
}

/** What a prompt lets somebody hear. Brackets and semicolons of an address come escaped, and mean the same. */
function heard(sounds: readonly Sound[]): readonly Step[] {
  return sounds.map((sound): Step => {
    if (sound.kind === 'play')
      return { kind: 'play', url: sound.file.replace(/%(5B|5D|3B)/g, (code) => decodeURIComponent(code)) };
    return sound.text === '' ? { kind: 'pause' } : { kind: 'say', text: sound.text };
  });
}

function stepsOf({ instructions, action }: Svaml): readonly Step[] {
  const before = instructions.flatMap((each): readonly Step[] => {
    if (each.name === 'say') return [{ kind: 'say', text: each.text }];
    if (each.name === 'playFiles') return each.ids.flatMap(heard);
    throw new Error(`nobody asks for ${each.name}`);
  });
  switch (action.name) {
    case 'connectConf':
      return [...before, { kind: 'join' }];
    case 'connectPstn': {
      const { number: to = '', cli: from = '', dialTimeout: ringS } = action;
      return [...before, { kind: 'dial', to, from, ringS }];
    }
    case 'connectSip': {
      const { cli } = action;
      if (cli !== undefined)
        return [...before, { kind: 'dial', to: action.destination.endpoint, from: cli, ringS: 30 }];
      const headers = Object.fromEntries((action.callHeaders ?? []).map(({ key, value }) => [key, value]));
      return [...before, { kind: 'forward', address: action.destination.endpoint, headers }];
    }
    case 'runMenu': {
      // A wait goes on whatever is keyed; a question is over with the first key.
      if (!action.barge) return [...before, { kind: 'wait' }];
      const says = action.menus.flatMap(({ mainPrompt = [] }) => heard(mainPrompt));
      const texts = says.flatMap((step) => (step.kind === 'say' ? [step.text] : []));
      return [...before, { kind: 'ask', says: texts }];
    }
    case 'hangup':
      // A call that was told nothing was never answered.
      return before.length === 0 ? [{ kind: 'reject' }] : [...before, { kind: 'hangUp' }];
    case 'connectMxp':
    case 'connectStream':
    case 'continue':
    case 'park':
      throw new Error(`nobody asks for ${action.name}`);
  }
}

type Sdk = InstanceType<typeof VoiceService>;

/** What Sinch's own SDK sends when it is asked for something, and to where. */
async function captured(ask: (sdk: Sdk) => Promise<unknown>): Promise<SentCommand> {
  let seen: SentCommand | undefined;
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    void text(request).then((body) => {
      seen = ourCommand({ method, url: `${apiUrl}${url}`, text: body === '' ? undefined : body });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const voiceHostname = await listen(server, 0);
  await ask(new VoiceService({ applicationKey, applicationSecret, voiceHostname }));
  server.close();
  if (seen === undefined) throw new Error("Sinch's SDK sends nothing");
  return seen;
}

function vendorSends(command: CommandName): Promise<SentCommand> {
  const where = { conferenceId: 'weekly', callId: callid };
  const { instructions = [] } = renderFarewell([{ sentence: 'kicked', language: 'de' }]);
  const sentence = instructions.flatMap((each) => (each.name === 'say' ? [each] : []));
  const sends = {
    mute: (sdk) =>
      sdk.conferences.manageParticipant({ ...where, manageParticipantRequestBody: { command: 'mute' } }),
    tell: (sdk) =>
      sdk.calls.manageWithCallLeg({
        callId: callid,
        callLeg: 'caller',
        manageWithCallLegRequestBody: { instructions: sentence, action: { name: 'continue' } },
      }),
    end: (sdk) =>
      sdk.calls.update({
        callId: callid,
        updateCallRequestBody: { instructions: sentence, action: { name: 'hangup' } },
      }),
    hangUp: (sdk) =>
      sdk.calls.update({ callId: callid, updateCallRequestBody: { action: { name: 'hangup' } } }),
    participants: (sdk) => sdk.conferences.get({ conferenceId: 'weekly' }),
    isUp: (sdk) => sdk.calls.get({ callId: callid }),
  } satisfies Record<CommandName, (sdk: Sdk) => Promise<unknown>>;
  return captured(sends[command]);
}

const fieldsSchema = z.record(z.string(), z.unknown());
const ourCommand: VoiceProviderKit['ourCommand'] = ({ method, url, text }) => {
  const fields = fieldsSchema.parse(text === undefined ? {} : JSON.parse(text));
  return { method, path: new URL(url).pathname, fields };
};

const of = (secrets: readonly string[]) => ({
  sinchApplicationKey: applicationKey,
  sinchApplicationSecrets: secrets,
});
const { ended: oddEnds, ...oddSends } = about(oddId);
const { ended: _, ...sends } = about(callid);
const forwardEnded = (): never => {
  throw new Error('Sinch asks nothing then');
};

const clientOf = (http: Http) => {
  const secrets = () => Promise.resolve(of([applicationSecret]));
  return { http, log: fakeLog().log, apiUrl, secrets: { read: secrets, reread: secrets } };
};

const callOutOver = (result: string, reason: string) => (custom: string) =>
  callback({ event: 'dice', callid, timestamp: vectorTime, custom, applicationKey, result, reason });

export const sinchKit: VoiceProviderKit = {
  traits: sinchTraits,
  call: callid,
  meeting: 'weekly',
  skips: {
    25: 'its list is all that tells of joins',
    40: 'Sinch asks nothing when a forwarded call has ended',
    54: 'it makes no tones',
  },
  secrets: [applicationSecret, otherSecret, foreignSecret],
  handlers: (deps, { known, fresh = known }, deadline) => {
    let rereads = 0;
    const secrets = {
      read: () => Promise.resolve(of(known)),
      reread: () => {
        rereads += 1;
        return Promise.resolve(of(fresh));
      },
    };
    const handle = makeHandler({ ...deps, ...inUse, secrets, publicUrl, timeoutSignal: () => deadline });
    return { handle, rereads: () => rereads };
  },
  sends: { ...sends, forwardEnded },
  pressed: (key, nth) => {
    const menuResult = { menuId: 'weekly', type: 'sequence', value: key, inputMethod: 'dtmf' };
    const timestamp = `2030-01-02T03:04:0${nth}Z`;
    return callback({ event: 'pie', callid, conferenceId: 'weekly', timestamp, applicationKey, menuResult });
  },
  timed: (caller, ageMs) =>
    signed(sends.arrival(caller).body ?? '', { timestamp: sevenDecimals(startMs - ageMs) }),
  odd: { call: callIdOf(oddId) ?? '', sends: { ...oddSends, forwardEnded }, ended: oddEnds },
  vectors: vectors.map(([name, method, at, type, body, signature]) => ({
    name,
    isAccepted: () => {
      const authorization = `Application ${applicationKey}:${signature}`;
      const headers = { authorization, 'x-timestamp': vectorTime, 'content-type': type };
      const request = { method, path: at, headers, rawBody: Buffer.from(body) };
      return checkSignature(request, of([applicationSecret]), Date.parse(vectorTime)) === 'ok';
    },
  })),
  spoiled: {
    'a byte of the body': (event) => ({ ...event, body: `${event.body} ` }),
    'the path': (event) => signed(event.body ?? '', { path: '/VoiceEvent' }),
    'the method': (event) => signed(event.body ?? '', { method: 'PUT' }),
    'the content type': (event) => ({
      ...event,
      headers: { ...event.headers, 'content-type': 'application/json' },
    }),
    'the time': (event) => ({
      ...event,
      headers: { ...event.headers, 'x-timestamp': sevenDecimals(startMs + 1_000) },
    }),
  },
  judgeRandom: (seed) => {
    const random = new Random('contract', String(seed));
    const text = () =>
      random.pick(['', 'a', '{"event":"ice"}', 'Žofia Ö', '\n', String(random.between(0, 1e9))]);
    const request = {
      method: random.pick(['POST', 'PATCH']),
      path: random.pick(['/sinch/voice', '/stage/sinch/voice', '/VoiceEvent']),
      contentType: random.pick(['application/json', contentType]),
      timestamp: sevenDecimals(startMs + random.between(-200_000, 200_000)),
      body: Buffer.from(text()),
    };
    const signature = signRequest(random.pick([applicationSecret, applicationSecret, otherSecret]), request);
    const headers = {
      authorization: `Application ${applicationKey}:${signature}`,
      'x-timestamp': request.timestamp,
      'content-type': request.contentType,
    };
    const { method, path: at, body } = request;
    const ours = checkSignature(
      { method, path: at, headers, rawBody: body },
      of([applicationSecret]),
      startMs,
    );
    return {
      vendor: validateAuthenticationHeader(
        ...([applicationKey, applicationSecret, headers, body.toString(), at, method] as const),
      ),
      ours: ours === 'ok',
    };
  },
  numbers: [
    ['15550001111', '+15550001111'],
    ['+15550001111', '+15550001111'],
    ['private', undefined],
    ['anonymous', undefined],
    ['', undefined],
    ['sip:15550001111@pbx.example.net', undefined],
    ['somebody', undefined],
  ],
  documentTypes: /^application\/json(?:;|$)/,
  read: (document) => stepsOf(parsed(document)),
  fallback: fallbackDocument,
  spoken: ({ language, audioUrl }) =>
    JSON.stringify(renderFarewell([{ sentence: 'kicked', language, audioUrl }])),
  document: (instructions) => JSON.stringify(renderCall(instructions)),
  voice: (http) => makeVoice(clientOf(http)),
  vendorSends,
  ourCommand,
  isUpWhenGone: undefined,
  replies: {
    gone: { status: 404, body: { errorCode: 40400 } },
    refused: { status: 400, body: { errorCode: 40001 } },
    tooMany: { status: 429, body: {} },
    halfList: { status: 200, body: { participants: [{ muted: false }] } },
    ok: {
      mute: { status: 200, body: {} },
      tell: { status: 200, body: {} },
      end: { status: 200, body: {} },
      hangUp: { status: 200, body: {} },
      participants: { status: 200, body: { participants: [{ id: callid, muted: false }] } },
      isUp: { status: 200, body: { status: 'ONGOING' } },
    },
  },
  callOuts: {
    phone: (http) => makeCallOut(clientOf(http)),
    vendorSends: ({ id: custom, from: cli, to: number, longestRingS: dialTimeout, longestCallS }) => {
      const action = { name: 'connectPstn', number, cli, dialTimeout, maxDuration: longestCallS };
      const customCallout = { custom, ice: JSON.stringify({ action }) };
      return captured((sdk) =>
        sdk.callouts.custom({ customCalloutRequestBody: { method: 'customCallout', customCallout } }),
      );
    },
    ok: { status: 200, body: { callId: callid } },
    pickedUp: (custom) =>
      callback({ event: 'ace', callid, timestamp: vectorTime, version: 1, custom, applicationKey }),
    ends: {
      completed: callOutOver('ANSWERED', 'CALLEEHANGUP'),
      busy: callOutOver('BUSY', 'N/A'),
      'no-answer': callOutOver('NOANSWER', 'TIMEOUT'),
      failed: callOutOver('FAILED', 'GENERALERROR'),
    },
  },
  scenario: { outside: { ...plainOutside('sinch'), listLagMs: 500 } },
};
