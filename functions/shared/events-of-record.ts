import { callOf } from '../../lib/aws/stores/held-calls/call-item.ts';
import { changeOf, type ItemChange, type StreamRecord } from '../../lib/aws/table/stream-record.ts';
import { isCanary } from '../../lib/canary/id.ts';
import { eventsOfHeldCall, type EventView } from '../../lib/events/held-call.ts';
import type { PatchbayEvent } from '../../lib/events/schema.ts';

/** What others are told of a record. @throws if it cannot be read */
export function eventsOfRecord(record: StreamRecord, view: EventView): readonly PatchbayEvent[] {
  const change = changeOf(record);
  return change === undefined ? [] : eventsOfChange(change, view);
}

function eventsOfChange({ before, after }: ItemChange, view: EventView): readonly PatchbayEvent[] {
  if (after.sk !== 'CALL') return [];
  const call = callOf(after);
  // Nobody is on the phone.
  if (isCanary(call.id)) return [];
  return eventsOfHeldCall(before && callOf(before), call, view);
}
