import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createSandboxes, type LogLine } from '../../../../local/runtime/sandboxes/sandboxes.ts';
import { readStack } from '../../../../local/runtime/template.ts';
import { functionsFolder, makeTemplate } from '../fixtures/template.ts';

const stack = readStack(makeTemplate(), functionsFolder);
const lines: LogLine[] = [];
const sandboxes = createSandboxes(
  stack.functions,
  { DAILY_API_URL: 'http://127.0.0.1:1', OTHER: 'x' },
  (line) => lines.push(line),
);
afterEach(() => lines.splice(0));
afterAll(() => sandboxes.stop());

/** Says when it begins and ends to load, and takes long for both loading and answering. */
const slowBundle = `
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const say = (change) => console.log(JSON.stringify({ change, atMs: performance.timeOrigin + performance.now() }));
  say(1);
  await wait(150);
  say(-1);
  export const handler = () => wait(500);
`;
const momentSchema = z.object({ change: z.number(), atMs: z.number() });

const echo = (event: unknown) => sandboxes.invoke('echo', event);

describe('a function that fails', () => {
  it.each([
    {
      event: { do: 'throw', name: 'BudgetSpent', message: 'm' },
      error: { errorType: 'BudgetSpent', errorMessage: 'm' },
    },
    { event: { do: 'throw text', message: 'm' }, error: { errorType: 'string', errorMessage: 'm' } },
    { event: { do: 'exit' }, error: { errorType: 'Runtime.ExitError' } },
    { event: { do: 'reject later' }, error: { errorType: 'TypeError' } },
  ])('ends $event.do as Lambda reports it', async ({ event, error }) => {
    expect(await echo(event)).toMatchObject({ ok: false, error });
    expect(await echo({ do: 'answer', answer: 1 })).toEqual({ ok: true, payload: 1 });
  });

  it.each([{ event: { do: 'sleep', ms: 60_000 } }, { event: { do: 'spin' } }])(
    'is killed at its time-out ($event.do)',
    async ({ event }) => {
      const outcome = await echo(event);
      expect(outcome).toMatchObject({ ok: false, error: { errorType: 'Sandbox.Timedout' } });
      expect(JSON.stringify(outcome)).toContain('Task timed out after 1.00 seconds');
    },
  );

  it('that cannot be loaded fails each event with the reason', async () => {
    const outcomes = await Promise.all([sandboxes.invoke('broken', {}), sandboxes.invoke('broken', {})]);
    expect(outcomes).toMatchObject([
      { ok: false, error: { errorType: 'SyntaxError', errorMessage: 'this function never loads' } },
      { ok: false, error: { errorType: 'SyntaxError' } },
    ]);
  });

  it('that does not exist is a mistake of the caller', () => {
    expect(() => sandboxes.invoke('nobody', {})).toThrow('There is no function nobody.');
  });
});

it('leaves a trace of a failure in the log of its function', async () => {
  await echo({ do: 'throw', name: 'BudgetSpent', message: 'm' });
  expect(lines).toEqual([
    {
      functionName: 'echo',
      stream: 'stderr',
      line: 'ERROR\tInvoke Error\t{"errorType":"BudgetSpent","errorMessage":"m"}',
    },
  ]);
});

it('answers nothing more once it is stopped', async () => {
  const others = createSandboxes(stack.functions, {}, () => undefined);
  const waiting = others.invoke('echo', { do: 'sleep', ms: 900 });
  await others.stop();
  const late = others.invoke('echo', {});
  expect(await Promise.all([waiting, late])).toMatchObject([
    { ok: false, error: { errorType: 'Runtime.ExitError' } },
    { ok: false, error: { errorType: 'Runtime.ExitError' } },
  ]);
});

describe('a sandbox', () => {
  it('has exactly the environment of its function, with the overrides that it knows', async () => {
    const outcome = await echo({ do: 'environment' });
    expect(outcome).toEqual({
      ok: true,
      payload: {
        STAGE: 'test',
        DAILY_API_URL: 'http://127.0.0.1:1',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'echo',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_SESSION_TOKEN: 'local',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_FUNCTION_NAME: 'things-test-echo',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/things-test-echo',
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        LAMBDA_TASK_ROOT: `${functionsFolder}/echo`,
        _HANDLER: 'index.handler',
        TZ: ':UTC',
      },
    });
  });

  it('gives a context with a request id and the time that is left', async () => {
    const outcome = await echo({ do: 'context' });
    expect(outcome).toMatchObject({
      payload: {
        functionName: 'things-test-echo',
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:things-test-echo',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      },
    });
    expect(outcome).toHaveProperty('payload.remainingMs', expect.closeTo(1_000, -3));
  });

  it('is used again when it is idle, and never for two events at once', async () => {
    await sandboxes.crash('echo');
    const counts = [await echo({ do: 'sleep', ms: 0 }), await echo({ do: 'sleep', ms: 0 })];
    expect(counts).toEqual([
      { ok: true, payload: 1 },
      { ok: true, payload: 2 },
    ]);
    const together = await Promise.all(Array.from({ length: 6 }, () => echo({ do: 'sleep', ms: 300 })));
    expect(together.every((outcome) => outcome.ok)).toBe(true);
    expect(new Set(together.map((outcome) => outcome.ok && outcome.payload)).size).toBeGreaterThan(1);
  });

  it('that starts is waited for by all events that it has soon answered: none beside it is started', async () => {
    await sandboxes.crash('echo');
    const events = Array.from({ length: 12 }, () => echo({ do: 'sleep', ms: 10 }));
    const counts = (await Promise.all(events)).map((outcome) => outcome.ok && outcome.payload);
    expect(counts).toEqual(events.map((_, index) => index + 1));
  });

  it('answers null for nothing', async () => {
    expect(await echo({ do: 'nothing' })).toEqual({ ok: true, payload: null });
  });

  it('hands on what the function writes, line by line', async () => {
    await echo({ do: 'log', message: 'one\ntwo' });
    await expect.poll(() => lines).toHaveLength(4);
    expect(lines.filter(({ stream }) => stream === 'stdout').map(({ line }) => line)).toEqual(['one', 'two']);
    expect(lines.filter(({ stream }) => stream === 'stderr').map(({ line }) => line)).toEqual([
      'one',
      'two (error)',
    ]);
  });

  it('can be killed while it works; the next event gets a new one', async () => {
    const working = echo({ do: 'sleep', ms: 900 });
    await sandboxes.crash('echo');
    expect(await working).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(await echo({ do: 'sleep', ms: 0 })).toEqual({ ok: true, payload: 1 });
  });

  it('loads beside one other at most, whatever their functions, and each function has its turn', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-slow-'));
    writeFileSync(join(folder, 'index.mjs'), slowBundle);
    const echoSpec = stack.functions.get('echo');
    if (echoSpec === undefined) throw new Error('the fixture has no echo');
    const names = ['one', 'two', 'three'];
    const specs = new Map(names.map((name) => [name, { ...echoSpec, name, folder }]));
    const slow: LogLine[] = [];
    const others = createSandboxes(specs, {}, (line) => slow.push(line));
    await Promise.all(names.flatMap((name) => [1, 2, 3].map(() => others.invoke(name, {}))));
    await others.stop();
    rmSync(folder, { recursive: true });

    const moments = slow
      .map(({ functionName, line }) => ({ functionName, ...momentSchema.parse(JSON.parse(line)) }))
      .sort((a, b) => a.atMs - b.atMs);
    let loading = 0;
    const atOnce = moments.map(({ change }) => (loading += change));
    expect(Math.max(...atOnce)).toBe(2);
    const started = moments.filter(({ change }) => change > 0).map(({ functionName }) => functionName);
    // The first two starts are of the function that was asked first, alone; then the others come.
    expect(new Set(started.slice(0, 4))).toEqual(new Set(names));
  });

  it('ends sandboxes that have been idle for a minute, but for the last', async () => {
    const threads = async () => {
      const outcomes = await Promise.all([1, 2].map(() => echo({ do: 'thread' })));
      return new Set(outcomes.map((outcome) => (outcome.ok ? outcome.payload : undefined)));
    };
    await expect.poll(() => threads()).toHaveLength(2);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const before = await threads();
      vi.advanceTimersByTime(60_000);
      const after = await threads();
      expect([...before].filter((thread) => after.has(thread))).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('answers more events than there may be sandboxes', async () => {
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => echo({ do: 'sleep', ms: 20 })));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(60);
  });
});

it('gives a function other variables from its next event on, and lets what it does go on', async () => {
  const own = createSandboxes(stack.functions, { DAILY_API_URL: 'http://127.0.0.1:1' }, () => undefined);
  const variables = () => own.invoke('echo', { do: 'environment' });
  expect(await variables()).toMatchObject({ payload: { DAILY_API_URL: 'http://127.0.0.1:1' } });
  const begun = own.invoke('echo', { do: 'sleep', ms: 100 });
  own.change({ DAILY_API_URL: 'http://127.0.0.1:2' });
  expect(await begun).toMatchObject({ ok: true });
  expect(await variables()).toMatchObject({ payload: { DAILY_API_URL: 'http://127.0.0.1:2' } });
  await own.stop();
});
