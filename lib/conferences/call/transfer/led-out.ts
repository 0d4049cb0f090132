import type { Destination } from '../../../numbers/destination.ts';
import { longestRingS } from '../../model/call-out.ts';
import type { CallerEventOf } from '../../model/caller-events.ts';
import type { Caller, Conference, TransferOutcome, VoiceCallId } from '../../model/conference.ts';
import type { Instruction } from '../../model/instructions.ts';
import type { PinCall } from '../../model/pin-call.ts';
import type { ConferenceDeps } from '../../ports.ts';
import { isBeingCalled, isLedOut, mayBeLedOn } from '../../state/reduce/transfer.ts';
import { whyNotBackIn, type Inside } from '../inside/inside.ts';
import { countJoin, rejoin, restOfStayS, waitsFor } from '../join.ts';
import { sayIn } from '../spoken.ts';
import { changeTellingOutcome } from './outcome.ts';
import { wait } from '../wait.ts';

/** What leading a caller to a number or address needs, and their coming back. */
export type LedOutDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'voices' | 'wake' | 'clock' | 'log' | 'count'
>;

/** Within so long a request may be a repeated one, whose first answer nobody got: providers repeat theirs for 14 s. */
const repeatedWithinMs = 20_000;

/** Number that is shown to whoever is called: of the dial-in that the caller dialled, or, if that has none, of the conference. */
export function shownNumber(
  { dialIn }: Pick<PinCall, 'dialIn'>,
  { dialIn: ofConference }: Pick<Conference, 'dialIn'>,
): string | undefined {
  return [dialIn, ofConference].find((dialled) => dialled?.startsWith('+'));
}

/**
 * What a call does that asks, and whose caller is to be led to a number or address. It is noted first, and the caller is in the
 * conference no more; a request that is repeated gets the same again. One that comes long after brings the caller back. Undefined: the
 * caller is not to be led on, and nobody is called for them.
 */
export async function leadOutTo(
  deps: LedOutDeps,
  inside: Inside,
  to: Destination,
): Promise<readonly Instruction[] | undefined> {
  const { conference, pinCall } = inside;
  const from = shownNumber(pinCall, conference);
  if (from === undefined) return undefined;
  const atMs = deps.clock.now();
  const { caller } = inside;
  const led = mayBeLedOn(caller) ? await noteTransfer(deps, inside, { kind: 'ledOn', atMs }) : caller;
  const { ledAtMs = atMs } = led.transfer ?? {};
  // It was taken out of the call to whom it was led to, by an order to ask that came late, or that is over.
  if (isLedOut(led) && (!isBeingCalled(led) || atMs - ledAtMs >= repeatedWithinMs))
    return comeBack(deps, { ...inside, caller: led }, 'failed');
  if (!isBeingCalled(led)) return undefined;
  const stayedMs = ledAtMs - led.admittedAtMs;
  const longestStayS = restOfStayS(conference, stayedMs);
  const { language } = pinCall;
  return [sayIn(pinCall, 'led-on'), { kind: 'dial', to, from, longestRingS, longestStayS, language }];
}

/** The number or address that a caller was led to has answered. */
export async function destinationAnswered(
  deps: Pick<LedOutDeps, 'conferences' | 'pinCalls' | 'clock' | 'log' | 'count'>,
  call: VoiceCallId,
): Promise<'recorded' | 'unknown'> {
  return destinationAnsweredOf(deps, await deps.pinCalls.get(call));
}

/** The same, of a call that has been read; undefined: there is none. */
export async function destinationAnsweredOf(
  deps: Pick<LedOutDeps, 'conferences' | 'clock' | 'log' | 'count'>,
  pinCall: PinCall | undefined,
): Promise<'recorded' | 'unknown'> {
  if (pinCall?.conference === undefined || pinCall.role !== 'caller') return 'unknown';
  const { call, conference } = pinCall;
  const atMs = deps.clock.now();
  const event = { kind: 'transferEnded', atMs, outcome: 'answered' } as const;
  await changeTellingOutcome(deps, conference, call, event);
  return 'recorded';
}

/** Nobody is on the line any more to whom a caller was led. A caller who was not taken comes back, if the conference goes on. */
export async function comeBack(
  deps: LedOutDeps,
  inside: Inside,
  outcome: TransferOutcome,
): Promise<readonly Instruction[]> {
  const { conference } = inside;
  const atMs = deps.clock.now();
  if (outcome === 'answered' || outcome === 'caller-left') {
    if (outcome === 'answered') await noteTransfer(deps, inside, { kind: 'transferEnded', atMs, outcome });
    return [{ kind: 'hangUp' }];
  }
  const { waits } = waitsFor(deps.voices.of(conference.voice).traits, conference);
  const joinSequence = waits && (await countJoin(deps, conference.id));
  const back = joinSequence === undefined ? {} : { waits: { joinSequence } };
  const caller = await noteTransfer(deps, inside, { kind: 'cameBack', atMs, outcome, ...back });
  return caller.presence === 'gone' ? [{ kind: 'hangUp' }] : goBack(deps, { ...inside, caller }, atMs);
}

/** Has a caller who was not led on hear so, and go back to where they were. */
export async function goBack(
  deps: LedOutDeps,
  inside: Inside,
  nowMs: number,
): Promise<readonly Instruction[]> {
  const { pinCall, conference, caller } = inside;
  const why = whyNotBackIn(inside, nowMs);
  if (why !== undefined) return [sayIn(pinCall, why), { kind: 'hangUp' }];
  if (caller.presence === 'waiting') return [wait(pinCall, 'not-led-on')];
  return [sayIn(pinCall, 'not-led-on'), await rejoin(deps, pinCall, conference, caller)];
}

/** Writes down how it goes with a caller who is led on, and wakes the conference. */
export async function noteTransfer(
  deps: Pick<LedOutDeps, 'conferences' | 'wake' | 'log' | 'count'>,
  { conference: { id }, caller }: Inside,
  event: CallerEventOf<'ledOn' | 'cameBack' | 'transferEnded'>,
): Promise<Caller> {
  const after = await changeTellingOutcome(deps, id, caller.call, event);
  await deps.wake.wake(id);
  return after ?? caller;
}
