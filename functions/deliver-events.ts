import * as z from 'zod';
import { queuedEventSchema } from '../lib/aws/clients/event-queues.ts';
import { maxDeliveries, waitMs } from '../lib/events/delivery.ts';
import type { EventWebhook } from '../lib/providers/event-webhook/event-webhook.ts';
import type { Count, Log } from '../lib/telemetry/telemetry.ts';
import { composeDelivery } from './compose/events.ts';
import { deploy } from './compose/compose.ts';

/** A batch of a queue holds one message (Lambda docs, SQS event). */
const eventSchema = z.object({
  Records: z.tuple([
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ]),
});

export interface Deps {
  readonly webhook: EventWebhook;
  /** Where each consumer is. */
  readonly urls: Readonly<Record<string, string>>;
  /** Hides a message in hand for so long. */
  readonly hide: (consumer: string, receiptHandle: string, ms: number) => Promise<void>;
  readonly log: Log;
  readonly count: Count;
}

/** Messages that the queue is to keep (Lambda docs, "Implementing partial batch responses"). */
export interface Kept {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Posts one event to the consumer whose queue it comes from. What the consumer does not take comes again, later each time; the
 * events of its call behind it wait. After the last try the queue puts it to its dead letters, from which it can be sent again.
 */
export function makeHandler({ webhook, urls, hide, log, count }: Deps) {
  return async (event: unknown): Promise<Kept> => {
    const [message] = eventSchema.parse(event).Records;
    const { consumer, id, body } = queuedEventSchema.parse(JSON.parse(message.body));
    const url = urls[consumer];
    if (url === undefined) {
      // Taken out of the settings while its events were under way.
      log.warn('event-without-consumer', { consumer, event: id });
      return { batchItemFailures: [] };
    }
    const delivered = await webhook.deliver({ id, url, body });
    if (delivered.ok) return { batchItemFailures: [] };
    const tries = message.attributes.ApproximateReceiveCount;
    log.warn('event-not-delivered', {
      ...{ consumer, event: id, why: delivered.why, tries },
      isLast: tries >= maxDeliveries,
    });
    count('eventsUndelivered', 1, consumer);
    await hide(consumer, message.receiptHandle, waitMs(tries, delivered.retryAfterMs));
    return { batchItemFailures: [{ itemIdentifier: message.messageId }] };
  };
}

export const handler = deploy((base) => makeHandler(composeDelivery(base)));
