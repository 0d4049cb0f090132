import * as z from 'zod';
import { awsError, type AwsAnswer, type AwsService } from './aws-endpoint.ts';
import { ACCOUNT, REGION } from './intrinsics.ts';
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
const addressed = z.object({ QueueUrl: z.string() });

/**
 * SendMessage of the SQS API in front of the queue (SQS API reference; AWS JSON protocol). Other operations are not
 * played: receiving is the event source's, and the functions do nothing else.
 */
export function createQueueService(queueUrl: string | undefined, queue: Queue): AwsService {
  return {
    target: 'AmazonSQS',
    contentType: 'application/x-amz-json-1.0',
    access: (operation, input) => ({
      action: `sqs:${operation}`,
      resource: toQueueArn(addressed.safeParse(input).data?.QueueUrl ?? ''),
    }),
    serve: (operation, input) => {
      if (operation !== 'SendMessage') {
        return sqsError('UnsupportedOperation', `Nothing here plays ${operation}.`);
      }
      if (queueUrl === undefined || addressed.safeParse(input).data?.QueueUrl !== queueUrl) {
        return sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
      }
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

function sqsError(name: string, message: string): AwsAnswer {
  return awsError(`com.amazonaws.sqs#${name}`, message);
}

/** A queue's URL ends in its name (SQS docs, "Queue and message identifiers"). */
function toQueueArn(url: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${url.slice(url.lastIndexOf('/') + 1)}`;
}
