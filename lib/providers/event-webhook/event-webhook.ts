import { send, whyOf, type Http } from '../../http/http.ts';
import { signedHeaders } from '../own-endpoint.ts';

/** A consumer takes an event and works on it later; one that takes longer has not taken it. */
const requestTimeoutMs = 5_000;

/** Nothing in a consumer's answer is read but its status, in bytes. */
const maxAnswerBytes = 1_024;

export interface EventWebhookDeps {
  readonly http: Http;
  /** Secrets that sign, `whsec_` and base64, one or two; undefined while not set. */
  readonly secrets: () => Promise<readonly string[] | undefined>;
}

/** `why`: a code, such as `http-503`, `time-out` or `no-secret`. */
export type Delivered =
  { readonly ok: true } | { readonly ok: false; readonly why: string; readonly retryAfterMs?: number };

/** Posts events to a consumer's address. */
export interface EventWebhook {
  /**
   * Posts an event once, signed as Standard Webhooks 1.0 describes. Only a 2xx means that it was taken; redirects are not followed.
   * @param id of the event: the same each time, by which the consumer knows repetitions
   * @param body JSON text, sent as it is
   */
  deliver(event: { readonly id: string; readonly url: string; readonly body: string }): Promise<Delivered>;
}

export function makeEventWebhook({ http, secrets }: EventWebhookDeps): EventWebhook {
  return {
    async deliver({ id, url, body }) {
      const keys = (await secrets()) ?? [];
      if (keys.length === 0) return { ok: false, why: 'no-secret' };
      const nowMs = http.clock.now();
      const headers = signedHeaders(keys, id, nowMs, body);
      if (headers === undefined) return { ok: false, why: 'bad-secret' };
      const endsAtMs = nowMs + requestTimeoutMs;
      const answer = await send(http, {
        ...{ method: 'POST', url, headers, body },
        endsAtMs,
        maxBytes: maxAnswerBytes,
      });
      if (answer.kind === 'ok') return { ok: true };
      const retryAfterMs = answer.kind === 'not-ok' ? answer.retryAfterMs : undefined;
      return { ok: false, why: whyOf(answer), ...(retryAfterMs !== undefined && { retryAfterMs }) };
    },
  };
}
