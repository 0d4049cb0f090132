import { existsSync } from 'node:fs';
import * as z from 'zod';
import { byVariable } from '../lib/providers/descriptors.ts';

const port = z.coerce.number().int().min(0).max(65_530);
const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().min(1)).min(1).max(2));
const base64List = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.base64().min(1)).min(1).max(2));

/** What the local gateway reads from the environment or `.env`. All of it may be left out; the simulators step in. */
export const environmentSchema = z.object({
  /** Port of the gateway on 127.0.0.1; the simulators take the next five. 0: any free ones. */
  PORT: port.default(8080),
  /** Address under which bots and Daily reach the gateway: the tunnel's, with a real Daily. Default: the gateway's own. */
  PUBLIC_URL: url.optional(),
  /** Where providers' APIs are. Default: the real one of a provider whose key is set below, else the simulated one. */
  ...byVariable(() => url.optional()),
  DAILY_API_KEY: z.string().min(1).optional(),
  /** UUID of the Daily domain (`GET https://api.daily.co/v1/`); signs the bots' tokens. */
  DAILY_DOMAIN_ID: z.string().min(1).optional(),
  /** Secrets of the pinless webhook, base64, at most two, with a comma between. */
  DAILY_PINLESS_HMAC: base64List.optional(),
  /** Secrets of the domain webhook, base64, at most two, with a comma between. */
  DAILY_WEBHOOK_HMAC: base64List.optional(),
  PIPECAT_CLOUD_PUBLIC_KEY: z.string().min(1).optional(),
  PIPECAT_CLOUD_PRIVATE_KEY: z.string().min(1).optional(),
  /** Signs orders to bot endpoints, `whsec_` and base64. Default: the simulated endpoint's. */
  BOT_ENDPOINT_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'starts with whsec_, base64 follows')
    .optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, 'is AC and 32 hexadecimal digits')
    .optional(),
  /** Auth tokens, at most two, with a comma between. */
  TWILIO_AUTH_TOKEN: list.optional(),
  /** Shared keys that sign webhooks where a rule of the account says so, `<id>=<secret>` each, with a comma between. */
  TWILIO_SHARED_KEYS: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(
      z
        .array(z.string().regex(/^[^\s=]+=\S{16,}$/, 'is <key id>=<secret>'))
        .min(1)
        .max(10),
    )
    .optional(),
  /** Fallback URL of the simulated Twilio's numbers. Default: the document that a deployment has at CloudFront. */
  TWILIO_FALLBACK_URL: url.optional(),
  DIGITAL_SAMBA_DEVELOPER_KEY: z.string().min(1).optional(),
  /** Secrets that the webhook carries, at most two, with a comma between. */
  DIGITAL_SAMBA_WEBHOOK_SECRET: list.optional(),
  /** JSON file of the dial-ins and conferences to load at start. Default: `local/conferences.json`. */
  CONFERENCES_FILE: z.string().min(1).optional(),
  /** JSON file of the routes to load at start. Default: `local/routes.json`. */
  ROUTES_FILE: z.string().min(1).optional(),
});
export type LocalGatewayEnvironment = z.infer<typeof environmentSchema>;

/** Settings that only make sense together: with the left one set, the right ones must be set too. */
const companions = {
  DAILY_API_KEY: ['DAILY_DOMAIN_ID', 'DAILY_PINLESS_HMAC', 'DAILY_WEBHOOK_HMAC', 'PUBLIC_URL'],
  PIPECAT_CLOUD_PUBLIC_KEY: ['PIPECAT_CLOUD_PRIVATE_KEY'],
  TWILIO_ACCOUNT_SID: ['TWILIO_AUTH_TOKEN', 'PUBLIC_URL'],
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
