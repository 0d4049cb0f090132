import * as z from 'zod';
import { createEventBus, openEventClient } from '../../lib/aws/clients/event-bus.ts';
import { createEventQueues } from '../../lib/aws/clients/event-queues.ts';
import { hideMessage } from '../../lib/aws/clients/hide-message.ts';
import { createUnpublishedEvents } from '../../lib/aws/clients/unpublished-events.ts';
import { backgroundRetry, openWakeClient } from '../../lib/aws/clients/wake-queue.ts';
import { makeEventWebhook } from '../../lib/providers/event-webhook/event-webhook.ts';
import type { Base } from './compose.ts';

const urlsSchema = z.record(z.string(), z.string());

/** Addresses by consumer, as infra/parts/event-webhooks.ts writes them. */
const urlsOf = (text = '{}') => urlsSchema.parse(JSON.parse(text));

/** What the function needs that tells others what happens. @throws if the stage tells nobody */
export function composeEvents({ env, log, counter }: Base) {
  const { EVENT_BUS: busName, UNPUBLISHED_EVENTS_URL: queueUrl } = env;
  if (busName === undefined || queueUrl === undefined)
    throw new Error('EVENT_BUS and UNPUBLISHED_EVENTS_URL are not both set');
  const sqs = openWakeClient(backgroundRetry);
  return {
    bus: createEventBus(openEventClient(), busName),
    queues: createEventQueues(sqs, urlsOf(env.EVENT_QUEUES)),
    unpublished: createUnpublishedEvents(sqs, queueUrl),
    view: { stage: env.STAGE, showsNumbers: env.EVENT_NUMBERS === 'full' },
    log,
    count: counter.count,
  };
}

/** What the function needs that posts events to consumers. */
export function composeDelivery({ env, log, counter, http, secret }: Base) {
  const queueUrls = urlsOf(env.EVENT_QUEUES);
  const sqs = openWakeClient(backgroundRetry);
  return {
    webhook: makeEventWebhook({
      // Not measured as providers are: that a consumer fails is its own affair, and rings by its own alarm.
      http,
      secrets: secret('eventWebhookSecrets').read,
    }),
    urls: urlsOf(env.EVENT_WEBHOOKS),
    hide: async (consumer: string, receiptHandle: string, ms: number) => {
      const queueUrl = queueUrls[consumer];
      if (queueUrl !== undefined) await hideMessage(sqs, queueUrl, receiptHandle, ms);
    },
    log,
    count: counter.count,
  };
}
