import { randomUUID } from 'node:crypto';
import { keepNewest } from '../../runtime/keep.ts';
import { post } from '../kit/http.ts';
import { type Disturbance, Disturbances } from '../kit/disturbances.ts';
import type { Timers } from '../kit/timers.ts';
import type { DailySettings, ProbeVariant } from './options.ts';
import { signWebhook, webhookTimestamp } from './signature.ts';

/** Event types that the simulator sends (Daily docs, webhook events). */
export const eventTypes = [
  'dialin.ready',
  'dialin.connected',
  'dialin.stopped',
  'dialin.warning',
  'dialin.error',
  'calltransfer.triggered',
  'calltransfer.initiated',
  'calltransfer.answered',
  'calltransfer.completed',
  'participant.joined',
  'participant.left',
  'meeting.started',
  'meeting.ended',
] as const;

export type EventType = (typeof eventTypes)[number];

/** One event as it happened, whether or not anybody was told. */
export interface DomainEvent {
  readonly version: '1.0.0';
  readonly type: EventType;
  readonly id: string;
  readonly event_ts: number;
  readonly payload: Readonly<Record<string, unknown>> & { readonly room: string };
}

/** Settings of one domain webhook (Daily docs, create webhook). */
export interface DomainWebhookConfig {
  readonly url: string;
  /** Shared secret, base64. */
  readonly hmac: string;
  /** Default: all. */
  readonly eventTypes?: readonly EventType[];
  /** Default `circuit-breaker`. */
  readonly retryType?: 'circuit-breaker' | 'exponential';
  /** Sent as `Authorization: Basic …`. */
  readonly basicAuth?: string;
}

/** A registered webhook and its health. */
export interface DomainWebhook extends DomainWebhookConfig {
  readonly uuid: string;
  state: 'ACTIVE' | 'FAILED';
  failedCount: number;
}

/** One delivery attempt. `status` is undefined if no answer came. */
export interface Delivery {
  readonly webhook: string;
  readonly eventId: string;
  readonly type: EventType;
  readonly attempt: number;
  readonly status: number | undefined;
}

/** Which events a disturbance hits; a part left out matches everything. */
export interface EventMatch {
  readonly type?: EventType;
  readonly room?: string;
  /** Events of this held call: its own, and those of rooms whose name contains the call's id. */
  readonly callId?: string;
}

/** Failures in a row that trip a circuit-breaker webhook (Daily docs, retryType). */
const TRIP_AFTER_FAILURES = 3;

/** Tries per event of an exponential webhook (Daily docs, retryType). */
const EXPONENTIAL_TRIES = 5;

/** First pause of the exponential retries; Daily publishes only the last one, 15 minutes. Growth of 4 reaches it. */
const FIRST_RETRY_DELAY_MS = 15_000;
const LONGEST_RETRY_DELAY_MS = 900_000;

const bodies: Record<ProbeVariant, (dialled: string) => unknown> = {
  test: () => ({ test: 'test' }),
  Test: () => ({ Test: 'test' }),
  'test-true': () => ({ test: true }),
  To: (dialled) => ({ To: dialled }),
};

/** Body of a probe. `dialled` is used by the variant that only names the number. */
export const probeBody = (variant: ProbeVariant, dialled = '+12025550100'): string =>
  JSON.stringify(bodies[variant](dialled));

/** Sends domain events to the registered webhooks, as reliably as it is told to. */
export class EventFeed {
  /** Registered webhooks. */
  readonly webhooks: DomainWebhook[] = [];
  /** Everything that happened, in order. */
  readonly emitted: DomainEvent[] = [];
  /** Every delivery attempt that has ended, in order of ending. */
  readonly deliveries: Delivery[] = [];
  readonly #disturbances: Disturbances<Sent>;
  readonly #settings: DailySettings;
  readonly #timers: Timers;
  readonly #stopped: AbortSignal;

  constructor(settings: DailySettings, timers: Timers, stopped: AbortSignal) {
    this.#disturbances = new Disturbances(timers, settings);
    this.#settings = settings;
    this.#timers = timers;
    this.#stopped = stopped;
  }

  /** Registers a webhook without the trial POST; see `probe` for that. */
  register(config: DomainWebhookConfig): DomainWebhook {
    const webhook: DomainWebhook = { ...config, uuid: randomUUID(), state: 'ACTIVE', failedCount: 0 };
    this.webhooks.push(webhook);
    return webhook;
  }

  /** Changes a webhook, which puts it to work again. */
  change(webhook: DomainWebhook, config: DomainWebhookConfig): void {
    Object.assign(webhook, config);
    this.reactivate(webhook);
  }

  /** Forgets a webhook; what is on its way to it still goes out. */
  remove(webhook: DomainWebhook): void {
    this.webhooks.splice(this.webhooks.indexOf(webhook), 1);
  }

  /** Puts a FAILED webhook to work again. */
  reactivate(webhook: DomainWebhook): void {
    webhook.state = 'ACTIVE';
    webhook.failedCount = 0;
  }

  /** Disturbs the next `times` (default 1) matching events. Returns how to stop that. */
  disturb(match: EventMatch, disturbance: Disturbance, times = 1): () => void {
    return this.#disturbances.arm((sent) => matches(match, sent), disturbance, times);
  }

  /** Records an event and sends it out. `callId` never leaves the simulator: no `dialin.*` payload contains it. */
  emit(type: EventType, payload: DomainEvent['payload'], callId?: string): void {
    const event: DomainEvent = {
      version: '1.0.0',
      type,
      id: randomUUID(),
      event_ts: Date.now() / 1000,
      payload,
    };
    keepNewest(this.emitted, event, this.#settings.maxKept);
    const send = (): Promise<void> => {
      this.#send(event);
      return this.#timers.sleep(REORDER_GAP_MS);
    };
    const ownDelayMs = type === 'dialin.ready' ? this.#settings.readyWebhookDelayMs : 0;
    this.#disturbances.pass({ event, callId }, send, ownDelayMs);
  }

  #send(event: DomainEvent): void {
    for (const webhook of this.webhooks) {
      if (webhook.eventTypes && !webhook.eventTypes.includes(event.type)) continue;
      void this.#deliver(webhook, event);
    }
  }

  async #deliver(webhook: DomainWebhook, event: DomainEvent): Promise<void> {
    const body = JSON.stringify(event);
    for (let attempt = 1; webhook.state === 'ACTIVE'; attempt += 1) {
      const status = await this.#attempt(webhook, body);
      if (this.#stopped.aborted) return;
      const delivery = { webhook: webhook.uuid, eventId: event.id, type: event.type, attempt, status };
      keepNewest(this.deliveries, delivery, this.#settings.maxKept);
      if (status === 200) {
        webhook.failedCount = 0;
        return;
      }
      webhook.failedCount += 1;
      if (webhook.retryType !== 'exponential') {
        if (webhook.failedCount >= TRIP_AFTER_FAILURES) webhook.state = 'FAILED';
        return;
      }
      if (attempt >= EXPONENTIAL_TRIES) return;
      const delayMs = Math.min(FIRST_RETRY_DELAY_MS * 4 ** (attempt - 1), LONGEST_RETRY_DELAY_MS);
      await this.#timers.sleep(delayMs * this.#settings.retryDelayFactor);
    }
  }

  async #attempt(webhook: DomainWebhook, body: string): Promise<number | undefined> {
    const timestamp = webhookTimestamp(Date.now(), this.#settings.eventTimestampUnit);
    const outcome = await post({
      url: webhook.url,
      body,
      headers: {
        'x-webhook-timestamp': timestamp,
        'x-webhook-signature': signWebhook(webhook.hmac, timestamp, body),
        ...(webhook.basicAuth === undefined ? {} : { authorization: `Basic ${webhook.basicAuth}` }),
      },
      timeoutMs: this.#settings.eventAnswerLimitMs,
      stopped: this.#stopped,
    });
    return outcome.answered ? outcome.status : undefined;
  }
}

/** Head start of the overtaking event, in ms: enough for a loopback POST to arrive first. */
const REORDER_GAP_MS = 50;

/** An event, and the held call that it is about, which no `dialin.*` payload names. */
interface Sent {
  readonly event: DomainEvent;
  readonly callId: string | undefined;
}

function matches(match: EventMatch, { event, callId }: Sent): boolean {
  if (match.type !== undefined && match.type !== event.type) return false;
  if (match.room !== undefined && match.room !== event.payload.room) return false;
  if (match.callId === undefined) return true;
  return match.callId === callId || event.payload.room.includes(match.callId);
}
