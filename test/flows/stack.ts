import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { SettingsInput } from '../../infra/settings.ts';
import { createCallStore } from '../../lib/aws/call-store.ts';
import { openTable } from '../../lib/aws/table.ts';
import { callIdFrom, type CallState, type HeldCall } from '../../lib/held-call/call.ts';
import { routeSchema, type Route } from '../../lib/held-call/route.ts';
import { startLaptop, type Laptop } from '../../local/laptop.ts';
import type { SimulatedBots, SimulatedBotsOptions } from '../../local/simulated/bots.ts';
import type { SimulatedDailyOptions } from '../../local/simulated/daily/options.ts';
import type { CallOrder } from '../../local/simulated/daily/calls.ts';
import type { HeldCall as Caller } from '../../local/simulated/daily/held-call.ts';
import type { SimulatedDaily } from '../../local/simulated/daily/start.ts';

/** Short slices, so that silence costs seconds; long enough for a busy machine to answer in. */
export const flowSettings = {
  holdBudgetS: 30,
  holdSliceS: 5,
  connectSliceS: 4,
  reserveS: 1,
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

export const caller = '+12025550188';

const defaultRoutes = {
  [numbers.bot]: { kind: 'ways', ways: [{ kind: 'pipecat-cloud', agent: 'receptionist' }] },
  [numbers.twoBots]: {
    kind: 'ways',
    ways: [
      { kind: 'pipecat-cloud', agent: 'receptionist' },
      { kind: 'pipecat-cloud', agent: 'stand-in' },
    ],
  },
  [numbers.lobby]: { kind: 'ways', ways: [{ kind: 'room', room: 'lobby' }] },
  [numbers.lobbyThenBot]: {
    kind: 'ways',
    ways: [
      { kind: 'room', room: 'lobby' },
      { kind: 'pipecat-cloud', agent: 'receptionist' },
    ],
  },
  [numbers.refused]: { kind: 'refuse' },
};

export interface StackOptions {
  readonly daily?: SimulatedDailyOptions;
  readonly bots?: Omit<SimulatedBotsOptions, 'daily'>;
  readonly settings?: SettingsInput;
  /** Routes beside the default ones, as a routes file has them. */
  readonly routes?: Readonly<Record<string, unknown>>;
}

/** How long anything in a flow may take: a whole hold, on a machine that is busy with other tests. */
const patienceMs = 45_000;

/** Where each file of flows leaves what its functions asked of AWS and wrote to their logs, for the tests after them. */
export const recordsFolder = new URL('../../build/flow-records/', import.meta.url);

/** The whole local stack, for all tests of one file. */
export class Stack {
  readonly logs: string[] = [];
  #laptop: Laptop | undefined;
  readonly #options: StackOptions;

  constructor(options: StackOptions = {}) {
    this.#options = options;
    beforeAll(() => this.#start(), 60_000);
    afterAll(() => this.#stop());
  }

  get laptop(): Laptop {
    if (this.#laptop === undefined) throw new Error('the stack has not started');
    return this.#laptop;
  }

  get daily(): SimulatedDaily {
    if (this.laptop.daily === undefined) throw new Error('Daily is not simulated');
    return this.laptop.daily;
  }

  get bots(): SimulatedBots {
    if (this.laptop.bots === undefined) throw new Error('the bots are not simulated');
    return this.laptop.bots;
  }

  get calls() {
    const { awsClient, tableName } = this.laptop.gateway;
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
    return until(`call ${callId} to be ${states.join(' or ')}`, async () => {
      const call = await this.calls.get(callIdFrom(callId));
      return call !== undefined && states.includes(call.state) ? call : undefined;
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
      const execution = this.laptop.gateway.machine.executions().find(({ name }) => name === callId);
      return execution !== undefined && execution.status !== 'RUNNING' ? execution : undefined;
    });
  }

  sweep() {
    return this.laptop.gateway.schedules.runNow('sweep');
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
    const { daily, bots, settings } = this.#options;
    this.#laptop = await startLaptop({
      environment: { PORT: 0 },
      routes: parseRoutes({ ...defaultRoutes, ...this.#options.routes }),
      settings: { ...flowSettings, ...settings },
      daily: { readinessDelayMs: 50, retryDelayFactor: 0.01, ...daily },
      bots: { behaviour: { startUpMs: 50 }, ...bots },
      timers: false,
      onLog: ({ line }) => this.logs.push(line),
    });
  }

  async #stop(): Promise<void> {
    const file = basename(expect.getState().testPath ?? 'unknown');
    if (this.#laptop === undefined) return;
    mkdirSync(recordsFolder, { recursive: true });
    const { records } = this.#laptop.gateway.recorder;
    writeFileSync(new URL(`${file}.json`, recordsFolder), JSON.stringify({ records, logs: this.logs }));
    await this.#laptop.stop();
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
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > endMs) throw new Error(`waited ${patienceMs} ms in vain for ${what}`);
    await sleep(20);
  }
}

/** A new call id, as Daily makes them. */
export const newCallId = (): string => crypto.randomUUID();
