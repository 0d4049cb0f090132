import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VISIBILITY_MS, spec, eventSchema, failure, start } from './support.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('duplicates', () => {
  const message = { body: 'a1', groupId: 'a', deduplicationId: 'same' };

  it('are accepted with the receipt of the first and not delivered, also after that was deleted', async () => {
    const { queue, handed, end } = start();
    const first = queue.send(message);
    expect(queue.send({ ...message, body: 'other' })).toEqual(first);
    await end('a1');
    await vi.advanceTimersByTimeAsync(5 * 60_000 - 1);
    expect(queue.send(message)).toEqual(first);
    expect(handed).toEqual(['a1']);
  });

  it('are new messages after five minutes from the first', async () => {
    const { queue, handed, end } = start();
    const first = queue.send(message);
    await end('a1');
    await vi.advanceTimersByTimeAsync(4 * 60_000);
    queue.send(message);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(queue.send(message).messageId).not.toBe(first.messageId);
    expect(handed).toEqual(['a1', 'a1']);
  });

  it.each([
    { deduplicationScope: 'messageGroup', handed: ['a1', 'b1'] },
    { deduplicationScope: 'queue', handed: ['a1'] },
  ] as const)('with scope $deduplicationScope', ({ deduplicationScope, handed }) => {
    const held = start({ deduplicationScope });
    held.queue.send(message);
    held.queue.send({ ...message, body: 'b1', groupId: 'b' });
    expect(held.handed).toEqual(handed);
  });
});

it("gives the function Lambda's event, with a new receipt handle each time", async () => {
  const { events, queue, end } = start();
  const { messageId, sequenceNumber } = queue.send({ body: 'a1', groupId: 'a', deduplicationId: 'd' });
  await end('a1', failure);
  await vi.advanceTimersByTimeAsync(VISIBILITY_MS);
  const text = expect.any(String) as unknown;
  expect(events[1]).toEqual({
    Records: [
      {
        messageId,
        receiptHandle: text,
        body: 'a1',
        attributes: {
          ApproximateReceiveCount: '2',
          SentTimestamp: '1800000000000',
          SequenceNumber: sequenceNumber,
          MessageGroupId: 'a',
          SenderId: text,
          MessageDeduplicationId: 'd',
          ApproximateFirstReceiveTimestamp: '1800000000000',
        },
        messageAttributes: {},
        md5OfBody: createHash('md5').update('a1').digest('hex'),
        eventSource: 'aws:sqs',
        eventSourceARN: spec.arn,
        awsRegion: 'us-east-1',
      },
    ],
  });
  const [first, second] = events.map((event) => eventSchema.parse(event).Records[0].receiptHandle);
  expect(first).not.toBe(second);
});

it('gives rising sequence numbers of twenty digits', () => {
  const { queue } = start();
  const numbers = ['1', '2', '3'].map((deduplicationId) => {
    return queue.send({ body: 'x', groupId: deduplicationId, deduplicationId }).sequenceNumber;
  });
  expect(numbers).toEqual(numbers.toSorted());
  expect(new Set(numbers).size).toBe(3);
  expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
});

it("notes what the event source does with the rights of the function's role", async () => {
  const { recorder, send, end } = start();
  send('a1');
  await end('a1', failure);
  await vi.advanceTimersByTimeAsync(VISIBILITY_MS);
  await end('a1');
  expect(recorder.records.map(({ action }) => action)).toEqual([
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
  ]);
  expect(recorder.records).toMatchObject(Array(4).fill({ functionName: 'sync', resource: spec.arn }));
});
