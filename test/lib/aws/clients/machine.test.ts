import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMachine, openMachineClient } from '../../../../lib/aws/clients/machine.ts';
import { callIdSchema } from '../../../../lib/held-calls/model/call.ts';
import { startAwsStub, type AwsStub, type StubAnswer } from '../aws-stub.ts';

const machineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:patchbay-test-held-call';
const id = callIdSchema.parse('call-1');

let stub: AwsStub;
beforeEach(async () => {
  stub = await startAwsStub();
});
afterEach(async () => {
  await stub.stop();
});

/** A machine whose waits take no time but move its clock. */
function machine(random = () => 0.5) {
  let nowMs = 1_800_000_000_000;
  const startedAtMs = nowMs;
  const sleep = (ms: number) => {
    nowMs += ms;
    return Promise.resolve();
  };
  const client = openMachineClient(stub.settings);
  return {
    ...createMachine({ client, machineArn, clock: { now: () => nowMs, sleep }, random }),
    waitedMs: () => nowMs - startedAtMs,
  };
}

/** Faults that another try may overcome. */
const passing: { readonly what: string; readonly answer: StubAnswer }[] = [
  { what: 'throttling', answer: { error: 'ThrottlingException' } },
  { what: 'status 429', answer: { status: 429, html: '<h1>Too many</h1>' } },
  { what: 'an internal error', answer: { status: 500, error: 'InternalFailure' } },
  {
    what: 'an unavailable service that answers no JSON',
    answer: { status: 503, html: '<h1>Unavailable</h1>' },
  },
  { what: 'a dropped connection', answer: 'drop' },
  { what: 'no answer', answer: 'hang' },
];

describe('starting', () => {
  test.each(passing)('is tried again after $what', async ({ answer }) => {
    stub.answers.push(answer);
    expect(await machine().start(id)).toBe('started');
    expect(stub.requests).toHaveLength(2);
  });

  test('gives up within its three seconds', async () => {
    stub.answers.push(...Array<StubAnswer>(20).fill({ error: 'ThrottlingException' }));
    const held = machine();
    expect(await held.start(id)).toBe('throttled');
    expect(held.waitedMs()).toBeLessThanOrEqual(2_000);
    expect(stub.requests.length).toBeGreaterThan(2);
  });

  test('gives up after ten tries if the waits are short', async () => {
    stub.answers.push(...Array<StubAnswer>(20).fill({ error: 'ThrottlingException' }));
    expect(await machine(() => 0).start(id)).toBe('throttled');
    expect(stub.requests).toHaveLength(10);
  });

  test.each(['AccessDeniedException', 'StateMachineDoesNotExist', 'InvalidName'])(
    'throws %s at once',
    async (error) => {
      stub.answers.push({ error });
      await expect(machine().start(id)).rejects.toThrow(`stubbed ${error}`);
      expect(stub.requests).toHaveLength(1);
    },
  );

  test('takes an execution that exists as started', async () => {
    stub.answers.push({ error: 'ExecutionAlreadyExists' });
    expect(await machine().start(id)).toBe('started');
    expect(stub.requests).toHaveLength(1);
  });

  test('sends the id as name and only input', async () => {
    await machine().start(id);
    expect(stub.requests).toEqual([
      {
        operation: 'StartExecution',
        input: { stateMachineArn: machineArn, name: id, input: '{"id":"call-1"}' },
      },
    ]);
  });
});

describe('settling', () => {
  test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])(
    'finds the attempt over at %s',
    async (error) => {
      stub.answers.push({ error });
      expect(await machine().resume('token')).toBe('over');
      expect(stub.requests).toHaveLength(1);
    },
  );

  test.each(passing)('is tried again after $what', async ({ answer }) => {
    stub.answers.push(answer);
    expect(await machine().resume('token')).toBe('resumed');
    expect(stub.requests).toHaveLength(2);
  });

  test('fails after three tries', async () => {
    stub.answers.push(...Array<StubAnswer>(5).fill({ status: 500, error: 'InternalFailure' }));
    expect(await machine().resume('token')).toBe('failed');
    expect(stub.requests).toHaveLength(3);
  });

  test('throws a missing permission', async () => {
    stub.answers.push({ error: 'AccessDeniedException' });
    await expect(machine().resume('token')).rejects.toThrow('AccessDenied');
  });

  test('as failed names the error by which the machine goes on at once', async () => {
    expect(await machine().giveUp('token')).toBe('resumed');
    stub.answers.push({ error: 'TaskTimedOut' });
    expect(await machine().giveUp('token')).toBe('over');
    const input = { taskToken: 'token', error: 'BotLeft' };
    expect(stub.requests[0]).toEqual({ operation: 'SendTaskFailure', input });
  });

  test('sends the token', async () => {
    expect(await machine().resume('token')).toBe('resumed');
    expect(stub.requests).toEqual([
      { operation: 'SendTaskSuccess', input: { taskToken: 'token', output: '{}' } },
    ]);
  });
});
