import { createHash, randomUUID } from 'node:crypto';
import { buildQueueEvent, isKept, newReceiptHandle, type QueueMessage } from './event.ts';
import type { QueueSpec } from './spec.ts';
import type { Recorder } from '../recorder.ts';
import type { FunctionOutcome } from '../sandboxes/sandboxes.ts';

/** For how long a deduplication id is remembered (SQS docs, "Exactly-once processing in Amazon SQS"). */
const DEDUPLICATION_WINDOW_MS = 5 * 60_000;
/** Real sequence numbers have twenty digits and begin about here. */
const FIRST_SEQUENCE_NUMBER = 18_850_000_000_000_000_000n;

/** What SQS says of a message that it accepted; of a duplicate it says what it said of the first. */
interface Receipt {
  readonly messageId: string;
  readonly sequenceNumber: string;
  readonly md5OfBody: string;
}

/** A FIFO queue of the template and the event source that hands its messages to a function. */
export interface Queue {
  /** Accepts a message; a duplicate within five minutes is accepted too, and not delivered. */
  send(message: { body: string; groupId: string; deduplicationId: string }): Receipt;
  /**
   * Hides the message that was handed out with this receipt for so many seconds from now, should its function fail or
   * name it as failed. Returns false if it is not in flight by this receipt.
   */
  postpone(receiptHandle: string, seconds: number): boolean;
  /** Messages that wait to be handed out, those behind another one of their group included. */
  depth(): number;
  /** Messages handed out and not deleted: their function runs, or failed and the visibility time-out has not passed. */
  inFlight(): number;
  /** Of those in flight, those that are hidden because they were postponed. */
  postponed(): number;
  /** What is in the dead-letter queue, oldest first. */
  deadLetters(): readonly QueueMessage[];
  /** Deletes a message from the dead-letter queue; nothing happens if it is not there. */
  deleteDeadLetter(messageId: string): void;
  /**
   * Resolves when nothing waits or is in flight but what was postponed, at once if so now; rejects if the queue is stopped
   * before.
   */
  settled(): Promise<void>;
  /** Hands out nothing more. What runs is not waited for, and its outcome not looked at. */
  stop(): void;
}

export interface QueueOptions {
  readonly invoke: (functionName: string, event: unknown) => Promise<FunctionOutcome>;
  /** Notes what Lambda's event source asks of SQS, which it does with the rights of the function's role. */
  readonly recorder: Recorder;
  /** The visibility time-out is multiplied by this; tests make it small so as not to wait for minutes. */
  readonly visibilityScale: number;
}

/** For a template without a queue: nothing waits, ever. */
export const noQueue: Queue = {
  send: () => {
    throw new Error('The template has no queue.');
  },
  postpone: () => false,
  depth: () => 0,
  inFlight: () => 0,
  postponed: () => 0,
  deadLetters: () => [],
  deleteDeadLetter: () => undefined,
  settled: () => Promise.resolve(),
  stop: () => undefined,
};

/**
 * Plays the queue in memory. The emulators to be had hand out a message while an earlier one of its group is in flight,
 * so order, locks, receive counts and redrive would have to be kept here even in front of one; and the functions only
 * send. What is left for an emulator would be one request that this file answers with a list and a map.
 *
 * As SQS does it (SQS docs, "FIFO queue delivery logic" and "Using dead-letter queues"): a group's next message is handed
 * out when the one before is deleted. One whose function failed blocks its group until the visibility time-out has
 * passed since it was handed out, or for as long as it was postponed, comes again, and goes to the dead-letter queue
 * instead of coming more than `maxReceiveCount` times. Not played: the retention period.
 */
export function createQueue(spec: QueueSpec, { invoke, recorder, visibilityScale }: QueueOptions): Queue {
  /** Messages by group, oldest first; the group that was served last is the last. */
  const groups = new Map<string, QueueMessage[]>();
  /** Groups whose first message is in flight. */
  const locked = new Set<string>();
  /** What shows hidden messages again, by their groups. */
  const hidden = new Map<string, NodeJS.Timeout>();
  /** Until when messages were postponed, by their groups. */
  const postponedUntil = new Map<string, number>();
  /** Receipts by deduplication key, oldest first. */
  const accepted = new Map<string, { readonly receipt: Receipt; readonly at: number }>();
  const deadLetters: QueueMessage[] = [];
  let waiters: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  let sent = 0n;
  let running = 0;
  let stopped = false;

  const postponed = () => [...hidden.keys()].filter((groupId) => postponedUntil.has(groupId)).length;
  const isSettled = () => groups.size === postponed();
  const tellIfSettled = () => {
    if (!isSettled()) return;
    for (const waiter of waiters) waiter.resolve();
    waiters = [];
  };

  const note = (action: string) => {
    const now = Date.now();
    recorder.note({
      functionName: spec.consumer.functionName,
      action,
      resource: spec.arn,
      readUnits: 0,
      writeUnits: 0,
      status: 200,
      receivedAt: now,
      at: now,
    });
  };

  // Lambda looks at the queue when the mapping is made; a role that does not allow it fails there.
  note('sqs:GetQueueAttributes');

  /** Takes the first message out of its group, which then has its turn after the others. */
  const remove = (groupId: string) => {
    const rest = groups.get(groupId)?.slice(1) ?? [];
    groups.delete(groupId);
    if (rest.length > 0) groups.set(groupId, rest);
    tellIfSettled();
  };

  const unlock = (groupId: string) => {
    locked.delete(groupId);
    deliver();
  };

  const hideUntil = (groupId: string, at: number) => {
    clearTimeout(hidden.get(groupId));
    const show = () => {
      hidden.delete(groupId);
      postponedUntil.delete(groupId);
      unlock(groupId);
    };
    hidden.set(groupId, setTimeout(show, Math.max(0, at - Date.now())));
    tellIfSettled();
  };

  const hand = async (message: QueueMessage) => {
    const receivedAt = Date.now();
    message.firstReceivedAt ??= receivedAt;
    message.receiptHandle = newReceiptHandle();
    note('sqs:ReceiveMessage');
    running += 1;
    const event = buildQueueEvent(message, spec.arn, receivedAt);
    const outcome = await invoke(spec.consumer.functionName, event);
    running -= 1;
    if (stopped) return;
    if (outcome.ok && !isKept(outcome.payload, message)) {
      note('sqs:DeleteMessage');
      postponedUntil.delete(message.groupId);
      remove(message.groupId);
      unlock(message.groupId);
      return;
    }
    // Counted from the receipt, but never while the function runs: on AWS the time-out is the longer of the two, and a
    // small scale must not change that.
    const visibleAt = receivedAt + spec.visibilityTimeoutMs * visibilityScale;
    hideUntil(message.groupId, postponedUntil.get(message.groupId) ?? visibleAt);
    deliver();
  };

  const deliver = () => {
    for (const [groupId] of [...groups]) {
      if (stopped || running >= spec.consumer.maximumConcurrency) return;
      if (locked.has(groupId)) continue;
      const message = nextOf(groupId);
      if (message === undefined) continue;
      message.receiveCount += 1;
      locked.add(groupId);
      void hand(message);
    }
  };

  /** The first message of a group that may still be handed out; those before it go to the dead-letter queue. */
  const nextOf = (groupId: string): QueueMessage | undefined => {
    for (;;) {
      const message = groups.get(groupId)?.[0];
      if (message === undefined || message.receiveCount < spec.maxReceiveCount) return message;
      deadLetters.push(message);
      remove(groupId);
    }
  };

  const forgetOldIds = (now: number) => {
    for (const [key, { at }] of accepted) {
      if (now - at < DEDUPLICATION_WINDOW_MS) return;
      accepted.delete(key);
    }
  };

  return {
    send: ({ body, groupId, deduplicationId }) => {
      const now = Date.now();
      forgetOldIds(now);
      const scope = spec.deduplicationScope === 'messageGroup' ? groupId : '';
      const key = JSON.stringify([scope, deduplicationId]);
      const before = accepted.get(key);
      if (before !== undefined) return before.receipt;
      sent += 1n;
      const receipt: Receipt = {
        messageId: randomUUID(),
        sequenceNumber: String(FIRST_SEQUENCE_NUMBER + sent),
        md5OfBody: createHash('md5').update(body).digest('hex'),
      };
      accepted.set(key, { receipt, at: now });
      const message: QueueMessage = {
        ...receipt,
        body,
        groupId,
        deduplicationId,
        sentAt: now,
        receiveCount: 0,
        firstReceivedAt: undefined,
        receiptHandle: undefined,
      };
      groups.set(groupId, [...(groups.get(groupId) ?? []), message]);
      deliver();
      return receipt;
    },
    postpone: (receiptHandle, seconds) => {
      const groupId = [...locked].find((id) => groups.get(id)?.[0]?.receiptHandle === receiptHandle);
      if (groupId === undefined) return false;
      const until = Date.now() + seconds * 1000;
      postponedUntil.set(groupId, until);
      if (hidden.has(groupId)) hideUntil(groupId, until);
      return true;
    },
    depth: () => [...groups.values()].reduce((sum, { length }) => sum + length, 0) - locked.size,
    inFlight: () => locked.size,
    postponed,
    deadLetters: () => deadLetters,
    deleteDeadLetter: (messageId) => {
      const index = deadLetters.findIndex((letter) => letter.messageId === messageId);
      if (index >= 0) deadLetters.splice(index, 1);
    },
    settled: () => {
      if (isSettled()) return Promise.resolve();
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
    },
    stop: () => {
      stopped = true;
      for (const timer of hidden.values()) clearTimeout(timer);
      for (const waiter of waiters) waiter.reject(new Error('The queue was stopped.'));
      waiters = [];
    },
  };
}
