import type { Region, SinchSettings } from './options.ts';
import type { CallbackUrls } from './webhooks/webhooks.ts';

/** A number of the account. */
export interface NumberConfig {
  /** E.164. */
  readonly number: string;
  /** Application that its calls go to. Default this one; empty: none. */
  readonly applicationKey?: string;
  /** Default `voice`. */
  readonly capability?: 'voice' | 'sms';
  /** Where its calls arrive. Default the settings' one. */
  readonly region?: Region;
}

/** The numbers of the account, and the callbacks of the application. */
export class Numbers {
  callbacks: CallbackUrls = { primary: '', fallback: '' };
  readonly #numbers = new Map<string, Required<NumberConfig>>();
  readonly #settings: SinchSettings;

  constructor(settings: SinchSettings) {
    this.#settings = settings;
  }

  get all(): readonly Required<NumberConfig>[] {
    return [...this.#numbers.values()];
  }

  /** Adds a number, or changes what is known of it. */
  configure(config: NumberConfig): void {
    const { applicationKey, region } = this.#settings;
    const before = this.#numbers.get(config.number);
    this.#numbers.set(config.number, { applicationKey, region, capability: 'voice', ...before, ...config });
  }

  has(number: string): boolean {
    return this.#numbers.has(number);
  }

  /** Whether calls to it reach the application. */
  isServed(number: string): boolean {
    const found = this.#numbers.get(number);
    return found?.applicationKey === this.#settings.applicationKey && found.capability === 'voice';
  }

  regionOf(number: string): Region {
    return this.#numbers.get(number)?.region ?? this.#settings.region;
  }
}
