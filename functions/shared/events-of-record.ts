import * as z from 'zod';
import { pinCallSchema } from '../../lib/aws/stores/conferences/pin-call-store.ts';
import { callOf } from '../../lib/aws/stores/held-calls/call-item.ts';
import { changeOf, type ItemChange, type StreamRecord } from '../../lib/aws/table/stream-record.ts';
import { isCanary } from '../../lib/canary/id.ts';
import { callerSchema, conferenceSchema } from '../../lib/conferences/model/conference.ts';
import { eventsOfCaller, eventsOfConference, eventsOfPinCall } from '../../lib/events/conference.ts';
import { eventsOfHeldCall, type EventView } from '../../lib/events/held-call.ts';
import type { PatchbayEvent } from '../../lib/events/schema.ts';

/** What others are told of a record. @throws if it cannot be read */
export function eventsOfRecord(record: StreamRecord, view: EventView): readonly PatchbayEvent[] {
  const change = changeOf(record);
  return change === undefined ? [] : eventsOfChange(change, view);
}

const versionSchema = z.object({ version: z.number() });

function eventsOfChange({ before, after, atMs }: ItemChange, view: EventView): readonly PatchbayEvent[] {
  const kind = z.string().parse(after.sk);
  if (kind === 'CALL') {
    const call = callOf(after);
    // Nobody is on the phone.
    return isCanary(call.id) ? [] : eventsOfHeldCall(before && callOf(before), call, view);
  }
  if (kind === 'PINCALL') {
    const known = before && pinCallSchema.parse(before);
    return eventsOfPinCall(known, pinCallSchema.parse(after), view, atMs);
  }
  const writeOf = <Value>(schema: z.ZodType<Value>) => ({
    before: before && schema.parse(before),
    after: schema.parse(after),
    ...{ version: versionSchema.parse(after).version, atMs },
  });
  if (kind.startsWith('CALLER#')) return eventsOfCaller(writeOf(callerSchema), view);
  return kind === 'CONF' ? eventsOfConference(writeOf(conferenceSchema), view) : [];
}
