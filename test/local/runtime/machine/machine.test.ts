import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMachine, type Execution, type Machine } from '../../../../local/runtime/machine/machine.ts';
import type { FunctionOutcome } from '../../../../local/runtime/sandboxes/sandboxes.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:work';
const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const payload = { 'id.$': '$.id', 'token.$': '$$.Task.Token', 'execution.$': '$$.Execution.Name' };

const waiting = (more: Record<string, unknown>) => ({
  Type: 'Task',
  Resource: CALLBACK,
  Parameters: { FunctionName: FUNCTION, Payload: payload },
  ...more,
});
const invoking = (more: Record<string, unknown>) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: FUNCTION, 'Payload.$': '$' },
  ...more,
});

const machines: Machine[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(machines.splice(0).map((machine) => machine.stop()));
});

const callSchema = z.looseObject({ id: z.string().default(''), token: z.string().default('') });
type Call = z.infer<typeof callSchema>;

/** A machine whose function is `work`; what the function was given is kept in `calls`. */
async function make(
  states: Record<string, unknown>,
  work: (call: Call) => FunctionOutcome | Promise<FunctionOutcome> = () => ({ ok: true, payload: null }),
  maxKept = Infinity,
) {
  const calls: Call[] = [];
  const [startAt] = Object.keys(states);
  const machine = await createMachine(
    {
      name: 'm',
      arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
      definition: { StartAt: startAt, States: states },
    },
    (functionArn, event) => {
      expect(functionArn).toBe(FUNCTION);
      const call = callSchema.parse(event);
      calls.push(call);
      // As in a sandbox, the answer comes in a later turn of the event loop.
      return nextTurn().then(() => work(call));
    },
    maxKept,
  );
  machines.push(machine);
  const token = async (index: number): Promise<string> => {
    await vi.waitFor(() => expect(calls.length).toBeGreaterThan(index), { timeout: 60_000, interval: 5 });
    return calls[index]?.token ?? '';
  };
  return { machine, calls, token };
}

const ended = async (execution: Execution | undefined): Promise<Execution> => {
  await vi.waitFor(() => expect(execution?.status).not.toBe('RUNNING'), { timeout: 60_000, interval: 5 });
  if (execution === undefined) throw new Error('The execution did not start.');
  return execution;
};

const fails = (errorType: string): FunctionOutcome => ({
  ok: false,
  error: { errorType, errorMessage: 'why', trace: [] },
});
const typesOf = (execution: Execution) => execution.history.map(({ type }) => type);

describe('a definition', () => {
  it('that is not valid is refused', async () => {
    await expect(make({ A: waiting({ Next: 'Nowhere' }) })).rejects.toThrow('definition is invalid');
  });

  it('with a task that is no Lambda invocation is refused', async () => {
    const direct = { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:updateItem', End: true };
    await expect(make({ A: direct })).rejects.toThrow('does not play arn:aws:states:::dynamodb:updateItem');
  });
});

describe('starting', () => {
  it.each([
    { what: 'same name, same input, running', input: '{"id":"a"}', running: true, same: true },
    { what: 'same name, other input, running', input: '{"id":"b"}', running: true, same: false },
    { what: 'same name, same input, closed', input: '{"id":"a"}', running: false, same: false },
  ])('$what', async ({ input, running, same }) => {
    const { machine, token } = await make({ A: waiting({ End: true }) });
    const first = machine.start('a', '{"id":"a"}');
    const parked = await token(0);
    if (!running) {
      machine.succeedTask(parked, {});
      await ended(first);
    }
    expect(machine.start('a', input)).toBe(same ? first : undefined);
    expect(machine.executions()).toEqual([first]);
  });
});

it('waits so many times less in executions that start once it hurries', async () => {
  const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 20, MaxAttempts: 1, BackoffRate: 1 }];
  const { machine, calls } = await make({ A: waiting({ TimeoutSeconds: 20, Retry, End: true }) });
  const patient = machine.start('patient', '{"id":"p"}');
  machine.hurry(100);
  const hurried = await ended(machine.start('hurried', '{"id":"h"}'));
  expect(hurried.error).toBe('States.Timeout');
  expect(calls.map(({ id }) => id)).toEqual(['p', 'h', 'h']);
  expect(patient?.status).toBe('RUNNING');
});

it('keeps the newest of what is over, and all that runs', async () => {
  const { machine, token } = await make({ A: waiting({ End: true }) }, undefined, 2);
  const names = ['running', 'a', 'b', 'c'];
  for (const [index, name] of names.entries()) {
    const execution = machine.start(name, JSON.stringify({ id: name }));
    const parked = await token(index);
    if (name === 'running') continue;
    machine.succeedTask(parked, {});
    await ended(execution);
  }
  await expect.poll(() => machine.executions().map(({ name }) => name)).toEqual(['running', 'b', 'c']);
  expect(machine.succeedTask(await token(1), {})).toBe('TaskDoesNotExist');
  expect(machine.succeedTask(await token(2), {})).toBe('TaskTimedOut');
});

describe('a task that waits for its token', () => {
  it('goes on with the output that settles it', async () => {
    const { machine, token } = await make({ A: waiting({ Next: 'B' }), B: waiting({ End: true }) });
    const execution = machine.start('a', '{"id":"a"}');
    const first = await token(0);
    expect(machine.heartbeat(first)).toBe('accepted');
    expect(machine.succeedTask(first, { id: 'from A' })).toBe('accepted');
    expect(machine.succeedTask(await token(1), 7)).toBe('accepted');
    expect(await ended(execution)).toMatchObject({ status: 'SUCCEEDED', output: '7', transitions: 2 });
  });

  it('keeps the input when ResultPath is null', async () => {
    const { machine, token } = await make({ A: waiting({ ResultPath: null, End: true }) });
    const execution = machine.start('a', '{"id":"a"}');
    machine.succeedTask(await token(0), { lost: true });
    expect((await ended(execution)).output).toBe('{"id":"a"}');
  });

  it('may be settled before its function returns', async () => {
    const returned = Promise.withResolvers<FunctionOutcome>();
    const { machine, token } = await make({ A: waiting({ End: true }) }, () => returned.promise);
    const execution = machine.start('a', '{"id":"a"}');
    machine.succeedTask(await token(0), 'early');
    expect((await ended(execution)).output).toBe('"early"');
    returned.resolve(fails('TooLate'));
    await machine.stop();
    expect(execution?.status).toBe('SUCCEEDED');
  });

  it('gets the name of its execution and a token as long as a real one', async () => {
    const { machine, calls, token } = await make({ A: waiting({ End: true }) });
    machine.start('a', '{"id":"a"}');
    expect((await token(0)).length).toBeGreaterThan(600);
    expect(calls[0]).toMatchObject({ execution: 'a', id: 'a' });
  });

  it('times out after TimeoutSeconds, and its token with it', async () => {
    const { machine, token } = await make({ A: waiting({ TimeoutSeconds: 1, End: true }) });
    const execution = await ended(machine.start('a', '{"id":"a"}'));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout', transitions: 1 });
    expect(typesOf(execution)).toContain('TaskTimedOut');
    const parked = await token(0);
    expect(machine.succeedTask(parked, {})).toBe('TaskTimedOut');
    expect(machine.failTask(parked, 'E', 'c')).toBe('TaskTimedOut');
    expect(machine.heartbeat(parked)).toBe('TaskTimedOut');
  });

  it('retries a time-out with a new token', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const { machine, token } = await make({ A: waiting({ TimeoutSeconds: 1, Retry, End: true }) });
    const execution = machine.start('a', '{"id":"a"}');
    const second = await token(1);
    expect(machine.succeedTask(await token(0), {})).toBe('TaskTimedOut');
    expect(machine.succeedTask(second, {})).toBe('accepted');
    expect(await ended(execution)).toMatchObject({ status: 'SUCCEEDED', transitions: 2 });
  });

  it('does not retry with MaxAttempts 0, nor catches a time-out as States.TaskFailed', async () => {
    const { machine, calls } = await make({
      A: waiting({
        TimeoutSeconds: 1,
        Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 0 }],
        Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'B' }],
        End: true,
      }),
      B: { Type: 'Pass', End: true },
    });
    expect((await ended(machine.start('a', '{"id":"a"}'))).error).toBe('States.Timeout');
    expect(calls).toHaveLength(1);
  });

  it('fails with what SendTaskFailure says, which a Catch puts at its ResultPath', async () => {
    const { machine, token } = await make({
      A: waiting({ Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'B' }], End: true }),
      B: { Type: 'Pass', End: true },
    });
    const execution = machine.start('a', '{"id":"a"}');
    machine.failTask(await token(0), 'BudgetSpent', 'no time left');
    const { output, transitions } = await ended(execution);
    expect(JSON.parse(output ?? '')).toEqual({
      id: 'a',
      failure: { Error: 'BudgetSpent', Cause: 'no time left' },
    });
    expect(transitions).toBe(2);
  });

  it.each([
    { token: 'made up', outcome: 'InvalidToken' },
    { token: '', outcome: 'InvalidToken' },
    { token: 'AQCAAAAKgAAAAIAAAAAAAAA' + 'x'.repeat(600), outcome: 'TaskDoesNotExist' },
  ])('refuses the token "$token" with $outcome', async ({ token, outcome }) => {
    const { machine } = await make({ A: waiting({ End: true }) });
    expect(machine.succeedTask(token, {})).toBe(outcome);
  });

  it('parks 500 executions, each with its own token', async () => {
    const { machine, calls, token } = await make({ A: waiting({ End: true }) });
    const executions = Array.from({ length: 500 }, (_, n) => machine.start(`e${n}`, `{"id":"${n}"}`));
    await token(499);
    expect(new Set(calls.map((call) => call.token)).size).toBe(500);
    for (const call of calls) machine.succeedTask(call.token, call.id);
    for (const [n, execution] of executions.entries()) expect((await ended(execution)).output).toBe(`"${n}"`);
  });
});

describe('a function that fails', () => {
  it('fails its task with the error type and the whole error as cause', async () => {
    const { machine } = await make({ A: waiting({ End: true }) }, () => fails('BudgetSpent'));
    expect(await ended(machine.start('a', '{"id":"a"}'))).toMatchObject({
      status: 'FAILED',
      error: 'BudgetSpent',
      cause: '{"errorType":"BudgetSpent","errorMessage":"why","trace":[]}',
    });
  });

  it('ends its token at once', async () => {
    const { machine, token } = await make({ A: waiting({ End: true }) }, () => fails('E'));
    await ended(machine.start('a', '{"id":"a"}'));
    expect(machine.succeedTask(await token(0), {})).toBe('TaskTimedOut');
  });

  it('is retried up to MaxAttempts, counted as transitions', async () => {
    const Retry = [
      { ErrorEquals: ['E'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1, JitterStrategy: 'FULL' },
    ];
    const { machine, calls } = await make({ A: invoking({ Retry, End: true }) }, () => fails('E'));
    expect(await ended(machine.start('a', '{}'))).toMatchObject({ error: 'E', transitions: 3 });
    expect(calls).toHaveLength(3);
  });

  it('is retried only for the errors that are named', async () => {
    const Retry = [
      { ErrorEquals: ['BudgetSpent'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 5 },
    ];
    const { machine, calls } = await make({ A: invoking({ Retry, End: true }) }, () => fails('BudgetSpent'));
    expect((await ended(machine.start('a', '{}'))).error).toBe('BudgetSpent');
    expect(calls).toHaveLength(1);
  });
});

describe('a plain invocation', () => {
  it('results in what the service puts around the payload', async () => {
    const { machine } = await make({ A: invoking({ End: true }) }, () => ({
      ok: true,
      payload: { done: 1 },
    }));
    const { output } = await ended(machine.start('a', '{"id":"a"}'));
    expect(JSON.parse(output ?? '')).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { done: 1 },
      StatusCode: 200,
    });
  });
});

describe('the history', () => {
  it('lists what happened to a callback task', async () => {
    const { machine, token } = await make({ A: waiting({ End: true }) });
    const execution = machine.start('a', '{"id":"a"}');
    const parked = await token(0);
    await expect.poll(() => execution && typesOf(execution)).toContain('TaskSubmitted');
    machine.succeedTask(parked, {});
    expect(typesOf(await ended(execution))).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });
});

describe('ending from outside', () => {
  it('aborts an execution and its token', async () => {
    const { machine, token } = await make({ A: waiting({ End: true }) });
    const execution = machine.start('a', '{"id":"a"}');
    const parked = await token(0);
    machine.abort(execution?.arn ?? '', 'Operator', 'enough');
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Operator', cause: 'enough' });
    expect(machine.succeedTask(parked, {})).toBe('TaskTimedOut');
  });

  it('leaves no timer behind: neither of a task nor of a pause before a retry', async () => {
    const Retry = [{ ErrorEquals: ['E'], IntervalSeconds: 500, MaxAttempts: 2 }];
    const { machine, token } = await make({ A: waiting({ TimeoutSeconds: 500, Retry, End: true }) });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    machine.start('a', '{"id":"a"}');
    machine.start('b', '{"id":"b"}');
    machine.failTask(await token(1), 'E', 'pauses');
    await nextTurn();
    expect(vi.getTimerCount()).toBe(2);
    await machine.stop();
    expect(vi.getTimerCount()).toBe(0);
    expect(machine.executions().map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
  });
});
