import { missGapMs, settledAfterMs } from './reduce-caller.ts';
import type { Conference, LiveSession } from '../model/conference.ts';
import type { ConferenceEvent } from '../model/conference-events.ts';
import { settingsAfter } from './settings.ts';

/** How often the bridge is dialled before callers hear that the host must connect telephony. */
export const maxBridgeTries = 3;

/**
 * A bridge that drops after this long was wanted, and is dialled again however often: the provider ends the longest calls.
 * Before, somebody may have meant it, who would do so again within minutes: then it is dialled again once.
 */
const longStayMs = 5 * 60_000;

/** Stands for a session whose start was never reported; that people or the bridge are in proves that there is one. */
export const unheardSession = 'unheard';

/** A session is over unheard if it does not run twice, the second time this much later: with it, everybody goes. */
export const sessionMissGapMs = 120_000;

/**
 * The conference after an event. Pure; the same event twice equals once, but for `joinRendered`: a number that is taken
 * twice does no harm.
 */
export function reduceConference(conference: Conference, event: ConferenceEvent): Conference {
  switch (event.kind) {
    case 'sessionStarted':
      return sessionStarted(conference, event);
    case 'sessionEnded':
      return sessionEnded(conference, event);
    case 'joinRendered':
      return { ...conference, joins: conference.joins + 1 };
    case 'bridgeJoined':
      return bridgeJoined(conference, event);
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
      const { tries, isRedial } = bridge;
      const rings = { state: 'dialling', ...dialsOf({ tries: tries + 1, isRedial }) } as const;
      return { ...conference, bridge: { ...rings, untilMs: event.untilMs } };
    }
    case 'bridgeProved': {
      const { bridge } = conference;
      if (bridge.state !== 'in' || bridge.call !== event.call || bridge.joinSequence !== event.joinSequence)
        return conference;
      const { isCarriedOver, ...proved } = bridge;
      return isCarriedOver === true ? { ...conference, bridge: proved } : conference;
    }
    case 'bridgeNotDialled':
      return bridgeNotDialled(conference, event);
    case 'bridgeKept': {
      const { bridge } = conference;
      if (bridge.state !== 'in' || (bridge.letGo?.tries ?? 0) >= event.tries) return conference;
      const { tries, notBeforeMs } = event;
      return { ...conference, bridge: { ...bridge, letGo: { tries, notBeforeMs } } };
    }
    case 'legEnded': {
      const { replacedBridge, ...rest } = conference;
      if (replacedBridge === event.call) return rest;
      const { call, atMs } = event;
      return conference.bridge.state === 'in'
        ? bridgeLeft(conference, { kind: 'bridgeLeft', call, atMs })
        : conference;
    }
    case 'polled':
      return polled(conference, event);
    case 'meetingSeen':
      return conference.meeting === event.meeting ? conference : { ...conference, meeting: event.meeting };
    case 'providerRests': {
      const { rests } = conference;
      const isKnown = (rests?.[event.side] ?? 0) >= event.untilMs;
      return isKnown ? conference : { ...conference, rests: { ...rests, [event.side]: event.untilMs } };
    }
    case 'settingsChanged': {
      const settings = settingsAfter(conference.settings, event.change);
      return settings === conference.settings ? conference : { ...conference, settings };
    }
    case 'closed':
      return conference.isClosed ? conference : { ...conference, isClosed: true };
  }
}

type Dials = Pick<
  Extract<Conference['bridge'], { readonly state: 'absent' }>,
  'tries' | 'isRedial' | 'failures'
>;

type BridgeIn = Extract<Conference['bridge'], { readonly state: 'in' }>;

type Event<Kind extends ConferenceEvent['kind']> = Extract<ConferenceEvent, { readonly kind: Kind }>;

/** The latest that we know of a session: sessions of one room follow each other. */
function latestOf({ session }: Conference): number {
  return session?.endedAtMs ?? session?.startedAtMs ?? Number.NEGATIVE_INFINITY;
}

function sessionStarted(conference: Conference, { session: id, atMs }: Event<'sessionStarted'>): Conference {
  const { session, bridge } = conference;
  const isKnown = session?.id === id || session?.previous === id;
  if (isKnown || atMs < latestOf(conference)) return conference;
  return {
    ...conference,
    session: { id, startedAtMs: atMs, ...previousOf(session) },
    // A name for the session that we are in is nothing new.
    bridge: session?.id === unheardSession ? bridge : bridgeFoundBy(bridge, session === undefined),
  };
}

/**
 * The bridge as a session finds it that has just begun, and has tries of its own. To the first that we hear of belongs what
 * is under way already. A leg that came in for the session before may have gone with it, which may be reported later, as
 * may one that is being dialled.
 */
function bridgeFoundBy(bridge: Conference['bridge'], isFirst: boolean): Conference['bridge'] {
  if (bridge.state === 'absent' || (bridge.state === 'dialling' && !isFirst))
    return { state: 'absent', tries: 0, notBeforeMs: 0 };
  if (bridge.state === 'dialling' || isFirst) return bridge;
  const { call, joinSequence, sinceMs, isUnasked } = bridge;
  return { state: 'in', call, joinSequence, sinceMs, isCarriedOver: true, ...(isUnasked && { isUnasked }) };
}

function previousOf(session: Conference['session']): { readonly previous?: string } {
  return session === undefined || session.id === unheardSession ? {} : { previous: session.id };
}

/** Only the current session can end, or one that is later than all we know: then its start was lost. */
function sessionEnded(conference: Conference, { session: id, atMs }: Event<'sessionEnded'>): Conference {
  const { session } = conference;
  if (session?.id === id) {
    return session.endedAtMs === undefined
      ? { ...conference, session: { ...session, endedAtMs: atMs } }
      : conference;
  }
  if (session?.previous === id || atMs <= latestOf(conference)) return conference;
  return { ...conference, session: { id, endedAtMs: atMs, ...previousOf(session) } };
}

/** A room that has not said that it dials was asked in vain, and that is no try. */
function bridgeNotDialled(
  conference: Conference,
  { notBeforeMs, isRefused }: Event<'bridgeNotDialled'>,
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

function dialsOf({ tries, isRedial, failures }: Dials): Dials {
  return {
    tries,
    ...(isRedial === undefined ? {} : { isRedial }),
    ...(failures === undefined ? {} : { failures }),
  };
}

/**
 * The last join of which we know that it is over. Joins are numbered across all legs, so a lower number is an older join:
 * news of it are late.
 */
const lastJoinOf = ({ lastBridge }: Conference) => lastBridge?.joinSequence ?? lastBridge?.afterJoin;

function bridgeJoined(conference: Conference, event: Event<'bridgeJoined'>): Conference {
  const { bridge, lastBridge, replacedBridge } = conference;
  const { call, joinSequence, meeting, atMs } = event;
  const lastJoin = lastJoinOf(conference);
  if (lastJoin !== undefined && joinSequence <= lastJoin) return conference;
  if (lastBridge?.call === call && lastBridge.joinSequence === undefined)
    return { ...conference, bridge: afterUnseenStay(bridge), lastBridge: { call, joinSequence } };
  if (bridge.state === 'in' && bridge.joinSequence >= joinSequence) {
    // Another leg may well be in too, having keyed its PIN before this one was: in either order, the older one goes.
    const isKnown = bridge.call === call || replacedBridge === call;
    return isKnown ? conference : { ...conference, replacedBridge: call };
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
    },
    ...(isReplacement ? { replacedBridge: bridge.call } : {}),
  };
}

/**
 * Whether a leg comes in that neither its origin nor a dial speaks for, where we are to have the bridge dialled. A leg may
 * be late, and a room that refuses to dial leaves it to the host.
 */
function isUnasked({ bridge, settings }: Conference, { isVouched }: Event<'bridgeJoined'>): boolean {
  if (isVouched === true || settings.bridge === 'host') return false;
  if (bridge.state === 'in') return bridge.isUnasked === true;
  return bridge.state === 'absent' && bridge.tries === 0 && bridge.failures === undefined;
}

function bridgeLeft(conference: Conference, { call, joinSequence, atMs }: Event<'bridgeLeft'>): Conference {
  const { bridge, lastBridge } = conference;
  if (bridge.state !== 'in') {
    // Its leave may have overtaken its join, which is not to count any more.
    const isKnown =
      lastBridge?.call === call &&
      (joinSequence === undefined || joinSequence <= (lastBridge.joinSequence ?? joinSequence));
    const lastJoin = lastJoinOf(conference);
    const isOlder = joinSequence !== undefined && lastJoin !== undefined && joinSequence < lastJoin;
    if (isKnown || isOlder) return conference;
    if (joinSequence === undefined) {
      const after = lastJoin === undefined ? {} : { afterJoin: lastJoin };
      return { ...conference, lastBridge: { call, ...after } };
    }
    return { ...conference, bridge: afterUnseenStay(bridge), lastBridge: { call, joinSequence } };
  }
  if (bridge.call !== call || (joinSequence !== undefined && joinSequence < bridge.joinSequence))
    return conference;
  const { meeting } = conference;
  return {
    ...conference,
    bridge: bridgeAfterDrop(bridge, atMs),
    lastBridge: { call, joinSequence: joinSequence ?? bridge.joinSequence },
    ...(meeting === undefined ? {} : { lost: { meeting, atMs } }),
  };
}

/** A leg that we hear of when it has left again was in: whatever tries there were before, they were not in vain. */
function afterUnseenStay(bridge: Conference['bridge']): Conference['bridge'] {
  switch (bridge.state) {
    case 'in':
      return bridge;
    case 'dialling':
      return { ...bridge, tries: Math.min(bridge.tries, 1) };
    case 'absent':
      return { ...bridge, tries: 0 };
  }
}

function bridgeAfterDrop(bridge: BridgeIn, atMs: number): Conference['bridge'] {
  const { isCarriedOver, isUnasked: isStrange, isRedial, sinceMs } = bridge;
  // It went with the session before, which nobody in this one has meant; or it was never the room's, for all we know.
  if (isCarriedOver === true || isStrange === true) return { state: 'absent', tries: 0, notBeforeMs: atMs };
  const isUnwanted = isRedial === true && atMs - sinceMs < longStayMs;
  return { state: 'absent', tries: isUnwanted ? maxBridgeTries : 0, notBeforeMs: atMs, isRedial: true };
}

function polled(conference: Conference, event: Event<'polled'>): Conference {
  const { atMs, live, bridge } = event;
  const isNewer = conference.polledAtMs === undefined || conference.polledAtMs < atMs;
  const noted = isNewer ? { ...conference, polledAtMs: atMs } : conference;
  const heard = live === undefined ? noted : sessionPolled(noted, live, atMs);
  return bridge === undefined ? heard : bridgePolled(heard, bridge, atMs);
}

function sessionPolled(conference: Conference, { session: live }: LiveSession, atMs: number): Conference {
  const { session } = conference;
  if (live !== undefined && session?.id !== live)
    return sessionStarted(conference, { kind: 'sessionStarted', session: live, atMs });
  if (session === undefined || session.endedAtMs !== undefined) return conference;
  const { missedAtMs, ...rest } = session;
  if (live !== undefined) return missedAtMs === undefined ? conference : { ...conference, session: rest };
  if (missedAtMs !== undefined && atMs - missedAtMs >= sessionMissGapMs)
    return { ...conference, session: { ...rest, endedAtMs: atMs } };
  const isSettled = atMs - (session.startedAtMs ?? Number.NEGATIVE_INFINITY) >= settledAfterMs;
  return missedAtMs === undefined && isSettled
    ? { ...conference, session: { ...session, missedAtMs: atMs } }
    : conference;
}

function bridgePolled(
  conference: Conference,
  { call, joinSequence, isThere }: NonNullable<Event<'polled'>['bridge']>,
  atMs: number,
): Conference {
  const { bridge } = conference;
  if (bridge.state !== 'in' || bridge.call !== call || bridge.joinSequence !== joinSequence)
    return conference;
  const { missedAtMs, ...rest } = bridge;
  if (isThere) return missedAtMs === undefined ? conference : { ...conference, bridge: rest };
  if (missedAtMs !== undefined && atMs - missedAtMs >= missGapMs)
    return bridgeLeft(conference, { kind: 'bridgeLeft', call, joinSequence, atMs });
  return missedAtMs === undefined && atMs - bridge.sinceMs >= settledAfterMs
    ? { ...conference, bridge: { ...bridge, missedAtMs: atMs } }
    : conference;
}
