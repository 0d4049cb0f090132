import type { PhoneCall } from '../parties/phone-call.ts';
import { numberOf, type DrawnTransfers } from './drawn.ts';

/** A number that a document has Twilio call for somebody. */
export interface Dialled {
  readonly call: PhoneCall;
  readonly number: string;
  readonly longestRingMs: number;
  readonly longestTalkMs: number;
  /** Does something later, unless the call goes elsewhere before. */
  readonly later: (ms: number, run: () => void) => void;
  readonly answered: () => void;
  /** With the word that Twilio has for what came of it. */
  readonly over: (status: 'completed' | 'busy' | 'no-answer' | 'failed') => void;
}

/** Those to whom callers are led. */
export class FarEnds {
  readonly #transfers: DrawnTransfers | undefined;
  readonly #rung: (call: PhoneCall, number: string) => void;
  readonly #over: (call: PhoneCall, isTaken: boolean) => void;

  constructor(
    transfers: DrawnTransfers | undefined,
    rung: (call: PhoneCall, number: string) => void,
    over: (call: PhoneCall, isTaken: boolean) => void,
  ) {
    this.#transfers = transfers;
    this.#rung = rung;
    this.#over = over;
  }

  dial({ call, number, longestRingMs, longestTalkMs, later, answered, over }: Dialled): void {
    const plan = this.#transfers?.orders.find((_, index) => numberOf(index) === number);
    if (plan === undefined) throw new Error(`nobody may be led to ${number}`);
    this.#rung(call, number);
    const end = (status: Parameters<Dialled['over']>[0]) => {
      this.#over(call, status === 'completed');
      over(status);
    };
    switch (plan.fate) {
      case 'talks':
        later(plan.ringsMs, () => {
          answered();
          later(Math.min(plan.talksMs, longestTalkMs), () => end('completed'));
        });
        return;
      case 'rings-on':
        later(longestRingMs, () => end('no-answer'));
        return;
      case 'busy':
        later(plan.ringsMs, () => end('busy'));
        return;
      case 'nowhere':
        later(0, () => end('failed'));
        return;
      case 'another-conference':
        throw new Error('a conference is no number');
    }
  }
}
