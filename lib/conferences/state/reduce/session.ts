import type { Conference, LiveSession } from '../../model/conference.ts';
import type { ConferenceEventOf } from '../../model/conference-events.ts';
import { unheardSession, sessionMissGapMs } from '../session.ts';
import { bridgeFoundBy } from './bridge.ts';

/** The latest that we know of a session: sessions of one room follow each other. */
function latestOf({ session }: Conference): number {
  return session?.endedAtMs ?? session?.startedAtMs ?? Number.NEGATIVE_INFINITY;
}

/** Sessions follow each other: one whose start is older than what we know is none. */
export function sessionStarted(
  conference: Conference,
  { session: id, atMs }: ConferenceEventOf<'sessionStarted'>,
): Conference {
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

function previousOf(session: Conference['session']): { readonly previous?: string } {
  return session === undefined || session.id === unheardSession ? {} : { previous: session.id };
}

/** Only the current session can end, or one that is later than all we know: then its start was lost. */
export function sessionEnded(
  conference: Conference,
  { session: id, atMs }: ConferenceEventOf<'sessionEnded'>,
): Conference {
  const { session } = conference;
  if (session?.id === id) {
    return session.endedAtMs === undefined
      ? { ...conference, session: { ...session, endedAtMs: atMs } }
      : conference;
  }
  if (session?.previous === id || atMs <= latestOf(conference)) return conference;
  return { ...conference, session: { id, endedAtMs: atMs, ...previousOf(session) } };
}

/** What was found by asking: another session, or none for the second time. */
export function sessionPolled(
  conference: Conference,
  { session: live }: LiveSession,
  atMs: number,
): Conference {
  const { session } = conference;
  if (live !== undefined && session?.id !== live)
    return sessionStarted(conference, { kind: 'sessionStarted', session: live, atMs });
  if (session === undefined || session.endedAtMs !== undefined) return conference;
  const { missedAtMs, ...rest } = session;
  if (live !== undefined) return { ...conference, session: rest };
  if (missedAtMs !== undefined && atMs - missedAtMs >= sessionMissGapMs)
    return { ...conference, session: { ...rest, endedAtMs: atMs } };
  return missedAtMs === undefined ? { ...conference, session: { ...session, missedAtMs: atMs } } : conference;
}
