import * as z from 'zod';
import { whyOf, type Http, type HttpAnswer, type HttpRequest } from '../../http/http.ts';
import { sendWithKey, type KeyedAnswer, type KeySource } from '../../http/keyed.ts';
import type { Log, LogFields } from '../../telemetry/telemetry.ts';

/** Daily's REST API with the key of one domain. */
export interface DailyClient {
  readonly http: Http;
  readonly log: Log;
  /** Base URL without a slash at the end, for example `https://api.daily.co/v1`. */
  readonly apiUrl: string;
  readonly apiKey: KeySource;
}

/** One REST call: its path below the base URL, its body as a value, its time as in `HttpRequest`. */
export type DailyRequest = Pick<HttpRequest, 'method' | 'tryMs' | 'endsAtMs'> & {
  readonly path: string;
  readonly body?: unknown;
};

/** Sends one request; `no-key` if no API key is set. */
export async function requestDaily(client: DailyClient, request: DailyRequest): Promise<KeyedAnswer> {
  const { path, body, ...rest } = request;
  const answer = await sendWithKey(client.http, client.apiKey, {
    ...rest,
    url: `${client.apiUrl}${path}`,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.kind === 'no-key') client.log.error('secret-missing', { secret: 'dailyApiKey' });
  return answer;
}

/** Logs what Daily answered when it was no success, and returns why as a code. */
export function failed(
  client: DailyClient,
  action: string,
  answer: KeyedAnswer,
  fields: LogFields = {},
): string {
  if (answer.kind === 'no-key') return 'no-api-key';
  const why = whyOf(answer);
  client.log.warn('provider-failed', { provider: 'daily', action, why, error: errorCode(answer), ...fields });
  return why;
}

/** Daily's `error` is a stable code; its `info` is prose that may quote what we sent (Daily docs, REST errors). */
const errorSchema = z.object({ error: z.string().regex(/^[a-z0-9-]{1,64}$/) });

function errorCode(answer: HttpAnswer): string | undefined {
  return answer.kind === 'not-ok' ? errorSchema.safeParse(answer.body).data?.error : undefined;
}
