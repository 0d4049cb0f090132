import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { tableOver } from '../../../../lib/aws/table/table.ts';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoAt } from '../../../../local/runtime/dynamo.ts';
import { createEventService } from '../../../../local/runtime/stream/event-service.ts';
import { createRecorder } from '../../../../local/runtime/recorder.ts';
import type { FunctionOutcome } from '../../../../local/runtime/sandboxes/sandboxes.ts';
import type { StreamSpec } from '../../../../local/runtime/stream/spec.ts';
import { startStream } from '../../../../local/runtime/stream/stream.ts';
import { runningDynamo } from '../../../support/dynamo.ts';

const batchSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        OldImage: z.unknown().optional(),
        NewImage: z.object({ sk: z.object({ S: z.string() }) }),
      }),
    }),
  ),
});
type Batch = z.infer<typeof batchSchema>['Records'];

const spec: StreamSpec = {
  arn: 'arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/local',
  functionName: 'publish',
  batchSize: 10,
  isWanted: () => true,
  halves: true,
  reportsFailures: true,
  maxRetries: undefined,
  unpublishedArn: undefined,
};
const fine: FunctionOutcome = { ok: true, payload: { batchItemFailures: [] } };
const dead: FunctionOutcome = {
  ok: false,
  error: { errorType: 'Runtime.ExitError', errorMessage: '', trace: [] },
};

const endings: (() => void)[] = [];
afterAll(() => {
  for (const end of endings) end();
});

/** A table of its own into which items are put, and the batches that the function is brought of it. */
async function start(run: (batch: Batch) => FunctionOutcome, changes: Partial<StreamSpec> = {}) {
  const accessKeyId = crypto.randomUUID().replaceAll('-', '');
  const { endpoint } = runningDynamo();
  await dynamoAt(endpoint).createTable(
    {
      name: 'things',
      arn: 'arn',
      attributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      keySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      indexes: [],
      streamView: 'NEW_AND_OLD_IMAGES',
    },
    accessKeyId,
  );
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
  });
  const table = tableOver(client, 'things');
  const put = async (...names: string[]) => {
    for (const sk of names)
      await table.client.send(new PutCommand({ TableName: 'things', Item: { pk: 'p', sk } }));
  };
  const brought: string[][] = [];
  const recorder = createRecorder();
  const stream = startStream(
    { ...spec, ...changes },
    {
      ...{ dynamo: { endpoint, accessKeyId }, tableName: 'things', fromBeginning: true, recorder },
      invoke: (_, event) => {
        const { Records } = batchSchema.parse(event);
        brought.push(Records.map(({ dynamodb }) => dynamodb.NewImage.sk.S));
        return Promise.resolve(run(Records));
      },
      onEnd: () => undefined,
    },
  );
  endings.push(() => {
    stream.stop();
    table.close();
  });
  return { put, brought, stream, recorder };
}

describe('what is written', () => {
  it('is brought in order, as Lambda brings it, by what the role has to allow', async () => {
    const { put, brought, recorder } = await start(() => fine);
    await put('a', 'b');
    await expect.poll(() => brought.flat()).toEqual(['a', 'b']);
    expect(recorder.records.map(({ action }) => action).toSorted()).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ]);
  });

  it('comes again from the record on that the function names', async () => {
    let fails = true;
    // However many come at once.
    const { put, brought } = await start((batch) => {
      const named = batch.find(({ dynamodb }) => dynamodb.NewImage.sk.S === 'b');
      if (!fails || named === undefined) return fine;
      fails = false;
      const itemIdentifier = named.dynamodb.SequenceNumber;
      return { ok: true, payload: { batchItemFailures: [{ itemIdentifier }] } };
    });
    await put('a', 'b', 'c');
    const times = (of: string) => brought.flat().filter((name) => name === of).length;
    await expect.poll(() => times('b')).toBe(2);
    await expect.poll(() => brought.at(-1)?.at(-1)).toBe('c');
    expect(times('a')).toBe(1);
  });

  it('is halved where it kills the function, and goes on without what does so as often as it may', async () => {
    const kills = (batch: Batch) => batch.some(({ dynamodb }) => dynamodb.NewImage.sk.S === 'poison');
    const changes = { maxRetries: 2 };
    const { put, brought, stream } = await start((batch) => (kills(batch) ? dead : fine), changes);
    await put('a', 'poison', 'b');
    await expect.poll(() => brought.at(-1)).toEqual(['b']);
    expect(stream.givenUp).toHaveLength(1);
    expect(brought).toContainEqual(['a']);
  });
});

describe('the bus', () => {
  const seen: unknown[] = [];
  const bus = createEventService((event) => void seen.push(event['detail-type']));
  const entry = { EventBusName: 'default', Source: 's', DetailType: 'd', Detail: '{}', Time: 1_772_359_200 };

  it('takes each entry by itself, as EventBridge does', () => {
    const { body } = bus.serve('PutEvents', { Entries: [entry, { ...entry, Detail: 'no JSON' }] });
    expect(body).toMatchObject({ FailedEntryCount: 1, Entries: [{}, { ErrorCode: 'MalformedDetail' }] });
    expect(seen).toEqual(['d']);
  });

  it('refuses what it does not know, and more than ten at once', () => {
    expect(bus.serve('PutRule', {}).status).toBe(400);
    expect(bus.serve('PutEvents', { Entries: [{ ...entry, Odd: 1 }] }).status).toBe(400);
    expect(bus.serve('PutEvents', { Entries: Array.from({ length: 11 }, () => entry) }).status).toBe(400);
  });
});
