import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Template } from '../../../infra/template.ts';
import { eventSchema, type PatchbayEvent } from '../../../lib/events/schema.ts';
import { callIdFrom } from '../../../lib/held-calls/model/call.ts';
import { routeSchema, type Route } from '../../../lib/held-calls/model/route.ts';
import { noConferences } from '../../../local/conferences-file.ts';
import { startLocalGateway, type LocalGateway } from '../../../local/local-gateway.ts';
import { close, listen } from '../../../local/runtime/ports.ts';
import type { ServedRequest } from '../../../local/simulated/kit/http.ts';
import { eventSettings, simulatedTrunk } from '../../../local/simulators.ts';
import { isConnected } from '../held-call.ts';
import { patienceMs, until, Watch } from '../watch.ts';

const dialled = '+12025550101';
const dialledOnTrunk = `sip:+12025550143@example-${simulatedTrunk.name}.siptrunk.sip-us.daily.co`;
const desk = 'desk@pbx.example.com';

const route = (more: object): Route =>
  routeSchema.parse({
    kind: 'targets',
    targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }],
    ...more,
  });

/** How long an event took from the write that it tells of, the write itself included, in ms. */
export interface EventTimes {
  readonly onBusMs: number;
  readonly atConsumerMs: number;
}

/** A gateway that sends events, to the bus and to one consumer, and whose callers are led on and ring on a trunk. */
export class LatencyStack {
  readonly #localGateway: LocalGateway;
  readonly #watch: Watch;
  readonly #told: Told;

  constructor(localGateway: LocalGateway, told: Told, template: Template) {
    this.#localGateway = localGateway;
    this.#told = told;
    this.#watch = new Watch(localGateway.gateway, [], template);
  }

  get #daily() {
    if (this.#localGateway.daily === undefined) throw new Error('the benchmark needs the simulators');
    return this.#localGateway.daily;
  }

  /**
   * One caller talks with a bot, which has them led on.
   * @returns ms from the bot's asking to Daily's receiving of the order
   */
  async leadOn(): Promise<number> {
    const call = this.#daily.placeCall({ to: dialled });
    await isConnected(call);
    await this.#told.of(call.callId, 'call.connected');
    const session = this.#localGateway.bots?.sessions.find(({ order }) => order.call.id === call.callId);
    if (session?.order.transfer === undefined) throw new Error('the bot was not told where to ask');
    const { url, token } = session.order.transfer;
    const askedAtMs = Date.now();
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ to: desk }),
    });
    if (answer.status !== 202) throw new Error(`A bot may not lead its caller on: ${await answer.text()}`);
    await call.waitFor('transferred', patienceMs);
    await this.#told.of(call.callId, 'call.transferAnswered');
    call.hangUp();
    await this.#told.of(call.callId, 'call.transferOver');
    const order = this.#told.ordersToDaily.find(({ target }) => target.includes(call.callId));
    if (order === undefined) throw new Error('Daily was not asked');
    return order.atMs - askedAtMs;
  }

  /** One caller rings on a trunk whose bot is warm, and is answered. */
  async ring(): Promise<void> {
    const call = this.#daily.placeCall({ to: dialledOnTrunk });
    await isConnected(call);
    await this.#told.of(call.callId, 'call.connected');
    call.hangUp();
    await this.#told.of(call.callId, 'call.callerLeft');
  }

  /** A moment in what was answered and told. */
  mark() {
    return { front: this.#watch.mark(), events: this.#told.onBus.size };
  }

  /** How long each webhook of a trunk waited for its answer since then, in ms. */
  trunkAnswersSince({ front }: ReturnType<LatencyStack['mark']>): readonly number[] {
    const answered = this.#watch.answeredSince(front);
    return answered.filter(({ functionName }) => functionName === 'daily-trunk').map(({ tookMs }) => tookMs);
  }

  /** How long each event took since then, once the consumer has all of them. */
  async eventTimesSince({ events }: ReturnType<LatencyStack['mark']>): Promise<readonly EventTimes[]> {
    const { onBus, atConsumer } = this.#told;
    const told = [...onBus].slice(events);
    await until('the consumer to have all events', () => told.every(([id]) => atConsumer.has(id)));
    return told.map(([id, { atMs, cameMs }]) => ({
      onBusMs: cameMs - atMs,
      atConsumerMs: (atConsumer.get(id) ?? Number.NaN) - atMs,
    }));
  }

  async stop(): Promise<void> {
    this.#watch.stop();
    await this.#localGateway.stop();
    await this.#told.stop();
  }
}

/** Whoever is told: the bus, a consumer, and Daily. What comes twice counts when it comes first. */
class Told {
  /** By its id: when an event happened, by the clock of the function, just before it wrote; and when it came. Unix ms. */
  readonly onBus = new Map<string, { readonly atMs: number; readonly cameMs: number }>();
  /** By its id: when it came, Unix ms. */
  readonly atConsumer = new Map<string, number>();
  readonly ordersToDaily: ServedRequest[] = [];
  readonly #ofCalls = new Set<string>();
  readonly #consumer = createServer((request, response) => {
    void text(request).then((body) => {
      const { id } = eventSchema.parse(JSON.parse(body));
      if (!this.atConsumer.has(id)) this.atConsumer.set(id, Date.now());
      response.writeHead(204).end();
    });
  });

  listen(): Promise<string> {
    return listen(this.#consumer, 0);
  }

  putOnBus(detail: unknown): void {
    const event = eventSchema.parse(detail);
    const cameMs = Date.now();
    if (!this.onBus.has(event.id)) this.onBus.set(event.id, { atMs: Date.parse(event.at), cameMs });
    if ('call' in event) this.#ofCalls.add(`${event.call.id} ${event.type}`);
  }

  /** Waits for an event of a call, by Daily's id of it. */
  of(callId: string, type: PatchbayEvent['type']): Promise<void> {
    const name = `${callIdFrom(callId)} ${type}`;
    return until(`${type} to be told`, () => this.#ofCalls.has(name));
  }

  stop(): Promise<void> {
    return close(this.#consumer);
  }
}

/** Starts the stack for measuring. Daily's limits are off: it leads one caller a second on, and what is measured is our own time. */
export async function startLatencyStack(template: Template): Promise<LatencyStack> {
  const told = new Told();
  const environment = { PORT: 0, EVENTS_URL: await told.listen() };
  const localGateway = await startLocalGateway({
    environment,
    settings: { events: eventSettings(environment) },
    routes: new Map([
      [dialled, route({ transferTo: [desk] })],
      [simulatedTrunk.route, route({})],
    ]),
    conferences: noConferences,
    daily: { rateLimits: false, readyWebhookDelayMs: 0, meetingEndedDelayMs: 50 },
    bots: { capacity: 1_000, behaviour: { startUpMs: 50, reports: false, staysAfterCaller: true } },
    timers: false,
    onEvent: ({ detail }) => told.putOnBus(detail),
    onServed: (_, request) => {
      if (request.target.endsWith('/sipCallTransfer')) told.ordersToDaily.push(request);
    },
    onLog: () => undefined,
  });
  return new LatencyStack(localGateway, told, template);
}
