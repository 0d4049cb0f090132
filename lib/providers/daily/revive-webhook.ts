import { listWebhooks, writeWebhook } from './admin/webhook.ts';
import type { DailyClient } from './client.ts';

/**
 * `nothing`: the webhook works, or there is none that leads here. `revived`: it was given up by Daily and works again.
 * `failed`: it is not known to work.
 */
export type Revived =
  { readonly kind: 'nothing' | 'revived' } | { readonly kind: 'failed'; readonly why: string };

/**
 * Revives the domain's webhook if Daily has given it up: a FAILED webhook sends nothing until it is written again (Daily
 * docs, update webhook). Nothing is done while no API key is set.
 *
 * @param url where the webhook leads: another's is left alone.
 * @param hmac its secret, in case that Daily does not show it: a webhook that is written without one may get a new one.
 */
export async function reviveWebhook(
  client: DailyClient,
  { url, hmac }: { readonly url: string; readonly hmac: string | undefined },
): Promise<Revived> {
  if ((await client.apiKey.read()) === undefined) return { kind: 'nothing' };
  const webhooks = await listWebhooks(client);
  if (!webhooks.ok) return { kind: 'failed', why: webhooks.why };
  const ours = webhooks.value.find((webhook) => webhook.url === url);
  if (ours === undefined || ours.state === 'ACTIVE') return { kind: 'nothing' };
  const written = await writeWebhook(client, ours, { url, hmac: ours.hmac ?? hmac });
  return written.ok ? { kind: 'revived' } : { kind: 'failed', why: written.why };
}
