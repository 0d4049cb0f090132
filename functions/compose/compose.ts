import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { createLog } from '../../lib/aws/clients/log.ts';
import { createCounter } from '../../lib/aws/clients/metrics.ts';
import { createSecrets, newSecretCache, openSecretsClient } from '../../lib/aws/clients/secrets.ts';
import { isUsed, valuesOf, type SecretField, type SecretValues } from '../../lib/providers/secret.ts';
import { openTable } from '../../lib/aws/table/table.ts';
import { voiceIds } from '../../lib/conferences/model/conference.ts';
import type { Clock } from '../../lib/held-calls/ports.ts';
import { byVariable } from '../../lib/providers/descriptors.ts';

/** The environment of every function, as infra/functions/variables.ts sets it. */
const environmentSchema = z.object({
  STAGE: z.string(),
  TABLE_NAME: z.string(),
  MACHINE_ARN: z.string(),
  WAKE_QUEUE_URL: z.string(),
  DEAD_LETTERS_URL: z.string(),
  SECRET_ID: z.string(),
  /** Where providers' keys have a secret of their own, for functions that need any. */
  PROVIDER_SECRET_ID: z.string().optional(),
  PUBLIC_URL: z.string(),
  ...byVariable(() => z.string()),
  /** With commas between them. */
  VOICE_PROVIDERS: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(voiceIds))),
  HOLD_BUDGET_MS: z.coerce.number(),
  HOLD_SLICE_MS: z.coerce.number(),
  HOLD_TASK_MS: z.coerce.number(),
  CONNECT_SLICE_MS: z.coerce.number(),
  CONNECT_TASK_MS: z.coerce.number(),
  RESERVE_MS: z.coerce.number(),
  LONGEST_CALL_MS: z.coerce.number(),
  RETENTION_DAYS: z.coerce.number(),
  REFUSAL_STATUS: z.coerce.number(),
  /** Set where Vonage is known to report keys in a conversation. */
  VONAGE_KEYS: z.literal('on').optional(),
  /** Set while there is a canary, whose calls are then served. */
  CANARY: z.literal('on').optional(),
  /** Name of the bus on which others are told what happens, if they are. */
  EVENT_BUS: z.string().optional(),
  /** Queue of what they could not be told; only the function that tells has it. */
  UNPUBLISHED_EVENTS_URL: z.string().optional(),
  /** By consumer, as JSON: the queue from which events are posted to it; only functions that tell have it. */
  EVENT_QUEUES: z.string().optional(),
  /** By consumer, as JSON: the address that they are posted to. */
  EVENT_WEBHOOKS: z.string().optional(),
  /** Prefixes of numbers that may be called, with commas between them; absent: nobody is called. */
  CALL_OUT_PREFIXES: z
    .string()
    .transform((text) => text.split(','))
    .optional(),
  CALL_OUTS_PER_MINUTE: z.coerce.number().optional(),
  CALL_OUTS_PER_HOUR: z.coerce.number().optional(),
  /** Set where they are told callers' numbers in full. */
  EVENT_NUMBERS: z.literal('full').optional(),
});

/** What every function is made of: the one place where environment, clock, randomness and network come in. */
function composeBase() {
  const env = environmentSchema.parse(process.env);
  const clock: Clock = { now: () => Date.now(), sleep: (ms) => sleep(ms) };
  const log = createLog();
  const counter = createCounter(env.STAGE);
  const http = {
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    timeoutSignal: (ms: number) => AbortSignal.timeout(ms),
    clock,
  };
  const cache = newSecretCache<SecretValues>({});
  const secretIds = [
    env.SECRET_ID,
    ...(env.PROVIDER_SECRET_ID === undefined ? [] : [env.PROVIDER_SECRET_ID]),
  ];
  const secrets = createSecrets({ client: openSecretsClient(), secretIds, clock, log, cache, valuesOf });
  const secret = <Name extends keyof SecretValues>(name: Name) => ({
    read: async () => (await secrets.read())[name],
    reread: async () => (await secrets.reread())[name],
  });
  /** Whether a provider is in use, told by the fields that its requests are checked with. */
  const uses =
    (...names: readonly SecretField[]) =>
    async () =>
      isUsed(await secrets.read(), ...names);
  return {
    env,
    clock,
    random: () => Math.random(),
    newId: () => randomUUID(),
    log,
    counter,
    http,
    secrets,
    secret,
    uses,
    table: openTable(env.TABLE_NAME, {}, env.EVENT_BUS !== undefined),
  };
}

export type Base = ReturnType<typeof composeBase>;

/**
 * The handler that Lambda calls: composed at the first event, so that a wrong environment is an error of that event
 * with a message and not a crash at start, and metrics are written out after each.
 */
export function deploy<Event, Result>(make: (base: Base) => (event: Event) => Promise<Result>) {
  let running: { readonly handle: (event: Event) => Promise<Result>; readonly base: Base } | undefined;
  return async (event: Event): Promise<Result> => {
    if (running === undefined) {
      const base = composeBase();
      running = { handle: make(base), base };
    }
    try {
      return await running.handle(event);
    } finally {
      running.base.counter.flush();
    }
  };
}
