import type { HeldCall, Refusal } from './call.ts';
import { targetName } from './route.ts';

/** More than so many reasons are not written out; the rarest are left out. */
const maxWritten = 10;

/** The refusals with one more: entries of the same target and reason are counted, not listed. */
export function withRefusal(
  refusals: readonly Refusal[],
  { target, why, againAtMs }: Omit<Refusal, 'times'>,
): readonly Refusal[] {
  const others = refusals.filter((each) => each.target !== target || each.why !== why);
  const entry = {
    ...(target === undefined ? {} : { target }),
    why,
    times: timesOf(refusals, target, why) + 1,
    ...(againAtMs === undefined ? {} : { againAtMs }),
  };
  return [...others, entry];
}

/** How often a target has refused for this reason. */
export function timesOf(refusals: readonly Refusal[], target: number | undefined, why: string): number {
  return refusals.find((each) => each.target === target && each.why === why)?.times ?? 0;
}

/** Whether a target may be asked: none of its refusals said that it is to be left alone for longer. */
export function mayBeAsked(refusals: readonly Refusal[], target: number, nowMs: number): boolean {
  return refusals.every((each) => each.target !== target || (each.againAtMs ?? 0) <= nowMs);
}

/** Who refused, as the call's timeline and outcome have it: `pipecat-cloud:receptionist at-capacity`. */
export function refusalText(
  { targets }: Pick<HeldCall, 'targets'>,
  { target, why }: Omit<Refusal, 'times'>,
): string {
  const refused = target === undefined ? undefined : targets[target];
  return `${refused === undefined ? 'rooms' : targetName(refused)} ${why}`;
}

/** Who refused and how often, the most frequent first; empty if nobody did. */
function whoRefused(call: Pick<HeldCall, 'targets' | 'refusals'>): string {
  return [...(call.refusals ?? [])]
    .sort((one, other) => other.times - one.times)
    .slice(0, maxWritten)
    .map((refusal) => `${refusalText(call, refusal)} ×${refusal.times}`)
    .join(', ');
}

/** What the machine says of a call that nobody took, which says little: the call knows more. */
const reasonsOfNobody: readonly string[] = ['no-target', 'budget-spent', 'silence'];

/** What became of a call that had a ready room when its time was over: none of its orders was taken, or none was heard of. */
const outcomeOfOrders = ({ updates }: HeldCall) => (updates === 0 ? 'connect-busy' : 'silence');

/**
 * Why a call is released, for its record: a word, and after `no-target` who did not take it on, why and how often. A bot that
 * took it on and was never ready is `silence`.
 */
export function releaseOutcome(call: HeldCall, why: string): string {
  const { state, targets, targetIndex, askedAtMs, turnedDown, refusals = [] } = call;
  if (state === 'connecting' && why === 'budget-spent') return outcomeOfOrders(call);
  if (state !== 'waiting' || !reasonsOfNobody.includes(why)) return why;
  const isTakenOn = askedAtMs !== undefined && turnedDown === undefined;
  if (isTakenOn && targets[targetIndex]?.kind !== 'room') return 'silence';
  // In line for a room to the end, or turned down by one that was ready, which no task has written down since.
  const isRefused = turnedDown !== undefined && turnedDown !== botLeft;
  const last = isTakenOn ? 'no-lease' : isRefused ? reasonOf(turnedDown) : undefined;
  const all = last === undefined ? refusals : withRefusal(refusals, { target: targetIndex, why: last });
  return all.length === 0 ? why : `no-target: ${whoRefused({ targets, refusals: [...all] })}`;
}

/** The reason that stands for what a call was turned down by: a bot that left, or a room that did not take its caller. */
export function reasonOf(turnedDown: string): string {
  return turnedDown === botLeft ? botLeft : `connect-${turnedDown}`;
}

/** The word of an outcome, by which calls are counted. */
export function outcomeWord(outcome: string): string {
  return outcome.replace(/:.*/s, '');
}

/** A call's `turnedDown` when whoever was in its room has left. */
export const botLeft = 'bot-left';
