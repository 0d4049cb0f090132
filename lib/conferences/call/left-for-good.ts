import type { VoiceCallId } from '../model/conference.ts';
import type { Instruction } from '../model/instructions.ts';
import type { ConferenceDeps } from '../ports.ts';
import { findInside, whyNotBackIn } from './inside.ts';
import { sayIn } from './spoken.ts';

/** A call has come out of a meeting into which nobody goes back: it hears why, if we know, and ends. */
export async function leftForGood(
  deps: Pick<ConferenceDeps, 'conferences' | 'pinCalls' | 'clock'>,
  call: VoiceCallId,
): Promise<readonly Instruction[]> {
  const inside = await findInside(deps, call);
  if (inside === undefined) return [{ kind: 'hangUp' }];
  const why = whyNotBackIn(inside, deps.clock.now());
  return [...(why === undefined ? [] : [sayIn(inside.pinCall, why)]), { kind: 'hangUp' }];
}
