import type { Lambda, Platform } from './lambda.ts';

/** What a FIFO queue and its event source are set to. */
export interface QueueSettings {
  readonly functionName: string;
  readonly visibilityTimeoutMs: number;
  readonly maxReceiveCount: number;
}

/** From a message's sending to its function, in ms. */
const latencyMs = [5, 120] as const;

interface Message {
  readonly body: string;
  received: number;
}

/**
 * A FIFO queue with message groups, and the event source that hands its messages one by one to a function: of a group
 * only one at a time, the next when the one before was done with, or given up.
 */
export class SimulatedQueue {
  readonly deadLetters: string[] = [];
  sent = 0;
  readonly #groups = new Map<string, Message[]>();
  readonly #platform: Platform;
  readonly #lambda: Pick<Lambda, 'invoke'>;
  readonly #settings: QueueSettings;

  constructor(platform: Platform, lambda: Pick<Lambda, 'invoke'>, settings: QueueSettings) {
    this.#platform = platform;
    this.#lambda = lambda;
    this.#settings = settings;
  }

  send(group: string, body: string): void {
    this.sent += 1;
    const waiting = this.#groups.get(group);
    const message = { body, received: 0 };
    if (waiting !== undefined) {
      waiting.push(message);
      return;
    }
    this.#groups.set(group, [message]);
    this.#next(group);
  }

  #next(group: string): void {
    const message = this.#groups.get(group)?.[0];
    if (message === undefined) {
      this.#groups.delete(group);
      return;
    }
    const { scheduler, random } = this.#platform;
    scheduler.after(random.between(...latencyMs), () => this.#hand(group, message));
  }

  #hand(group: string, message: Message): void {
    const { scheduler, faults } = this.#platform;
    const { functionName, visibilityTimeoutMs, maxReceiveCount } = this.#settings;
    message.received += 1;
    let isOver = false;
    const over = (isDone: boolean) => {
      if (isOver) return;
      isOver = true;
      hidden.cancelled = true;
      const isGivenUp = message.received >= maxReceiveCount;
      if (!isDone && !isGivenUp) {
        this.#next(group);
        return;
      }
      if (!isDone) this.deadLetters.push(message.body);
      this.#groups.get(group)?.shift();
      this.#next(group);
    };
    // A function that failed leaves its message hidden for the rest of the time-out.
    const hidden = scheduler.after(visibilityTimeoutMs, () => over(false));
    const event = { Records: [{ body: message.body }] };
    this.#lambda.invoke(functionName, event, (outcome) => {
      if (outcome.kind === 'answered') over(true);
    });
    if (faults.hits('queueTwice')) this.#lambda.invoke(functionName, event, () => undefined);
  }
}
