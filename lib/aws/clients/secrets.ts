import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
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

/** What there is of the values. The signing key is always there, made at deployment; without it none could be read. */
export interface Known {
  readonly signingKey?: string | undefined;
  /** The fields that hold something, and nothing that could be theirs; absent if there are none. */
  readonly malformed?: readonly string[];
}

export interface Secrets<Values> {
  /** The values, at most five minutes old unless Secrets Manager fails us. */
  readonly read: () => Promise<Values>;
  /**
   * The values after a check failed or a provider refused a key: read anew if the last read was a minute ago or more,
   * else the same as before.
   */
  readonly reread: () => Promise<Values>;
}

/** What is kept between invocations. Make one with `newSecretCache` for each process. */
interface SecretCache<Values> {
  values: Values;
  /** What there is while nothing could be read: every check then fails closed. */
  readonly none: Values;
  /** Unix ms of the last read that gave `values`. */
  goodAtMs: number;
  /** Unix ms of the last read, good or not. */
  readAtMs: number;
  /** Unix ms at which `read` reads anew. */
  staleAtMs: number;
  /** The read under way, shared by all who want one. */
  reading: Promise<void> | undefined;
}

export function newSecretCache<Values>(none: Values): SecretCache<Values> {
  return {
    values: none,
    none,
    goodAtMs: -Infinity,
    readAtMs: -Infinity,
    staleAtMs: -Infinity,
    reading: undefined,
  };
}

export function openSecretsClient(settings: ClientSettings = {}): SecretsManagerClient {
  return new SecretsManagerClient({
    ...settings,
    maxAttempts: maxTries,
    requestHandler: boundedRequests(requestTimeoutMs),
  });
}

export interface SecretsDeps<Values> {
  readonly client: SecretsManagerClient;
  /** Names or ARNs of the secrets whose fields are read together; of a field that is in two, the later one counts. */
  readonly secretIds: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly cache: SecretCache<Values>;
  /** The values in the secrets' JSON, field by field: one that is malformed is none, and takes no other with it. */
  readonly valuesOf: (stored: Readonly<Record<string, unknown>>) => Values;
}

/** The secret, cached. Never throws: what cannot be read is missing, the whole or a field, and logged as `secret-missing`. */
export function createSecrets<Values extends Known>({
  client,
  secretIds,
  clock,
  log,
  cache,
  valuesOf,
}: SecretsDeps<Values>): Secrets<Values> {
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
      cache.values = valuesOf(got.stored);
      cache.goodAtMs = nowMs;
      const { malformed } = cache.values;
      if (malformed !== undefined) log.error('secret-missing', { why: `malformed: ${malformed.join(', ')}` });
      return;
    }
    // Somebody stored something wrong, or the outage lasts: from here on everything is refused.
    if (got.why !== 'unreadable' || nowMs - cache.goodAtMs >= keptWithoutReadMs) cache.values = cache.none;
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
  | { readonly ok: true; readonly stored: Readonly<Record<string, unknown>> }
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
  return { ok: true, stored };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
