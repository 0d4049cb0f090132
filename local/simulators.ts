import { dailyDescriptor } from '../lib/providers/daily/descriptor.ts';
import { webhookUrl } from '../lib/providers/descriptor.ts';
import { digitalSambaDescriptor } from '../lib/providers/digital-samba/descriptor.ts';
import { usedEvents as dailyEvents } from '../lib/providers/daily/admin/webhook.ts';
import { usedEvents as roomEvents } from '../lib/providers/digital-samba/admin.ts';
import { fallbackDocument } from '../lib/providers/twilio/fallback.ts';
import { webhooksOf } from '../lib/providers/twilio/urls.ts';
import type { LocalGatewayEnvironment } from './environment.ts';
import { startSimulatedBots, type SimulatedBots, type SimulatedBotsOptions } from './simulated/bots.ts';
import type { SimulatedDailyOptions } from './simulated/daily/options.ts';
import { startSimulatedDaily, type SimulatedDaily } from './simulated/daily/start.ts';
import type { SimulatedDigitalSambaOptions } from './simulated/digital-samba/options.ts';
import { startSimulatedDigitalSamba, type SimulatedDigitalSamba } from './simulated/digital-samba/start.ts';
import { startStaticDocument } from './simulated/kit/static-document.ts';
import type { SimulatedTwilioOptions } from './simulated/twilio/options.ts';
import { startSimulatedTwilio, type SimulatedTwilio } from './simulated/twilio/start.ts';

/** Secrets that only the simulators know. */
const simulated = {
  pinlessHmac: Buffer.from('simulated pinless webhook secret').toString('base64'),
  eventsHmac: Buffer.from('simulated domain webhook secret!').toString('base64'),
  digitalSambaSecret: 'simulated digital samba webhook secret',
  signingKey: 'a signing key for a local gateway, of no worth elsewhere',
};

/** From which number the simulated room dials the bridge: a SIP peer as the simulated Twilio sees it. */
export const bridgeCaller = '+12025550177';

export interface SimulatorOptions {
  /** How many entries each record of what happened keeps, the newest. Default all of them. */
  readonly maxKept?: number;
  readonly daily?: SimulatedDailyOptions;
  readonly bots?: Omit<SimulatedBotsOptions, 'daily'>;
  readonly twilio?: SimulatedTwilioOptions;
  readonly digitalSamba?: SimulatedDigitalSambaOptions;
}

/** The simulators that run; undefined where the real provider is used. */
export interface Simulators {
  readonly daily: SimulatedDaily | undefined;
  readonly bots: SimulatedBots | undefined;
  readonly twilio: SimulatedTwilio | undefined;
  readonly digitalSamba: SimulatedDigitalSamba | undefined;
  /** Fallback URL of the simulated Twilio's numbers: it works while the gateway does not. */
  readonly fallbackUrl: string | undefined;
  stop(): Promise<void>;
}

/** Starts a simulator for every provider whose keys are not set; they take the ports after the gateway's. */
export async function startSimulators(
  environment: LocalGatewayEnvironment,
  options: SimulatorOptions,
): Promise<Simulators> {
  const { maxKept = Infinity } = options;
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
        ? keep(await startSimulatedDaily({ port: port(1), maxKept, ...options.daily }))
        : undefined;
    const bots = daily && keep(await startSimulatedBots({ daily, port: port(2), maxKept, ...options.bots }));
    const twilio =
      environment.TWILIO_ACCOUNT_SID === undefined
        ? keep(await startSimulatedTwilio({ port: port(3), maxKept, ...forwardTo(daily), ...options.twilio }))
        : undefined;
    const fallbackUrl =
      twilio &&
      (environment.TWILIO_FALLBACK_URL ?? keep(await startStaticDocument(fallbackDocument(), port(5))).url);
    const digitalSamba =
      environment.DIGITAL_SAMBA_DEVELOPER_KEY === undefined
        ? keep(await startSimulatedDigitalSamba({ port: port(4), maxKept, ...options.digitalSamba }))
        : undefined;
    if (twilio) digitalSamba?.useDial((order) => twilio.dialIn({ ...order, from: bridgeCaller }));
    return { daily, bots, twilio, digitalSamba, fallbackUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A call that Twilio forwards to a SIP address arrives at the simulated Daily and waits on hold there. */
function forwardTo(daily: SimulatedDaily | undefined): SimulatedTwilioOptions {
  if (daily === undefined) return {};
  return {
    onSipDial: async ({ address, from, headers }, hungUp) => {
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
    },
  };
}

/** `<Dial>` rings 30 s by default (Twilio docs, Dial). */
const longestRingMs = 30_000;

/** The variables that differ from the template: where the providers are, and where they and bots find us. */
export function redirections(
  environment: LocalGatewayEnvironment,
  { daily, bots, twilio, digitalSamba }: Simulators,
): Readonly<Record<string, string>> {
  const isPipecatReal = environment.PIPECAT_CLOUD_PUBLIC_KEY !== undefined;
  return Object.fromEntries(
    Object.entries({
      PUBLIC_URL: environment.PUBLIC_URL,
      DAILY_API_URL: environment.DAILY_API_URL ?? daily?.url,
      PIPECAT_CLOUD_API_URL:
        environment.PIPECAT_CLOUD_API_URL ?? (isPipecatReal ? undefined : bots?.pipecatCloudUrl),
      TWILIO_API_URL: environment.TWILIO_API_URL ?? (twilio && `${twilio.origin}/2010-04-01`),
      DIGITAL_SAMBA_API_URL: environment.DIGITAL_SAMBA_API_URL ?? digitalSamba?.url,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What the deployment's secret holds on this machine. */
export function secretOf(
  environment: LocalGatewayEnvironment,
  { daily, bots, twilio, digitalSamba }: Simulators,
): Readonly<Record<string, unknown>> {
  const sharedKey = twilio?.settings.sharedKey;
  return {
    signingKey: simulated.signingKey,
    dailyApiKey: environment.DAILY_API_KEY ?? daily?.settings.apiKey,
    dailyDomainId: environment.DAILY_DOMAIN_ID ?? daily?.settings.domainId,
    dailyPinlessHmac: environment.DAILY_PINLESS_HMAC ?? [simulated.pinlessHmac],
    dailyWebhookHmac: environment.DAILY_WEBHOOK_HMAC ?? [simulated.eventsHmac],
    pipecatCloudPublicKey: environment.PIPECAT_CLOUD_PUBLIC_KEY ?? bots?.publicKey,
    pipecatCloudPrivateKey: environment.PIPECAT_CLOUD_PRIVATE_KEY ?? bots?.privateKey,
    botEndpointSecret: environment.BOT_ENDPOINT_SECRET ?? bots?.endpointSecret,
    twilioAccountSid: environment.TWILIO_ACCOUNT_SID ?? twilio?.settings.accountSid,
    twilioAuthTokens: environment.TWILIO_AUTH_TOKEN ?? (twilio && [twilio.settings.authToken]),
    twilioSharedKeys:
      environment.TWILIO_SHARED_KEYS ?? (sharedKey && [`${sharedKey.id}=${sharedKey.secret}`]),
    digitalSambaDeveloperKey: environment.DIGITAL_SAMBA_DEVELOPER_KEY ?? digitalSamba?.settings.developerKey,
    digitalSambaWebhookSecrets: environment.DIGITAL_SAMBA_WEBHOOK_SECRET ?? [simulated.digitalSambaSecret],
  };
}

/** Points the simulated providers at the gateway, as their consoles would. `numbers`: what is dialled at each. */
export function pointAtGateway(
  { daily, twilio, digitalSamba, fallbackUrl }: Simulators,
  gatewayUrl: string,
  numbers: { readonly daily: readonly string[]; readonly twilio: readonly string[] },
): void {
  const announced = {
    room_creation_api: webhookUrl(gatewayUrl, dailyDescriptor.webhooks.pinless),
    hmac: simulated.pinlessHmac,
  };
  daily?.configurePinless([
    ...numbers.daily.map((number) => ({ phone_number: number, ...announced })),
    announced,
  ]);
  daily?.registerWebhook({
    url: webhookUrl(gatewayUrl, dailyDescriptor.webhooks.events),
    hmac: simulated.eventsHmac,
    eventTypes: [...dailyEvents],
    retryType: 'exponential',
  });
  for (const phoneNumber of numbers.twilio) {
    twilio?.configureNumber({
      phoneNumber,
      ...webhooksOf(gatewayUrl),
      ...(fallbackUrl === undefined ? {} : { voiceFallbackUrl: fallbackUrl }),
    });
  }
  digitalSamba?.webhooks.create({
    endpoint: webhookUrl(gatewayUrl, digitalSambaDescriptor.webhooks.events),
    events: [...roomEvents],
    authorization_header: simulated.digitalSambaSecret,
  });
}
