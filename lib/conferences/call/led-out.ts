import type { Destination } from '../../numbers/destination.ts';
import { longestRingS } from '../model/call-out.ts';
import type { CallerEventOf } from '../model/caller-events.ts';
import type { Caller, Conference, TransferOutcome, VoiceCallId } from '../model/conference.ts';
import type { Instruction } from '../model/instructions.ts';
import type { PinCall } from '../model/pin-call.ts';
import type { ConferenceDeps } from '../ports.ts';
import { isOpenToWaiting } from '../state/bridge.ts';
import { isAwaited, isBeingCalled, isLedOut } from '../state/reduce-transfer.ts';
import { whyNotBackIn, type Inside } from './inside.ts';
import { rejoin } from './join.ts';
import { sayIn } from './spoken.ts';
import { wait } from './wait.ts';

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
 * What a call does that asks, if its caller is to be led to a number or address, or was: undefined: neither. It is noted first, and
 * the caller is in the conference no more; a request that is repeated gets the same again.
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
  if (!isAwaited(caller) && !isLedOut(caller)) return undefined;
  const led = isAwaited(caller) ? await note(deps, inside, { kind: 'ledOn', atMs }) : caller;
  const { ledAtMs = atMs } = led.transfer ?? {};
  // It was taken out of the call to whom it was led to, by an order to ask that came late, or that is over.
  if (isLedOut(led) && (!isBeingCalled(led) || atMs - ledAtMs >= repeatedWithinMs))
    return comeBack(deps, { ...inside, caller: led }, 'failed');
  if (!isBeingCalled(led)) return undefined;
  const stayedMs = ledAtMs - led.admittedAtMs;
  const longestStayS = Math.ceil(Math.max(1_000, conference.settings.longestStayMs - stayedMs) / 1000);
  const { language } = pinCall;
  return [sayIn(pinCall, 'led-on'), { kind: 'dial', to, from, longestRingS, longestStayS, language }];
}

/** Whom a caller was led to has taken the call. */
export async function destinationAnswered(
  deps: Pick<LedOutDeps, 'conferences' | 'pinCalls' | 'clock' | 'log' | 'count'>,
  call: VoiceCallId,
): Promise<'recorded' | 'unknown'> {
  const { conference, role } = (await deps.pinCalls.get(call)) ?? {};
  if (conference === undefined || role !== 'caller') return 'unknown';
  const atMs = deps.clock.now();
  const event = { kind: 'transferEnded', atMs, outcome: 'answered' } as const;
  toldOutcome(deps, await deps.conferences.changeCaller(conference, call, event), atMs);
  return 'recorded';
}

/** Whom a caller was led to is on the line no more, or never was: whoever was not taken comes back, if the conference goes on. */
export async function comeBack(
  deps: LedOutDeps,
  inside: Inside,
  outcome: TransferOutcome,
): Promise<readonly Instruction[]> {
  const { pinCall, conference } = inside;
  const atMs = deps.clock.now();
  if (outcome === 'answered' || outcome === 'caller-left') {
    if (outcome === 'answered') await note(deps, inside, { kind: 'transferEnded', atMs, outcome });
    return [{ kind: 'hangUp' }];
  }
  const isOutside = deps.voices.of(conference.voice).traits.waits === 'outside';
  const waits = isOutside && !isOpenToWaiting(conference) ? { waits: true as const } : {};
  const caller = await note(deps, inside, { kind: 'cameBack', atMs, outcome, ...waits });
  if (caller.presence === 'gone') return [{ kind: 'hangUp' }];
  const why = whyNotBackIn({ conference, caller }, atMs);
  if (why !== undefined) return [sayIn(pinCall, why), { kind: 'hangUp' }];
  if (caller.presence === 'waiting') return [wait(pinCall, 'not-led-on')];
  return [sayIn(pinCall, 'not-led-on'), await rejoin(deps, pinCall, conference, caller)];
}

async function note(
  deps: LedOutDeps,
  { conference: { id }, caller }: Inside,
  event: CallerEventOf<'ledOn' | 'cameBack' | 'transferEnded'>,
): Promise<Caller> {
  const after = await deps.conferences.changeCaller(id, caller.call, event);
  toldOutcome(deps, after, event.atMs);
  await deps.wake.wake(id);
  return after ?? caller;
}

/** Says what has come of a transfer. `after`: the caller after an event of `atMs` that may have ended it. */
export function toldOutcome(
  { log, count }: Pick<LedOutDeps, 'log' | 'count'>,
  after: Caller | undefined,
  atMs: number,
): void {
  const { outcome, outcomeAtMs } = after?.transfer ?? {};
  if (outcome === undefined || outcomeAtMs !== atMs) return;
  log.info('transfer-outcome', { callId: after?.call, outcome });
  count('transfers', 1, outcome);
}
