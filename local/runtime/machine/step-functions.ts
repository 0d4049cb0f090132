import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { awsError, type AwsAnswer, type AwsService } from '../aws-endpoint.ts';
import type { Execution, Machine, TokenOutcome } from './machine.ts';
import type { Access } from '../recorder.ts';

/** Step Functions API reference, StartExecution: 1 to 80 characters, none of these, no control characters. */
// oxlint-disable-next-line no-control-regex -- control characters are among the forbidden ones
const FORBIDDEN_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;
const NAME_LIMIT = 80;
/** Step Functions quotas: the largest input or output, in bytes. */
const DATA_LIMIT_BYTES = 262_144;

const inputs = {
  StartExecution: z.object({
    stateMachineArn: z.string(),
    name: z.string().optional(),
    input: z.string().default('{}'),
  }),
  SendTaskSuccess: z.object({ taskToken: z.string(), output: z.string() }),
  SendTaskFailure: z.object({
    taskToken: z.string(),
    error: z.string().default(''),
    cause: z.string().default(''),
  }),
  SendTaskHeartbeat: z.object({ taskToken: z.string() }),
  DescribeExecution: z.object({ executionArn: z.string() }),
  StopExecution: z.object({
    executionArn: z.string(),
    error: z.string().optional(),
    cause: z.string().optional(),
  }),
  GetExecutionHistory: z.object({ executionArn: z.string(), reverseOrder: z.boolean().default(false) }),
  ListExecutions: z.object({ stateMachineArn: z.string(), statusFilter: z.string().optional() }),
};

const named = z.object({ executionArn: z.string().optional() });

/** The Step Functions API in front of the machine (Step Functions API reference). */
export function createStepFunctions(machine: Machine): AwsService {
  const serve = (operation: string, input: unknown): AwsAnswer => {
    switch (operation) {
      case 'StartExecution':
        return startExecution(machine, inputs.StartExecution.parse(input));
      case 'SendTaskSuccess': {
        const { taskToken, output } = inputs.SendTaskSuccess.parse(input);
        const parsed = parseJson(output);
        if (parsed === undefined) return awsError('InvalidOutput', 'The output is not valid JSON.');
        return toAnswer(machine.succeedTask(taskToken, parsed.value));
      }
      case 'SendTaskFailure': {
        const { taskToken, error, cause } = inputs.SendTaskFailure.parse(input);
        return toAnswer(machine.failTask(taskToken, error, cause));
      }
      case 'SendTaskHeartbeat':
        return toAnswer(machine.heartbeat(inputs.SendTaskHeartbeat.parse(input).taskToken));
      case 'DescribeExecution':
        return withExecution(machine, inputs.DescribeExecution.parse(input).executionArn, (execution) => ({
          ...summarise(machine, execution),
          input: execution.input,
          output: execution.output,
          error: execution.error,
          cause: execution.cause,
        }));
      case 'StopExecution': {
        const { executionArn, error, cause } = inputs.StopExecution.parse(input);
        return withExecution(machine, executionArn, (execution) => {
          machine.abort(executionArn, error, cause);
          return { stopDate: (execution.stoppedAt ?? Date.now()) / 1000 };
        });
      }
      case 'GetExecutionHistory': {
        const { executionArn, reverseOrder } = inputs.GetExecutionHistory.parse(input);
        return withExecution(machine, executionArn, ({ history }) => {
          const events = history.map(({ details, timestamp, ...event }) => {
            return { ...event, timestamp: timestamp / 1000, ...details };
          });
          return { events: reverseOrder ? events.reverse() : events };
        });
      }
      case 'ListExecutions': {
        const { stateMachineArn, statusFilter } = inputs.ListExecutions.parse(input);
        if (stateMachineArn !== machine.arn) return noSuchMachine(stateMachineArn);
        const executions = machine
          .executions()
          .filter(({ status }) => statusFilter === undefined || status === statusFilter)
          .map((execution) => summarise(machine, execution))
          .reverse();
        return { status: 200, body: { executions } };
      }
      default:
        return awsError('UnknownOperationException', `Nothing here plays ${operation}.`);
    }
  };
  return {
    target: 'AWSStepFunctions',
    contentType: 'application/x-amz-json-1.0',
    access: (operation, input): Access => ({
      action: `states:${operation}`,
      resource: named.safeParse(input).data?.executionArn ?? machine.arn,
    }),
    serve: (operation, input) => {
      try {
        return serve(operation, input);
      } catch (error) {
        if (error instanceof z.ZodError) return awsError('ValidationException', z.prettifyError(error));
        throw error;
      }
    },
  };
}

function startExecution(
  machine: Machine,
  { stateMachineArn, name = randomUUID(), input }: z.infer<typeof inputs.StartExecution>,
): AwsAnswer {
  if (stateMachineArn !== machine.arn) return noSuchMachine(stateMachineArn);
  if (name === '' || name.length > NAME_LIMIT || FORBIDDEN_IN_NAME.test(name)) {
    return awsError('InvalidName', `Invalid Name: '${name}'`);
  }
  if (Buffer.byteLength(input) > DATA_LIMIT_BYTES || parseJson(input) === undefined) {
    return awsError('InvalidExecutionInput', 'The input is not valid JSON or too large.');
  }
  const execution = machine.start(name, input);
  if (execution === undefined) {
    return awsError('ExecutionAlreadyExists', `Execution Already Exists: '${machine.arn}:${name}'`);
  }
  return { status: 200, body: { executionArn: execution.arn, startDate: execution.startedAt / 1000 } };
}

function withExecution(
  machine: Machine,
  executionArn: string,
  answer: (execution: Execution) => Record<string, unknown>,
): AwsAnswer {
  const execution = machine.find(executionArn);
  if (execution === undefined)
    return awsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  return { status: 200, body: answer(execution) };
}

function summarise(machine: Machine, execution: Execution): Record<string, unknown> {
  return {
    executionArn: execution.arn,
    stateMachineArn: machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt / 1000,
    ...(execution.stoppedAt !== undefined && { stopDate: execution.stoppedAt / 1000 }),
  };
}

function toAnswer(outcome: TokenOutcome): AwsAnswer {
  switch (outcome) {
    case 'accepted':
      return { status: 200, body: {} };
    case 'TaskTimedOut':
      return awsError(outcome, "Task Timed Out: 'Provided task does not exist anymore'");
    case 'TaskDoesNotExist':
      return awsError(outcome, "Task does not exist: 'Provided task does not exist'");
    case 'InvalidToken':
      return awsError(outcome, "Invalid Token: 'Invalid token'");
  }
}

function noSuchMachine(arn: string): AwsAnswer {
  return awsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
