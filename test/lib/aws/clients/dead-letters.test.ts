import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeadLetters } from '../../../../lib/aws/clients/dead-letters.ts';
import { openWakeClient } from '../../../../lib/aws/clients/wake-queue.ts';
import { startAwsStub, type AwsStub, type StubAnswer } from '../aws-stub.ts';

const queue = (name: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}.fifo`;
const [wakes, dead] = [queue('wakes'), queue('dead')];

let stub: AwsStub;
beforeEach(async () => {
  stub = await startAwsStub();
});
afterEach(() => stub.stop());

function revive() {
  const client = openWakeClient({ maxTries: 1, requestTimeoutMs: 1_000 }, stub.settings);
  let ids = 0;
  const newId = () => `id-${(ids += 1)}`;
  return createDeadLetters({ client, deadLettersUrl: dead, wakeQueueUrl: wakes, newId }).revive();
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const letters = (...bodies: string[]): StubAnswer => ({
  body: {
    Messages: bodies.map((Body, index) => ({ Body, MD5OfBody: md5(Body), ReceiptHandle: `r-${index + 1}` })),
  },
});
const sent = (conference: string): StubAnswer => ({
  body: { MessageId: 'm', MD5OfMessageBody: md5(JSON.stringify({ conference, isSecond: true })) },
});

test('a conference is woken again before its letter is deleted, and a second time is told apart', async () => {
  const second = '{"conference":"k2","isSecond":true}';
  stub.answers.push(letters('{"conference":"k1"}', second), sent('k1'), {}, sent('k2'), {});
  expect(await revive()).toEqual({ revived: ['k1'], givenUpAgain: ['k2'], unreadable: 0 });
  expect(stub.requests).toEqual([
    { operation: 'ReceiveMessage', input: { QueueUrl: dead, MaxNumberOfMessages: 10 } },
    ...['k1', 'k2'].flatMap((conference, index) => [
      {
        operation: 'SendMessage',
        input: {
          QueueUrl: wakes,
          MessageBody: JSON.stringify({ conference, isSecond: true }),
          MessageGroupId: conference,
          MessageDeduplicationId: `id-${index + 1}`,
        },
      },
      { operation: 'DeleteMessage', input: { QueueUrl: dead, ReceiptHandle: `r-${index + 1}` } },
    ]),
  ]);
});

test('nothing dead costs one request', async () => {
  expect(await revive()).toEqual({ revived: [], givenUpAgain: [], unreadable: 0 });
  expect(stub.requests).toHaveLength(1);
});

test.each(['no JSON', '{}', '{"conference":""}', '[]'])(
  'a letter that is no wake stays: %s',
  async (body) => {
    stub.answers.push(letters(body));
    expect(await revive()).toEqual({ revived: [], givenUpAgain: [], unreadable: 1 });
    expect(stub.requests).toHaveLength(1);
  },
);

test('a wake that could not be sent keeps its letter', async () => {
  stub.answers.push(letters('{"conference":"k1"}'), { error: 'AccessDenied' });
  await expect(revive()).rejects.toThrow('AccessDenied');
  expect(stub.requests.map(({ operation }) => operation)).toEqual(['ReceiveMessage', 'SendMessage']);
});
