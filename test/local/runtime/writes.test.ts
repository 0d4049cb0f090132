import { expect, test } from 'vitest';
import { readWrites } from '../../../local/runtime/writes.ts';

const key = { pk: { S: 'CALL#a' }, sk: { S: 'CALL' } };
const read = { pk: 'CALL#a', sk: 'CALL' };

test.each([
  ['PutItem', { Item: { ...key, more: { N: '1' } } }],
  ['UpdateItem', { Key: key }],
  ['DeleteItem', { Key: key }],
  ['TransactWriteItems', { TransactItems: [{ Update: { Key: key } }] }],
])('%s changes the item of its key', (operation, input) => {
  expect(readWrites(operation, input)).toEqual([read]);
});

test('a condition of a transaction, a read, and what cannot be read change nothing', () => {
  expect(readWrites('TransactWriteItems', { TransactItems: [{ ConditionCheck: { Key: key } }] })).toEqual([]);
  expect(readWrites('GetItem', { Key: key })).toEqual([]);
  expect(readWrites('PutItem', { Item: { pk: { S: 'no sort key' } } })).toEqual([]);
});
