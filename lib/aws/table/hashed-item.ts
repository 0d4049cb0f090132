import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, Key, Table } from './table.ts';
import { transact, type TransactionDeps, type TransactWrite } from './transaction.ts';

/** Where an item is found by a keyed hash, and where the pointer is by which its owner's list finds it. */
export interface Place {
  readonly key: Key;
  readonly pointerKey: Key;
}

/** What stands in both places. */
export interface Content {
  readonly item: Item;
  readonly pointer: Item;
  /** Unix seconds at which both are gone; default: never. */
  readonly ttl?: number | undefined;
}

/** Stores an item and its pointer: both or none, since what no list shows could not be revoked. */
export async function putHashed(
  deps: TransactionDeps,
  place: Place,
  content: Content,
): Promise<'stored' | 'exists'> {
  const outcome = await transact(deps, putsOf(deps, place, content));
  return outcome === 'done' ? 'stored' : 'exists';
}

/**
 * Keeps an item in another place from now on, unless it has gone from the first or somebody has moved it already. It is
 * in exactly one place at any moment, so that it cannot be revoked in one and go on in the other. What is left behind
 * counts as absent at once; the database clears it away.
 */
export async function moveHashed(
  deps: TransactionDeps,
  from: Place,
  to: Place,
  content: Content,
): Promise<void> {
  const { table, clock } = deps;
  const nowS = clock.now() / 1000;
  const letGo = (key: Key): TransactWrite => ({
    Update: {
      TableName: table.name,
      Key: key,
      UpdateExpression: 'SET #ttl = :gone REMOVE #list, listAt',
      ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#ttl) OR #ttl > :now)',
      ExpressionAttributeNames: { '#ttl': 'ttl', '#list': 'list' },
      ExpressionAttributeValues: { ':now': nowS, ':gone': Math.floor(nowS) },
    },
  });
  await transact(deps, [...putsOf(deps, to, content), letGo(from.key), letGo(from.pointerKey)]);
}

function putsOf(
  { table, clock }: TransactionDeps,
  { key, pointerKey }: Place,
  { item, pointer, ttl }: Content,
): TransactWrite[] {
  return [
    {
      Put: {
        TableName: table.name,
        Item: { ...key, ...item, ttl },
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': clock.now() / 1000 },
      },
    },
    { Put: { TableName: table.name, Item: { ...pointerKey, ...pointer, ttl } } },
  ];
}

/** Removes an item, and then its pointer: one that a crash leaves behind points to nothing, which no list shows. */
export async function removeHashed(table: Table, { key, pointerKey }: Place): Promise<void> {
  for (const each of [key, pointerKey])
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: each }));
}
