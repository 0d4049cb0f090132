import * as z from 'zod';
import { given, notGiven, senseless, type Asked } from '../../http/asked.ts';
import { sendToSinch, type SinchClient, type SinchRequest } from './client.ts';

/** What an application asks when something happens. */
export interface Callbacks {
  readonly primary: string;
  /** Asked when the primary one fails. */
  readonly fallback: string;
}

/** A number of the account. */
export interface SinchNumber {
  /** E.164. */
  readonly number: string;
  /** Application that its calls go to, if any. */
  readonly applicationKey: string | undefined;
}

const errorSchema = z.object({ errorCode: z.number(), message: z.string() });

/** Sinch keeps what is configured at a host of its own (Sinch docs, "Applications"); a stand-in has both in one place. */
function configurationUrl(apiUrl: string): string {
  return /^calling(-\w+)?\.api\.sinch\.com$/.test(new URL(apiUrl).hostname)
    ? 'https://callingapi.sinch.com'
    : apiUrl;
}

async function ask(client: SinchClient, request: SinchRequest): Promise<Asked<unknown>> {
  const answer = await sendToSinch({ ...client, apiUrl: configurationUrl(client.apiUrl) }, request);
  if (answer?.kind === 'ok') return given(answer.body);
  const error = answer?.kind === 'not-ok' ? errorSchema.safeParse(answer.body).data : undefined;
  return notGiven('Sinch', answer, error && `error ${error.errorCode}: ${error.message}`);
}

/** The application that the gateway's keys belong to. */
export async function applicationOf({ secrets }: SinchClient): Promise<Asked<string>> {
  const { sinchApplicationKey: key } = await secrets.read();
  return key === undefined || key === '' ? notGiven('Sinch', undefined, undefined) : given(key);
}

const urls = z.object({ primary: z.string().default(''), fallback: z.string().default('') });
const callbacksSchema = z.object({ url: urls });

/** The callbacks of the application; each empty where there is none. */
export async function readCallbacks(client: SinchClient): Promise<Asked<Callbacks>> {
  const path = await callbacksPath(client);
  if (!path.ok) return path;
  const asked = await ask(client, { method: 'GET', path: path.value });
  if (!asked.ok) return asked;
  const read = callbacksSchema.safeParse(asked.value);
  return read.success ? given(read.data.url) : senseless('Sinch', 'callbacks of the application');
}

/** Writes them, and reads them back. */
export async function writeCallbacks(client: SinchClient, callbacks: Callbacks): Promise<Asked<undefined>> {
  const path = await callbacksPath(client);
  if (!path.ok) return path;
  const asked = await ask(client, { method: 'POST', path: path.value, json: { url: callbacks } });
  if (!asked.ok) return asked;
  const now = await readCallbacks(client);
  if (!now.ok) return now;
  const isWritten = now.value.primary === callbacks.primary && now.value.fallback === callbacks.fallback;
  return isWritten ? given(undefined) : senseless('Sinch', 'the callbacks that were just written');
}

async function callbacksPath(client: SinchClient): Promise<Asked<string>> {
  const application = await applicationOf(client);
  return application.ok
    ? given(`/v1/configuration/callbacks/applications/${encodeURIComponent(application.value)}`)
    : application;
}

const numbersSchema = z.object({
  numbers: z
    .array(
      z.object({
        number: z.string(),
        applicationkey: z.string().optional(),
        capability: z.string().optional(),
      }),
    )
    .default([]),
});

/** The account's numbers that take calls. */
export async function listNumbers(client: SinchClient): Promise<Asked<readonly SinchNumber[]>> {
  const asked = await ask(client, { method: 'GET', path: '/v1/configuration/numbers' });
  if (!asked.ok) return asked;
  const read = numbersSchema.safeParse(asked.value);
  if (!read.success) return senseless('Sinch', 'a list of numbers');
  return given(
    read.data.numbers
      .filter(({ capability }) => capability?.toLowerCase() !== 'sms')
      .map(({ number, applicationkey }) => ({
        // It may come without its plus.
        number: number.startsWith('+') ? number : `+${number}`,
        applicationKey: applicationkey === '' ? undefined : applicationkey,
      })),
  );
}
