import * as z from 'zod';
import { whyOf, type Http, type HttpRequest } from '../http/http.ts';
import { sendWithKey, type KeyedAnswer, type KeySource } from '../http/keyed.ts';
import { isPassing, tryAgain } from '../http/retry.ts';
import type { Log } from '../telemetry/telemetry.ts';

/** Digital Samba's REST API with the developer key of one team. */
export interface DigitalSambaClient {
  readonly http: Http;
  readonly log: Log;
  /** Base URL without a slash at the end, for example `https://api.digitalsamba.com`. */
  readonly apiUrl: string;
  readonly developerKey: KeySource;
}

/** A request that works takes well under a second. */
const tryMs = 3_000;
/** Two tries and a pause: whatever fails longer is done by a later sync. */
const withinMs = 7_000;
const pausesMs = [500];

/** One request to `/api/v1`. */
export interface DigitalSambaRequest extends Pick<HttpRequest, 'method'> {
  readonly path: string;
  readonly body?: unknown;
  /** Makes something new each time, so it is not repeated if it may have been carried out. Default false. */
  readonly isMaking?: boolean;
}

/** Sends one request. Busy answers and missing connections are tried once more. */
export async function requestDigitalSamba(
  client: DigitalSambaClient,
  request: DigitalSambaRequest,
): Promise<KeyedAnswer> {
  const { http, log, apiUrl, developerKey } = client;
  const endsAtMs = http.clock.now() + withinMs;
  const answer = await tryAgain(
    http.clock,
    { pausesMs, endsAtMs },
    () =>
      sendWithKey(http, developerKey, {
        method: request.method,
        url: `${apiUrl}/api/v1${request.path}`,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        tryMs,
        endsAtMs,
      }),
    request.isMaking === true ? isSurelyUndone : isPassing,
  );
  if (answer.kind === 'no-key') log.error('secret-missing', { secret: 'digitalSambaDeveloperKey' });
  else if (answer.kind !== 'ok') {
    log.warn('provider-failed', {
      provider: 'digital-samba',
      action: actionOf(request.path),
      why: whyOf(answer),
    });
  }
  return answer;
}

function isSurelyUndone(answer: KeyedAnswer): boolean {
  return answer.kind === 'unsent' || (answer.kind === 'not-ok' && answer.status === 429);
}

/** The path without the ids in it, as a word for logs. */
function actionOf(path: string): string {
  return path
    .replace(/\/(rooms|phone-participants|sessions|webhooks)\/(?!joined|left)[^/]+/g, '/$1')
    .replace(/^\//, '');
}

/** The id that an answer gives to what was made. */
export const madeSchema = z.object({ id: z.string().min(1) });
