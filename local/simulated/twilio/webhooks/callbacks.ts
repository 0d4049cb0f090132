import type { Timers } from '../../timers.ts';
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

/** What happens to a matching callback on its way out. Parts combine; `lose` wins. */
export interface CallbackDisturbance {
  readonly lose?: boolean;
  /** How often it is sent in all. */
  readonly copies?: number;
  /** Real ms. */
  readonly delayMs?: number;
  /** Held back until the next callback has been answered. */
  readonly reorder?: boolean;
}

/** Sends status callbacks, each as a request of its own, as reliably as it is told to. */
export class Callbacks {
  /** Everything that happened, in order, lost or not; what nobody subscribed to is not there. */
  readonly emitted: StatusCallback[] = [];
  readonly deliveries: CallbackDelivery[] = [];
  readonly #disturbances: { match: CallbackMatch; disturbance: CallbackDisturbance; left: number }[] = [];
  readonly #settings: TwilioSettings;
  readonly #timers: Timers;
  readonly #webhooks: Webhooks;
  #heldBack: (() => void)[] = [];

  constructor(settings: TwilioSettings, timers: Timers, webhooks: Webhooks) {
    this.#settings = settings;
    this.#timers = timers;
    this.#webhooks = webhooks;
  }

  /** Disturbs the next `times` (default 1) matching callbacks. */
  disturb(match: CallbackMatch, disturbance: CallbackDisturbance, times = 1): void {
    this.#disturbances.push({ match, disturbance, left: times });
  }

  /** Records a callback and sends it out. */
  emit(callback: StatusCallback, to: Omit<WebhookOrder, 'parameters'>): void {
    this.emitted.push(callback);
    const { lose, copies, delayMs, reorder } = this.#disturbanceOf(callback);
    const send = async (): Promise<void> => {
      await Promise.all(Array.from({ length: copies }, () => this.#deliver(callback, to)));
    };
    if (!lose && reorder) {
      this.#holdBack(() => void send());
      return;
    }
    const freed = this.#heldBack;
    this.#heldBack = [];
    const sendAll = async (): Promise<void> => {
      if (!lose) await send();
      for (const sendHeldBack of freed) sendHeldBack();
    };
    if (delayMs > 0) this.#timers.after(delayMs, () => void sendAll());
    else void sendAll();
  }

  async #deliver(callback: StatusCallback, to: Omit<WebhookOrder, 'parameters'>): Promise<void> {
    const outcome = await this.#webhooks.request({ ...to, parameters: callback.parameters });
    this.deliveries.push({ callback, status: outcome.status });
  }

  #holdBack(send: () => void): void {
    let sent = false;
    const sendOnce = (): void => {
      if (sent) return;
      sent = true;
      send();
    };
    this.#heldBack.push(sendOnce);
    this.#timers.after(this.#settings.reorderLimitMs, sendOnce);
  }

  #disturbanceOf(callback: StatusCallback): Required<CallbackDisturbance> {
    const sum = { lose: false, copies: 1, delayMs: 0, reorder: false };
    for (const one of this.#disturbances) {
      if (one.left <= 0 || !matches(one.match, callback)) continue;
      one.left -= 1;
      sum.lose ||= one.disturbance.lose ?? false;
      sum.copies = Math.max(sum.copies, one.disturbance.copies ?? 1);
      sum.delayMs += one.disturbance.delayMs ?? 0;
      sum.reorder ||= one.disturbance.reorder ?? false;
    }
    return sum;
  }
}

function matches(match: CallbackMatch, callback: StatusCallback): boolean {
  if (match.event !== undefined && match.event !== callback.event) return false;
  if (match.conference !== undefined && match.conference !== callback.conference) return false;
  if (match.label !== undefined && match.label !== callback.label) return false;
  return match.callSid === undefined || match.callSid === callback.callSid;
}
