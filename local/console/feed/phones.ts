import type { SimulatedDaily } from '../../simulated/daily/start.ts';
import type { SimulatedVoice } from '../../voices/voice.ts';
import type { Heard, Phone } from '../api/events.ts';
import type { CallOrder } from '../api/orders.ts';
import type { Audience } from './audience.ts';
import { withoutSecrets } from './masks.ts';
import { done, refusal, type Done, type Refusal } from './result.ts';

/** Calls that are over are kept up to this number, the newest: what a page shows of the past. */
const maxOver = 200;

interface Placed {
  readonly id: string;
  readonly events: readonly HeardEvent[];
  onEvent(listener: (event: HeardEvent) => void): () => void;
  hangUp(): void;
  /** Undefined: Daily plays hold music and takes no keys. */
  readonly press: ((keys: string) => Promise<void>) | undefined;
}
interface HeardEvent {
  readonly kind: string;
  readonly time: string;
}

interface Entry {
  phone: Phone;
  readonly placed: Placed;
}

interface PhonesDeps {
  readonly daily: SimulatedDaily | undefined;
  readonly voiceOf: (
    id: string,
  ) => { readonly name: string; readonly simulated: Pick<SimulatedVoice, 'place'> | undefined } | undefined;
  readonly audience: Audience;
}

/** The calls that were placed through the local API, as their callers have them. */
export class Phones {
  readonly #entries = new Map<string, Entry>();
  readonly #deps: PhonesDeps;

  constructor(deps: PhonesDeps) {
    this.#deps = deps;
  }

  get all(): readonly Phone[] {
    return [...this.#entries.values()].map(({ phone }) => phone);
  }

  /** Somebody dials. */
  place(order: CallOrder): { readonly ok: true; readonly id: string } | Refusal {
    const placed = this.#dial(order);
    if ('ok' in placed) return placed;
    const { id, events } = placed;
    const { provider, to } = order;
    const entry: Entry = {
      placed,
      phone: { id, provider, to, isOver: false, events: events.map(withoutSecrets) },
    };
    this.#entries.set(id, entry);
    this.#deps.audience.tell({ kind: 'phone', phone: entry.phone });
    const stop = placed.onEvent((event) => {
      this.#hear(entry, withoutSecrets(event));
      if (event.kind === 'hung-up') stop();
    });
    return { ok: true, id };
  }

  /** The caller keys these. */
  key(id: string, keys: string): Done {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.phone.isOver) return noPhone;
    const { press } = entry.placed;
    if (press === undefined) return refusal(409, 'no-keypad', 'Daily takes no keys while it holds a call.');
    void press(keys);
    return done;
  }

  /** The caller hangs up. Nothing happens if the call is over. */
  hangUp(id: string): Done {
    const entry = this.#entries.get(id);
    if (entry === undefined) return noPhone;
    entry.placed.hangUp();
    return done;
  }

  #dial(order: CallOrder): Placed | Refusal {
    if (order.provider === 'daily') {
      const call = this.#deps.daily?.placeOrdered(order);
      if (call === undefined) return isReal('Daily');
      if (call === 'no-bots') return refusal(409, call, 'No simulated bots are running.');
      const { callId: id, events } = call;
      return {
        id,
        events,
        onEvent: (listener) => call.onEvent(listener),
        hangUp: () => call.hangUp(),
        press: undefined,
      };
    }
    const voice = this.#deps.voiceOf(order.provider);
    if (voice?.simulated === undefined) return isReal(voice?.name ?? order.provider);
    const { to, from, keys } = order;
    try {
      const { id, call } = voice.simulated.place({
        to,
        ...(from !== undefined && { from }),
        ...(keys !== undefined && { keys }),
      });
      return {
        id,
        events: call.events,
        onEvent: (listener) => call.onEvent(listener),
        hangUp: () => call.hangUp(),
        press: (pressed) => call.press(pressed),
      };
    } catch (error) {
      // A script or an address that the simulator cannot read; it says which.
      return refusal(400, 'bad-order', error instanceof Error ? error.message : String(error));
    }
  }

  #hear(entry: Entry, event: Heard): void {
    const isOver = event.kind === 'hung-up';
    entry.phone = { ...entry.phone, isOver, events: [...entry.phone.events, event] };
    this.#deps.audience.tell({ kind: 'heard', phone: entry.phone.id, event });
    if (isOver) this.#forget();
  }

  #forget(): void {
    const over = this.all.filter((phone) => phone.isOver);
    for (const { id } of over.slice(0, Math.max(0, over.length - maxOver))) this.#entries.delete(id);
  }
}

const noPhone = refusal(404, 'no-phone', 'No phone of this gateway has a call with that id that goes on.');

const isReal = (name: string) =>
  refusal(409, 'real-provider', `The running gateway uses the real ${name}: call its number.`);
