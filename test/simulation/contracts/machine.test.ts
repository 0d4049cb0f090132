import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createMachine } from '../../../local/runtime/machine/machine.ts';
import type { FunctionOutcome } from '../../../local/runtime/sandboxes/sandboxes.ts';
import { Faults } from '../frame/faults.ts';
import type { Outcome, Platform } from '../frame/lambda.ts';
import { readDefinition } from '../frame/machine-definition.ts';
import { SimulatedMachine } from '../frame/machine.ts';
import { Random } from '../frame/random.ts';
import { Scheduler } from '../frame/scheduler.ts';
import { drawBlueprint } from '../held-calls/blueprint.ts';

// The simulator's machine goes the same way as the interpreter that the local stack runs, on the template's own
// definition: with slices of a second or two, since the interpreter keeps real time.

/** What a function does the first, second … time: answers (and a token may be settled), or fails with an error. */
type Script = readonly ('resumed' | 'silent' | 'answers' | (string & {}))[];

interface Target {
  readonly states: readonly string[];
  readonly status: string;
  readonly error: string | undefined;
  readonly transitions: number;
}

const scripts: readonly (readonly [string, Readonly<Record<string, Script>>])[] = [
  ['ready and connected', { 'hold-call': ['resumed'], 'connect-call': ['resumed'] }],
  ['a silent bot, then a ready one', { 'hold-call': ['silent', 'resumed'], 'connect-call': ['resumed'] }],
  [
    'silent bots until the budget is spent',
    { 'hold-call': ['silent', 'silent', 'BudgetSpent'], 'release-call': ['answers'] },
  ],
  ['a bot that left, then a ready one', { 'hold-call': ['BotLeft', 'resumed'], 'connect-call': ['resumed'] }],
  ['a spent budget', { 'hold-call': ['BudgetSpent'], 'release-call': ['answers'] }],
  ['every way refused once', { 'hold-call': ['NoTarget', 'resumed'], 'connect-call': ['resumed'] }],
  ['a crash', { 'hold-call': ['Runtime.ExitError', 'resumed'], 'connect-call': ['resumed'] }],
  [
    'more crashes than it bears',
    { 'hold-call': Array.from({ length: 11 }, () => 'Crash'), 'release-call': ['answers'] },
  ],
  [
    'a caller who has gone',
    { 'hold-call': ['resumed'], 'connect-call': ['CallerGone'], 'release-call': ['answers'] },
  ],
  [
    'silence after the order, and nothing more to be done',
    { 'hold-call': ['resumed'], 'connect-call': ['silent', 'ConnectSilent'], 'release-call': ['answers'] },
  ],
  [
    'a provider that is busy twice',
    { 'hold-call': ['resumed'], 'connect-call': ['ConnectBusy', 'ConnectBusy', 'resumed'] },
  ],
  [
    'a room that turns the caller down',
    { 'hold-call': ['resumed', 'resumed'], 'connect-call': ['NextTarget', 'resumed'] },
  ],
  [
    'ready after all',
    { 'hold-call': ['BudgetSpent'], 'release-call': ['ReadyAfterAll'], 'connect-call': ['resumed'] },
  ],
  ['a clean-up that fails once', { 'hold-call': ['CallOver'], 'release-call': ['Crash', 'answers'] }],
];

/** How long an execution may take whose waits are some ten seconds, on a machine that is busy with other tests. */
const patienceMs = 120_000;

let blueprint: ReturnType<typeof drawBlueprint>;
beforeAll(() => {
  blueprint = drawBlueprint({
    stage: 'sim',
    holdBudgetS: 26,
    holdSliceS: 2,
    connectSliceS: 2,
    reserveS: 1,
  });
});

const enteredSchema = z.object({ stateEnteredEventDetails: z.object({ name: z.string() }) });

const nameOf = (arn: string): string => blueprint.functionsByArn[arn] ?? arn;

describe.concurrent('the simulated machine goes as the interpreter does', () => {
  test.each(scripts)('with %s', async (_, script) => {
    const [real, simulated] = [await interpret(script), await simulate(script)];
    expect(simulated).toEqual(real);
  });
});

/** What a function does next; once its script is used up, a bug of the test. */
function player(script: Readonly<Record<string, Script>>) {
  const used = new Map<string, number>();
  return (name: string): string => {
    const nth = used.get(name) ?? 0;
    used.set(name, nth + 1);
    const action = script[name]?.[nth];
    if (action === undefined) throw new Error(`${name} runs more often than its script says`);
    return action;
  };
}

function tokenIn(event: unknown): string {
  const token = event instanceof Object && 'token' in event ? event.token : undefined;
  return typeof token === 'string' ? token : '';
}

async function interpret(script: Readonly<Record<string, Script>>): Promise<Target> {
  const next = player(script);
  const spec = {
    name: 'machine',
    arn: 'arn:aws:states:us-east-1:1:stateMachine:machine',
    definition: blueprint.machine,
  };
  const machine = await createMachine(spec, (arn, event) => {
    const action = next(nameOf(arn));
    const outcome: FunctionOutcome =
      action === 'resumed' || action === 'silent' || action === 'answers'
        ? { ok: true, payload: null }
        : { ok: false, error: { errorType: action, errorMessage: '', trace: [] } };
    if (action === 'resumed') setTimeout(() => machine.succeedTask(tokenIn(event), {}), 20);
    return Promise.resolve(outcome);
  });
  const execution = machine.start('call', '{"id":"call"}');
  if (execution === undefined) throw new Error('the machine did not start');
  const isOver = () => execution.status !== 'RUNNING';
  await expect.poll(isOver, { timeout: patienceMs, interval: 50 }).toBe(true);
  const states = execution.history.flatMap(({ type, details }) =>
    type === 'TaskStateEntered' ? [enteredSchema.parse(details).stateEnteredEventDetails.name] : [],
  );
  await machine.stop();
  return { states, status: execution.status, error: execution.error, transitions: execution.transitions };
}

async function simulate(script: Readonly<Record<string, Script>>): Promise<Target> {
  const next = player(script);
  const scheduler = new Scheduler(0);
  const platform: Platform = {
    scheduler,
    faults: new Faults('contract', new Map()),
    random: new Random('contract'),
    deathsAt: new Set(),
    moments: 0,
    skewsMs: [0],
    trace: undefined,
    onError: () => undefined,
  };
  const lambda = {
    invoke: (name: string, event: unknown, done: (outcome: Outcome) => void) => {
      const action = next(name);
      if (action === 'resumed') scheduler.after(20, () => machine.succeedTask(tokenIn(event)));
      scheduler.after(10, () =>
        done(
          action === 'resumed' || action === 'silent' || action === 'answers'
            ? { kind: 'answered', value: undefined }
            : { kind: 'failed', errorType: action },
        ),
      );
    },
  };
  const machine: SimulatedMachine = new SimulatedMachine(
    platform,
    lambda,
    readDefinition(blueprint.machine, nameOf),
  );
  expect(machine.start('call', { id: 'call' })).toBe(true);
  expect(machine.start('call', { id: 'call' })).toBe(false);
  await scheduler.run();
  const execution = machine.executions.get('call');
  return {
    states: execution?.path.filter((state) => !state.endsWith('+')) ?? [],
    status: execution?.status ?? '',
    error: execution?.error,
    transitions: execution?.transitions ?? 0,
  };
}
