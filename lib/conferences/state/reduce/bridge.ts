import type { Conference, VoiceCallId } from '../../model/conference.ts';
import type { ConferenceEventOf } from '../../model/conference-events.ts';
import { missGapMs } from '../missed.ts';
import { dialsSinceMs, maxBridgeTries, nextBridgeTryMs } from '../bridge.ts';

/**
 * A bridge that drops after this long was wanted, and is dialled again however often: the provider ends the longest calls.
 * Before, somebody may have meant it, who would do so again within minutes: then it is dialled again once.
 */
const longStayMs = 5 * 60_000;

/**
 * So many legs in a row may go of whose joins nobody told: two that a moderator dropped, and before each of them two that were let in
 * and never came in, which looks the same. Then callers hear that the host must connect telephony.
 */
const maxUnseenStays = 2 * maxBridgeTries;

type BridgeOut = Exclude<Conference['bridge'], { readonly state: 'in' }>;

type Dials = Pick<BridgeOut, 'tries' | 'unseenStays' | 'isRedial' | 'failures'>;

type BridgeIn = Extract<Conference['bridge'], { readonly state: 'in' }>;

type BridgeEvent = ConferenceEventOf<
  | 'bridgeComing'
  | 'bridgeJoined'
  | 'bridgeDoubted'
  | 'bridgeLeft'
  | 'bridgeAsked'
  | 'bridgeDialled'
  | 'bridgeProved'
  | 'bridgeNotDialled'
  | 'nobodyThere'
  | 'bridgeKept'
  | 'legEnded'
>;

/** The conference after an event about its bridge. */
export function reduceBridge(conference: Conference, event: BridgeEvent): Conference {
  switch (event.kind) {
    case 'bridgeComing': {
      const { bridge, comingBridge } = conference;
      const { call, atMs } = event;
      const isKnown = comingBridge?.call === call || (bridge.state === 'in' && bridge.call === call);
      if (isKnown || endedLegOf(conference, call) !== undefined) return conference;
      // Two of them would hear each other: one goes, mostly the one before, of whose join nobody has told yet.
      if (comingBridge !== undefined && givesWay(event, comingBridge))
        return { ...conference, replacedBridge: call };
      const before = comingBridge === undefined ? {} : { replacedBridge: comingBridge.call };
      return { ...conference, ...before, comingBridge: { call, atMs, ...vouchedAs(event) } };
    }
    case 'bridgeJoined':
      return bridgeJoined(hasCome(conference, event.call), event);
    case 'bridgeDoubted': {
      const { bridge } = conference;
      const isMeant = bridge.state === 'in' && bridge.call === event.call && bridge.missedAtMs === undefined;
      return isMeant ? { ...conference, bridge: { ...bridge, missedAtMs: event.atMs } } : conference;
    }
    case 'bridgeLeft':
      return bridgeLeft(conference, event);
    case 'bridgeAsked': {
      const { bridge } = conference;
      if (bridge.state !== 'absent') return conference;
      const asked = {
        state: 'dialling',
        ...dialsOf(bridge),
        untilMs: event.untilMs,
        isUnsure: true,
      } as const;
      return { ...conference, bridge: asked };
    }
    case 'bridgeDialled': {
      const { bridge } = conference;
      if (bridge.state !== 'dialling' || bridge.isUnsure !== true) return conference;
      const { tries, isRedial, unseenStays } = bridge;
      const rings = { state: 'dialling', ...dialsOf({ tries: tries + 1, isRedial, unseenStays }) } as const;
      return { ...conference, bridge: { ...rings, untilMs: event.untilMs } };
    }
    case 'bridgeProved': {
      const { bridge } = conference;
      if (bridge.state !== 'in' || bridge.joinSequence !== event.joinSequence) return conference;
      const { isCarriedOver: _, ...proved } = bridge;
      return { ...conference, bridge: event.isUnsure === true ? { ...proved, isUnsure: true } : proved };
    }
    case 'bridgeNotDialled':
      return bridgeNotDialled(conference, event);
    case 'nobodyThere': {
      const { bridge, session } = conference;
      // A session that runs was heard of after the look.
      const isOvertaken = session !== undefined && session.endedAtMs === undefined;
      if (bridge.state !== 'absent' || isOvertaken) return conference;
      return { ...conference, bridge: { ...bridge, notBeforeMs: event.notBeforeMs } };
    }
    case 'bridgeKept': {
      const { bridge } = conference;
      if (bridge.state !== 'in' || (bridge.letGo?.tries ?? 0) >= event.tries) return conference;
      const { tries, notBeforeMs } = event;
      return { ...conference, bridge: { ...bridge, letGo: { tries, notBeforeMs } } };
    }
    case 'legEnded': {
      const { call, atMs } = event;
      const left = bridgeLeft(conference, { kind: 'bridgeLeft', call, atMs });
      const { replacedBridge, ...rest } = left;
      return replacedBridge === call ? rest : left;
    }
  }
}

/** Of a leg that has come, or gone, nothing is to be found out any more. */
function hasCome(conference: Conference, call: VoiceCallId): Conference {
  const { comingBridge, ...rest } = conference;
  return comingBridge?.call === call ? rest : conference;
}

/**
 * The bridge as a session finds it that has just begun, and has tries of its own. To the first that we hear of belongs what
 * is under way already. A leg that came in for the session before may have gone with it, which may be reported later, as
 * may one that is being dialled.
 */
export function bridgeFoundBy(bridge: Conference['bridge'], isFirst: boolean): Conference['bridge'] {
  if (bridge.state === 'absent' || (bridge.state === 'dialling' && !isFirst))
    return { state: 'absent', tries: 0, notBeforeMs: 0 };
  if (bridge.state === 'dialling' || isFirst) return bridge;
  const { call, joinSequence, sinceMs, isUnasked } = bridge;
  const carriedOver = { isCarriedOver: true, ...(isUnasked && { isUnasked }), ...vouchedAs(bridge) } as const;
  return { state: 'in', call, joinSequence, sinceMs, ...carriedOver };
}

/** A room that has not said that it dials was asked in vain, and that is no try. */
function bridgeNotDialled(
  conference: Conference,
  { notBeforeMs, isRefused }: ConferenceEventOf<'bridgeNotDialled'>,
): Conference {
  const { bridge } = conference;
  const isKnown = bridge.state === 'absent' && bridge.notBeforeMs >= notBeforeMs;
  if (bridge.state === 'in' || isKnown) return conference;
  if (bridge.state === 'absent') return { ...conference, bridge: { ...bridge, notBeforeMs } };
  const failures = bridge.isUnsure === true ? (bridge.failures ?? 0) + 1 : undefined;
  return {
    ...conference,
    bridge: {
      state: 'absent',
      ...dialsOf({ ...bridge, failures }),
      notBeforeMs,
      ...(isRefused === undefined ? {} : { isRefused }),
    },
  };
}

function dialsOf({ tries, unseenStays, isRedial, failures }: Dials): Dials {
  return {
    tries,
    ...(unseenStays === undefined ? {} : { unseenStays }),
    ...(isRedial === undefined ? {} : { isRedial }),
    ...(failures === undefined ? {} : { failures }),
  };
}

function bridgeJoined(conference: Conference, event: ConferenceEventOf<'bridgeJoined'>): Conference {
  const { bridge } = conference;
  const { call, joinSequence, meeting, atMs } = event;
  if (hasEnded(conference, event)) return conference;
  if (bridge.state === 'in' && !takesPlace(event, bridge)) {
    // Another leg may well be in too, having keyed its PIN before this one was: in whatever order they are told, the same one goes.
    return bridge.call === call ? conference : { ...conference, replacedBridge: call };
  }
  const isRedial = bridge.state === 'dialling' && bridge.isRedial === true;
  const isReplacement = bridge.state === 'in' && bridge.call !== call;
  return {
    ...conference,
    meeting,
    bridge: {
      state: 'in',
      call,
      joinSequence,
      sinceMs: atMs,
      ...(isRedial ? { isRedial } : {}),
      ...(isUnasked(conference, event) ? { isUnasked: true } : {}),
      ...vouchedAs(event),
    },
    ...(isReplacement ? { replacedBridge: bridge.call } : {}),
  };
}

type Vouched = { readonly isVouched?: boolean | undefined };

/** Whether a leg goes beside another, whichever has come first: nobody vouches for it, and for the other the voice provider does. */
const givesWay = (leg: Vouched, other: Vouched): boolean =>
  other.isVouched === true && leg.isVouched !== true;

const vouchedAs = ({ isVouched }: Vouched) => (isVouched === true ? { isVouched } : {});

/** Whether a leg is the bridge from its join on, though another is in: of two alike the later one is. */
function takesPlace(join: ConferenceEventOf<'bridgeJoined'>, bridge: BridgeIn): boolean {
  if (givesWay(join, bridge)) return false;
  return givesWay(bridge, join) || bridge.joinSequence < join.joinSequence;
}

/**
 * Whether a leg comes in that neither its origin nor a dial speaks for, where we are to have the bridge dialled. A leg may
 * be late, and a room that refuses to dial leaves it to the host.
 */
function isUnasked(
  { bridge, settings, session }: Conference,
  { isVouched }: ConferenceEventOf<'bridgeJoined'>,
): boolean {
  if (isVouched === true || settings.bridge === 'host') return false;
  if (bridge.state === 'in') return bridge.isUnasked === true;
  if (bridge.state !== 'absent') return false;
  // What was tried in a session is over with it.
  return session?.endedAtMs !== undefined || (bridge.tries === 0 && bridge.failures === undefined);
}

function bridgeLeft(before: Conference, event: ConferenceEventOf<'bridgeLeft'>): Conference {
  const { call, joinSequence, renderedJoin, atMs } = event;
  const conference = hasCome(before, call);
  const { bridge } = conference;
  if (bridge.state !== 'in') {
    const isKnown =
      joinSequence === undefined ? endedLegOf(conference, call) !== undefined : hasEnded(conference, event);
    if (isKnown) return conference;
    // Its leave may have overtaken its join, which is not to count any more.
    const itsJoin = joinSequence ?? renderedJoin;
    const without = withoutLeg(bridge, event);
    const dialled = itsJoin === undefined ? without : afterUnseenStay(without);
    return withEnded({ ...conference, bridge: dialled }, { call, joinSequence });
  }
  const { meeting } = conference;
  const lost = meeting === undefined ? {} : { lost: { meeting, atMs } };
  if (bridge.call === call) {
    if (joinSequence !== undefined && joinSequence < bridge.joinSequence) return conference;
    const isReplaced = conference.replacedBridge === call;
    const dropped = { ...conference, bridge: bridgeAfterDrop(bridge, atMs, isReplaced), ...lost };
    return withEnded(dropped, { call, joinSequence: joinSequence ?? bridge.joinSequence });
  }
  const vouchedJoin = vouchedJoinOf(event);
  if (vouchedJoin === undefined) return withEnded(conference, { call, joinSequence });
  // If it is known already that it has gone, another is in its place rightly.
  const isNews = !hasEnded(conference, { call, joinSequence: vouchedJoin });
  if (vouchedJoin <= bridge.joinSequence && !(isNews && givesWay(bridge, event)))
    return withEnded(conference, { call, joinSequence });
  // It had taken the place of the one that we know, which goes as it would have, had its join been told in time.
  const dropped = { state: 'absent', tries: 0, notBeforeMs: atMs, isRedial: true } as const;
  const after = { ...conference, bridge: dropped, ...lost, replacedBridge: bridge.call };
  return withEnded(after, { call, joinSequence: vouchedJoin });
}

/** So many legs are remembered that have left: more do not come and go while the news of a join may be on its way. */
const maxEndedLegs = 5;

type EndedLeg = NonNullable<Conference['endedLegs']>[number];

const endedLegOf = ({ endedLegs = [] }: Conference, call: VoiceCallId): EndedLeg | undefined =>
  endedLegs.find((leg) => leg.call === call);

/** Whether it is known that a leg has left. The numbers of others say nothing: a leg that came before them may be in still. */
function hasEnded(conference: Conference, { call, joinSequence }: EndedLeg): boolean {
  const leg = endedLegOf(conference, call);
  if (leg === undefined) return false;
  return leg.joinSequence === undefined || (joinSequence !== undefined && joinSequence <= leg.joinSequence);
}

function withEnded(conference: Conference, { call, joinSequence }: EndedLeg): Conference {
  if (hasEnded(conference, { call, joinSequence })) return conference;
  const others = (conference.endedLegs ?? []).filter((each) => each.call !== call);
  const leg = { call, ...(joinSequence === undefined ? {} : { joinSequence }) };
  return { ...conference, endedLegs: [...others, leg].slice(-maxEndedLegs) };
}

/**
 * A leg has gone that was let in, and of which nobody told that it was in: for all we know it was, and no dial before was in vain.
 * One that goes on is the first since.
 */
function afterUnseenStay(bridge: BridgeOut): BridgeOut {
  const unseenStays = (bridge.unseenStays ?? 0) + 1;
  const triesSince = bridge.state === 'dialling' ? Math.min(bridge.tries, 1) : 0;
  return { ...bridge, unseenStays, tries: unseenStays < maxUnseenStays ? triesSince : maxBridgeTries };
}

/** The join of a leg, heard of or not, if the voice provider vouches that it comes from the bridge's own origin. */
const vouchedJoinOf = ({ isVouched, renderedJoin }: ConferenceEventOf<'bridgeLeft'>) =>
  isVouched === true ? renderedJoin : undefined;

/**
 * A dial whose leg has left again is over: no other comes of it. So is one that found the room's own leg up, of whose join
 * nobody had told; of others that came before, none says anything of it.
 */
function withoutLeg(bridge: BridgeOut, event: ConferenceEventOf<'bridgeLeft'>): BridgeOut {
  const { arrivedAtMs, atMs } = event;
  if (bridge.state !== 'dialling' || arrivedAtMs === undefined) return bridge;
  const vouchedJoin = vouchedJoinOf(event);
  if (arrivedAtMs < dialsSinceMs(bridge) && vouchedJoin === undefined) return bridge;
  return { state: 'absent', ...dialsOf(bridge), notBeforeMs: nextBridgeTryMs(bridge.tries, atMs) };
}

function bridgeAfterDrop(bridge: BridgeIn, atMs: number, isReplaced: boolean): Conference['bridge'] {
  const { isCarriedOver, isUnsure, isUnasked: isStrange, isRedial, sinceMs } = bridge;
  // It went with the session before, which nobody in this one has meant; or it was never the room's, for all we know.
  if (isCarriedOver === true || isUnsure === true || isStrange === true)
    return { state: 'absent', tries: 0, notBeforeMs: atMs };
  // We have hung it up ourselves, for another that is on its way: nobody in the room has meant it, and the dial speaks for both.
  if (isReplaced) return { state: 'absent', tries: 1, notBeforeMs: atMs, ...(isRedial && { isRedial }) };
  const isUnwanted = isRedial === true && atMs - sinceMs < longStayMs;
  return { state: 'absent', tries: isUnwanted ? maxBridgeTries : 0, notBeforeMs: atMs, isRedial: true };
}

/** What was found by asking: the leg, or for the second time no leg. */
export function bridgePolled(
  conference: Conference,
  { call, joinSequence, isThere }: NonNullable<ConferenceEventOf<'polled'>['bridge']>,
  atMs: number,
): Conference {
  const { bridge } = conference;
  if (bridge.state !== 'in' || bridge.joinSequence !== joinSequence) return conference;
  const { missedAtMs, ...rest } = bridge;
  if (isThere) return { ...conference, bridge: rest };
  if (missedAtMs !== undefined && atMs - missedAtMs >= missGapMs)
    return bridgeLeft(conference, { kind: 'bridgeLeft', call, joinSequence, atMs });
  return missedAtMs === undefined ? { ...conference, bridge: { ...bridge, missedAtMs: atMs } } : conference;
}
