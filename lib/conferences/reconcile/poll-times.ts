import type { Caller, Conference } from '../model/conference.ts';
import { missGapMs, settledAfterMs } from '../state/missed.ts';
import { sessionMissGapMs } from '../state/session.ts';

const minuteMs = 60_000;

/** After the last event we look once soon, in case it was followed by one that got lost, */
const firstPollMs = minuteMs;
/** once more, in case it was the list that was late, */
const secondPollMs = 5 * minuteMs;
/** and then this often, which is also how long a conference that never falls quiet waits at most. */
const pollEveryMs = 15 * minuteMs;

/** No join and no menu takes so long: whether such a call is still on the line is asked. */
export const awayAfterMs = minuteMs;

/**
 * Where nobody tells of joins, whoever is on their way in is looked for on the list for so long, which is longer than most
 * outages of a provider. Later they are polled for: callers once a minute until somebody says where they are, however long
 * that takes; a bridge, of whose going nothing may be heard, as anything else is.
 */
export const findForMs = 10 * minuteMs;

/**
 * When both providers are to be asked next how things are, in case an event got lost; undefined: nobody is there. Pure.
 */
export function nextPollMs(conference: Conference, callers: readonly Caller[]): number | undefined {
  const { bridge, session, polledAtMs = Number.NEGATIVE_INFINITY, unansweredSinceMs } = conference;
  const present = callers.filter(({ presence }) => presence !== 'gone');
  const cameMs = [
    ...present.map(({ admittedAtMs }) => admittedAtMs),
    ...(bridge.state === 'in' ? [bridge.sinceMs] : []),
  ];
  if (cameMs.length === 0) return undefined;
  const hereSinceMs = Math.min(...cameMs);
  const again = [
    ...present.flatMap(({ missed, joinSequence, presence }) =>
      presence === 'in' && missed?.joinSequence === joinSequence ? [missed.atMs + missGapMs] : [],
    ),
    ...(bridge.state === 'in' && bridge.missedAtMs !== undefined ? [bridge.missedAtMs + missGapMs] : []),
    ...(session?.missedAtMs === undefined ? [] : [session.missedAtMs + sessionMissGapMs]),
  ];
  const away = present
    .filter(({ presence }) => presence !== 'in')
    .map((caller) => lastHeardMs(caller) + awayAfterMs)
    .filter((awayMs) => awayMs > polledAtMs);
  const strayed = callers
    .map(({ strayedAtMs = Number.NEGATIVE_INFINITY }) => strayedAtMs + settledAfterMs)
    .filter((listedMs) => listedMs > polledAtMs);
  const lost = present
    .filter(({ presence }) => presence === 'joining')
    .map(({ presenceAtMs }) => Math.max(presenceAtMs + findForMs, polledAtMs + minuteMs));
  return Math.min(
    quietPollMs(lastEventMs(conference, callers), polledAtMs),
    Math.max(polledAtMs, hereSinceMs) + pollEveryMs,
    // What cannot be found out now is not asked about all the time.
    ...again.map((atMs) => Math.max(atMs, polledAtMs + missGapMs)),
    ...away,
    ...strayed,
    ...lost,
    ...(isOutage({ unansweredSinceMs, polledAtMs, hereSinceMs }) ? [polledAtMs + minuteMs] : []),
  );
}

/**
 * Whether what the last look did not tell the next may: a provider that stays away for longer is not asked all the time. What was
 * left unanswered before anybody came who is there now says nothing: nobody has looked since the others left.
 */
function isOutage({ unansweredSinceMs, polledAtMs, hereSinceMs }: Looks): boolean {
  if (unansweredSinceMs === undefined || polledAtMs < hereSinceMs) return false;
  return polledAtMs - Math.max(unansweredSinceMs, hereSinceMs) < findForMs;
}

/** `hereSinceMs`: when the first came of those who are there now. */
interface Looks {
  readonly unansweredSinceMs: number | undefined;
  readonly polledAtMs: number;
  readonly hereSinceMs: number;
}

/** When we last heard from a caller who is not in the meeting: who waits outside asks every few seconds. */
export function lastHeardMs({ presence, presenceAtMs, waitToldAtMs = presenceAtMs }: Caller): number {
  return presence === 'waiting' ? Math.max(presenceAtMs, waitToldAtMs) : presenceAtMs;
}

function quietPollMs(quietSinceMs: number, polledAtMs: number): number {
  const quietMs = polledAtMs - quietSinceMs;
  if (quietMs < firstPollMs) return quietSinceMs + firstPollMs;
  if (quietMs < secondPollMs) return quietSinceMs + secondPollMs;
  return polledAtMs + pollEveryMs;
}

/** The last thing that we heard of the conference. What it was long ago, or what we did ourselves, does not matter. */
function lastEventMs({ session, bridge }: Conference, callers: readonly Caller[]): number {
  return Math.max(
    session?.startedAtMs ?? 0,
    session?.endedAtMs ?? 0,
    bridge.state === 'in' ? bridge.sinceMs : 0,
    ...callers.flatMap(({ presenceAtMs, muted }) => [presenceAtMs, muted.atMs]),
  );
}
