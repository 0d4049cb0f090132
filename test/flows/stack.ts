import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import type { SettingsInput } from '../../infra/settings.ts';
import { createCallStore } from '../../lib/aws/stores/held-calls/call-store.ts';
import { callKey, openTable } from '../../lib/aws/table/table.ts';
import type { CallState } from '../../lib/held-calls/model/call-states.ts';
import { callIdFrom, type HeldCall } from '../../lib/held-calls/model/call.ts';
import type { CallStore } from '../../lib/held-calls/ports.ts';
import { routeSchema, type Route } from '../../lib/held-calls/model/route.ts';
import { noConferences, type ConferencesFile } from '../../local/conferences-file.ts';
import type { LocalGatewayEnvironment } from '../../local/environment.ts';
import { startLocalGateway, type LocalGateway, type LocalGatewayOptions } from '../../local/local-gateway.ts';
import { dynamoAt } from '../../local/runtime/dynamo.ts';
import type { SimulatedBots, SimulatedBotsOptions } from '../../local/simulated/bots.ts';
import type { SimulatedDailyOptions } from '../../local/simulated/daily/options.ts';
import type { CallOrder } from '../../local/simulated/daily/calls/calls.ts';
import type { HeldCall as Caller } from '../../local/simulated/daily/calls/held-call.ts';
import type { SimulatedDaily } from '../../local/simulated/daily/start.ts';
import type { SimulatedDigitalSambaOptions } from '../../local/simulated/digital-samba/options.ts';
import { runningDynamo } from '../support/dynamo.ts';
import { Witness } from '../contract/witness.ts';
import type { LogLine } from '../../local/runtime/sandboxes/sandboxes.ts';
import type { VoiceOptions } from '../../local/voices/voices.ts';
import { flowRecordsFolder, type FlowRecords } from '../support/flow-records.ts';

/** Short slices, so that silence costs seconds; long enough for a busy machine to answer in. */
const flowSettings = {
  holdBudgetS: 36,
  holdSliceS: 5,
  connectSliceS: 4,
} satisfies SettingsInput;

/** Numbers that the routes of the flow tests lead somewhere; one number for each kind of route. */
export const numbers = {
  bot: '+12025550101',
  twoBots: '+12025550102',
  endpoint: '+12025550103',
  lobby: '+12025550104',
  lobbyThenBot: '+12025550105',
  refused: '+12025550106',
} as const;

const caller = '+12025550188';

const defaultRoutes = {
  [numbers.bot]: { kind: 'targets', targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }] },
  [numbers.twoBots]: {
    kind: 'targets',
    targets: [
      { kind: 'pipecat-cloud', agent: 'receptionist' },
      { kind: 'pipecat-cloud', agent: 'stand-in' },
    ],
  },
  [numbers.lobby]: { kind: 'targets', targets: [{ kind: 'room', room: 'lobby' }] },
  [numbers.lobbyThenBot]: {
    kind: 'targets',
    targets: [
      { kind: 'room', room: 'lobby' },
      { kind: 'pipecat-cloud', agent: 'receptionist' },
    ],
  },
  [numbers.refused]: { kind: 'refuse' },
};

export interface StackOptions extends VoiceOptions {
  readonly daily?: SimulatedDailyOptions;
  readonly bots?: Omit<SimulatedBotsOptions, 'daily'>;
  readonly digitalSamba?: SimulatedDigitalSambaOptions;
  readonly settings?: SettingsInput;
  /** Default none. */
  readonly conferences?: ConferencesFile;
  /** Routes beside the default ones, as a routes file has them. */
  readonly routes?: Readonly<Record<string, unknown>>;
  /** What the environment says beside the port. */
  readonly environment?: Partial<LocalGatewayEnvironment>;
  /** Factor on the queue's visibility time-out. Default 1. */
  readonly visibilityScale?: number;
  /** How many entries each record of what happened keeps. Default all of them. */
  readonly maxKept?: number;
  /** Gets what others are told, if the settings say that they are. */
  readonly onEvent?: LocalGatewayOptions['onEvent'];
}

/** How long anything in a flow may take: a whole hold, on a machine that is busy with other tests. */
export const patienceMs = 120_000;

/**
 * Between two looks, longer each time: many tests look at once, and their looks must not keep the functions waiting.
 */
const pauses = { firstMs: 50, factor: 1.3, longestMs: 300 } as const;

/**
 * How long an item that nobody was seen to write counts as unchanged while it is waited for. A write whose function died in
 * the middle of it is not seen.
 */
const unwrittenMs = 2_000;

const secretAnswerSchema = z.object({ SecretString: z.string() });

/** The whole local stack, for all tests of one file. */
export class Stack {
  readonly logs: string[] = [];
  readonly #logLines: LogLine[] = [];
  #localGateway: LocalGateway | undefined;
  #calls: CallStore | undefined;
  #firstSecret = '';
  /** How often items were written, by their partition key. */
  readonly #writes = new Map<string, number>();
  readonly #witness = new Witness();
  readonly #options: StackOptions;

  constructor(options: StackOptions = {}) {
    this.#options = options;
    beforeAll(() => this.#start());
    afterAll(() => this.#stop());
  }

  get localGateway(): LocalGateway {
    if (this.#localGateway === undefined) throw new Error('the stack has not started');
    return this.#localGateway;
  }

  get daily(): SimulatedDaily {
    if (this.localGateway.daily === undefined) throw new Error('Daily is not simulated');
    return this.localGateway.daily;
  }

  get bots(): SimulatedBots {
    if (this.localGateway.bots === undefined) throw new Error('the bots are not simulated');
    return this.localGateway.bots;
  }

  /** The stack's calls, as its functions keep them. */
  get calls(): CallStore {
    if (this.#calls === undefined) throw new Error('the stack has not started');
    return this.#calls;
  }

  #openCalls(): CallStore {
    const { awsClient, tableName } = this.localGateway.gateway;
    const life = { longestCallMs: 4 * 3_600_000 };
    const clock = { now: () => Date.now() };
    return createCallStore({
      table: openTable(tableName, awsClient),
      clock,
      life,
      newWriteId: () => crypto.randomUUID(),
    });
  }

  /** Places a call from the usual caller; its id is known beforehand, so that bots and events can be scripted for it. */
  place(order: CallOrder): Caller {
    return this.daily.placeCall({ from: caller, ...order });
  }

  /** The call's item. */
  async item(callId: string): Promise<HeldCall> {
    const call = await this.calls.get(callIdFrom(callId));
    if (call === undefined) throw new Error(`no item of call ${callId}`);
    return call;
  }

  /** Waits until the call's item is in one of these states. */
  reaches(callId: string, ...states: CallState[]): Promise<HeldCall> {
    return this.comesTo(`be ${states.join(' or ')}`, callId, (call) =>
      states.includes(call.state) ? call : undefined,
    );
  }

  /** Waits until the call's item has an answer. It is read anew only when it was written: so many look so often. */
  comesTo<Answer>(
    what: string,
    callId: string,
    ask: (call: HeldCall) => Answer | undefined,
  ): Promise<Answer> {
    const id = callIdFrom(callId);
    const { pk } = callKey(id);
    let [writes, atMs] = [-1, 0];
    return until(`call ${callId} to ${what}`, async () => {
      const written = this.#writes.get(pk) ?? 0;
      if (written === writes && Date.now() - atMs < unwrittenMs) return undefined;
      [writes, atMs] = [written, Date.now()];
      const call = await this.calls.get(id);
      return call && ask(call);
    });
  }

  /** The events of the call's timeline. */
  async timeline(callId: string): Promise<string[]> {
    return (await this.item(callId)).timeline.map(({ event }) => event);
  }

  /** Orders to connect that Daily got for a call. */
  updates(callId: string) {
    return this.daily.updates.filter((update) => update.callId === callId);
  }

  /** Sessions of bots that were started for a call. */
  sessions(callId: string) {
    return this.bots.sessions.filter(({ order }) => order.call.id === callId);
  }

  /** Waits until the machine of the call has ended, and returns its execution. */
  machineEnded(callId: string) {
    return until(`the machine of ${callId} to end`, () => {
      const execution = this.localGateway.gateway.machine.executions().find(({ name }) => name === callId);
      return execution !== undefined && execution.status !== 'RUNNING' ? execution : undefined;
    });
  }

  /** What one function has written so far: lines of several functions arrive in no certain order. */
  logsOf(functionName: string): string[] {
    return this.#logLines.filter((line) => line.functionName === functionName).map(({ line }) => line);
  }

  sweep() {
    return this.localGateway.gateway.schedules.runNow('sweep');
  }

  /** That the caller was connected, once, and that the machine and the item agree. */
  async expectConnectedOnce(call: Caller): Promise<HeldCall> {
    const item = await this.reaches(call.callId, 'connected', 'ended');
    expect(call.legCount, 'legs of the caller').toBe(1);
    expect(this.updates(call.callId).every(({ wasReady }) => wasReady)).toBe(true);
    expect((await this.machineEnded(call.callId)).status).toBe('SUCCEEDED');
    return item;
  }

  async #start(): Promise<void> {
    const { daily, bots, twilio, digitalSamba, settings, conferences } = this.#options;
    this.#localGateway = await startLocalGateway({
      ...this.#options,
      environment: { ...this.#options.environment, PORT: 0 },
      routes: parseRoutes({ ...defaultRoutes, ...this.#options.routes }),
      conferences: conferences ?? noConferences,
      settings: { ...flowSettings, ...settings },
      daily: {
        readinessDelayMs: 50,
        retryDelayFactor: 0.01,
        observer: this.#witness.observer('daily'),
        ...daily,
      },
      bots: { behaviour: { startUpMs: 50 }, observer: this.#witness.observer('pipecat-cloud'), ...bots },
      twilio: { observer: this.#witness.observer('twilio'), ...twilio },
      digitalSamba: { observer: this.#witness.observer('digital-samba'), ...digitalSamba },
      timers: false,
      dynamo: dynamoAt(runningDynamo().endpoint),
      onWrite: ({ pk }) => void this.#writes.set(pk, (this.#writes.get(pk) ?? 0) + 1),
      onLog: (line) => {
        this.logs.push(line.line);
        this.#logLines.push(line);
      },
    });
    this.#calls = this.#openCalls();
    this.#firstSecret = this.#secret();
  }

  async #stop(): Promise<void> {
    const file = basename(expect.getState().testPath ?? 'unknown');
    if (this.#localGateway === undefined) return;
    const { records } = this.#localGateway.gateway.recorder;
    const left: FlowRecords = {
      records: [...records],
      logs: this.logs,
      secrets: [this.#firstSecret, this.#secret()],
    };
    writeFileSync(join(flowRecordsFolder(), `${file}.${crypto.randomUUID()}.json`), JSON.stringify(left));
    await this.#localGateway.stop();
    this.#witness.expectNoComplaint();
    const { sinch, plivo, vonage } = this.#localGateway;
    expect(sinch?.complaints ?? [], 'what Sinch would have refused').toEqual([]);
    expect(plivo?.complaints ?? [], 'what Plivo would have refused').toEqual([]);
    expect(vonage?.complaints ?? [], 'what Vonage would have refused').toEqual([]);
  }

  /** The secret as it now is: JSON text. */
  #secret(): string {
    const { secrets, stack } = this.localGateway.gateway;
    const { body } = secrets.serve('GetSecretValue', { SecretId: stack.secretArn });
    return secretAnswerSchema.parse(body).SecretString;
  }
}

function parseRoutes(routes: Readonly<Record<string, unknown>>): ReadonlyMap<string, Route> {
  return new Map(Object.entries(routes).map(([key, route]) => [key, routeSchema.parse(route)]));
}

/** Asks again and again until there is an answer. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined> | Answer | undefined,
): Promise<Answer> {
  const endMs = Date.now() + patienceMs;
  for (
    let pauseMs: number = pauses.firstMs;
    ;
    pauseMs = Math.min(pauseMs * pauses.factor, pauses.longestMs)
  ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > endMs) throw new Error(`waited ${patienceMs} ms in vain for ${what}`);
    await sleep(pauseMs);
  }
}

/** A new call id, as Daily makes them. */
export const newCallId = (): string => crypto.randomUUID();
