import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { awsError, type AwsService } from '../aws-endpoint.ts';
import { ACCOUNT, REGION } from '../intrinsics.ts';

/** What EventBridge takes at most for one entry, in bytes (EventBridge quotas). */
const ENTRY_LIMIT_BYTES = 262_144;

/** Strict: a field that is not played here would be ignored without a word. */
const entrySchema = z.strictObject({
  EventBusName: z.string().min(1),
  Source: z.string().min(1),
  DetailType: z.string().min(1).max(128),
  Detail: z.string(),
  Time: z.number(),
});
const putSchema = z.strictObject({ Entries: z.array(entrySchema).min(1).max(10) });

/** An event as a rule's target gets it (EventBridge docs, "Event structure"). */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Plays the bus (EventBridge API reference, PutEvents; AWS JSON protocol): whatever it takes goes to `onEvent`. */
export function createEventService(onEvent: (event: BusEvent) => void): AwsService {
  return {
    target: 'AWSEvents',
    contentType: 'application/x-amz-json-1.1',
    access: (operation, input) => {
      const [entry] = putSchema.safeParse(input).data?.Entries ?? [];
      return {
        action: `events:${operation}`,
        resource: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${entry?.EventBusName ?? 'default'}`,
      };
    },
    serve: (operation, input) => {
      if (operation !== 'PutEvents')
        return awsError('UnknownOperationException', `Nothing here plays ${operation}.`);
      const parsed = putSchema.safeParse(input);
      if (!parsed.success) return awsError('ValidationException', z.prettifyError(parsed.error));
      const taken = parsed.data.Entries.map((entry) => takeEntry(entry, onEvent));
      const FailedEntryCount = taken.filter((each) => 'ErrorCode' in each).length;
      return { status: 200, body: { FailedEntryCount, Entries: taken } };
    },
  };
}

function takeEntry(entry: z.infer<typeof entrySchema>, onEvent: (event: BusEvent) => void) {
  const { Detail, DetailType, Source, Time } = entry;
  const detail = parseObject(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  if (Buffer.byteLength(Detail) + Buffer.byteLength(DetailType) > ENTRY_LIMIT_BYTES)
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'The entry is too large.' };
  const id = randomUUID();
  onEvent({
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account: ACCOUNT,
    time: new Date(Time * 1000).toISOString(),
    region: REGION,
    resources: [],
    detail,
  });
  return { EventId: id };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON
  }
}
