import { GetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway, type Gateway } from '../../../local/runtime/gateway.ts';
import { compareWithRoles } from '../../../local/runtime/roles.ts';
import type { LogLine } from '../../../local/runtime/sandboxes/sandboxes.ts';
import { functionsFolder, makeTemplate } from './fixtures/template.ts';

const lines: LogLine[] = [];
let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({
    template: makeTemplate(),
    functionsFolder,
    environment: { DAILY_API_URL: 'http://127.0.0.1:1', UNKNOWN_VARIABLE: 'x' },
    secret: { word: 'open' },
    port: 0,
    timers: false,
    onLog: (line) => lines.push(line),
  });
});

afterAll(() => gateway.stop());

const post = (path: string, body: string) =>
  fetch(`${gateway.url}${path}`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });

const executionOf = (name: string) =>
  gateway.machine.executions().find((execution) => execution.name === name);

/** Settles the thing's task as soon as its token is in the table. */
const settle = (id: string) =>
  vi.waitFor(
    async () => {
      const response = await post(`/things/${id}/settled`, '');
      expect(response.status).not.toBe(409);
      return response;
    },
    { timeout: 120_000, interval: 200 },
  );

describe('a journey through front, function, table, machine and back', () => {
  it('goes from a request to the end of the execution', async () => {
    expect((await post('/things/first', 'open')).status).toBe(202);
    expect((await settle('first')).status).toBe(204);
    await expect.poll(() => executionOf('first')?.status).toBe('SUCCEEDED');
    expect(executionOf('first')).toMatchObject({ output: '{"tidied":"first"}', transitions: 2 });
  });

  it('tells a late settler that the task is over', async () => {
    await post('/things/second', 'open');
    await settle('second');
    const late = await post('/things/second/settled', '');
    expect([late.status, await late.text()]).toEqual([410, 'TaskTimedOut']);
  });

  it('lets an SDK client outside see the same table and executions', async () => {
    await post('/things/third', 'open');
    const table = new DynamoDBClient(gateway.awsClient);
    const machine = new SFNClient(gateway.awsClient);
    const { Item } = await table.send(
      new GetItemCommand({ TableName: gateway.tableName, Key: { pk: { S: 'third' }, sk: { S: 'THING' } } }),
    );
    const executionArn = executionOf('third')?.arn;
    const execution = await machine.send(new DescribeExecutionCommand({ executionArn }));
    expect([Item?.pk?.S, execution.status, execution.name]).toEqual(['third', 'RUNNING', 'third']);
    table.destroy();
    machine.destroy();
  });

  it('runs 30 journeys at once', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `many-${n}`);
    await Promise.all(ids.map((id) => post(`/things/${id}`, 'open').then(() => settle(id))));
    await expect.poll(() => ids.map((id) => executionOf(id)?.status)).toEqual(ids.map(() => 'SUCCEEDED'));
  });
});

describe('the secret', () => {
  it('can be replaced while the functions run', async () => {
    gateway.secrets.set({ word: 'sesame' });
    expect((await post('/things/fourth', 'open')).status).toBe(401);
    expect((await post('/things/fourth', 'sesame')).status).toBe(202);
    gateway.secrets.set({ word: 'open' });
  });
});

describe('the environment', () => {
  it('overrides only what the template gives to the function', async () => {
    const outcome = await gateway.invoke('echo', { do: 'environment' });
    expect(outcome).toMatchObject({
      payload: {
        STAGE: 'test',
        DAILY_API_URL: 'http://127.0.0.1:1',
        AWS_ENDPOINT_URL_DYNAMODB: gateway.awsClient.endpoint,
      },
    });
    expect(outcome).not.toHaveProperty('payload.UNKNOWN_VARIABLE');
    expect(outcome).not.toHaveProperty('payload.PUBLIC_URL');
  });
});

describe('schedules', () => {
  it('runs what is due at once when asked', async () => {
    expect(await gateway.schedules.runNow('tick')).toEqual({ ok: true, payload: 'Scheduled Event' });
    expect(() => gateway.schedules.runNow('tidy')).toThrow('Nothing is scheduled for tidy');
  });
});

describe('the roles', () => {
  it('are compared with what the functions did', async () => {
    await post('/things/first/settled', '');
    expect(compareWithRoles(gateway.recorder.records, gateway.stack)).toEqual([
      { functionName: 'store', missing: [], unused: ['secretsmanager:DescribeSecret'] },
      {
        functionName: 'settle',
        missing: [`dynamodb:GetItem on ${gateway.stack.table.arn}`],
        unused: [],
      },
    ]);
  });

  it('rest on records that know the cost', () => {
    const put = gateway.recorder.records.find(({ action }) => action === 'dynamodb:PutItem');
    expect(put).toMatchObject({ functionName: 'store', status: 200, writeUnits: 1, readUnits: 0 });
    const get = gateway.recorder.records.find(({ action }) => action === 'dynamodb:GetItem');
    expect(get).toMatchObject({ functionName: 'settle', readUnits: 1, writeUnits: 0 });
  });
});

describe('an outage', () => {
  it('is a frozen database: requests hang until it thaws', async () => {
    gateway.dynamo.freeze();
    const hanging = post('/things/frozen', 'open');
    const first = await Promise.race([hanging, gateway.invoke('echo', { do: 'sleep', ms: 200 })]);
    gateway.dynamo.thaw();
    expect(first).toMatchObject({ ok: true });
    expect((await hanging).status).toBe(202);
  });
});

it('stops on a port that is taken, and leaves nothing behind', async () => {
  const port = Number(new URL(gateway.url).port);
  const starting = startGateway({
    template: makeTemplate(),
    functionsFolder,
    environment: {},
    secret: {},
    port,
    timers: false,
    onLog: () => undefined,
  });
  await expect(starting).rejects.toThrow(`Port ${port} is in use`);
});
