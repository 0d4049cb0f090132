import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Key } from '../table/table.ts';

/** Notes writes that could not be told: a queue that somebody has to look at. */
export interface UnpublishedEvents {
  /** Notes the item's key, and nothing of what is in it. @throws if that fails: then the stream brings the write again */
  note(key: Partial<Key>, sequenceNumber: string): Promise<void>;
}

export function createUnpublishedEvents(client: SQSClient, queueUrl: string): UnpublishedEvents {
  return {
    async note(key, sequenceNumber) {
      const body = JSON.stringify({ ...key, sequenceNumber });
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
    },
  };
}
