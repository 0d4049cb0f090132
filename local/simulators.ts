import type { VoiceId } from '../lib/conferences/model/conference.ts';
import { dailyDescriptor } from '../lib/providers/daily/descriptor.ts';
import { webhookUrl } from '../lib/providers/descriptor.ts';
import { digitalSambaDescriptor } from '../lib/providers/digital-samba/descriptor.ts';
import { usedEvents as dailyEvents } from '../lib/providers/daily/admin/webhook.ts';
import { usedEvents as roomEvents } from '../lib/providers/digital-samba/admin.ts';
import { sinchDescriptor } from '../lib/providers/sinch/descriptor.ts';
import { fallbackDocument as fallbackSvaml } from '../lib/providers/sinch/fallback.ts';
import { fallbackDocument as fallbackTwiml } from '../lib/providers/twilio/fallback.ts';
import { webhooksOf } from '../lib/providers/twilio/urls.ts';
import type { LocalGatewayEnvironment } from './environment.ts';
import { startSimulatedBots, type SimulatedBots, type SimulatedBotsOptions } from './simulated/bots.ts';
import type { SimulatedDailyOptions } from './simulated/daily/options.ts';
import { startSimulatedDaily, type SimulatedDaily } from './simulated/daily/start.ts';
import type { SimulatedDigitalSambaOptions } from './simulated/digital-samba/options.ts';
import { startSimulatedDigitalSamba, type SimulatedDigitalSamba } from './simulated/digital-samba/start.ts';
import { startStaticDocument } from './simulated/kit/static-document.ts';
import type { BridgeCall, BridgeOrder } from './simulated/digital-samba/rooms/bridge.ts';
import type { SipDialler } from './simulated/kit/sip-dialler.ts';
import type { SimulatedSinchOptions } from './simulated/sinch/options.ts';
import { startSimulatedSinch, type SimulatedSinch } from './simulated/sinch/start.ts';
import type { SimulatedTwilioOptions } from './simulated/twilio/options.ts';
import { startSimulatedTwilio, type SimulatedTwilio } from './simulated/twilio/start.ts';

/** Secrets that only the simulators know. */
const simulated = {
  pinlessHmac: Buffer.from('simulated pinless webhook secret').toString('base64'),
  eventsHmac: Buffer.from('simulated domain webhook secret!').toString('base64'),
  digitalSambaSecret: 'simulated digital samba webhook secret',
  signingKey: 'a signing key for a local gateway, of no worth elsewhere',
};

/** From which number the simulated room dials the bridge: a SIP peer as the simulated voice providers see it. */
export const bridgeCaller = '+12025550177';

export interface SimulatorOptions {
  /** How many entries each record of what happened keeps, the newest. Default all of them. */
  readonly maxKept?: number;
  readonly daily?: SimulatedDailyOptions;
  readonly bots?: Omit<SimulatedBotsOptions, 'daily'>;
  readonly twilio?: SimulatedTwilioOptions;
  readonly sinch?: SimulatedSinchOptions;
  readonly digitalSamba?: SimulatedDigitalSambaOptions;
}

/** The simulators that run; undefined where the real provider is used. */
export interface Simulators {
  readonly daily: SimulatedDaily | undefined;
  readonly bots: SimulatedBots | undefined;
  readonly twilio: SimulatedTwilio | undefined;
  readonly sinch: SimulatedSinch | undefined;
  readonly digitalSamba: SimulatedDigitalSamba | undefined;
  /** Fallback URL of the simulated Twilio's numbers: it works while the gateway does not. */
  readonly fallbackUrl: string | undefined;
  /** Fallback URL of the simulated Sinch's application. */
  readonly sinchFallbackUrl: string | undefined;
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
        ? keep(
            await startSimulatedTwilio({
              port: port(3),
              maxKept,
              onSipDial: forwardTo(daily),
              ...options.twilio,
            }),
          )
        : undefined;
    const fallbackUrl =
      twilio &&
      (environment.TWILIO_FALLBACK_URL ?? keep(await startStaticDocument(fallbacks.twilio, port(5))).url);
    const sinch =
      environment.SINCH_APPLICATION_KEY === undefined
        ? keep(
            await startSimulatedSinch({
              port: port(6),
              maxKept,
              onSipDial: forwardTo(daily),
              ...options.sinch,
            }),
          )
        : undefined;
    const sinchFallbackUrl = sinch && keep(await startStaticDocument(fallbacks.sinch, port(7))).url;
    const digitalSamba =
      environment.DIGITAL_SAMBA_DEVELOPER_KEY === undefined
        ? keep(await startSimulatedDigitalSamba({ port: port(4), maxKept, ...options.digitalSamba }))
        : undefined;
    if (twilio || sinch) digitalSamba?.useDial((order) => dialBridge(order, { twilio, sinch }));
    return { daily, bots, twilio, sinch, digitalSamba, fallbackUrl, sinchFallbackUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const fallbacks = {
  twilio: { contentType: 'text/xml; charset=utf-8', document: fallbackTwiml() },
  sinch: { contentType: 'application/json', document: fallbackSvaml() },
};

/** The room dials its bridge at the voice provider whose number it is: at Sinch by the SIP way in. */
function dialBridge(
  order: BridgeOrder,
  { twilio, sinch }: Pick<Simulators, 'twilio' | 'sinch'>,
): BridgeCall | Promise<BridgeCall> {
  const number = order.to.replace(/^sip:([^@]+)@.*$/, '$1');
  if (sinch?.numbers.isServed(number) === true) return sinch.dialIn({ ...order, from: bridgeCaller });
  if (twilio) return twilio.dialIn({ ...order, from: bridgeCaller });
  return Promise.reject(new Error(`Nobody here serves ${order.to}.`));
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
  { daily, bots, twilio, sinch, digitalSamba }: Simulators,
): Readonly<Record<string, string>> {
  const isPipecatReal = environment.PIPECAT_CLOUD_PUBLIC_KEY !== undefined;
  return Object.fromEntries(
    Object.entries({
      PUBLIC_URL: environment.PUBLIC_URL,
      DAILY_API_URL: environment.DAILY_API_URL ?? daily?.url,
      PIPECAT_CLOUD_API_URL:
        environment.PIPECAT_CLOUD_API_URL ?? (isPipecatReal ? undefined : bots?.pipecatCloudUrl),
      TWILIO_API_URL: environment.TWILIO_API_URL ?? (twilio && `${twilio.origin}/2010-04-01`),
      SINCH_API_URL: environment.SINCH_API_URL ?? sinch?.origin,
      DIGITAL_SAMBA_API_URL: environment.DIGITAL_SAMBA_API_URL ?? digitalSamba?.url,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What the deployment's secret holds on this machine. */
export function secretOf(
  environment: LocalGatewayEnvironment,
  { daily, bots, twilio, sinch, digitalSamba }: Simulators,
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
    sinchApplicationKey: environment.SINCH_APPLICATION_KEY ?? sinch?.settings.applicationKey,
    sinchApplicationSecrets:
      environment.SINCH_APPLICATION_SECRET ?? (sinch && [sinch.settings.applicationSecret]),
    digitalSambaDeveloperKey: environment.DIGITAL_SAMBA_DEVELOPER_KEY ?? digitalSamba?.settings.developerKey,
    digitalSambaWebhookSecrets: environment.DIGITAL_SAMBA_WEBHOOK_SECRET ?? [simulated.digitalSambaSecret],
  };
}

/** Points the simulated providers at the gateway, as their consoles would. `numbers`: what is dialled at each. */
export function pointAtGateway(
  { daily, twilio, sinch, digitalSamba, fallbackUrl, sinchFallbackUrl }: Simulators,
  gatewayUrl: string,
  numbers: Readonly<Record<'daily' | VoiceId, readonly string[]>>,
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
  for (const number of numbers.sinch) sinch?.configureNumber({ number });
  sinch?.configureCallbacks({
    primary: webhookUrl(gatewayUrl, sinchDescriptor.webhooks.voice),
    ...(sinchFallbackUrl === undefined ? {} : { fallback: sinchFallbackUrl }),
  });
  digitalSamba?.webhooks.create({
    endpoint: webhookUrl(gatewayUrl, digitalSambaDescriptor.webhooks.events),
    events: [...roomEvents],
    authorization_header: simulated.digitalSambaSecret,
  });
}
