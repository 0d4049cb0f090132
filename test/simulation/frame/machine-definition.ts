import * as z from 'zod';

/** One Retry of a task. Times in ms. */
interface Retrier {
  readonly errors: readonly string[];
  readonly intervalMs: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelayMs: number;
  readonly hasFullJitter: boolean;
}

export interface TaskState {
  readonly name: string;
  readonly functionName: string;
  readonly waitsForToken: boolean;
  readonly timeoutMs: number;
  /** The function's input from the state's input and, where the definition wants it, the task's token. */
  readonly payload: (input: MachineInput, token: string) => unknown;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly {
    readonly errors: readonly string[];
    readonly key: string;
    readonly next: string;
  }[];
  /** Undefined: the execution ends here. */
  readonly next: string | undefined;
}

export type MachineInput = Readonly<Record<string, unknown>>;

export interface MachineDefinition {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, TaskState>;
}

/** Where a definition leaves these out (Step Functions docs, "Error handling"). */
const defaults = { intervalS: 1, maxAttempts: 3, backoffRate: 2 };

const retrySchema = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.number().default(defaults.intervalS),
  MaxAttempts: z.number().default(defaults.maxAttempts),
  BackoffRate: z.number().default(defaults.backoffRate),
  MaxDelaySeconds: z.number().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});

const taskSchema = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.string().regex(/:states:::lambda:invoke(\.waitForTaskToken)?$/),
  Parameters: z.strictObject({ FunctionName: z.string(), Payload: z.record(z.string(), z.string()) }),
  ResultPath: z.null(),
  TimeoutSeconds: z.number(),
  Retry: z.array(retrySchema).default([]),
  Catch: z
    .array(
      z.strictObject({
        ErrorEquals: z.array(z.string()),
        ResultPath: z.string().regex(/^\$\.\w+$/),
        Next: z.string(),
      }),
    )
    .default([]),
  Next: z.string().optional(),
  End: z.literal(true).optional(),
});

const definitionSchema = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), taskSchema) });

/**
 * Reads a definition in Amazon States Language; strict, so that nothing the simulator does not play passes unseen.
 * @param nameOf the function that an ARN names
 */
export function readDefinition(definition: unknown, nameOf: (arn: string) => string): MachineDefinition {
  const { StartAt, States } = definitionSchema.parse(definition);
  const states = Object.entries(States).map(([name, state]): [string, TaskState] => [
    name,
    {
      name,
      functionName: nameOf(state.Parameters.FunctionName),
      waitsForToken: state.Resource.endsWith('.waitForTaskToken'),
      timeoutMs: state.TimeoutSeconds * 1000,
      payload: payloadReader(state.Parameters.Payload),
      retriers: state.Retry.map((retry) => ({
        errors: retry.ErrorEquals,
        intervalMs: retry.IntervalSeconds * 1000,
        maxAttempts: retry.MaxAttempts,
        backoffRate: retry.BackoffRate,
        maxDelayMs: (retry.MaxDelaySeconds ?? Infinity) * 1000,
        hasFullJitter: retry.JitterStrategy === 'FULL',
      })),
      catchers: state.Catch.map((each) => ({
        errors: each.ErrorEquals,
        key: each.ResultPath.slice(2),
        next: each.Next,
      })),
      next: state.Next,
    },
  ]);
  return { startAt: StartAt, states: new Map(states) };
}

/** Payloads here are flat: each value a path into the input, or the token. */
function payloadReader(payload: Readonly<Record<string, string>>): TaskState['payload'] {
  const readers = Object.entries(payload).map(([key, path]) => {
    const match = /^\$\.(\w+)$/.exec(path);
    if (!key.endsWith('.$') || (path !== '$$.Task.Token' && match === null)) {
      throw new Error(`the simulator does not play the payload ${key}: ${path}`);
    }
    return [key.slice(0, -2), match?.[1]] as const;
  });
  return (input, token) =>
    Object.fromEntries(readers.map(([key, from]) => [key, from === undefined ? token : input[from]]));
}

/** Whether an error is one of those named (Step Functions docs, "Error names"). */
export function isNamed(errors: readonly string[], error: string): boolean {
  return (
    errors.includes(error) ||
    errors.includes('States.ALL') ||
    (errors.includes('States.TaskFailed') && error !== 'States.Timeout')
  );
}
