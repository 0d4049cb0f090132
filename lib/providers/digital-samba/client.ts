import * as z from 'zod';
import { whyOf, type Http, type HttpRequest } from '../../http/http.ts';
import { sendWithKey, type KeyedAnswer, type KeySource } from '../../http/keyed.ts';
import { isPassing, isSurelyUndone, tryAgain } from '../../http/retry.ts';
import type { Log } from '../../telemetry/telemetry.ts';

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

/**
 * Sends one request. Busy answers and missing connections are tried once more. If the first try may have been carried out,
 * then so may the request: no answer to the second that only says that *it* was not done comes in the place of the first.
 */
export async function requestDigitalSamba(
  client: DigitalSambaClient,
  request: DigitalSambaRequest,
): Promise<KeyedAnswer> {
  const { http, log, apiUrl, developerKey } = client;
  const endsAtMs = http.clock.now() + withinMs;
  let unsure: KeyedAnswer | undefined;
  const last = await tryAgain(
    http.clock,
    { pausesMs, endsAtMs },
    async () => {
      const answer = await sendWithKey(http, developerKey, {
        method: request.method,
        url: `${apiUrl}/api/v1${request.path}`,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        tryMs,
        endsAtMs,
      });
      if (isPassing(answer) && !isSurelyUndone(answer)) unsure ??= answer;
      return answer;
    },
    (answer) => isPassing(answer) && (request.isMaking !== true || isSurelyUndone(answer)),
  );
  const answer = saysWhatIs(last) ? last : (unsure ?? last);
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

/** Whether an answer tells how things are, whatever was asked before: it is done, or there is nothing to do it to. */
function saysWhatIs(answer: KeyedAnswer): boolean {
  return answer.kind === 'ok' || (answer.kind === 'not-ok' && answer.status === 404);
}

/** The path without the ids in it, as a word for logs. */
function actionOf(path: string): string {
  return path
    .replace(/\/(rooms|phone-participants|sessions|webhooks|roles)\/(?!joined|left)[^/]+/g, '/$1')
    .replace(/^\//, '');
}

/** The id that an answer gives to what was made. */
export const madeSchema = z.object({ id: z.string().min(1) });
