import { keepNewest } from '../../../runtime/keep.ts';
import { type Disturbance, Disturbances } from '../../kit/disturbances.ts';
import type { Timers } from '../../kit/timers.ts';
import type { SinchSettings } from '../options.ts';
import type { SinchEvent } from './events.ts';
import { sevenDecimals, signRequest } from './signature.ts';

/** Where the application wants its callbacks. Empty: not configured. */
export interface CallbackUrls {
  readonly primary: string;
  readonly fallback: string;
}

/** One try of one callback. `status` is undefined if no answer came in time. */
export interface CallbackTry {
  readonly url: string;
  readonly event: SinchEvent;
  readonly status: number | undefined;
  readonly tookMs: number;
}

export type CallbackOutcome =
  /** `isFallback`: the fallback URL gave the answer. */
  | { readonly ok: true; readonly body: string; readonly isFallback: boolean }
  | { readonly ok: false; readonly info: string };

/** Which events a disturbance hits; a part left out matches everything. */
export interface EventMatch {
  readonly event?: SinchEvent['event'];
  readonly callId?: string;
}

/** Sends callbacks: signed, to the primary URL and, when that fails, to the fallback URL. */
export class Webhooks {
  /** Every try that has ended, in order of ending. */
  readonly log: CallbackTry[] = [];
  /** Every event that nobody waits for, in order, lost or not. */
  readonly emitted: SinchEvent[] = [];
  readonly #settings: SinchSettings;
  readonly #timers: Timers;
  readonly #stopped: AbortSignal;
  readonly #urls: () => CallbackUrls;
  readonly #secret: () => string;
  readonly #disturbances: Disturbances<SinchEvent>;

  constructor(deps: {
    settings: SinchSettings;
    timers: Timers;
    stopped: AbortSignal;
    urls: () => CallbackUrls;
    /** The secret that signs now. */
    secret: () => string;
  }) {
    this.#settings = deps.settings;
    this.#timers = deps.timers;
    this.#stopped = deps.stopped;
    this.#urls = deps.urls;
    this.#secret = deps.secret;
    this.#disturbances = new Disturbances(deps.timers, deps.settings);
  }

  /** Disturbs the next `times` (default 1) matching events among those that nobody waits for: DICE, Notify, keys. Returns how to stop that. */
  disturb(match: EventMatch, disturbance: Disturbance, times = 1): () => void {
    const matches = ({ event, callId }: SinchEvent): boolean =>
      (match.event ?? event) === event && (match.callId ?? callId) === callId;
    return this.#disturbances.arm(matches, disturbance, times);
  }

  /** Sends an event that nobody waits for. `heard` is told of an answer. */
  emit(event: SinchEvent, heard: (body: string) => void = () => undefined): void {
    keepNewest(this.emitted, event, this.#settings.maxKept);
    this.#disturbances.pass(event, async () => {
      const outcome = await this.ask(event);
      if (outcome.ok) heard(outcome.body);
    });
  }

  /** Asks what is to be done. Never rejects: whatever goes wrong is a value. */
  async ask(event: SinchEvent): Promise<CallbackOutcome> {
    const { primary, fallback } = this.#urls();
    if (primary === '') return { ok: false, info: 'no callback URL is configured' };
    for (let attempt = 0; attempt <= this.#settings.retries; attempt += 1) {
      if (attempt > 0) await this.#timers.sleep(this.#settings.retryDelayMs);
      const body = await this.#try(event, primary);
      if (body !== undefined) return { ok: true, body, isFallback: false };
    }
    return this.askFallback(event, fallback);
  }

  /** Asks the fallback URL alone, once. */
  async askFallback(event: SinchEvent, url = this.#urls().fallback): Promise<CallbackOutcome> {
    const body = url === '' ? undefined : await this.#try(event, url);
    if (body === undefined) return { ok: false, info: 'no callback URL has answered' };
    return { ok: true, body, isFallback: true };
  }

  /** The body of a good answer. */
  async #try(event: SinchEvent, url: string): Promise<string | undefined> {
    const { contentType, applicationKey, answerLimitMs, maxKept } = this.#settings;
    const startedMs = Date.now();
    const body = Buffer.from(JSON.stringify(event.body), 'utf8');
    const timestamp = sevenDecimals(startedMs);
    const { pathname: path } = new URL(url);
    const signature = signRequest(this.#secret(), { method: 'POST', path, contentType, timestamp, body });
    const record = (status: number | undefined): void => {
      if (this.#stopped.aborted) return;
      keepNewest(this.log, { url, event, status, tookMs: Date.now() - startedMs }, maxKept);
    };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': contentType,
          'x-timestamp': timestamp,
          authorization: `Application ${applicationKey}:${signature}`,
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(answerLimitMs), this.#stopped]),
      });
      const text = await response.text();
      record(response.status);
      return response.ok ? text : undefined;
    } catch {
      // Refused, broken or too late: Sinch knows only that no answer came.
      record(undefined);
      return undefined;
    }
  }
}
