import { randomUUID } from 'node:crypto';
import { Caller } from '../../kit/caller.ts';
import type { Pace } from '../../kit/pace.ts';
import type { Application } from '../account.ts';
import type { PlivoSettings } from '../options.ts';

/** `CallStatus` of a call that is over (Plivo docs, request parameters). */
export type FinalStatus = 'completed' | 'busy' | 'failed' | 'timeout' | 'no-answer';

/** Why a call is over (Plivo docs, hangup causes). */
export interface HangupCause {
  readonly code: number;
  readonly name: string;
  /** `HangupCause`, in the words of the telephone network. */
  readonly cause: string;
}

const normal = 'NORMAL_CLEARING';
export const causes = {
  cancelled: { code: 1000, name: 'Cancelled', cause: 'ORIGINATOR_CANCEL' },
  busy: { code: 3010, name: 'Busy Line', cause: 'USER_BUSY' },
  rejected: { code: 3020, name: 'Rejected', cause: 'CALL_REJECTED' },
  noAnswer: { code: 3000, name: 'No Answer', cause: 'NO_ANSWER' },
  invalid: { code: 2000, name: 'Invalid Destination Address', cause: 'UNALLOCATED_NUMBER' },
  normal: { code: 4000, name: 'Normal Hangup', cause: normal },
  endOfDocument: { code: 4010, name: 'End Of XML Instructions', cause: normal },
  tooLong: { code: 5010, name: 'Call Duration Limit Reached', cause: 'ALLOTTED_TIMEOUT' },
} as const satisfies Record<string, HangupCause>;

/** Which part a document plays, in the order of its hangup codes. */
const roles = ['answer', 'action', 'transfer', 'redirect'] as const;
export type Role = (typeof roles)[number];

/** The cause of a document that could not be had (7011–7014) or read (8011–8014). */
export function causeOf(what: 'unreachable' | 'invalid', role: Role): HangupCause {
  const code = (what === 'unreachable' ? 7011 : 8011) + roles.indexOf(role);
  const name = what === 'unreachable' ? `Error Reaching ${role} URL` : `Invalid ${role} XML`;
  return { code, name, cause: normal };
}

/** What a caller at Plivo experiences beside what callers everywhere do. */
type PlivoExperience =
  | { readonly kind: 'input' }
  | { readonly kind: 'input-result'; readonly keys: string }
  | {
      readonly kind: 'conference-joined';
      readonly conference: string;
      readonly memberId: string;
      readonly muted: boolean;
    }
  | { readonly kind: 'conference-left'; readonly reason: 'left' | 'kicked' | 'ended' }
  | { readonly kind: 'deafened' | 'undeafened' | 'transferred' }
  | {
      readonly kind: 'hung-up';
      readonly by: 'caller' | 'plivo' | 'api';
      readonly status: FinalStatus;
      readonly code: number;
      readonly reason: string;
    };

/** Of an application, what counts for a call once it is answered. */
type CallUrls = 'fallbackAnswerUrl' | 'fallbackMethod' | 'hangupUrl' | 'hangupMethod';

/** Who is calling whom. */
export interface CallIdentity {
  /** What the caller dialled: the number in E.164, or a SIP URI. */
  readonly to: string;
  readonly from: string;
  /** The caller's number in E.164; undefined if it is withheld, or the call comes in over SIP. */
  readonly cli: string | undefined;
  readonly isSip: boolean;
  /** Of a SIP call, by the name without `X-PH-`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: nobody takes the call. */
  readonly application: Pick<Application, 'answerUrl' | 'answerMethod' | CallUrls> | undefined;
  /** Default `inbound`. */
  readonly direction?: 'inbound' | 'outbound';
}

/** How a call ended. */
interface Outcome extends HangupCause {
  readonly by: 'caller' | 'plivo' | 'api';
  readonly status: FinalStatus;
}

/** One call to an application, from dialling to hanging up. */
export class PlivoCall extends Caller<PlivoExperience> {
  readonly id: string = randomUUID();
  readonly identity: CallIdentity;
  #outcome: Outcome | undefined;

  constructor(identity: CallIdentity, settings: PlivoSettings, pace: Pace) {
    super(identity, settings, pace);
    this.identity = identity;
  }

  /** How it ended; undefined while it lasts. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** `CallStatus` now. */
  get status(): 'ringing' | 'in-progress' | FinalStatus {
    if (this.#outcome) return this.#outcome.status;
    return this.answeredMs === undefined ? 'ringing' : 'in-progress';
  }

  /** Whole seconds since the call was answered, in real time. */
  get seconds(): number {
    if (this.answeredMs === undefined) return 0;
    return Math.round(((this.endedMs ?? Date.now()) - this.answeredMs) / 1_000);
  }

  /** The caller hangs up. Nothing happens if the call is over. */
  hangUp(): void {
    this.end('caller', this.answeredMs === undefined ? causes.cancelled : causes.normal);
  }

  /** Ends the call, unless it is over. `status`: default whether it was answered. */
  end(by: Outcome['by'], cause: HangupCause, status?: FinalStatus): void {
    if (this.over.aborted) return;
    const last = status ?? (this.answeredMs === undefined ? 'no-answer' : 'completed');
    this.#outcome = { ...cause, by, status: last };
    this.finish({ kind: 'hung-up', by, status: last, code: cause.code, reason: cause.name });
  }
}
