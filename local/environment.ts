import { existsSync } from 'node:fs';
import * as z from 'zod';
import { botEndpointDescriptor } from '../lib/providers/bot-endpoint/descriptor.ts';
import { dailyDescriptor } from '../lib/providers/daily/descriptor.ts';
import { byVariable } from '../lib/providers/descriptors.ts';
import { digitalSambaDescriptor } from '../lib/providers/digital-samba/descriptor.ts';
import { eventWebhookDescriptor } from '../lib/providers/event-webhook/descriptor.ts';
import { pipecatCloudDescriptor } from '../lib/providers/pipecat-cloud/descriptor.ts';
import { listOf, urlSetting } from './voices/voice.ts';
import { lastPort, voiceCompanions, voiceSettings } from './voices/voices.ts';

const { secret: daily } = dailyDescriptor;
const { secret: pipecatCloud } = pipecatCloudDescriptor;
const { secret: botEndpoint } = botEndpointDescriptor;
const { secret: eventWebhook } = eventWebhookDescriptor;
const { secret: digitalSamba } = digitalSambaDescriptor;

/** How far after the gateway's port the console's is: beyond those of the simulators. */
const consoleAfter = Math.max(20, lastPort + 1);

const port = z.coerce
  .number()
  .int()
  .min(0)
  .max(65_535 - consoleAfter);

/**
 * What the local gateway reads from the environment or `.env`. All of it may be left out; the simulators step in. Keys are
 * what the providers' descriptors say of the field of the secret that each becomes.
 */
export const environmentSchema = z.object({
  /** Port of the gateway on 127.0.0.1; the simulators take those after it. 0: any free ones. */
  PORT: port.default(8080),
  /** Port of the console on 127.0.0.1. Default: the twentieth after the gateway's. 0: any free one. */
  CONSOLE_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Address under which bots and Daily reach the gateway: the tunnel's, with a real Daily. Default: the gateway's own. */
  PUBLIC_URL: urlSetting,
  /** Where providers' APIs are. Default: the real one of a provider whose key is set below, else the simulated one. */
  ...byVariable(() => urlSetting),
  DAILY_API_KEY: daily.dailyApiKey,
  DAILY_DOMAIN_ID: daily.dailyDomainId,
  DAILY_PINLESS_HMAC: listOf(daily.dailyPinlessHmac),
  DAILY_WEBHOOK_HMAC: listOf(daily.dailyWebhookHmac),
  PIPECAT_CLOUD_PUBLIC_KEY: pipecatCloud.pipecatCloudPublicKey,
  PIPECAT_CLOUD_PRIVATE_KEY: pipecatCloud.pipecatCloudPrivateKey,
  BOT_ENDPOINT_SECRET: botEndpoint.botEndpointSecret,
  ...voiceSettings,
  DIGITAL_SAMBA_DEVELOPER_KEY: digitalSamba.digitalSambaDeveloperKey,
  DIGITAL_SAMBA_WEBHOOK_SECRET: listOf(digitalSamba.digitalSambaWebhookSecrets),
  /** JSON file of the dial-ins and conferences to load at start. Default: `local/conferences.json`. */
  CONFERENCES_FILE: z.string().min(1).optional(),
  /** File to which what others are told is added. Default: `build/events.jsonl`. */
  EVENTS_FILE: z.string().min(1).optional(),
  /** Address that the same is posted to, signed, as a consumer of a stage gets it. Default: none. */
  EVENTS_URL: urlSetting,
  /** Secrets that sign it. Default: one that is made at each start, so that nobody can check the signature. */
  EVENT_WEBHOOK_SECRETS: listOf(eventWebhook.eventWebhookSecrets),
  /** JSON file of the routes to load at start. Default: `local/routes.json`. */
  ROUTES_FILE: z.string().min(1).optional(),
});
export type LocalGatewayEnvironment = z.infer<typeof environmentSchema>;

/** Settings that only make sense together: with the left one set, the right ones must be set too. */
const companions = {
  DAILY_API_KEY: ['DAILY_DOMAIN_ID', 'DAILY_PINLESS_HMAC', 'DAILY_WEBHOOK_HMAC', 'PUBLIC_URL'],
  PIPECAT_CLOUD_PUBLIC_KEY: ['PIPECAT_CLOUD_PRIVATE_KEY'],
  ...voiceCompanions,
  DIGITAL_SAMBA_DEVELOPER_KEY: ['DIGITAL_SAMBA_WEBHOOK_SECRET', 'PUBLIC_URL'],
} as const;

/** The settings, or a sentence for each that is wrong or missing. No sentence repeats a value: it may be a secret. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
):
  | { readonly ok: true; readonly environment: LocalGatewayEnvironment }
  | { readonly ok: false; readonly problems: string[] } {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${String(path[0])} is wrong: ${message}.`,
    );
    return { ok: false, problems };
  }
  const problems = Object.entries(companions).flatMap(([name, needed]) =>
    name in set
      ? needed
          .filter((other) => !(other in set))
          .map((other) => `${name} is set, so ${other} must be set too.`)
      : [],
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, environment: parsed.data };
}

/** Adds what `.env` says to the environment; what is set there already wins. */
export function loadDotEnv(file: string): void {
  if (existsSync(file)) process.loadEnvFile(file);
}

/** Where the console is served. */
export function consolePortOf({ CONSOLE_PORT, PORT }: LocalGatewayEnvironment): number {
  return CONSOLE_PORT ?? (PORT === 0 ? 0 : PORT + consoleAfter);
}
