import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAwsEndpoint } from '../../../local/runtime/aws-endpoint.ts';
import { createMachine, type Machine } from '../../../local/runtime/machine/machine.ts';
import { createRecorder, toAccessKeyId } from '../../../local/runtime/recorder.ts';
import { createSecrets } from '../../../local/runtime/secrets.ts';
import { createStepFunctions } from '../../../local/runtime/machine/step-functions.ts';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:m';
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:things/test-a1b2c3';
const recorder = createRecorder();
const secrets = createSecrets(SECRET, { a: 1 });
const tokens: string[] = [];
let machine: Machine;
let endpoint: Awaited<ReturnType<typeof startAwsEndpoint>>;
let states: SFNClient;
let manager: SecretsManagerClient;

beforeAll(async () => {
  const wait = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } },
    End: true,
  };
  machine = await createMachine(
    { name: 'm', arn: MACHINE, definition: { StartAt: 'Wait', States: { Wait: wait } } },
    (_, event) => {
      tokens.push(event instanceof Object && 'token' in event ? String(event.token) : '');
      return nextTurn({ ok: true, payload: null } as const);
    },
  );
  // Nothing listens there: DynamoDB is down.
  endpoint = await startAwsEndpoint(
    { endpoint: 'http://127.0.0.1:1', accessKeyId: 'nobody' },
    [createStepFunctions(machine), secrets],
    recorder,
  );
  const config = {
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: toAccessKeyId('hold-call'), secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  states = new SFNClient(config);
  manager = new SecretsManagerClient(config);
});

afterAll(async () => {
  states.destroy();
  manager.destroy();
  await machine.stop();
  await endpoint.stop();
});

/** Starts an execution and waits for its token. */
async function start(name: string) {
  const count = tokens.length;
  const { executionArn = '' } = await states.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: '{}' }),
  );
  await expect.poll(() => tokens.length).toBe(count + 1);
  return { executionArn, taskToken: tokens[count] ?? '' };
}

describe('Step Functions', () => {
  it.each([
    { error: 'StateMachineDoesNotExist', input: { stateMachineArn: `${MACHINE}x` } },
    { error: 'InvalidName', input: { stateMachineArn: MACHINE, name: 'a:b' } },
    { error: 'InvalidName', input: { stateMachineArn: MACHINE, name: 'x'.repeat(81) } },
    { error: 'InvalidExecutionInput', input: { stateMachineArn: MACHINE, input: '{' } },
    {
      error: 'InvalidExecutionInput',
      input: { stateMachineArn: MACHINE, input: `"${'x'.repeat(262_144)}"` },
    },
  ])('refuses to start with $error', async ({ error, input }) => {
    await expect(states.send(new StartExecutionCommand(input))).rejects.toMatchObject({ name: error });
  });

  it('starts once by name', async () => {
    const { executionArn } = await start('once');
    const again = { stateMachineArn: MACHINE, name: 'once', input: '{}' };
    expect((await states.send(new StartExecutionCommand(again))).executionArn).toBe(executionArn);
    await expect(
      states.send(new StartExecutionCommand({ ...again, input: '{"b":1}' })),
    ).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
  });

  it('settles, describes, lists and tells the history', async () => {
    const { executionArn, taskToken } = await start('good');
    await states.send(new SendTaskHeartbeatCommand({ taskToken }));
    await states.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok":true}' }));
    await expect.poll(() => machine.find(executionArn)?.status).toBe('SUCCEEDED');
    const described = await states.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      name: 'good',
      input: '{}',
      output: '{"ok":true}',
    });
    expect(described.stopDate?.getTime()).toBeCloseTo(Date.now(), -5);
    const filter = { stateMachineArn: MACHINE, statusFilter: 'SUCCEEDED' } as const;
    const { executions } = await states.send(new ListExecutionsCommand(filter));
    expect(executions?.map(({ name }) => name)).toEqual(['good']);
    const { events } = await states.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
    );
    expect(events?.[0]).toMatchObject({
      type: 'ExecutionSucceeded',
      executionSucceededEventDetails: { output: '{"ok":true}' },
    });
    expect(events?.at(-1)).toMatchObject({ id: 1, previousEventId: 0, type: 'ExecutionStarted' });
  });

  it('tells apart tokens that are over, unknown or nonsense', async () => {
    const { taskToken } = await start('over');
    await states.send(new SendTaskFailureCommand({ taskToken, error: 'E', cause: 'c' }));
    const send = (token: string) =>
      states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
    await expect(send(taskToken)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(send(`${taskToken}x`)).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
    await expect(send('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('refuses an output that is not JSON, and the task waits on', async () => {
    const { taskToken } = await start('broken-output');
    await expect(states.send(new SendTaskSuccessCommand({ taskToken, output: '{' }))).rejects.toMatchObject({
      name: 'InvalidOutput',
    });
    await states.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  });

  it('stops an execution', async () => {
    const { executionArn } = await start('stopped');
    await states.send(new StopExecutionCommand({ executionArn, error: 'Operator' }));
    const described = await states.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Operator' });
    const unknown = new DescribeExecutionCommand({ executionArn: `${executionArn}x` });
    await expect(states.send(unknown)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});

describe('Secrets Manager', () => {
  it.each([SECRET, 'things/test'])('has the secret by %s', async (SecretId) => {
    secrets.set({ a: 2 });
    const { SecretString, ARN } = await manager.send(new GetSecretValueCommand({ SecretId }));
    expect([SecretString, ARN]).toEqual(['{"a":2}', SECRET]);
  });

  it('has no other', async () => {
    await expect(manager.send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('takes a new value under a new version', async () => {
    const before = await manager.send(new DescribeSecretCommand({ SecretId: SECRET }));
    const put = await manager.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString: '{"b":3}' }));
    const after = await manager.send(new GetSecretValueCommand({ SecretId: SECRET }));
    expect(after).toMatchObject({ SecretString: '{"b":3}', VersionId: put.VersionId });
    expect(Object.keys(before.VersionIdsToStages ?? {})).not.toContain(put.VersionId);
  });
});

describe('the records', () => {
  it('name the function, the action and what it was done to', async () => {
    const { executionArn, taskToken } = await start('recorded');
    recorder.clear();
    await states.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await states.send(new DescribeExecutionCommand({ executionArn }));
    await manager.send(new GetSecretValueCommand({ SecretId: 'other' })).catch(() => undefined);
    expect(recorder.records).toMatchObject([
      { functionName: 'hold-call', action: 'states:SendTaskSuccess', resource: MACHINE, status: 200 },
      { functionName: 'hold-call', action: 'states:DescribeExecution', resource: executionArn, status: 200 },
      { functionName: 'hold-call', action: 'secretsmanager:GetSecretValue', resource: SECRET, status: 400 },
    ]);
  });
});

it('answers as an outage when DynamoDB Local is gone', async () => {
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  const get = new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } });
  await expect(client.send(get)).rejects.toMatchObject({ name: 'InternalServerError' });
  client.destroy();
});
