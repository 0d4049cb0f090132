import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noQueue, type Queue } from '../../../../local/runtime/queue/queue.ts';
import type { FunctionOutcome } from '../../../../local/runtime/sandboxes/sandboxes.ts';
import { VISIBILITY_MS, eventSchema, failure, start } from './support.ts';

const counts = (queue: Queue) => [queue.depth(), queue.inFlight(), queue.deadLetters().length];

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('a group whose function fails', () => {
  it('is blocked until the visibility time-out has passed, and then starts with the same message', async () => {
    const { queue, handed, send, end } = start();
    send('a1', 'a2');
    await end('a1', failure);
    expect(counts(queue)).toEqual([1, 1, 0]);
    await vi.advanceTimersByTimeAsync(VISIBILITY_MS - 1);
    expect(handed).toEqual(['a1']);
    await vi.advanceTimersByTimeAsync(1);
    expect(handed).toEqual(['a1', 'a1']);
    await end('a1');
    expect(handed).toEqual(['a1', 'a1', 'a2']);
  });

  it('waits from when the message was handed out, not from the failure', async () => {
    const { handed, send, end } = start();
    send('a1');
    await vi.advanceTimersByTimeAsync(50_000);
    await end('a1', failure);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(handed).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(handed).toHaveLength(2);
  });

  it('does not get its message twice at once when the scaled time-out is shorter than the run', async () => {
    const { handed, send, end } = start({}, 0.001);
    send('a1', 'a2');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(handed).toEqual(['a1']);
    await end('a1', failure);
    expect(handed).toEqual(['a1', 'a1']);
  });

  it('does not hold up other groups, nor take their place', async () => {
    const { handed, send, end } = start({
      consumer: { functionName: 'sync', maximumConcurrency: 1 },
    });
    send('a1', 'b1', 'b2');
    await end('a1', failure);
    await end('b1');
    await end('b2');
    expect(handed).toEqual(['a1', 'b1', 'b2']);
  });

  it('loses the message to the dead-letter queue after its last receipt, and goes on', async () => {
    const { queue, handed, send, end } = start();
    send('a1', 'a2');
    for (const receipt of [1, 2, 3]) {
      expect(handed).toHaveLength(receipt);
      await end('a1', failure);
      expect(queue.deadLetters()).toEqual([]);
      await vi.advanceTimersByTimeAsync(VISIBILITY_MS);
    }
    expect(handed).toEqual(['a1', 'a1', 'a1', 'a2']);
    expect(queue.deadLetters()).toMatchObject([{ body: 'a1', groupId: 'a', receiveCount: 3 }]);
    await end('a2');
    expect(counts(queue)).toEqual([0, 0, 1]);
  });

  it('counts the receipts of each message for itself', async () => {
    const { queue, send, end, events } = start();
    send('a1', 'a2');
    await end('a1', failure);
    await vi.advanceTimersByTimeAsync(VISIBILITY_MS);
    await end('a1');
    await end('a2', failure);
    await vi.advanceTimersByTimeAsync(VISIBILITY_MS);
    await end('a2');
    const receipts = events.map((event) => eventSchema.parse(event).Records[0].attributes);
    expect(receipts.map(({ ApproximateReceiveCount }) => ApproximateReceiveCount)).toEqual([
      '1',
      '2',
      '1',
      '2',
    ]);
    expect(counts(queue)).toEqual([0, 0, 0]);
  });
});

describe('a message that was postponed', () => {
  const handleOf = (event: unknown) => eventSchema.parse(event).Records[0].receiptHandle;
  const kept = (event: unknown): FunctionOutcome => ({
    ok: true,
    payload: { batchItemFailures: [{ itemIdentifier: eventSchema.parse(event).Records[0].messageId }] },
  });

  it('and is named as failed comes again then, and holds up its group alone until then', async () => {
    const { queue, events, handed, send, end } = start();
    send('a1', 'a2', 'b1');
    await vi.advanceTimersByTimeAsync(500);
    expect(queue.postpone(handleOf(events[0]), 5)).toBe(true);
    await end('a1', kept(events[0]));
    await end('b1');
    expect([...counts(queue), queue.postponed()]).toEqual([1, 1, 0, 1]);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(handed).toEqual(['a1', 'b1']);
    await vi.advanceTimersByTimeAsync(1);
    await end('a1');
    expect(handed).toEqual(['a1', 'b1', 'a1', 'a2']);
    expect(queue.postponed()).toBe(0);
  });

  it('comes again then too if its function failed, also when that had failed before', async () => {
    const { queue, events, handed, send, end } = start();
    send('a1');
    await end('a1', failure);
    expect(queue.postpone(handleOf(events[0]), 2)).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(handed).toEqual(['a1', 'a1']);
  });

  it('is done with if its function says so', async () => {
    const { queue, events, send, end } = start();
    send('a1');
    queue.postpone(handleOf(events[0]), 5);
    await end('a1');
    expect([...counts(queue), queue.postponed()]).toEqual([0, 0, 0, 0]);
  });

  it('is not waited for by whoever waits for the queue to settle', async () => {
    const { queue, events, send, end } = start();
    send('a1');
    queue.postpone(handleOf(events[0]), 5);
    const settled = queue.settled();
    await end('a1', kept(events[0]));
    await expect(settled).resolves.toBeUndefined();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(queue.inFlight() - queue.postponed()).toBe(1);
  });

  it('cannot be postponed by another receipt, or when it is done with', async () => {
    const { queue, events, send, end } = start();
    send('a1');
    expect(queue.postpone('no receipt', 5)).toBe(false);
    await end('a1');
    expect(queue.postpone(handleOf(events[0]), 5)).toBe(false);
  });
});

describe("a function's answer that", () => {
  it.each<[string, unknown, boolean]>([
    ['is none', null, false],
    ['names no failures', { batchItemFailures: [] }, false],
    ['says nothing', {}, false],
    ['names another message', { batchItemFailures: [{ itemIdentifier: 'other' }] }, false],
    ['names nobody', { batchItemFailures: [{ itemIdentifier: '' }] }, true],
    ['has another key', { batchItemFailures: [{ itemIdentifer: 'x' }] }, true],
    ['is a text', 'agreed', true],
  ])('%s', async (_, payload, isKept) => {
    const { queue, send, end } = start();
    send('a1');
    await end('a1', { ok: true, payload });
    expect(queue.inFlight()).toBe(isKept ? 1 : 0);
  });
});

describe('order', () => {
  it('within a group is the order of sending, one at a time', async () => {
    const { queue, handed, send, end } = start();
    send('a1', 'a2', 'a3');
    expect(handed).toEqual(['a1']);
    expect(counts(queue)).toEqual([2, 1, 0]);
    await end('a1');
    expect(handed).toEqual(['a1', 'a2']);
    send('a4');
    await end('a2');
    await end('a3');
    await end('a4');
    expect(handed).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('between groups: side by side up to the bound, the next as soon as one ends', async () => {
    const { queue, handed, send, end } = start();
    send('a1', 'b1', 'c1', 'd1', 'e1');
    expect(handed).toEqual(['a1', 'b1', 'c1']);
    expect(counts(queue)).toEqual([2, 3, 0]);
    await end('b1');
    expect(handed).toEqual(['a1', 'b1', 'c1', 'd1']);
  });

  it('lets every group have its turn, however much one of them has', async () => {
    const { handed, send, end } = start({ consumer: { functionName: 'sync', maximumConcurrency: 1 } });
    send('a1', 'a2', 'a3', 'b1', 'c1');
    for (const body of ['a1', 'b1', 'c1', 'a2', 'a3']) await end(body);
    expect(handed).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  });
});

describe('settled', () => {
  /** Whether it has resolved by now. */
  const watch = (queue: Queue) => {
    const watched = { settled: false };
    void queue.settled().then(() => (watched.settled = true));
    return watched;
  };

  it('comes at once when there is nothing, and without a queue', async () => {
    await expect(start().queue.settled()).resolves.toBeUndefined();
    await expect(noQueue.settled()).resolves.toBeUndefined();
  });

  it('waits for what runs, what waits and what failed', async () => {
    const { queue, send, end } = start();
    send('a1', 'a2');
    const watched = watch(queue);
    await end('a1');
    expect(watched.settled).toBe(false);
    await end('a2', failure);
    expect(watched.settled).toBe(false);
    await vi.advanceTimersByTimeAsync(VISIBILITY_MS);
    await end('a2');
    expect(watched.settled).toBe(true);
  });

  it('comes when the last message is dead', async () => {
    const { queue, send, end } = start({ maxReceiveCount: 1 });
    send('a1');
    const watched = watch(queue);
    await end('a1', failure);
    expect(watched.settled).toBe(false);
    await vi.advanceTimersByTimeAsync(VISIBILITY_MS);
    expect(watched.settled).toBe(true);
  });

  it('is refused when the queue stops first', async () => {
    const { queue, send } = start();
    send('a1');
    const settled = queue.settled();
    queue.stop();
    await expect(settled).rejects.toThrow('stopped');
  });
});

it('leaves no timer and hands out nothing once stopped', async () => {
  const { queue, handed, send, end } = start();
  send('a1', 'b1', 'b2');
  await end('a1', failure);
  queue.stop();
  expect(vi.getTimerCount()).toBe(0);
  await end('b1');
  send('c1');
  expect(handed).toEqual(['a1', 'b1']);
});
