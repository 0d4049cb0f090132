import type { HeldCall, Refusal } from './call.ts';
import { botLeft } from './life.ts';
import { wayName } from './route.ts';

/** More than so many reasons are not written out; the rarest are left out. */
const mostWritten = 10;

/** The refusals with one more: entries of the same way and reason are counted, not listed. */
export function withRefusal(
  refusals: readonly Refusal[],
  { way, why, againAtMs }: Omit<Refusal, 'times'>,
): readonly Refusal[] {
  const others = refusals.filter((each) => each.way !== way || each.why !== why);
  const entry = {
    ...(way === undefined ? {} : { way }),
    why,
    times: timesOf(refusals, way, why) + 1,
    ...(againAtMs === undefined ? {} : { againAtMs }),
  };
  return [...others, entry];
}

/** How often a way has refused for this reason. */
export function timesOf(refusals: readonly Refusal[], way: number | undefined, why: string): number {
  return refusals.find((each) => each.way === way && each.why === why)?.times ?? 0;
}

/** Whether a way may be asked: none of its refusals said that it is to be left alone for longer. */
export function mayBeAsked(refusals: readonly Refusal[], way: number, nowMs: number): boolean {
  return refusals.every((each) => each.way !== way || (each.againAtMs ?? 0) <= nowMs);
}

/** Who refused, as the call's timeline and outcome have it: `pipecat-cloud:receptionist at-capacity`. */
export function refusalText({ ways }: Pick<HeldCall, 'ways'>, { way, why }: Omit<Refusal, 'times'>): string {
  const refused = way === undefined ? undefined : ways[way];
  return `${refused === undefined ? 'rooms' : wayName(refused)} ${why}`;
}

/** Who refused and how often, the most frequent first; empty if nobody did. */
export function whoRefused(call: Pick<HeldCall, 'ways' | 'refusals'>): string {
  return [...(call.refusals ?? [])]
    .sort((one, other) => other.times - one.times)
    .slice(0, mostWritten)
    .map((refusal) => `${refusalText(call, refusal)} ×${refusal.times}`)
    .join(', ');
}

/** What the machine says of a call that nobody took, which says little: the call knows more. */
const reasonsOfNobody: readonly string[] = ['no-way', 'budget-spent', 'silence'];

/** What became of a call that had a ready room when its time was over: none of its orders was taken, or none was heard of. */
const outcomeOfOrders = ({ updates }: HeldCall) => (updates === 0 ? 'connect-busy' : 'silence');

/**
 * Why a call is released, for its record: a word, and after `no-way` who did not take it on, why and how often. A bot that
 * took it on and was never ready is `silence`.
 */
export function releaseOutcome(call: HeldCall, why: string): string {
  const { state, ways, wayIndex, askedAtMs, turnedDown, refusals = [] } = call;
  if (state === 'connecting' && why === 'budget-spent') return outcomeOfOrders(call);
  if (state !== 'waiting' || !reasonsOfNobody.includes(why)) return why;
  const isTakenOn = askedAtMs !== undefined && turnedDown === undefined;
  if (isTakenOn && ways[wayIndex]?.kind !== 'room') return 'silence';
  // In line for a room to the end, or turned down by one that was ready, which no task has written down since.
  const isRefused = turnedDown !== undefined && turnedDown !== botLeft;
  const last = isTakenOn ? 'no-place' : isRefused ? reasonOf(turnedDown) : undefined;
  const all = last === undefined ? refusals : withRefusal(refusals, { way: wayIndex, why: last });
  return all.length === 0 ? why : `no-way: ${whoRefused({ ways, refusals: [...all] })}`;
}

/** The reason that stands for what a call was turned down by: a bot that left, or a room that did not take its caller. */
export function reasonOf(turnedDown: string): string {
  return turnedDown === botLeft ? botLeft : `connect-${turnedDown}`;
}

/** The word of an outcome, by which calls are counted. */
export function outcomeWord(outcome: string): string {
  return outcome.replace(/:.*/s, '');
}
