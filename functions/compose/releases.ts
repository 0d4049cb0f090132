import { createCallStore } from '../../lib/aws/stores/held-calls/call-store.ts';
import { createExistingRoomStore } from '../../lib/aws/stores/held-calls/existing-room-store.ts';
import { createMachine, openMachineClient } from '../../lib/aws/clients/machine.ts';
import { stopEndpointBot } from '../../lib/providers/bot-endpoint/stop.ts';
import type { DailyClient } from '../../lib/providers/daily/client.ts';
import { transfer } from '../../lib/providers/daily/rooms/transfer.ts';
import { makeVideoRooms } from '../../lib/providers/daily/rooms/video-rooms.ts';
import type { CallId } from '../../lib/held-calls/model/call.ts';
import type { TransferOrder } from '../../lib/held-calls/ports.ts';
import type { CleanUpDeps } from '../../lib/held-calls/steps/clean-up.ts';
import { measured } from '../../lib/providers/measured.ts';
import { makePipecatCloud } from '../../lib/providers/pipecat-cloud/pipecat-cloud.ts';
import { composeCanaryParties } from './canary.ts';
import type { Base } from './compose.ts';
import { isCanary } from '../../lib/canary/id.ts';
import { canaryVideo } from '../../lib/canary/parties.ts';

const dayMs = 86_400_000;

/** What it takes to lead callers on: the function of `/admin` carries nothing else of held calls' work. */
export function composeTransfers(base: Base) {
  const { env, clock, random, newId, log, counter, http, secret, table } = base;
  const settings = {
    stage: env.STAGE,
    publicUrl: env.PUBLIC_URL,
    holdBudgetMs: env.HOLD_BUDGET_MS,
    holdSliceMs: env.HOLD_SLICE_MS,
    holdTaskMs: env.HOLD_TASK_MS,
    connectSliceMs: env.CONNECT_SLICE_MS,
    connectTaskMs: env.CONNECT_TASK_MS,
    reserveMs: env.RESERVE_MS,
    longestCallMs: env.LONGEST_CALL_MS,
    retentionMs: env.RETENTION_DAYS * dayMs,
  };
  const daily: DailyClient = {
    http: measured(http, 'daily', counter.count),
    log,
    apiUrl: env.DAILY_API_URL,
    apiKey: secret('dailyApiKey'),
  };
  return {
    calls: createCallStore({ table, clock, life: settings, newWriteId: newId }),
    daily,
    video: { transfer: (order: TransferOrder) => transfer(daily, order) },
    clock,
    random,
    log,
    count: counter.count,
    // Whether there is a canary or not: of one that was switched off, calls may go on.
    isCounted: (id: CallId) => !isCanary(id),
    settings,
  };
}

/** What it takes to end held calls and to clean up after them: the sweep's function carries nothing else of them. */
export function composeReleases(base: Base): CleanUpDeps {
  const { env, clock, random, secret, table } = base;
  const pipecatCloud = composePipecatCloud(base);
  const { daily, ...transfers } = composeTransfers(base);
  const video = makeVideoRooms({ ...daily, domainId: secret('dailyDomainId').read });
  return {
    ...transfers,
    video: env.CANARY === undefined ? video : canaryVideo(video, env.STAGE, composeCanaryParties(base)),
    existingRooms: createExistingRoomStore({ table, clock, random }),
    machine: createMachine({ client: openMachineClient(), machineArn: env.MACHINE_ARN, clock, random }),
    bots: {
      stop: (bot) =>
        bot.target.kind === 'pipecat-cloud' ? pipecatCloud.stop(bot, bot.target) : stopEndpointBot(),
    },
  };
}

export function composePipecatCloud({ env, counter, http, log, secret }: Base) {
  return makePipecatCloud({
    http: measured(http, 'pipecat-cloud', counter.count),
    log,
    apiUrl: env.PIPECAT_CLOUD_API_URL,
    publicKey: secret('pipecatCloudPublicKey'),
    privateKey: secret('pipecatCloudPrivateKey'),
  });
}
