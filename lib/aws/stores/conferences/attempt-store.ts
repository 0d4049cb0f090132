import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AttemptScope, AttemptStore } from '../../../conferences/ports.ts';
import { conditional } from '../../table/conditional-write.ts';
import { triesKey, type Item, type Table } from '../../table/table.ts';

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
 * ones, side by side. A request that is repeated cannot tell whether the one before it got through to the other scopes:
 * it charges them once more, and each takes back what it charged itself. So no scope is ever short; after a repetition,
 * or a crash, those that all calls share may be one over.
 */
export function createAttemptStore({ table, newWriteId }: AttemptStoreDeps): AttemptStore {
  /** Adds to a scope. Only then is there a count that it has now: what is said otherwise is why nothing was added. */
  async function add(scope: AttemptScope, nowMs: number, by: 1 | -1, only?: Only): Promise<Added> {
    const { name, max } = scope;
    const window = windowOf(nowMs);
    const write = newWriteId();
    const conditions = [
      '(attribute_not_exists(lastWrite) OR lastWrite <> :write)',
      ...(only === undefined ? [] : [only.condition]),
      ...(max === undefined || by < 0 ? [] : ['(attribute_not_exists(tries) OR tries < :max)']),
    ];
    const update = new UpdateCommand({
      TableName: table.name,
      Key: triesKey(name, window),
      UpdateExpression: `SET #ttl = :ttl, lastWrite = :write ADD tries :by ${only?.change ?? ''}`,
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: { '#ttl': 'ttl', ...(only && { '#keys': 'keys' }) },
      ExpressionAttributeValues: {
        ':by': by,
        ':write': write,
        ':ttl': ((window + keptWindows) * windowMs) / 1000,
        ...(only && { ':key': only.key, ':keys': new Set([only.key]) }),
        ...(max === undefined || by < 0 ? {} : { ':max': max }),
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const added = await conditional(table.client.send(update));
    if (added.ok) return { is: 'added', tries: countedIn(added.output.Attributes ?? {}).tries };
    const { tries, lastWrite, keys } = countedIn(added.item ?? {});
    // Our own write, whose answer got lost, refused its repetition.
    if (lastWrite === write) return { is: 'added', tries };
    return { is: only !== undefined && keys?.has(only.key) === true ? 'known' : 'refused', tries };
  }

  return {
    async charge(scopes, key, nowMs) {
      const charged = await Promise.all(
        scopes.map((scope, index) => add(scope, nowMs, 1, index === 0 ? unlessCharged(key) : undefined)),
      );
      if (!charged.some(({ is }) => is === 'refused')) return charged.map(({ tries }) => tries);
      const own = scopes.filter((_, index) => charged[index]?.is === 'added');
      await Promise.all(
        own.map((scope) => add(scope, nowMs, -1, scope === scopes[0] ? ifCharged(key) : undefined)),
      );
      return 'spent';
    },

    async refund(scopes, key, nowMs) {
      await Promise.all(
        scopes.map((scope, index) => add(scope, nowMs, -1, index === 0 ? ifCharged(key) : undefined)),
      );
    },
  };
}

/** `known`: its key is charged already. `refused`: it has had all that it may have, or there is nothing to take back. */
interface Added {
  readonly is: 'added' | 'known' | 'refused';
  readonly tries: number;
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

const countedSchema = z.object({
  tries: z.number().default(0),
  keys: z.set(z.string()).optional(),
  lastWrite: z.string().optional(),
});
const countedIn = (item: Item) => countedSchema.parse(item);
