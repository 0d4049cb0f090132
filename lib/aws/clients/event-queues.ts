import { createHash } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { mayPass } from './timeouts.ts';

/** One event on its way to one consumer, as a message of that consumer's queue. */
export const queuedEventSchema = z.object({
  /** Name of the consumer in the settings. */
  consumer: z.string().min(1),
  /** Id of the event. */
  id: z.string().min(1),
  /** What the order is kept of: the id of a call or of a conference. */
  subject: z.string().min(1),
  /** JSON text, as it is posted. */
  body: z.string().min(1),
});
export type QueuedEvent = z.infer<typeof queuedEventSchema>;
type Event = Omit<QueuedEvent, 'consumer'>;

/** The queues from which events are posted, one for each consumer. */
export interface EventQueues {
  /**
   * Puts events into the queue of every consumer, in their order. One that comes again within five minutes is left out.
   * @returns how many of them, from the first, are surely in all queues
   */
  put(events: readonly Event[]): Promise<number>;
}

/** A message of SQS for an event. Its ids are hashes, since a call's own may be longer than SQS takes (128 characters). */
export const messageOf = (queued: QueuedEvent, deduplicationId = queued.id) => ({
  MessageBody: JSON.stringify(queued),
  MessageGroupId: hashOf(`${queued.consumer} ${queued.subject}`),
  MessageDeduplicationId: hashOf(`${queued.consumer} ${deduplicationId}`),
});

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** @param urls of the queues, by consumer */
export function createEventQueues(client: SQSClient, urls: Readonly<Record<string, string>>): EventQueues {
  const fill = async (consumer: string, url: string, events: readonly Event[]): Promise<number> => {
    for (const [index, event] of events.entries()) {
      try {
        await client.send(new SendMessageCommand({ QueueUrl: url, ...messageOf({ consumer, ...event }) }));
      } catch (error) {
        if (!mayPass(error)) throw error;
        return index;
      }
    }
    return events.length;
  };
  return {
    async put(events) {
      const filled = Object.entries(urls).map(([consumer, url]) => fill(consumer, url, events));
      return Math.min(events.length, ...(await Promise.all(filled)));
    },
  };
}
