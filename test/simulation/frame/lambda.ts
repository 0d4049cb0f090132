import type { About, Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Scheduler, Timer } from './scheduler.ts';

/** What whoever called a function learns. `service`: Lambda itself failed, and the function ran or did not. */
export type Outcome =
  | { readonly kind: 'answered'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly errorType: string }
  | { readonly kind: 'service'; readonly errorType: string };

/** How a request to the outside ended. */
export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Error };

/** What all functions of a world run in. */
export interface Platform {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly random: Random;
  /** Serial numbers of moments at which a function dies, whatever the rates; see `Platform.moments`. */
  readonly deathsAt: ReadonlySet<number>;
  /** Moments so far at which a function could have died: before each of its requests, and before each answer. */
  moments: number;
  /** At the moment of this serial number a function hangs, and something else happens meanwhile. */
  readonly stall?: Stall | undefined;
  /** How far the clocks of the machines that functions run on are from the true one, in ms. */
  readonly skewsMs: readonly [number, ...number[]];
  trace: ((line: () => string) => void) | undefined;
  /** Takes over when each request to the API is delivered; without one they arrive after the usual time. */
  courier?: ((deliver: () => void) => void) | undefined;
  /** Called with whatever a function threw that is no plain answer. */
  onError: (functionName: string, error: unknown) => void;
}

interface Stall {
  readonly at: number;
  readonly meanwhile: () => void;
}

/** What functions have asked of the outside: each time there was a moment before it, and one before the answer. */
export const requestsIn = ({ moments }: Pick<Platform, 'moments'>): number => Math.ceil(moments / 2);

/** Long enough for whatever happens meanwhile to be dealt with, and shorter than a function may take. */
const stallMs = 1_200;

const never = <Value>() => new Promise<Value>(() => undefined);

/** One run of one function: its clock, its requests to the outside, and its death. */
export class Invocation {
  readonly name: string;
  readonly platform: Platform;
  /** For whom it runs. */
  readonly about: About;
  readonly clock: { now: () => number; sleep: (ms: number) => Promise<void> };
  readonly #done: (outcome: Outcome) => void;
  /** When it was over, true time in ms; undefined: it runs. */
  overAtMs: number | undefined;
  /** It died, or threw. */
  hasFailed = false;
  #isThawed = false;
  /** Requests and sleeps that have not ended. */
  #pending = 0;
  #timeOut: Timer | undefined;

  constructor(platform: Platform, name: string, done: (outcome: Outcome) => void, about: About = {}) {
    this.platform = platform;
    this.about = about;
    this.name = name;
    this.#done = done;
    const { scheduler } = platform;
    const skewMs = platform.random.pick(platform.skewsMs);
    this.clock = {
      now: () => Math.floor(scheduler.nowMs) + skewMs,
      sleep: (ms) => {
        if (!this.#goesOn()) return never();
        this.#pending += 1;
        return new Promise((resolve) => {
          scheduler.after(ms, () => {
            this.#pending -= 1;
            if (!this.#goesOn()) return;
            scheduler.wake();
            resolve();
          });
        });
      },
    };
  }

  run(timeoutMs: number, handle: () => Promise<unknown>): void {
    this.#timeOut = this.platform.scheduler.after(timeoutMs, () => this.die('Sandbox.Timedout'));
    this.platform.scheduler.wake();
    handle().then(
      (value) => this.#finish({ kind: 'answered', value }),
      (error: unknown) => {
        if (this.overAtMs === undefined) this.platform.onError(this.name, error);
        const errorType = error instanceof Error ? error.name : 'Error';
        this.#finish({ kind: 'failed', errorType });
      },
    );
  }

  /** Ends the process in the midst of what it does. What it has sent stays sent. */
  die(errorType = 'Runtime.ExitError'): void {
    if (this.overAtMs !== undefined) return;
    this.platform.trace?.(() => `${this.name} dies (${errorType})`);
    this.#finish({ kind: 'failed', errorType });
    this.#isThawed = false;
  }

  /**
   * A request to the outside. `perform` sends it and answers when the answer comes; the function may die before the
   * one and before the other.
   */
  outside<Value>(perform: (answer: (answer: Answer<Value>) => void) => void): Promise<Value> {
    if (!this.#goesOn() || this.#diesNow()) return never();
    this.#pending += 1;
    return new Promise((resolve, reject) => {
      const send = () =>
        perform((answer) => {
          this.#pending -= 1;
          if (!this.#goesOn() || this.#diesNow()) return;
          this.platform.scheduler.wake();
          if (answer.ok) resolve(answer.value);
          else reject(answer.error);
        });
      const { stall, moments, scheduler } = this.platform;
      if (stall?.at !== moments) send();
      else {
        stall.meanwhile();
        scheduler.after(stallMs, send);
      }
    });
  }

  #diesNow(): boolean {
    const { platform, about } = this;
    platform.moments += 1;
    const isOrdered = platform.deathsAt.has(platform.moments);
    if (isOrdered) platform.faults.struck('death', about);
    const dies = isOrdered || platform.faults.hits('death', about);
    if (dies) this.die();
    return dies;
  }

  /** A process is frozen when its invocation is over; what it had not awaited may go on with the next one. */
  #goesOn(): boolean {
    return this.overAtMs === undefined || this.#isThawed;
  }

  #finish(outcome: Outcome): void {
    if (this.overAtMs !== undefined) return;
    this.overAtMs = this.platform.scheduler.nowMs;
    this.hasFailed = outcome.kind === 'failed';
    this.#isThawed = this.#pending > 0 && this.platform.faults.hits('thaw');
    if (this.#timeOut !== undefined) this.#timeOut.cancelled = true;
    this.#done(outcome);
  }
}

/** A function as Lambda knows it. */
export interface SimulatedFunction {
  readonly timeoutMs: number;
  readonly handle: (event: unknown, invocation: Invocation) => Promise<unknown>;
}

/** Times of Lambda in ms: getting to the function and back, and a cold start. */
const latencyMs = [2, 12] as const;
const coldStartMs = [250, 2_500] as const;

/** Errors by which Lambda says that it could not run a function (Step Functions docs, Lambda service exceptions). */
const serviceErrors = [
  'Lambda.ServiceException',
  'Lambda.SdkClientException',
  'Lambda.AWSLambdaException',
] as const;

/** Runs functions as Lambda does. */
export class Lambda {
  /** Invocations so far, by function. */
  readonly invocations = new Map<string, number>();
  /** What each function was last invoked with. */
  readonly #last = new Map<string, unknown>();
  readonly #platform: Platform;
  readonly #functions: ReadonlyMap<string, SimulatedFunction>;

  constructor(platform: Platform, functions: ReadonlyMap<string, SimulatedFunction>) {
    this.#platform = platform;
    this.#functions = functions;
  }

  /** What is invoked at least once may be so again, whenever. */
  invokeAgain(name: string): void {
    if (this.#last.has(name)) this.invoke(name, this.#last.get(name), () => undefined);
  }

  invoke(name: string, event: unknown, done: (outcome: Outcome) => void, about: About = {}): void {
    const { scheduler, faults, random } = this.#platform;
    const spec = this.#functions.get(name);
    this.#last.set(name, event);
    if (spec === undefined) throw new Error(`there is no function ${name}`);
    if (faults.hits('throttled', about)) {
      scheduler.after(random.between(...latencyMs), () =>
        done({ kind: 'service', errorType: 'Lambda.TooManyRequestsException' }),
      );
      return;
    }
    const lost = faults.hits('invokeAnswerLost', about) ? random.pick(serviceErrors) : undefined;
    const coldMs = faults.hits('coldStart') ? random.between(...coldStartMs) : 0;
    const over = (outcome: Outcome) => {
      scheduler.after(random.between(...latencyMs), () =>
        done(lost === undefined ? outcome : { kind: 'service', errorType: lost }),
      );
    };
    const invocation = new Invocation(this.#platform, name, over, about);
    scheduler.after(random.between(...latencyMs) + coldMs, () => {
      this.invocations.set(name, (this.invocations.get(name) ?? 0) + 1);
      invocation.run(spec.timeoutMs, () => spec.handle(event, invocation));
    });
  }
}
