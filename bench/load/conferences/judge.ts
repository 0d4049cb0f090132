import type { Caller } from '../../../lib/conferences/model/conference.ts';
import type { Fault } from '../faults.ts';
import type { Phone } from './phone.ts';

/** What both sides and the table have of one conference at one moment. */
export interface Snapshot {
  readonly name: string;
  /** Phones of callers that are in the meeting. */
  readonly inMeeting: number;
  /** Call ids that the room shows. */
  readonly shown: readonly string[];
  /** The callers as the functions keep them. */
  readonly kept: readonly Pick<Caller, 'call' | 'presence'>[];
}

/**
 * What a conference in which nothing moves has that it should not have: the room shows exactly those who are in, each once,
 * and the table keeps the same.
 * @param expected how many callers are to be in
 */
export function disagreements(
  { name, inMeeting, shown, kept }: Snapshot,
  expected: number,
): readonly string[] {
  const distinct = new Set(shown);
  const present = new Set<string>(kept.filter(({ presence }) => presence === 'in').map(({ call }) => call));
  return [
    ...(inMeeting === expected ? [] : [`${expected} should be in, ${inMeeting} are`]),
    ...(shown.length === distinct.size ? [] : [`shows ${shown.length - distinct.size} twice`]),
    ...(distinct.size === inMeeting ? [] : [`shows ${distinct.size}, ${inMeeting} are in`]),
    ...(present.size === distinct.size && [...present].every((call) => distinct.has(call))
      ? []
      : ['the table keeps others than are shown']),
  ].map((what) => `${name}: ${what}`);
}

/**
 * How a PIN call ended for its caller: `in`, they were in the meeting; `turnedAway`, the call was ended for them before;
 * `lost`, they were left on the line until they gave up.
 */
type PinOutcome = 'in' | 'turnedAway' | 'lost';

/** How many PIN calls ended in which way, and what was promised and not kept. */
export interface PinScore {
  readonly calls: number;
  readonly outcomes: Readonly<Record<PinOutcome, number>>;
  readonly broken: readonly string[];
}

/** What was killed starts cold, and what was frozen catches up: so long, in milliseconds, callers may notice on a busy machine. */
const aftermathMs = 10_000;

/** A caller may have been turned away only if a fault of ours fell into their call, or shortly before it. */
export function pinScoreOf(phones: readonly Phone[], faults: readonly Fault[]): PinScore {
  const judged = phones.map((phone) => ({ phone, outcome: outcomeOf(phone) }));
  const count = (outcome: PinOutcome) => judged.filter((one) => one.outcome === outcome).length;
  const wasHit = ({ dialledAtMs, endedAtMs = Infinity }: Phone) =>
    faults.some(({ fromMs, toMs }) => fromMs <= endedAtMs && toMs + aftermathMs >= dialledAtMs);
  const broken = judged.flatMap(({ phone, outcome }, nth) => {
    if (outcome === 'lost') return [`PIN call ${nth + 1}: lost`];
    return outcome === 'turnedAway' && !wasHit(phone)
      ? [`PIN call ${nth + 1}: turned away without a fault`]
      : [];
  });
  return {
    calls: phones.length,
    outcomes: { in: count('in'), turnedAway: count('turnedAway'), lost: count('lost') },
    broken,
  };
}

function outcomeOf({ wasIn, hasHungUp }: Phone): PinOutcome {
  if (wasIn) return 'in';
  return hasHungUp ? 'lost' : 'turnedAway';
}
