import { whyNotBackIn } from './inside.ts';
import type { VoiceCallId } from '../../model/conference.ts';
import type { Instruction } from '../../model/instructions.ts';
import type { PinCall } from '../../model/pin-call.ts';
import { isBridgeDue, isOpenToWaiting } from '../../state/bridge.ts';
import { sentenceFor } from '../../state/waiting.ts';
import { rejoin } from '../join.ts';
import { isAwaited, isOutInVain } from '../../state/reduce/transfer.ts';
import { comeBack } from '../transfer/led-out.ts';
import { betweenConferences, leadOn, type LeadOnDeps } from '../transfer/lead-on.ts';
import { sayIn } from '../spoken.ts';
import { wait } from '../wait.ts';

/** Between two sentences for somebody who waits: enough to be left in peace, short enough to stay. */
const waitingPauseS = 15;

/** A call that is being moved into the meeting asks no more; if it does after this long, it was not moved. */
const movingMs = 6_000;

/** What somebody hears who is in the meeting before the bridge is. Asked again and again while the wait lasts. */
export async function waiting(
  deps: Omit<LeadOnDeps, 'voices' | 'dialIns'>,
  call: VoiceCallId,
): Promise<readonly Instruction[]> {
  const pinCall = await deps.pinCalls.get(call);
  const conference = pinCall?.conference && (await deps.conferences.get(pinCall.conference));
  if (!pinCall || !conference) return [{ kind: 'pause', seconds: waitingPauseS }];
  const nowMs = deps.clock.now();
  // A wake that got lost is made good here: whoever waits asks every few seconds.
  if (isBridgeDue(conference, nowMs)) await deps.wake.wake(conference.id);
  const sinceMs = pinCall.ledOn?.at(-1)?.atMs ?? pinCall.arrivedAtMs;
  const sentence = sentenceFor(conference, sinceMs, nowMs);
  return [sayIn(pinCall, sentence), { kind: 'pause', seconds: waitingPauseS }];
}

/** A caller who waits outside the meeting asks what to do, again and again: to wait on, or to go in with the bridge. */
export async function waited(
  deps: LeadOnDeps,
  pinCall: PinCall | undefined,
): Promise<readonly Instruction[]> {
  const conference = pinCall?.conference && (await deps.conferences.get(pinCall.conference));
  if (!pinCall || !conference) return betweenConferences(pinCall);
  const { call } = pinCall;
  const atMs = deps.clock.now();
  const kind = isOpenToWaiting(conference) ? 'letIn' : 'waited';
  const caller = await deps.conferences.changeCaller(conference.id, call, { kind, atMs });
  if (caller === undefined) return [{ kind: 'hangUp' }];
  const onwards = await leadOn(deps, { pinCall, conference, caller });
  if (onwards !== undefined) return onwards;
  const end = whyNotBackIn({ conference, caller }, atMs);
  if (end !== undefined) return [sayIn(pinCall, end), { kind: 'hangUp' }];
  // It has come out of the meeting to be led on, which has to wait: until it is known whether a moderator has removed them.
  if (isAwaited(caller) && caller.presence !== 'waiting') return [wait(pinCall, undefined)];
  switch (caller.presence) {
    case 'waiting': {
      if (isBridgeDue(conference, atMs)) await deps.wake.wake(conference.id);
      const isTold = caller.waitToldAtMs === atMs;
      return [wait(pinCall, isTold ? sentenceFor(conference, caller.admittedAtMs, atMs) : undefined)];
    }
    case 'joining':
    case 'in': {
      const { atMs: movedAtMs = Number.NEGATIVE_INFINITY } = caller.moved ?? {};
      if (atMs - movedAtMs < movingMs) return [wait(pinCall, undefined)];
      await deps.wake.wake(conference.id);
      return [await rejoin(deps, pinCall, conference, caller)];
    }
    // It has been in, and nobody goes in twice where people wait outside, unless they were taken out for nothing: by an order to lead
    // them on, or out of the conference from which they were led here, into which a late order had moved them back.
    case 'absent': {
      if (isOutInVain(caller)) return comeBack(deps, { pinCall, conference, caller }, 'failed');
      const isLedHere = caller.ledOn !== undefined;
      return [isLedHere ? await rejoin(deps, pinCall, conference, caller) : { kind: 'hangUp' }];
    }
    case 'gone':
      return [{ kind: 'hangUp' }];
  }
}
