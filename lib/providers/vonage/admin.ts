import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { given, notGiven, senseless, type Asked } from '../../http/asked.ts';
import { send } from '../../http/http.ts';
import { sendWithKeys, tryMs, type SecretSource, type VoiceKey } from '../voice-client.ts';
import type { VonageClient } from './client.ts';
import { isVonages } from './regions.ts';

/** What the deployment's secret says about the account, beside the application. */
interface VonageAccountSecrets {
  readonly vonageApplicationId?: string | undefined;
  readonly vonageApiKey?: string | undefined;
  readonly vonageApiSecret?: string | undefined;
}

/** Vonage's APIs for an account: its applications and numbers. */
export type VonageAccount = Pick<VonageClient, 'http' | 'apiUrl'> & {
  readonly secrets: SecretSource<VonageAccountSecrets>;
};

/** Where an application's calls can be taken (Vonage docs, application API, voice region). */
export const callRegions = [
  'na-east',
  'na-west',
  'eu-west',
  'eu-east',
  'apac-sng',
  'apac-australia',
] as const;

/** What an application asks and tells. Each is empty where there is none. */
export interface Webhooks {
  readonly answer: string;
  readonly fallback: string;
  readonly events: string;
  readonly rtc: string;
  /** Whether all of these are sent by POST. */
  readonly arePosted: boolean;
  /** Whether they are signed. */
  readonly areSigned: boolean;
}

/** An application, with everything that an update has to say again. */
export interface VonageApplication {
  readonly id: string;
  readonly webhooks: Webhooks;
  /** Where its calls are taken; undefined: each where it is nearest. */
  readonly region: string | undefined;
  readonly stored: StoredApplication;
}

/** A number of the account. */
export interface VonageNumber {
  /** E.164. */
  readonly number: string;
  /** Application that its calls go to, if any. */
  readonly applicationId: string | undefined;
}

const hook = z
  .looseObject({ address: z.string().default(''), http_method: z.string().optional() })
  .optional();
const capability = z
  .looseObject({
    webhooks: z.looseObject({ answer_url: hook, fallback_answer_url: hook, event_url: hook }).default({}),
    signed_callbacks: z.boolean().optional(),
    region: z.string().optional(),
  })
  .prefault({});
const applicationSchema = z.looseObject({
  name: z.string(),
  capabilities: z.looseObject({ voice: capability, rtc: capability }).prefault({}),
});
type StoredApplication = z.infer<typeof applicationSchema>;
const errorSchema = z.object({ title: z.string().optional(), detail: z.string().optional() });

interface AccountRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly json?: object;
}

async function ask(
  { http, secrets }: VonageAccount,
  { json, ...rest }: AccountRequest,
): Promise<Asked<unknown>> {
  const answer = await sendWithKeys(http.clock, secrets, keysOf, ({ id, secret }, endsAtMs) =>
    send(http, {
      ...rest,
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      tryMs,
      endsAtMs,
    }),
  );
  if (answer?.kind === 'ok') return given(answer.body);
  const error = answer?.kind === 'not-ok' ? errorSchema.safeParse(answer.body).data : undefined;
  return notGiven('Vonage', answer, error && [error.title, error.detail].filter(Boolean).join(': '));
}

function keysOf({ vonageApiKey: id, vonageApiSecret: secret }: VonageAccountSecrets): readonly VoiceKey[] {
  return id && secret ? [{ id, secret }] : [];
}

/** The application that the gateway's keys belong to. */
export async function readApplication(account: VonageAccount): Promise<Asked<VonageApplication>> {
  const { vonageApplicationId: id } = await account.secrets.read();
  if (!id) return notGiven('Vonage', undefined, undefined);
  const asked = await ask(account, { method: 'GET', url: `${account.apiUrl}/v2/applications/${id}` });
  if (!asked.ok) return asked;
  const read = applicationSchema.safeParse(asked.value);
  if (!read.success) return senseless('Vonage', 'an application');
  const { voice, rtc } = read.data.capabilities;
  const { answer_url, fallback_answer_url, event_url } = voice.webhooks;
  const hooks = [answer_url, fallback_answer_url, event_url, rtc.webhooks.event_url];
  const [answer = '', fallback = '', events = '', rtcEvents = ''] = hooks.map((hook) => hook?.address);
  const webhooks = {
    ...{ answer, fallback, events, rtc: rtcEvents },
    arePosted: hooks.every((hook) => !hook?.address || hook.http_method === 'POST'),
    areSigned: voice.signed_callbacks === true,
  };
  return given({ id, webhooks, region: voice.region, stored: read.data });
}

/**
 * Writes its webhooks and its region, and all else as it is; then reads them back. An update takes away what it does not say.
 */
export async function writeWebhooks(
  account: VonageAccount,
  { id, stored }: VonageApplication,
  { answer, fallback, events, rtc }: Pick<Webhooks, 'answer' | 'fallback' | 'events' | 'rtc'>,
  region: string | undefined,
): Promise<Asked<undefined>> {
  const { id: _id, _links, capabilities, ...rest } = stored;
  const { voice, rtc: conversations } = capabilities;
  const at = (before: object | undefined, address: string) => ({ ...before, address, http_method: 'POST' });
  const asksAt = {
    ...voice.webhooks,
    answer_url: at(voice.webhooks.answer_url, answer),
    ...(fallback && { fallback_answer_url: at(voice.webhooks.fallback_answer_url, fallback) }),
    event_url: at(voice.webhooks.event_url, events),
  };
  const tellsAt = { ...conversations.webhooks, event_url: at(conversations.webhooks.event_url, rtc) };
  const json = {
    ...rest,
    capabilities: {
      ...capabilities,
      voice: { ...voice, webhooks: asksAt, signed_callbacks: true, ...(region && { region }) },
      rtc: { ...conversations, webhooks: tellsAt, signed_callbacks: true },
    },
  };
  const asked = await ask(account, { method: 'PUT', url: `${account.apiUrl}/v2/applications/${id}`, json });
  if (!asked.ok) return asked;
  const now = await readApplication(account);
  if (!now.ok) return now;
  const desired = { answer, fallback, events, rtc, arePosted: true, areSigned: true };
  const isWritten = isDeepStrictEqual(now.value.webhooks, desired) && now.value.region === region;
  return isWritten ? given(undefined) : senseless('Vonage', 'the webhooks that were just written');
}

/** Numbers of a page (Vonage docs, Numbers API), and more pages than an account fills. */
const pageSize = 100;
const maxPages = 20;

const numbersSchema = z.object({
  count: z.number().default(0),
  numbers: z
    .array(
      z.object({
        msisdn: z.string(),
        app_id: z.string().optional(),
        features: z.array(z.string()).default(['VOICE']),
      }),
    )
    .default([]),
});

/** The account's numbers that take calls. They are kept at a host of their own; a stand-in has all in one place. */
export async function listNumbers(account: VonageAccount): Promise<Asked<readonly VonageNumber[]>> {
  const host = isVonages(account.apiUrl) ? 'https://rest.nexmo.com' : account.apiUrl;
  const found: z.infer<typeof numbersSchema>['numbers'] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const url = `${host}/account/numbers?size=${pageSize}&index=${page}`;
    const asked = await ask(account, { method: 'GET', url });
    if (!asked.ok) return asked;
    const read = numbersSchema.safeParse(asked.value);
    if (!read.success) return senseless('Vonage', 'a list of numbers');
    found.push(...read.data.numbers);
    if (found.length >= read.data.count || read.data.numbers.length === 0) break;
  }
  return given(
    found
      .filter(({ features }) => features.includes('VOICE'))
      .map(({ msisdn, app_id: applicationId }) => ({ number: `+${msisdn}`, applicationId })),
  );
}
