import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { byReason, highest, type Watched } from '../metrics.ts';
import { graph, heading, inMs } from './widgets.ts';

/** What happens to calls, on its way to others; nothing where they are told nothing. */
export function eventsOut({ settings, functions }: Watched): IWidget[][] {
  const publisher = functions['publish-events'];
  if (publisher === undefined) return [];
  return [
    [
      heading(
        'Events out',
        'An event is published within a second. An age that rises: the bus does not take them, or the function fails.',
      ),
    ],
    [
      graph('Age of events when they are published', [publisher.metric('IteratorAge', highest)], {
        unit: inMs,
      }),
      graph('Events not published, by reason', [byReason(settings, 'eventsUnpublished')]),
      ...(functions['deliver-events'] === undefined
        ? []
        : [graph('Events not taken, by consumer', [byReason(settings, 'eventsUndelivered')])]),
    ],
  ];
}
