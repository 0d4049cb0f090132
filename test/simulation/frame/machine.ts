import type { Lambda, Outcome, Platform } from './lambda.ts';
import { isNamed, type MachineDefinition, type MachineInput, type TaskState } from './machine-definition.ts';

/** What became of an answer to a task token; the names are the service's errors. */
export type TokenOutcome = 'accepted' | 'TaskTimedOut' | 'TaskDoesNotExist';

export interface Execution {
  readonly name: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  error: string | undefined;
  /** States entered plus retries: what the service bills. */
  transitions: number;
  /** Names of the states entered, and each retry as the state's name with a `+`. */
  readonly path: string[];
}

/** Times of the service in ms between one step and the next. */
const stepMs = [5, 40] as const;

/** The state machine of the template: Task, Retry, Catch, tokens, time-outs, names used once. */
export class SimulatedMachine {
  readonly executions = new Map<string, Execution>();
  readonly #platform: Platform;
  readonly #lambda: Pick<Lambda, 'invoke'>;
  readonly #definition: MachineDefinition;
  /** The task that waits for a token; undefined once it is over. */
  readonly #tasks = new Map<string, ((error: string | undefined) => void) | undefined>();
  #tokens = 0;

  constructor(platform: Platform, lambda: Pick<Lambda, 'invoke'>, definition: MachineDefinition) {
    this.#platform = platform;
    this.#lambda = lambda;
    this.#definition = definition;
  }

  /** False: the name was used before. */
  start(name: string, input: MachineInput): boolean {
    if (this.executions.has(name)) return false;
    const execution: Execution = { name, status: 'RUNNING', error: undefined, transitions: 0, path: [] };
    this.executions.set(name, execution);
    this.#enter(execution, this.#definition.startAt, input);
    return true;
  }

  succeedTask(token: string): TokenOutcome {
    return this.#endTask(token, undefined);
  }

  failTask(token: string, error: string): TokenOutcome {
    return this.#endTask(token, error);
  }

  #endTask(token: string, error: string | undefined): TokenOutcome {
    if (!this.#tasks.has(token)) return 'TaskDoesNotExist';
    const end = this.#tasks.get(token);
    if (end === undefined) return 'TaskTimedOut';
    end(error);
    return 'accepted';
  }

  #soon(run: () => void): void {
    this.#platform.scheduler.after(this.#platform.random.between(...stepMs), run);
  }

  #enter(execution: Execution, stateName: string, input: MachineInput): void {
    const state = this.#definition.states.get(stateName);
    if (state === undefined) throw new Error(`the machine has no state ${stateName}`);
    execution.path.push(stateName);
    const retries = state.retriers.map(() => 0);
    this.#soon(() => this.#attempt(execution, state, input, retries));
  }

  #attempt(execution: Execution, state: TaskState, input: MachineInput, retries: number[]): void {
    execution.transitions += 1;
    const { scheduler, faults, trace } = this.#platform;
    const token = `task-token-${(this.#tokens += 1)}-${execution.name}`;
    trace?.(() => `machine ${execution.name} enters ${state.name} with ${token}`);
    let isOver = false;
    const end = (then: () => void) => {
      if (isOver) return;
      isOver = true;
      timeOut.cancelled = true;
      this.#tasks.set(token, undefined);
      then();
    };
    const succeed = () => end(() => this.#succeeded(execution, state, input));
    const fail = (error: string) => end(() => this.#failed(execution, state, input, retries, error));
    const timeOut = scheduler.after(state.timeoutMs, () => fail('States.Timeout'));
    if (state.waitsForToken)
      this.#tasks.set(token, (error) => (error === undefined ? succeed() : fail(error)));
    const payload = state.payload(input, token);
    const about = { call: execution.name };
    const answered = (outcome: Outcome) => {
      if (outcome.kind === 'answered') {
        if (!state.waitsForToken) succeed();
      } else {
        fail(outcome.errorType);
      }
    };
    this.#lambda.invoke(state.functionName, payload, answered, about);
    if (faults.hits('taskTwice', about))
      this.#lambda.invoke(state.functionName, payload, () => undefined, about);
  }

  #succeeded(execution: Execution, state: TaskState, input: MachineInput): void {
    if (state.next === undefined) {
      execution.status = 'SUCCEEDED';
      return;
    }
    this.#enter(execution, state.next, input);
  }

  #failed(
    execution: Execution,
    state: TaskState,
    input: MachineInput,
    retries: number[],
    error: string,
  ): void {
    this.#platform.trace?.(() => `machine ${execution.name}: ${state.name} failed with ${error}`);
    const index = state.retriers.findIndex(({ errors }) => isNamed(errors, error));
    const retrier = state.retriers[index];
    const used = retries[index] ?? 0;
    if (retrier !== undefined && used < retrier.maxAttempts) {
      retries[index] = used + 1;
      const maxMs = Math.min(retrier.maxDelayMs, retrier.intervalMs * retrier.backoffRate ** used);
      const delayMs = retrier.hasFullJitter ? this.#platform.random.next() * maxMs : maxMs;
      execution.path.push(`${state.name}+`);
      this.#platform.scheduler.after(delayMs, () => this.#attempt(execution, state, input, retries));
      return;
    }
    const caught = state.catchers.find(({ errors }) => isNamed(errors, error));
    if (caught === undefined) {
      execution.status = 'FAILED';
      execution.error = error;
      return;
    }
    this.#enter(execution, caught.next, { ...input, [caught.key]: { Error: error, Cause: '' } });
  }
}
