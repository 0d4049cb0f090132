import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { StateMachine, StateMachineDefinition } from 'aws-local-stepfunctions';
import { keepNewest } from '../keep.ts';
import { appendEvent, appendTaskSubmitted, type HistoryEvent, type InterpreterEvent } from './history.ts';
import type { FunctionError, FunctionOutcome } from '../sandboxes/sandboxes.ts';
import type { MachineSpec } from '../template.ts';

/** As DescribeExecution names them (Step Functions API reference). */
type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One run of the machine. Times are in milliseconds since the epoch, input and output are JSON text. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly input: string;
  readonly startedAt: number;
  status: ExecutionStatus;
  stoppedAt: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** States entered plus retries: what the service bills as state transitions (Step Functions pricing). */
  transitions: number;
  readonly history: HistoryEvent[];
}

/** What became of an answer to a task token; the names are the service's errors. */
export type TokenOutcome = 'accepted' | 'TaskTimedOut' | 'TaskDoesNotExist' | 'InvalidToken';

/** The state machine of the template, run by an interpreter. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  /**
   * Starts an execution. Same name and input as one that is running: that one. A name that was used otherwise:
   * `undefined`, as the service refuses it (StartExecution, "idempotency").
   * @param input JSON text
   */
  start(name: string, input: string): Execution | undefined;
  succeedTask(token: string, output: unknown): TokenOutcome;
  failTask(token: string, error: string, cause: string): TokenOutcome;
  /** Says whether the task still waits. Machines here have no heartbeat, so nothing else follows from it. */
  heartbeat(token: string): TokenOutcome;
  /**
   * Lets tasks that wait for their token, and pauses before a task is tried again, be over so many times sooner, in executions
   * that start from now on. 1: as the definition says.
   */
  hurry(factor: number): void;
  /** Executions that run, and those that are over and kept; oldest first. */
  executions(): readonly Execution[];
  find(executionArn: string): Execution | undefined;
  /** Ends a running execution as ABORTED. */
  abort(executionArn: string, error?: string, cause?: string): void;
  /** Aborts what is running and waits for it: afterwards no timer is left. */
  stop(): Promise<void>;
}

/** The interpreter waits 60 s where the definition has no TimeoutSeconds; the service waits practically for ever. */
const NO_TIME_OUT_SECONDS = 2_000_000;
const FUNCTION_TASK = 'arn:aws:states:::lambda:invoke';
const CALLBACK_TASK = `${FUNCTION_TASK}.waitForTaskToken`;

/** A real token is some 700 characters long, which matters for the size of the item that keeps it. */
const TOKEN_PREFIX = 'AQCAAAAKgAAAAIAAAAAAAAA';
const TOKEN_BYTES = 510;

const json = z.json();
type Json = z.infer<typeof json>;

const taskState = z.looseObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  TimeoutSeconds: z.number().optional(),
});
const waits = z.looseObject({
  Resource: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  Retry: z
    .array(z.looseObject({ IntervalSeconds: z.number().optional(), MaxDelaySeconds: z.number().optional() }))
    .optional(),
});
const definitionSchema = z.looseObject({
  StartAt: z.string(),
  States: z.record(z.string(), z.looseObject({ Type: z.string() })),
});
/** The interpreter's constructor validates the whole definition; this only gives it its type. */
const validated = z.custom<StateMachineDefinition>((value) => definitionSchema.safeParse(value).success);
const taskInput = z.object({ FunctionName: z.string(), Payload: json.optional() });

/** The interpreter reads `isRetryable` and `isCatchable` from whatever a task throws. */
class TaskError extends Error {
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;
  constructor(name: string, cause: string, recoverable = true) {
    super(cause);
    this.name = name;
    this.isRetryable = recoverable;
    this.isCatchable = recoverable;
  }
}

interface WaitingTask {
  readonly state: string;
  readonly token: string | undefined;
  readonly succeed: (output: Json) => void;
  readonly fail: (error: TaskError) => void;
}

interface Run {
  readonly execution: Execution;
  /** Tasks under way, each able to be ended from outside. */
  readonly tasks: Set<WaitingTask>;
  abort: () => void;
  done: Promise<void>;
}

/**
 * Prepares the machine.
 * @param invoke runs a function, given by the ARN or name that the definition has
 * @param maxKept how many executions that are over, and tokens of tasks that are over, are kept, the newest
 * @throws if the definition is not valid, or has a task that is not a Lambda invocation
 */
export async function createMachine(
  spec: MachineSpec,
  invoke: (functionArn: string, event: unknown) => Promise<FunctionOutcome>,
  maxKept = Infinity,
): Promise<Machine> {
  // Loaded late: it takes a second, during which DynamoDB Local can start.
  const { StateMachine: Interpreter, ExecutionTimeoutError } = await import('aws-local-stepfunctions');
  const definition = definitionSchema.parse(spec.definition);
  const resources = readTasks(definition.States);
  let interpreter: StateMachine = new Interpreter(validated.parse(withTimeouts(definition)));
  const runs = new Map<string, Run>();
  /** `undefined` once the task is over: the service remembers such tokens too. */
  const tokens = new Map<string, WaitingTask | undefined>();
  const over = { runs: new Array<string>(), tokens: new Array<string>() };

  const endTask = (run: Run, task: WaitingTask) => {
    run.tasks.delete(task);
    if (task.token === undefined || tokens.get(task.token) === undefined) return;
    tokens.set(task.token, undefined);
    const forgotten = keepNewest(over.tokens, task.token, maxKept);
    if (forgotten !== undefined) tokens.delete(forgotten);
  };

  const runTask = (run: Run, state: string, token: string | undefined, input: unknown): Promise<Json> => {
    const { promise, resolve, reject } = Promise.withResolvers<Json>();
    const task: WaitingTask = {
      state,
      token,
      succeed: (output) => {
        endTask(run, task);
        resolve(output);
      },
      fail: (error) => {
        endTask(run, task);
        reject(error);
      },
    };
    run.tasks.add(task);
    if (run.execution.status !== 'RUNNING') {
      task.fail(new TaskError('States.Runtime', 'The execution is over.', false));
      return promise;
    }
    if (token !== undefined) tokens.set(token, task);
    const parsed = taskInput.safeParse(input);
    if (!parsed.success) {
      task.fail(
        new TaskError(
          'States.Runtime',
          `The parameters of ${state} are not those of a Lambda invocation.`,
          false,
        ),
      );
      return promise;
    }
    const waitsForCallback = resources.get(state) === CALLBACK_TASK;
    void invoke(parsed.data.FunctionName, parsed.data.Payload ?? {}).then(
      (outcome) => {
        if (!run.tasks.has(task)) return;
        if (!outcome.ok) {
          task.fail(toTaskError(outcome.error));
          return;
        }
        if (waitsForCallback) {
          appendTaskSubmitted(run.execution.history);
          return;
        }
        task.succeed({ ExecutedVersion: '$LATEST', Payload: json.parse(outcome.payload), StatusCode: 200 });
      },
      (error: unknown) => task.fail(new TaskError('Lambda.ResourceNotFoundException', String(error))),
    );
    return promise;
  };

  /** The interpreter keeps the time; a task that it gave up is over for whoever holds its token. */
  const follow = (run: Run, event: InterpreterEvent) => {
    const { execution } = run;
    appendEvent(execution.history, event);
    if (event.type === 'StateEntered' || event.type === 'StateRetried') execution.transitions += 1;
    if (event.type !== 'StateFailed' || event.Error !== 'States.Timeout') return;
    for (const task of run.tasks) if (task.state === event.state.name) endTask(run, task);
  };

  const finish = (execution: Execution, status: ExecutionStatus, details: Partial<Execution>) => {
    if (execution.status !== 'RUNNING') return;
    Object.assign(execution, { status, stoppedAt: Date.now(), ...details });
  };

  const endTasks = (run: Run) => {
    for (const task of run.tasks) task.fail(new TaskError('States.Runtime', 'The execution is over.', false));
  };

  const launch = (execution: Execution): Run => {
    const run: Run = { execution, tasks: new Set(), abort: () => undefined, done: Promise.resolve() };
    let issued: string | undefined;
    // Parameters are evaluated and the handler is called in one go, so the token just read is this attempt's.
    const takeToken = () => {
      const token = issued;
      issued = undefined;
      return token;
    };
    const handlers = [...resources.keys()].map((state) => {
      return [state, (input: unknown) => runTask(run, state, takeToken(), input)] as const;
    });
    const { result, abort, eventLogs } = interpreter.run(json.parse(JSON.parse(execution.input)), {
      noThrowOnAbort: true,
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      context: {
        Execution: { Id: execution.arn, Name: execution.name },
        StateMachine: { Id: spec.arn, Name: spec.name },
        Task: {
          get Token() {
            return (issued ??= TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64'));
          },
        },
      },
    });
    const followed = (async () => {
      for await (const event of eventLogs) follow(run, event);
    })();
    const settled = result.then(
      (output) => finish(execution, 'SUCCEEDED', { output: JSON.stringify(output) }),
      (error: unknown) => {
        if (error instanceof ExecutionTimeoutError) {
          finish(execution, 'TIMED_OUT', {});
          return;
        }
        finish(execution, 'FAILED', describeFailure(error));
      },
    );
    run.abort = abort;
    run.done = Promise.all([followed, settled]).then(() => {
      endTasks(run);
      const forgotten = keepNewest(over.runs, execution.arn, maxKept);
      if (forgotten !== undefined) runs.delete(forgotten);
    });
    return run;
  };

  const settle = (token: string, act: (task: WaitingTask) => void): TokenOutcome => {
    if (!token.startsWith(TOKEN_PREFIX)) return 'InvalidToken';
    if (!tokens.has(token)) return 'TaskDoesNotExist';
    const task = tokens.get(token);
    if (task === undefined) return 'TaskTimedOut';
    act(task);
    return 'accepted';
  };

  const abortRun = (run: Run, details: Partial<Execution>) => {
    finish(run.execution, 'ABORTED', details);
    run.abort();
    endTasks(run);
  };

  return {
    arn: spec.arn,
    name: spec.name,
    start: (name, input) => {
      const arn = `${spec.arn.replace(':stateMachine:', ':execution:')}:${name}`;
      const known = runs.get(arn)?.execution;
      if (known !== undefined) return known.status === 'RUNNING' && known.input === input ? known : undefined;
      const execution: Execution = {
        arn,
        name,
        input,
        startedAt: Date.now(),
        status: 'RUNNING',
        stoppedAt: undefined,
        output: undefined,
        error: undefined,
        cause: undefined,
        transitions: 0,
        history: [],
      };
      runs.set(arn, launch(execution));
      return execution;
    },
    succeedTask: (token, output) => settle(token, (task) => task.succeed(json.parse(output))),
    failTask: (token, error, cause) => settle(token, (task) => task.fail(new TaskError(error, cause))),
    heartbeat: (token) => settle(token, () => undefined),
    hurry: (factor) => {
      // It was valid as it is; parts of a second are not, but are waited for all the same.
      const options = { validationOptions: { noValidate: true } };
      interpreter = new Interpreter(validated.parse(withTimeouts(hurried(definition, factor))), options);
    },
    executions: () => [...runs.values()].map((run) => run.execution),
    find: (executionArn) => runs.get(executionArn)?.execution,
    abort: (executionArn, error, cause) => {
      const run = runs.get(executionArn);
      if (run?.execution.status === 'RUNNING') abortRun(run, { error, cause });
    },
    stop: async () => {
      for (const run of runs.values()) if (run.execution.status === 'RUNNING') abortRun(run, {});
      await Promise.all([...runs.values()].map((run) => run.done));
    },
  };
}

/** Lambda invocations by state name. */
function readTasks(states: z.infer<typeof definitionSchema>['States']): Map<string, string> {
  return new Map(
    Object.entries(states)
      .filter(([, state]) => state.Type === 'Task')
      .map(([name, state]) => {
        const { Resource } = taskState.parse(state);
        if (Resource !== CALLBACK_TASK && Resource !== FUNCTION_TASK) {
          throw new Error(`The local runtime does not play ${Resource} (state ${name}).`);
        }
        return [name, Resource];
      }),
  );
}

/** The definition with waits that are so many times shorter. */
function hurried(
  definition: z.infer<typeof definitionSchema>,
  factor: number,
): z.infer<typeof definitionSchema> {
  const shorter = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds / factor);
  const states = Object.entries(definition.States).map(([name, state]) => {
    const { Resource, TimeoutSeconds, Retry = [] } = waits.parse(state);
    const retry = Retry.map(({ IntervalSeconds, MaxDelaySeconds, ...retrier }) => ({
      ...retrier,
      IntervalSeconds: shorter(IntervalSeconds),
      MaxDelaySeconds: shorter(MaxDelaySeconds),
    }));
    const timeout = Resource === CALLBACK_TASK && { TimeoutSeconds: shorter(TimeoutSeconds) };
    return [name, { ...state, ...timeout, Retry: retry }] as const;
  });
  return { ...definition, States: Object.fromEntries(states) };
}

function withTimeouts(definition: z.infer<typeof definitionSchema>): unknown {
  const states = Object.entries(definition.States).map(([name, state]): [string, unknown] => {
    return [name, state.Type === 'Task' ? { TimeoutSeconds: NO_TIME_OUT_SECONDS, ...state } : state];
  });
  return { ...definition, States: Object.fromEntries(states) };
}

/** Step Functions docs, "Error handling": the error is the function's errorType, the cause its whole error as JSON. */
function toTaskError(error: FunctionError): TaskError {
  return new TaskError(error.errorType, JSON.stringify(error));
}

/** The interpreter wraps the task's error: its name is the error, its message the cause. */
function describeFailure(error: unknown): { error: string; cause: string } {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (inner instanceof Error) return { error: inner.name, cause: inner.message };
  return { error: 'States.Runtime', cause: String(inner) };
}
