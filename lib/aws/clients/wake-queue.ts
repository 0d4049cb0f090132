import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { hideMessage } from './hide-message.ts';
import { boundedRequests, mayPass, type ClientSettings } from './timeouts.ts';

/** How long a wake may keep its sender; the sweep makes up for one that is lost. SQS answers in some 20 ms. */
export interface WakeRetry {
  /** Tries, the first included. */
  readonly maxTries: number;
  /** For each try. */
  readonly requestTimeoutMs: number;
}

/** Where a machine waits for our answer: 5 s at most, with the SDK's pauses between the tries. */
export const backgroundRetry: WakeRetry = { maxTries: 3, requestTimeoutMs: 1_000 };

/**
 * Where a caller listens into silence: at most 1 s of the 3 s that an answer may take, with the SDK's pause. The second
 * try is for a kept connection that has died unnoticed, which the first finds out at once.
 */
export const interactiveRetry: WakeRetry = { maxTries: 2, requestTimeoutMs: 400 };

/** A client for the queue. */
export function openWakeClient(
  { maxTries, requestTimeoutMs }: WakeRetry,
  settings: ClientSettings = {},
): SQSClient {
  return new SQSClient({
    ...settings,
    // The SDK would prefer the host in the queue's URL to the endpoint that AWS_ENDPOINT_URL_SQS names.
    useQueueUrlAsEndpoint: false,
    maxAttempts: maxTries,
    requestHandler: boundedRequests(requestTimeoutMs),
  });
}

/** What a message of the queue says. */
export const wakeSchema = z.object({
  /** Id of the conference that is to be made to agree. */
  conference: z.string().min(1),
  /** Not to be done before (Unix ms); such a wake stands in a group of its own, and holds up no other. */
  notBeforeMs: z.number().optional(),
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
  /**
   * Sends a wake that is not to be done before `atMs`, up to the next whole second. Whoever receives it earlier has to
   * postpone it, and whoever receives it then has to send a wake of now. Of those for one second one is delivered: SQS
   * knows a message again for 5 minutes. Fails as `wake` does.
   */
  readonly wakeAt: (conferenceId: string, atMs: number) => Promise<'sent' | 'failed'>;
  /**
   * Hides a message in hand for `ms`, up to 12 hours, counted in whole seconds, if its function then says that it failed.
   * `failed`: it is hidden for as long as any that fails, or is in nobody's hand any more.
   */
  readonly postpone: (receiptHandle: string, ms: number) => Promise<'postponed' | 'failed'>;
}

export interface WakeQueueDeps {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** Makes an id that was never made before, 1 to 128 letters, digits and punctuation. */
  readonly newId: () => string;
}

export function createWakeQueue({ client, queueUrl, newId }: WakeQueueDeps): WakeQueue {
  async function send(
    wake: z.infer<typeof wakeSchema>,
    group: string,
    id: string,
  ): Promise<'sent' | 'failed'> {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(wake),
      MessageGroupId: group,
      MessageDeduplicationId: id,
    });
    try {
      await client.send(command);
      return 'sent';
    } catch (error) {
      if (!mayPass(error)) throw error;
      return 'failed';
    }
  }
  return {
    // An id for each wake, since the facts of one may have come after the run for another began; the same for all tries
    // of one, so that a try whose answer was lost does no harm.
    wake: (conference) => send({ conference }, conference, newId()),
    wakeAt(conference, atMs) {
      const second = Math.ceil(atMs / 1000);
      // No conference's own group has such a name, for a dot is in no id.
      const name = `${conference}.${second}`;
      return send({ conference, notBeforeMs: second * 1000 }, name, name);
    },
    postpone: async (receiptHandle, ms) =>
      (await hideMessage(client, queueUrl, receiptHandle, ms)) === 'hidden' ? 'postponed' : 'failed',
  };
}
