import * as z from 'zod';
import { interactiveRetry, wakeSchema, type WakeQueue } from '../lib/aws/clients/wake-queue.ts';
import { conferenceIdSchema } from '../lib/conferences/model/conference.ts';
import type { ConferenceDeps } from '../lib/conferences/ports.ts';
import { syncConference } from '../lib/conferences/reconcile/sync.ts';
import { composeConferences } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';

/** A batch of the queue holds one message (Lambda docs, SQS event). */
const eventSchema = z.object({
  Records: z.tuple([z.object({ messageId: z.string(), receiptHandle: z.string(), body: z.string() })]),
});
const bodySchema = wakeSchema.extend({ conference: conferenceIdSchema });

export interface Deps extends ConferenceDeps {
  readonly wake: ConferenceDeps['wake'] & Pick<WakeQueue, 'postpone'>;
}

/** Messages that the queue is to keep (Lambda docs, "Implementing partial batch responses"). */
export interface Kept {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Woken by the queue: makes phone side and room side of one conference agree. A wake for later is hidden until then, which
 * FIFO queues cannot do as it is sent, and then sent on to the conference's own group: what runs there runs alone.
 */
export function makeHandler(deps: Deps) {
  return async (event: unknown): Promise<Kept> => {
    const [{ messageId, receiptHandle, body }] = eventSchema.parse(event).Records;
    const { conference, notBeforeMs } = bodySchema.parse(JSON.parse(body));
    const waitMs = (notBeforeMs ?? 0) - deps.clock.now();
    if (waitMs > 0) {
      await deps.wake.postpone(receiptHandle, waitMs);
      return { batchItemFailures: [{ itemIdentifier: messageId }] };
    }
    if (notBeforeMs === undefined) await syncConference(deps, conference);
    else await deps.wake.wake(conference);
    return { batchItemFailures: [] };
  };
}

export const handler = deploy((base) => makeHandler(composeConferences(base, interactiveRetry)));
