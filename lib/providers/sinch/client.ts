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
import { signedHeaders, type SinchSecrets } from './signature.ts';

/** Sinch's REST API for one application. */
export interface SinchClient {
  readonly http: Http;
  readonly log: Log;
  /** Base URL without a slash at the end, for example `https://calling-euc1.api.sinch.com`. */
  readonly apiUrl: string;
  readonly secrets: SecretSource<SinchSecrets>;
}

/** One call: its path from the first slash on, already escaped, and what it carries as JSON. */
export interface SinchRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly json?: object;
}

/** Also where there is no body (Sinch's own SDK signs it so). */
const contentType = 'application/json';

const errorSchema = z.object({ errorCode: z.number() });

/** Sends one request, again only if it was certainly not carried out. Never throws. */
export async function requestSinch(client: SinchClient, request: SinchRequest): Promise<VoiceAnswer> {
  const { method, path } = request;
  return voiceAnswer(client.log, await sendToSinch(client, request), {
    provider: 'sinch',
    // What it is about, without any id: `PATCH calls`.
    action: `${method} ${path.split('/')[3]}`,
    secret: 'sinchApplicationSecrets',
    errorOf: (body) => errorSchema.safeParse(body).data?.errorCode,
  });
}

/** The same, with the answer as it came; undefined if there is no key to sign with. */
export function sendToSinch(client: SinchClient, request: SinchRequest): Promise<HttpAnswer | undefined> {
  const { http, apiUrl, secrets } = client;
  const { method, path, json } = request;
  const url = `${apiUrl}${path}`;
  const body = json === undefined ? undefined : JSON.stringify(json);
  const signable = {
    method,
    path: new URL(url).pathname,
    contentType,
    rawBody: Buffer.from(body ?? ''),
  };
  return sendWithKeys(http.clock, secrets, keysOf, (key, endsAtMs) =>
    send(http, {
      method,
      url,
      headers: signedHeaders(signable, key, http.clock.now()),
      ...(body === undefined ? {} : { body }),
      tryMs,
      endsAtMs,
    }),
  );
}

function keysOf({
  sinchApplicationKey: id,
  sinchApplicationSecrets = [],
}: SinchSecrets): readonly VoiceKey[] {
  return id ? sinchApplicationSecrets.filter(Boolean).map((secret) => ({ id, secret })) : [];
}
