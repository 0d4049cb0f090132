import type { Caller, Conference, ConferenceId, Removal, VoiceCallId } from './conference.ts';

/** Something that happened to a conference as a whole. `atMs`: Unix ms, the provider's where it says one. */
export type ConferenceFact = { readonly atMs: number } & (
  | { readonly kind: 'sessionStarted'; readonly session: string }
  | { readonly kind: 'sessionEnded'; readonly session: string }
  /** A join was rendered for some leg: the next number is taken. */
  | { readonly kind: 'joinRendered' }
  | {
      readonly kind: 'bridgeJoined';
      readonly call: VoiceCallId;
      readonly n: number;
      readonly meeting: string;
    }
  | { readonly kind: 'bridgeLeft'; readonly call: VoiceCallId; readonly n?: number }
  | { readonly kind: 'bridgeDialled'; readonly untilMs: number }
  | { readonly kind: 'bridgeNotDialled'; readonly notBeforeMs: number }
  | { readonly kind: 'meetingSeen'; readonly meeting: string }
  | { readonly kind: 'closed' }
);

/** What a newcomer brings along. */
export interface Newcomer {
  readonly conference: ConferenceId;
  readonly call: VoiceCallId;
  readonly name: string;
  readonly number?: string | undefined;
  readonly externalId?: string | undefined;
  readonly muted: boolean;
}

/** Something that happened to one caller. `n` is the number of the join that it is about. */
export type CallerFact = { readonly atMs: number } & (
  | { readonly kind: 'admitted'; readonly n: number; readonly newcomer: Newcomer }
  | { readonly kind: 'rejoining'; readonly n: number }
  | { readonly kind: 'joined'; readonly n: number; readonly muted: boolean }
  | { readonly kind: 'left'; readonly n: number }
  /** The call came back out of the meeting and asks what to do next. */
  | { readonly kind: 'returned'; readonly n: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'muted'; readonly is: boolean; readonly by: 'room' | 'caller' }
  | { readonly kind: 'hand'; readonly raised: boolean }
  | { readonly kind: 'removed'; readonly why: Removal }
  | { readonly kind: 'removalTold' }
  /** The voice provider now has this. */
  | { readonly kind: 'phoneHas'; readonly n: number; readonly muted: boolean }
  /** The voice provider reports this. Reports may be late, so one that is news only says that we do not know. */
  | { readonly kind: 'phoneSeen'; readonly n: number; readonly muted: boolean }
  /** The room now has this (or may have, if unsure), for this session and bridge leg; what is left out stays. */
  | {
      readonly kind: 'roomHas';
      readonly session: string;
      readonly bridge: string;
      readonly muted?: boolean;
      readonly hand?: boolean;
      readonly isUnsure?: boolean;
    }
  | { readonly kind: 'roomHasNot' }
  | { readonly kind: 'roomRefused'; readonly untilMs: number }
);

/** How often the bridge is dialled before callers hear that the host must connect telephony. */
export const mostBridgeTries = 3;

/** After a drop that we did not ask for the bridge is dialled once more: a moderator may have meant it. */
const triesAfterDrop = mostBridgeTries - 1;

/** Stands for a session whose start was never reported; that people or the bridge are in proves that there is one. */
export const unheardSession = 'unheard';

/**
 * The conference after a fact. Pure; the same fact twice equals once, but for `joinRendered`: a number that is taken
 * twice does no harm.
 */
export function conferenceAfter(conference: Conference, fact: ConferenceFact): Conference {
  switch (fact.kind) {
    case 'sessionStarted':
      return sessionStarted(conference, fact);
    case 'sessionEnded':
      return sessionEnded(conference, fact);
    case 'joinRendered':
      return { ...conference, joins: conference.joins + 1 };
    case 'bridgeJoined':
      return bridgeJoined(conference, fact);
    case 'bridgeLeft':
      return bridgeLeft(conference, fact);
    case 'bridgeDialled': {
      const { bridge } = conference;
      const isKnown = bridge.state === 'dialling' && bridge.untilMs >= fact.untilMs;
      if (bridge.state === 'in' || isKnown) return conference;
      return {
        ...conference,
        bridge: { state: 'dialling', tries: bridge.tries + 1, untilMs: fact.untilMs },
      };
    }
    case 'bridgeNotDialled': {
      const { bridge } = conference;
      const isKnown = bridge.state === 'absent' && bridge.notBeforeMs >= fact.notBeforeMs;
      if (bridge.state === 'in' || isKnown) return conference;
      return {
        ...conference,
        bridge: { state: 'absent', tries: bridge.tries, notBeforeMs: fact.notBeforeMs },
      };
    }
    case 'meetingSeen':
      return conference.meeting === fact.meeting ? conference : { ...conference, meeting: fact.meeting };
    case 'closed':
      return conference.isClosed ? conference : { ...conference, isClosed: true };
  }
}

type Fact<Kind extends ConferenceFact['kind']> = Extract<ConferenceFact, { readonly kind: Kind }>;

/** The latest that we know of a session: sessions of one room follow each other. */
function latestOf({ session }: Conference): number {
  return session?.endedAtMs ?? session?.startedAtMs ?? Number.NEGATIVE_INFINITY;
}

function sessionStarted(conference: Conference, { session: id, atMs }: Fact<'sessionStarted'>): Conference {
  const { session, bridge } = conference;
  if (session?.id === id || atMs < latestOf(conference)) return conference;
  // A name for the session that we are in is nothing new; another session has tries of its own.
  const isNew = session !== undefined && session.id !== unheardSession && bridge.state === 'absent';
  const untried = { state: 'absent', tries: 0, notBeforeMs: 0 } as const;
  return { ...conference, session: { id, startedAtMs: atMs }, bridge: isNew ? untried : bridge };
}

/** Only the current session can end, or one that is later than all we know: then its start was lost. */
function sessionEnded(conference: Conference, { session: id, atMs }: Fact<'sessionEnded'>): Conference {
  const { session } = conference;
  if (session?.id === id) {
    return session.endedAtMs === undefined
      ? { ...conference, session: { ...session, endedAtMs: atMs } }
      : conference;
  }
  return atMs > latestOf(conference) ? { ...conference, session: { id, endedAtMs: atMs } } : conference;
}

function bridgeJoined(conference: Conference, { call, n, meeting }: Fact<'bridgeJoined'>): Conference {
  const { bridge, lastBridge } = conference;
  // Joins are numbered across all legs, so a lower number is an older join: news of it are late.
  const isOlder = bridge.state === 'in' && bridge.n >= n;
  const hasLeft = lastBridge?.call === call && (lastBridge.n === undefined || n <= lastBridge.n);
  const isBeforeLast = lastBridge?.n !== undefined && n <= lastBridge.n;
  if (isOlder || hasLeft || isBeforeLast) return conference;
  // After a drop there is one try. What it brings in and drops again, somebody does not want.
  const isLastTry = bridge.state === 'dialling' && bridge.tries >= mostBridgeTries;
  return { ...conference, meeting, bridge: { state: 'in', call, n, ...(isLastTry ? { isLastTry } : {}) } };
}

function bridgeLeft(conference: Conference, { call, n, atMs }: Fact<'bridgeLeft'>): Conference {
  const { bridge, lastBridge } = conference;
  if (bridge.state !== 'in') {
    // Its leave may have overtaken its join, which is not to count any more.
    const isKnown = lastBridge?.call === call && (n === undefined || n <= (lastBridge.n ?? n));
    const isOlder = n !== undefined && lastBridge?.n !== undefined && n < lastBridge.n;
    if (isKnown || isOlder) return conference;
    return { ...conference, lastBridge: n === undefined ? { call } : { call, n } };
  }
  if (bridge.call !== call || (n !== undefined && n < bridge.n)) return conference;
  return {
    ...conference,
    bridge: {
      state: 'absent',
      tries: bridge.isLastTry === true ? mostBridgeTries : triesAfterDrop,
      notBeforeMs: atMs,
    },
    lastBridge: { call, n: n ?? bridge.n },
  };
}

/** The caller after a fact; undefined: the fact is about nobody we know. Pure; the same fact twice equals once. */
export function callerAfter(caller: Caller | undefined, fact: CallerFact): Caller | undefined {
  if (fact.kind === 'admitted') return caller ?? newCaller(fact.newcomer, fact.n, fact.atMs);
  if (caller === undefined) return undefined;
  switch (fact.kind) {
    case 'rejoining':
      return fact.n <= caller.n || caller.presence === 'gone'
        ? caller
        : { ...caller, n: fact.n, presence: 'joining', presenceAtMs: fact.atMs };
    case 'joined':
      // A leave is final for its join: a `joined` that comes after it is late.
      return fact.n !== caller.n || caller.presence !== 'joining'
        ? caller
        : { ...caller, presence: 'in', presenceAtMs: fact.atMs, phone: { muted: fact.muted } };
    case 'left':
      return fact.n !== caller.n || (caller.presence !== 'joining' && caller.presence !== 'in')
        ? caller
        : { ...caller, presence: 'absent', presenceAtMs: fact.atMs };
    case 'returned':
      return fact.n !== caller.n || caller.presence === 'gone' || caller.returned?.n === fact.n
        ? caller
        : {
            ...caller,
            presence: 'absent',
            presenceAtMs: fact.atMs,
            returned: { n: fact.n, atMs: fact.atMs, failures: failuresAfter(caller, fact.atMs) },
          };
    case 'gone':
      return caller.presence === 'gone' ? caller : { ...caller, presence: 'gone', presenceAtMs: fact.atMs };
    case 'muted':
      return mutedAfter(caller, fact);
    case 'hand':
      return caller.hand === fact.raised ? caller : { ...caller, hand: fact.raised };
    case 'removed':
      return caller.removed !== undefined || caller.presence === 'gone'
        ? caller
        : { ...caller, removed: { why: fact.why, atMs: fact.atMs } };
    case 'removalTold':
      return caller.removed === undefined
        ? caller
        : { ...caller, removed: { ...caller.removed, toldAtMs: fact.atMs } };
    case 'phoneHas':
      return fact.n !== caller.n || caller.phone.muted === fact.muted
        ? caller
        : { ...caller, phone: { muted: fact.muted } };
    case 'phoneSeen':
      return fact.n !== caller.n || fact.muted === caller.phone.muted
        ? caller
        : { ...caller, phone: { muted: !caller.muted.is } };
    case 'roomHas':
      return { ...caller, announced: announcedAfter(caller, fact) };
    case 'roomHasNot': {
      const { announced, ...rest } = caller;
      return announced === undefined ? caller : { ...rest, takenBackAtMs: fact.atMs };
    }
    case 'roomRefused':
      return { ...caller, refusedUntilMs: fact.untilMs };
  }
}

function newCaller(newcomer: Newcomer, n: number, atMs: number): Caller {
  const { muted, number, externalId, ...rest } = newcomer;
  return {
    ...rest,
    ...(number === undefined ? {} : { number }),
    ...(externalId === undefined ? {} : { externalId }),
    n,
    presence: 'joining',
    presenceAtMs: atMs,
    admittedAtMs: atMs,
    muted: { is: muted, by: 'caller', atMs },
    hand: false,
    phone: { muted },
  };
}

/** A join that is over this soon, and that nobody was seen to take, has failed: nobody keys that fast. */
const joiningFailsWithinMs = 3_000;

function failuresAfter({ presence, presenceAtMs, returned }: Caller, atMs: number): number {
  const hasFailed = presence === 'joining' && atMs - presenceAtMs < joiningFailsWithinMs;
  return hasFailed ? (returned?.failures ?? 0) + 1 : 0;
}

function announcedAfter(
  { announced, muted }: Caller,
  fact: Extract<CallerFact, { kind: 'roomHas' }>,
): NonNullable<Caller['announced']> {
  const { session, bridge, atMs } = fact;
  return {
    session,
    bridge,
    muted: fact.muted ?? announced?.muted ?? muted.is,
    hand: fact.hand ?? announced?.hand ?? false,
    ...(fact.isUnsure === true ? { isUnsure: true } : {}),
    atMs: fact.muted === undefined ? (announced?.atMs ?? atMs) : atMs,
  };
}

/**
 * The later word counts; of two at the same moment the one that mutes, since silence harms nobody, and of two that say
 * the same the room's.
 */
function mutedAfter(caller: Caller, { is, by, atMs }: Extract<CallerFact, { kind: 'muted' }>): Caller {
  const known = caller.muted;
  const isTie = atMs === known.atMs;
  const winsTie = is === known.is ? by === 'room' && known.by === 'caller' : is;
  if (atMs < known.atMs || (isTie && !winsTie)) return caller;
  return { ...caller, muted: { is, by, atMs } };
}
