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

/** What the deployment's secret says about Plivo, by the names it has there. */
export interface PlivoSecrets {
  readonly plivoAuthId?: string | undefined;
  /** Every token that is live; during a rotation two. */
  readonly plivoAuthTokens?: readonly string[] | undefined;
}

/** Plivo's REST API for one account. */
export interface PlivoClient {
  readonly http: Http;
  readonly log: Log;
  /** Base URL without a slash at the end, for example `https://api.plivo.com/v1`. */
  readonly apiUrl: string;
  readonly secrets: SecretSource<PlivoSecrets>;
}

/** One call: its path below the account, already escaped and with its slash at the end, and what a POST carries as JSON. */
export interface PlivoRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly json?: object;
}

/** Sends one request, again only if it was certainly not carried out. Never throws. */
export async function requestPlivo(client: PlivoClient, request: PlivoRequest): Promise<VoiceAnswer> {
  const { method, path } = request;
  const [resource, , member, , command] = path.split('/');
  return voiceAnswer(client.log, await sendToPlivo(client, request), {
    provider: 'plivo',
    // What it is about, without any id: `POST Conference Mute`.
    action: [method, resource, ...(member === 'Member' ? [command] : [])].join(' '),
    secret: 'plivoAuthTokens',
    // Its errors are sentences.
    errorOf: () => undefined,
  });
}

/** The same, with the answer as it came; undefined if there is no token to send. */
export function sendToPlivo(client: PlivoClient, request: PlivoRequest): Promise<HttpAnswer | undefined> {
  const { http, apiUrl, secrets } = client;
  const { method, path, json } = request;
  return sendWithKeys(http.clock, secrets, keysOf, ({ id, secret }, endsAtMs) =>
    send(http, {
      method,
      url: `${apiUrl}/Account/${id}/${path}`,
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      tryMs,
      endsAtMs,
    }),
  );
}

function keysOf({ plivoAuthId: id, plivoAuthTokens = [] }: PlivoSecrets): readonly VoiceKey[] {
  return id ? plivoAuthTokens.filter(Boolean).map((secret) => ({ id, secret })) : [];
}
