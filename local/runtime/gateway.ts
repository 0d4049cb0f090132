import { randomUUID } from 'node:crypto';
import { startAwsEndpoint, type AwsEndpoint, type DynamoAddress } from './aws-endpoint.ts';
import { startDynamo, type Dynamo, type RunningDynamo } from './dynamo.ts';
import { startFront, type OnAnswered } from './front/front.ts';
import { REGION } from './intrinsics.ts';
import { createMachine, type Machine } from './machine/machine.ts';
import { createQueueService } from './queue/service.ts';
import type { QueueSpec } from './queue/spec.ts';
import { createQueue, noQueue, type Queue, type QueueOptions } from './queue/queue.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import {
  createSandboxes,
  type FunctionOutcome,
  type LogLine,
  type Sandboxes,
} from './sandboxes/sandboxes.ts';
import { startSchedules, type Schedules } from './schedules.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { createEventService, type BusEvent } from './stream/event-service.ts';
import { startStream, type Stream, type StreamOptions } from './stream/stream.ts';
import { localCaller } from './front/signature.ts';
import { createStepFunctions } from './machine/step-functions.ts';
import { readStack, type Stack } from './template.ts';
import type { WrittenKey } from './writes.ts';

/** What a gateway on this machine is made from. */
export interface GatewayOptions {
  /** The synthesised CloudFormation template, parsed. */
  readonly template: unknown;
  /** Folder with one folder per built function, normally build/functions. */
  readonly functionsFolder: string;
  /**
   * Environment variables that differ from the template. Each reaches only the functions that have it in the template,
   * as on AWS. `PUBLIC_URL` defaults to the front's own URL.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** First value of the secret. */
  readonly secret: Readonly<Record<string, unknown>>;
  /** A DynamoDB Local that runs already, and goes on when the gateway ends. Default one of its own. */
  readonly dynamo?: RunningDynamo;
  /** Folder in which the table stays from one start to the next. Default: none, it is gone with the gateway. */
  readonly tableFolder?: string | undefined;
  /** Port of the HTTP front; 0 takes any free one. */
  readonly port: number;
  /** Whether schedules run by themselves. Tests prefer `schedules.runNow`. */
  readonly timers: boolean;
  /**
   * What the queue's visibility time-out is multiplied by, default 1. Tests make it small: a failed message then comes
   * again soon.
   */
  readonly visibilityScale?: number;
  /** How many entries each record of what happened keeps, the newest. Default all of them. */
  readonly maxKept?: number;
  /** Is told of every item of the table that was changed. Default: nobody. */
  readonly onWrite?: (key: WrittenKey) => void;
  /** Is told of every request to the HTTP front, once it is answered. Default: nobody. */
  readonly onWebhook?: OnAnswered;
  /** Gets every event that the functions put on a bus. Default: nobody does. */
  readonly onEvent?: (event: BusEvent) => void;
  /** Gets every line that a function writes. */
  readonly onLog: (line: LogLine) => void;
}

/** A gateway that runs on this machine. */
export interface Gateway {
  /** Base URL of the HTTP API, without a slash at the end. */
  readonly url: string;
  readonly stack: Stack;
  readonly tableName: string;
  /** Configuration for an AWS SDK client that wants to see what the functions see. */
  readonly awsClient: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly machine: Machine;
  readonly recorder: Recorder;
  readonly secrets: Secrets;
  readonly schedules: Schedules;
  /** The template's first queue, which wakes conferences; one in which nothing ever is, if it has none. */
  readonly queue: Queue;
  /** All of them. */
  readonly queues: readonly (QueueSpec & { readonly queue: Queue })[];
  /** What brings a function what is written to the table; one that never does, if the template has none. */
  readonly stream: Stream;
  /** The table as the functions reach it: hangs from `freeze` until `thaw`. */
  readonly dynamo: Pick<AwsEndpoint, 'freeze' | 'thaw'>;
  /** Runs a function by its folder's name. */
  invoke(functionName: string, event: unknown): Promise<FunctionOutcome>;
  /** Kills all sandboxes of a function, running ones included. */
  crash(functionName: string): Promise<void>;
  /**
   * As an update of the stack that shortens its waits: functions have these variables instead from their next event on, and what
   * executions wait for is over `factor` times sooner in those that begin.
   */
  hurry(factor: number, variables: Readonly<Record<string, string>>): void;
  /** Ends everything that was started; afterwards no process, thread, port or timer is left. */
  stop(): Promise<void>;
}

/**
 * Starts the stack of a template: table, machine, functions, secret, schedules and the HTTP API.
 * Ready in about three seconds, most of them DynamoDB Local's.
 * @throws what stands in the way, in one sentence: no Java, a taken port, a function that is not built
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const stack = readStack(options.template, options.functionsFolder);
  const endings: Ending[] = [];
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startParts(options, stack, endings)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As the SDK's variables name the services that are reached at one address here. */
const playedServices = ['DYNAMODB', 'SFN', 'SECRETS_MANAGER', 'SQS', 'EVENTBRIDGE'];

type Ending = () => Promise<void> | void;

/** Starts the parts; whatever has started leaves its ending in `endings`, also when a later part fails. */
async function startParts(
  options: GatewayOptions,
  stack: Stack,
  endings: Ending[],
): Promise<Omit<Gateway, 'stop'>> {
  // Front and machine need the functions, whose environment needs the front's URL: a request that comes early waits.
  const ready = Promise.withResolvers<Sandboxes>();
  const invoke = async (name: string, event: unknown) => (await ready.promise).invoke(name, event);

  const parts = [
    startTable(stack, options, endings),
    createMachine(
      stack.machine,
      (reference, event) => invoke(findFunction(stack, reference), event),
      options.maxKept,
    ),
    startFront(stack.routes, invoke, options.port, { onAnswered: options.onWebhook }).then((running) => {
      endings.push(() => running.stop());
      return running;
    }),
  ] as const;
  // All of them first, also when one fails: each must have left its ending before anything is ended.
  await Promise.allSettled(parts);
  const [dynamo, machine, front] = await Promise.all(parts);
  const recorder = createRecorder(options.maxKept);
  const secrets = createSecrets(stack.secretArn, options.secret);
  const queues = startQueues(stack, { invoke, recorder, visibilityScale: options.visibilityScale ?? 1 });
  endings.push(() => queues.forEach(({ queue }) => queue.stop()));
  const services = [
    createStepFunctions(machine),
    secrets,
    createQueueService(queues),
    createEventService(options.onEvent ?? (() => undefined)),
  ];
  const aws = await startAwsEndpoint(dynamo, services, recorder, options.onWrite);
  endings.push(() => aws.stop());
  const environment = {
    PUBLIC_URL: front.url,
    ...options.environment,
    ...Object.fromEntries(playedServices.map((service) => [`AWS_ENDPOINT_URL_${service}`, aws.url])),
  };
  const sandboxes = createSandboxes(stack.functions, environment, options.onLog);
  endings.push(() => sandboxes.stop());
  endings.push(() => machine.stop());
  ready.resolve(sandboxes);
  const stream = followTable(stack, options, { dynamo, invoke, recorder });
  endings.push(() => stream.stop());
  const schedules = startSchedules(stack.schedules, invoke, options.timers);
  endings.push(() => schedules.stop());
  return {
    url: front.url,
    stack,
    tableName: stack.table.name,
    awsClient: { endpoint: aws.url, region: REGION, credentials: localCaller },
    machine,
    recorder,
    secrets,
    schedules,
    queue: queues[0]?.queue ?? noQueue,
    queues,
    stream,
    dynamo: aws,
    invoke,
    crash: (name) => sandboxes.crash(name),
    hurry: (factor, variables) => {
      machine.hurry(factor);
      sandboxes.change({ ...environment, ...variables });
    },
  };
}

const startQueues = ({ queues }: Stack, options: QueueOptions): Gateway['queues'] =>
  queues.map((spec) => ({ ...spec, queue: createQueue(spec, options) }));

/** Has the function that wants it brought what is written; of a table that was kept, what is from now on. */
function followTable(
  { stream, table }: Stack,
  { tableFolder, onLog }: GatewayOptions,
  reached: Pick<StreamOptions, 'dynamo' | 'invoke' | 'recorder'>,
): Stream {
  return startStream(stream, {
    ...reached,
    tableName: table.name,
    fromBeginning: tableFolder === undefined,
    onEnd: (line) => onLog({ functionName: 'the stream', stream: 'stderr', line }),
  });
}

async function startTable(
  stack: Stack,
  { dynamo: running, tableFolder }: GatewayOptions,
  endings: Ending[],
): Promise<DynamoAddress> {
  // Gateways that share a DynamoDB Local have tables of the same name; DynamoDB Local takes letters and digits only.
  const accessKeyId = tableFolder === undefined ? randomUUID().replaceAll('-', '') : 'kept';
  const dynamo = running ?? (await startOwnDynamo(tableFolder, endings));
  await dynamo.createTable(stack.table, accessKeyId);
  return { endpoint: dynamo.endpoint, accessKeyId };
}

async function startOwnDynamo(folder: string | undefined, endings: Ending[]): Promise<Dynamo> {
  const dynamo = await startDynamo(folder);
  endings.push(() => dynamo.stop());
  return dynamo;
}

/** A machine's definition names a function by its ARN, perhaps with a version, or by its name. */
function findFunction(stack: Stack, reference: string): string {
  for (const { name, arn, physicalName } of stack.functions.values()) {
    if (reference === arn || reference === `${arn}:$LATEST` || reference === physicalName) return name;
  }
  throw new Error(`There is no function ${reference}.`);
}
