import { keepNewest } from '../../../runtime/keep.ts';
import { type Disturbance, Disturbances } from '../../kit/disturbances.ts';
import type { Timers } from '../../kit/timers.ts';
import type { ApplicationConfig, Hook } from '../application.ts';
import type { VonageSettings } from '../options.ts';
import type { VonageEvent } from './events.ts';
import { claimsNow, signWebhook } from './signature.ts';

/** One try of one webhook. `status` is undefined if no answer came in time. */
export interface WebhookTry {
  readonly url: string;
  readonly event: VonageEvent;
  readonly status: number | undefined;
  readonly tookMs: number;
}

export type WebhookOutcome =
  | {
      readonly ok: true;
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      /** The fallback URL gave it. */
      readonly isFallback: boolean;
    }
  | { readonly ok: false; readonly info: string };

/** Which events a disturbance hits; a part left out matches everything. */
export interface EventMatch {
  readonly event?: VonageEvent['event'];
  readonly uuid?: string;
}

/** How often a URL is asked after no answer or a status of `retriedStatuses` (Vonage docs, troubleshooting). */
const TRIES = 2;

type Tried =
  | { readonly kind: 'answer'; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Sends webhooks: signed, twice if need be, and then to the fallback URL. */
export class Webhooks {
  /** Every try that has ended, in order of ending. */
  readonly log: WebhookTry[] = [];
  /** Every event that nobody waits for, in order, lost or not. */
  readonly emitted: VonageEvent[] = [];
  /** So many of the next tries have no signature. */
  unsigned = 0;
  readonly #settings: VonageSettings;
  readonly #timers: Timers;
  readonly #stopped: AbortSignal;
  readonly #config: () => ApplicationConfig;
  readonly #secret: () => string;
  readonly #onIgnored: (event: VonageEvent) => void;
  readonly #disturbances: Disturbances<VonageEvent>;

  constructor(deps: {
    settings: VonageSettings;
    timers: Timers;
    stopped: AbortSignal;
    config: () => ApplicationConfig;
    /** The secret that signs now. */
    secret: () => string;
    /** A document answers an event that takes none. */
    onIgnored: (event: VonageEvent) => void;
  }) {
    this.#settings = deps.settings;
    this.#timers = deps.timers;
    this.#stopped = deps.stopped;
    this.#config = deps.config;
    this.#secret = deps.secret;
    this.#onIgnored = deps.onIgnored;
    this.#disturbances = new Disturbances(deps.timers, deps.settings);
  }

  /** Disturbs the next `times` (default 1) matching events among those that nobody waits for. Returns how to stop that. */
  disturb(match: EventMatch, disturbance: Disturbance, times = 1): () => void {
    const matches = ({ event, uuid }: VonageEvent): boolean =>
      (match.event ?? event) === event && (match.uuid ?? uuid) === uuid;
    return this.#disturbances.arm(matches, disturbance, times);
  }

  /** Sends an event that nobody waits for: a document that answers it is nothing. `url`: default the application's. */
  emit(event: VonageEvent, url?: string): void {
    keepNewest(this.emitted, event, this.#settings.maxKept);
    const { event: hook, rtcEvent } = this.#config();
    const target = event.event.includes(':') ? rtcEvent : this.hookAt(url, hook);
    this.#disturbances.pass(event, async () => {
      const outcome = await this.ask(event, target);
      if (outcome.ok && !outcome.isFallback && outcome.body.includes('"action"')) this.#onIgnored(event);
    });
  }

  /** The hook of a URL in a document, or `otherwise`. */
  hookAt(url: string | undefined, otherwise: Hook, method: Hook['method'] = 'POST'): Hook {
    return url === undefined ? otherwise : { ...otherwise, address: url, method };
  }

  /** Asks what is to be done. Never rejects: whatever goes wrong is a value. */
  async ask(event: VonageEvent, hook: Hook): Promise<WebhookOutcome> {
    if (hook.address === '') return { ok: false, info: 'no URL is configured' };
    const first = await this.#tryTwice(event, hook);
    const good = goodOf(first, false);
    if (good) return good;
    const reason = first.kind === 'none' ? first.reason : `HTTP status ${first.status}`;
    const { fallback } = this.#config();
    const mayFallBack = this.#isTransient(first) || this.#settings.fallbackForAnyStatus;
    if (fallback.address === '' || !mayFallBack) return { ok: false, info: reason };
    const type = event.event === 'answer' ? 'answer' : 'event';
    const body = { ...event.body, reason, original_request: { url: hook.address, type } };
    const second = await this.#tryTwice({ ...event, body }, fallback);
    return goodOf(second, true) ?? { ok: false, info: reason };
  }

  #isTransient(tried: Tried): boolean {
    return tried.kind === 'none' || this.#settings.retriedStatuses.includes(tried.status);
  }

  async #tryTwice(event: VonageEvent, hook: Hook): Promise<Tried> {
    for (let attempt = 1; ; attempt += 1) {
      const tried = await this.#try(event, hook);
      if (attempt >= TRIES || !this.#isTransient(tried) || this.#stopped.aborted) return tried;
      await this.#timers.sleep(this.#settings.retryDelayMs);
    }
  }

  async #try(event: VonageEvent, { address, method, answerLimitMs }: Hook): Promise<Tried> {
    const startedMs = Date.now();
    const body = method === 'POST' ? JSON.stringify(event.body) : '';
    const record = (status: number | undefined): void => {
      if (this.#stopped.aborted) return;
      const one = { url: address, event, status, tookMs: Date.now() - startedMs };
      keepNewest(this.log, one, this.#settings.maxKept);
    };
    const token = this.#tokenFor(body);
    try {
      const response = await fetch(method === 'POST' ? address : withQuery(address, event.body), {
        method,
        headers: {
          ...(method === 'POST' && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(method === 'POST' && { body }),
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(answerLimitMs), this.#stopped]),
      });
      const text = await response.text();
      record(response.status);
      const contentType = response.headers.get('content-type') ?? '';
      return { kind: 'answer', status: response.status, contentType, body: text };
    } catch {
      // Refused, broken or too late: Vonage knows only that no answer came.
      record(undefined);
      return { kind: 'none', reason: 'Connection closed.' };
    }
  }

  #tokenFor(body: string): string | undefined {
    if (this.unsigned > 0) {
      this.unsigned -= 1;
      return undefined;
    }
    if (!this.#config().signsCallbacks) return undefined;
    return signWebhook(this.#secret(), claimsNow(body, this.#settings));
  }
}

/** A good answer; undefined: none. */
function goodOf(tried: Tried, isFallback: boolean): WebhookOutcome | undefined {
  if (tried.kind === 'none' || tried.status < 200 || tried.status >= 300) return undefined;
  const { status, contentType, body } = tried;
  return { ok: true, status, contentType, body, isFallback };
}

function withQuery(address: string, fields: Readonly<Record<string, unknown>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(fields)) {
    url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return url.href;
}
