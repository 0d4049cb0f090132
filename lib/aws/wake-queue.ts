import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { boundedRequests, mayPass, type ClientSettings } from './timeouts.ts';

/** How long a wake may keep its sender; the sweep makes up for one that is lost. SQS answers in some 20 ms. */
export interface WakePatience {
  /** Tries, the first included. */
  readonly mostTries: number;
  /** For each try. */
  readonly requestTimeoutMs: number;
}

/** Where a machine waits for our answer: 5 s at most, with the SDK's pauses between the tries. */
export const patientWake: WakePatience = { mostTries: 3, requestTimeoutMs: 1_000 };

/**
 * Where a caller listens into silence: at most 1 s of the 3 s that an answer may take, with the SDK's pause. The second
 * try is for a kept connection that has died unnoticed, which the first finds out at once.
 */
export const hastyWake: WakePatience = { mostTries: 2, requestTimeoutMs: 400 };

/** A client for the queue. */
export function openWakeClient(
  { mostTries, requestTimeoutMs }: WakePatience,
  settings: ClientSettings = {},
): SQSClient {
  return new SQSClient({
    ...settings,
    // The SDK would prefer the host in the queue's URL to the endpoint that AWS_ENDPOINT_URL_SQS names.
    useQueueUrlAsEndpoint: false,
    maxAttempts: mostTries,
    requestHandler: boundedRequests(requestTimeoutMs),
  });
}

/** What a message of the queue says. */
export const wakeSchema = z.object({
  /** Id of the conference that is to be made to agree. */
  conference: z.string().min(1),
});

/** Wakes conferences. */
export interface WakeQueue {
  /**
   * Sends a wake for one conference, at once: a FIFO queue takes no delay for one message (SQS API reference,
   * SendMessage). `failed`: it may not have arrived, after throttling, server errors or silence at every try; the facts
   * are in the table, and the sweep wakes the conference later. Refusals that no further try can change (a missing
   * permission, a wrong URL) are thrown.
   * @param conferenceId also the message group: 1 to 128 letters, digits and punctuation
   */
  readonly wake: (conferenceId: string) => Promise<'sent' | 'failed'>;
}

export interface WakeQueueDeps {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** Makes an id that was never made before, 1 to 128 letters, digits and punctuation. */
  readonly newId: () => string;
}

export function createWakeQueue({ client, queueUrl, newId }: WakeQueueDeps): WakeQueue {
  return {
    async wake(conferenceId) {
      const body: z.infer<typeof wakeSchema> = { conference: conferenceId };
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(body),
        MessageGroupId: conferenceId,
        // New for each wake, since the facts of one may have come after the run for another began; the same for all
        // tries of one, so that a try whose answer was lost does no harm.
        MessageDeduplicationId: newId(),
      });
      try {
        await client.send(command);
        return 'sent';
      } catch (error) {
        if (!mayPass(error)) throw error;
        return 'failed';
      }
    },
  };
}
