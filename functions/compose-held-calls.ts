import { createCallStore } from '../lib/aws/call-store.ts';
import { createExistingRoomStore } from '../lib/aws/existing-room-store.ts';
import { createMachine, openMachineClient } from '../lib/aws/machine.ts';
import { createRouteStore } from '../lib/aws/route-store.ts';
import { makeBotEndpoint } from '../lib/bot-endpoint/bot-endpoint.ts';
import { makeVideoRooms } from '../lib/daily/video-rooms.ts';
import type { Bots, HeldCallDeps } from '../lib/held-call/ports.ts';
import { measured } from '../lib/http/measured.ts';
import { makePipecatCloud } from '../lib/pipecat-cloud/pipecat-cloud.ts';
import type { Base } from './compose.ts';

const dayMs = 86_400_000;

/** What the functions of held calls need. */
export function composeHeldCalls({
  env,
  clock,
  random,
  newId,
  log,
  counter,
  http,
  secret,
  table,
}: Base): HeldCallDeps {
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
  const dailyApiKey = secret('dailyApiKey');
  return {
    calls: createCallStore({ table, clock, life: settings, newWriteId: newId }),
    existingRooms: createExistingRoomStore({ table, clock, random }),
    routes: createRouteStore({ table, clock }),
    machine: createMachine({ client: openMachineClient(), machineArn: env.MACHINE_ARN, clock, random }),
    video: makeVideoRooms({
      http: measured(http, 'daily', counter.count),
      log,
      apiUrl: env.DAILY_API_URL,
      apiKey: dailyApiKey.read,
      rereadApiKey: dailyApiKey.reread,
      domainId: secret('dailyDomainId').read,
    }),
    bots: composeBots({ env, counter, http, log, secret }),
    clock,
    log,
    count: counter.count,
    settings,
    signingKey: secret('signingKey').read,
    otherSigningKey: secret('otherSigningKey').read,
  };
}

function composeBots({
  env,
  counter,
  http,
  log,
  secret,
}: Pick<Base, 'env' | 'counter' | 'http' | 'log' | 'secret'>): Bots {
  const pipecatCloud = makePipecatCloud({
    http: measured(http, 'pipecat-cloud', counter.count),
    log,
    apiUrl: env.PIPECAT_CLOUD_API_URL,
    publicKey: secret('pipecatCloudPublicKey'),
    privateKey: secret('pipecatCloudPrivateKey'),
  });
  const botEndpoint = makeBotEndpoint({
    http: measured(http, 'bot-endpoint', counter.count),
    log,
    secret: secret('botEndpointSecret').read,
  });
  return {
    start: (order) =>
      order.way.kind === 'pipecat-cloud'
        ? pipecatCloud.start(order, order.way)
        : botEndpoint.start(order, order.way),
    stop: (bot) => (bot.way.kind === 'pipecat-cloud' ? pipecatCloud.stop(bot, bot.way) : botEndpoint.stop()),
  };
}
