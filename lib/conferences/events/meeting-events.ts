import { leaveUnauthenticated } from '../call/unauthenticated.ts';
import type { Conference, ConferenceId, VoiceCallId } from '../model/conference.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { PinCall } from '../model/pin-call.ts';

/** No provider is among them: whoever reports something is not kept waiting for another's answer. */
export type MeetingEventDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'unauthenticated' | 'wake' | 'clock' | 'log' | 'count'
>;

/** A leg went into or out of a meeting at the voice provider, or was muted there. */
export interface LegEvent {
  readonly conference: ConferenceId;
  readonly meeting: string;
  readonly call: VoiceCallId;
  /** Of the join that it is about. Absent: the provider does not tell joins of one call apart, of which there is one. */
  readonly joinSequence?: number | undefined;
  readonly muted: boolean;
}

/** `unknown`: about a leg or a conference that is none of ours. */
export type EventResult = 'recorded' | 'unknown';

export async function legJoined(deps: MeetingEventDeps, event: LegEvent): Promise<EventResult> {
  const leg = await findLeg(deps, event);
  if (leg === undefined) return 'unknown';
  const { conference, meeting, muted } = event;
  const { call, joinSequence } = leg;
  const atMs = deps.clock.now();
  if (leg.role === 'bridge') {
    const { isVouched } = leg;
    const joined = { kind: 'bridgeJoined', atMs, call, joinSequence, meeting, isVouched } as const;
    await deps.conferences.changeConference(conference, joined);
    deps.log.info('bridge-in', { conference, callId: call });
  } else {
    const caller = await deps.conferences.changeCaller(conference, call, {
      kind: 'joined',
      atMs,
      joinSequence,
      muted,
    });
    // Late news of an older join may be about a meeting that is over.
    if (caller?.joinSequence === joinSequence && caller.presence === 'in')
      await deps.conferences.changeConference(conference, { kind: 'meetingSeen', atMs, meeting });
  }
  return recorded(deps, conference, 'joined', call);
}

export async function legLeft(deps: MeetingEventDeps, event: LegEvent): Promise<EventResult> {
  const leg = await findLeg(deps, event);
  if (leg === undefined) return 'unknown';
  const { conference } = event;
  const { call, joinSequence } = leg;
  const atMs = deps.clock.now();
  if (leg.role === 'bridge') {
    await deps.conferences.changeConference(conference, { kind: 'bridgeLeft', atMs, call, joinSequence });
    deps.log.info('bridge-out', { conference, callId: call });
  } else {
    await deps.conferences.changeCaller(conference, call, { kind: 'left', atMs, joinSequence });
  }
  return recorded(deps, conference, 'left', call);
}

/** A call went from one meeting into another, of which one may be its conference's: where the provider does not say whose. */
interface LegMove {
  readonly call: VoiceCallId;
  readonly from: string;
  readonly to: string;
  /** It is told as the news of a meeting that we had the call go into, and not as news of anything. */
  readonly isAsked: boolean;
}

export async function legMoved(
  deps: MeetingEventDeps,
  { call, from, to, isAsked }: LegMove,
): Promise<EventResult> {
  const found = await conferenceOf(deps, call);
  if (found === undefined) return 'unknown';
  const { id, meeting, bridge, role } = found;
  const leg = { conference: id, call, muted: false };
  if (meeting === from) return legLeft(deps, { ...leg, meeting: from });
  // Callers go in with the bridge: while that is in, another meeting is none of the conference's. Without it, only one that was
  // asked for is: on its way in a call may come through others.
  const isOthers = role === 'caller' && (bridge.state === 'in' || !isAsked) && meeting !== to;
  // Whether it is muted is not said. Who should be is muted once more, which harms nobody.
  return isOthers ? 'recorded' : legJoined(deps, { ...leg, meeting: to });
}

/** A leg of a meeting, which the provider names without its conference. News of any other meeting are nothing. */
export async function legIn(
  deps: MeetingEventDeps,
  { call, meeting }: Pick<LegEvent, 'call' | 'meeting'>,
  what: 'joined' | 'left' | 'muted' | 'unmuted',
): Promise<EventResult> {
  const found = await conferenceOf(deps, call);
  if (found === undefined) return 'unknown';
  if (found.meeting !== meeting) return 'recorded';
  const leg = { conference: found.id, meeting, call, muted: what === 'muted' };
  switch (what) {
    case 'joined':
      return legJoined(deps, leg);
    case 'left':
      return legLeft(deps, leg);
    case 'muted':
    case 'unmuted':
      return legMuted(deps, leg);
  }
}

async function conferenceOf(
  { pinCalls, conferences }: Pick<MeetingEventDeps, 'pinCalls' | 'conferences'>,
  call: VoiceCallId,
): Promise<(Conference & Pick<PinCall, 'role'>) | undefined> {
  const pinCall = await pinCalls.get(call);
  const conference = pinCall?.conference && (await conferences.get(pinCall.conference));
  return pinCall && conference ? { ...conference, role: pinCall.role } : undefined;
}

/** The voice provider says that a leg is, or is no longer, muted. */
export async function legMuted(deps: MeetingEventDeps, event: LegEvent): Promise<EventResult> {
  const leg = await findLeg(deps, event);
  if (leg === undefined) return 'unknown';
  if (leg.role === 'bridge') return 'recorded';
  const { conference, muted } = event;
  await deps.conferences.changeCaller(conference, leg.call, {
    kind: 'phoneSeen',
    atMs: deps.clock.now(),
    joinSequence: leg.joinSequence,
    muted,
  });
  return recorded(deps, conference, 'muted', leg.call);
}

/** A call at the voice provider is over. The only event that makes a caller `gone`. */
export async function voiceCallEnded(deps: MeetingEventDeps, call: VoiceCallId): Promise<EventResult> {
  const pinCall = await deps.pinCalls.get(call);
  if (pinCall === undefined) return 'unknown';
  // It was forwarded, or ended before a PIN was right: nobody waits to hear of it.
  if (pinCall.conference === undefined) {
    await leaveUnauthenticated(deps, pinCall);
    if (pinCall.role === undefined)
      deps.count('unauthenticatedMs', deps.clock.now() - pinCall.arrivedAtMs, 'left');
    return 'recorded';
  }
  const { conference, role } = pinCall;
  const atMs = deps.clock.now();
  if (role === 'bridge')
    await deps.conferences.changeConference(conference, { kind: 'bridgeLeft', atMs, call });
  else await deps.conferences.changeCaller(conference, call, { kind: 'gone', atMs });
  return recorded(deps, conference, 'ended', call);
}

interface KnownLeg {
  readonly call: VoiceCallId;
  readonly joinSequence: number;
  readonly role: PinCall['role'];
  /** It comes from the bridge's own origin. */
  readonly isVouched: boolean;
}

async function findLeg(
  deps: MeetingEventDeps,
  { conference, call, joinSequence: itsJoin }: LegEvent,
): Promise<KnownLeg | undefined> {
  const pinCall = await deps.pinCalls.get(call);
  const joinSequence = itsJoin ?? pinCall?.joinSequence;
  if (pinCall?.conference !== conference || joinSequence === undefined) {
    deps.log.warn('conference-unknown', { conference });
    return undefined;
  }
  return { call, joinSequence, role: pinCall.role, isVouched: pinCall.isBridgeOrigin };
}

/** Wakes the sync also when the event changed nothing: the one that did may have died before it could. */
async function recorded(
  deps: MeetingEventDeps,
  conference: ConferenceId,
  event: string,
  call: VoiceCallId,
): Promise<EventResult> {
  deps.log.info('conference-event', { conference, callId: call, event });
  await deps.wake.wake(conference);
  return 'recorded';
}
