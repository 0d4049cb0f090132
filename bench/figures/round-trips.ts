import type { AwsRecord } from '../../local/runtime/recorder.ts';
import type { Answered } from '../load/front-watch.ts';

/** When something asked of AWS began and ended, in milliseconds since the epoch. */
export type Span = Pick<AwsRecord, 'receivedAt' | 'at'>;

/**
 * How many requests an answer waited for, one after the other: of those that were under way at once, one counts. The longest
 * chain of spans that do not touch is found by always taking the one that ends first.
 */
export function sequentialRoundTrips(spans: readonly Span[]): number {
  let count = 0;
  let endedAt = -Infinity;
  for (const { receivedAt, at } of spans.toSorted((one, other) => one.at - other.at)) {
    if (receivedAt < endedAt) continue;
    count += 1;
    endedAt = at;
  }
  return count;
}

/** What one function asked of AWS while it gave this answer. One answer of that function at a time, or others' are counted in. */
export function askedDuring(
  { functionName, receivedAt, tookMs }: Answered,
  records: readonly AwsRecord[],
): readonly AwsRecord[] {
  return records.filter(
    (record) =>
      record.functionName === functionName &&
      record.receivedAt >= receivedAt &&
      record.at <= receivedAt + tookMs,
  );
}

/** The same of those that were answered before anything was written; of all, if nothing was. */
export function roundTripsBeforeWrite(
  records: readonly Pick<AwsRecord, 'action' | 'receivedAt' | 'at'>[],
): number {
  const writes = records.filter(({ action }) => !/:(Get|Query|BatchGet)/.test(action));
  const firstAt = Math.min(...writes.map(({ receivedAt }) => receivedAt));
  return sequentialRoundTrips(records.filter(({ at }) => at <= firstAt));
}
