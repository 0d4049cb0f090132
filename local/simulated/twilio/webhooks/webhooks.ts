import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { keepNewest } from '../../../runtime/keep.ts';
import { type ConnectionOverrides, readOverrides, type TryFailure } from './connection-overrides.ts';
import type { TwilioSettings } from '../options.ts';
import { type SharedKey, signatureHeaders, type WebhookParameters, withPort } from './signature.ts';

export type HttpMethod = 'GET' | 'POST';

/** One webhook to request. */
export interface WebhookOrder {
  /** Absolute; a fragment holds connection overrides. */
  readonly url: string;
  readonly method: HttpMethod;
  readonly parameters: WebhookParameters;
}

/** One try of one webhook. `status` is undefined if no answer came. */
export interface WebhookTry {
  /** As requested, without the fragment. */
  readonly url: string;
  readonly method: HttpMethod;
  readonly parameters: WebhookParameters;
  readonly attempt: number;
  readonly idempotencyToken: string;
  readonly status: number | undefined;
  readonly failure: TryFailure | undefined;
  readonly tookMs: number;
}

/** What became of a webhook after all tries. */
export type WebhookOutcome =
  | { readonly ok: true; readonly status: number; readonly contentType: string; readonly body: string }
  | {
      readonly ok: false;
      readonly code: 11100 | 11200;
      readonly info: string;
      readonly status: number | undefined;
    };

/** Errors of a connection that existed; every other one means that none came about. */
const brokenConnections = ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'];

const networkErrorSchema = z.object({ cause: z.object({ code: z.string() }) });

/** Requests webhooks as Twilio does: signed, within 15 s, retried only where asked for. */
export class Webhooks {
  /** Every try that has ended, in order of ending. */
  readonly log: WebhookTry[] = [];
  readonly #settings: TwilioSettings;
  readonly #stopped: AbortSignal;
  readonly #signer: () => string | SharedKey;

  /** `signer`: the auth token, or the shared key of a rule, that signs now. */
  constructor(settings: TwilioSettings, stopped: AbortSignal, signer: () => string | SharedKey) {
    this.#settings = settings;
    this.#stopped = stopped;
    this.#signer = signer;
  }

  /** Requests one webhook. Never rejects: 3xx, 4xx, 5xx, silence and a bad URL are values. */
  async request(order: WebhookOrder): Promise<WebhookOutcome> {
    const read = readOverrides(order.url);
    if (!read.ok) return { ok: false, code: 11100, info: read.info, status: undefined };
    const { overrides } = read;
    const startedMs = Date.now();
    const totalMs = overrides.tt * this.#settings.answerLimitScale;
    let token: string = randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      const restMs = startedMs + totalMs - Date.now();
      const limitMs = Math.max(1, Math.min(overrides.rt * this.#settings.answerLimitScale, restMs));
      if (this.#settings.tokenPerTry) token = randomUUID();
      const tried = await this.#try({ ...order, url: read.target }, order.url, { attempt, token, limitMs });
      if (tried.ok) return tried;
      const again = attempt <= overrides.rc && isRetried(tried.failure, overrides);
      if (again && Date.now() < startedMs + totalMs && !this.#stopped.aborted) continue;
      const info = `${tried.failure} after ${attempt} tries of ${read.target}`;
      return { ok: false, code: 11200, info, status: tried.status };
    }
  }

  async #try(
    order: WebhookOrder,
    configuredUrl: string,
    { attempt, token, limitMs }: { attempt: number; token: string; limitMs: number },
  ): Promise<
    Extract<WebhookOutcome, { ok: true }> | { ok: false; failure: TryFailure; status: number | undefined }
  > {
    const query = toQuery(order.parameters);
    const joint = order.url.includes('?') ? '&' : '?';
    const url = order.method === 'GET' && query !== '' ? `${order.url}${joint}${query}` : order.url;
    const fragment = configuredUrl.slice(order.url.length);
    const signedUrl =
      withPort(url, this.#settings.signedPort) + (this.#settings.signsFragment ? fragment : '');
    const signed = order.method === 'GET' ? {} : order.parameters;
    const startedMs = Date.now();
    const record = (status: number | undefined, failure: TryFailure | undefined): void => {
      if (this.#stopped.aborted) return;
      const { method, parameters } = order;
      const tookMs = Date.now() - startedMs;
      const tried = { url, method, parameters, attempt, idempotencyToken: token, status, failure, tookMs };
      keepNewest(this.log, tried, this.#settings.maxKept);
    };
    const timedOut = AbortSignal.timeout(limitMs);
    try {
      const response = await fetch(url, {
        method: order.method,
        headers: {
          'user-agent': 'TwilioProxy/1.1',
          ...signatureHeaders(this.#signer(), signedUrl, signed),
          'i-twilio-idempotency-token': token,
          ...(order.method === 'POST' && {
            'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          }),
        },
        redirect: 'manual',
        signal: AbortSignal.any([timedOut, this.#stopped]),
        ...(order.method === 'POST' && { body: query }),
      });
      const body = await response.text();
      const failure = failureOf(response.status);
      record(response.status, failure);
      if (failure !== undefined) return { ok: false, failure, status: response.status };
      const contentType = response.headers.get('content-type') ?? '';
      return { ok: true, status: response.status, contentType, body };
    } catch (error) {
      const failure = timedOut.aborted || isBroken(error) ? 'rt' : 'ct';
      record(undefined, failure);
      return { ok: false, failure, status: undefined };
    }
  }
}

/** Form encoding, empty and repeated fields included. */
function toQuery(parameters: WebhookParameters): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    for (const value of [values].flat()) query.append(name, value);
  }
  return query.toString();
}

/** A redirection counts as refused: no webhook is documented to move. */
function failureOf(status: number): TryFailure | undefined {
  if (status >= 500) return '5xx';
  return status >= 300 ? '4xx' : undefined;
}

function isRetried(failure: TryFailure, { rp }: ConnectionOverrides): boolean {
  return rp.includes('all') || rp.includes(failure);
}

function isBroken(error: unknown): boolean {
  const parsed = networkErrorSchema.safeParse(error);
  return parsed.success && brokenConnections.includes(parsed.data.cause.code);
}
