import type { OutsideVariants } from '../outside/variants.ts';
import { fieldsOf, type Later, type PhoneCall } from '../parties/phone-call.ts';
import { destinationOf, type DrawnTransfers } from './drawn.ts';

/** What came of calling somebody, in Twilio's words. */
export type DialEnd = 'completed' | 'busy' | 'no-answer' | 'failed';

/** A number or address that a document has the voice provider call for somebody. */
export interface Dialled {
  readonly call: PhoneCall;
  readonly number: string;
  readonly longestRingMs: number;
  readonly longestTalkMs: number;
  readonly later: Later;
  readonly isTaken: () => void;
  readonly over: (status: DialEnd) => void;
}

/** How a provider reports that somebody has taken a call. */
export function takenNews(
  call: PhoneCall,
  outside: OutsideVariants | undefined,
): ['status' | 'taken', Readonly<Record<string, string>>] {
  if (outside !== undefined) return ['taken', fieldsOf(call)];
  const leg = { CallSid: `CA${'f'.repeat(32)}`, ParentCallSid: call.sid, CallStatus: 'in-progress' };
  return ['status', { ...fieldsOf(call), ...leg }];
}

/** What a provider does when nobody is on the line any more to whom a caller was led. */
export function afterDial(
  { asksAfterDial: asking }: Pick<OutsideVariants, 'asksAfterDial'> = { asksAfterDial: 'always' },
  {
    isTaken,
    asks,
    ends,
  }: Pick<Dialled, 'isTaken'> & Readonly<Record<'asks' | 'ends', (status: DialEnd) => void>>,
): Dialled['over'] {
  return (status) => {
    if (asking === 'always' || (asking === 'if-not-taken' && status !== 'completed')) {
      asks(status);
      return;
    }
    // The end of a talk is told as well, and says the same.
    if (asking === 'if-not-taken') isTaken();
    ends(status);
  };
}

/** Those to whom callers are led. */
export class FarEnds {
  readonly #transfers: DrawnTransfers | undefined;
  readonly #rung: (call: PhoneCall, number: string) => void;
  readonly #taken: (call: PhoneCall) => void;
  readonly #over: (call: PhoneCall, status: DialEnd) => void;

  constructor(
    transfers: DrawnTransfers | undefined,
    rung: (call: PhoneCall, number: string) => void,
    taken: (call: PhoneCall) => void,
    over: (call: PhoneCall, status: DialEnd) => void,
  ) {
    this.#transfers = transfers;
    this.#rung = rung;
    this.#taken = taken;
    this.#over = over;
  }

  dial({ call, number, longestRingMs, longestTalkMs, later, isTaken, over }: Dialled): void {
    const plan = this.#transfers?.orders.find((_, index) => destinationOf(index) === number);
    if (plan === undefined) throw new Error(`nobody may be led to ${number}`);
    this.#rung(call, number);
    const end = (status: DialEnd) => {
      this.#over(call, status);
      over(status);
    };
    switch (plan.fate) {
      case 'talks':
        later(plan.ringsMs, () => {
          this.#taken(call);
          isTaken();
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
