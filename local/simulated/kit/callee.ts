import { isOver, type Pace } from './pace.ts';

/** What somebody does whose phone a simulated provider rings. */
export interface Callee {
  /** `nobody`: it rings until the provider gives up. `nowhere`: there is no such number. */
  readonly picksUp: 'yes' | 'nobody' | 'busy' | 'nowhere';
  /** Script, from the moment when the call is answered. */
  readonly keys: string;
}

const callees: Readonly<Record<string, Callee>> = {
  '00': { picksUp: 'nobody', keys: '' },
  '01': { picksUp: 'busy', keys: '' },
  '02': { picksUp: 'nowhere', keys: '' },
  // An answering machine: it listens to everything, and presses nothing.
  '03': { picksUp: 'yes', keys: '' },
  '04': { picksUp: 'yes', keys: 'wait 1, hangup' },
};

/** Presses 1 when told to; and once more, should the name of the conference have had a 1 in it. */
const willing: Callee = { picksUp: 'yes', keys: 'wait-for 1, 1, wait-for 1, 1' };

/** Whom a number reaches: its last two digits say so (docs/local.md), and everybody else is willing to join. */
export const calleeAt = (number: string): Callee => callees[number.slice(-2)] ?? willing;

/** How long a phone rings, in seconds of call time: until it is picked up, and at the most. */
interface Ring {
  readonly ringS: number;
  readonly longestS: number;
}

/** Rings the phone of a callee whose call lasts until `over`, and says what comes of it. */
export function ring(
  over: AbortSignal,
  picksUp: Callee['picksUp'],
  { ringS, longestS }: Ring,
  pace: Pace,
  comes: (of: Callee['picksUp']) => void,
): void {
  pace.after(ringS * 1_000, () => {
    if (isOver(over)) return;
    if (picksUp === 'nobody') pace.after((longestS - ringS) * 1_000, () => comes(picksUp));
    else comes(picksUp);
  });
}
