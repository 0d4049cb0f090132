import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDynamo } from '../../../local/runtime/dynamo.ts';
import { readStack } from '../../../local/runtime/template.ts';
import { functionsFolder, makeTemplate } from './fixtures/template.ts';

const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** Makes a folder the whole PATH, with a `java` that runs the script, or with none. */
async function pretendJava(script: string | undefined) {
  const folder = await mkdtemp(path.join(tmpdir(), 'java-'));
  folders.push(folder);
  if (script !== undefined) {
    await writeFile(path.join(folder, 'java'), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(folder, 'java'), 0o755);
  }
  vi.stubEnv('PATH', folder);
}

describe('without the right Java', () => {
  const install = /^DynamoDB Local needs Java 17 or newer: install a JDK .*$/;
  it.each([
    { what: 'none', script: undefined, message: install },
    {
      what: 'an old one',
      script: 'echo "java.lang.UnsupportedClassVersionError: x" >&2; exit 1',
      message: install,
    },
    {
      what: "macOS's placeholder",
      script: 'echo "Unable to locate a Java Runtime." >&2; exit 1',
      message: install,
    },
    { what: 'one that fails otherwise', script: 'echo "no memory" >&2; exit 1', message: /no memory/ },
  ])('($what) the start fails with one clear sentence', async ({ script, message }) => {
    await pretendJava(script);
    await expect(startDynamo()).rejects.toThrow(message);
  });
});

it('starts, has the table of the template, and stops', async () => {
  const dynamo = await startDynamo();
  const { table } = readStack(makeTemplate(), functionsFolder);
  await dynamo.createTable(table, 'other');
  const client = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'other', secretAccessKey: 'x' },
  });
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table.name }));
  expect(Table?.KeySchema).toEqual(table.keySchema);
  expect(
    Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    })),
  ).toEqual(table.indexes);
  client.destroy();
  await dynamo.stop();
  await expect(fetch(dynamo.endpoint)).rejects.toThrow('fetch failed');
  await expect(dynamo.stop()).resolves.toBeUndefined();
});

it('leaves a table as it is that is there already, unless it is one of another version', async () => {
  const dynamo = await startDynamo();
  const { table } = readStack(makeTemplate(), functionsFolder);
  const inKeys = table.keySchema.map(({ AttributeName }) => AttributeName);
  const attributeDefinitions = table.attributeDefinitions.filter(({ AttributeName }) =>
    inKeys.includes(AttributeName),
  );
  await dynamo.createTable(table, 'kept');
  await expect(dynamo.createTable(table, 'kept')).resolves.toBeUndefined();
  await expect(dynamo.createTable({ ...table, attributeDefinitions, indexes: [] }, 'kept')).rejects.toThrow(
    'that of another version of Patchbay: delete the folder',
  );
  await dynamo.stop();
});
