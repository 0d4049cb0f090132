import type { Invocation } from '../frame/lambda.ts';
import type { Scheduler } from '../frame/scheduler.ts';
import { domainId } from './rooms.ts';

/** As lib/aws/secrets.ts: values are used this long, and read anew no sooner than this after a refusal. */
const keptMs = 300_000;
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

const rotation = <Value>(before: Value, after: Value, atMs: number): Rotation<Value> => ({
  before,
  after,
  atMs,
});

/** All secrets of a world; those of providers change at one moment, in the store as at the provider. */
export function secretsOf(changeAtMs: number) {
  return {
    apiKey: rotation('SECRET-daily-1', 'SECRET-daily-2', changeAtMs),
    publicKey: rotation('SECRET-pk-1', 'SECRET-pk-2', changeAtMs),
    privateKey: rotation('SECRET-sk-1', 'SECRET-sk-2', changeAtMs),
    // While a secret is changed both are live: the newer is the one that Daily signs with.
    pinless: rotation<readonly string[]>([pinless[0]], [pinless[1], pinless[0]], changeAtMs),
    webhook: rotation<readonly string[]>([webhook[0]], [webhook[1], webhook[0]], changeAtMs),
    endpoint: rotation(endpoint, endpoint, Infinity),
    domainId: rotation(domainId, domainId, Infinity),
    signingKey: rotation(signingKey, signingKey, Infinity),
  };
}
export type WorldSecrets = ReturnType<typeof secretsOf>;

const pinless = ['c2VjcmV0LXBpbmxlc3MtMQ==', 'c2VjcmV0LXBpbmxlc3MtMg=='] as const;
const webhook = ['c2VjcmV0LXdlYmhvb2stMQ==', 'c2VjcmV0LXdlYmhvb2stMg=='] as const;
const endpoint = 'whsec_c2VjcmV0LWVuZHBvaW50LTE=';
const signingKey = 'SECRET-signing-key-of-32-characters';

/** The secret as the process of one invocation has it: cached for a while, so that a rotation is noticed late. */
export class ProcessSecrets {
  readonly #scheduler: Scheduler;
  readonly #isReadable: boolean;
  #readAtMs: number;

  constructor(invocation: Invocation) {
    const { scheduler, faults, random } = invocation.platform;
    this.#scheduler = scheduler;
    this.#isReadable = !faults.hits('secretUnreadable');
    this.#readAtMs = scheduler.nowMs - random.between(0, keptMs);
  }

  source<Value>(rotation: Rotation<Value>): {
    read: () => Promise<Value | undefined>;
    reread: () => Promise<Value | undefined>;
  } {
    const value = () => (this.#isReadable ? valueAt(rotation, this.#readAtMs) : undefined);
    return {
      read: () => Promise.resolve(value()),
      reread: () => {
        const { nowMs } = this.#scheduler;
        if (nowMs - this.#readAtMs >= rereadPauseMs) this.#readAtMs = nowMs;
        return Promise.resolve(value());
      },
    };
  }
}
