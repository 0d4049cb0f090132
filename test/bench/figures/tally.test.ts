import { describe, expect, test } from 'vitest';
import { metricsIn } from '../../../bench/figures/metrics.ts';
import { tallyOf, type Seen } from '../../../bench/figures/tally.ts';
import type { HistoryEvent } from '../../../local/runtime/machine/history.ts';
import type { Execution } from '../../../local/runtime/machine/machine.ts';
import type { AwsRecord } from '../../../local/runtime/recorder.ts';

const nothing: Seen = { records: [], logs: [], answered: [], executions: [], sweepsMs: [] };

const record = (action: string, more: Partial<AwsRecord> = {}): AwsRecord => ({
  functionName: 'hold-call',
  action,
  resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/t',
  readUnits: 0,
  writeUnits: 0,
  status: 200,
  receivedAt: 0,
  at: 0,
  ...more,
});

function execution(history: HistoryEvent[], transitions = 2): Execution {
  return {
    arn: 'arn:aws:states:us-east-1:123456789012:execution:patchbay-dev-held-call:call-1',
    name: 'call-1',
    input: '{"id":"call-1"}',
    startedAt: 0,
    status: 'SUCCEEDED',
    stoppedAt: 100,
    output: '{}',
    error: undefined,
    cause: undefined,
    transitions,
    history,
  };
}

function events(...entries: [type: string, timestamp: number, details?: HistoryEvent['details']][]) {
  return entries.map(([type, timestamp, details = {}], index) => ({
    id: index + 1,
    previousEventId: index,
    timestamp,
    type,
    details,
  }));
}

const entered = (name: string, input = '{}') => ({ stateEnteredEventDetails: { name, input } });

describe('AWS operations', () => {
  test('nothing seen is nothing used', () => {
    expect(Object.values(tallyOf(nothing, 0).usage).every((figure) => figure === 0)).toBe(true);
  });

  test('are counted by action; units are added up; a refused write is a write', () => {
    const { operations, usage, writes, refusedWrites } = tallyOf(
      {
        ...nothing,
        records: [
          record('dynamodb:UpdateItem', { writeUnits: 4 }),
          record('dynamodb:UpdateItem', { writeUnits: 1, status: 400 }),
          record('dynamodb:PutItem', { writeUnits: 2 }),
          record('dynamodb:GetItem', { readUnits: 1 }),
          record('states:SendTaskSuccess', { status: 400 }),
          record('secretsmanager:GetSecretValue'),
        ],
      },
      0,
    );
    expect(operations).toEqual({
      'dynamodb:GetItem': 1,
      'dynamodb:PutItem': 1,
      'dynamodb:UpdateItem': 2,
      'secretsmanager:GetSecretValue': 1,
      'states:SendTaskSuccess': 1,
    });
    expect({ writes, refusedWrites }).toEqual({ writes: 3, refusedWrites: 1 });
    expect(usage).toMatchObject({ writeUnits: 7, readUnits: 1, secretReads: 1 });
  });

  test('on the queue are a wake sent, received, postponed and deleted, and not how the mapping is made', () => {
    const actions = ['SendMessage', 'ReceiveMessage', 'ChangeMessageVisibility', 'ReceiveMessage'];
    const records = [...actions, 'DeleteMessage', 'GetQueueAttributes'].map((action) =>
      record(`sqs:${action}`),
    );
    expect(tallyOf({ ...nothing, records }, 0).usage.queueRequests).toBe(5);
  });

  test('a query that finds nothing still costs half a unit', () => {
    const records = [record('dynamodb:Query'), record('dynamodb:Query', { readUnits: 1.5 })];
    expect(tallyOf({ ...nothing, records }, 0).usage.readUnits).toBe(2);
  });
});

describe('invocations', () => {
  test.each([
    { end: 'TaskSubmitted', at: 70 },
    { end: 'TaskSucceeded', at: 50 },
    { end: 'TaskFailed', at: 30 },
  ])('a task runs from its start to $end', ({ end, at }) => {
    const history = events(
      ['TaskStateEntered', 5, entered('HoldCall')],
      ['TaskScheduled', 10],
      ['TaskStarted', 10],
      [end, at],
      ['TaskSucceeded', 90],
    );
    expect(tallyOf({ ...nothing, executions: [execution(history)] }, 0).invocations).toEqual({
      'hold-call': { count: 1, totalMs: at - 10 },
    });
  });

  test('a retried task is another invocation of the same function', () => {
    const history = events(
      ['TaskStateEntered', 0, entered('HoldCall')],
      ['TaskStarted', 0],
      ['TaskTimedOut', 10],
      ['TaskStarted', 20],
      ['TaskSubmitted', 40],
      ['TaskStateEntered', 50, entered('ConnectCall')],
      ['TaskStarted', 50],
      ['TaskSubmitted', 51],
    );
    const { invocations, usage } = tallyOf({ ...nothing, executions: [execution(history, 3)] }, 0);
    expect(invocations).toEqual({
      'connect-call': { count: 1, totalMs: 1 },
      'hold-call': { count: 2, totalMs: 30 },
    });
    expect(usage).toMatchObject({ transitions: 3, invocations: 3 });
  });

  test('a wake is worked on from its receipt to its deletion', () => {
    const wake = (action: string, at: number) =>
      record(`sqs:${action}`, { functionName: 'conference-sync', at });
    const records = [
      wake('ReceiveMessage', 10),
      wake('ReceiveMessage', 20),
      wake('DeleteMessage', 35),
      wake('DeleteMessage', 90),
    ];
    const { invocations, usage } = tallyOf({ ...nothing, records }, 0);
    expect(invocations).toEqual({ 'conference-sync': { count: 2, totalMs: 95 } });
    expect(usage).toMatchObject({ apiRequests: 0, invocations: 2, lambdaMs: 95 });
    expect(() => tallyOf({ ...nothing, records: records.slice(1) }, 0)).toThrow(RangeError);
    const again = [wake('ReceiveMessage', 0), wake('ChangeMessageVisibility', 5), ...records];
    expect(tallyOf({ ...nothing, records: again }, 0).invocations).toEqual({
      'conference-sync': { count: 3, totalMs: 100 },
    });
  });

  test('every begun millisecond of a request or a sweep counts', () => {
    const seen = {
      ...nothing,
      answered: [
        { functionName: 'daily-events', receivedAt: 0, tookMs: 1.2 },
        { functionName: 'daily-events', receivedAt: 0, tookMs: 3 },
      ],
      sweepsMs: [0.1],
    };
    const { invocations, usage } = tallyOf(seen, 0);
    expect(invocations).toEqual({
      'daily-events': { count: 2, totalMs: 5 },
      sweep: { count: 1, totalMs: 1 },
    });
    expect(usage).toMatchObject({ apiRequests: 2, invocations: 3, lambdaMs: 6 });
  });
});

describe('logs', () => {
  test("a line costs its bytes and the service's 26", () => {
    const logs = [{ functionName: 'sweep', stream: 'stdout', line: '…01' } as const];
    expect(tallyOf({ ...nothing, logs }, 0).usage.functionLogBytes).toBe(5 + 26);
  });

  test('Lambda adds lines to every invocation, the API one to every request', () => {
    const seen = { ...nothing, answered: [{ functionName: 'daily-events', receivedAt: 0, tookMs: 1 }] };
    const { functionLogBytes, accessLogBytes } = tallyOf(seen, 300).usage;
    expect(functionLogBytes).toBeGreaterThan(300);
    expect(accessLogBytes).toBe(326);
  });

  test('the machine writes every event of its history, without the data', () => {
    const bytes = (input: string) => {
      const history = events(['TaskStateEntered', 0, entered('HoldCall', input)]);
      return tallyOf({ ...nothing, executions: [execution(history)] }, 0).usage.machineLogBytes;
    };
    expect(bytes('{}')).toBeGreaterThan(200);
    expect(bytes('{"id":"a call with a long id"}')).toBe(bytes('{}'));
  });
});

describe('custom metrics', () => {
  const line = (values: object, ...Dimensions: string[][]) =>
    JSON.stringify({
      _aws: { CloudWatchMetrics: [{ Namespace: 'Patchbay', Dimensions, Metrics: [{ Name: 'CallsHeld' }] }] },
      Stage: 'dev',
      ...values,
    });

  test.each([
    { what: 'a line for people', text: 'START', count: 0 },
    { what: 'a log entry', text: '{"level":"INFO","code":"call-held"}', count: 0 },
    { what: 'one set of dimensions', text: line({}, ['Stage']), count: 1 },
    { what: 'two sets', text: line({ Reason: 'room' }, ['Stage'], ['Stage', 'Reason']), count: 2 },
  ])('$what: $count', ({ text, count }) => {
    expect(metricsIn(text)).toHaveLength(count);
  });

  test('another reason is another metric, another value is not', () => {
    const of = (values: object) => metricsIn(line(values, ['Stage', 'Reason']));
    expect(of({ Reason: 'room', CallsHeld: 1 })).toEqual(of({ Reason: 'room', CallsHeld: 2 }));
    expect(of({ Reason: 'room' })).not.toEqual(of({ Reason: 'bot' }));
  });
});
