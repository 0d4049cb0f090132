import { checkSignature, type SignatureHeaders } from '../../lib/providers/daily/signature.ts';
import { answer, readBody, saysJson, type HttpAnswer, type WebhookEvent, type Refusal } from './http.ts';
import type { RefusalDeps, Refusals } from './webhook-refusal.ts';

/** The live secrets that a body may be signed with, base64 text. `reread` looks past the cache, within its limits. */
interface HmacSecrets {
  readonly read: (rawBody: Uint8Array) => Promise<readonly string[] | undefined>;
  readonly reread: (rawBody: Uint8Array) => Promise<readonly string[] | undefined>;
}

export interface DailyWebhook {
  readonly name: 'daily-pinless' | 'daily-events' | 'daily-trunk';
  readonly headers: SignatureHeaders;
  readonly isProbe: (rawBody: Uint8Array) => boolean;
}

export interface WebhookDeps extends RefusalDeps {
  readonly hmacSecrets: HmacSecrets;
}

/**
 * The front door of Daily's webhooks: the bytes are checked before anything reads them, and only what Daily signed
 * comes through. An unsigned probe is answered and has no effect.
 */
export async function admit(
  deps: WebhookDeps,
  refusals: Refusals,
  webhook: DailyWebhook,
  event: WebhookEvent,
): Promise<
  { readonly ok: true; readonly rawBody: Buffer } | { readonly ok: false; readonly answer: HttpAnswer }
> {
  const no = async (refusal: Omit<Refusal, 'ok'>) =>
    ({ ok: false, answer: await refusals.refuse(event, refusal) }) as const;
  const body = readBody(event);
  if (!body.ok) return no(body);
  const check = await checkWithSecrets(deps, webhook, event, body.bytes);
  if (check !== 'ok') {
    if (webhook.isProbe(body.bytes)) return { ok: false, answer: answerProbe(deps, webhook.name) };
    return no({ status: check === 'no-secret' ? 503 : 401, code: `signature-${check}` });
  }
  refusals.admitted(event);
  return saysJson(event) ? { ok: true, rawBody: body.bytes } : no({ status: 415, code: 'not-json' });
}

/** A failed check may mean that the secret was changed a moment ago: it is read afresh, once. */
async function checkWithSecrets(
  deps: WebhookDeps,
  webhook: DailyWebhook,
  event: WebhookEvent,
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
