import { parentPort, workerData } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import type { SandboxSetup } from './setup.ts';
import type { Invocation, SandboxReply } from './sandboxes.ts';

// Loads the function once, then answers one event at a time. Everything crosses as JSON text, as between Lambda and
// its runtime. No library is imported here: its load time would count as the function's.

const port = parentPort;
const setup: unknown = workerData;
if (port === null || !isSetup(setup))
  throw new Error('A sandbox runs only as a worker thread of the runtime.');
const { file, exportName, functionName, arn, memoryMb } = setup;
const reply = (message: SandboxReply) => port.postMessage(message);

delete process.env.NODE_COMPILE_CACHE; // the runtime's own, which the function has not on AWS
const handler = await load();
if (handler !== undefined) {
  port.on('message', (invocation: Invocation) => void answer(handler, invocation));
  reply({ kind: 'ready' });
}

type Handler = (event: unknown, context: unknown) => unknown;

async function load(): Promise<Handler | undefined> {
  try {
    const exports: unknown = await import(pathToFileURL(file).href);
    const found: unknown =
      typeof exports === 'object' && exports !== null ? Reflect.get(exports, exportName) : undefined;
    if (typeof found === 'function')
      return (event, context): unknown => Reflect.apply(found, undefined, [event, context]);
    throw Object.assign(new Error(`${exportName} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  } catch (error) {
    reply({ kind: 'failed', ...describe(error) });
    return undefined;
  }
}

async function answer(handle: Handler, { requestId, deadline, event }: Invocation): Promise<void> {
  const context = {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result: unknown = await handle(JSON.parse(event), context);
    reply({ kind: 'answered', payload: result === undefined ? 'null' : JSON.stringify(result) });
  } catch (error) {
    reply({ kind: 'failed', ...describe(error) });
  }
}

/** Lambda's shape of an error (Lambda docs, "Node.js function errors"). */
function describe(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (error instanceof Error) {
    return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function isSetup(value: unknown): value is SandboxSetup {
  return value instanceof Object && 'file' in value && 'exportName' in value;
}
