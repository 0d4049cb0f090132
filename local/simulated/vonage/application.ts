import { createPublicKey } from 'node:crypto';
import type { Region, VonageSettings } from './options.ts';

/** One webhook of the application. */
export interface Hook {
  /** Empty: not configured. */
  readonly address: string;
  readonly method: 'GET' | 'POST';
  /** Real ms in which the answer must have come; connecting is part of it here. */
  readonly answerLimitMs: number;
}

/** What an application is configured to be. */
export interface ApplicationConfig {
  readonly name: string;
  readonly answer: Hook;
  readonly fallback: Hook;
  readonly event: Hook;
  /** Of the capability `rtc`. */
  readonly rtcEvent: Hook;
  /** Whether webhooks are signed. Default true. */
  readonly signsCallbacks: boolean;
  /** Where its calls are taken, in Vonage's words; undefined: each where it is nearest. It is kept, and decides nothing here. */
  readonly region: string | undefined;
  /** PEM. Whoever has the private half is let in. */
  readonly publicKey: string;
}

/** A number of the account. */
export interface NumberConfig {
  /** E.164. */
  readonly number: string;
  readonly country?: string;
  /** Application that its calls go to. Default this one; empty: none. */
  readonly applicationId?: string;
  /** Where its calls live. Default the settings' one. */
  readonly region?: Region;
}

/** Addresses of the application's webhooks, all of them asked by POST. */
export interface WebhookUrls {
  readonly answer: string;
  readonly fallback?: string;
  readonly event: string;
  /** Of the capability `rtc`. Default none. */
  readonly rtc?: string;
}

/** Ms that Vonage waits for an answer where the application does not say (Vonage docs, applications). */
export const DEFAULT_ANSWER_LIMIT_MS = 5_000;

export const noHook: Hook = { address: '', method: 'POST', answerLimitMs: DEFAULT_ANSWER_LIMIT_MS };

/** The application, and the numbers of the account. */
export class Application {
  config: ApplicationConfig;
  readonly #numbers = new Map<string, Required<NumberConfig>>();
  readonly #settings: VonageSettings;

  constructor(settings: VonageSettings) {
    this.#settings = settings;
    const publicKey = createPublicKey(settings.privateKey).export({ type: 'spki', format: 'pem' }).toString();
    this.config = {
      name: 'Patchbay',
      answer: noHook,
      fallback: noHook,
      event: noHook,
      rtcEvent: noHook,
      signsCallbacks: true,
      region: undefined,
      publicKey,
    };
  }

  get numbers(): readonly Required<NumberConfig>[] {
    return [...this.#numbers.values()];
  }

  /** Adds a number, or changes what is known of it. */
  configureNumber(config: NumberConfig): void {
    const { applicationId, region } = this.#settings;
    const before = this.#numbers.get(config.number);
    this.#numbers.set(config.number, { applicationId, region, country: 'US', ...before, ...config });
  }

  /** Sets the webhooks and leaves the rest. */
  configureWebhooks({ answer, fallback = '', event, rtc = '' }: WebhookUrls): void {
    const at = (address: string): Hook => ({ ...noHook, address });
    const hooks = { answer: at(answer), fallback: at(fallback), event: at(event), rtcEvent: at(rtc) };
    this.config = { ...this.config, ...hooks };
  }

  number(number: string): Required<NumberConfig> | undefined {
    return this.#numbers.get(number);
  }

  /** Whether calls to it reach the application: a number of it, or anything at its SIP domain. */
  isServed(to: string): boolean {
    if (to.startsWith('sip:')) return to.endsWith(`@${this.#settings.sip.host}`);
    return this.#numbers.get(to)?.applicationId === this.#settings.applicationId;
  }
}
