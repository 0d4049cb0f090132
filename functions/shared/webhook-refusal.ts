import type { Clock } from '../../lib/held-calls/ports.ts';
import type { Count, Log } from '../../lib/telemetry/telemetry.ts';
import { probeHeader } from '../../lib/http/probe.ts';
import { answer, type HttpAnswer, type WebhookEvent, type Refusal } from './http.ts';

/**
 * For so long after a good request others may be refused without anybody being told: the period of the alarm
 * (infra/monitoring/metrics.ts).
 */
const quietMs = 5 * 60_000;
/** For so long a source whose request was good is taken for the provider, and so many are remembered: providers send from a few dozen. */
const sourceMs = 60 * 60_000;
const maxSources = 100;

export interface RefusalDeps {
  readonly log: Log;
  readonly count: Count;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether the stage has keys of the provider. `no-provider`: the sender is none, and no refusal of it is for the alarm. */
  readonly isUsed: (() => Promise<boolean>) | 'no-provider';
}

/**
 * The refusals of one webhook. Anybody can have requests refused, so that only those are counted for the alarm that may be the
 * provider's: as long as this process has let nothing in lately, which is so of all of them when our secret and the provider's
 * differ, and those from a source that was good before. A provider that is not in use answers as if there were no such path.
 */
export class Refusals {
  readonly #deps: RefusalDeps;
  readonly #webhook: string;
  /** By address, when (Unix ms) the last good request came from there; the oldest first. */
  readonly #goodAtMs = new Map<string, number>();

  constructor(deps: RefusalDeps, webhook: string) {
    this.#deps = deps;
    this.#webhook = webhook;
  }

  /** A request was what it says it is. */
  admitted(event: WebhookEvent): void {
    const source = sourceOf(event);
    this.#goodAtMs.delete(source);
    this.#goodAtMs.set(source, this.#deps.clock.now());
    const [oldest] = this.#goodAtMs.keys();
    if (this.#goodAtMs.size > maxSources && oldest !== undefined) this.#goodAtMs.delete(oldest);
  }

  /** One log line, one count, a small answer. */
  async refuse(event: WebhookEvent, { status, code }: Omit<Refusal, 'ok'>): Promise<HttpAnswer> {
    const { log, count, isUsed } = this.#deps;
    const isProvider = isUsed !== 'no-provider';
    if (isProvider && !(await isUsed())) {
      log.info('webhook-refused', { webhook: this.#webhook, status: 404, why: 'not-in-use' });
      return answer(404, { code: 'not-in-use' });
    }
    if (event.headers[probeHeader] !== undefined) {
      log.info('webhook-probe', { webhook: this.#webhook, status, why: code });
      return answer(status, { code });
    }
    log.warn('webhook-refused', { webhook: this.#webhook, status, why: code });
    count('webhooksRefused', 1, code);
    if (isProvider && this.#mayBeProviders(event)) count('providersRefused');
    return answer(status, { code });
  }

  #mayBeProviders(event: WebhookEvent): boolean {
    const nowMs = this.#deps.clock.now();
    const lastMs = Math.max(-Infinity, ...this.#goodAtMs.values());
    return nowMs - lastMs > quietMs || nowMs - (this.#goodAtMs.get(sourceOf(event)) ?? -Infinity) <= sourceMs;
  }
}

/**
 * Behind CloudFront every request comes from its servers, which write the sender's address at the end of this header; so may
 * API Gateway with theirs. What senders write there themselves stands before both.
 */
function sourceOf({ headers, requestContext }: WebhookEvent): string {
  const passedOn = headers['x-forwarded-for']?.split(',').slice(-2) ?? [];
  return [...passedOn, requestContext?.http?.sourceIp].join();
}
