import type { Pace } from './pace.ts';

/** What a caller at any voice provider hears and does. `text` is what can be searched for. */
type CommonExperience =
  | { readonly kind: 'dialled'; readonly to: string; readonly from: string }
  | {
      readonly kind: 'fetched';
      readonly url: string;
      readonly status: number | undefined;
      readonly tookMs: number;
    }
  | { readonly kind: 'answered' }
  | { readonly kind: 'say'; readonly text: string; readonly language: string | undefined }
  | { readonly kind: 'play'; readonly text: string }
  | { readonly kind: 'tones'; readonly text: string }
  | { readonly kind: 'hold-music' }
  | { readonly kind: 'reject'; readonly text: string }
  /** The provider's own sentence when neither a document nor its fallback could be used, or nobody serves the number. */
  | { readonly kind: 'application-error'; readonly text: string }
  | { readonly kind: 'keyed'; readonly keys: string }
  /** A prompt or a message stopped before its end. */
  | { readonly kind: 'cut-short' }
  /** From here on the caller hears others. */
  | { readonly kind: 'conference-started' }
  | { readonly kind: 'muted' | 'unmuted' | 'held' | 'unheld' }
  | { readonly kind: 'forwarding'; readonly uri: string }
  | { readonly kind: 'forwarded' }
  | { readonly kind: 'forwarding-ended'; readonly status: string };

/** When something was experienced. `atMs` counts from dialling, in real time. */
interface Moment {
  readonly time: string;
  readonly atMs: number;
}

interface Experience {
  readonly kind: string;
}

/** One experience and its moment: a common one, or one of the provider's own. */
export type Experienced<Own extends Experience> = (Own | CommonExperience) & Moment;

/** Kinds of events that sound in the caller's ear. */
const audible = ['say', 'play', 'tones', 'hold-music', 'reject', 'application-error'] as const;

/** Something that was heard. */
type Heard = Extract<CommonExperience, { kind: (typeof audible)[number] }> & Moment;

const isAudible = ({ kind }: Experience): boolean => audible.some((one) => one === kind);

/** What a provider says of its callers' keys. */
interface KeySettings {
  /** Ms between two keys that are keyed together, in call time. */
  readonly keyGapMs: number;
  /** Whether keys keyed while nothing collects them are lost, or wait for the next collector. */
  readonly strayKeys: 'lost' | 'kept';
}

/** Waiting longer than this for an event is a failed expectation. */
const DEFAULT_WAIT_MS = 60_000;

/** Pauses among keys, as the providers write them (Twilio docs, `SendDigits`). */
const pauseMs: Readonly<Record<string, number>> = { w: 500, W: 1_000 };

/** One caller at a simulated voice provider, from dialling to hanging up. The last event has the kind `hung-up`. */
export abstract class Caller<Own extends Experience> {
  readonly startedMs = Date.now();
  /** Everything so far. */
  readonly events: Experienced<Own>[] = [];
  /** Settles with the `hung-up` event. */
  readonly ended: Promise<Experienced<Own>>;
  /** When the call was answered; undefined while it rings. */
  answeredMs: number | undefined;
  /** When it ended. */
  endedMs: number | undefined;
  #finished = false;
  #collector: ((key: string) => void) | undefined;
  #strayKeys = '';
  #settleEnded: (event: Experienced<Own>) => void = () => undefined;
  readonly #over = new AbortController();
  readonly #listeners = new Set<(event: Experienced<Own>) => void>();
  readonly #settings: KeySettings;
  readonly #pace: Pace;

  constructor({ to, from }: { to: string; from: string }, settings: KeySettings, pace: Pace) {
    this.#settings = settings;
    this.#pace = pace;
    this.ended = new Promise((resolve) => (this.#settleEnded = resolve));
    this.note({ kind: 'dialled', to, from });
  }

  /** The caller hangs up. Nothing happens if the call is over. */
  abstract hangUp(): void;

  /** Aborts when the call ends. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** What the caller heard so far, in order. */
  get heard(): readonly Heard[] {
    return this.events.filter((event): event is Heard & Experienced<Own> => isAudible(event));
  }

  /** Calls `listener` for every event from now on; returns how to stop. */
  onEvent(listener: (event: Experienced<Own>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The first event that satisfies `accepts`, past or to come; `from` skips earlier ones. Rejects with what happened
   * instead when the call ends, or after `timeoutMs` real ms (default 60,000).
   */
  waitFor(
    accepts: (event: Experienced<Own>) => boolean,
    timeoutMs = DEFAULT_WAIT_MS,
    from = 0,
  ): Promise<Experienced<Own>> {
    const past = this.events.slice(from).find(accepts);
    if (past) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const settle = (how: () => void): void => {
        stop();
        clearTimeout(timer);
        how();
      };
      const fail = (when: string): void => {
        const seen = this.events.map((event) =>
          'text' in event ? `${event.kind} "${event.text}"` : event.kind,
        );
        const text = `Not ${when}: ${accepts.toString()}. The call saw: ${seen.join(', ')}`;
        settle(() => reject(new Error(text)));
      };
      const timer = setTimeout(() => fail(`within ${timeoutMs} ms`), timeoutMs);
      const stop = this.onEvent((event) => {
        if (accepts(event)) settle(() => resolve(event));
        else if (event.kind === 'hung-up') fail('before the end of the call');
      });
      if (this.#finished) fail('before the end of the call');
    });
  }

  /** Waits until something is heard whose text contains `text`, whatever its case. */
  waitForText(text: string, timeoutMs = DEFAULT_WAIT_MS): Promise<Experienced<Own>> {
    return this.waitFor((event) => mentions(event, text), timeoutMs);
  }

  /** Keys these digits, `*` and `#` one after the other; `w` and `W` are pauses of 0.5 and 1 s of call time. */
  async press(keys: string): Promise<void> {
    if (!/^[0-9*#wW]+$/.test(keys)) throw new Error(`Not keys: ${keys}`);
    this.note({ kind: 'keyed', keys });
    for (const [index, key] of keys.split('').entries()) {
      const pause = pauseMs[key];
      if (pause !== undefined) await this.#pace.sleep(pause, this.over);
      else if (index > 0) await this.#pace.sleep(this.#settings.keyGapMs, this.over);
      if (this.over.aborted) return;
      if (pause === undefined) this.#key(key);
    }
  }

  /** Hands every key to `collector`, first the kept stray ones if `takesStray`; returns how to stop. */
  collect(collector: (key: string) => void, takesStray: boolean): () => void {
    this.#collector = collector;
    const stray = takesStray ? this.#strayKeys : '';
    if (takesStray) this.#strayKeys = '';
    for (const key of stray) this.#key(key);
    return () => {
      if (this.#collector === collector) this.#collector = undefined;
    };
  }

  /** The call is answered, unless it was already, or is over. */
  answer(): void {
    if (this.answeredMs !== undefined || this.over.aborted) return;
    this.answeredMs = Date.now();
    this.note({ kind: 'answered' });
  }

  /** Records an experience and tells the listeners. Ignored once the call is over. */
  note(experience: Own | CommonExperience): void {
    if (this.#finished) return;
    const nowMs = Date.now();
    const event = { ...experience, time: new Date(nowMs).toISOString(), atMs: nowMs - this.startedMs };
    this.events.push(event);
    for (const listener of [...this.#listeners]) listener(event);
    if (event.kind !== 'hung-up') return;
    this.#finished = true;
    this.#settleEnded(event);
  }

  /** Ends the call. Whatever it took part in hears of it first, so that `hung-up`, which is `last`, is the last event. */
  protected finish(last: Own): void {
    if (this.#over.signal.aborted) return;
    this.endedMs = Date.now();
    this.#over.abort();
    this.note(last);
  }

  #key(key: string): void {
    if (this.#collector) this.#collector(key);
    else if (this.#settings.strayKeys === 'kept') this.#strayKeys += key;
  }
}

/** Whether an event is of the kind `words`, or sounds and contains them, whatever their case. */
export function mentions(event: Experience & { readonly text?: unknown }, words: string): boolean {
  if (event.kind === words) return true;
  const { text } = event;
  return isAudible(event) && typeof text === 'string' && text.toLowerCase().includes(words.toLowerCase());
}
