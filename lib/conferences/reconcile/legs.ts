import { withoutPlace, type VoiceCallId } from '../model/conference.ts';
import type { Leg } from '../ports.ts';

export type LegOf = (call: VoiceCallId) => Leg | undefined;

/** Finds the legs of a list by their calls. Either the list or we may name a call with its place, and the other without. */
export function legsByCall(legs: readonly Leg[]): LegOf {
  const byCall = new Map(legs.map((leg) => [withoutPlace(leg.call), leg]));
  return (call) => byCall.get(withoutPlace(call));
}
