import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AttemptScope, AttemptStore } from '../../../conferences/ports.ts';
import { conditional } from '../../table/conditional-write.ts';
import { readItem, triesKey, type Item, type Table } from '../../table/table.ts';

const windowMs = 3_600_000;
/** A window is kept this many windows after it has begun: until a retried request can no longer be about it. */
const keptWindows = 2;

const windowOf = (nowMs: number) => Math.floor(nowMs / windowMs);

export interface AttemptStoreDeps {
  readonly table: Table;
  /** Names a write, so that one whose answer got lost is known when the SDK repeats it; from a secure source. */
  readonly newWriteId: () => string;
}

/**
 * Attempts in the table, one item for each scope and hour, counted up in place.
 *
 * The first scope is the one that remembers which keys are charged: it has to be a small one, such as one call. One
 * transaction over all scopes would be exact, but DynamoDB refuses transactions that meet on an item, and all of them
 * meet on a scope that everybody shares: a flood of wrong PINs would shut honest callers out. So the writes are single
 * ones, in an order that never leaves a scope short: the key is remembered after the other scopes are charged, and
 * forgotten before they are refunded. A crash in between leaves them one over.
 */
export function createAttemptStore({ table, newWriteId }: AttemptStoreDeps): AttemptStore {
  /** Adds to a scope, and returns how many it then has; undefined if the condition fails, and nothing is added. */
  async function add(
    scope: AttemptScope,
    nowMs: number,
    by: 1 | -1,
    only?: Only,
  ): Promise<number | undefined> {
    const window = windowOf(nowMs);
    const write = newWriteId();
    const isNew = '(attribute_not_exists(lastWrite) OR lastWrite <> :write)';
    const update = new UpdateCommand({
      TableName: table.name,
      Key: triesKey(scope.name, window),
      UpdateExpression: `SET #ttl = :ttl, lastWrite = :write ADD tries :by ${only?.change ?? ''}`,
      ConditionExpression: only === undefined ? isNew : `${isNew} AND ${only.condition}`,
      ExpressionAttributeNames: { '#ttl': 'ttl', ...(only && { '#keys': 'keys' }) },
      ExpressionAttributeValues: {
        ':by': by,
        ':write': write,
        ':ttl': ((window + keptWindows) * windowMs) / 1000,
        ...(only && { ':key': only.key, ':keys': new Set([only.key]) }),
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const added = await conditional(table.client.send(update));
    if (added.ok) return countedIn(added.output.Attributes ?? {}).tries;
    const found = countedIn(added.item ?? {});
    return found.lastWrite === write ? found.tries : undefined;
  }

  const addToAll = (scopes: readonly AttemptScope[], nowMs: number, by: 1 | -1) =>
    Promise.all(scopes.map(async (scope) => (await add(scope, nowMs, by)) ?? 0));

  const read = async ({ name }: AttemptScope, nowMs: number) =>
    countedIn((await readItem(table, triesKey(name, windowOf(nowMs)), nowMs)) ?? {});

  const countAll = (scopes: readonly AttemptScope[], nowMs: number) =>
    Promise.all(scopes.map(async (scope) => (await read(scope, nowMs)).tries));

  async function refund(scopes: readonly AttemptScope[], key: string, nowMs: number): Promise<void> {
    const [first, ...others] = scopes;
    if (first === undefined || (await add(first, nowMs, -1, ifCharged(key))) === undefined) return;
    await addToAll(others, nowMs, -1);
  }

  return {
    charged: read,

    async charge(scopes, key, nowMs, before) {
      const [first, ...others] = scopes;
      if (first === undefined) return [];
      const polled = [first, ...others.filter(({ max }) => max !== undefined)];
      const found = await Promise.all(
        polled.map(async (scope) => (scope === first ? before : undefined) ?? read(scope, nowMs)),
      );
      if (found[0]?.keys?.has(key) === true) return countAll(scopes, nowMs);
      if (polled.some((scope, index) => isOver(scope, (found[index]?.tries ?? 0) + 1))) return 'spent';

      const charged = await addToAll(others, nowMs, 1);
      const chargedFirst = await add(first, nowMs, 1, unlessCharged(key));
      if (chargedFirst === undefined) {
        // The same request, repeated while it was carried out, has charged them too.
        await addToAll(others, nowMs, -1);
        return countAll(scopes, nowMs);
      }
      const counts = [chargedFirst, ...charged];
      // Others have been charged since the look before.
      if (!scopes.some((scope, index) => isOver(scope, counts[index] ?? 0))) return counts;
      await refund(scopes, key, nowMs);
      return 'spent';
    },

    refund,
  };
}

const isOver = ({ max }: AttemptScope, tries: number) => max !== undefined && tries > max;

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

const countedSchema = z.object({
  tries: z.number().default(0),
  keys: z.set(z.string()).optional(),
  lastWrite: z.string().optional(),
});
const countedIn = (item: Item) => countedSchema.parse(item);
