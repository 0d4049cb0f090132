import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { tableOver, type Table } from '../../lib/aws/table/table.ts';

/** The DynamoDB Local of this run, and the shape of its tables. */
export function runningDynamo() {
  const dynamo = inject('dynamo');
  if ('problem' in dynamo) throw new Error(`There is no DynamoDB Local in this run: ${dynamo.problem}`);
  return dynamo;
}

/** DynamoDB Local shows the tables of an access key id to that id only. */
export const tablesAccessKeyId = 'test';

/**
 * Makes an empty table of the template's shape in the run's DynamoDB Local, for one test file. Its client waits longer
 * than Patchbay's own would: fifty connections at once to the one process behind all test files take over a second on a
 * busy machine. That requests end in time has tests of its own. Others are told of what is written, which is more than if not.
 */
export async function freshTable(): Promise<Table> {
  const { endpoint, shape } = runningDynamo();
  const settings = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: tablesAccessKeyId, secretAccessKey: 'test' },
  };
  const maker = new DynamoDBClient(settings);
  const table = tableOver(new DynamoDBClient(settings), `test-${crypto.randomUUID()}`, true);
  const create = new CreateTableCommand({
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...shape.attributeDefinitions],
    KeySchema: [...shape.keySchema],
    GlobalSecondaryIndexes: [...shape.indexes],
  });
  await maker.send(create).catch((error: unknown) => {
    // The client repeats what was not answered in time, and nobody else makes a table of this name.
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  maker.destroy();
  return table;
}
