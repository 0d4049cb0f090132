import * as z from 'zod';
import { given, senseless, type Asked } from '../../../http/asked.ts';
import { askDaily } from './admin.ts';
import type { DailyClient } from '../client.ts';

/** The events that `POST /daily/events` uses (Daily docs, webhook events). Others would only cost. */
export const usedEvents = [
  'dialin.ready',
  'dialin.connected',
  'dialin.stopped',
  'dialin.warning',
  'dialin.error',
  'meeting.ended',
  'calltransfer.triggered',
  'calltransfer.initiated',
  'calltransfer.answered',
  'calltransfer.completed',
] as const;

/** Each event is tried up to five times; the other type gives up on a webhook that failed three times (Daily docs, webhooks). */
const retryType = 'exponential';

const webhookSchema = z.object({
  uuid: z.string().min(1),
  url: z.string(),
  eventTypes: z.array(z.string()).nullish(),
  retryType: z.string().nullish(),
  hmac: z.string().nullish(),
  /** `ACTIVE`, `FAILED`, in one published schema also `INACTIVE`. */
  state: z.string(),
});
export type DomainWebhook = z.infer<typeof webhookSchema>;

/** What the domain's webhook is to be. */
export interface DesiredWebhook {
  readonly url: string;
  /** Undefined: that of the webhook, or, for a new one, Daily makes it. */
  readonly hmac: string | undefined;
}

export async function listWebhooks(client: DailyClient): Promise<Asked<readonly DomainWebhook[]>> {
  const answer = await askDaily(client, { method: 'GET', path: '/webhooks' });
  if (!answer.ok) return answer;
  // A bare array is documented; other lists of Daily's wrap theirs in `data`.
  const list = z.union([
    z.array(webhookSchema),
    z.object({ data: z.array(webhookSchema) }).transform(({ data }) => data),
  ]);
  const webhooks = list.safeParse(answer.value);
  return webhooks.success ? given(webhooks.data) : senseless('Daily', 'a list of webhooks');
}

/** What a webhook says otherwise than it should; values of secrets are not among it. */
export type WebhookFault = 'absent' | 'events' | 'retries' | 'secret' | 'state';

export function faultsOf(
  webhook: DomainWebhook | undefined,
  desired: DesiredWebhook,
): readonly WebhookFault[] {
  if (webhook === undefined) return ['absent'];
  const { eventTypes, hmac, state } = webhook;
  const events = new Set(eventTypes ?? []);
  const hasUsed = events.size === usedEvents.length && usedEvents.every((event) => events.has(event));
  // A secret that is not shown cannot be compared.
  const isOtherSecret = typeof hmac === 'string' && desired.hmac !== undefined && hmac !== desired.hmac;
  return [
    ...(hasUsed ? [] : (['events'] as const)),
    ...(webhook.retryType === retryType ? [] : (['retries'] as const)),
    ...(isOtherSecret ? (['secret'] as const) : []),
    ...(state === 'ACTIVE' ? [] : (['state'] as const)),
  ];
}

/**
 * Makes or changes the webhook, and reads it back. Daily tries its address out and refuses one that does not answer; a
 * webhook that is FAILED works again after it (Daily docs, update webhook).
 */
export async function writeWebhook(
  client: DailyClient,
  webhook: DomainWebhook | undefined,
  { url, hmac }: DesiredWebhook,
): Promise<Asked<DomainWebhook>> {
  const secret = hmac ?? webhook?.hmac ?? undefined;
  const body = { url, eventTypes: usedEvents, retryType, ...(secret === undefined ? {} : { hmac: secret }) };
  const path = webhook === undefined ? '/webhooks' : pathOf(webhook.uuid);
  const secrets = secret === undefined ? [] : [secret];
  const written = webhookIn(await askDaily(client, { method: 'POST', path, body }, secrets));
  if (!written.ok) return written;
  const read = webhookIn(await askDaily(client, { method: 'GET', path: pathOf(written.value.uuid) }));
  if (!read.ok) return read;
  // Should only the answer to the writing show the secret, it is not lost.
  const shown = { ...read.value, hmac: read.value.hmac ?? written.value.hmac };
  const faults = faultsOf(shown, { url, hmac: secret });
  if (faults.length === 0 && shown.url === url) return given(shown);
  const why = `Daily's webhook is still not as it should be (${faults.join(', ') || 'url'}): somebody else may have changed it`;
  return { ok: false, reason: 'failed', why };
}

const pathOf = (uuid: string) => `/webhooks/${encodeURIComponent(uuid)}`;

/** Daily's schema types even a single webhook as a list: both are read. */
function webhookIn(answer: Asked<unknown>): Asked<DomainWebhook> {
  if (!answer.ok) return answer;
  const one = webhookSchema.safeParse(Array.isArray(answer.value) ? answer.value[0] : answer.value);
  return one.success ? given(one.data) : senseless('Daily', 'a webhook');
}
