import * as z from 'zod';
import { send, type Http, type HttpAnswer } from '../../http/http.ts';
import type { Log } from '../../telemetry/telemetry.ts';
import {
  sendWithKeys,
  tryMs,
  voiceAnswer,
  type SecretSource,
  type VoiceAnswer,
  type VoiceKey,
} from '../voice-client.ts';

/** What the deployment's secret says about Twilio, by the names it has there. */
export interface TwilioSecrets {
  readonly twilioAccountSid?: string | undefined;
  /** Every token that is live; during a rotation two. */
  readonly twilioAuthTokens?: readonly string[] | undefined;
  /** Keys, `<id>=<secret>`, that sign webhooks where a rule of the account says so; of one id up to two are live. */
  readonly twilioSharedKeys?: readonly string[] | undefined;
}

export type TwilioSecretSource = SecretSource<TwilioSecrets>;

/** Twilio's REST API for one account. */
export interface TwilioClient {
  readonly http: Http;
  readonly log: Log;
  /** Base URL without a slash at the end, for example `https://api.twilio.com/2010-04-01`. */
  readonly apiUrl: string;
  readonly secrets: TwilioSecretSource;
}

/** One call: its path below the account, without `.json`, and what a POST carries as a form. */
export interface TwilioRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
}

/** Not found, and a call that is no longer in progress (Twilio docs, errors 20404 and 21220). */
const goneCodes: ReadonlySet<number> = new Set([20404, 21220]);

const errorSchema = z.object({ code: z.number() });

/** Sends one request, again only if it was certainly not carried out. Never throws. */
export async function requestTwilio(client: TwilioClient, request: TwilioRequest): Promise<VoiceAnswer> {
  const { method, path } = request;
  return voiceAnswer(client.log, await sendToTwilio(client, request), {
    provider: 'twilio',
    action: `${method} ${path.split('/', 1)[0]}`,
    secret: 'twilioAuthTokens',
    errorOf: (body) => errorSchema.safeParse(body).data?.code,
    goneCodes,
  });
}

/** The same, with the answer as it came; undefined if there is no token to send. */
export function sendToTwilio(client: TwilioClient, request: TwilioRequest): Promise<HttpAnswer | undefined> {
  return sendWithKeys(client.http.clock, client.secrets, keysOf, (key, endsAtMs) =>
    sendAs(client, key, request, endsAtMs),
  );
}

function keysOf({ twilioAccountSid: id, twilioAuthTokens = [] }: TwilioSecrets): readonly VoiceKey[] {
  return id === undefined ? [] : twilioAuthTokens.filter(Boolean).map((secret) => ({ id, secret }));
}

function sendAs(
  { http, apiUrl }: TwilioClient,
  { id: account, secret: token }: VoiceKey,
  { method, path, form }: TwilioRequest,
  endsAtMs: number,
): Promise<HttpAnswer> {
  const [resource, query] = path.split('?', 2);
  return send(http, {
    method,
    url: `${apiUrl}/Accounts/${account}/${resource}.json${query === undefined ? '' : `?${query}`}`,
    headers: {
      authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    tryMs,
    endsAtMs,
  });
}
