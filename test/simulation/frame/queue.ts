import { createHash } from 'node:crypto';
import { buildQueueEvent, isKept, type QueueMessage } from '../../../local/runtime/queue/event.ts';
import type { Lambda, Platform } from './lambda.ts';

/** What a FIFO queue and its event source are set to. */
export interface QueueSettings {
  readonly arn: string;
  readonly functionName: string;
  readonly visibilityTimeoutMs: number;
  readonly maxReceiveCount: number;
  /** How many copies of the function the event source runs at once. */
  readonly maximumConcurrency: number;
}

/** From a message's sending to its function, in ms. */
const latencyMs = [5, 120] as const;

/** For how long a deduplication id is remembered (SQS docs, "Exactly-once processing in Amazon SQS"). */
const deduplicationWindowMs = 5 * 60_000;

/** A message as its sender gives it. */
export interface Sent {
  readonly body: string;
  readonly group: string;
  /** Told apart within the group. */
  readonly deduplicationId: string;
}

/**
 * A FIFO queue with message groups, and the event source that hands its messages one by one to a function: of a group
 * only one at a time, the next when the one before was done with, or given up.
 */
export class SimulatedQueue {
  readonly deadLetters: string[] = [];
  /** How many messages ever became dead letters. */
  givenUp = 0;
  /** Messages accepted so far, duplicates left out. */
  sent = 0;
  /** Messages by group, the group that was served last at the end. */
  readonly #groups = new Map<string, readonly [QueueMessage, ...QueueMessage[]]>();
  /** Groups whose first message is on its way, in hand, or hidden. */
  readonly #locked = new Set<string>();
  readonly #acceptedAtMs = new Map<string, number>();
  /** Messages in flight by their receipts, with what hides them for longer or shorter. */
  readonly #inFlight = new Map<string, (ms: number) => void>();
  #receipts = 0;
  /** Runs of the function under way, and messages on their way to one. */
  #running = 0;
  readonly #platform: Platform;
  readonly #lambda: Pick<Lambda, 'invoke'>;
  readonly #settings: QueueSettings;

  constructor(platform: Platform, lambda: Pick<Lambda, 'invoke'>, settings: QueueSettings) {
    this.#platform = platform;
    this.#lambda = lambda;
    this.#settings = settings;
  }

  send({ body, group, deduplicationId }: Sent): void {
    const { nowMs } = this.#platform.scheduler;
    const key = `${group} ${deduplicationId}`;
    if (nowMs - (this.#acceptedAtMs.get(key) ?? -Infinity) < deduplicationWindowMs) return;
    this.#acceptedAtMs.set(key, nowMs);
    this.sent += 1;
    const message: QueueMessage = {
      messageId: `message-${this.sent}`,
      body,
      md5OfBody: createHash('md5').update(body).digest('hex'),
      groupId: group,
      deduplicationId,
      sequenceNumber: String(this.sent).padStart(20, '0'),
      sentAt: nowMs,
      receiveCount: 0,
      firstReceivedAt: undefined,
      receiptHandle: undefined,
    };
    const waiting = this.#groups.get(group);
    this.#groups.set(group, waiting === undefined ? [message] : [...waiting, message]);
    this.#deliver();
  }

  /** Hands out the first message of every group that is free, as far as the function may run. */
  #deliver(): void {
    const { scheduler, random } = this.#platform;
    for (const [group, [message]] of [...this.#groups]) {
      if (this.#running >= this.#settings.maximumConcurrency) return;
      if (this.#locked.has(group)) continue;
      this.#locked.add(group);
      this.#running += 1;
      scheduler.after(random.between(...latencyMs), () => this.#hand(message));
    }
  }

  #hand(message: QueueMessage): void {
    const { scheduler, faults } = this.#platform;
    const { arn, functionName, visibilityTimeoutMs, maxReceiveCount } = this.#settings;
    message.receiveCount += 1;
    message.firstReceivedAt ??= scheduler.nowMs;
    const receipt = `receipt-${(this.#receipts += 1)}`;
    message.receiptHandle = receipt;
    let isOver = false;
    const over = (isDone: boolean) => {
      if (isOver) return;
      isOver = true;
      hidden.cancelled = true;
      this.#inFlight.delete(receipt);
      const isGivenUp = !isDone && message.receiveCount >= maxReceiveCount;
      if (isGivenUp) {
        this.givenUp += 1;
        this.deadLetters.push(message.body);
      }
      if (isDone || isGivenUp) this.#remove(message.groupId);
      this.#locked.delete(message.groupId);
      this.#deliver();
    };
    // A function that failed leaves its message hidden for the rest of the time-out.
    const hideFor = (ms: number) => scheduler.after(ms, () => over(false));
    let hidden = hideFor(visibilityTimeoutMs);
    this.#inFlight.set(receipt, (ms) => {
      hidden.cancelled = true;
      hidden = hideFor(ms);
    });
    const event = buildQueueEvent(message, arn, scheduler.nowMs);
    this.#lambda.invoke(functionName, event, (outcome) => {
      this.#running -= 1;
      if (outcome.kind === 'answered' && !isKept(outcome.value, message)) over(true);
      else this.#deliver();
    });
    if (faults.hits('queueTwice')) this.#lambda.invoke(functionName, event, () => undefined);
  }

  /** Hides a message in flight for so long from now; false if none is in flight by this receipt. */
  postpone(receiptHandle: string, seconds: number): boolean {
    const hideFor = this.#inFlight.get(receiptHandle);
    hideFor?.(seconds * 1000);
    return hideFor !== undefined;
  }

  /** Takes the first message out of its group, which then has its turn after the others. */
  #remove(group: string): void {
    const [, next, ...rest] = this.#groups.get(group) ?? [];
    this.#groups.delete(group);
    if (next !== undefined) this.#groups.set(group, [next, ...rest]);
  }
}
