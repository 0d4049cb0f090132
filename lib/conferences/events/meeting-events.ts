import { changeTellingOutcome } from '../call/transfer/outcome.ts';
import { leaveUnauthenticated } from '../call/unauthenticated.ts';
import { calledOutEnded, findCalledOut } from '../call-out/outcome.ts';
import type { CallEnd, CallOutId } from '../model/call-out.ts';
import type { ConferenceId, VoiceCallId } from '../model/conference.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { PinCall } from '../model/pin-call.ts';
import { isOfLastJoin } from '../state/of-join.ts';

/** No provider is among them: whoever reports something is not kept waiting for another's answer. */
export type MeetingEventDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'callOuts' | 'unauthenticated' | 'wake' | 'clock' | 'log' | 'count'
>;

/** Providers tell the end of a call in two ways within this time, and what was not answered again after seconds only. */
const twinMs = 1_000;

/** A leg of a meeting at the voice provider. */
interface MeetingLeg {
  readonly conference: ConferenceId;
  readonly meeting: string;
  readonly call: VoiceCallId;
  /** Of the join that it is about. Absent: the provider does not tell joins of one call apart, of which there is one. */
  readonly joinSequence?: number | undefined;
}

/** It went in or out, or was muted there. */
export interface LegEvent extends MeetingLeg {
  readonly muted: boolean;
}

/** `unknown`: about a leg or a conference that is none of ours. */
export type EventResult = 'recorded' | 'unknown';

export async function legJoined(deps: MeetingEventDeps, event: LegEvent): Promise<EventResult> {
  const { conference, call, meeting, joinSequence, muted } = event;
  const atMs = deps.clock.now();
  const [caller, before] = await Promise.all([
    deps.conferences.changeCaller(conference, call, { kind: 'joined', atMs, joinSequence, muted }),
    deps.conferences.get(conference),
  ]);
  if (caller === undefined) {
    const known = await findCall(deps, event);
    return known === undefined ? 'unknown' : bridgeJoined(deps, known, event);
  }
  // Late news of an older join may be about a meeting that is over.
  const isIn = caller.presence === 'in' && isOfLastJoin(caller, event);
  if (isIn && before?.meeting !== meeting)
    await deps.conferences.changeConference(conference, { kind: 'meetingSeen', atMs, meeting });
  return recorded(deps, conference, 'joined', call);
}

export async function legLeft(deps: MeetingEventDeps, event: LegEvent): Promise<EventResult> {
  const { conference, call, joinSequence } = event;
  const left = { kind: 'left', atMs: deps.clock.now(), joinSequence } as const;
  if ((await deps.conferences.changeCaller(conference, call, left)) !== undefined)
    return recorded(deps, conference, 'left', call);
  const known = await findCall(deps, event);
  return known === undefined ? 'unknown' : bridgeLeft(deps, known, event);
}

/** The voice provider says that a leg is, or is no longer, muted. */
export async function legMuted(deps: MeetingEventDeps, event: LegEvent): Promise<EventResult> {
  const { conference, call, joinSequence, muted } = event;
  const seen = { kind: 'phoneSeen', atMs: deps.clock.now(), joinSequence, muted } as const;
  if ((await deps.conferences.changeCaller(conference, call, seen)) !== undefined)
    return recorded(deps, conference, 'muted', call);
  return (await findCall(deps, event)) === undefined ? 'unknown' : 'recorded';
}

/**
 * What its provider says of a call's end beside that. `end`: of a call that we have placed, or that of a caller ended with that of whom
 * they were led to. `callOut`: it is the gateway that called, by this order.
 */
export interface Ended {
  readonly end?: CallEnd;
  readonly callOut?: CallOutId | undefined;
}

/** A call at the voice provider is over. The only event that makes a caller `gone`. */
export async function voiceCallEnded(
  deps: MeetingEventDeps,
  call: VoiceCallId,
  { end = 'over', callOut }: Ended = {},
): Promise<EventResult> {
  const pinCall = await (callOut === undefined
    ? deps.pinCalls.get(call)
    : findCalledOut(deps, { call, id: callOut }));
  if (pinCall === undefined) return 'unknown';
  if (pinCall.callOut !== undefined && pinCall.conference === undefined) {
    await calledOutEnded(deps, pinCall, end);
    return 'recorded';
  }
  // It was forwarded, or ended before a PIN was right: nobody waits to hear of it.
  if (pinCall.conference === undefined) {
    await leaveUnauthenticated(deps, pinCall);
    if (pinCall.role === undefined)
      deps.count('unauthenticatedMs', deps.clock.now() - pinCall.arrivedAtMs, 'left');
    return 'recorded';
  }
  const { conference, role } = pinCall;
  const atMs = deps.clock.now();
  if (role === 'bridge') {
    const left = { kind: 'bridgeLeft', atMs, call: pinCall.call, ...cameAs(pinCall) } as const;
    await deps.conferences.changeConference(conference, left);
  } else {
    const caller = await changeTellingOutcome(deps, conference, pinCall.call, { kind: 'gone', atMs, end });
    const toldMs = atMs - (caller?.presence === 'gone' ? caller.presenceAtMs : atMs);
    // Who told it has woken the sync, or is about to; should it have died, nothing is told again this soon.
    if (toldMs > 0 && toldMs < twinMs) return 'recorded';
  }
  return recorded(deps, conference, 'ended', pinCall.call);
}

/** The call of a leg that is no caller's, if it belongs to the conference. It is the bridge, or of a caller long gone. */
async function findCall(
  { pinCalls, log }: Pick<MeetingEventDeps, 'pinCalls' | 'log'>,
  { conference, call }: LegEvent,
): Promise<PinCall | undefined> {
  const pinCall = await pinCalls.get(call);
  if (pinCall?.conference === conference) return pinCall;
  log.warn('conference-unknown', { conference });
  return undefined;
}

/** The bridge has come in. Of another call nothing is known any more that the news could change. */
export async function bridgeJoined(
  deps: MeetingEventDeps,
  { role, isBridgeOrigin: isVouched, joinSequence: first }: PinCall,
  { conference, meeting, call, joinSequence = first }: MeetingLeg,
): Promise<EventResult> {
  if (joinSequence === undefined) return 'unknown';
  if (role === 'bridge') {
    const joined = {
      kind: 'bridgeJoined',
      atMs: deps.clock.now(),
      call,
      joinSequence,
      meeting,
      isVouched,
    } as const;
    await deps.conferences.changeConference(conference, joined);
    deps.log.info('bridge-in', { conference, callId: call });
  }
  return recorded(deps, conference, 'joined', call);
}

/** The bridge has gone out, likewise. */
export async function bridgeLeft(
  deps: MeetingEventDeps,
  pinCall: PinCall,
  { conference, call, joinSequence = pinCall.joinSequence }: MeetingLeg,
): Promise<EventResult> {
  if (joinSequence === undefined) return 'unknown';
  if (pinCall.role === 'bridge') {
    const atMs = deps.clock.now();
    const left = { kind: 'bridgeLeft', atMs, call, joinSequence, ...cameAs(pinCall) } as const;
    await deps.conferences.changeConference(conference, left);
    deps.log.info('bridge-out', { conference, callId: call });
  }
  return recorded(deps, conference, 'left', call);
}

/** What is known of a leg of the bridge that has gone, whether or not its join was heard of. */
function cameAs({ arrivedAtMs, isBridgeOrigin: isVouched, joinSequence: renderedJoin }: PinCall) {
  return { arrivedAtMs, renderedJoin, isVouched };
}

/** Wakes the sync also when the event changed nothing: the one that did may have died before it could. */
export async function recorded(
  deps: MeetingEventDeps,
  conference: ConferenceId,
  event: string,
  call: VoiceCallId,
): Promise<EventResult> {
  deps.log.info('conference-event', { conference, callId: call, event });
  await deps.wake.wake(conference);
  return 'recorded';
}
