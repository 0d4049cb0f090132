import type { Act } from './act.ts';
import type { CallerFact } from './caller-facts.ts';
import type { Done, SyncDeps } from './act-outcome.ts';
import type { Caller, Conference, VoiceCallId } from './conference.ts';
import { roomSide } from './plan.ts';
import type { Announcement, Told } from './ports.ts';
import { isNotYet, wordFor } from './told.ts';

/** A caller whom the room refuses alone is not announced again before this long: its entry is at fault. */
const refusedForMs = 5 * 60_000;

/** Lone callers that the room may refuse in one request's halves: if it takes nobody, asking for each is no use. */
const mostRefusals = 5;

/**
 * Announces callers to the room, all in one request if it takes them all. It is recorded before and after: whom the
 * room may have, although its answer or this run was lost, has to be taken back should the caller leave. What is recorded
 * before is taken back of those whom the room surely was not shown.
 */
export async function announce(
  deps: SyncDeps,
  conference: Conference,
  callers: readonly Caller[],
): Promise<Done> {
  const { rooms, clock, count, conferences } = deps;
  const act = { kind: 'announce', callers } as const;
  const askedAtMs = clock.now();
  const asked = callers.filter(
    ({ announced, muted }) => announced?.muted !== muted.is || announced.firstAskedAtMs !== undefined,
  );
  await Promise.all(
    asked.map((caller) => {
      const isFirst = caller.announced === undefined;
      const unsure = { muted: caller.muted.is, hand: false, isUnsure: true, isFirst };
      return recordRoomHas(deps, conference, caller, unsure, askedAtMs);
    }),
  );
  return inParts(deps, act, callers, {
    send: (some) => rooms.announce(conference.room, some.map(announcementOf)),
    done: async (some) => {
      const nowMs = clock.now();
      await Promise.all(
        some.map((caller) => {
          const isRepeated = caller.announced?.isUnsure === true;
          return recordRoomHas(deps, conference, caller, { muted: caller.muted.is, hand: false, isRepeated });
        }),
      );
      for (const { presenceAtMs } of some) count('announceLagMs', nowMs - presenceAtMs);
      count('callersAnnounced', some.length);
    },
    refused: async ({ call }) => {
      count('roomRefused');
      const atMs = clock.now();
      const fact = { kind: 'roomRefused', atMs, askedAtMs, untilMs: atMs + refusedForMs } as const;
      await conferences.changeCaller(conference.id, call, fact);
    },
    notAsked: async (some) => {
      const fact = { kind: 'roomNotAsked', atMs: clock.now(), askedAtMs } as const;
      await Promise.all(some.map(({ call }) => conferences.changeCaller(conference.id, call, fact)));
    },
  });
}

/** Asks the room to let callers go. */
export async function takeBack(
  deps: SyncDeps,
  conference: Conference,
  calls: readonly VoiceCallId[],
): Promise<Done> {
  const { rooms, clock, conferences } = deps;
  const act = { kind: 'takeBack', calls } as const;
  const record = (call: VoiceCallId, fact: CallerFact) => conferences.changeCaller(conference.id, call, fact);
  const forget = async (some: readonly VoiceCallId[]) => {
    await Promise.all(some.map((call) => record(call, { kind: 'roomHasNot', atMs: clock.now() })));
  };
  // Recorded first: should this run be lost, whoever comes back in is shown again.
  const atMs = clock.now();
  await Promise.all(calls.map((call) => record(call, { kind: 'roomLetsGo', atMs })));
  return inParts(deps, act, calls, {
    send: async (some) => {
      const told = await rooms.takeBack(conference.room, some);
      return told === 'gone' ? 'done' : told;
    },
    done: forget,
    // Whom the room does not take back alone, it does not have.
    refused: (call) => forget([call]),
    // They are on their way out all the same.
    notAsked: () => Promise.resolve(),
  });
}

/** Tells the room whether a caller is muted. */
export async function muteInRoom(deps: SyncDeps, conference: Conference, caller: Caller): Promise<Done> {
  const { rooms, clock, conferences } = deps;
  const { call, muted } = caller;
  // Recorded first: should the answer or this run be lost, it is told again, whatever the caller wants by then.
  const note = { kind: 'roomMuteUnknown', atMs: clock.now(), muted: muted.is } as const;
  await conferences.changeCaller(conference.id, call, note);
  const told = await rooms.mute(conference.room, call, muted.is);
  return recordTold(deps, conference, 'muteInRoom', caller, told, { muted: muted.is });
}

/** Tells the room whether a caller's hand is up. */
export async function handInRoom(deps: SyncDeps, conference: Conference, caller: Caller): Promise<Done> {
  const { rooms, clock, conferences } = deps;
  const { call, hand } = caller;
  await conferences.changeCaller(conference.id, call, { kind: 'roomHandUnknown', atMs: clock.now() });
  const told = await rooms.hand(conference.room, call, hand);
  return recordTold(deps, conference, 'handInRoom', caller, told, { hand });
}

/**
 * Tells the room of several at once; of a group that it refuses, one half at a time, until the odd one stands alone.
 * After an unknown outcome the same is sent again by the next run: better twice than invisible.
 */
async function inParts<Item>(
  { log }: SyncDeps,
  act: Act,
  items: readonly Item[],
  on: {
    readonly send: (some: readonly Item[]) => Promise<Told>;
    readonly done: (some: readonly Item[]) => Promise<void>;
    readonly refused: (only: Item) => Promise<void>;
    /** The room surely has not heard of them. */
    readonly notAsked: (some: readonly Item[]) => Promise<void>;
  },
): Promise<Done> {
  const groups = [items];
  let refusals = 0;
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const told = await on.send(group);
    const [only] = group;
    if (told === 'done') await on.done(group);
    else if (told === 'refused' && group.length > 1) {
      const middle = Math.ceil(group.length / 2);
      groups.unshift(group.slice(0, middle), group.slice(middle));
    } else {
      log.warn('conference-act', { act: act.kind, result: wordFor(told), callers: group.length });
      if (told === 'refused' && only !== undefined) {
        await on.refused(only);
        refusals += 1;
        if (refusals < mostRefusals || groups.length === 0) continue;
      }
      const rest = told === 'unknown' || told === 'refused' ? groups : [group, ...groups];
      await on.notAsked(rest.flat());
      return isNotYet(told) ? told : 'failed';
    }
  }
  return 'done';
}

function announcementOf({ call, name, number, externalId, muted }: Caller): Announcement {
  return { call, name, number, externalId, muted: muted.is };
}

/** What the room refuses now, it would no sooner take then: only the rest is tried again. */
async function recordTold(
  deps: SyncDeps,
  conference: Conference,
  act: Act['kind'],
  caller: Caller,
  told: Told,
  change: { readonly muted?: boolean; readonly hand?: boolean },
): Promise<Done> {
  if (told !== 'done') deps.log.warn('conference-act', { act, result: wordFor(told) });
  if (isNotYet(told)) return told;
  if (told === 'unknown') return 'failed';
  if (told === 'gone') {
    // Perhaps removed in a moment in which we could not tell: better shown once more than there unseen.
    const forgotten = { kind: 'roomHasNot', atMs: deps.clock.now() } as const;
    await deps.conferences.changeCaller(conference.id, caller.call, forgotten);
    return 'done';
  }
  await recordRoomHas(deps, conference, caller, change);
  return 'done';
}

async function recordRoomHas(
  deps: SyncDeps,
  conference: Conference,
  { call }: Caller,
  change: {
    readonly muted?: boolean;
    readonly hand?: boolean;
    readonly isUnsure?: boolean;
    readonly isFirst?: boolean;
    readonly isRepeated?: boolean;
  },
  atMs = deps.clock.now(),
): Promise<void> {
  const side = roomSide(conference);
  if (side === undefined) throw new Error('nobody is announced while the bridge is out');
  const fact = { kind: 'roomHas', atMs, ...side, ...change } as const;
  await deps.conferences.changeCaller(conference.id, call, fact);
}
