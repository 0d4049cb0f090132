import { createDeadLetters } from '../../lib/aws/clients/dead-letters.ts';
import { openWakeClient, backgroundRetry } from '../../lib/aws/clients/wake-queue.ts';
import { reviveWebhook } from '../../lib/providers/daily/revive-webhook.ts';
import type { Base } from './compose.ts';
import { newRoundsCache, type RoundsDeps } from '../shared/sweep-rounds.ts';
import { dailyDescriptor } from '../../lib/providers/daily/descriptor.ts';
import { webhookUrl } from '../../lib/providers/descriptor.ts';

/** A request to Daily, as part of a sweep that has to end within its minute: the next one tries again. */
const longestRequestMs = 4_000;

/** What the sweep needs for the looks that it takes now and then. */
export function composeSweepRounds(base: Base): Omit<RoundsDeps, 'clock' | 'log' | 'count'> {
  const { env, http, log, newId, secret } = base;
  const hmacs = secret('dailyWebhookHmac').read;
  return {
    deadLetters: createDeadLetters({
      client: openWakeClient(backgroundRetry),
      deadLettersUrl: env.DEAD_LETTERS_URL,
      wakeQueueUrl: env.WAKE_QUEUE_URL,
      newId,
    }),
    reviveWebhook: async () =>
      reviveWebhook(
        {
          // Not counted as other requests are: four metrics for a look every quarter of an hour would cost more than it.
          http: { ...http, timeoutSignal: (ms) => http.timeoutSignal(Math.min(ms, longestRequestMs)) },
          log,
          apiUrl: env.DAILY_API_URL,
          apiKey: secret('dailyApiKey'),
        },
        { url: webhookUrl(env.PUBLIC_URL, dailyDescriptor.webhooks.events), hmac: (await hmacs())?.[0] },
      ),
    malformedKeys: async () => (await base.secrets.read()).malformed ?? [],
    cache: newRoundsCache(),
  };
}
