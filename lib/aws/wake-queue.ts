import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { boundedRequests, type ClientSettings } from './timeouts.ts';

/** SQS answers in some 20 ms. Short, so that a provider whose webhook we answer never waits long for a wake. */
const requestTimeoutMs = 1_000;
/** Tries of one wake, 5 s at most with the SDK's pauses between them. The sweep makes up for a wake that is lost. */
const mostTries = 3;

/** A client for the queue. */
export function openWakeClient(settings: ClientSettings = {}): SQSClient {
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

const failureSchema = z.object({
  name: z.string(),
  code: z.string().optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

/** Names of throttling (SQS API reference, SendMessage and "Common Errors"). */
const throttled = ['RequestThrottled', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded'];
/** No connection or no answer: system errors, as against Node's own ERR_… (Node.js docs, "Common system errors"). */
const systemError = /^E(?!RR_)/;

/** Whether the same request might have succeeded at another time. */
function mayPass(error: unknown): boolean {
  const failure = failureSchema.safeParse(error);
  if (!failure.success) return false;
  const { name, code = '', $metadata } = failure.data;
  const status = $metadata?.httpStatusCode ?? 0;
  return (
    status >= 500 ||
    status === 429 ||
    throttled.includes(name) ||
    name === 'TimeoutError' ||
    systemError.test(code)
  );
}
