import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { keepNewest } from '../../../runtime/keep.ts';
import type { PlivoSettings } from '../options.ts';
import { isRetried, readConnection, type TryFailure } from './connection.ts';
import { signRequest, type WebhookParameters } from './signature.ts';

export type HttpMethod = 'GET' | 'POST';

/** One webhook to request. */
export interface WebhookOrder {
  /** Absolute; a fragment says how to connect. */
  readonly url: string;
  readonly method: HttpMethod;
  readonly parameters: WebhookParameters;
}

/** One try of one webhook. `status` is undefined if no answer came. */
export interface WebhookTry extends WebhookOrder {
  /** Counts from 1. */
  readonly attempt: number;
  readonly nonce: string;
  readonly status: number | undefined;
  readonly tookMs: number;
}

/** What became of a webhook after all tries. */
export type WebhookOutcome =
  | { readonly ok: true; readonly contentType: string; readonly body: string }
  | { readonly ok: false; readonly info: string; readonly status: number | undefined };

/** Errors of a connection that existed; every other one means that none came about. */
const brokenConnections = ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'];
const networkErrorSchema = z.object({ cause: z.object({ code: z.string() }) });

const NONCE_DIGITS = 20;
const newNonce = (): string => Array.from({ length: NONCE_DIGITS }, () => randomInt(10)).join('');

/** Requests webhooks as Plivo does: signed by every live token, retried as the fragment says. */
export class Webhooks {
  /** Every try that has ended, in order of ending. */
  readonly log: WebhookTry[] = [];
  readonly #settings: PlivoSettings;
  readonly #stopped: AbortSignal;
  readonly #tokens: () => readonly string[];

  /** `tokens`: those that are live now. */
  constructor(settings: PlivoSettings, stopped: AbortSignal, tokens: () => readonly string[]) {
    this.#settings = settings;
    this.#stopped = stopped;
    this.#tokens = tokens;
  }

  /** Requests one webhook. Never rejects: 3xx, 4xx, 5xx, silence and a bad URL are values. */
  async request(order: WebhookOrder): Promise<WebhookOutcome> {
    const read = readConnection(order.url);
    if (!read.ok) return { ok: false, info: read.info, status: undefined };
    const { target, connection } = read;
    const { noncePerTry, answerLimitMs } = this.#settings;
    const endMs = Date.now() + connection.tt;
    let nonce = newNonce();
    for (let attempt = 1; ; attempt += 1) {
      if (noncePerTry) nonce = newNonce();
      const limitMs = Math.max(1, Math.min(connection.rt, answerLimitMs, endMs - Date.now()));
      const tried = await this.#try({ ...order, url: target }, { attempt, nonce, limitMs });
      if (tried.ok) return tried;
      const again = attempt <= connection.rc && isRetried(tried.failure, connection);
      if (again && Date.now() < endMs && !this.#stopped.aborted) continue;
      return {
        ok: false,
        info: `${tried.failure} after ${attempt} tries of ${target}`,
        status: tried.status,
      };
    }
  }

  async #try(
    order: WebhookOrder,
    { attempt, nonce, limitMs }: { attempt: number; nonce: string; limitMs: number },
  ): Promise<
    Extract<WebhookOutcome, { ok: true }> | { ok: false; failure: TryFailure; status: number | undefined }
  > {
    const isGet = order.method === 'GET';
    const form = new URLSearchParams({ ...order.parameters }).toString();
    const joint = order.url.includes('?') ? '&' : '?';
    const url = isGet && form !== '' ? `${order.url}${joint}${form}` : order.url;
    const signed = { url, parameters: isGet ? {} : order.parameters, nonce };
    const signatures = this.#tokens().map((token) => signRequest(token, signed));
    const startedMs = Date.now();
    const record = (status: number | undefined): void => {
      if (this.#stopped.aborted) return;
      const tried = { ...order, attempt, nonce, status, tookMs: Date.now() - startedMs };
      keepNewest(this.log, tried, this.#settings.maxKept);
    };
    const timedOut = AbortSignal.timeout(limitMs);
    try {
      const response = await fetch(url, {
        method: order.method,
        headers: {
          'user-agent': 'plivo',
          'x-plivo-signature-v3': signatures.join(','),
          'x-plivo-signature-ma-v3': signatures.join(','),
          'x-plivo-signature-v3-nonce': nonce,
          ...(!isGet && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        redirect: 'manual',
        signal: AbortSignal.any([timedOut, this.#stopped]),
        ...(!isGet && { body: form }),
      });
      const body = await response.text();
      record(response.status);
      const { status } = response;
      // A redirection counts as refused: no webhook is documented to move.
      if (!response.ok) return { ok: false, failure: status >= 500 ? '5xx' : '4xx', status };
      return { ok: true, contentType: response.headers.get('content-type') ?? '', body };
    } catch (error) {
      record(undefined);
      return { ok: false, failure: timedOut.aborted || isBroken(error) ? 'rt' : 'ct', status: undefined };
    }
  }
}

function isBroken(error: unknown): boolean {
  const parsed = networkErrorSchema.safeParse(error);
  return parsed.success && brokenConnections.includes(parsed.data.cause.code);
}
