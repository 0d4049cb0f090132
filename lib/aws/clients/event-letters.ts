import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { messageOf, queuedEventSchema, type QueuedEvent } from './event-queues.ts';

/** As many as SQS hands out at once (SQS API reference, ReceiveMessage). */
const maxAtOnce = 10;
/** Waiting for a first message has SQS look everywhere, else it may say that there is none (SQS docs, long polling). */
const waitS = 1;

/** Events that consumers did not take. */
export interface EventLetters {
  /** How many there are, more or less: SQS counts no more exactly than that. */
  count(): Promise<number>;
  /**
   * Has some of them posted again, those of a call in their order, and takes them out. `left`: those of consumers that there are no
   * more, which stay. Undefined: there are no more to be had. Faults of SQS that outlast the client's retries are thrown; what was
   * done until then stays done, and an event that was put back and not taken out comes twice.
   */
  replaySome(): Promise<{ readonly replayed: number; readonly left: number } | undefined>;
  close(): void;
}

export interface EventLettersDeps {
  readonly client: SQSClient;
  readonly deadLettersUrl: string;
  /** Queues of the consumers, by their names. */
  readonly queues: Readonly<Record<string, string>>;
}

export function openEventLetters({ client, deadLettersUrl, queues }: EventLettersDeps): EventLetters {
  /** Those that stay: SQS hands them out again, and the last of them must be known as such. */
  const known = new Set<string>();
  return {
    async count() {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: deadLettersUrl,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    },
    async replaySome() {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: deadLettersUrl,
          MaxNumberOfMessages: maxAtOnce,
          WaitTimeSeconds: waitS,
        }),
      );
      const fresh = Messages.filter(({ MessageId = '' }) => !known.has(MessageId));
      if (fresh.length === 0) return undefined;
      let left = 0;
      // One after the other: a later event of a call must not pass an earlier one.
      for (const { MessageId = '', Body, ReceiptHandle } of fresh) {
        const event = readEvent(Body);
        const queueUrl = event && queues[event.consumer];
        if (event === undefined || queueUrl === undefined) {
          known.add(MessageId);
          left += 1;
          continue;
        }
        // By an id of its own: SQS would take that of the event for a repetition, minutes after the event itself.
        const message = messageOf(event, MessageId);
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
        await client.send(new DeleteMessageCommand({ QueueUrl: deadLettersUrl, ReceiptHandle }));
      }
      return { replayed: fresh.length - left, left };
    },
    close: () => client.destroy(),
  };
}

function readEvent(body: string | undefined): QueuedEvent | undefined {
  try {
    return queuedEventSchema.safeParse(JSON.parse(body ?? '')).data;
  } catch {
    return undefined; // not JSON, so none of our events
  }
}
