import { keepNewest } from '../../../runtime/keep.ts';
import { type Disturbance, Disturbances } from '../../kit/disturbances.ts';
import type { Timers } from '../../kit/timers.ts';
import type { PlivoSettings } from '../options.ts';
import type { HttpMethod, Webhooks } from './webhooks.ts';
import type { WebhookParameters } from './signature.ts';

/** One callback as it happened, whether or not anybody was told. */
export interface Callback {
  /** As `Event` has it. */
  readonly event: 'ConferenceEnter' | 'ConferenceExit' | 'ConferenceDigits' | 'DialAnswer' | 'Hangup';
  readonly callId: string;
  /** Name of the room; undefined where there is none. */
  readonly conference: string | undefined;
  readonly parameters: WebhookParameters;
}

/** Which callbacks a disturbance hits; a part left out matches everything. */
export interface CallbackMatch {
  readonly event?: Callback['event'];
  readonly callId?: string;
  readonly conference?: string;
}

/** Sends callbacks, for which nobody waits, as reliably as it is told to. */
export class Callbacks {
  /** Everything that happened, in order, lost or not; what nobody has a URL for is not there. */
  readonly emitted: Callback[] = [];
  readonly #disturbances: Disturbances<Callback>;
  readonly #webhooks: Webhooks;
  readonly #maxKept: number;

  constructor(settings: PlivoSettings, timers: Timers, webhooks: Webhooks) {
    this.#disturbances = new Disturbances(timers, settings);
    this.#webhooks = webhooks;
    this.#maxKept = settings.maxKept;
  }

  /** Disturbs the next `times` (default 1) matching callbacks. Returns how to stop that. */
  disturb(match: CallbackMatch, disturbance: Disturbance, times = 1): () => void {
    const matches = ({ event, callId, conference }: Callback): boolean =>
      (match.event ?? event) === event &&
      (match.callId ?? callId) === callId &&
      (match.conference ?? conference) === conference;
    return this.#disturbances.arm(matches, disturbance, times);
  }

  /** Records a callback and sends it out. */
  emit(callback: Callback, to: { readonly url: string; readonly method: HttpMethod }): void {
    keepNewest(this.emitted, callback, this.#maxKept);
    this.#disturbances.pass(callback, async () => {
      await this.#webhooks.request({ ...to, parameters: callback.parameters });
    });
  }
}
