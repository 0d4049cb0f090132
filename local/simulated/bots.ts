import { keepNewest } from '../runtime/keep.ts';
import { type BotBehaviour, BotScripts } from './bots/behaviour.ts';
import { botEndpointApp } from './bots/endpoint.ts';
import { parseOrder } from './bots/order.ts';
import { type CapacityShape, pipecatCloudApp } from './bots/pipecat-cloud.ts';
import { type BotSession, BotSessions } from './bots/sessions.ts';
import type { StartAnswer } from './bots/start-answer.ts';
import type { SimulatedDaily } from './daily/start.ts';
import { listen, type OnServed } from './kit/http.ts';
import type { Observer } from './kit/observer.ts';
import { Timers } from './kit/timers.ts';

/** Options of the simulated bot back ends; all but `daily` have defaults. */
export interface SimulatedBotsOptions {
  /** Where the bots join. Its control interface may then script them. */
  readonly daily: SimulatedDaily;
  /** Sees every request to Pipecat Cloud and every answer of it. Default nobody. */
  readonly observer?: Observer;
  /** Is told of every request, once it is over. Default nobody. */
  readonly onServed?: OnServed;
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  readonly port?: number;
  /** How many bots that have ended, and orders that were refused, are kept, the newest. Default all. */
  readonly maxKept?: number;
  /** Key for starting. Default `pk_simulated`. */
  readonly publicKey?: string;
  /** Key for stopping and inspecting. Default `sk_simulated`. */
  readonly privateKey?: string;
  /** Secret of the HTTPS endpoint, `whsec_…`. */
  readonly endpointSecret?: string;
  /** Agents that Pipecat Cloud knows. Default: any. */
  readonly agents?: readonly string[];
  /** Bots that may run at once on Pipecat Cloud. Default 50 (Pipecat Cloud docs, capacity). */
  readonly capacity?: number;
  /** Which of the two shapes a 429 of Pipecat Cloud has. Default `code`. */
  readonly capacityShape?: CapacityShape;
  /** Behaviour of every start that no script names. */
  readonly behaviour?: BotBehaviour;
}

/** One order that was refused, for assertions. */
interface RefusedStart {
  readonly agent: string;
  readonly callId: string | undefined;
  readonly why: 'at-capacity' | 'error' | 'hangs' | 'bad-order';
}

/** Running simulated bot back ends. */
export interface SimulatedBots {
  /** Base URL of Pipecat Cloud's REST interface, ends in `/v1`. */
  readonly pipecatCloudUrl: string;
  /** Base URL of the HTTPS endpoint, ends in `/bots`; append a name. */
  readonly endpointUrl: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly endpointSecret: string;
  /** Accepted starts, in order. */
  readonly sessions: readonly BotSession[];
  /** Refused starts, in order. */
  readonly refusals: readonly RefusedStart[];
  /** Behaviours of the first, second … start for a call; the last one repeats. */
  script(callId: string, behaviours: readonly BotBehaviour[]): void;
  /** Changes the behaviour of starts without a script. */
  setDefault(behaviour: BotBehaviour): void;
  /** Lets bots that are started from now on start so many times sooner. */
  hurry(factor: number): void;
  /** Stops everything; no timer, request or connection stays open. */
  stop(): Promise<void>;
}

const DEFAULT_CAPACITY = 50;

const DEFAULT_ENDPOINT_SECRET = `whsec_${Buffer.from('simulated-endpoint-secret-32-byt').toString('base64')}`;

/** Starts a simulated Pipecat Cloud and a simulated HTTPS bot endpoint on one loopback port. */
export async function startSimulatedBots(options: SimulatedBotsOptions): Promise<SimulatedBots> {
  const {
    daily,
    publicKey = 'pk_simulated',
    privateKey = 'sk_simulated',
    endpointSecret = DEFAULT_ENDPOINT_SECRET,
    capacity = DEFAULT_CAPACITY,
    maxKept = Infinity,
  } = options;
  const timers = new Timers();
  const stopping = new AbortController();
  const scripts = new BotScripts(options.behaviour ?? {}, maxKept);
  const sessions = new BotSessions({ daily, timers, stopped: stopping.signal, maxKept });
  const refusals: RefusedStart[] = [];
  const running = (): number =>
    sessions.all.filter((one) => one.backEnd === 'pipecat-cloud' && one.state !== 'ended').length;

  const start = async (
    backEnd: BotSession['backEnd'],
    agent: string,
    body: unknown,
  ): Promise<StartAnswer> => {
    const parsed = parseOrder(body, daily.settings.apiKey);
    if (!parsed.ok) {
      keepNewest(refusals, { agent, callId: undefined, why: 'bad-order' }, maxKept);
      return { kind: 'refused', info: parsed.info };
    }
    const { order } = parsed;
    const { nth, behaviour } = scripts.next(order.call.id);
    const { outcome } = behaviour;
    if (outcome === 'at-capacity' || outcome === 'error' || outcome === 'hangs') {
      keepNewest(refusals, { agent, callId: order.call.id, why: outcome }, maxKept);
      if (outcome === 'hangs') return new Promise(() => undefined);
      await timers.sleep(behaviour.answerDelayMs);
      return outcome === 'error' ? { kind: outcome } : { kind: outcome, retryAfterS: behaviour.retryAfterS };
    }
    const session = sessions.start({ backEnd, agent, nth, order, behaviour });
    await timers.sleep(behaviour.answerDelayMs);
    return { kind: 'started', session };
  };

  const pipecatCloud = pipecatCloudApp({
    observer: options.observer,
    publicKey,
    privateKey,
    capacityShape: options.capacityShape ?? 'code',
    agents: options.agents,
    isFull: () => running() >= capacity,
    start: (agent, body) => start('pipecat-cloud', agent, body),
    find: (sessionId) => sessions.find(sessionId),
    stop: (session) => sessions.stop(session),
  });
  const endpoint = botEndpointApp({
    secret: endpointSecret,
    start: (name, body) => start('endpoint', name, body),
  });
  const isEndpoint = (request: Request): boolean => new URL(request.url).pathname.startsWith('/bots/');
  const server = await listen(
    { fetch: (request) => (isEndpoint(request) ? endpoint.fetch(request) : pipecatCloud.fetch(request)) },
    options.port ?? 0,
    options.onServed,
  );
  daily.useBots((callId, behaviours) => scripts.set(callId, behaviours));

  return {
    pipecatCloudUrl: `${server.origin}/v1`,
    endpointUrl: `${server.origin}/bots`,
    publicKey,
    privateKey,
    endpointSecret,
    sessions: sessions.all,
    refusals,
    script: (callId, behaviours) => scripts.set(callId, behaviours),
    setDefault: (behaviour) => scripts.setDefault(behaviour),
    hurry: (factor) => sessions.hurry(factor),
    stop: async () => {
      stopping.abort();
      timers.clear();
      await server.close();
    },
  };
}
