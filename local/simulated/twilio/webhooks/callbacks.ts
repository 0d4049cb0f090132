import { keepNewest } from '../../../runtime/keep.ts';
import { type Disturbance, Disturbances } from '../../kit/disturbances.ts';
import type { Timers } from '../../kit/timers.ts';
import type { TwilioSettings } from '../options.ts';
import type { WebhookOrder, Webhooks } from './webhooks.ts';

/** One status callback as it happened, whether or not anybody was told. */
export interface StatusCallback {
  /** `StatusCallbackEvent`, for example `participant-join`; `call-ended` for the callback of a call's end. */
  readonly event: string;
  /** Friendly name; undefined for callbacks of calls. */
  readonly conference: string | undefined;
  readonly callSid: string | undefined;
  readonly label: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** One finished delivery of one copy. `status` is undefined if no answer came. */
export interface CallbackDelivery {
  readonly callback: StatusCallback;
  readonly status: number | undefined;
}

/** Which callbacks a disturbance hits; a part left out matches everything. */
export interface CallbackMatch {
  readonly event?: string;
  readonly conference?: string;
  readonly callSid?: string;
  readonly label?: string;
}

/** Sends status callbacks, each as a request of its own, as reliably as it is told to. */
export class Callbacks {
  /** Everything that happened, in order, lost or not; what nobody subscribed to is not there. */
  readonly emitted: StatusCallback[] = [];
  readonly deliveries: CallbackDelivery[] = [];
  readonly #disturbances: Disturbances<StatusCallback>;
  readonly #webhooks: Webhooks;
  readonly #maxKept: number;

  constructor(settings: TwilioSettings, timers: Timers, webhooks: Webhooks) {
    this.#disturbances = new Disturbances(timers, settings);
    this.#webhooks = webhooks;
    this.#maxKept = settings.maxKept;
  }

  /** Disturbs the next `times` (default 1) matching callbacks. Returns how to stop that. */
  disturb(match: CallbackMatch, disturbance: Disturbance, times = 1): () => void {
    return this.#disturbances.arm((callback) => matches(match, callback), disturbance, times);
  }

  /** Records a callback and sends it out. */
  emit(callback: StatusCallback, to: Omit<WebhookOrder, 'parameters'>): void {
    keepNewest(this.emitted, callback, this.#maxKept);
    this.#disturbances.pass(callback, () => this.#deliver(callback, to));
  }

  async #deliver(callback: StatusCallback, to: Omit<WebhookOrder, 'parameters'>): Promise<void> {
    const outcome = await this.#webhooks.request({ ...to, parameters: callback.parameters });
    keepNewest(this.deliveries, { callback, status: outcome.status }, this.#maxKept);
  }
}

function matches(match: CallbackMatch, callback: StatusCallback): boolean {
  if (match.event !== undefined && match.event !== callback.event) return false;
  if (match.conference !== undefined && match.conference !== callback.conference) return false;
  if (match.label !== undefined && match.label !== callback.label) return false;
  return match.callSid === undefined || match.callSid === callback.callSid;
}
