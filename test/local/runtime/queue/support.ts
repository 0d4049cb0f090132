import { vi } from 'vitest';
import * as z from 'zod';
import { createQueue } from '../../../../local/runtime/queue/queue.ts';
import { createRecorder } from '../../../../local/runtime/recorder.ts';
import type { FunctionOutcome } from '../../../../local/runtime/sandboxes/sandboxes.ts';
import type { QueueSpec } from '../../../../local/runtime/queue/spec.ts';

export const VISIBILITY_MS = 60_000;
export const spec: QueueSpec = {
  name: 'sync.fifo',
  arn: 'arn:aws:sqs:us-east-1:123456789012:sync.fifo',
  url: 'https://sqs.us-east-1.amazonaws.com/123456789012/sync.fifo',
  deadLettersUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead.fifo',
  visibilityTimeoutMs: VISIBILITY_MS,
  deduplicationScope: 'messageGroup',
  maxReceiveCount: 3,
  consumer: { functionName: 'sync', maximumConcurrency: 3 },
};

export const eventSchema = z.object({
  Records: z.tuple([
    z.looseObject({
      messageId: z.string(),
      body: z.string(),
      receiptHandle: z.string(),
      attributes: z.record(z.string(), z.string()),
    }),
  ]),
});
const ok: FunctionOutcome = { ok: true, payload: null };
export const failure: FunctionOutcome = {
  ok: false,
  error: { errorType: 'Sandbox.Timedout', errorMessage: '', trace: [] },
};

/** A queue whose consumer's runs end when the test says so. */
export function start(changes: Partial<QueueSpec> = {}, visibilityScale = 1) {
  const recorder = createRecorder();
  const events: unknown[] = [];
  /** Bodies in the order in which they were handed out. */
  const handed: string[] = [];
  const running = new Map<string, (outcome: FunctionOutcome) => void>();
  const invoke = (_: string, event: unknown) => {
    const [{ body }] = eventSchema.parse(event).Records;
    events.push(event);
    handed.push(body);
    const { promise, resolve } = Promise.withResolvers<FunctionOutcome>();
    running.set(body, resolve);
    return promise;
  };
  const queue = createQueue({ ...spec, ...changes }, { invoke, recorder, visibilityScale });
  let ids = 0;
  return {
    queue,
    recorder,
    events,
    handed,
    running,
    /** Sends a body to the group that its first letter names, with an id of its own. */
    send: (...bodies: string[]) => {
      for (const body of bodies) {
        ids += 1;
        queue.send({ body, groupId: body.slice(0, 1), deduplicationId: `id-${ids}` });
      }
    },
    /** Ends the run of a body and lets the queue go on. */
    end: async (body: string, outcome: FunctionOutcome = ok) => {
      const settle = running.get(body);
      if (settle === undefined) throw new Error(`${body} does not run`);
      running.delete(body);
      settle(outcome);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}
