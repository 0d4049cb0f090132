import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { createQueue } from '../../../local/runtime/queue/queue.ts';
import { createRecorder } from '../../../local/runtime/recorder.ts';
import type { QueueSpec } from '../../../local/runtime/queue/spec.ts';
import { Faults } from '../frame/faults.ts';
import type { Outcome, Platform } from '../frame/lambda.ts';
import { SimulatedQueue } from '../frame/queue.ts';
import { Random } from '../frame/random.ts';
import { Scheduler } from '../frame/scheduler.ts';

// The simulator's queue hands out the same messages at the same times as the one that the local stack runs with its event
// source. Times are whole slots, far longer than the simulated queue's own latency: a difference of one is a difference.

const slotMs = 10_000;
const visibilitySlots = 6;
const startMs = 1_800_000_000_000;

/** What the function does with a message the first, second … time: how long it runs, and how that ends; then it answers. */
interface Step {
  readonly takesSlots: number;
  readonly ends: 'answers' | 'fails' | 'names-itself' | 'names-another';
  /** Hides the message for so long from its receipt on. */
  readonly postponesSlots?: number | undefined;
}

/** A run of the function that has begun. */
interface Begun extends Step {
  readonly answer: unknown;
}

interface Sending {
  readonly atSlot: number;
  /** Its first letter is its group. */
  readonly body: string;
  /** Default: one of its own. */
  readonly deduplicationId?: string;
  readonly steps?: readonly Step[];
}

interface Case {
  readonly sends: readonly Sending[];
  readonly maxReceiveCount?: number;
  readonly maximumConcurrency?: number;
}

/** One run of the function. */
interface Receipt {
  readonly body: string;
  /** As SQS counts it. */
  readonly nth: number;
  readonly atSlot: number;
}

interface Target {
  /** Group by group, since between groups nothing is promised. */
  readonly receipts: Readonly<Record<string, readonly Receipt[]>>;
  readonly deadLetters: readonly string[];
  readonly maxAtOnce: number;
  /** What each event looks like: every key, with the kind of its value. */
  readonly shape: unknown;
}

const eventSchema = z.object({
  Records: z.tuple([
    z.looseObject({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.looseObject({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ]),
});

const answers: Step = { takesSlots: 1, ends: 'answers' };
const fails = (takesSlots: number): Step => ({ takesSlots, ends: 'fails' });
const failsTwice = [fails(1), fails(2)];

const cases: readonly (readonly [string, Case])[] = [
  ['a group: one after the other, in the order of sending', { sends: sendsOf('a1', 'a2', 'a3') }],
  ['groups side by side', { sends: sendsOf('a1', 'b1', 'c1', 'a2', 'b2', 'c2') }],
  [
    'more groups than the function may run for at once',
    { sends: sendsOf('a1', 'b1', 'c1', 'd1', 'a2', 'e1'), maximumConcurrency: 2 },
  ],
  [
    'turns: a group with much to say waits for the others',
    { sends: sendsOf('a1', 'a2', 'a3', 'b1', 'c1'), maximumConcurrency: 1 },
  ],
  [
    'a failure: hidden until the time-out since its receipt, then again, and its group waits',
    { sends: [{ atSlot: 0, body: 'a1', steps: [fails(2)] }, ...sendsOf('a2', 'b1')] },
  ],
  [
    'a failure leaves its place to others',
    {
      sends: [{ atSlot: 0, body: 'a1', steps: [fails(1)] }, ...sendsOf('b1', 'b2')],
      maximumConcurrency: 1,
    },
  ],
  [
    'too many failures: dead after the last receipt, and the group goes on',
    {
      sends: [{ atSlot: 0, body: 'a1', steps: failsTwice }, ...sendsOf('a2')],
      maxReceiveCount: 2,
    },
  ],
  [
    'every message dead in turn',
    {
      sends: ['a1', 'a2', 'b1'].map((body) => ({ atSlot: 0, body, steps: failsTwice })),
      maxReceiveCount: 2,
    },
  ],
  [
    'one receipt at most',
    { sends: [{ atSlot: 0, body: 'a1', steps: failsTwice }, ...sendsOf('a2')], maxReceiveCount: 1 },
  ],
  [
    'receipts counted for each message',
    { sends: ['a1', 'a2'].map((body) => ({ atSlot: 0, body, steps: [fails(1)] })), maxReceiveCount: 2 },
  ],
  [
    'an answer that names the message as failed: hidden, and again',
    { sends: [{ atSlot: 0, body: 'a1', steps: [{ takesSlots: 1, ends: 'names-itself' }] }] },
  ],
  [
    'an answer that names another message: done with',
    { sends: [{ atSlot: 0, body: 'a1', steps: [{ takesSlots: 1, ends: 'names-another' }] }] },
  ],
  [
    'a message that is postponed: again then, and only its group waits',
    {
      sends: [
        { atSlot: 0, body: 'a1', steps: [{ takesSlots: 1, ends: 'names-itself', postponesSlots: 3 }] },
        ...sendsOf('a2', 'b1'),
      ],
    },
  ],
  [
    'a message that is postponed for longer than it would be hidden, by a function that then fails',
    { sends: [{ atSlot: 0, body: 'a1', steps: [{ ...fails(2), postponesSlots: 9 }] }, ...sendsAt(4, 'a2')] },
  ],
  [
    'a message that was postponed and is done with after all',
    { sends: [{ atSlot: 0, body: 'a1', steps: [{ ...answers, postponesSlots: 9 }] }, ...sendsOf('a2')] },
  ],
  [
    'a message sent while its group is hidden waits behind the failed one',
    { sends: [{ atSlot: 0, body: 'a1', steps: [fails(1)] }, ...sendsAt(3, 'a2')] },
  ],
  [
    'a duplicate is accepted and not delivered, in its group alone, for five minutes',
    {
      sends: [
        { atSlot: 0, body: 'a1', deduplicationId: 'same' },
        { atSlot: 0, body: 'a2', deduplicationId: 'same' },
        { atSlot: 0, body: 'b1', deduplicationId: 'same' },
        { atSlot: 29, body: 'a3', deduplicationId: 'same' },
        { atSlot: 30, body: 'a4', deduplicationId: 'same' },
      ],
    },
  ],
];

beforeEach(() => void vi.useFakeTimers({ now: startMs }));
afterEach(() => void vi.useRealTimers());

describe('the simulated queue goes as the one of the local stack does', () => {
  test.each(cases)('with %s', async (_, each) => {
    const target = await simulate(each);
    expect(target).toEqual(await play(each));
    expect(Object.keys(target.receipts)).not.toEqual([]);
  });

  test('with any messages, whatever becomes of them', async () => {
    const step = fc.record({
      takesSlots: fc.integer({ min: 1, max: visibilitySlots - 1 }),
      ends: fc.constantFrom('answers', 'fails', 'fails', 'names-itself', 'names-another'),
      // A message shows again only when its function has ended: to postpone it for less is a fault that neither plays.
      postponesSlots: fc.option(fc.integer({ min: visibilitySlots, max: 2 * visibilitySlots }), {
        nil: undefined,
      }),
    });
    const sending = fc.record({
      atSlot: fc.integer({ min: 0, max: 12 }),
      group: fc.constantFrom('a', 'b', 'c'),
      steps: fc.array(step, { maxLength: 3 }),
    });
    const any = fc.record({
      sendings: fc.array(sending, { minLength: 1, maxLength: 8 }),
      maxReceiveCount: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ sendings, maxReceiveCount }) => {
        const inOrder = sendings.toSorted((one, other) => one.atSlot - other.atSlot);
        const sends = inOrder.map(({ group, ...rest }, index) => ({ ...rest, body: `${group}${index}` }));
        expect(await simulate({ sends, maxReceiveCount })).toEqual(await play({ sends, maxReceiveCount }));
      }),
      { numRuns: 100 },
    );
  });
});

function sendsAt(atSlot: number, ...bodies: string[]): readonly Sending[] {
  return bodies.map((body) => ({ atSlot, body }));
}

function sendsOf(...bodies: string[]): readonly Sending[] {
  return sendsAt(0, ...bodies);
}

const groupOf = (body: string) => body.slice(0, 1);

/** The function under either queue, and what is seen of it. */
function witness({ sends }: Case, now: () => number) {
  const receipts: Receipt[] = [];
  /** Runs by the slots that they fill. */
  const running: number[] = [];
  let shape: unknown;
  return {
    begins: (event: unknown, postpone: (receiptHandle: string, seconds: number) => boolean): Begun => {
      const [{ body, attributes, messageId, receiptHandle }] = eventSchema.parse(event).Records;
      const nth = attributes.ApproximateReceiveCount;
      const atSlot = Math.round((now() - startMs) / slotMs);
      const step = sends.find((each) => each.body === body)?.steps?.[nth - 1] ?? answers;
      receipts.push({ body, nth, atSlot });
      shape = shapeOf(event);
      for (let slot = atSlot; slot < atSlot + step.takesSlots; slot += 1)
        running[slot] = (running[slot] ?? 0) + 1;
      if (step.postponesSlots !== undefined)
        expect(postpone(receiptHandle, (step.postponesSlots * slotMs) / 1000)).toBe(true);
      return { ...step, answer: answerOf(step, messageId) };
    },
    target: (deadLetters: readonly string[]): Target => ({
      receipts: Object.fromEntries(
        [...new Set(sends.map(({ body }) => groupOf(body)))]
          .map((group) => [group, receipts.filter(({ body }) => groupOf(body) === group)] as const)
          .filter(([, some]) => some.length > 0),
      ),
      deadLetters: deadLetters.toSorted(),
      maxAtOnce: Math.max(...running.filter((count) => count > 0)),
      shape,
    }),
  };
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (!(value instanceof Object)) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

const settingsOf = ({ maxReceiveCount = 3, maximumConcurrency = 10 }: Case) => ({
  arn: 'arn:aws:sqs:us-east-1:123456789012:sync.fifo',
  visibilityTimeoutMs: visibilitySlots * slotMs,
  maxReceiveCount,
  consumer: { functionName: 'sync', maximumConcurrency },
});

/** What the function answers when it does. */
function answerOf({ ends }: Step, messageId: string): unknown {
  if (ends !== 'names-itself' && ends !== 'names-another') return null;
  return { batchItemFailures: [{ itemIdentifier: ends === 'names-itself' ? messageId : 'another' }] };
}

const hour = 3_600_000;

/** The local stack's queue and event source, in time that is owned. */
async function play(each: Case): Promise<Target> {
  vi.setSystemTime(startMs);
  const seen = witness(each, Date.now);
  const spec: QueueSpec = {
    ...settingsOf(each),
    name: 'sync.fifo',
    url: 'https://sqs.us-east-1.amazonaws.com/123456789012/sync.fifo',
    deadLettersUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead.fifo',
    deduplicationScope: 'messageGroup',
  };
  const queue = createQueue(spec, {
    recorder: createRecorder(),
    visibilityScale: 1,
    invoke: (_, event) => {
      const step = seen.begins(event, (handle, seconds) => queue.postpone(handle, seconds));
      return new Promise((resolve) =>
        setTimeout(() => {
          resolve(
            step.ends === 'fails'
              ? { ok: false, error: { errorType: 'Error', errorMessage: '', trace: [] } }
              : { ok: true, payload: step.answer },
          );
        }, step.takesSlots * slotMs),
      );
    },
  });
  each.sends.forEach(({ atSlot, body, deduplicationId = body }) =>
    setTimeout(() => queue.send({ body, groupId: groupOf(body), deduplicationId }), atSlot * slotMs),
  );
  await vi.advanceTimersByTimeAsync(hour);
  queue.stop();
  return seen.target(queue.deadLetters().map(({ body }) => body));
}

async function simulate(each: Case): Promise<Target> {
  const scheduler = new Scheduler(startMs);
  const seen = witness(each, () => scheduler.nowMs);
  const platform: Platform = {
    scheduler,
    faults: new Faults('contract', new Map()),
    random: new Random('contract'),
    deathsAt: new Set(),
    moments: 0,
    skewsMs: [0],
    trace: undefined,
    onError: () => undefined,
  };
  const lambda = {
    invoke: (_: string, event: unknown, done: (outcome: Outcome) => void) => {
      const step = seen.begins(event, (handle, seconds) => queue.postpone(handle, seconds));
      scheduler.after(step.takesSlots * slotMs, () => {
        done(
          step.ends === 'fails'
            ? { kind: 'failed', errorType: 'Error' }
            : { kind: 'answered', value: step.answer },
        );
      });
    },
  };
  const { consumer, ...settings } = settingsOf(each);
  const queue = new SimulatedQueue(platform, lambda, { ...settings, ...consumer });
  for (const { atSlot, body, deduplicationId = body } of each.sends) {
    scheduler.after(atSlot * slotMs, () => queue.send({ body, group: groupOf(body), deduplicationId }));
  }
  await scheduler.run();
  return seen.target(queue.deadLetters);
}
