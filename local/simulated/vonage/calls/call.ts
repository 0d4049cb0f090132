import { randomUUID } from 'node:crypto';
import { Caller } from '../../kit/caller.ts';
import type { Pace } from '../../kit/pace.ts';
import type { Hook } from '../application.ts';
import type { Region, VonageSettings } from '../options.ts';

/** How a call ended (Vonage docs, event webhook). */
export type EndStatus = 'completed' | 'rejected' | 'unanswered' | 'cancelled' | 'failed' | 'busy' | 'timeout';
/** How a call is. */
export type CallStatus = 'ringing' | 'answered' | EndStatus;

/** What a caller at Vonage experiences beside what callers everywhere do. */
type VonageExperience =
  | { readonly kind: 'input' }
  | { readonly kind: 'input-result'; readonly keys: string; readonly timedOut: boolean }
  | { readonly kind: 'key-reported'; readonly keys: string }
  | { readonly kind: 'waiting'; readonly seconds: number }
  /** REST gave the call a new document. */
  | { readonly kind: 'redirected' }
  | {
      readonly kind: 'conference-joined';
      readonly conference: string;
      readonly conversation: string;
      readonly muted: boolean;
    }
  | { readonly kind: 'conference-left'; readonly reason: 'hung-up' | 'moved' }
  | { readonly kind: 'hung-up'; readonly by: 'caller' | 'vonage' | 'api'; readonly status: EndStatus };

/** Who is calling whom. */
export interface CallIdentity {
  /** What the caller dialled: a number, or the SIP address of it. */
  readonly to: string;
  readonly from: string;
  readonly isSip: boolean;
  /** Headers of the INVITE; only `X-…` reach the answer webhook. */
  readonly headers: Readonly<Record<string, string>>;
  readonly region: Region;
  /** Of a call that REST has placed: what it asks once it is picked up, and where its events go. Default: the application's. */
  readonly placed?: { readonly answer: Hook; readonly eventUrl: string | undefined };
}

/** One leg, from dialling to hanging up. */
export class VonageCall extends Caller<VonageExperience> {
  readonly uuid = randomUUID();
  readonly identity: CallIdentity;
  /** Conversation that the leg is in now; its own one at first. */
  conversationUuid = `CON-${randomUUID()}`;
  muted = false;
  earmuffed = false;
  #endStatus: EndStatus | undefined;
  readonly #refusedStatus: EndStatus;

  constructor(identity: CallIdentity, settings: VonageSettings, pace: Pace) {
    super(identity, settings, pace);
    this.identity = identity;
    this.#refusedStatus = settings.refusedStatus;
  }

  get status(): CallStatus {
    return this.#endStatus ?? (this.answeredMs === undefined ? 'ringing' : 'answered');
  }

  /** Whole seconds since the call was answered, in real time. */
  get seconds(): number {
    if (this.answeredMs === undefined) return 0;
    return Math.round(((this.endedMs ?? Date.now()) - this.answeredMs) / 1_000);
  }

  /** The caller hangs up. Nothing happens if the call is over. */
  hangUp(): void {
    this.end('caller', 'cancelled');
  }

  /** Ends the call, unless it is over. `unanswered`: its status if it was not answered. */
  end(by: 'caller' | 'vonage' | 'api', unanswered: EndStatus = this.#refusedStatus): void {
    if (this.over.aborted) return;
    const status = this.answeredMs === undefined ? unanswered : 'completed';
    this.#endStatus = status;
    this.finish({ kind: 'hung-up', by, status });
  }
}
