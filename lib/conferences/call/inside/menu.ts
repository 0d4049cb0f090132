import { findInside, whyNotBackIn } from './inside.ts';
import type { VoiceCallId } from '../../model/conference.ts';
import type { Instruction } from '../../model/instructions.ts';
import { rejoin } from '../join.ts';
import { betweenConferences, leadOn, type LeadOnDeps } from '../transfer/lead-on.ts';
import { carryOutKey, outcomeOf } from './keys.ts';
import { sayIn, spokenIn } from '../spoken.ts';
import { changeTellingOutcome } from '../transfer/outcome.ts';

/** A join that fails is repeated once under a new number; after this many in a row the caller hears it. */
const maxFailures = 2;

/** How long the menu waits for a key before the caller is let back in. */
const menuTimeoutS = 20;

/** The `n`-th join of a call is over and the call asks what to do: the menu, unless it was thrown out. */
export async function leftMeeting(
  deps: LeadOnDeps,
  {
    call,
    joinSequence,
    isUp,
  }: { readonly call: VoiceCallId; readonly joinSequence: number; readonly isUp: boolean },
): Promise<readonly Instruction[]> {
  const inside = await findInside(deps, call);
  if (inside === undefined) return betweenConferences(await deps.pinCalls.get(call));
  const { conference, pinCall } = inside;
  const atMs = deps.clock.now();
  if (!isUp) {
    await changeTellingOutcome(deps, conference.id, call, { kind: 'gone', atMs });
    await deps.wake.wake(conference.id);
    return [{ kind: 'hangUp' }];
  }
  const returned = await deps.conferences.changeCaller(conference.id, call, {
    kind: 'returned',
    atMs,
    joinSequence,
  });
  const caller = returned ?? inside.caller;
  const onwards = await leadOn(deps, { ...inside, caller });
  if (onwards !== undefined) return onwards;
  const end = whyNotBackIn({ ...inside, caller }, atMs);
  if (end !== undefined) return [sayIn(pinCall, end), { kind: 'hangUp' }];
  const failures = caller.returned?.failures ?? 0;
  if (failures >= maxFailures) return [sayIn(pinCall, 'joining-failed'), { kind: 'hangUp' }];
  // A request about an older join is a repeated one; its first answer was the join that has not begun.
  if (failures > 0 || joinSequence < caller.joinSequence)
    return [await rejoin(deps, pinCall, conference, caller)];
  return [
    {
      kind: 'collect',
      question: { kind: 'menu', joinSequence },
      prompt: [spokenIn(pinCall, 'menu')],
      maxDigits: 1,
      timeoutS: menuTimeoutS,
    },
  ];
}

/** A key in the menu after the `n`-th join: 6 mutes or unmutes, 9 raises or lowers the hand; anything else, or nothing, goes back in. */
export async function menuKeyed(
  deps: LeadOnDeps,
  {
    call,
    joinSequence,
    digits,
  }: { readonly call: VoiceCallId; readonly joinSequence: number; readonly digits: string },
): Promise<readonly Instruction[]> {
  const inside = await findInside(deps, call);
  if (inside === undefined) return [{ kind: 'hangUp' }];
  const { conference, pinCall } = inside;
  const end = whyNotBackIn(inside, deps.clock.now());
  if (end !== undefined) return [sayIn(pinCall, end), { kind: 'hangUp' }];
  const caller = await carryOutKey(deps, inside, digits, { menu: joinSequence });
  const sentence = outcomeOf(conference, caller, digits);
  const back = await rejoin(deps, pinCall, conference, caller);
  await deps.wake.wake(conference.id);
  return sentence === undefined ? [back] : [sayIn(pinCall, sentence), back];
}
