import { randomBytes } from 'node:crypto';
import { Caller } from '../../kit/caller.ts';
import type { Pace } from '../../kit/pace.ts';
import type { Region, SinchSettings } from '../options.ts';

/** Why a call is over (Sinch docs, DICE). */
export type DiceReason =
  | 'N/A'
  | 'TIMEOUT'
  | 'CALLERHANGUP'
  | 'CALLEEHANGUP'
  | 'MANAGERHANGUP'
  | 'GENERALERROR'
  | 'CANCEL'
  | 'CALLBACKERROR'
  | 'INVALIDSVAMLACTION'
  | 'BUSY'
  | 'NOANSWER';

/** How it went. */
export type DiceResult = 'N/A' | 'ANSWERED' | 'BUSY' | 'NOANSWER' | 'FAILED';

/** What a caller at Sinch experiences beside what callers everywhere do. */
type SinchExperience =
  | { readonly kind: 'menu'; readonly menuId: string }
  | { readonly kind: 'menu-result'; readonly type: string; readonly keys: string }
  | { readonly kind: 'conference-joined'; readonly conference: string; readonly region: Region }
  | { readonly kind: 'conference-left'; readonly reason: 'hung-up' | 'kicked' }
  | { readonly kind: 'parked' }
  | {
      readonly kind: 'hung-up';
      readonly by: 'caller' | 'sinch' | 'api';
      readonly status: DiceResult;
      readonly reason: DiceReason;
    };

/** Who is calling whom. */
export interface CallIdentity {
  /** The dialled number in E.164. */
  readonly number: string;
  /** What the caller dialled: the number, or the SIP address of it. */
  readonly to: string;
  readonly from: string;
  /** In E.164; undefined if it is withheld. */
  readonly cli: string | undefined;
  readonly isSip: boolean;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  readonly region: Region;
  /** Of a callout: what comes back with its callbacks. Undefined: the call came in. */
  readonly placed?: { readonly custom: string };
}

/** Where old calls' ids say they came from; a documentation address. */
const OLD_ADDRESS = '192.0.2.45';

/** One call to the application, from dialling to hanging up. */
export class SinchCall extends Caller<SinchExperience> {
  readonly id: string;
  readonly identity: CallIdentity;
  /** The conference that the call is in, or was in when it ended. */
  conferenceId: string | undefined;
  #outcome: { reason: DiceReason; result: DiceResult } | undefined;
  readonly #refusedResult: DiceResult;

  constructor(identity: CallIdentity, settings: SinchSettings, pace: Pace) {
    super(identity, settings, pace);
    const id = randomBytes(10).toString('hex');
    this.id = settings.callIds === 'hexadecimal' ? id : `${id}@${OLD_ADDRESS}`;
    this.identity = identity;
    this.#refusedResult = settings.refusedResult;
  }

  /** How it ended; undefined while it lasts. */
  get outcome(): { readonly reason: DiceReason; readonly result: DiceResult } | undefined {
    return this.#outcome;
  }

  /** Whole seconds since the call was answered, in real time. */
  get seconds(): number {
    if (this.answeredMs === undefined) return 0;
    return Math.round(((this.endedMs ?? Date.now()) - this.answeredMs) / 1_000);
  }

  /** The caller hangs up. Nothing happens if the call is over. */
  hangUp(): void {
    this.end('caller', this.answeredMs === undefined ? 'CANCEL' : 'CALLERHANGUP');
  }

  /** Ends the call, unless it is over. `result`: default whether it was answered. */
  end(by: 'caller' | 'sinch' | 'api', reason: DiceReason, result?: DiceResult): void {
    if (this.over.aborted) return;
    const status = result ?? (this.answeredMs === undefined ? this.#refusedResult : 'ANSWERED');
    this.#outcome = { reason, result: status };
    this.finish({ kind: 'hung-up', by, status, reason });
  }
}
