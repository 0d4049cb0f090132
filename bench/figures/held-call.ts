import { setTimeout as sleep } from 'node:timers/promises';
import type { Template } from '../../infra/template.ts';
import { routeSchema } from '../../lib/held-calls/model/route.ts';
import { noConferences } from '../../local/conferences-file.ts';
import { startLocalGateway, type LocalGateway } from '../../local/local-gateway.ts';
import type { LogLine } from '../../local/runtime/sandboxes/sandboxes.ts';
import type { SimulatedBots } from '../../local/simulated/bots.ts';
import type { HeldCall } from '../../local/simulated/daily/calls/held-call.ts';
import type { EventType } from '../../local/simulated/daily/events.ts';
import type { SimulatedDaily } from '../../local/simulated/daily/start.ts';
import { patienceMs, until, Watch, type Mark } from './watch.ts';

const dialled = '+12025550101';
const route = routeSchema.parse({
  kind: 'targets',
  targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }],
});

/** The domain webhook's types that functions/daily-events.ts does something about. */
const subscribedTypes: readonly EventType[] = [
  'dialin.ready',
  'dialin.connected',
  'dialin.stopped',
  'dialin.warning',
  'dialin.error',
  'meeting.ended',
];

/**
 * Calls per second of a stream. Two requests to Daily's REST API per call are half of what it allows, and the machine
 * has time to spare, so that a call's time is its own.
 */
export const callsPerSecond = 5;

/** Long enough for the events of connecting and of hanging up to be told apart. */
const talkMs = 500;

/** What functions write reaches us through a thread's pipe, some milliseconds later. */
const logDelayMs = 250;

/** Daily delivers the readiness at once, so that only our own time lies between it and the update. */
const dailyOptions = { readyWebhookDelayMs: 0, meetingEndedDelayMs: 50 };

/** How long one call waited for us, in milliseconds. */
export interface CallTimes {
  /** Of the webhook, at the HTTP front. */
  readonly answeredMs: number;
  /** From Daily sending `dialin.ready` to Daily receiving `pinlessCallUpdate`, by Daily's clock. */
  readonly readyToUpdateMs: number;
}

/** The stack under measurement: the local gateway as it is, with simulators that add no delay to our own time. */
export class Bench {
  readonly localGateway: LocalGateway;
  readonly watch: Watch;
  readonly #daily: SimulatedDaily;
  readonly #bots: SimulatedBots;

  constructor(localGateway: LocalGateway, logs: readonly LogLine[], template: Template) {
    const { daily, bots } = localGateway;
    if (daily === undefined || bots === undefined) throw new Error('the benchmark needs the simulators');
    this.localGateway = localGateway;
    this.#daily = daily;
    this.#bots = bots;
    this.watch = new Watch(localGateway.gateway, logs, template);
    for (const webhook of daily.events.webhooks.splice(0)) {
      daily.registerWebhook({ ...webhook, eventTypes: subscribedTypes });
    }
  }

  /** Whether bots report readiness themselves, as well as Daily. */
  letBotsReport(reports: boolean): void {
    this.#bots.setDefault({ reports });
  }

  /** Places calls one after the other and waits until all are connected and nothing goes on any more. */
  async connect(calls: number, { hangUp }: { readonly hangUp: boolean }): Promise<HeldCall[]> {
    const placed: HeldCall[] = [];
    for (let nth = 0; nth < calls; nth += 1) {
      placed.push(this.#daily.placeCall({ to: dialled, ...(hangUp ? { talkMs } : {}) }));
      await sleep(1000 / callsPerSecond);
    }
    await Promise.all(placed.map(isConnected));
    await (hangUp ? this.#meetingsEnded(placed) : this.#isQuiet());
    return placed;
  }

  /** The callers hang up one after the other; waits until their meetings have ended and nothing goes on any more. */
  async hangUp(calls: readonly HeldCall[]): Promise<void> {
    for (const call of calls) {
      call.hangUp();
      await sleep(1000 / callsPerSecond);
    }
    await this.#meetingsEnded(calls);
  }

  async sweep(): Promise<void> {
    await this.watch.sweep();
    await this.#isQuiet();
  }

  /** Times of calls that were placed after `from`, none among them by others. */
  timesOf(calls: readonly HeldCall[], from: Mark): CallTimes[] {
    const answers = this.watch
      .answeredSince(from)
      .filter(({ functionName }) => functionName === 'daily-pinless');
    return calls.map((call, index) => {
      const ready = this.#daily.events.emitted.find(
        ({ type, payload }) => type === 'dialin.ready' && payload.room.includes(call.callId),
      );
      const update = this.#daily.updates.find(({ callId }) => callId === call.callId);
      const answer = answers[index];
      if (ready === undefined || update === undefined || answer === undefined) {
        throw new Error(`call ${call.callId} has no ready, no update or no answer`);
      }
      const readyAtMs = Math.round(ready.event_ts * 1000);
      return { answeredMs: answer.tookMs, readyToUpdateMs: update.timeMs - readyAtMs };
    });
  }

  /** Orders to connect that Daily got for these calls. */
  updatesOf(calls: readonly HeldCall[]): number {
    const ids = new Set(calls.map(({ callId }) => callId));
    return this.#daily.updates.filter(({ callId }) => ids.has(callId)).length;
  }

  async stop(): Promise<void> {
    this.watch.stop();
    await this.localGateway.stop();
  }

  async #meetingsEnded(calls: readonly HeldCall[]): Promise<void> {
    const { emitted } = this.#daily.events;
    await until('all meetings to end', () => {
      const ended = emitted.filter(({ type }) => type === 'meeting.ended').map(({ payload }) => payload.room);
      const rooms = new Set(ended);
      return calls.every(({ callId }) => rooms.has(`pb-local-${callId}-1`));
    });
    await this.#isQuiet();
  }

  async #isQuiet(): Promise<void> {
    const { machine } = this.localGateway.gateway;
    const { emitted, deliveries } = this.#daily.events;
    await until('the stack to be quiet', () => {
      const told = emitted.filter(({ type }) => subscribedTypes.includes(type)).length;
      return (
        deliveries.length >= told &&
        machine.executions().every(({ status }) => status !== 'RUNNING') &&
        !this.watch.isBusy()
      );
    });
    await sleep(logDelayMs);
  }
}

/** Starts the stack for measuring; Daily's documented rate limits are on. */
export async function startBench(template: Template): Promise<Bench> {
  const logs: LogLine[] = [];
  const localGateway = await startLocalGateway({
    environment: { PORT: 0 },
    routes: new Map([[dialled, route]]),
    conferences: noConferences,
    daily: dailyOptions,
    bots: { capacity: 1_000, behaviour: { startUpMs: 50, reports: false } },
    timers: false,
    onLog: (line) => logs.push(line),
  });
  return new Bench(localGateway, logs, template);
}

/** Waits for it. @throws if the call ends before: a machine that is too busy is measured on in vain */
export async function isConnected(call: HeldCall): Promise<void> {
  const isOver = call.ended.then(() => {
    const seen = call.events.map(({ kind }) => kind);
    if (!seen.includes('connected')) {
      throw new Error(
        `A caller was not connected (${seen.join(', ')}): is this machine too busy to measure on?`,
      );
    }
  });
  await Promise.race([call.waitFor('connected', patienceMs), isOver]);
}
