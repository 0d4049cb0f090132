import { makeHandler as makeBotReady } from '../../../functions/bot-ready.ts';
import { makeHandler as makeBotTransfer } from '../../../functions/bot-transfer.ts';
import { makeHandler as makeConnectCall } from '../../../functions/connect-call.ts';
import { makeHandler as makeDailyEvents } from '../../../functions/daily-events.ts';
import { makeHandler as makeDailyPinless } from '../../../functions/daily-pinless.ts';
import { makeHandler as makeHoldCall } from '../../../functions/hold-call.ts';
import type { HttpRequestEvent } from '../../../functions/shared/http.ts';
import { makeHandler as makeReleaseCall } from '../../../functions/release-call.ts';
import { makeHandler as makeSweep } from '../../../functions/sweep.ts';
import { newRoundsCache } from '../../../functions/shared/sweep-rounds.ts';
import { makeBotEndpoint } from '../../../lib/providers/bot-endpoint/bot-endpoint.ts';
import { secretsFor } from '../../../lib/providers/daily/own-secrets.ts';
import { makeVideoRooms } from '../../../lib/providers/daily/rooms/video-rooms.ts';
import { measured } from '../../../lib/providers/measured.ts';
import type { HeldCallDeps } from '../../../lib/held-calls/ports.ts';
import { makeRoutingEndpoint } from '../../../lib/providers/routing-endpoint/routing-endpoint.ts';
import { makePipecatCloud } from '../../../lib/providers/pipecat-cloud/pipecat-cloud.ts';
import { inUse } from '../../support/in-use.ts';
import { inMemoryConferences } from '../../support/conferences.ts';
import type { Invocation, SimulatedFunction } from '../frame/lambda.ts';
import type { SimulatedMachine } from '../frame/machine.ts';
import { networkOf, type Party } from '../frame/network.ts';
import { ProcessSecrets } from '../frame/secrets.ts';
import { requestTable } from '../frame/table-requests.ts';
import type { Violation } from '../frame/violation.ts';
import type { Met } from '../frame/coverage.ts';
import type { Blueprint } from './blueprint.ts';
import { counted } from './covered.ts';
import { machinePort } from './parties/machine-port.ts';
import { numberWithOwn, type WorldSecrets } from './secrets.ts';
import type { TwinTable } from './parties/table.ts';
import { forbiddenText, watchedCount, watchedLog } from './judges/watched-log.ts';

/** Changes what the product is given or does, to see whether the checks notice. */
export interface Mutation {
  readonly name: string;
  readonly deps?: (deps: HeldCallDeps, invocation: Invocation) => HeldCallDeps;
  readonly machine?: (definition: Blueprint['machine']) => Blueprint['machine'];
}

/** What the functions of a world are composed of; the world itself is still being made. */
export interface FunctionsDeps {
  readonly blueprint: Blueprint;
  readonly secrets: WorldSecrets;
  readonly parties: () => readonly Party[];
  readonly table: () => TwinTable;
  readonly machine: () => SimulatedMachine;
  readonly fail: (violation: Violation) => void;
  readonly met: Met;
  readonly mutation: Mutation | undefined;
}

type Compose = (deps: HeldCallDeps, secrets: ProcessSecrets) => (event: unknown) => Promise<unknown>;

/** The gateway's functions of held calls: the real handlers, composed for each invocation. */
export function makeFunctions(world: FunctionsDeps): ReadonlyMap<string, SimulatedFunction> {
  const { timeoutsMs, refusalStatus } = world.blueprint;
  const make = (name: string, compose: Compose): [string, SimulatedFunction] => [
    name,
    {
      timeoutMs: timeoutOf(timeoutsMs, name),
      handle: (event, invocation) => {
        const secrets = new ProcessSecrets(invocation);
        return compose(compositionOf(world, invocation, secrets), secrets)(event);
      },
    },
  ];
  const http =
    (handler: (event: HttpRequestEvent) => Promise<unknown>) =>
    (event: unknown): Promise<unknown> =>
      handler(asRequest(event));
  return new Map([
    make('daily-pinless', (deps, secrets) =>
      http(
        makeDailyPinless({
          ...deps,
          ...inUse,
          refusalStatus,
          hmacSecrets: pinlessSecrets(world.secrets, secrets),
        }),
      ),
    ),
    make('daily-events', (deps, secrets) =>
      http(makeDailyEvents({ ...deps, ...inUse, hmacSecrets: secrets.source(world.secrets.webhook) })),
    ),
    make('bot-ready', (deps) => http(makeBotReady(deps))),
    make('bot-transfer', (deps) => http(makeBotTransfer(deps))),
    make('hold-call', makeHoldCall),
    make('connect-call', makeConnectCall),
    make('release-call', makeReleaseCall),
    make('sweep', (deps) => {
      const { clock, log, count } = deps;
      return makeSweep({
        heldCalls: deps,
        conferences: { ...noConferences, clock, log, count },
        rounds: { ...noRounds, cache: newRoundsCache() },
      });
    }),
  ]);
}

/** As functions/daily-pinless.ts composes them. */
function pinlessSecrets(all: WorldSecrets, secrets: ProcessSecrets) {
  const shared = secrets.source(all.pinless);
  const own = secrets.source(all.pinlessOwn);
  const chosen = (body: Uint8Array, all?: readonly string[], hmac?: readonly string[]) =>
    secretsFor(all, hmac && [{ names: [numberWithOwn], hmac }], body);
  return {
    read: async (body: Uint8Array) => chosen(body, await shared.read(), await own.read()),
    reread: async (body: Uint8Array) => chosen(body, await shared.reread(), await own.reread()),
  };
}

const noConferences = inMemoryConferences().deps;
const noRounds = {
  deadLetters: { revive: () => Promise.resolve({ revived: [], givenUpAgain: [], unreadable: 0 }) },
  reviveWebhook: () => Promise.resolve({ kind: 'nothing' } as const),
  malformedKeys: () => Promise.resolve([]),
};

/** As functions/compose/held-calls.ts composes them, over the twins. */
function compositionOf(world: FunctionsDeps, invocation: Invocation, secrets: ProcessSecrets): HeldCallDeps {
  const { secrets: all, mutation, blueprint } = world;
  const http = networkOf(invocation, world.parties(), forbiddenText, world.fail);
  const log = watchedLog(world.fail, invocation.platform.trace);
  const count = watchedCount(world.fail);
  const user = {
    request: <Value>(act: () => Value) => requestTable(invocation, act),
    clock: invocation.clock,
  };
  const apiKey = secrets.source(all.apiKey);
  const pipecatCloud = makePipecatCloud({
    http: measured(http, 'pipecat-cloud', count),
    log,
    apiUrl: 'https://api.pipecat.daily.co/v1',
    publicKey: secrets.source(all.publicKey),
    privateKey: secrets.source(all.privateKey),
  });
  const botEndpoint = makeBotEndpoint({
    http: measured(http, 'bot-endpoint', count),
    log,
    secret: secrets.source(all.endpoint).read,
  });
  const deps: HeldCallDeps = {
    router: makeRoutingEndpoint({ http, log, secret: secrets.source(all.endpoint).read }),
    calls: world.table().callStore(user),
    existingRooms: world.table().existingRoomStore(user),
    routes: world.table().routeStore(user),
    machine: machinePort(invocation, world.machine()),
    video: makeVideoRooms({
      http: measured(http, 'daily', count),
      log,
      apiUrl: 'https://api.daily.co/v1',
      apiKey,
      domainId: secrets.source(all.domainId).read,
    }),
    bots: {
      start: (order) =>
        order.target.kind === 'pipecat-cloud'
          ? pipecatCloud.start(order, order.target)
          : botEndpoint.start(order, order.target),
      stop: (bot) =>
        bot.target.kind === 'pipecat-cloud' ? pipecatCloud.stop(bot, bot.target) : botEndpoint.stop(),
    },
    clock: invocation.clock,
    random: () => invocation.platform.random.next(),
    log,
    count,
    isCounted: () => true,
    settings: blueprint.settings,
    signingKey: secrets.source(all.signingKey).read,
  };
  return counted(mutation?.deps?.(deps, invocation) ?? deps, world.met);
}

function timeoutOf(timeoutsMs: Readonly<Record<string, number>>, name: string): number {
  const timeoutMs = timeoutsMs[name];
  if (timeoutMs === undefined) throw new Error(`the template has no function ${name}`);
  return timeoutMs;
}

function asRequest(event: unknown): HttpRequestEvent {
  if (isRequest(event)) return event;
  throw new Error('an HTTP function is called with something else');
}

function isRequest(event: unknown): event is HttpRequestEvent {
  return event instanceof Object && 'headers' in event && 'body' in event;
}
