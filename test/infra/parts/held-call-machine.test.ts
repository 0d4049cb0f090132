import { Match, Template as Assertions } from 'aws-cdk-lib/assertions';
import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { askAgainMs } from '../../../lib/held-calls/model/hold-times.ts';
import { resourcesOf } from '../../../infra/template.ts';
import type { Template } from '../../../infra/template.ts';
import { grantsOf, lambdaOf, render, roleOf, shortTimes, templateOf } from '../support.ts';

const handler = z.object({ ErrorEquals: z.array(z.string()) });
const retrier = handler.extend({
  MaxAttempts: z.int(),
  IntervalSeconds: z.number().optional(),
  BackoffRate: z.number().optional(),
  MaxDelaySeconds: z.number().optional(),
  JitterStrategy: z.string().optional(),
});
const catcher = handler.extend({ ResultPath: z.literal('$.failure'), Next: z.string() });
const taskSchema = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  Parameters: z.strictObject({ FunctionName: z.string(), Payload: z.record(z.string(), z.string()) }),
  ResultPath: z.null(),
  TimeoutSeconds: z.int(),
  HeartbeatSeconds: z.int().optional(),
  Retry: z.array(retrier),
  Catch: z.array(catcher),
  Next: z.string().optional(),
  End: z.literal(true).optional(),
});
const definitionSchema = z.strictObject({
  StartAt: z.string(),
  States: z.strictObject({ HoldCall: taskSchema, ConnectCall: taskSchema, ReleaseCall: taskSchema }),
});

function machineOf(template: Template) {
  const [machine] = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
  if (machine === undefined) throw new Error('no machine in the template');
  const json: unknown = JSON.parse(render(machine[1].Properties['DefinitionString']));
  return { properties: machine[1].Properties, json, ...definitionSchema.parse(json) };
}

const template = templateOf();
const { properties, States, StartAt } = machineOf(template);
const tasks = Object.entries(States);

test('asl-validator finds nothing', () => {
  const { isValid, errorsText } = validate(machineOf(template).json);
  expect(isValid, errorsText()).toBe(true);
});

describe.each(tasks)('%s', (_, task) => {
  test('has States.ALL alone and last, in Retry and in Catch', () => {
    for (const handlers of [task.Retry, task.Catch]) {
      for (const [index, { ErrorEquals }] of handlers.entries()) {
        if (!ErrorEquals.includes('States.ALL')) continue;
        expect(ErrorEquals).toEqual(['States.ALL']);
        expect(index).toBe(handlers.length - 1);
      }
    }
  });

  test('has no heartbeat, or one shorter than its time-out', () => {
    expect(task.HeartbeatSeconds ?? 0).toBeLessThan(task.TimeoutSeconds);
  });

  test('passes its token on if it waits for one', () => {
    const waits = task.Resource.endsWith('.waitForTaskToken');
    expect(Object.values(task.Parameters.Payload).includes('$$.Task.Token')).toBe(waits);
  });

  test('bounds every retry, and every pause that grows', () => {
    for (const { MaxAttempts, IntervalSeconds, BackoffRate, MaxDelaySeconds } of task.Retry) {
      // Never more than one a second of the hold: the functions themselves end it.
      expect(MaxAttempts).toBeLessThanOrEqual(100);
      if (MaxAttempts > 0 && BackoffRate !== 1) expect(MaxDelaySeconds).toBeGreaterThan(IntervalSeconds ?? 0);
    }
  });
});

test('a held call is held, then connected; one that its room turns down is held again, and whatever fails is released', () => {
  expect(StartAt).toBe('HoldCall');
  expect(States.HoldCall).toMatchObject({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { Payload: { 'id.$': '$.id', 'token.$': '$$.Task.Token' } },
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'ReleaseCall' }],
    Next: 'ConnectCall',
  });
  expect(States.ConnectCall).toMatchObject({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { Payload: { 'id.$': '$.id', 'token.$': '$$.Task.Token' } },
    Catch: [
      { ErrorEquals: ['NextTarget'], Next: 'HoldCall' },
      { ErrorEquals: ['States.ALL'], Next: 'ReleaseCall' },
    ],
    End: true,
  });
  expect(States.ReleaseCall).toMatchObject({
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { Payload: { 'id.$': '$.id', 'failure.$': '$.failure' } },
    Catch: [{ ErrorEquals: ['ReadyAfterAll'], Next: 'ConnectCall' }],
    End: true,
  });
});

describe('retries', () => {
  const retryOn = (error: string, task: z.output<typeof taskSchema>) =>
    task.Retry.find(({ ErrorEquals }) => ErrorEquals.includes(error));
  const attempts = (task: z.output<typeof taskSchema>) =>
    task.Retry.map(({ ErrorEquals, MaxAttempts }) => [ErrorEquals[0], MaxAttempts]);

  test('of HoldCall: what is decided is not tried again, everything else for as long as the hold may last', () => {
    expect(attempts(States.HoldCall)).toEqual([
      ['BudgetSpent', 0],
      ['NoTarget', 20],
      ['States.Timeout', 100],
      ['Lambda.TooManyRequestsException', 10],
      ['States.ALL', 10],
    ]);
    expect(States.HoldCall.Retry[0]?.ErrorEquals).toEqual(['BudgetSpent', 'CallOver']);
    expect(States.HoldCall.Retry[2]?.ErrorEquals).toEqual(['States.Timeout', 'BotLeft']);
    const longer = machineOf(templateOf({ holdBudgetS: 140, holdSliceS: 50 })).States.HoldCall;
    expect(attempts(longer).slice(1, 3)).toEqual([
      ['NoTarget', 20],
      ['States.Timeout', 140],
    ]);
  });

  test('of targets that refused come at the pace that the domain reckons with', () => {
    expect(retryOn('NoTarget', States.HoldCall)).toMatchObject({ IntervalSeconds: 5, BackoffRate: 1 });
    expect(askAgainMs(35_000)).toBe(5_000);
    expect([1_000, 13_999, 14_000, 70_000].map(askAgainMs)).toEqual([1_000, 1_000, 2_000, 10_000]);
  });

  test('of ConnectCall: what is decided is not tried again, everything else for as long as the hold lasts', () => {
    expect(attempts(States.ConnectCall)).toEqual([
      ['BudgetSpent', 0],
      ['ConnectBusy', 100],
      ['Lambda.TooManyRequestsException', 2],
      ['States.ALL', 2],
    ]);
    expect(States.ConnectCall.Retry[0]?.ErrorEquals).toEqual([
      'BudgetSpent',
      'CallOver',
      'CallerGone',
      'ConnectSilent',
      'NextTarget',
    ]);
    expect(States.ConnectCall.Retry[1]?.ErrorEquals).toEqual(['ConnectBusy', 'States.Timeout']);
  });

  test('of ReleaseCall: everything but a late ready, patiently', () => {
    expect(States.ReleaseCall.Retry).toMatchObject([
      { ErrorEquals: ['ReadyAfterAll'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 10, MaxDelaySeconds: 60 },
    ]);
  });

  test.each([States.HoldCall, States.ConnectCall])(
    'of a slice pause one second, as the budget counts',
    (task) => {
      expect(retryOn('States.Timeout', task)).toMatchObject({ IntervalSeconds: 1, BackoffRate: 1 });
    },
  );

  test("of Lambda's own trouble spread out, 2 s at most each", () => {
    for (const task of [States.HoldCall, States.ConnectCall]) {
      expect(retryOn('Lambda.ServiceException', task)).toMatchObject({
        JitterStrategy: 'FULL',
        IntervalSeconds: 1,
        MaxDelaySeconds: 2,
      });
    }
  });
});

describe.each([
  ['default', template],
  ['short', templateOf(shortTimes)],
])('with %s times', (_, chosen) => {
  const machine = machineOf(chosen);

  test.each([
    ['HoldCall', 'hold-call'],
    ['ConnectCall', 'connect-call'],
    ['ReleaseCall', 'release-call'],
  ] as const)('%s waits longer than its function may run', (state, name) => {
    const task = machine.States[state];
    const lambda = lambdaOf(chosen, name);
    expect(task.Parameters.FunctionName).toBe(`<${lambda.logicalId}>`);
    const timeoutS = z.int().parse(lambda.Properties['Timeout']);
    expect(timeoutS).toBeGreaterThanOrEqual(1);
    expect(task.TimeoutSeconds).toBeGreaterThan(timeoutS);
  });
});

test('the machine is standard, named by its stage, untraced, and logs everything but data', () => {
  Assertions.fromJSON(template).hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineType: 'STANDARD',
    StateMachineName: 'patchbay-dev-held-call',
    TracingConfiguration: Match.absent(),
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
  });
});

test('the machine may invoke its three functions and no other', () => {
  const role = roleOf(template, properties['RoleArn']);
  const functions = ['connect-call', 'hold-call', 'release-call'].map(
    (name) => lambdaOf(template, name).logicalId,
  );
  expect(
    grantsOf(role)
      .filter((grant) => !grant.startsWith('logs:'))
      .toSorted(),
  ).toEqual(functions.map((id) => `lambda:InvokeFunction on <${id}>`).toSorted());
});
