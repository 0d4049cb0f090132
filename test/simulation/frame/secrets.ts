import type { Invocation } from './lambda.ts';
import type { Scheduler } from './scheduler.ts';

/** As lib/aws/clients/secrets.ts: values are used this long, and read anew no sooner than this after a refusal. */
export const secretsKeptMs = 300_000;
const rereadPauseMs = 60_000;

/** One secret that may change once while a world runs. */
export interface Rotation<Value> {
  readonly before: Value;
  readonly after: Value;
  /** Infinity: never. */
  readonly atMs: number;
}

export function valueAt<Value>(rotation: Rotation<Value>, atMs: number): Value {
  return atMs < rotation.atMs ? rotation.before : rotation.after;
}

export const rotation = <Value>(before: Value, after: Value, atMs: number): Rotation<Value> => ({
  before,
  after,
  atMs,
});

/** The secret as the process of one invocation has it: cached for a while, so that a rotation is noticed late. */
export class ProcessSecrets {
  readonly #scheduler: Scheduler;
  /** Whether Secrets Manager has ever answered this process. */
  readonly isReadable: boolean;
  readonly #keptMs: number;
  #readAtMs: number;

  /** `keptMs`: how long values are used; Infinity: those of before the world began, for ever. */
  constructor(invocation: Invocation, keptMs = secretsKeptMs) {
    const { scheduler, faults, random } = invocation.platform;
    this.#scheduler = scheduler;
    this.isReadable = !faults.hits('secretUnreadable', invocation.about);
    this.#readAtMs = keptMs === Infinity ? -Infinity : scheduler.nowMs - random.between(0, keptMs);
    this.#keptMs = keptMs;
  }

  source<Value>(rotation: Rotation<Value>): {
    read: () => Promise<Value | undefined>;
    reread: () => Promise<Value | undefined>;
  } {
    const value = () => (this.isReadable ? valueAt(rotation, this.#readAtMs) : undefined);
    return {
      read: () => Promise.resolve(value()),
      reread: () => {
        const { nowMs } = this.#scheduler;
        const isSoon = nowMs - this.#readAtMs < rereadPauseMs;
        if (!isSoon && this.#keptMs !== Infinity) this.#readAtMs = nowMs;
        return Promise.resolve(value());
      },
    };
  }
}
