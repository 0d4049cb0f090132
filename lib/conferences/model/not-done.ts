/** Why something was not done. `refused`: it may not be, or there is no such thing. `failed`: something outside did. */
export interface NotDone {
  readonly ok: false;
  readonly reason: 'refused' | 'failed';
  /** Completes "… because". */
  readonly why: string;
  /** What it was to be done to is not there. */
  readonly isMissing?: true;
}

export const refusal = (why: string): NotDone => ({ ok: false, reason: 'refused', why });

export const missing = (why: string): NotDone => ({ ...refusal(why), isMissing: true });

export const noConference = missing('there is no such conference');

export const noPinKey: NotDone = {
  ok: false,
  reason: 'failed',
  why: 'the secret that PINs are hashed with is missing',
};
