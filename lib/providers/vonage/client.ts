import { send, type Http, type HttpAnswer } from '../../http/http.ts';
import type { Clock } from '../../held-calls/ports.ts';
import type { Log } from '../../telemetry/telemetry.ts';
import {
  sendWithKeys,
  tryMs,
  voiceAnswer,
  type SecretSource,
  type VoiceAnswer,
  type VoiceKey,
} from '../voice-client.ts';
import { baseOf, type Region } from './regions.ts';
import type { VonageSecrets } from './signature.ts';
import { apiTokens } from './token.ts';

/** Vonage's Voice API for one application. */
export interface VonageClient {
  readonly http: Http;
  readonly log: Log;
  /** Base URL without a slash at the end, `https://api.nexmo.com`. */
  readonly apiUrl: string;
  readonly secrets: SecretSource<VonageSecrets>;
  /** Names a token: never the same twice. */
  readonly newId: () => string;
}

/** One call: its path from the first slash on, already escaped, where it is asked for, and what it carries as JSON. */
interface VonageRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly region: Region | undefined;
  readonly path: string;
  readonly json?: object;
  /** There is nothing in it that could be wrong: if Vonage says so, the call is over. */
  readonly isPlain?: boolean;
}

/**
 * An account has 15 requests a second (Vonage docs, Voice API, rate limits). One process takes ten at most, one after the other in
 * the order in which they come: so that a conference with much to do leaves room for the next, and for keys that were pressed.
 * Of what is too much all the same Vonage says so, and nothing was done: then this process leaves the next second to others.
 */
const gapMs = 100;
const holdOffMs = 1_000;

/** Sends one request, again only if it was certainly not carried out. Never throws. */
export type RequestVonage = (request: VonageRequest) => Promise<VoiceAnswer>;

export function openVonage(client: VonageClient): RequestVonage {
  const { http, log, apiUrl, secrets, newId } = client;
  const tokenOf = apiTokens(newId);
  const { inTurn, holdOff } = turns(http.clock);
  const sendOnce = async (
    { method, region, path, json }: VonageRequest,
    key: VoiceKey,
    endsAtMs: number,
  ): Promise<HttpAnswer> => {
    if (!(await inTurn(endsAtMs))) return { kind: 'unsent', why: 'too-many' };
    const answer = await send(http, {
      method,
      url: `${baseOf(apiUrl, region)}${path}`,
      headers: { authorization: `Bearer ${tokenOf(key, http.clock.now())}` },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      tryMs,
      endsAtMs,
    });
    if (answer.kind === 'not-ok' && answer.status === 429) holdOff();
    return answer;
  };
  return async (request) => {
    const answer = await sendWithKeys(http.clock, secrets, keysOf, (key, endsAtMs) =>
      sendOnce(request, key, endsAtMs),
    );
    if (request.isPlain === true && answer?.kind === 'not-ok' && answer.status === 400)
      return { kind: 'gone' };
    return voiceAnswer(log, answer, {
      provider: 'vonage',
      // What it is about, without any id: `PUT calls`.
      action: `${request.method} ${request.path.split(/[/?]/)[2]}`,
      secret: 'vonagePrivateKey',
      errorOf: () => undefined,
    });
  };
}

function keysOf({ vonageApplicationId: id, vonagePrivateKey: secret }: VonageSecrets): readonly VoiceKey[] {
  return id && secret ? [{ id, secret }] : [];
}

function turns(clock: Clock) {
  let freeAtMs = 0;
  return {
    /** Waits for one's turn; false, and it is nobody's, if that comes after `endsAtMs`. */
    inTurn: async (endsAtMs: number): Promise<boolean> => {
      const nowMs = clock.now();
      const turnMs = Math.max(nowMs, freeAtMs);
      if (turnMs >= endsAtMs) return false;
      freeAtMs = turnMs + gapMs;
      if (turnMs > nowMs) await clock.sleep(turnMs - nowMs);
      return true;
    },
    holdOff: () => {
      freeAtMs = Math.max(freeAtMs, clock.now() + holdOffMs);
    },
  };
}
