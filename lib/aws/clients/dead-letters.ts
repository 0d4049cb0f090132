import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { wakeSchema } from './wake-queue.ts';

/** As many as SQS hands out at once (SQS API reference, ReceiveMessage). */
const maxAtOnce = 10;

/** A wake that was given up once, and sent again, says so: should it be given up too, it is known. */
const letterSchema = wakeSchema.extend({ isSecond: z.boolean().default(false) });

/** Wakes that were given up. */
export interface DeadLetters {
  /**
   * Wakes the conferences of some of them again, and deletes these. `revived`: conferences that were given up for the
   * first time. `givenUpAgain`: those that were woken so before. `unreadable`: letters that name no conference and stay.
   * Faults of SQS that outlast the client's retries are thrown.
   */
  readonly revive: () => Promise<{
    readonly revived: readonly string[];
    readonly givenUpAgain: readonly string[];
    readonly unreadable: number;
  }>;
}

export interface DeadLettersDeps {
  readonly client: SQSClient;
  readonly deadLettersUrl: string;
  readonly wakeQueueUrl: string;
  readonly newId: () => string;
}

/** A wake carries no facts, so a new one is as good as the one that was given up. */
export function createDeadLetters(deps: DeadLettersDeps): DeadLetters {
  const { client, deadLettersUrl, wakeQueueUrl, newId } = deps;
  return {
    async revive() {
      const received = await client.send(
        new ReceiveMessageCommand({ QueueUrl: deadLettersUrl, MaxNumberOfMessages: maxAtOnce }),
      );
      const revived: string[] = [];
      const givenUpAgain: string[] = [];
      let unreadable = 0;
      for (const { Body, ReceiptHandle } of received.Messages ?? []) {
        const letter = readLetter(Body);
        if (letter === undefined) {
          unreadable += 1;
          continue;
        }
        const { conference, isSecond } = letter;
        const wake: z.input<typeof letterSchema> = { conference, isSecond: true };
        // Sent before the other is deleted: twice does no harm.
        await client.send(
          new SendMessageCommand({
            QueueUrl: wakeQueueUrl,
            MessageBody: JSON.stringify(wake),
            MessageGroupId: conference,
            MessageDeduplicationId: newId(),
          }),
        );
        await client.send(new DeleteMessageCommand({ QueueUrl: deadLettersUrl, ReceiptHandle }));
        (isSecond ? givenUpAgain : revived).push(conference);
      }
      return { revived, givenUpAgain, unreadable };
    },
  };
}

function readLetter(body: string | undefined): z.output<typeof letterSchema> | undefined {
  try {
    return letterSchema.safeParse(JSON.parse(body ?? '')).data;
  } catch {
    return undefined; // not JSON, so none of our wakes
  }
}
