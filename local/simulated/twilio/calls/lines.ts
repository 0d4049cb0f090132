import { newSid } from './identifiers.ts';
import type { HttpMethod } from '../webhooks/webhooks.ts';

/** Webhooks of a number or SIP Domain. */
export interface LineWebhooks {
  readonly voiceUrl?: string;
  /** Default POST. */
  readonly voiceMethod?: HttpMethod;
  readonly voiceFallbackUrl?: string;
  /** Default POST. */
  readonly voiceFallbackMethod?: HttpMethod;
  /** Told once when a call ends. */
  readonly statusCallback?: string;
  /** Default POST. */
  readonly statusCallbackMethod?: HttpMethod;
}

/** A phone number of the account. */
export interface NumberConfig extends LineWebhooks {
  /** E.164. */
  readonly phoneNumber: string;
  /** With an Elastic SIP Trunk on it, Twilio ignores the webhooks. */
  readonly trunkSid?: string;
  /** With a TwiML application on it, too. */
  readonly voiceApplicationSid?: string;
}

/** A SIP Domain of the account. Its access lists are not simulated: every INVITE passes them. */
export interface SipDomainConfig extends LineWebhooks {
  /** For example `acme.sip.twilio.com`. */
  readonly domain: string;
}

export interface PhoneLine extends NumberConfig {
  /** `PN…`. */
  readonly sid: string;
}

export interface SipDomain extends SipDomainConfig {
  /** `SD…`. */
  readonly sid: string;
}

/** Numbers and SIP Domains of the account. */
export class Lines {
  readonly #numbers = new Map<string, PhoneLine>();
  readonly #domains = new Map<string, SipDomain>();

  get numbers(): readonly PhoneLine[] {
    return [...this.#numbers.values()];
  }

  get domains(): readonly SipDomain[] {
    return [...this.#domains.values()];
  }

  /** Adds a number, or replaces its configuration. */
  configureNumber(config: NumberConfig): PhoneLine {
    const sid = this.#numbers.get(config.phoneNumber)?.sid ?? newSid('PN');
    const line = { ...config, sid };
    this.#numbers.set(line.phoneNumber, line);
    return line;
  }

  /** Adds a SIP Domain, or replaces its configuration. Throws if the name is not one of Twilio's. */
  configureSipDomain(config: SipDomainConfig): SipDomain {
    if (!config.domain.endsWith('.sip.twilio.com'))
      throw new Error(`Not under sip.twilio.com: ${config.domain}`);
    const domain = { ...config, sid: this.#domains.get(config.domain)?.sid ?? newSid('SD') };
    this.#domains.set(domain.domain, domain);
    return domain;
  }

  number(phoneNumber: string): PhoneLine | undefined {
    return this.#numbers.get(phoneNumber);
  }

  domain(name: string): SipDomain | undefined {
    return this.#domains.get(name);
  }
}
