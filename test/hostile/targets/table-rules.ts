import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { tableOver, type Table } from '../../../lib/aws/table/table.ts';
import { Violation } from '../../simulation/frame/violation.ts';

/** Bytes of a partition key and of a sort key (DynamoDB docs, constraints). */
const longestKeys = { pk: 2_048, sk: 1_024 };
/** Bytes of an item (DynamoDB docs, constraints); we stay far below. */
const largestItem = 400_000;

const keySchema = z.object({ pk: z.string().min(1), sk: z.string().min(1) });
const requestSchema = z.object({
  Key: z.record(z.string(), z.any()).optional(),
  Item: z.record(z.string(), z.any()).optional(),
  ExpressionAttributeValues: z.record(z.string(), z.any()).optional(),
});
const sentSchema = z.object({ body: z.string().transform((text): unknown => JSON.parse(text)) });

/** A table that stores nothing, but complains of what DynamoDB would refuse: such a request ends in a 5xx. */
export function strictTable(): Table {
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  client.middlewareStack.add(
    () =>
      ({ request }) => {
        judgeRequest(sentSchema.parse(request).body);
        return Promise.resolve({ output: { $metadata: {} }, response: {} });
      },
    { step: 'build', name: 'strictTable' },
  );
  return tableOver(client, 'strict');
}

function judgeRequest(input: unknown): void {
  const { Key, Item, ExpressionAttributeValues } = requestSchema.parse(input);
  for (const attributes of [Key, Item]) {
    if (attributes === undefined) continue;
    const item = unmarshall(attributes);
    const key = keySchema.safeParse(item);
    if (!key.success) throw refused('a key is missing or empty');
    for (const [name, max] of Object.entries(longestKeys)) {
      if (Buffer.byteLength(name === 'pk' ? key.data.pk : key.data.sk) > max)
        throw refused(`${name} is too long`);
    }
    judgeValue(item, 0);
    if (Buffer.byteLength(JSON.stringify(item)) > largestItem) throw refused('an item is too large');
  }
  if (ExpressionAttributeValues !== undefined) judgeValue(unmarshall(ExpressionAttributeValues), 0);
}

/** Names must not be empty, numbers have a largest, strings are Unicode, nesting ends at 32 (DynamoDB docs). */
function judgeValue(value: unknown, depth: number): void {
  if (depth > 32) throw refused('too deep');
  if (typeof value === 'string' && !value.isWellFormed()) throw refused('a string is no Unicode');
  if (typeof value === 'number' && !(Math.abs(value) < 1e126)) throw refused('a number is too large');
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-130)
    throw refused('a number is too small');
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === '') throw refused('a name is empty');
    judgeValue(name, depth);
    judgeValue(inner, depth + 1);
  }
}

function refused(why: string): Violation {
  return new Violation('the-table-takes-it', why);
}

/** Does the same in an adapter that only looks on: what it answers is nobody's concern, what its table refuses is. */
export async function lookOn(adapter: () => Promise<unknown>): Promise<void> {
  try {
    await adapter();
  } catch (error) {
    // An empty table's answers make no sense to some.
    if (error instanceof Violation) throw error;
    if (error instanceof Error && /Number .* is greater than|Special numeric value/.test(error.message))
      throw refused(error.message.slice(0, 60));
  }
}
