import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { SettingsInput } from '../infra/settings.ts';
import { synthesise } from '../infra/synthesise.ts';
import { webhookUrl } from '../lib/providers/descriptor.ts';
import { digitalSambaDescriptor } from '../lib/providers/digital-samba/descriptor.ts';
import type { Kept } from './kept.ts';
import { numbersOf, type Dialled } from './dialled.ts';
import type { LocalGatewayEnvironment } from './environment.ts';
import { localGatewayFile, type LocalGatewayFile } from './gateway-file.ts';
import type { RunningDynamo } from './runtime/dynamo.ts';
import { startGateway, type Gateway, type GatewayOptions } from './runtime/gateway.ts';
import type { LogLine } from './runtime/sandboxes/sandboxes.ts';
import { providerUrls } from './provider-urls.ts';
import { seed, type Seed, type Seeded } from './seed.ts';
import {
  pointAtGateway,
  redirections,
  secretOf,
  startSimulators,
  type SimulatorOptions,
  type Simulators,
} from './simulators.ts';

/** Where the functions' bundles are. */
const functionsFolder = fileURLToPath(new URL('../build/functions', import.meta.url));

/**
 * What `npm start` keeps of each record that tests judge. Some dozen entries make a call; the records may not grow for as long as
 * the gateway runs.
 */
export const maxKeptByStart = 500;

export interface LocalGatewayOptions extends Seed, SimulatorOptions {
  readonly environment: LocalGatewayEnvironment;
  /** Settings as in patchbay.json; default none, so the defaults. */
  readonly settings?: SettingsInput;
  /** A DynamoDB Local that runs already; default one of its own. */
  readonly dynamo?: RunningDynamo;
  /** What stays from one start to the next. Default: nothing. */
  readonly kept?: Kept | undefined;
  /** Whether the sweep runs every minute. */
  readonly timers: boolean;
  /** Looks on, for the console. Default: nobody does. */
  readonly onWrite?: GatewayOptions['onWrite'];
  readonly onWebhook?: GatewayOptions['onWebhook'];
  /** Gets what others are told, if the settings say that they are. Default: nobody does. */
  readonly onEvent?: GatewayOptions['onEvent'];
  /** Factor on the queue's visibility time-out. Default 1. */
  readonly visibilityScale?: number;
  readonly onLog: (line: LogLine) => void;
}

/** A gateway on this machine, with the providers it talks to. */
export interface LocalGateway extends Simulators, Seeded {
  readonly gateway: Gateway;
  /** Those that can be dialled at the simulated providers. */
  readonly numbers: readonly Dialled[];
  /** Base URL of Digital Samba's API, the real one's or the simulated one's. */
  readonly digitalSambaUrl: string;
  /** Endpoint of the gateway's webhook at Digital Samba. */
  readonly digitalSambaEventsUrl: string;
  readonly providers: LocalGatewayFile['providers'];
}

/**
 * Starts the whole stack as the template describes it, and simulators for every provider whose keys are not set.
 * @throws what stands in the way, in one sentence
 */
export async function startLocalGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  const { environment, timers, onLog, dynamo, visibilityScale, kept, maxKept = Infinity } = options;
  const simulators = await startSimulators(environment, withRooms(options, kept));
  let gateway: Gateway | undefined;
  const stop = async () => {
    await simulators.stop();
    await gateway?.stop();
  };
  try {
    const redirected = redirections(environment, simulators);
    const secret = secretOf(environment, simulators);
    gateway = await startGateway({
      template: synthesise({ stage: 'local', ...options.settings }),
      functionsFolder,
      environment: redirected,
      tableFolder: kept?.tableFolder,
      secret,
      port: environment.PORT,
      timers,
      onLog,
      maxKept,
      ...(options.onWrite && { onWrite: options.onWrite }),
      ...(options.onWebhook && { onWebhook: options.onWebhook }),
      ...(options.onEvent && { onEvent: options.onEvent }),
      ...(dynamo === undefined ? {} : { dynamo }),
      ...(visibilityScale === undefined ? {} : { visibilityScale }),
    });
    const numbers = numbersOf(options);
    pointAtGateway(simulators, gateway.url, (id) =>
      numbers.filter(({ at }) => at === id).map(({ number }) => number),
    );
    const digitalSambaUrl = redirected.DIGITAL_SAMBA_API_URL ?? digitalSambaDescriptor.api.defaultUrl;
    // A simulated Digital Samba needs no tunnel.
    const reachedAt = simulators.digitalSamba ? gateway.url : (environment.PUBLIC_URL ?? gateway.url);
    const eventsUrl = webhookUrl(reachedAt, digitalSambaDescriptor.webhooks.events);
    const seeded = await seed(gateway, options, {
      apiUrl: digitalSambaUrl,
      eventsUrl,
      ...keysSchema.parse(secret),
      ...(kept && { made: kept.made }),
    });
    kept?.keepMade(seeded);
    return {
      ...simulators,
      gateway,
      numbers,
      digitalSambaUrl,
      digitalSambaEventsUrl: eventsUrl,
      providers: providerUrls(simulators, environment, redirected, {
        url: gateway.url,
        listed: options.settings?.voiceProviders ?? [],
      }),
      ...seeded,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The simulated Digital Samba has the rooms that it had, and says when that changes. */
function withRooms(options: SimulatorOptions, kept: Kept | undefined): SimulatorOptions {
  if (kept === undefined) return options;
  const digitalSamba: SimulatorOptions['digitalSamba'] = {
    ...options.digitalSamba,
    rooms: kept.rooms,
    onRooms: (rooms) => kept.keepRooms(rooms),
  };
  return { ...options, digitalSamba };
}

const keysSchema = z
  .object({ signingKey: z.string(), digitalSambaDeveloperKey: z.string() })
  .transform(({ signingKey, digitalSambaDeveloperKey }) => ({
    signingKey,
    developerKey: digitalSambaDeveloperKey,
  }));

function simulatedOf({ daily, voices }: Simulators): string[] {
  const ofVoices = Object.entries(voices).flatMap(([id, { simulated }]) => (simulated ? [id] : []));
  return [...(daily ? ['daily'] : []), ...ofVoices];
}

/** Where events go that nobody took, as the function that posts them is told. */
function eventsOf({ gateway }: LocalGateway): LocalGatewayFile['events'] {
  const name = 'deliver-events';
  const { EVENT_QUEUES: queues, EVENT_WEBHOOKS: addresses } =
    gateway.stack.functions.get(name)?.environment ?? {};
  const queue = gateway.queues.find(({ consumer }) => consumer.functionName === name);
  if (queue === undefined || queues === undefined || addresses === undefined) return undefined;
  const { deadLettersUrl } = queue;
  return { deadLettersUrl, queues: urlsIn(queues), addresses: urlsIn(addresses) };
}
const urlsSchema = z.record(z.string(), z.string());
const urlsIn = (json: string) => urlsSchema.parse(JSON.parse(json));

/** Says where the gateway is, for `npm run call` and `npm run patchbay -- --local`. */
export function publish(localGateway: LocalGateway, console: LocalGatewayFile['console']): void {
  const { gateway, digitalSambaUrl, digitalSambaEventsUrl } = localGateway;
  const { url, awsClient, tableName, stack } = gateway;
  const file: LocalGatewayFile = {
    url,
    awsEndpoint: awsClient.endpoint,
    region: awsClient.region,
    tableName,
    secretId: stack.secretArn,
    machineArn: stack.machine.arn,
    stage: 'local',
    digitalSambaEventsUrl,
    digitalSambaUrl,
    providers: localGateway.providers,
    numbers: [...localGateway.numbers],
    simulated: simulatedOf(localGateway),
    events: eventsOf(localGateway),
    console: { url: console.url, token: console.token },
  };
  mkdirSync(dirname(localGatewayFile), { recursive: true });
  // The token lets whoever reads it drive the gateway.
  writeFileSync(localGatewayFile, JSON.stringify(file, null, 2), { mode: 0o600 });
}
