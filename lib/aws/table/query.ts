import { paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { listIndex, type Item, type Table } from './table.ts';

/** Keys of a list read at once: some 60 KB. */
const listPage = 500;

type Query = Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>;

/** The pages of what a query finds, each asked for when it is reached: who stops reading saves the next. */
export const pagesOf = (table: Table, input: Query) =>
  paginateQuery({ client: table.client }, { ...input, TableName: table.name });

/** All items that a query finds, read page by page. */
export async function* query(table: Table, input: Query): AsyncGenerator<Item, void, void> {
  for await (const { Items = [] } of pagesOf(table, input)) yield* Items;
}

const listedSchema = z.object({ pk: z.string(), sk: z.string(), listAt: z.number() });
export type Listed = z.infer<typeof listedSchema>;

/**
 * Keys of the items on one list of the sparse index, the earliest first; one written a moment ago may be missing.
 * @param untilMs leaves out what is on the list for a later moment
 */
export async function* listed(
  table: Table,
  list: string,
  untilMs: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<Listed, void, void> {
  const items = query(table, {
    IndexName: listIndex,
    KeyConditionExpression: '#list = :list AND listAt <= :until',
    ExpressionAttributeNames: { '#list': 'list' },
    ExpressionAttributeValues: { ':list': list, ':until': untilMs },
    Limit: listPage,
  });
  for await (const item of items) yield listedSchema.parse(item);
}

/**
 * Keys of the items on several lists as one, the latest first; one written a moment ago may be missing.
 * @param span Unix ms, both included
 */
export async function* newest(
  table: Table,
  lists: readonly string[],
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
): AsyncGenerator<Listed, void, void> {
  const readers = lists.map((list) =>
    query(table, {
      IndexName: listIndex,
      KeyConditionExpression: '#list = :list AND listAt BETWEEN :since AND :until',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':list': list, ':since': sinceMs, ':until': untilMs },
      ScanIndexForward: false,
      Limit: listPage,
    }),
  );
  const nextOf = async (reader: AsyncGenerator<Item, void, void>) => {
    const { value } = await reader.next();
    return value === undefined ? undefined : { entry: listedSchema.parse(value), reader };
  };
  const isThere = <Head>(head: Head | undefined) => head !== undefined;
  // A span that is empty is an error to DynamoDB.
  let heads = sinceMs > untilMs ? [] : (await Promise.all(readers.map(nextOf))).filter(isThere);
  while (heads.length > 0) {
    const first = heads.reduce((latest, head) => (head.entry.listAt > latest.entry.listAt ? head : latest));
    yield first.entry;
    const next = await nextOf(first.reader);
    heads = [...heads.filter((head) => head !== first), next].filter(isThere);
  }
}
