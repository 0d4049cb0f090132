import { randomBytes } from 'node:crypto';
import type { SettingsInput } from '../infra/settings.ts';
import { dailyDescriptor } from '../lib/providers/daily/descriptor.ts';
import { webhookUrl } from '../lib/providers/descriptor.ts';
import { digitalSambaDescriptor } from '../lib/providers/digital-samba/descriptor.ts';
import { usedEvents as dailyEvents } from '../lib/providers/daily/admin/webhook.ts';
import { usedEvents as roomEvents } from '../lib/providers/digital-samba/admin.ts';
import type { LocalGatewayEnvironment } from './environment.ts';
import { startSimulatedBots, type SimulatedBots, type SimulatedBotsOptions } from './simulated/bots.ts';
import type { SimulatedDailyOptions } from './simulated/daily/options.ts';
import { startSimulatedDaily, type SimulatedDaily } from './simulated/daily/start.ts';
import type { SimulatedDigitalSambaOptions } from './simulated/digital-samba/options.ts';
import { startSimulatedDigitalSamba, type SimulatedDigitalSamba } from './simulated/digital-samba/start.ts';
import type { BridgeCall, BridgeOrder } from './simulated/digital-samba/rooms/bridge.ts';
import type { OnServed, ServedRequest } from './simulated/kit/http.ts';
import type { SipDialler } from './simulated/kit/sip-dialler.ts';
import type { RunningVoice } from './voices/voice.ts';
import {
  simulatorsOf,
  startVoices,
  type RunningVoices,
  type VoiceOptions,
  type VoiceSimulators,
} from './voices/voices.ts';

/** The consumer that `EVENTS_URL` makes. */
const localConsumer = 'local';

/**
 * What settings say of events: the consumer on this machine has a queue like any other, and an address that no stage may have, which
 * is why it comes by another way.
 */
export const eventSettings = ({
  EVENTS_URL,
}: LocalGatewayEnvironment): NonNullable<SettingsInput['events']> =>
  EVENTS_URL === undefined ? {} : { webhooks: { [localConsumer]: 'https://events.example.com' } };

const newEventSecret = () => `whsec_${randomBytes(24).toString('base64')}`;

/** Secrets that only the simulators know. */
const simulated = {
  pinlessHmac: Buffer.from('simulated pinless webhook secret').toString('base64'),
  trunkHmac: Buffer.from('simulated trunk webhook secret!!').toString('base64'),
  eventsHmac: Buffer.from('simulated domain webhook secret!').toString('base64'),
  digitalSambaSecret: 'simulated digital samba webhook secret',
  signingKey: 'a signing key for a local gateway, of no worth elsewhere',
};

/** The one trunk of the simulated Daily, and the route that its calls take. */
export const simulatedTrunk = { name: 'support', route: '+12025550143' };

/** From which number the simulated room dials the bridge: a SIP peer as the simulated voice providers see it. */
export const bridgeCaller = '+12025550177';

export interface SimulatorOptions extends VoiceOptions {
  /** How many entries each record of what happened keeps, the newest. Default all of them. */
  readonly maxKept?: number;
  /** Ms that a character of a prompt lasts at a simulated voice provider. Default: those of its own options. */
  readonly speechMsPerCharacter?: number;
  /** Is told of every request to a simulator that is over, with the provider's name. Default: nobody. */
  readonly onServed?: (party: string, request: ServedRequest) => void;
  readonly daily?: SimulatedDailyOptions;
  readonly bots?: Omit<SimulatedBotsOptions, 'daily'>;
  readonly digitalSamba?: SimulatedDigitalSambaOptions;
}

/** The simulators that run; undefined where the real provider is used. */
export interface Simulators extends VoiceSimulators {
  readonly daily: SimulatedDaily | undefined;
  readonly bots: SimulatedBots | undefined;
  readonly digitalSamba: SimulatedDigitalSamba | undefined;
  /** Every voice provider, simulated or real. */
  readonly voices: RunningVoices;
  stop(): Promise<void>;
}

/** Starts a simulator for every provider whose keys are not set; they take the ports after the gateway's. */
export async function startSimulators(
  environment: LocalGatewayEnvironment,
  options: SimulatorOptions,
): Promise<Simulators> {
  const { maxKept = Infinity } = options;
  const onServed = (party: string): OnServed | undefined =>
    options.onServed && ((request) => options.onServed?.(party, request));
  const port = (n: number) => (environment.PORT === 0 ? 0 : environment.PORT + n);
  const started: { stop: () => Promise<void> }[] = [];
  const keep = <Running extends { stop: () => Promise<void> }>(running: Running): Running => {
    started.unshift(running);
    return running;
  };
  const stop = async () => {
    for (const running of started) await running.stop();
  };
  try {
    const daily =
      environment.DAILY_API_KEY === undefined
        ? keep(
            await startSimulatedDaily({
              port: port(1),
              maxKept,
              onServed: onServed('Daily'),
              ...options.daily,
            }),
          )
        : undefined;
    const onBots = onServed('the bots');
    const bots =
      daily &&
      keep(
        await startSimulatedBots({
          ...{ daily, port: port(2), maxKept, ...(onBots && { onServed: onBots }) },
          ...options.bots,
        }),
      );
    const host = {
      settings: environment,
      maxKept,
      speechMsPerCharacter: options.speechMsPerCharacter,
      onServed,
      onSipDial: forwardTo(daily),
      port,
      keep,
    };
    const voices = await startVoices(options, host);
    const digitalSamba =
      environment.DIGITAL_SAMBA_DEVELOPER_KEY === undefined
        ? keep(
            await startSimulatedDigitalSamba({
              port: port(4),
              maxKept,
              onServed: onServed('Digital Samba'),
              ...options.digitalSamba,
            }),
          )
        : undefined;
    digitalSamba?.useDial((order) => dialBridge(order, voices));
    return { daily, bots, ...simulatorsOf(voices), digitalSamba, voices, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * The room dials its bridge at the voice provider to which the number or SIP address belongs. What belongs to none is
 * Twilio's to refuse.
 */
function dialBridge(order: BridgeOrder, voices: RunningVoices): BridgeCall | Promise<BridgeCall> {
  const all: readonly RunningVoice[] = Object.values(voices);
  const serving = all.find(({ simulated }) => simulated?.serves(order.to) === true) ?? voices.twilio;
  const call = serving.simulated?.dialIn({ ...order, from: bridgeCaller });
  return call ?? Promise.reject(new Error(`Nobody here serves ${order.to}.`));
}

/** A call that is forwarded to a SIP address arrives at the simulated Daily and waits on hold there. */
function forwardTo(daily: SimulatedDaily | undefined): SipDialler {
  return async ({ address, from, headers }, hungUp) => {
    if (daily === undefined) return { answered: false, status: 'failed', sipResponseCode: 404 };
    const held = daily.placeCall({ to: address, from, sipHeaders: headers });
    hungUp.addEventListener('abort', () => held.hangUp(), { once: true });
    const first = await Promise.race([
      held.waitFor('webhook-answered', longestRingMs),
      held.ended.then((event) => event),
    ]);
    const isAnswered = first.kind === 'webhook-answered' && first.status === 200;
    return isAnswered
      ? { answered: true, ended: held.ended }
      : { answered: false, status: 'failed', sipResponseCode: 480 };
  };
}

/** `<Dial>` rings 30 s by default (Twilio docs, Dial). */
const longestRingMs = 30_000;

/** The variables that differ from the template: where the providers are, and where they and bots find us. */
export function redirections(
  environment: LocalGatewayEnvironment,
  { daily, bots, voices, digitalSamba }: Simulators,
): Readonly<Record<string, string>> {
  const isPipecatReal = environment.PIPECAT_CLOUD_PUBLIC_KEY !== undefined;
  return Object.fromEntries(
    Object.entries({
      PUBLIC_URL: environment.PUBLIC_URL,
      DAILY_API_URL: environment.DAILY_API_URL ?? daily?.url,
      PIPECAT_CLOUD_API_URL:
        environment.PIPECAT_CLOUD_API_URL ?? (isPipecatReal ? undefined : bots?.pipecatCloudUrl),
      TWILIO_API_URL: environment.TWILIO_API_URL ?? voices.twilio.simulated?.apiUrl,
      SINCH_API_URL: environment.SINCH_API_URL ?? voices.sinch.simulated?.apiUrl,
      PLIVO_API_URL: environment.PLIVO_API_URL ?? voices.plivo.simulated?.apiUrl,
      VONAGE_API_URL: environment.VONAGE_API_URL ?? voices.vonage.simulated?.apiUrl,
      DIGITAL_SAMBA_API_URL: environment.DIGITAL_SAMBA_API_URL ?? digitalSamba?.url,
      EVENT_WEBHOOKS: environment.EVENTS_URL && JSON.stringify({ [localConsumer]: environment.EVENTS_URL }),
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What the deployment's secret holds on this machine. */
export function secretOf(
  environment: LocalGatewayEnvironment,
  { daily, bots, voices, digitalSamba }: Simulators,
): Readonly<Record<string, unknown>> {
  return {
    signingKey: simulated.signingKey,
    dailyApiKey: environment.DAILY_API_KEY ?? daily?.settings.apiKey,
    dailyDomainId: environment.DAILY_DOMAIN_ID ?? daily?.settings.domainId,
    dailyPinlessHmac: environment.DAILY_PINLESS_HMAC ?? [simulated.pinlessHmac],
    ...(daily && { dailyTrunks: [{ ...simulatedTrunk, hmac: [simulated.trunkHmac] }] }),
    dailyWebhookHmac: environment.DAILY_WEBHOOK_HMAC ?? [simulated.eventsHmac],
    pipecatCloudPublicKey: environment.PIPECAT_CLOUD_PUBLIC_KEY ?? bots?.publicKey,
    pipecatCloudPrivateKey: environment.PIPECAT_CLOUD_PRIVATE_KEY ?? bots?.privateKey,
    botEndpointSecret: environment.BOT_ENDPOINT_SECRET ?? bots?.endpointSecret,
    eventWebhookSecrets: environment.EVENT_WEBHOOK_SECRETS ?? [newEventSecret()],
    ...Object.fromEntries(Object.values(voices).flatMap(({ secret }) => Object.entries(secret))),
    digitalSambaDeveloperKey: environment.DIGITAL_SAMBA_DEVELOPER_KEY ?? digitalSamba?.settings.developerKey,
    digitalSambaWebhookSecrets: environment.DIGITAL_SAMBA_WEBHOOK_SECRET ?? [simulated.digitalSambaSecret],
  };
}

/** Points the simulated providers at the gateway, as their consoles would. */
export function pointAtGateway(
  { daily, voices, digitalSamba }: Simulators,
  gatewayUrl: string,
  /** Numbers that are dialled at `daily`, or at the voice provider of this id. */
  numbersAt: (id: string) => readonly string[],
): void {
  const announced = {
    room_creation_api: webhookUrl(gatewayUrl, dailyDescriptor.webhooks.pinless),
    hmac: simulated.pinlessHmac,
  };
  daily?.configurePinless([
    ...numbersAt('daily').map((number) => ({ phone_number: number, ...announced })),
    announced,
  ]);
  daily?.makeTrunk({
    trunk_name: simulatedTrunk.name,
    room_template: {},
    notification: {
      webhook_url: webhookUrl(gatewayUrl, dailyDescriptor.webhooks.trunk).replace(
        '{trunk}',
        simulatedTrunk.name,
      ),
      hmac: simulated.trunkHmac,
    },
    trunk_config: { is_open: true },
  });
  daily?.registerWebhook({
    url: webhookUrl(gatewayUrl, dailyDescriptor.webhooks.events),
    hmac: simulated.eventsHmac,
    eventTypes: [...dailyEvents],
    retryType: 'exponential',
  });
  for (const [id, { simulated: voice }] of Object.entries(voices)) {
    voice?.configure(gatewayUrl, numbersAt(id));
  }
  digitalSamba?.webhooks.create({
    endpoint: webhookUrl(gatewayUrl, digitalSambaDescriptor.webhooks.events),
    events: [...roomEvents],
    authorization_header: simulated.digitalSambaSecret,
  });
}
