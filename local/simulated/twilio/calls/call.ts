import { newSid } from './identifiers.ts';
import type { ReasonLeft, TwilioSettings } from '../options.ts';
import type { Pace } from './pace.ts';

/** `CallStatus` in the course of an inbound call. */
export type CallStatus =
  'ringing' | 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed';

/** What the caller hears and does, and what Twilio does with the call. `text` is what can be searched for. */
export type CallExperience =
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
  /** Twilio's own sentence when neither a document nor its fallback could be used, or nobody serves the number. */
  | { readonly kind: 'application-error'; readonly text: string }
  | { readonly kind: 'keyed'; readonly keys: string }
  /** A prompt or a message stopped before its end. */
  | { readonly kind: 'cut-short' }
  | {
      readonly kind: 'conference-joined';
      readonly conference: string;
      readonly conferenceSid: string;
      readonly label: string | undefined;
      readonly muted: boolean;
    }
  /** From here on the caller hears the others, not the wait messages. */
  | { readonly kind: 'conference-started' }
  | { readonly kind: 'conference-left'; readonly reason: ReasonLeft }
  | { readonly kind: 'muted' | 'unmuted' | 'held' | 'unheld' }
  | { readonly kind: 'forwarding'; readonly uri: string }
  | { readonly kind: 'forwarded' }
  | { readonly kind: 'forwarding-ended'; readonly status: string }
  /** REST gave the call a new document. */
  | { readonly kind: 'redirected' }
  | { readonly kind: 'hung-up'; readonly by: 'caller' | 'twilio' | 'api'; readonly status: CallStatus };

/** One experience and its moment. `atMs` counts from dialling, in real time. */
export type CallEvent = CallExperience & { readonly time: string; readonly atMs: number };

/** Kinds of events that sound in the caller's ear. */
const audible = ['say', 'play', 'tones', 'hold-music', 'reject', 'application-error'] as const;

/** Something that was heard. */
export type Heard = Extract<CallEvent, { kind: (typeof audible)[number] }>;

const isHeard = (event: CallEvent): event is Heard => audible.some((kind) => kind === event.kind);

/** What Twilio knows of a call that came in over SIP. */
interface SipOrigin {
  readonly domain: string;
  readonly domainSid: string;
  readonly sourceIp: string;
  readonly callId: string;
  /** Set if the domain asked for credentials. */
  readonly username: string | undefined;
  /** Headers of the INVITE; only `X-…` and `User-to-User` reach a webhook. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Who is calling whom. */
export interface CallIdentity {
  readonly to: string;
  readonly from: string;
  readonly sip: SipOrigin | undefined;
  readonly stirVerstat: string | undefined;
}

/** Waiting longer than this for an event is a failed expectation. */
const DEFAULT_WAIT_MS = 10_000;

/** Pause that stands between keys (Twilio docs, `SendDigits`). */
const pauseMs: Readonly<Record<string, number>> = { w: 500, W: 1_000 };

/** One caller, from dialling to hanging up. */
export class SimulatedCall {
  readonly sid = newSid('CA');
  readonly identity: CallIdentity;
  readonly startedMs = Date.now();
  /** Everything so far. */
  readonly events: CallEvent[] = [];
  /** Settles with the `hung-up` event. */
  readonly ended: Promise<CallEvent>;
  /** When the call was answered; undefined while it rings. */
  answeredMs: number | undefined;
  /** When it ended. */
  endedMs: number | undefined;
  /** Whether REST ended it. */
  endedByApi = false;
  #status: CallStatus = 'ringing';
  #finished = false;
  #collector: ((key: string) => void) | undefined;
  #strayKeys = '';
  #settleEnded: (event: CallEvent) => void = () => undefined;
  readonly #over = new AbortController();
  readonly #listeners = new Set<(event: CallEvent) => void>();
  readonly #settings: TwilioSettings;
  readonly #pace: Pace;

  constructor(identity: CallIdentity, settings: TwilioSettings, pace: Pace) {
    this.identity = identity;
    this.#settings = settings;
    this.#pace = pace;
    this.ended = new Promise((resolve) => (this.#settleEnded = resolve));
    this.note({ kind: 'dialled', to: identity.to, from: identity.from });
  }

  get status(): CallStatus {
    return this.#status;
  }

  /** Aborts when the call ends. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** What the caller heard so far, in order. */
  get heard(): readonly Heard[] {
    return this.events.filter(isHeard);
  }

  /** Calls `listener` for every event from now on; returns how to stop. */
  onEvent(listener: (event: CallEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The first event that satisfies `accepts`, past or to come; `from` skips earlier ones. Rejects with what happened
   * instead when the call ends, or after `timeoutMs` real ms (default 10,000).
   */
  waitFor(accepts: (event: CallEvent) => boolean, timeoutMs = DEFAULT_WAIT_MS, from = 0): Promise<CallEvent> {
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
  waitForText(text: string, timeoutMs = DEFAULT_WAIT_MS): Promise<CallEvent> {
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

  /** The caller hangs up. Nothing happens if the call is over. */
  hangUp(): void {
    this.end('caller', this.#status === 'ringing' ? 'canceled' : 'completed');
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

  /** The call is answered, unless it was already. */
  answer(): void {
    if (this.#status !== 'ringing') return;
    this.#status = 'in-progress';
    this.answeredMs = Date.now();
    this.note({ kind: 'answered' });
  }

  /** Records an experience and tells the listeners. Ignored once the call is over. */
  note(experience: CallExperience): void {
    if (this.#finished) return;
    const nowMs = Date.now();
    const event = { ...experience, time: new Date(nowMs).toISOString(), atMs: nowMs - this.startedMs };
    this.events.push(event);
    for (const listener of [...this.#listeners]) listener(event);
    if (event.kind !== 'hung-up') return;
    this.#finished = true;
    this.#settleEnded(event);
  }

  /** Ends the call. Whatever it took part in hears of it first, so that `hung-up` is the last event. */
  end(by: 'caller' | 'twilio' | 'api', status: CallStatus): void {
    if (this.#over.signal.aborted) return;
    this.#status = status;
    this.endedMs = Date.now();
    this.endedByApi = by === 'api';
    this.#over.abort();
    this.note({ kind: 'hung-up', by, status });
  }

  #key(key: string): void {
    if (this.#collector) this.#collector(key);
    else if (this.#settings.strayKeys === 'kept') this.#strayKeys += key;
  }
}

/** Whether an event is of the kind `words`, or sounds and contains them, whatever their case. */
export function mentions(event: CallEvent, words: string): boolean {
  if (event.kind === words) return true;
  return isHeard(event) && 'text' in event && event.text.toLowerCase().includes(words.toLowerCase());
}
