import { createEventBus, openEventClient } from '../../lib/aws/clients/event-bus.ts';
import { createUnpublishedEvents } from '../../lib/aws/clients/unpublished-events.ts';
import { backgroundRetry, openWakeClient } from '../../lib/aws/clients/wake-queue.ts';
import type { Base } from './compose.ts';

/** What the function needs that tells others what happens. @throws if the stage tells nobody */
export function composeEvents({ env, log, counter }: Base) {
  const { EVENT_BUS: busName, UNPUBLISHED_EVENTS_URL: queueUrl } = env;
  if (busName === undefined || queueUrl === undefined)
    throw new Error('EVENT_BUS and UNPUBLISHED_EVENTS_URL are not both set');
  return {
    bus: createEventBus(openEventClient(), busName),
    unpublished: createUnpublishedEvents(openWakeClient(backgroundRetry), queueUrl),
    view: { stage: env.STAGE, showsNumbers: env.EVENT_NUMBERS === 'full' },
    log,
    count: counter.count,
  };
}
