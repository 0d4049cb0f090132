import type { Command } from '../../model/command.ts';
import type { Done, SyncDeps } from './outcome.ts';
import type { Caller, Conference, VoiceCallId } from '../../model/conference.ts';
import type { Announcement } from '../../ports.ts';
import { type CommandResult, wordFor, isNotYet } from '../../model/command-result.ts';
import type { CallerEvent } from '../../model/caller-events.ts';
import { roomSide } from '../../state/announced.ts';
import { inParts } from './in-parts.ts';

/** A caller whom the room refuses alone is not announced again before this long: its entry is at fault. */
const refusedForMs = 5 * 60_000;

/**
 * Announces callers to the room, all in one request if it takes them all. It is recorded before and after: whom the
 * room may have, although its answer or this run was lost, has to be withdrawn should the caller leave. What is recorded
 * before is withdrawn of those whom the room surely was not shown.
 */
export async function announce(
  deps: SyncDeps,
  conference: Conference,
  callers: readonly Caller[],
): Promise<Done> {
  const { rooms, clock, count, conferences } = deps;
  const command = { kind: 'announce', callers } as const;
  const askedAtMs = clock.now();
  await Promise.all(
    callers.map((caller) => {
      const isFirst = caller.announced === undefined;
      const unsure = { muted: caller.muted.is, hand: false, isUnsure: true, isFirst };
      return recordRoomHas(deps, conference, caller, unsure, askedAtMs);
    }),
  );
  return inParts(deps, command, callers, {
    send: (some) => rooms.announce(conference.room, some.map(announcementOf)),
    done: async (some) => {
      const nowMs = clock.now();
      await Promise.all(
        some.map((caller) =>
          recordRoomHas(deps, conference, caller, { muted: caller.muted.is, hand: false }),
        ),
      );
      for (const { presenceAtMs } of some) count('announceLagMs', nowMs - presenceAtMs);
      count('callersAnnounced', some.length);
    },
    refused: async ({ call }) => {
      count('roomRefused');
      const atMs = clock.now();
      const event = { kind: 'roomRefused', atMs, askedAtMs, untilMs: atMs + refusedForMs } as const;
      await conferences.changeCaller(conference.id, call, event);
    },
    notAsked: async (some) => {
      const event = { kind: 'roomNotAsked', atMs: clock.now(), askedAtMs } as const;
      await Promise.all(some.map(({ call }) => conferences.changeCaller(conference.id, call, event)));
    },
  });
}

/** Asks the room to let callers go. */
export async function withdraw(
  deps: SyncDeps,
  conference: Conference,
  calls: readonly VoiceCallId[],
): Promise<Done> {
  const { rooms, clock, conferences } = deps;
  const command = { kind: 'withdraw', calls } as const;
  const record = (call: VoiceCallId, event: CallerEvent) =>
    conferences.changeCaller(conference.id, call, event);
  const forget = async (some: readonly VoiceCallId[]) => {
    await Promise.all(some.map((call) => record(call, { kind: 'roomHasNot', atMs: clock.now() })));
  };
  // Recorded first: should this run be lost, whoever comes back in is shown again.
  const atMs = clock.now();
  await Promise.all(calls.map((call) => record(call, { kind: 'roomLetsGo', atMs })));
  return inParts(deps, command, calls, {
    send: async (some) => {
      const result = await rooms.withdraw(conference.room, some);
      return result === 'gone' ? 'done' : result;
    },
    done: forget,
    // A caller whom the room does not withdraw alone is not in it.
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
  const result = await rooms.mute(conference.room, call, muted.is);
  return recordResult(deps, conference, 'muteInRoom', caller, result, { muted: muted.is });
}

/** Tells the room whether a caller's hand is up. */
export async function handInRoom(deps: SyncDeps, conference: Conference, caller: Caller): Promise<Done> {
  const { rooms, clock, conferences } = deps;
  const { call, hand } = caller;
  await conferences.changeCaller(conference.id, call, { kind: 'roomHandUnknown', atMs: clock.now() });
  const result = await rooms.hand(conference.room, call, hand);
  return recordResult(deps, conference, 'handInRoom', caller, result, { hand });
}

function announcementOf({ call, name, number, externalId, muted }: Caller): Announcement {
  return { call, name, number, externalId, muted: muted.is };
}

/** What the room refuses now, it would no sooner take then: only the rest is tried again. */
async function recordResult(
  deps: SyncDeps,
  conference: Conference,
  command: Command['kind'],
  caller: Caller,
  result: CommandResult,
  change: { readonly muted?: boolean; readonly hand?: boolean },
): Promise<Done> {
  if (result !== 'done') deps.log.warn('conference-command', { command, result: wordFor(result) });
  if (isNotYet(result)) return result;
  if (result === 'unknown') return 'failed';
  if (result === 'gone') {
    // Perhaps removed in a moment in which we could not tell: better shown once more than there unseen.
    const forgotten = { kind: 'roomHasNot', atMs: deps.clock.now(), isAnswer: true } as const;
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
  },
  atMs = deps.clock.now(),
): Promise<void> {
  const side = roomSide(conference);
  if (side === undefined) throw new Error('nobody is announced while the bridge is out');
  const event = { kind: 'roomHas', atMs, ...side, ...change } as const;
  await deps.conferences.changeCaller(conference.id, call, event);
}
