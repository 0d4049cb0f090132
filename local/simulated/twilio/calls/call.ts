import { newSid } from './identifiers.ts';
import type { ReasonLeft, TwilioSettings } from '../options.ts';
import { Caller } from '../../kit/caller.ts';
import type { Pace } from '../../kit/pace.ts';

/** `CallStatus` in the course of an inbound call. */
export type CallStatus =
  'ringing' | 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed';

/** What a caller at Twilio experiences beside what callers everywhere do. */
type TwilioExperience =
  | {
      readonly kind: 'conference-joined';
      readonly conference: string;
      readonly conferenceSid: string;
      readonly label: string | undefined;
      readonly muted: boolean;
    }
  | { readonly kind: 'conference-left'; readonly reason: ReasonLeft }
  /** REST gave the call a new document. */
  | { readonly kind: 'redirected' }
  | { readonly kind: 'hung-up'; readonly by: 'caller' | 'twilio' | 'api'; readonly status: CallStatus };

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
  /** Default `inbound`. */
  readonly direction?: 'inbound' | 'outbound-api';
}

/** One caller, from dialling to hanging up. */
export class SimulatedCall extends Caller<TwilioExperience> {
  readonly sid = newSid('CA');
  readonly identity: CallIdentity;
  /** Whether REST ended it. */
  endedByApi = false;
  #endStatus: CallStatus | undefined;

  constructor(identity: CallIdentity, settings: TwilioSettings, pace: Pace) {
    super(identity, settings, pace);
    this.identity = identity;
  }

  get status(): CallStatus {
    return this.#endStatus ?? (this.answeredMs === undefined ? 'ringing' : 'in-progress');
  }

  /** The caller hangs up. Nothing happens if the call is over. */
  hangUp(): void {
    this.end('caller', this.status === 'ringing' ? 'canceled' : 'completed');
  }

  /** Ends the call, unless it is over. */
  end(by: 'caller' | 'twilio' | 'api', status: CallStatus): void {
    if (this.over.aborted) return;
    this.#endStatus = status;
    this.endedByApi = by === 'api';
    this.finish({ kind: 'hung-up', by, status });
  }
}
