import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { createEventQueues } from '../../../../lib/aws/clients/event-queues.ts';
import { hideMessage } from '../../../../lib/aws/clients/hide-message.ts';
import { openWakeClient } from '../../../../lib/aws/clients/wake-queue.ts';
import { startAwsStub, type AwsStub } from '../aws-stub.ts';

const urlOf = (name: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}.fifo`;
const urls = { crm: urlOf('crm'), billing: urlOf('billing') };

let stub: AwsStub;
beforeEach(async () => {
  stub = await startAwsStub();
});
afterEach(() => stub.stop());

const client = () => openWakeClient({ maxTries: 1, requestTimeoutMs: 1_000 }, stub.settings);
const put = (events: Parameters<ReturnType<typeof createEventQueues>['put']>[0]) =>
  createEventQueues(client(), urls).put(events);

const sentSchema = z.object({
  QueueUrl: z.string(),
  MessageBody: z.string(),
  MessageGroupId: z.string(),
  MessageDeduplicationId: z.string(),
});
const sentTo = (url: string) =>
  stub.requests.map(({ input }) => sentSchema.parse(input)).filter(({ QueueUrl }) => QueueUrl === url);
const taken = (input: unknown) => {
  const { MessageBody } = sentSchema.parse(input);
  return { body: { MessageId: 'm', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') } };
};

const events = [1, 2, 3].map((n) => ({ id: `e${n}`, subject: n === 3 ? 'c2' : 'c1', body: `{"n":${n}}` }));

test('each consumer has every event in its queue, in order, and a call has a group of its own', async () => {
  stub.decide.push(({ input }) => taken(input));
  expect(await put(events)).toBe(3);
  for (const [consumer, url] of Object.entries(urls)) {
    const sent = sentTo(url);
    expect(sent.map(({ MessageBody }): unknown => JSON.parse(MessageBody))).toEqual(
      events.map((event) => ({ consumer, ...event })),
    );
    const [first, second, third] = sent.map(({ MessageGroupId }) => MessageGroupId);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  }
  // Consumers share the dead-letter queue: their groups and ids are told apart there.
  for (const name of ['MessageGroupId', 'MessageDeduplicationId'] as const)
    expect(sentTo(urls.crm)[0]?.[name]).not.toBe(sentTo(urls.billing)[0]?.[name]);
});

test('of a queue that fails the events from there on are not taken, and none is sent past one that was not', async () => {
  stub.decide.push(({ input }) => {
    const { QueueUrl, MessageBody } = sentSchema.parse(input);
    return QueueUrl === urls.crm && MessageBody.includes('"e2"')
      ? { status: 503, error: 'ServiceUnavailable' }
      : taken(input);
  });
  expect(await put(events)).toBe(1);
  expect(sentTo(urls.crm)).toHaveLength(2);
  expect(sentTo(urls.billing)).toHaveLength(3);
});

test('a refusal that no further try changes is thrown', async () => {
  stub.decide.push(() => ({ error: 'AccessDenied' }));
  await expect(put(events)).rejects.toThrow('stubbed AccessDenied');
});

test('a message is hidden for whole seconds, and one that cannot be comes again by itself', async () => {
  stub.answers.push({}, { status: 500, error: 'InternalError' });
  await hideMessage(client(), urls.crm, 'in-hand', 1_200);
  await hideMessage(client(), urls.crm, 'in-hand', 0);
  expect(stub.requests.map(({ input }) => input)).toEqual([
    { QueueUrl: urls.crm, ReceiptHandle: 'in-hand', VisibilityTimeout: 2 },
    { QueueUrl: urls.crm, ReceiptHandle: 'in-hand', VisibilityTimeout: 0 },
  ]);
});
