import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAwsEndpoint } from '../../../../local/runtime/aws-endpoint.ts';
import { createQueueService } from '../../../../local/runtime/queue/service.ts';
import type { QueueMessage } from '../../../../local/runtime/queue/event.ts';
import { noQueue, type Queue } from '../../../../local/runtime/queue/queue.ts';
import { createRecorder, toAccessKeyId } from '../../../../local/runtime/recorder.ts';

const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/sync.fifo';
const DEAD_LETTERS_URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/dead.fifo';
const recorder = createRecorder();
const sent: Parameters<Queue['send']>[0][] = [];
const dead: QueueMessage[] = [];
const postponed: string[] = [];
const queue: Queue = {
  ...noQueue,
  deadLetters: () => dead,
  postpone: (receiptHandle, seconds) => {
    if (receiptHandle !== 'in hand') return false;
    postponed.push(`${receiptHandle} ${seconds}`);
    return true;
  },
  deleteDeadLetter: (messageId) =>
    void dead.splice(
      dead.findIndex((each) => each.messageId === messageId),
      1,
    ),
  send: (message) => {
    sent.push(message);
    // MD5 of {"a":1}: the SDK compares it with what it sent.
    return { messageId: 'm', sequenceNumber: '18850000000000000001', md5OfBody: BODY_MD5 };
  },
};
const BODY = '{"a":1}';
const BODY_MD5 = 'bb6cb5c68df4652941caf652a366f2d8';

let endpoint: Awaited<ReturnType<typeof startAwsEndpoint>>;
let client: SQSClient;

beforeAll(async () => {
  endpoint = await startAwsEndpoint(
    { endpoint: 'http://127.0.0.1:1', accessKeyId: 'nobody' },
    [createQueueService([{ url: QUEUE_URL, queue, deadLettersUrl: DEAD_LETTERS_URL }])],
    recorder,
  );
  client = new SQSClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: toAccessKeyId('twilio-events'), secretAccessKey: 'x' },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  sent.splice(0);
  recorder.clear();
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

const good: SendMessageCommandInput = {
  QueueUrl: QUEUE_URL,
  MessageBody: BODY,
  MessageGroupId: 'conf-1',
  MessageDeduplicationId: 'id-1',
};

describe('SendMessage', () => {
  it.each<{ what: string; change: Partial<SendMessageCommandInput>; error: string }>([
    { what: 'another queue', change: { QueueUrl: `${QUEUE_URL}x` }, error: 'QueueDoesNotExist' },
    { what: 'no group', change: { MessageGroupId: undefined }, error: 'InvalidParameterValue' },
    { what: 'a group with a space', change: { MessageGroupId: 'a b' }, error: 'InvalidParameterValue' },
    {
      what: 'a group that is too long',
      change: { MessageGroupId: 'x'.repeat(129) },
      error: 'InvalidParameterValue',
    },
    {
      what: 'no deduplication id',
      change: { MessageDeduplicationId: undefined },
      error: 'InvalidParameterValue',
    },
    {
      what: 'a delay, which a FIFO queue refuses',
      change: { DelaySeconds: 5 },
      error: 'InvalidParameterValue',
    },
    { what: 'an empty body', change: { MessageBody: '' }, error: 'InvalidParameterValue' },
    {
      what: 'a byte more than 1 MiB',
      change: { MessageBody: `${'é'.repeat(524_288)}x` },
      error: 'InvalidParameterValue',
    },
    { what: 'a control character', change: { MessageBody: 'a\u0000' }, error: 'InvalidMessageContents' },
  ])('refuses $what', async ({ change, error }) => {
    await expect(client.send(new SendMessageCommand({ ...good, ...change }))).rejects.toMatchObject({
      name: error,
    });
    expect(sent).toEqual([]);
  });

  it('takes a message from an SDK client as it is', async () => {
    expect(await client.send(new SendMessageCommand(good))).toMatchObject({
      MessageId: 'm',
      SequenceNumber: '18850000000000000001',
      MD5OfMessageBody: BODY_MD5,
    });
    expect(sent).toEqual([{ body: BODY, groupId: 'conf-1', deduplicationId: 'id-1' }]);
  });

  it('is noted with the function that sent, and the ARN of the queue', async () => {
    await client.send(new SendMessageCommand(good));
    expect(recorder.records).toMatchObject([
      {
        functionName: 'twilio-events',
        action: 'sqs:SendMessage',
        resource: 'arn:aws:sqs:us-east-1:123456789012:sync.fifo',
        status: 200,
      },
    ]);
  });
});

describe('ChangeMessageVisibility', () => {
  const change = (ReceiptHandle: string, VisibilityTimeout: number) =>
    client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: QUEUE_URL, ReceiptHandle, VisibilityTimeout }),
    );

  it('postpones a message in hand, and is noted', async () => {
    await change('in hand', 7);
    expect(postponed).toEqual(['in hand 7']);
    expect(recorder.records).toMatchObject([{ action: 'sqs:ChangeMessageVisibility', status: 200 }]);
  });

  it('refuses a receipt that is for nothing, and more than twelve hours', async () => {
    await expect(change('gone', 7)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    await expect(change('in hand', 43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

it('refuses any other operation', async () => {
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'sync.fifo' }))).rejects.toMatchObject({
    name: 'UnsupportedOperation',
  });
});

describe('the dead letters', () => {
  const letter = (messageId: string, groupId = 'conf-1') => ({
    messageId,
    body: BODY,
    md5OfBody: BODY_MD5,
    groupId,
    deduplicationId: messageId,
    sequenceNumber: '18850000000000000001',
    sentAt: 0,
    receiveCount: 5,
    firstReceivedAt: 0,
    receiptHandle: undefined,
  });
  const receive = async (max: number) => {
    const command = new ReceiveMessageCommand({ QueueUrl: DEAD_LETTERS_URL, MaxNumberOfMessages: max });
    return (await client.send(command)).Messages?.map(({ Body, ReceiptHandle }) => [Body, ReceiptHandle]);
  };

  it('are received once in half a minute, and deleted by their receipts', async () => {
    dead.push(letter('m1'), letter('m2', 'conf-2'));
    expect(await receive(1)).toEqual([[BODY, 'm1']]);
    expect(await receive(10)).toEqual([[BODY, 'm2']]);
    expect(await receive(10)).toBeUndefined();
    await client.send(new DeleteMessageCommand({ QueueUrl: DEAD_LETTERS_URL, ReceiptHandle: 'm1' }));
    expect(dead.map(({ messageId }) => messageId)).toEqual(['m2']);
    dead.splice(0);
    expect(recorder.records.at(-1)).toMatchObject({
      action: 'sqs:DeleteMessage',
      resource: 'arn:aws:sqs:us-east-1:123456789012:dead.fifo',
    });
  });

  it('come in order: those behind one in hand wait until it is deleted', async () => {
    dead.push(letter('m3'), letter('m4'), letter('m5', 'conf-2'));
    expect(await receive(1)).toEqual([[BODY, 'm3']]);
    expect(await receive(10)).toEqual([[BODY, 'm5']]);
    await client.send(new DeleteMessageCommand({ QueueUrl: DEAD_LETTERS_URL, ReceiptHandle: 'm3' }));
    expect(await receive(10)).toEqual([[BODY, 'm4']]);
    const count = new GetQueueAttributesCommand({
      QueueUrl: DEAD_LETTERS_URL,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    expect((await client.send(count)).Attributes).toEqual({ ApproximateNumberOfMessages: '2' });
  });

  it('are nothing to send to, and the queue itself is nothing to receive from', async () => {
    const wrong = [
      new ReceiveMessageCommand({ QueueUrl: QUEUE_URL }),
      new ReceiveMessageCommand({ QueueUrl: DEAD_LETTERS_URL, MaxNumberOfMessages: 11 }),
    ];
    for (const command of wrong) {
      await expect(client.send(command)).rejects.toMatchObject({ name: 'UnsupportedOperation' });
    }
    await expect(
      client.send(new SendMessageCommand({ ...good, QueueUrl: DEAD_LETTERS_URL })),
    ).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  });
});

it('has no queue where the template has none', () => {
  const service = createQueueService([]);
  expect(service.serve('SendMessage', good)).toMatchObject({
    status: 400,
    body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist' },
  });
});
