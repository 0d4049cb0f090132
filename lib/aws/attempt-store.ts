import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { AttemptStore } from '../conference/ports.ts';
import { decode, encode, readItem, triesKey, type Item, type Table } from './table.ts';

const windowMs = 3_600_000;
/** A window is kept this many windows after it has begun: until a retried request can no longer be about it. */
const keptWindows = 2;

const windowOf = (nowMs: number) => Math.floor(nowMs / windowMs);

/**
 * Attempts in the table, one item for each scope and hour, counted up in place.
 *
 * The first scope is the one that remembers which keys are charged, and so decides whether the others are: it has to be
 * a small one, such as one call. One transaction over all scopes would be exact, but DynamoDB refuses transactions that
 * meet on an item, and all of them meet on a scope that everybody shares: a flood of wrong PINs would shut honest callers
 * out. So the writes are single ones. A crash between them, or an answer to the first that gets lost, leaves the other
 * scopes one short; an answer to one of the others that gets lost, one over.
 */
export function createAttemptStore({ table }: { readonly table: Table }): AttemptStore {
  /** Adds to a scope, and returns how many it then has. */
  async function add(scope: string, nowMs: number, by: 1 | -1, only?: Only): Promise<number> {
    const window = windowOf(nowMs);
    const { Attributes } = await table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: encode(triesKey(scope, window)),
        UpdateExpression: `SET #ttl = :ttl ADD tries :by ${only?.change ?? ''}`,
        ConditionExpression: only?.condition,
        ExpressionAttributeNames: { '#ttl': 'ttl', ...(only && { '#keys': 'keys' }) },
        ExpressionAttributeValues: encode({
          ':by': by,
          ':ttl': ((window + keptWindows) * windowMs) / 1000,
          ...(only && { ':key': only.key, ':keys': new Set([only.key]) }),
        }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return triesIn(decode(Attributes ?? {}));
  }

  /** The same, unless the condition fails: then undefined, and nothing is added. */
  async function addOnly(scope: string, nowMs: number, by: 1 | -1, only: Only): Promise<number | undefined> {
    try {
      return await add(scope, nowMs, by, only);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  const count = async (scope: string, nowMs: number) =>
    triesIn((await readItem(table, triesKey(scope, windowOf(nowMs)), nowMs)) ?? { tries: 0 });

  return {
    async charge(scopes, key, nowMs) {
      const [first, ...others] = scopes;
      if (first === undefined) return [];
      const charged = await addOnly(first, nowMs, 1, unlessCharged(key));
      if (charged === undefined) return Promise.all(scopes.map((scope) => count(scope, nowMs)));
      return [charged, ...(await Promise.all(others.map((scope) => add(scope, nowMs, 1))))];
    },

    async refund(scopes, key, nowMs) {
      const [first, ...others] = scopes;
      if (first === undefined || (await addOnly(first, nowMs, -1, ifCharged(key))) === undefined) return;
      await Promise.all(others.map((scope) => add(scope, nowMs, -1)));
    },
  };
}

/** A condition on the keys that a scope remembers, and what then becomes of them. */
interface Only {
  readonly key: string;
  readonly condition: string;
  readonly change: string;
}
const unlessCharged = (key: string): Only => ({
  key,
  condition: 'NOT contains(#keys, :key)',
  change: ', #keys :keys',
});
const ifCharged = (key: string): Only => ({
  key,
  condition: 'contains(#keys, :key)',
  change: 'DELETE #keys :keys',
});

const triesSchema = z.object({ tries: z.number() });
const triesIn = (item: Item) => triesSchema.parse(item).tries;
