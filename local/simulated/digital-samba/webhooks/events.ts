import { keepNewest } from '../../../runtime/keep.ts';
import { post } from '../../kit/http.ts';
import { type Disturbance, Disturbances } from '../../kit/disturbances.ts';
import type { Timers } from '../../kit/timers.ts';
import type { DigitalSambaSettings } from '../options.ts';
import { type EventName, renderPayload, type RoomEvent } from './payload.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

/** One delivery attempt that has ended. */
export interface Delivery {
  readonly webhookId: string;
  readonly event: RoomEvent;
  readonly attempt: number;
  /** Undefined if no answer came. */
  readonly status: number | undefined;
}

/** Which events a disturbance hits; a part left out matches everything. */
export interface EventMatch {
  readonly name?: EventName;
  readonly roomId?: string;
  /** Events about this phone participant, whatever their payload shows. */
  readonly callId?: string;
}

/** Head start of the overtaking event, in ms: enough for a loopback POST to arrive first. */
const REORDER_GAP_MS = 50;

/** Sends events to the team's webhooks, as reliably as it is told to. */
export class EventFeed {
  /** Everything that happened, in order. */
  readonly emitted: RoomEvent[] = [];
  /** Every delivery attempt that has ended, in order of ending. */
  readonly deliveries: Delivery[] = [];
  readonly #disturbances: Disturbances<RoomEvent>;
  readonly #deps: {
    settings: DigitalSambaSettings;
    timers: Timers;
    stopped: AbortSignal;
    webhooks: Webhooks;
  };

  constructor(deps: {
    settings: DigitalSambaSettings;
    timers: Timers;
    stopped: AbortSignal;
    webhooks: Webhooks;
  }) {
    this.#deps = deps;
    this.#disturbances = new Disturbances(deps.timers, deps.settings);
  }

  /** Disturbs the next `times` (default 1) matching events. Returns how to stop that. */
  disturb(match: EventMatch, disturbance: Disturbance, times = 1): () => void {
    return this.#disturbances.arm((event) => matches(match, event), disturbance, times);
  }

  /** Ends all disturbances; an event that is held back still waits for the next one. */
  calm(): void {
    this.#disturbances.clear();
  }

  /** Records an event and sends it to the webhooks among `limitedTo`; an empty list stands for all of the team. */
  emit(event: RoomEvent, limitedTo: readonly string[]): void {
    keepNewest(this.emitted, event, this.#deps.settings.maxKept);
    this.#disturbances.pass(event, () => {
      this.#send(event, limitedTo);
      return this.#deps.timers.sleep(REORDER_GAP_MS);
    });
  }

  #send(event: RoomEvent, limitedTo: readonly string[]): void {
    for (const webhook of this.#deps.webhooks.all) {
      if (limitedTo.length > 0 && !limitedTo.includes(webhook.id)) continue;
      if (webhook.fields.events.includes(event.name)) void this.#deliver(webhook, event);
    }
  }

  async #deliver(webhook: Webhook, event: RoomEvent): Promise<void> {
    const { settings, timers, stopped } = this.#deps;
    for (let attempt = 1; attempt <= settings.deliveryTries; attempt += 1) {
      if (attempt > 1) await timers.sleep(settings.deliveryRetryDelayMs);
      const status = await this.#attempt(webhook, event);
      if (stopped.aborted) return;
      keepNewest(this.deliveries, { webhookId: webhook.id, event, attempt, status }, settings.maxKept);
      if (status !== undefined && status >= 200 && status < 300) return;
    }
  }

  async #attempt({ fields }: Webhook, event: RoomEvent): Promise<number | undefined> {
    const { settings, stopped } = this.#deps;
    const { authorization_header: secret, endpoint } = fields;
    const isAboutPhone = event.name.startsWith('phone_participant_');
    const shape = isAboutPhone ? settings.phoneEventShape : settings.eventShape;
    const prefix = settings.authorizationForm === 'bearer' ? 'Bearer ' : '';
    const outcome = await post({
      url: endpoint,
      body: renderPayload(event, shape),
      headers: secret === undefined || secret === null ? {} : { authorization: prefix + secret },
      timeoutMs: settings.deliveryAnswerLimitMs,
      stopped,
    });
    return outcome.answered ? outcome.status : undefined;
  }
}

function matches(match: EventMatch, event: RoomEvent): boolean {
  if (match.name !== undefined && match.name !== event.name) return false;
  if (match.roomId !== undefined && match.roomId !== event.roomId) return false;
  return match.callId === undefined || match.callId === event.callId;
}
