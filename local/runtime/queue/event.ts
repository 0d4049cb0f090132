import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { REGION } from '../intrinsics.ts';

/** One message of a FIFO queue. Times are in milliseconds since the epoch. */
export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  /** MD5 of the body in hexadecimal, as SQS reports it to senders and receivers. */
  readonly md5OfBody: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  /** Twenty digits that rise with every message of the queue. */
  readonly sequenceNumber: string;
  readonly sentAt: number;
  /** How often it was handed out; 0 while it never was. */
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Of the last time it was handed out; new with every one. */
  receiptHandle: string | undefined;
}

/** A role's id with a session's name, which is what SQS says of a sender that is a function. */
const SENDER_ID = 'AROAEXAMPLEEXAMPLE000:local';
/** Real handles are longer, but likewise opaque and new with every receipt. */
const HANDLE_BYTES = 96;

export const newReceiptHandle = (): string => randomBytes(HANDLE_BYTES).toString('base64');

const answerSchema = z
  .strictObject({
    batchItemFailures: z.array(z.strictObject({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullish();

/**
 * Whether a function's answer to an event of one message leaves the message in the queue, its mapping asking for failures
 * of single messages: if it names the message, or is none that Lambda knows (Lambda docs, "Success and failure conditions").
 */
export function isKept(answer: unknown, { messageId }: QueueMessage): boolean {
  const known = answerSchema.safeParse(answer);
  if (!known.success) return true;
  return known.data?.batchItemFailures?.some(({ itemIdentifier }) => itemIdentifier === messageId) === true;
}

/** The event that Lambda makes of one message (Lambda docs, "Example FIFO queue message event"). */
export function buildQueueEvent(message: QueueMessage, queueArn: string, receivedAt: number): unknown {
  return {
    Records: [
      {
        messageId: message.messageId,
        receiptHandle: message.receiptHandle,
        body: message.body,
        attributes: {
          ApproximateReceiveCount: String(message.receiveCount),
          SentTimestamp: String(message.sentAt),
          SequenceNumber: message.sequenceNumber,
          MessageGroupId: message.groupId,
          SenderId: SENDER_ID,
          MessageDeduplicationId: message.deduplicationId,
          ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? receivedAt),
        },
        messageAttributes: {},
        md5OfBody: message.md5OfBody,
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn,
        awsRegion: REGION,
      },
    ],
  };
}
