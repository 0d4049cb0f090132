import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Clock, Machine } from '../../held-calls/ports.ts';
import { backOffMs, boundedRequests, mayPass, type ClientSettings, type Random } from './timeouts.ts';

/** Step Functions answers in some 50 ms. Short, so that a request that hangs leaves time for others. */
const requestTimeoutMs = 1_000;
/** How long a start may take in all: the provider waits for our answer, and the sweep starts what we could not. */
const startBudgetMs = 3_000;
/** Bounds the tries of a start beside its time. */
const maxStarts = 10;
/** Bounds the tries of a settlement: whoever reported readiness is told to come again, and the sweep looks too. */
const maxSettlements = 3;
const backOffBaseMs = 100;
const backOffMaxMs = 1_000;

/** A client for the machine; it tries each request once, the tries are counted here. */
export function openMachineClient(settings: ClientSettings = {}): SFNClient {
  return new SFNClient({ ...settings, maxAttempts: 1, requestHandler: boundedRequests(requestTimeoutMs) });
}

/** The machine begins the next attempt after it at once (infra/parts/held-call-machine.ts). */
const givenUpError = 'BotLeft';

export interface MachineDeps {
  readonly client: SFNClient;
  readonly machineArn: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** The held-call machine. Refusals that no further try can change (a missing permission, a wrong ARN) are thrown. */
export function createMachine({ client, machineArn, clock, random }: MachineDeps): Machine {
  async function endTask(send: () => Promise<unknown>): Promise<'resumed' | 'over' | 'failed'> {
    for (let tries = 1; tries <= maxSettlements; tries += 1) {
      try {
        await send();
        return 'resumed';
      } catch (error) {
        if (
          error instanceof TaskTimedOut ||
          error instanceof TaskDoesNotExist ||
          error instanceof InvalidToken
        ) {
          return 'over';
        }
        if (!mayPass(error)) throw error;
      }
      if (tries < maxSettlements) await clock.sleep(backOffMs(tries, backOffBaseMs, backOffMaxMs, random));
    }
    return 'failed';
  }

  return {
    async start(id) {
      const lastTryAtMs = clock.now() + startBudgetMs - requestTimeoutMs;
      for (let tries = 1; tries <= maxStarts; tries += 1) {
        try {
          // The id alone: inputs stay in the service's history for 90 days (Step Functions quotas).
          const input = JSON.stringify({ id });
          await client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name: id, input }));
          return 'started';
        } catch (error) {
          if (error instanceof ExecutionAlreadyExists) return 'started';
          if (!mayPass(error)) throw error;
        }
        const waitMs = backOffMs(tries, backOffBaseMs, backOffMaxMs, random);
        if (clock.now() + waitMs > lastTryAtMs) break;
        await clock.sleep(waitMs);
      }
      return 'throttled';
    },

    resume: (taskToken) =>
      endTask(() => client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))),

    giveUp: (taskToken) =>
      endTask(() => client.send(new SendTaskFailureCommand({ taskToken, error: givenUpError }))),
  };
}
