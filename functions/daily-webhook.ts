import { checkSignature, type SignatureHeaders } from '../lib/daily/signature.ts';
import type { Clock } from '../lib/held-call/ports.ts';
import type { Count, Log } from '../lib/telemetry/telemetry.ts';
import { answer, readBody, refuse, saysJson, type HttpAnswer, type HttpRequestEvent } from './http.ts';

/** The live secrets that a body may be signed with, base64 text. `reread` looks past the cache, within its limits. */
export interface HmacSecrets {
  readonly read: (rawBody: Uint8Array) => Promise<readonly string[] | undefined>;
  readonly reread: (rawBody: Uint8Array) => Promise<readonly string[] | undefined>;
}

export interface DailyWebhook {
  readonly name: 'daily-pinless' | 'daily-events';
  readonly headers: SignatureHeaders;
  readonly isProbe: (rawBody: Uint8Array) => boolean;
}

export interface WebhookDeps {
  readonly hmacSecrets: HmacSecrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: Count;
}

/**
 * The front door of Daily's webhooks: the bytes are checked before anything reads them, and only what Daily signed
 * comes through. An unsigned probe is answered and has no effect.
 */
export async function admit(
  deps: WebhookDeps,
  webhook: DailyWebhook,
  event: HttpRequestEvent,
): Promise<
  { readonly ok: true; readonly rawBody: Buffer } | { readonly ok: false; readonly answer: HttpAnswer }
> {
  const body = readBody(event);
  if (!body.ok) return { ok: false, answer: refuse(deps, webhook.name, body) };
  const check = await checkWithSecrets(deps, webhook, event, body.bytes);
  if (check !== 'ok') {
    if (webhook.isProbe(body.bytes)) return { ok: false, answer: answerProbe(deps, webhook.name) };
    const status = check === 'no-secret' ? 503 : 401;
    return {
      ok: false,
      answer: refuse(deps, webhook.name, { ok: false, status, code: `signature-${check}` }),
    };
  }
  if (!saysJson(event)) {
    return { ok: false, answer: refuse(deps, webhook.name, { ok: false, status: 415, code: 'not-json' }) };
  }
  return { ok: true, rawBody: body.bytes };
}

/** A failed check may mean that the secret was changed a moment ago: it is read afresh, once. */
async function checkWithSecrets(
  deps: WebhookDeps,
  webhook: DailyWebhook,
  event: HttpRequestEvent,
  rawBody: Buffer,
) {
  const check = (secrets: readonly string[] = []) =>
    checkSignature(rawBody, event.headers, webhook.headers, secrets, deps.clock.now());
  const first = check(await deps.hmacSecrets.read(rawBody));
  return first === 'bad' || first === 'no-secret' ? check(await deps.hmacSecrets.reread(rawBody)) : first;
}

/** Daily sends a probe after each change of its configuration, and takes 200 for "this address works". */
export function answerProbe({ log }: Pick<WebhookDeps, 'log'>, webhook: string): HttpAnswer {
  log.info('webhook-probe', { webhook });
  return answer(200, { ok: true, probe: true });
}
