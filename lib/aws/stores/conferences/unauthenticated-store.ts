import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { maxUnauthenticatedMs } from '../../../conferences/call/unauthenticated.ts';
import { voiceCallIdSchema } from '../../../conferences/model/conference.ts';
import type { UnauthenticatedCallStore } from '../../../conferences/ports.ts';
import { isConditionMet } from '../../table/conditional-write.ts';
import { query } from '../../table/query.ts';
import { unauthenticatedKey, isGone, type Item, type Table } from '../../table/table.ts';
import type { UnauthenticatedCall, CountedUnauthenticated } from '../../../conferences/model/pin-call.ts';

/** Short, so that an item stays small: each write of it is billed by its size. */
const bucketMs = 10_000;

/** What could not be ended for an hour is left to the voice provider, which ends every call some day. */
const keptMs = 3_600_000;

const bucketOf = (arrivedAtMs: number) => Math.floor(arrivedAtMs / bucketMs) * bucketMs;

/**
 * Calls before their PIN in the table: an item for every ten seconds in which some have arrived, with the set of those
 * that are still there. A set, and not a number: what is put in or taken out twice counts once, and the sweep finds in it
 * whom to end. A call costs two small writes and one read, of some 170 s of such items: 250 calls are about 13 KB.
 */
export function createUnauthenticatedCallStore({
  table,
}: {
  readonly table: Table;
}): UnauthenticatedCallStore {
  const { client, name: TableName } = table;

  /** All that is counted in buckets from one moment to another. */
  async function* counted(
    fromMs: number,
    toMs: number,
    nowMs: number,
  ): AsyncGenerator<CountedUnauthenticated, void, void> {
    const items = query(table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': unauthenticatedKey(0).pk,
        ':from': unauthenticatedKey(bucketOf(fromMs)).sk,
        ':to': unauthenticatedKey(bucketOf(toMs)).sk,
      },
      ConsistentRead: true,
    });
    for await (const item of items) if (!isGone(item, nowMs)) yield* callsIn(item);
  }

  async function add(
    newcomer: UnauthenticatedCall,
    bucket: number,
  ): Promise<readonly CountedUnauthenticated[]> {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName,
        Key: unauthenticatedKey(bucket),
        UpdateExpression: `SET #ttl = :ttl ADD ${newcomer.isExempt ? 'exempt' : 'calls'} :entry`,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':ttl': (bucket + keptMs) / 1000,
          ':entry': new Set([entryOf(newcomer)]),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return callsIn(Attributes ?? {});
  }

  async function leave(
    call: Pick<UnauthenticatedCall, 'call' | 'number'>,
    arrivedAtMs: number,
  ): Promise<void> {
    const update = new UpdateCommand({
      TableName,
      Key: unauthenticatedKey(bucketOf(arrivedAtMs)),
      UpdateExpression: 'DELETE calls :entry, exempt :entry',
      // Otherwise an item would be made that never goes.
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':entry': new Set([entryOf(call)]) },
    });
    await isConditionMet(client.send(update));
  }

  return {
    present: (arrivedAtMs) => collect(counted(arrivedAtMs - maxUnauthenticatedMs, arrivedAtMs, arrivedAtMs)),

    async enter(newcomer, arrivedAtMs, whyNot, present) {
      const bucket = bucketOf(arrivedAtMs);
      if (present.some(({ call }) => call === newcomer.call)) return undefined;
      // Those who are refused by what is there already cost no write.
      const refusal = whyNot(present);
      if (refusal !== undefined) return refusal;

      // All who arrive now meet in one bucket. Of two for one place, one sees the other there.
      const inBucket = await add(newcomer, bucket);
      const others = inBucket.filter(({ call }) => call !== newcomer.call);
      const elsewhere = present.filter((each) => each.arrivedAtMs !== bucket);
      const lateRefusal = whyNot([...elsewhere, ...others]);
      if (lateRefusal !== undefined) await leave(newcomer, arrivedAtMs);
      return lateRefusal;
    },

    leave,

    async arrivedBy(atMs, limit) {
      const calls: CountedUnauthenticated[] = [];
      for await (const call of counted(atMs - keptMs, atMs, atMs)) {
        if (calls.length >= limit) break;
        calls.push(call);
      }
      return calls;
    },
  };
}

async function collect<Each>(all: AsyncIterable<Each>): Promise<readonly Each[]> {
  const collected: Each[] = [];
  for await (const each of all) collected.push(each);
  return collected;
}

/** A call as a bucket keeps it: an id has no space in it. */
const entryOf = ({ call, number }: Pick<UnauthenticatedCall, 'call' | 'number'>) => `${call} ${number ?? ''}`;

const entriesSchema = z.set(
  z.string().transform((entry) => {
    const [call, number = ''] = entry.split(' ', 2);
    return { call: voiceCallIdSchema.parse(call), ...(number === '' ? {} : { number }) };
  }),
);
const bucketSchema = z.object({
  sk: z.string(),
  calls: entriesSchema.optional(),
  exempt: entriesSchema.optional(),
});

function callsIn(item: Item): readonly CountedUnauthenticated[] {
  const { sk, calls, exempt } = bucketSchema.parse(item);
  const arrivedAtMs = Number(sk);
  return [
    ...[...(calls ?? [])].map((call) => ({ ...call, isExempt: false, arrivedAtMs })),
    ...[...(exempt ?? [])].map((call) => ({ ...call, isExempt: true, arrivedAtMs })),
  ];
}
