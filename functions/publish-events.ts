import type { EventBus } from '../lib/aws/clients/event-bus.ts';
import type { EventQueues } from '../lib/aws/clients/event-queues.ts';
import type { UnpublishedEvents } from '../lib/aws/clients/unpublished-events.ts';
import { streamBatchSchema, type StreamRecord } from '../lib/aws/table/stream-record.ts';
import type { EventView } from '../lib/events/held-call.ts';
import { eventSource, subjectOf, type PatchbayEvent } from '../lib/events/schema.ts';
import type { Count, Log } from '../lib/telemetry/telemetry.ts';
import { composeEvents } from './compose/events.ts';
import { deploy } from './compose/compose.ts';
import { eventsOfRecord } from './shared/events-of-record.ts';

export interface Deps {
  readonly bus: EventBus;
  /** From which events are posted to consumers; none where there are no such consumers. */
  readonly queues: EventQueues;
  readonly unpublished: UnpublishedEvents;
  readonly view: EventView;
  readonly log: Log;
  readonly count: Count;
}

/** From where on the stream has to bring records again (Lambda docs, "Configuring partial batch response"). */
export interface FromHere {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

interface ToPublish {
  readonly event: PatchbayEvent;
  readonly sequenceNumber: string;
}

/**
 * Brought by the table's stream what was written, tells it as events, in order. Whatever the bus or a queue does not take comes
 * again until it does: the calls of its shard wait for that, for a day at most.
 */
export function makeHandler(deps: Deps) {
  const { bus, queues, log, count } = deps;
  return async (batch: unknown): Promise<FromHere> => {
    const due: ToPublish[] = [];
    for (const record of streamBatchSchema.parse(batch).Records)
      due.push(...(await eventsToPublish(deps, record)));
    const [onBus, inQueues] = await Promise.all([
      bus.put(due.map(({ event }) => entryOf(event))),
      queues.put(due.map(({ event }) => queuedOf(event))),
    ]);
    const taken = Math.min(onBus, inQueues);
    const next = due[taken];
    if (next === undefined) return { batchItemFailures: [] };
    log.warn('events-not-taken', { events: due.length - taken, next: next.event.id });
    count('eventsUnpublished', due.length - taken, 'not-taken');
    return { batchItemFailures: [{ itemIdentifier: next.sequenceNumber }] };
  };
}

/** A write that cannot be read holds up no other: somebody has to look at it. */
async function eventsToPublish(
  { view, unpublished, log, count }: Deps,
  record: StreamRecord,
): Promise<readonly ToPublish[]> {
  const { SequenceNumber: sequenceNumber, Keys } = record.dynamodb;
  try {
    return eventsOfRecord(record, view).map((event) => ({ event, sequenceNumber }));
  } catch (cause) {
    log.error('event-unreadable', { item: Keys.sk.S, record: sequenceNumber }, cause);
    count('eventsUnpublished', 1, 'unreadable');
    await unpublished.note({ pk: Keys.pk.S, sk: Keys.sk.S }, sequenceNumber);
    return [];
  }
}

function entryOf(event: PatchbayEvent) {
  const detail = JSON.stringify(event);
  return { source: eventSource, detailType: event.type, detail, atMs: Date.parse(event.at) };
}

const queuedOf = (event: PatchbayEvent) => ({
  id: event.id,
  subject: subjectOf(event),
  body: JSON.stringify(event),
});

export const handler = deploy((base) => makeHandler(composeEvents(base)));
