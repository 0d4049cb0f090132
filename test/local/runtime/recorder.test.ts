import { describe, expect, it } from 'vitest';
import {
  fromAccessKeyId,
  readAccessKeyId,
  readConsumedUnits,
  readDynamoAccess,
  toAccessKeyId,
} from '../../../local/runtime/recorder.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/t';

describe('an access key id', () => {
  it.each(['sweep', 'hold-call', 'Zebra', 'a_b.c', 'Z2D', '-'])('stands for %s and gives it back', (name) => {
    const id = toAccessKeyId(name);
    expect(id).toMatch(/^[A-Za-z0-9]+$/);
    expect(fromAccessKeyId(id)).toBe(name);
  });

  it.each([
    {
      header:
        'AWS4-HMAC-SHA256 Credential=holdZ2Dcall/20261122/us-east-1/states/aws4_request, SignedHeaders=host',
      id: 'holdZ2Dcall',
    },
    { header: 'Bearer x', id: undefined },
    { header: undefined, id: undefined },
  ])('is read from $header', ({ header, id }) => {
    expect(readAccessKeyId(header)).toBe(id);
  });
});

describe('the access of a DynamoDB request', () => {
  it.each([
    { operation: 'GetItem', input: { TableName: 't' }, access: [['dynamodb:GetItem', TABLE]] },
    { operation: 'PutItem', input: { TableName: TABLE }, access: [['dynamodb:PutItem', TABLE]] },
    {
      operation: 'Query',
      input: { TableName: 't', IndexName: 'list' },
      access: [['dynamodb:Query', `${TABLE}/index/list`]],
    },
    {
      operation: 'TransactWriteItems',
      input: { TransactItems: [{ Put: { TableName: 't' } }, { ConditionCheck: { TableName: 't' } }] },
      access: [
        ['dynamodb:PutItem', TABLE],
        ['dynamodb:ConditionCheckItem', TABLE],
      ],
    },
    {
      operation: 'BatchGetItem',
      input: { RequestItems: { t: { Keys: [] } } },
      access: [['dynamodb:BatchGetItem', TABLE]],
    },
    { operation: 'ListTables', input: {}, access: [['dynamodb:ListTables', '*']] },
  ])('$operation', ({ operation, input, access }) => {
    expect(readDynamoAccess(operation, input).map(({ action, resource }) => [action, resource])).toEqual(
      access,
    );
  });
});

describe('the consumed units', () => {
  it.each([
    { operation: 'GetItem', answer: { ConsumedCapacity: { CapacityUnits: 0.5 } }, units: [0.5, 0] },
    { operation: 'UpdateItem', answer: { ConsumedCapacity: { CapacityUnits: 2 } }, units: [0, 2] },
    {
      operation: 'TransactWriteItems',
      answer: { ConsumedCapacity: [{ CapacityUnits: 4 }, { CapacityUnits: 2 }] },
      units: [0, 6],
    },
    {
      operation: 'PutItem',
      answer: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' },
      units: [0, 1],
    },
    {
      operation: 'PutItem',
      answer: { __type: 'com.amazon.coral.validate#ValidationException' },
      units: [0, 0],
    },
    { operation: 'DescribeTable', answer: 'no JSON object', units: [0, 0] },
  ])('of $operation: $units', ({ operation, answer, units }) => {
    const { readUnits, writeUnits } = readConsumedUnits(operation, answer);
    expect([readUnits, writeUnits]).toEqual(units);
  });
});
