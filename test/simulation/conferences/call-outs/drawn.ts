import type { CallOutLimits } from '../../../../lib/conferences/model/call-out.ts';
import type { Random } from '../../frame/random.ts';

/**
 * What a callee does. `refused`: the provider calls no such number; `slow`: presses 1 when asked for the second time;
 * `silent`: a machine that answers, or somebody who listens and presses nothing.
 */
const behaviours = [
  'joins',
  'slow',
  'silent',
  'another-key',
  'hangs-up',
  'busy',
  'no-answer',
  'cannot-be-called',
  'refused',
] as const;
export type Behaviour = (typeof behaviours)[number];

/** Somebody whom an operator has called, at a time that counts from the world's beginning, in ms. */
export interface CalleePlan {
  readonly orderedAtMs: number;
  readonly number: string;
  readonly behaviour: Behaviour;
  /** Until the phone is picked up, or turned down. */
  readonly ringsMs: number;
  /** Who hangs up while listening does so after this long. */
  readonly listensMs: number;
  /** What the program does that orders: sends the same once more although it was answered. */
  readonly isSentTwice: boolean;
  /** What the host does to them, or they do, at a time that counts as this one. */
  readonly actions: readonly { readonly atMs: number; readonly action: CalleeAction }[];
}
type CalleeAction = 'hangs-up' | 'host-mutes' | 'host-removes';

/** Call-outs of a world. */
export interface DrawnCallOuts {
  readonly limits: CallOutLimits;
  readonly callees: readonly CalleePlan[];
  /** The conference takes nobody from then on; default it does. */
  readonly closesAtMs?: number | undefined;
}

export const allowedPrefix = '+1202555';
const otherNumber = '+442079460000';
/** The numbers of callees are nobody else's. */
const calleeNumber = (index: number) => `${allowedPrefix}${String(400 + index).padStart(4, '0')}`;

const callOutRate = 0.2;
/** When there are orders. */
const [firstMs, lastMs] = [5_000, 270_000];
/** People act until then; see test/simulation/conferences/scenario.ts. */
const activeMs = 300_000;
/** By then everybody has dialled in who does. */
const dialledInByMs = 185_000;
/** A conference that closes while a phone rings, or somebody listens, does so this long after the order. */
const closesAfterMs = [2_000, 15_000] as const;

export function drawCallOuts(random: Random): DrawnCallOuts | undefined {
  if (!random.chance(callOutRate)) return undefined;
  const limits = {
    allow: [allowedPrefix],
    perMinute: random.pick([1, 2, 5]),
    perHour: random.pick([2, 4, 20]),
  };
  const burstAtMs = random.chance(0.3) ? random.between(firstMs, lastMs) : undefined;
  const callees = Array.from({ length: random.pick([1, 2, 3, 5]) }, (_, index) =>
    calleeOf(random, index, burstAtMs),
  );
  const late = callees.find(({ orderedAtMs }) => orderedAtMs >= dialledInByMs);
  const afterMs = random.chance(0.3) ? random.between(...closesAfterMs) : undefined;
  const closesAtMs = late && afterMs && late.orderedAtMs + afterMs;
  return { limits, callees, closesAtMs };
}

function calleeOf(random: Random, index: number, burstAtMs: number | undefined): CalleePlan {
  const orderedAtMs = burstAtMs ?? random.between(firstMs, lastMs);
  const actions = Array.from({ length: random.pick([0, 0, 1, 2]) }, () => ({
    atMs: orderedAtMs + random.between(25_000, 120_000),
    action: random.pick<CalleeAction>(['hangs-up', 'host-mutes', 'host-removes']),
  }));
  return {
    orderedAtMs,
    number: random.chance(0.05) ? otherNumber : calleeNumber(index),
    behaviour: random.chance(0.4) ? 'joins' : random.pick(behaviours),
    ringsMs: random.between(1_000, 20_000),
    listensMs: random.between(500, 9_000),
    isSentTwice: random.chance(0.2),
    actions: actions.filter(({ atMs }) => atMs < activeMs),
  };
}
