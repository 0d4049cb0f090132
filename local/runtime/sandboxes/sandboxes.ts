import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { toEnvironment, toSetup } from './setup.ts';
import type { FunctionSpec } from '../template.ts';

/** Memory bounds it: a sandbox with the SDK loaded takes some 30 MB. Beyond it, events wait for a free sandbox. */
const SANDBOXES_PER_FUNCTION = 20;
/** V8's own choice, 48 MB, would let some 80 MB of garbage pile up in each sandbox that is used for long. */
const YOUNG_GENERATION_MB = 6;
/** A sandbox beside others that has been idle so long ends, as Lambda's do after some minutes. */
const IDLE_LIMIT_MS = 60_000;
/** Loading a bundle keeps a processor core busy: more at once, whatever their functions, would all be late. */
const STARTING_AT_ONCE = 2;
/**
 * How long an event waits beside busy sandboxes before one more is started, in milliseconds. Lambda starts one at once;
 * here a start keeps a core busy for that long, and most sandboxes are free sooner.
 */
const WAIT_FOR_WARM_MS = 100;
/** Lambda gives a function 10 s to load (Lambda docs, "Understanding the execution environment lifecycle"). */
const INIT_LIMIT_MS = 10_000;

/** Where the sandboxes keep what they have compiled. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL('../../build/compile-cache', import.meta.url));

/** What Lambda reports of a failed invocation. */
export interface FunctionError {
  /** The error's name, or `Sandbox.Timedout`, `Runtime.ExitError` and the like from Lambda itself. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** How an invocation ended: the handler's result as parsed JSON, or the error. */
export type FunctionOutcome =
  { readonly ok: true; readonly payload: unknown } | { readonly ok: false; readonly error: FunctionError };

/** One line that a function wrote. */
export interface LogLine {
  readonly functionName: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** From the runtime to a sandbox. `deadline` in milliseconds since the epoch, `event` as JSON text. */
export interface Invocation {
  readonly requestId: string;
  readonly deadline: number;
  readonly event: string;
}

const replySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('answered'), payload: z.string() }),
  z.object({
    kind: z.literal('failed'),
    errorType: z.string(),
    errorMessage: z.string(),
    trace: z.array(z.string()),
  }),
]);
/** From a sandbox to the runtime. */
export type SandboxReply = z.infer<typeof replySchema>;

interface Job {
  readonly requestId: string;
  /** When it came, in milliseconds of the process's own clock. */
  readonly sinceMs: number;
  readonly event: string;
  readonly settle: (outcome: FunctionOutcome) => void;
}

interface Sandbox {
  readonly worker: Worker;
  /** The variables with which it was started. */
  readonly environment: Readonly<Record<string, string>>;
  state: 'starting' | 'idle' | 'busy';
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** The isolated copies of every function. */
export interface Sandboxes {
  /** Runs a function with an event. A failure of the function is a value; an unknown name throws. */
  invoke(functionName: string, event: unknown): Promise<FunctionOutcome>;
  /** Kills every sandbox of a function; what was running in them ends as `Runtime.ExitError`. */
  crash(functionName: string): Promise<void>;
  /** Gives the functions other variables, as an update of them does: sandboxes that work finish with those they have. */
  change(overrides: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

/**
 * Prepares the functions; a sandbox starts with the first event that needs it.
 * @param overrides variables that differ on this machine; one that a function does not have in the template is not
 *   given to it, except those whose name begins with AWS_
 */
export function createSandboxes(
  functions: ReadonlyMap<string, FunctionSpec>,
  overrides: Readonly<Record<string, string>>,
  onLog: (line: LogLine) => void,
): Sandboxes {
  const starts = createStarts();
  const pools = new Map(
    [...functions].map(([name, spec]) => [name, createPool(spec, overrides, onLog, starts)]),
  );
  const poolOf = (name: string): Pool => {
    const pool = pools.get(name);
    if (pool === undefined) throw new Error(`There is no function ${name}.`);
    return pool;
  };
  return {
    invoke: (name, event) => poolOf(name).invoke(event),
    crash: (name) => poolOf(name).crash(),
    change: (changed) => {
      for (const pool of pools.values()) pool.change(changed);
    },
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
}

/** Who may start a sandbox. The functions take turns, so that a busy one does not keep the others from starting. */
interface Starts {
  /** Adds a function's wish to start: called whenever there may be room. */
  join(startOne: () => boolean): void;
  /** Lets functions start while there is room. */
  offer(): void;
  /** A start is over, well or not. */
  leave(): void;
}

function createStarts(): Starts {
  const turns: (() => boolean)[] = [];
  let starting = 0;
  const offer = () => {
    for (let passed = 0; passed < turns.length && starting < STARTING_AT_ONCE; passed += 1) {
      const next = turns.shift();
      if (next === undefined) return;
      turns.push(next);
      if (!next()) continue;
      starting += 1;
      passed = -1;
    }
  };
  return {
    join: (startOne) => void turns.push(startOne),
    offer,
    leave: () => {
      starting -= 1;
      offer();
    },
  };
}

interface Pool {
  invoke(event: unknown): Promise<FunctionOutcome>;
  crash(): Promise<void>;
  change(overrides: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

function createPool(
  spec: FunctionSpec,
  overrides: Readonly<Record<string, string>>,
  onLog: (line: LogLine) => void,
  starts: Starts,
): Pool {
  const setup = toSetup(spec);
  let environment = toEnvironment(spec, overrides);
  const sandboxes = new Set<Sandbox>();
  const waiting: Job[] = [];
  /** When the last of the sandboxes was ready: one more is worth its start only beside those that are. */
  let warmSinceMs = 0;
  let stopped = false;

  /** While events wait, looks whether they have waited long enough. */
  let looking: NodeJS.Timeout | undefined;
  const lookLater = () => {
    if (waiting.length === 0 || looking !== undefined) return;
    looking = setTimeout(() => {
      looking = undefined;
      starts.offer();
      lookLater();
    }, WAIT_FOR_WARM_MS / 2).unref();
  };

  const finish = (sandbox: Sandbox, outcome: FunctionOutcome) => {
    clearTimeout(sandbox.timer);
    const { job } = sandbox;
    sandbox.job = undefined;
    if (!outcome.ok && job !== undefined) {
      // Lambda writes failures into the function's log too, so that one nobody waits for leaves a trace.
      const { errorType, errorMessage } = outcome.error;
      const line = `ERROR\tInvoke Error\t${JSON.stringify({ errorType, errorMessage })}`;
      onLog({ functionName: spec.name, stream: 'stderr', line });
    }
    job?.settle(outcome);
  };

  /** The sandbox is gone; its job, or the job it was started for, ends with the error. */
  const discard = (sandbox: Sandbox, error: FunctionError) => {
    if (!sandboxes.delete(sandbox)) return;
    const wasStarting = sandbox.state === 'starting';
    if (wasStarting) sandbox.job = waiting.shift();
    finish(sandbox, { ok: false, error });
    void sandbox.worker.terminate();
    assign();
    if (wasStarting) starts.leave();
  };

  /** Free for the next event. Of those that stay free, the last is kept: a call after a quiet time waits for no start. */
  const rest = (sandbox: Sandbox) => {
    sandbox.state = 'idle';
    if (sandbox.environment !== environment) {
      discard(sandbox, exited(undefined));
      return;
    }
    sandbox.timer = setTimeout(() => {
      if (sandboxes.size > 1) discard(sandbox, exited(undefined));
    }, IDLE_LIMIT_MS);
    assign();
  };

  const start = () => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: setup,
      // Every sandbox compiles the same code: without a cache that is half of its start.
      env: { ...environment, NODE_COMPILE_CACHE },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: spec.memoryMb,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    });
    const sandbox: Sandbox = { worker, environment, state: 'starting', job: undefined, timer: undefined };
    sandbox.timer = setTimeout(() => discard(sandbox, timedOut('init', INIT_LIMIT_MS)), INIT_LIMIT_MS);
    sandboxes.add(sandbox);
    forwardLines(worker.stdout, (line) => onLog({ functionName: spec.name, stream: 'stdout', line }));
    forwardLines(worker.stderr, (line) => onLog({ functionName: spec.name, stream: 'stderr', line }));
    worker.on('message', (message: unknown) => {
      if (!sandboxes.has(sandbox)) return;
      const reply = replySchema.parse(message);
      switch (reply.kind) {
        case 'ready':
          clearTimeout(sandbox.timer);
          warmSinceMs = performance.now();
          rest(sandbox);
          starts.leave();
          return;
        case 'answered':
          finish(sandbox, { ok: true, payload: JSON.parse(reply.payload) });
          break;
        case 'failed': {
          const { errorType, errorMessage, trace } = reply;
          const error = { errorType, errorMessage, trace };
          if (sandbox.state === 'starting') {
            discard(sandbox, error);
            return;
          }
          finish(sandbox, { ok: false, error });
          break;
        }
      }
      rest(sandbox);
    });
    worker.on('error', (error: unknown) => {
      discard(sandbox, describe(error));
    });
    worker.on('exit', () => discard(sandbox, exited(sandbox.job?.requestId)));
  };

  const run = (sandbox: Sandbox, job: Job) => {
    clearTimeout(sandbox.timer);
    sandbox.state = 'busy';
    sandbox.job = job;
    sandbox.timer = setTimeout(
      () => discard(sandbox, timedOut(job.requestId, spec.timeoutMs)),
      spec.timeoutMs,
    );
    const invocation: Invocation = {
      requestId: job.requestId,
      deadline: Date.now() + spec.timeoutMs,
      event: job.event,
    };
    sandbox.worker.postMessage(invocation);
  };

  const assign = () => {
    for (const sandbox of sandboxes) {
      if (sandbox.state !== 'idle') continue;
      const job = waiting.shift();
      if (job === undefined) return;
      run(sandbox, job);
    }
    starts.offer();
  };

  starts.join(() => {
    const [oldest] = waiting;
    if (stopped || oldest === undefined || sandboxes.size >= SANDBOXES_PER_FUNCTION) return false;
    // The one that starts may be all that the events need.
    if ([...sandboxes].some(({ state }) => state === 'starting')) return false;
    const waitedMs = performance.now() - Math.max(oldest.sinceMs, warmSinceMs);
    if (sandboxes.size > 0 && waitedMs < WAIT_FOR_WARM_MS) return false;
    start();
    return true;
  });

  const crash = async () => {
    const victims = [...sandboxes];
    for (const sandbox of victims) discard(sandbox, exited(sandbox.job?.requestId));
    await Promise.all(victims.map((sandbox) => sandbox.worker.terminate()));
  };

  return {
    invoke: (event) =>
      new Promise((settle) => {
        const requestId = randomUUID();
        if (stopped) {
          settle({ ok: false, error: exited(requestId) });
          return;
        }
        const job = { requestId, sinceMs: performance.now(), event: JSON.stringify(event), settle };
        waiting.push(job);
        assign();
        lookLater();
      }),
    crash,
    change: (changed) => {
      environment = toEnvironment(spec, changed);
      for (const sandbox of [...sandboxes].filter(({ state }) => state === 'idle')) rest(sandbox);
    },
    stop: async () => {
      stopped = true;
      for (const job of waiting.splice(0)) job.settle({ ok: false, error: exited(job.requestId) });
      await crash();
    },
  };
}

function timedOut(requestId: string, limitMs: number): FunctionError {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`,
    trace: [],
  };
}

function exited(requestId: string | undefined): FunctionError {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId ?? 'init'} Error: Runtime exited without providing a reason`,
    trace: [],
  };
}

/** What ended a sandbox from inside: an unhandled rejection, or no memory left. */
function describe(error: unknown): FunctionError {
  if (!(error instanceof Error))
    return { errorType: 'Runtime.Unknown', errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function forwardLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on('line', onLine);
}
