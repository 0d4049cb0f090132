import { createHmac } from 'node:crypto';
import { parseOwnRoomName } from '../../../../lib/held-calls/model/call.ts';
import type { About } from '../../frame/faults.ts';
import type { SimulatedApi } from '../../frame/api.ts';
import type { Platform } from '../../frame/lambda.ts';
import { simulatedStage } from '../blueprint.ts';
import type { DailyVariants } from '../variants.ts';

/** Failures in a row that trip a circuit-breaker webhook, and tries of an exponential one (Daily docs, retryType). */
const tripAfterFailures = 3;
const maxTries = 5;
const retryMs = [15_000, 60_000, 240_000, 900_000];
/** How long Daily waits for an answer; "a few seconds". */
const answerLimitMs = 5_000;
const lateMs = [500, 120_000] as const;

export interface DomainEvent {
  readonly type: string;
  readonly room: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One delivery that was answered 200. */
export type Delivered = (event: DomainEvent, nth: number) => void;

/** One delivery that was answered otherwise, and after how many ms it is made again; Infinity: never. */
export type Refused = (event: DomainEvent, againAfterMs: number) => void;

/** Daily's domain webhook: sends events to the gateway, as reliably as the world lets it. */
export class SimulatedWebhook {
  readonly #platform: Platform;
  readonly #api: SimulatedApi;
  readonly #variants: DailyVariants;
  readonly #secret: () => string;
  readonly #delivered: Delivered;
  readonly #refused: Refused;
  #ids = 0;
  #failures = 0;
  /** Nothing is sent any more once a circuit-breaker webhook has tripped. */
  isTripped = false;
  trippedAtMs = Infinity;

  constructor(deps: {
    readonly platform: Platform;
    readonly api: SimulatedApi;
    readonly variants: DailyVariants;
    readonly secret: () => string;
    readonly delivered: Delivered;
    readonly refused: Refused;
  }) {
    this.#platform = deps.platform;
    this.#api = deps.api;
    this.#variants = deps.variants;
    this.#secret = deps.secret;
    this.#delivered = deps.delivered;
    this.#refused = deps.refused;
  }

  emit(event: DomainEvent, delayMs = 0): void {
    const { scheduler, faults, random } = this.#platform;
    const body = JSON.stringify({
      version: '1.0.0',
      type: event.type,
      id: `event-${(this.#ids += 1)}`,
      event_ts: scheduler.nowMs / 1000,
      payload: { ...event.payload, room: event.room },
    });
    const about = aboutRoom(event.room);
    const copies = faults.hits('webhookTwice', about) ? 2 : 1;
    for (let copy = 1; copy <= copies; copy += 1) {
      const extraMs = faults.hits('webhookLate', about) || copy > 1 ? random.between(...lateMs) : 0;
      scheduler.after(delayMs + extraMs, () => this.#deliver(event, body, 1));
    }
  }

  #deliver(event: DomainEvent, body: string, attempt: number): void {
    if (this.isTripped) return;
    const { scheduler, trace } = this.#platform;
    const headers = sign(this.#secret(), 'x-webhook', this.#variants.timestampUnit, scheduler.nowMs, body);
    trace?.(() => `Daily sends ${event.type} of ${event.room}, try ${attempt}`);
    const about = aboutRoom(event.room);
    this.#api.post({ functionName: 'daily-events', headers, body, about }, answerLimitMs, (status) => {
      trace?.(() => `Daily hears ${status ?? 'nothing'} to ${event.type} of ${event.room}`);
      if (status === 200) {
        this.#failures = 0;
        this.#delivered(event, attempt);
        return;
      }
      const isRepeated = this.#variants.retryType !== 'circuit-breaker' && attempt < maxTries;
      const againAfterMs = (isRepeated ? retryMs[attempt - 1] : undefined) ?? Infinity;
      if (status !== undefined) this.#refused(event, againAfterMs);
      if (againAfterMs !== Infinity)
        scheduler.after(againAfterMs, () => this.#deliver(event, body, attempt + 1));
      if (this.#variants.retryType !== 'circuit-breaker') return;
      this.#failures += 1;
      this.isTripped = this.#failures >= tripAfterFailures;
      if (this.isTripped) this.trippedAtMs = Math.min(this.trippedAtMs, scheduler.nowMs);
    });
  }
}

/** Whose call a room was made for; nobody's knows of others' rooms. */
function aboutRoom(room: string): About {
  return { call: parseOwnRoomName(simulatedStage, room)?.id };
}

/** The headers that sign a body (Daily docs, pinless dial-in and webhooks). */
export function sign(
  secret: string,
  prefix: 'x-webhook' | 'x-pinless',
  unit: DailyVariants['timestampUnit'],
  nowMs: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(unit === 'seconds' ? nowMs / 1000 : nowMs));
  const signature = createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(`${timestamp}.${body}`)
    .digest('base64');
  return { [`${prefix}-timestamp`]: timestamp, [`${prefix}-signature`]: signature };
}
