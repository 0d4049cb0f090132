import { admitBot } from '../../functions/shared/bot-request.ts';
import { admit as admitDaily } from '../../functions/shared/daily-webhook.ts';
import { admitForm } from '../../functions/shared/form-webhook.ts';
import { readBody } from '../../functions/shared/http.ts';
import { checkWithSecrets } from '../../functions/shared/voice-webhook.ts';
import { admit as admitVonage } from '../../functions/shared/vonage-webhook.ts';
import { Refusals } from '../../functions/shared/webhook-refusal.ts';
import { callIdFrom, ownRoomName } from '../../lib/held-calls/model/call.ts';
import { bearerToken } from '../../lib/held-calls/steps/bots/tokens.ts';
import { isAuthorized } from '../../lib/providers/digital-samba/authorization.ts';
import { dailyDescriptor } from '../../lib/providers/daily/descriptor.ts';
import { isPinlessProbe, isWebhookProbe } from '../../lib/providers/daily/probe.ts';
import { pinlessHeaders, trunkHeaders, webhookHeaders } from '../../lib/providers/daily/signature.ts';
import { plivoCheck } from '../../lib/providers/plivo/signature.ts';
import * as plivo from '../../lib/providers/plivo/urls.ts';
import { checkSignature as checkSinch } from '../../lib/providers/sinch/signature.ts';
import { twilioCheck } from '../../lib/providers/twilio/signature.ts';
import * as twilio from '../../lib/providers/twilio/urls.ts';
import { vonageDescriptor } from '../../lib/providers/vonage/descriptor.ts';
import * as vonage from '../../lib/providers/vonage/urls.ts';
import { signWebhook as signDaily } from '../../local/simulated/daily/signature.ts';
import { signRequest as signPlivo } from '../../local/simulated/plivo/webhooks/signature.ts';
import { signRequest as signSinch } from '../../local/simulated/sinch/webhooks/signature.ts';
import { signRequest as signTwilio } from '../../local/simulated/twilio/webhooks/signature.ts';
import { claimsNow, signWebhook as signVonage } from '../../local/simulated/vonage/webhooks/signature.ts';
import { formType, publicUrl, secrets, shared, source, type Door } from './door.ts';

const live = [secrets.older, secrets.live];
const json = 'application/json';
/** As functions/shared/http.ts and functions/sinch-voice.ts have it. */
const [maxJsonBytes, maxVoiceBytes] = [65_536, 16_384];

/** A form's fields by name, the last of each name: a good one names none twice. */
const fieldsOf = (body: string) => Object.fromEntries(new URLSearchParams(body));

const twilioDoors = [...twilio.voiceRoutes, ...twilio.eventRoutes].map((route): Door => {
  const { path } = twilioCheck.webhooks[route];
  const deps = { ...shared, publicUrl, secrets: source({ twilioAuthTokens: live }) };
  const refusals = new Refusals(deps, 'twilio');
  return {
    ...{ path, maxBytes: maxVoiceBytes, contentType: formType },
    headersFor: (body, secret) => ({
      'x-twilio-signature': signTwilio(secrets[secret], `${publicUrl}${path}`, fieldsOf(body)),
    }),
    ask: async (request) => (await admitForm(deps, refusals, twilioCheck, [route], request)).ok,
  };
});

const plivoDoors = [...plivo.voiceRoutes, ...plivo.eventRoutes].map((route): Door => {
  const { path } = plivoCheck.webhooks[route];
  const deps = { ...shared, publicUrl, secrets: source({ plivoAuthTokens: live }) };
  const refusals = new Refusals(deps, 'plivo');
  return {
    ...{ path, maxBytes: maxVoiceBytes, contentType: formType },
    headersFor: (body, secret) => {
      const signed = { url: `${publicUrl}${path}`, parameters: fieldsOf(body), nonce: 'nonce' };
      const signature = signPlivo(secrets[secret], signed);
      // A forger sends as many as are looked at.
      const each = secret === 'live' ? [signature] : Array<string>(4).fill(signature);
      return { 'x-plivo-signature-v3': each.join(','), 'x-plivo-signature-v3-nonce': 'nonce' };
    },
    ask: async (request) => (await admitForm(deps, refusals, plivoCheck, [route], request)).ok,
  };
});

const vonageDoors = [...vonage.voiceRoutes, ...vonage.eventRoutes].map((route): Door => {
  const account = { apiKey: 'account', applicationId: 'application' };
  const known = {
    vonageApiKey: account.apiKey,
    vonageApplicationId: account.applicationId,
    vonageSignatureSecrets: live,
  };
  const deps = { ...shared, secrets: source(known) };
  const refusals = new Refusals(deps, 'vonage');
  return {
    ...{ path: vonageDescriptor.webhooks[route].path, maxBytes: maxVoiceBytes, contentType: json },
    headersFor: (body, secret) => ({
      authorization: `Bearer ${signVonage(secrets[secret], claimsNow(body, account))}`,
    }),
    ask: async (request) => (await admitVonage(deps, refusals, [route], request)).ok,
  };
});

const sinchDoor: Door = {
  ...{ path: '/sinch/voice', maxBytes: maxVoiceBytes, contentType: json },
  headersFor: (body, secret) => {
    const timestamp = new Date().toISOString();
    const signed = {
      method: 'POST',
      path: '/sinch/voice',
      contentType: json,
      timestamp,
      body: Buffer.from(body),
    };
    return {
      authorization: `Application application:${signSinch(secrets[secret], signed)}`,
      'x-timestamp': timestamp,
    };
  },
  ask: async (request) => {
    const body = readBody(request, maxVoiceBytes);
    if (!body.ok) return false;
    const { headers } = request;
    const signed = { method: 'POST', path: request.rawPath, headers, rawBody: body.bytes };
    const known = { sinchApplicationKey: 'application', sinchApplicationSecrets: live };
    const check = (each: typeof known) => checkSinch(signed, each, Date.now());
    return (await checkWithSecrets(source(known), check, () => true)) === 'ok';
  },
};

const dailyWebhooks = {
  pinless: { name: 'daily-pinless', headers: pinlessHeaders, isProbe: isPinlessProbe },
  events: { name: 'daily-events', headers: webhookHeaders, isProbe: isWebhookProbe },
  trunk: { name: 'daily-trunk', headers: trunkHeaders, isProbe: () => false },
} as const;

const dailyDoors = (['pinless', 'events', 'trunk'] as const).map((route): Door => {
  const { path } = dailyDescriptor.webhooks[route];
  const webhook = dailyWebhooks[route];
  const deps = { ...shared, hmacSecrets: source(live) };
  const refusals = new Refusals(deps, webhook.name);
  return {
    ...{ path, maxBytes: maxJsonBytes, contentType: json },
    headersFor: (body, secret) => {
      const timestamp = String(Date.now());
      return {
        [webhook.headers.timestamp]: timestamp,
        [webhook.headers.signature]: signDaily(secrets[secret], timestamp, body),
      };
    },
    ask: async (request) => (await admitDaily(deps, refusals, webhook, request)).ok,
  };
});

const roomDoor: Door = {
  ...{ path: '/digital-samba/events', maxBytes: maxJsonBytes, contentType: json },
  headersFor: (_, secret) => ({ authorization: `Bearer ${secrets[secret]}` }),
  ask: (request) =>
    Promise.resolve(readBody(request).ok && isAuthorized(request.headers.authorization, live)),
};

const botDoors = (['ready', 'noticed', 'transfer'] as const).map((purpose): Door => {
  const id = callIdFrom('call');
  const deps = {
    ...{ settings: { stage: 'bench' }, otherSigningKey: () => Promise.resolve(secrets.older) },
    signingKey: () => Promise.resolve(secrets.live),
  };
  const refusals = new Refusals({ ...shared, isUsed: 'no-provider' }, `bot-${purpose}`);
  return {
    ...{ path: `/calls/{callId}/${purpose}`, maxBytes: maxJsonBytes, contentType: json },
    headersFor: (_, secret) => ({
      authorization: `Bearer ${bearerToken(secrets[secret], purpose, 'bench', ownRoomName('bench', id, 1))}`,
    }),
    ask: async (request) => {
      const event = { ...request, pathParameters: { callId: id } };
      return (await admitBot(deps, refusals, purpose, event)).ok;
    },
  };
});

/** Every public path: what providers call, and bots. */
export const doors: readonly Door[] = [
  ...dailyDoors,
  roomDoor,
  ...twilioDoors,
  sinchDoor,
  ...plivoDoors,
  ...vonageDoors,
  ...botDoors,
];
