import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { mayPass } from './timeouts.ts';

/** Refusals because a message is no longer in the hand of whoever holds this receipt (SQS API reference). */
const outOfHand: ReadonlySet<string> = new Set([
  'ReceiptHandleIsInvalid',
  'MessageNotInflight',
  'InvalidParameterValue',
]);

/**
 * Hides a message in hand for `ms`, counted in whole seconds, if its function then says that it failed. `failed`: it comes again
 * after the queue's own time.
 */
export async function hideMessage(
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  ms: number,
): Promise<'hidden' | 'failed'> {
  try {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.ceil(ms / 1000),
      }),
    );
    return 'hidden';
  } catch (error) {
    const isKnown = error instanceof Error && outOfHand.has(error.name);
    if (!isKnown && !mayPass(error)) throw error;
    return 'failed';
  }
}
