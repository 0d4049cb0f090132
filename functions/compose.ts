import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { createCallStore } from '../lib/aws/call-store.ts';
import { createExistingRoomStore } from '../lib/aws/existing-room-store.ts';
import { createLog } from '../lib/aws/log.ts';
import { createMachine, openMachineClient } from '../lib/aws/machine.ts';
import { createCounter } from '../lib/aws/metrics.ts';
import { createRouteStore } from '../lib/aws/route-store.ts';
import { createSecrets, newSecretCache, openSecretsClient, type SecretValues } from '../lib/aws/secrets.ts';
import { openTable } from '../lib/aws/table.ts';
import { makeBotEndpoint } from '../lib/bot-endpoint/bot-endpoint.ts';
import { makeVideoRooms } from '../lib/daily/video-rooms.ts';
import type { Bots, Clock, HeldCallDeps } from '../lib/held-call/ports.ts';
import { makePipecatCloud } from '../lib/pipecat-cloud/pipecat-cloud.ts';

/** The environment of every function, as infra/functions.ts sets it. */
const environmentSchema = z.object({
  STAGE: z.string(),
  TABLE_NAME: z.string(),
  MACHINE_ARN: z.string(),
  SECRET_ID: z.string(),
  PUBLIC_URL: z.string(),
  DAILY_API_URL: z.string(),
  PIPECAT_CLOUD_API_URL: z.string(),
  HOLD_BUDGET_MS: z.coerce.number(),
  HOLD_SLICE_MS: z.coerce.number(),
  HOLD_TASK_MS: z.coerce.number(),
  CONNECT_SLICE_MS: z.coerce.number(),
  RESERVE_MS: z.coerce.number(),
  LONGEST_CALL_MS: z.coerce.number(),
  RETENTION_DAYS: z.coerce.number(),
  REFUSAL_STATUS: z.coerce.number(),
});

const dayMs = 86_400_000;

/** The real dependencies of the functions: the one place where clock, randomness and network come in. */
export function composeHeldCalls() {
  const env = environmentSchema.parse(process.env);
  const clock: Clock = { now: () => Date.now(), sleep: (ms) => sleep(ms) };
  const random = () => Math.random();
  const log = createLog();
  const counter = createCounter(env.STAGE);
  const table = openTable(env.TABLE_NAME);
  const http = {
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    timeoutSignal: (ms: number) => AbortSignal.timeout(ms),
    clock,
  };
  const cache = newSecretCache();
  const secrets = createSecrets({ client: openSecretsClient(), secretId: env.SECRET_ID, clock, log, cache });
  const secret = <Name extends keyof SecretValues>(name: Name) => ({
    read: async () => (await secrets.read())[name],
    reread: async () => (await secrets.reread())[name],
  });
  const dailyApiKey = secret('dailyApiKey');

  const pipecatCloud = makePipecatCloud({
    http,
    log,
    apiUrl: env.PIPECAT_CLOUD_API_URL,
    publicKey: secret('pipecatCloudPublicKey'),
    privateKey: secret('pipecatCloudPrivateKey'),
  });
  const botEndpoint = makeBotEndpoint({ http, log, secret: secret('botEndpointSecret').read });
  const bots: Bots = {
    start: (order) =>
      order.way.kind === 'pipecat-cloud'
        ? pipecatCloud.start(order, order.way)
        : botEndpoint.start(order, order.way),
    stop: (bot) => (bot.way.kind === 'pipecat-cloud' ? pipecatCloud.stop(bot, bot.way) : botEndpoint.stop()),
  };

  const settings = {
    stage: env.STAGE,
    publicUrl: env.PUBLIC_URL,
    holdBudgetMs: env.HOLD_BUDGET_MS,
    holdSliceMs: env.HOLD_SLICE_MS,
    holdTaskMs: env.HOLD_TASK_MS,
    connectSliceMs: env.CONNECT_SLICE_MS,
    reserveMs: env.RESERVE_MS,
    longestCallMs: env.LONGEST_CALL_MS,
    retentionMs: env.RETENTION_DAYS * dayMs,
  };
  const deps: HeldCallDeps = {
    calls: createCallStore({ table, clock, life: settings, newWriteId: randomUUID }),
    existingRooms: createExistingRoomStore({ table, clock, random }),
    routes: createRouteStore({ table, clock }),
    machine: createMachine({ client: openMachineClient(), machineArn: env.MACHINE_ARN, clock, random }),
    video: makeVideoRooms({
      http,
      log,
      apiUrl: env.DAILY_API_URL,
      apiKey: dailyApiKey.read,
      rereadApiKey: dailyApiKey.reread,
      domainId: secret('dailyDomainId').read,
    }),
    bots,
    clock,
    log,
    count: counter.count,
    settings,
    signingKey: secret('signingKey').read,
  };
  return { deps, secret, counter, refusalStatus: env.REFUSAL_STATUS };
}

export type Composed = ReturnType<typeof composeHeldCalls>;

/**
 * The handler that Lambda calls: composed at the first event, so that a wrong environment is an error of that event
 * with a message and not a crash at start, and metrics are written out after each.
 */
export function deploy<Event, Result>(make: (composed: Composed) => (event: Event) => Promise<Result>) {
  let running:
    { readonly handle: (event: Event) => Promise<Result>; readonly composed: Composed } | undefined;
  return async (event: Event): Promise<Result> => {
    if (running === undefined) {
      const composed = composeHeldCalls();
      running = { handle: make(composed), composed };
    }
    try {
      return await running.handle(event);
    } finally {
      running.composed.counter.flush();
    }
  };
}
