import { eventSchema, subjectOf } from '../../../lib/events/schema.ts';
import type { BusEvent } from '../../runtime/stream/event-service.ts';
import { keepNewest } from '../../runtime/keep.ts';
import type { Published } from '../api/events.ts';
import { maxPublished } from '../derive/state.ts';
import type { Audience } from './audience.ts';

/** Events that others were told, the newest, for the calls that they are of. */
export class PublishedEvents {
  readonly all: Published[] = [];
  readonly #audience: Audience;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  /** The bus has an event. */
  readonly left = ({ detail }: Pick<BusEvent, 'detail'>): void => {
    const event = eventSchema.parse(detail);
    // Of a conference as a whole no call's timeline tells.
    if ('conference' in event && !('call' in event)) return;
    const published = { at: new Date().toISOString(), call: subjectOf(event), event };
    keepNewest(this.all, published, maxPublished);
    this.#audience.tell({ kind: 'published', published });
  };
}
