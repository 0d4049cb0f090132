import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { SettingsInput } from '../infra/settings.ts';
import { synthesise } from '../infra/synthesise.ts';
import { createExistingRoomStore } from '../lib/aws/existing-room-store.ts';
import { createRouteBook } from '../lib/aws/route-store.ts';
import { openTable } from '../lib/aws/table.ts';
import type { Route } from '../lib/held-call/route.ts';
import type { LaptopEnvironment } from './environment.ts';
import { laptopFile, type LaptopFile } from './laptop-file.ts';
import type { Dynamo } from './runtime/dynamo.ts';
import { startGateway, type Gateway } from './runtime/gateway.ts';
import type { LogLine } from './runtime/sandboxes.ts';
import { startSimulatedBots, type SimulatedBots, type SimulatedBotsOptions } from './simulated/bots.ts';
import type { SimulatedDailyOptions } from './simulated/daily/options.ts';
import { startSimulatedDaily, type SimulatedDaily } from './simulated/daily/start.ts';

const top = fileURLToPath(new URL('..', import.meta.url));

/** Where the functions' bundles are. */
const functionsFolder = `${top}build/functions`;

/** Secrets that only the simulators know. */
const simulatedHmac = {
  pinless: Buffer.from('simulated pinless webhook secret').toString('base64'),
  events: Buffer.from('simulated domain webhook secret!').toString('base64'),
};
const signingKey = 'a signing key for a laptop, of no worth elsewhere';

export interface LaptopOptions {
  readonly environment: LaptopEnvironment;
  readonly routes: ReadonlyMap<string, Route>;
  /** Settings as in patchbay.json; default none, so the defaults. */
  readonly settings?: SettingsInput;
  readonly daily?: SimulatedDailyOptions;
  readonly bots?: Omit<SimulatedBotsOptions, 'daily'>;
  /** A DynamoDB Local that runs already; default one of its own. */
  readonly dynamo?: Dynamo;
  /** Whether the sweep runs every minute. */
  readonly timers: boolean;
  readonly onLog: (line: LogLine) => void;
}

/** A gateway on this machine, with the providers it talks to. */
export interface Laptop {
  readonly gateway: Gateway;
  /** Undefined: the real Daily is used. */
  readonly daily: SimulatedDaily | undefined;
  readonly bots: SimulatedBots | undefined;
  stop(): Promise<void>;
}

/**
 * Starts the whole stack as the template describes it, and simulators for every provider whose keys are not set.
 * @throws what stands in the way, in one sentence
 */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  const { environment, timers, onLog } = options;
  const portAfter = (n: number) => (environment.PORT === 0 ? 0 : environment.PORT + n);
  const daily =
    environment.DAILY_API_KEY === undefined
      ? await startSimulatedDaily({ port: portAfter(1), ...options.daily })
      : undefined;
  const bots = daily && (await startSimulatedBots({ daily, port: portAfter(2), ...options.bots }));
  const stopSimulators = async () => {
    await bots?.stop();
    await daily?.stop();
  };
  try {
    const gateway = await startGateway({
      template: synthesise({ stage: 'laptop', ...options.settings }),
      functionsFolder,
      environment: redirections(environment, daily, bots),
      secret: secretOf(environment, daily, bots),
      port: environment.PORT,
      timers,
      onLog,
      ...(options.dynamo === undefined ? {} : { dynamo: options.dynamo }),
    });
    daily?.configurePinless(pinlessEntries(gateway, options.routes));
    daily?.registerWebhook({
      url: `${gateway.url}/daily/events`,
      hmac: simulatedHmac.events,
      retryType: 'exponential',
    });
    await loadRoutes(gateway, options.routes);
    return {
      gateway,
      daily,
      bots,
      stop: async () => {
        await stopSimulators();
        await gateway.stop();
      },
    };
  } catch (error) {
    await stopSimulators();
    throw error;
  }
}

/** The variables that differ from the template: where the providers are, and where bots find us. */
function redirections(
  environment: LaptopEnvironment,
  daily: SimulatedDaily | undefined,
  bots: SimulatedBots | undefined,
): Readonly<Record<string, string>> {
  const isPipecatReal = environment.PIPECAT_CLOUD_PUBLIC_KEY !== undefined;
  return Object.fromEntries(
    Object.entries({
      PUBLIC_URL: environment.PUBLIC_URL,
      DAILY_API_URL: environment.DAILY_API_URL ?? daily?.url,
      PIPECAT_CLOUD_API_URL:
        environment.PIPECAT_CLOUD_API_URL ?? (isPipecatReal ? undefined : bots?.pipecatCloudUrl),
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function secretOf(
  environment: LaptopEnvironment,
  daily: SimulatedDaily | undefined,
  bots: SimulatedBots | undefined,
): Readonly<Record<string, unknown>> {
  return {
    signingKey,
    dailyApiKey: environment.DAILY_API_KEY ?? daily?.settings.apiKey,
    dailyDomainId: environment.DAILY_DOMAIN_ID ?? daily?.settings.domainId,
    dailyPinlessHmac: environment.DAILY_PINLESS_HMAC ?? [simulatedHmac.pinless],
    dailyWebhookHmac: environment.DAILY_WEBHOOK_HMAC ?? [simulatedHmac.events],
    pipecatCloudPublicKey: environment.PIPECAT_CLOUD_PUBLIC_KEY ?? bots?.publicKey,
    pipecatCloudPrivateKey: environment.PIPECAT_CLOUD_PRIVATE_KEY ?? bots?.privateKey,
    botEndpointSecret: environment.BOT_ENDPOINT_SECRET ?? bots?.endpointSecret,
  };
}

/** Bought at the simulated Daily, so that calls to it arrive; leads nowhere, so that a refusal can be seen. */
const numberWithoutRoute = '+12025550199';

/** What is dialled and where Daily announces it: every number of a route, and one static SIP address. */
function pinlessEntries(gateway: Gateway, routes: LaptopOptions['routes']) {
  const numbers = [...routes.keys(), numberWithoutRoute].filter((key) => key.startsWith('+'));
  const announced = { room_creation_api: `${gateway.url}/daily/pinless`, hmac: simulatedHmac.pinless };
  return [...numbers.map((number) => ({ phone_number: number, ...announced })), announced];
}

async function loadRoutes({ awsClient, tableName }: Gateway, routes: LaptopOptions['routes']): Promise<void> {
  const table = openTable(tableName, awsClient);
  const clock = { now: () => Date.now(), sleep: (ms: number) => sleep(ms) };
  const rooms = createExistingRoomStore({ table, clock, random: Math.random });
  const book = createRouteBook({ table, clock, rooms });
  for (const [key, route] of routes) await book.set(key, route);
  table.client.destroy();
}

/** Says where the gateway is, for `npm run call` and `npm run patchbay -- --local`. */
export function publish({ gateway, daily }: Laptop): void {
  const { url, awsClient, tableName, stack } = gateway;
  const file: LaptopFile = {
    url,
    awsEndpoint: awsClient.endpoint,
    region: awsClient.region,
    tableName,
    secretId: stack.secretArn,
    machineArn: stack.machine.arn,
    stage: 'laptop',
    ...(daily === undefined ? {} : { controlUrl: daily.controlUrl }),
  };
  mkdirSync(dirname(laptopFile), { recursive: true });
  writeFileSync(laptopFile, JSON.stringify(file, null, 2));
}
