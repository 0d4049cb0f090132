import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { conditional } from '../../../../lib/aws/table/conditional-write.ts';
import { listed } from '../../../../lib/aws/table/query.ts';
import { callKey, readItem, type Item, type Key, type Table } from '../../../../lib/aws/table/table.ts';
import { callIdSchema } from '../../../../lib/held-calls/model/call.ts';
import { freshTable } from '../../../support/dynamo.ts';

let table: Table;
beforeAll(async () => {
  table = await freshTable();
});

let items = 0;
const newKey = () => callKey(callIdSchema.parse(`item-${(items += 1)}`));

async function stored(item: Item) {
  const key = newKey();
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...key, ...item } }));
  return key;
}

const { MAX_SAFE_INTEGER } = Number;
const item = {
  text: '',
  numbers: [0, -1.5, 1_800_000_000_000, MAX_SAFE_INTEGER],
  flags: { yes: true, none: null, empty: {} },
  set: new Set(['a', 'b']),
  bytes: new Uint8Array([0, 255]),
};

test('what is stored is read as it was', async () => {
  const key = await stored(item);
  expect(await readItem(table, key, 0)).toEqual({ ...key, ...item });
});

test('what is undefined is not stored, at any depth', async () => {
  const key = await stored({ gone: undefined, deep: { gone: undefined, list: [{ gone: undefined }] } });
  const found = await readItem(table, key, 0);
  expect(found).toStrictEqual({ ...key, deep: { list: [{}] } });
});

test('a number that would lose digits is refused before it is sent', async () => {
  await expect(stored({ tooLarge: MAX_SAFE_INTEGER + 1 })).rejects.toThrow(
    'greater than Number.MAX_SAFE_INTEGER',
  );
});

const update = (key: Key, condition: string, asksForItem: boolean) =>
  conditional(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: key,
        UpdateExpression: 'SET #text = :text',
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#text': 'text' },
        ExpressionAttributeValues: { ':text': 'new' },
        ReturnValues: 'ALL_NEW',
        ...(asksForItem && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      }),
    ),
  );

test('a condition that fails gives the item as it is, if it is asked for and there', async () => {
  const key = await stored(item);
  expect(await update(key, '#text = :text', true)).toEqual({ ok: false, item: { ...key, ...item } });
  expect(await update(key, '#text = :text', false)).toEqual({ ok: false, item: undefined });
  expect(await update(newKey(), '#text = :text', true)).toEqual({ ok: false, item: undefined });
});

test('a condition that is met gives the answer of the write, and any other failure is thrown', async () => {
  const key = await stored(item);
  const done = await update(key, 'attribute_exists(pk)', true);
  expect(done).toMatchObject({ ok: true, output: { Attributes: { ...key, ...item, text: 'new' } } });
  await expect(update(key, 'no condition', true)).rejects.toThrow('ConditionExpression');
});

test('a list of more than a page is read to its end', async () => {
  const many = Array.from({ length: 501 }, (_, index) => index);
  for (const listAt of many) await stored({ list: 'MANY', listAt });
  const read: number[] = [];
  for await (const { listAt } of listed(table, 'MANY')) read.push(listAt);
  expect(read).toEqual(many);
});
