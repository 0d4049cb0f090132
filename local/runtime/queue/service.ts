import * as z from 'zod';
import { awsError, type AwsAnswer, type AwsService } from '../aws-endpoint.ts';
import { ACCOUNT, REGION } from '../intrinsics.ts';
import type { QueueMessage } from './event.ts';
import type { Queue } from './queue.ts';

/** The largest message, in bytes (SQS quotas). */
const BODY_LIMIT_BYTES = 1_048_576;
/** SQS API reference, SendMessage: what SQS takes of Unicode; anything else is InvalidMessageContents. */
const ALLOWED_TEXT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u;

/** SQS API reference, SendMessage: letters, digits and punctuation for group and deduplication ids. */
const id = z.string().regex(/^[\u0021-\u007e]{1,128}$/);

/** Strict: a field that is not played here would be ignored without a word. */
const sendInput = z.strictObject({
  QueueUrl: z.string(),
  MessageBody: z.string().min(1),
  MessageGroupId: id,
  MessageDeduplicationId: id,
});
/** SQS API reference, ChangeMessageVisibility: 12 hours at most. */
const visibilityInput = z.strictObject({
  QueueUrl: z.string(),
  ReceiptHandle: z.string(),
  VisibilityTimeout: z.int().min(0).max(43_200),
});
const addressed = z.object({ QueueUrl: z.string() });
/** `WaitTimeSeconds` says how long to wait for a first message; here an empty queue is one at once. */
const receiveInput = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
});
const countInput = z.strictObject({
  QueueUrl: z.string(),
  AttributeNames: z.tuple([z.literal('ApproximateNumberOfMessages')]),
});
const deleteInput = z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() });

/** How long a message that was received and not deleted stays hidden, where the queue says nothing else (SQS docs). */
const VISIBILITY_MS = 30_000;

/** A queue, and where it is found. */
export interface AddressedQueue {
  readonly url: string;
  /** Absent: nobody asks for what it gave up on. */
  readonly deadLettersUrl?: string;
  readonly queue: Queue;
}

/**
 * What the functions and the command line ask of the SQS API (SQS API reference; AWS JSON protocol): SendMessage to a queue, whose
 * messages the event source receives, ChangeMessageVisibility of these, and ReceiveMessage, DeleteMessage and GetQueueAttributes
 * of dead letters, which several queues may share. Nothing else is played.
 */
export function createQueueService(queues: readonly AddressedQueue[]): AwsService {
  /** When received dead letters can be received again, by their ids. */
  const hiddenUntil = new Map<string, number>();

  const receive = (all: readonly QueueMessage[], max: number): AwsAnswer => {
    const nowMs = Date.now();
    const isHidden = ({ messageId }: QueueMessage) => nowMs < (hiddenUntil.get(messageId) ?? 0);
    // Those behind a message that somebody has in hand wait for it.
    const locked = new Set(all.filter(isHidden).map(({ groupId }) => groupId));
    const letters = all.filter(({ groupId }) => !locked.has(groupId)).slice(0, max);
    for (const { messageId } of letters) hiddenUntil.set(messageId, nowMs + VISIBILITY_MS);
    const Messages = letters.map(({ messageId, body, md5OfBody }) => ({
      MessageId: messageId,
      ReceiptHandle: messageId,
      Body: body,
      MD5OfBody: md5OfBody,
    }));
    return { status: 200, body: letters.length === 0 ? {} : { Messages } };
  };

  const serveDeadLetters = (of: readonly Queue[], operation: string, input: unknown): AwsAnswer => {
    const letters = of.flatMap((queue) => queue.deadLetters());
    const receiving = receiveInput.safeParse(input);
    if (operation === 'ReceiveMessage' && receiving.success)
      return receive(letters, receiving.data.MaxNumberOfMessages);
    if (operation === 'GetQueueAttributes' && countInput.safeParse(input).success)
      return { status: 200, body: { Attributes: { ApproximateNumberOfMessages: `${letters.length}` } } };
    const deleting = deleteInput.safeParse(input);
    if (operation === 'DeleteMessage' && deleting.success) {
      for (const queue of of) queue.deleteDeadLetter(deleting.data.ReceiptHandle);
      hiddenUntil.delete(deleting.data.ReceiptHandle);
      return { status: 200, body: {} };
    }
    return sqsError('UnsupportedOperation', `Nothing here plays this ${operation} of dead letters.`);
  };

  return {
    target: 'AmazonSQS',
    contentType: 'application/x-amz-json-1.0',
    access: (operation, input) => ({
      action: `sqs:${operation}`,
      resource: toQueueArn(addressed.safeParse(input).data?.QueueUrl ?? ''),
    }),
    serve: (operation, input) => {
      const asked = addressed.safeParse(input).data?.QueueUrl;
      const givenUp = queues.filter(({ deadLettersUrl }) => asked !== undefined && deadLettersUrl === asked);
      if (givenUp.length > 0) {
        const of = givenUp.map(({ queue }) => queue);
        return serveDeadLetters(of, operation, input);
      }
      if (operation !== 'SendMessage' && operation !== 'ChangeMessageVisibility') {
        return sqsError('UnsupportedOperation', `Nothing here plays ${operation}.`);
      }
      const queue = queues.find(({ url }) => url === asked)?.queue;
      if (queue === undefined) {
        return sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
      }
      if (operation === 'ChangeMessageVisibility') return postpone(queue, input);
      const parsed = sendInput.safeParse(input);
      if (!parsed.success) return sqsError('InvalidParameterValue', z.prettifyError(parsed.error));
      return send(queue, parsed.data);
    },
  };
}

function send(queue: Queue, input: z.infer<typeof sendInput>): AwsAnswer {
  const { MessageBody: body, MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } = input;
  if (Buffer.byteLength(body) > BODY_LIMIT_BYTES) {
    return sqsError('InvalidParameterValue', `The message must be shorter than ${BODY_LIMIT_BYTES} bytes.`);
  }
  if (!ALLOWED_TEXT.test(body)) {
    return sqsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  }
  const { messageId, sequenceNumber, md5OfBody } = queue.send({ body, groupId, deduplicationId });
  return {
    status: 200,
    body: { MessageId: messageId, SequenceNumber: sequenceNumber, MD5OfMessageBody: md5OfBody },
  };
}

function postpone(queue: Queue, input: unknown): AwsAnswer {
  const parsed = visibilityInput.safeParse(input);
  if (!parsed.success) return sqsError('InvalidParameterValue', z.prettifyError(parsed.error));
  const { ReceiptHandle, VisibilityTimeout } = parsed.data;
  return queue.postpone(ReceiptHandle, VisibilityTimeout)
    ? { status: 200, body: {} }
    : sqsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
}

function sqsError(name: string, message: string): AwsAnswer {
  return awsError(`com.amazonaws.sqs#${name}`, message);
}

/** A queue's URL ends in its name (SQS docs, "Queue and message identifiers"). */
function toQueueArn(url: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${url.slice(url.lastIndexOf('/') + 1)}`;
}
