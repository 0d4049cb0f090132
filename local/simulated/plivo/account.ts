import type { PlivoSettings } from './options.ts';
import type { HttpMethod } from './webhooks/webhooks.ts';

/** What an application does with calls. An empty URL: not configured. */
export interface Application {
  /** Digits. */
  readonly id: string;
  readonly name: string;
  readonly answerUrl: string;
  readonly answerMethod: HttpMethod;
  readonly fallbackAnswerUrl: string;
  readonly fallbackMethod: HttpMethod;
  readonly hangupUrl: string;
  readonly hangupMethod: HttpMethod;
  /** Whether `sip:<id>@app.plivo.com` can be dialled from outside. */
  readonly publicUri: boolean;
}

/** A number of the account. */
export interface NumberConfig {
  /** E.164. */
  readonly number: string;
  /** Id of the application that takes its calls. Default the one there is from the beginning; empty: none. */
  readonly applicationId?: string;
}

/** The host of every application's SIP URI. */
export const appHost = 'app.plivo.com';

/** The applications and numbers of an account. */
export class Account {
  readonly #applications = new Map<string, Application>();
  readonly #numbers = new Map<string, Required<NumberConfig>>();
  readonly #settings: PlivoSettings;

  constructor(settings: PlivoSettings) {
    this.#settings = settings;
    this.configureApplication({ name: 'Patchbay' });
  }

  get applications(): readonly Application[] {
    return [...this.#applications.values()];
  }

  get numbers(): readonly Required<NumberConfig>[] {
    return [...this.#numbers.values()];
  }

  application(id: string): Application | undefined {
    return this.#applications.get(id);
  }

  number(number: string): Required<NumberConfig> | undefined {
    return this.#numbers.get(number);
  }

  /** Adds an application, or changes what is set of it. Default `id`: the one there is from the beginning. */
  configureApplication({ id = this.#settings.applicationId, ...change }: Partial<Application>): Application {
    const empty = { answerUrl: '', fallbackAnswerUrl: '', hangupUrl: '', publicUri: false };
    const methods = { answerMethod: 'POST', fallbackMethod: 'POST', hangupMethod: 'POST' } as const;
    const before = this.#applications.get(id) ?? { id, name: id, ...empty, ...methods };
    const application = { ...before, ...change };
    this.#applications.set(id, application);
    return application;
  }

  /** A new id for an application. */
  nextId(): string {
    return String(BigInt(this.#settings.applicationId) + BigInt(this.#applications.size));
  }

  removeApplication(id: string): void {
    this.#applications.delete(id);
  }

  /** Adds a number, or changes what is known of it. */
  configureNumber({ number, applicationId }: NumberConfig): void {
    const before = this.#numbers.get(number)?.applicationId ?? this.#settings.applicationId;
    this.#numbers.set(number, { number, applicationId: applicationId ?? before });
  }

  /** Who takes a call to a number or to a SIP address; undefined: nobody. */
  serving(to: string): Application | undefined {
    const id = new RegExp(`^sips?:(\\d+)@${appHost.replaceAll('.', '\\.')}$`).exec(to)?.[1];
    if (id === undefined) return this.application(this.#numbers.get(to)?.applicationId ?? '');
    const application = this.application(id);
    return application?.publicUri === true ? application : undefined;
  }
}
