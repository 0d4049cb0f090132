import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { maxPinKeys } from '../../conferences/model/pins.ts';
import type { Clock } from '../../held-calls/ports.ts';
import type { Log } from '../../telemetry/telemetry.ts';
import { boundedRequests, type ClientSettings } from './timeouts.ts';

/** Secrets Manager answers in some 50 ms; two tries of this leave a webhook's 10 s enough for its work. */
const requestTimeoutMs = 2_000;
const maxTries = 2;

/** How long values are used before they are read again. */
const keptMs = 5 * 60_000;
/** At most this often does a failed check or a refused key make us read again: whoever forges must not set the pace. */
const rereadPauseMs = 60_000;
/** After a failed read the next waits this long, so that an outage is not answered with a storm of reads. */
const failedPauseMs = 5_000;
/** How long values outlive their last good read while no other succeeds; then everything is refused. */
const keptWithoutReadMs = 60 * 60_000;

/** A provider that rotates its secret shows two for a while. */
const maxLiveSecrets = 2;
const key = z.string().min(1);
const liveHmacKeys = z.array(z.base64().min(1)).max(maxLiveSecrets);

/** As many numbers and addresses as fit beside all else: the secret takes 65,536 bytes (Secrets Manager quotas). */
const maxOwnSecrets = 200;
/** Secrets that are only for calls to one number or static SIP address of Daily's. */
const dialinSecrets = z.object({
  /** What such a call may have dialled, in the form of `dialledKeys`: the number, its static SIP address, or both. */
  names: z.array(key).min(1).max(4),
  hmac: liveHmacKeys.min(1),
});

/** One key would do for all the webhooks of a stage; more are for accounts with a rule for each kind. */
const maxSharedKeys = 10;

function hasFewOfEach(sharedKeys: readonly string[]): boolean {
  const ids = sharedKeys.map((each) => each.split('=', 1)[0]);
  return ids.every((id) => ids.filter((other) => other === id).length <= maxLiveSecrets);
}

/** The JSON in the one secret. Only `signingKey` is always there, made at deployment; keys not named here are left alone. */
export const secretSchema = z.object({
  /** Signs what we issue ourselves: report tokens and route headers. At least 32 characters, as long as its HMAC's output. */
  signingKey: z.string().min(32),
  /** Counts beside the signing key and never signs: while that is rotated, the next one, then the one before. */
  otherSigningKey: z.string().min(32).optional(),
  /**
   * Hash PINs and the numbers of known callers; the current one first, none shorter than its HMAC's output. Default: a key
   * made from the signing key.
   */
  pinKeys: z.array(z.string().min(32, 'has fewer than 32 characters')).max(maxPinKeys).optional(),
  /** Daily's API key; it is also the key that Daily checks meeting tokens against. */
  dailyApiKey: key.optional(),
  dailyDomainId: key.optional(),
  /** HMAC secrets of the pinless webhook, base64 as Daily shows them. */
  dailyPinlessHmac: liveHmacKeys.optional(),
  /** The numbers and addresses that have HMAC secrets of their own, which alone count for them. */
  dailyPinlessOwn: z.array(dialinSecrets).max(maxOwnSecrets).optional(),
  /** HMAC secrets of the domain webhook, base64 as Daily shows them. */
  dailyWebhookHmac: liveHmacKeys.optional(),
  /** Starts agents at Pipecat Cloud. */
  pipecatCloudPublicKey: key.optional(),
  /** Stops agents at Pipecat Cloud. */
  pipecatCloudPrivateKey: key.optional(),
  /** Signs requests to bots' own endpoints (Standard Webhooks, symmetric). */
  botEndpointSecret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'starts with whsec_, base64 follows')
    .optional(),
  /** Account that Twilio's requests come from, `AC…`. */
  twilioAccountSid: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, 'is AC and 32 hexadecimal digits')
    .optional(),
  /** Auth tokens of that account: they check what Twilio signs, and the first also opens its REST API. */
  twilioAuthTokens: z.array(key).max(maxLiveSecrets).optional(),
  /**
   * Keys that sign webhooks in the place of the auth token where a rule of the account says so, each `<key id>=<secret>`. The
   * request names the id, under which two are live while one replaces the other.
   */
  twilioSharedKeys: z
    .array(z.string().regex(/^[^\s=]{1,128}=\S{16,512}$/, 'is <key id>=<secret>, 16 characters or more'))
    .max(maxSharedKeys)
    .refine(hasFewOfEach, `has more than ${maxLiveSecrets} keys of one id`)
    .optional(),
  /** SIP Domains that only the bridge may call; whoever comes from there has passed Twilio's own check. */
  twilioBridgeDomains: z.array(key).max(10).optional(),
  digitalSambaDeveloperKey: key.optional(),
  /** Secrets that Digital Samba's webhooks carry, without `Bearer `. */
  digitalSambaWebhookSecrets: z.array(key).max(maxLiveSecrets).optional(),
});
/** The secret's values as they are stored. */
export type StoredSecret = z.infer<typeof secretSchema>;
export type SecretField = keyof StoredSecret;
/** The fields that are ours: where providers' keys have a secret of their own, these stay in the other. */
export const ownFields: readonly string[] = [
  'signingKey',
  'otherSigningKey',
  'pinKeys',
] satisfies readonly SecretField[];
/**
 * What there is of them: all undefined while the secret cannot be read, and then every check fails closed. A field that cannot
 * be read is undefined alone.
 */
export type SecretValues = Partial<StoredSecret> & {
  /** The fields that hold something, and nothing that could be theirs; absent if there are none. */
  readonly malformed?: readonly SecretField[];
};

/**
 * Whether any of these fields has a value, so that the provider that they are for is in use. True also of a secret that could
 * not be read, which nobody can tell.
 */
export function isUsed(values: SecretValues, ...names: readonly SecretField[]): boolean {
  const { signingKey, malformed = [] } = values;
  const isUnread = signingKey === undefined && malformed.length === 0;
  return isUnread || names.some((name) => malformed.includes(name) || [values[name] ?? []].flat().length > 0);
}

/** The values in the secret's JSON, field by field: one that is malformed is none, and takes no other with it. */
export function valuesOf(stored: Readonly<Record<string, unknown>>): SecretValues {
  const malformed = secretSchema
    .keyof()
    .options.filter((name) => !secretSchema.shape[name].safeParse(stored[name]).success);
  const good = Object.entries(stored).filter(([name]) => !malformed.some((each) => each === name));
  const { signingKey, ...others } = secretSchema.partial().parse(Object.fromEntries(good));
  return {
    ...others,
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(malformed.length === 0 ? {} : { malformed }),
  };
}

export interface Secrets {
  /** The values, at most five minutes old unless Secrets Manager fails us. */
  readonly read: () => Promise<SecretValues>;
  /**
   * The values after a check failed or a provider refused a key: read anew if the last read was a minute ago or more,
   * else the same as before.
   */
  readonly reread: () => Promise<SecretValues>;
}

/** What is kept between invocations. Make one with `newSecretCache` for each process. */
export interface SecretCache {
  values: SecretValues;
  /** Unix ms of the last read that gave `values`. */
  goodAtMs: number;
  /** Unix ms of the last read, good or not. */
  readAtMs: number;
  /** Unix ms at which `read` reads anew. */
  staleAtMs: number;
  /** The read under way, shared by all who want one. */
  reading: Promise<void> | undefined;
}

export function newSecretCache(): SecretCache {
  return { values: {}, goodAtMs: -Infinity, readAtMs: -Infinity, staleAtMs: -Infinity, reading: undefined };
}

export function openSecretsClient(settings: ClientSettings = {}): SecretsManagerClient {
  return new SecretsManagerClient({
    ...settings,
    maxAttempts: maxTries,
    requestHandler: boundedRequests(requestTimeoutMs),
  });
}

export interface SecretsDeps {
  readonly client: SecretsManagerClient;
  /** Names or ARNs of the secrets whose fields are read together; of a field that is in two, the later one counts. */
  readonly secretIds: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly cache: SecretCache;
}

/** The secret, cached. Never throws: what cannot be read is missing, the whole or a field, and logged as `secret-missing`. */
export function createSecrets({ client, secretIds, clock, log, cache }: SecretsDeps): Secrets {
  async function refresh(): Promise<void> {
    const reads = secretIds.map((SecretId) => client.send(new GetSecretValueCommand({ SecretId })));
    const got = await Promise.all(reads).then(
      (all) => parseSecrets(all.map(({ SecretString }) => SecretString)),
      (cause: unknown) => ({ ok: false, why: 'unreadable', cause }) as const,
    );
    const nowMs = clock.now();
    cache.readAtMs = nowMs;
    cache.staleAtMs = nowMs + (got.ok ? keptMs : failedPauseMs);
    if (got.ok) {
      cache.values = got.values;
      cache.goodAtMs = nowMs;
      const { malformed } = got.values;
      if (malformed !== undefined) log.error('secret-missing', { why: `malformed: ${malformed.join(', ')}` });
      return;
    }
    // Somebody stored something wrong, or the outage lasts: from here on everything is refused.
    if (got.why !== 'unreadable' || nowMs - cache.goodAtMs >= keptWithoutReadMs) cache.values = {};
    log.error('secret-missing', { why: got.why, kept: cache.values.signingKey !== undefined }, got.cause);
  }

  function refreshOnce(): Promise<void> {
    cache.reading ??= refresh().finally(() => {
      cache.reading = undefined;
    });
    return cache.reading;
  }

  return {
    async read() {
      if (clock.now() >= cache.staleAtMs) await refreshOnce();
      return cache.values;
    },
    async reread() {
      if (clock.now() - cache.readAtMs >= rereadPauseMs) await refreshOnce();
      return cache.values;
    },
  };
}

type Parsed =
  | { readonly ok: true; readonly values: SecretValues }
  | { readonly ok: false; readonly why: string; readonly cause?: undefined };

/** No cause is passed on: a JSON parser's message quotes the text, which is the secret. */
function parseSecrets(texts: readonly (string | undefined)[]): Parsed {
  const stored: Record<string, unknown> = {};
  for (const text of texts) {
    const json = parseJson(text);
    if (json === undefined) return { ok: false, why: 'not JSON' };
    const fields = z.record(z.string(), z.unknown()).safeParse(json);
    if (!fields.success) return { ok: false, why: 'malformed: the whole' };
    Object.assign(stored, fields.data);
  }
  return { ok: true, values: valuesOf(stored) };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
