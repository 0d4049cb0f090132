import { isOver, type HeldCall } from '../../lib/held-calls/model/call.ts';
import type { Fault } from './faults.ts';

/**
 * How a call ended for its caller: `connected`; `abandoned`, who hung up on hold and is known to have; `released`, nobody
 * could serve it within its budget; `turnedAway`, our answer to Daily was no 2xx, so Daily told the caller at
 * once; `lost`, none of these, which must not be.
 */
export type Outcome = 'connected' | 'abandoned' | 'released' | 'turnedAway' | 'lost';

/** What was seen of one call, from outside. Times are Unix milliseconds. */
export interface Seen {
  readonly callId: string;
  /** Legs that the caller had in rooms. */
  readonly legs: number;
  readonly dialledAtMs: number;
  /** When Daily knew what to make of its webhook. */
  readonly answeredAtMs: number | undefined;
  /** Whether our answer to that webhook was a 2xx. */
  readonly isHeld: boolean;
  /** When the caller came off hold: by being connected or by the call's end. */
  readonly offHoldAtMs: number | undefined;
  /** Whether the caller hung up by themselves before anybody had connected them. */
  readonly hungUpOnHold: boolean;
  /** Whether every order to connect a caller on hold came when the room was ready. */
  readonly neverEarly: boolean;
  /** The call's item when everything was over. */
  readonly item: HeldCall | undefined;
}

/** One call, judged. */
export interface Judged {
  readonly callId: string;
  readonly outcome: Outcome;
  /** What was promised and not kept; empty if all was. */
  readonly broken: readonly string[];
  /** Connected once, though the item says that it was given up: the news could not be stored before the budget's end. */
  readonly isMisrecorded: boolean;
}

/** The outcome of a call for its caller. */
function outcomeOf({ legs, isHeld, hungUpOnHold, item }: Seen): Outcome {
  if (legs > 0) return 'connected';
  if (hungUpOnHold && (item === undefined ? !isHeld : item.state === 'abandoned')) return 'abandoned';
  if (!isHeld && !hungUpOnHold) return 'turnedAway';
  // Who is taken to be gone and is still on hold is lost.
  return item?.state === 'released' ? 'released' : 'lost';
}

/**
 * Judges one call against the promise. A caller may have been released or turned away only if a fault of ours fell into
 * the time in which we had to act: with none, a healthy bot means connected.
 */
export function judge(seen: Seen, faults: readonly Fault[]): Judged {
  const outcome = outcomeOf(seen);
  const { callId, legs, item, dialledAtMs, offHoldAtMs, answeredAtMs } = seen;
  const hit = (untilMs: number | undefined) =>
    faults.some(({ fromMs, toMs }) => fromMs <= (untilMs ?? Infinity) && toMs >= dialledAtMs);
  const lateByMs = (offHoldAtMs ?? Infinity) - (item?.budgetEndsAtMs ?? Infinity);
  const broken = [
    ...(legs > 1 ? ['connected twice'] : []),
    ...(seen.neverEarly ? [] : ['ordered before it was ready']),
    ...(outcome === 'lost' ? [`lost: ${item?.state ?? 'never stored'}`] : []),
    ...(outcome === 'released' && !seen.hungUpOnHold && !hit(offHoldAtMs)
      ? ['released without a fault']
      : []),
    ...(outcome === 'turnedAway' && !hit(answeredAtMs) ? ['turned away without a fault'] : []),
    ...(outcome === 'connected' && lateByMs > 0 ? ['connected after its budget'] : []),
    ...(item !== undefined && !isOver(item) ? [`still ${item.state}`] : []),
  ];
  const isMisrecorded = outcome === 'connected' && item !== undefined && item.state !== 'ended';
  return { callId, outcome, broken, isMisrecorded };
}

/** Many calls, judged. */
export interface Score {
  readonly calls: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly connectedTwice: number;
  readonly misrecorded: number;
  /** One line for each promise that was broken. */
  readonly broken: readonly string[];
}

/** Adds up. */
export function scoreOf(seen: readonly Seen[], faults: readonly Fault[]): Score {
  const judged = seen.map((one) => judge(one, faults));
  const count = (outcome: Outcome) => judged.filter((one) => one.outcome === outcome).length;
  return {
    calls: seen.length,
    outcomes: {
      connected: count('connected'),
      abandoned: count('abandoned'),
      released: count('released'),
      turnedAway: count('turnedAway'),
      lost: count('lost'),
    },
    connectedTwice: seen.filter(({ legs }) => legs > 1).length,
    misrecorded: judged.filter(({ isMisrecorded }) => isMisrecorded).length,
    broken: judged.flatMap(({ callId, broken }) => broken.map((what) => `${callId}: ${what}`)),
  };
}
