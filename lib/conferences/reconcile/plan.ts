import { sideOf, type Command } from '../model/command.ts';
import { bridgeCommands, bridgeDeadlines } from './bridge-plan.ts';
import { isSettled } from '../state/reduce-caller.ts';
import type { Caller, Conference, KickReason, VoiceCallId } from '../model/conference.ts';
import { unheardSession } from '../state/reduce-conference.ts';
import { lateEffectMs } from '../state/mutes.ts';
import { isSessionOver, mustGoWith, restOfSecondMs, sessionGraceMs } from './session-plan.ts';
import { waitCommands, waitDeadlines } from '../call/waiting.ts';

export interface Plan {
  readonly commands: readonly Command[];
  /** When something will be missing although nothing happens; undefined: never. */
  readonly dueAtMs: number | undefined;
}

/** Digital Samba states no limit for one announcement; a request of this size is still small, and a refusal is halved. */
export const maxPerAnnouncement = 100;

/** A caller who was told to leave is told again after this long, should the first order have been lost. */
const tellAgainAfterMs = 15_000;

/** The menu takes its prompt and 20 s; a caller who is away longer is no longer shown in the room. */
const menuGraceMs = 45_000;

/** Asked to unmute, a caller in the menu hears of it when they are back; later than this, it would only startle. */
const askHoldsMs = 60_000;

/**
 * Whether the bridge went as well shows within seconds: a room that disconnects telephony may report first that each caller
 * has left (Digital Samba does not document the order). Only then a leave is a moderator's doing.
 */
const kickSettlesMs = 5_000;

/** The voice provider ends a stay that is too long by itself; should it not, we do after this. */
const overdueGraceMs = 60_000;

/** Plans what is missing. Pure: the same state at the same time always misses the same. */
export function plan(conference: Conference, callers: readonly Caller[], nowMs: number): Plan {
  const present = callers.filter(({ presence }) => presence !== 'gone');
  const missing = [
    ...kickReasons(conference, present, nowMs),
    ...sessionCommands(conference, present, nowMs),
    ...voiceCommands(conference, present, nowMs),
    ...waitCommands(conference, present, nowMs),
    ...proofs(conference, present, nowMs),
    ...roomCommands(conference, callers, nowMs),
    ...bridgeCommands(conference, present, nowMs),
  ];
  const commands = missing.filter((command) => nowMs >= restsUntilMs(conference, command));
  const deadlines = [
    ...deadlinesOf(conference, present),
    ...callers.flatMap(({ settlesAtMs }) => settlesAtMs ?? []),
    ...missing.map((command) => restsUntilMs(conference, command)),
  ].filter((deadlineMs) => deadlineMs > nowMs);
  return { commands, dueAtMs: deadlines.length === 0 ? undefined : Math.min(...deadlines) };
}

/** Until when the provider that a command asks wants to be left alone. */
function restsUntilMs({ rests }: Conference, command: Command): number {
  const side = sideOf(command);
  return (side && rests?.[side]) ?? Number.NEGATIVE_INFINITY;
}

function kickReasons(conference: Conference, present: readonly Caller[], nowMs: number): readonly Command[] {
  return present.flatMap((caller): readonly Command[] => {
    const { call, kicked } = caller;
    if (kicked === undefined) {
      const why = kickReasonOf(conference, caller, nowMs);
      return why === undefined ? [] : [{ kind: 'kick', call, why }];
    }
    const isToldLately = kicked.toldAtMs !== undefined && nowMs - kicked.toldAtMs < tellAgainAfterMs;
    return isToldLately ? [] : [{ kind: 'endCall', call, why: kicked.why }];
  });
}

function kickReasonOf(conference: Conference, caller: Caller, nowMs: number): KickReason | undefined {
  if (conference.isClosed) return 'conference-closed';
  return nowMs >= overdueAtMs(conference, caller) ? 'overdue' : undefined;
}

function overdueAtMs({ settings }: Conference, { admittedAtMs }: Caller): number {
  return admittedAtMs + settings.longestStayMs + overdueGraceMs;
}

function sessionCommands(
  conference: Conference,
  present: readonly Caller[],
  nowMs: number,
): readonly Command[] {
  if (conference.isClosed || !isSessionOver(conference, nowMs)) return [];
  const calls = present.filter((caller) => mustGoWith(conference, caller)).map(({ call }) => call);
  return calls.length === 0 ? [] : [{ kind: 'endSession', calls }];
}

function voiceCommands(
  conference: Conference,
  present: readonly Caller[],
  nowMs: number,
): readonly Command[] {
  const { meeting } = conference;
  if (meeting === undefined) return [];
  return present
    .filter(({ presence, kicked }) => presence === 'in' && !kicked)
    .flatMap(({ call, joinSequence, muted, phone, asked }): readonly Command[] => {
      const isMuteOpen = muted.is !== phone.muted || phone.isUnsure === true;
      const isToHear =
        asked?.isTold === false && nowMs - asked.atMs < askHoldsMs && !isUnmutedSince(muted, asked);
      return [
        ...(isMuteOpen ? [{ kind: 'mutePhone', meeting, call, joinSequence, muted: muted.is } as const] : []),
        ...(isToHear ? [{ kind: 'askToUnmute', meeting, call, askedAtMs: asked.atMs } as const] : []),
      ];
    });
}

function isUnmutedSince(muted: Caller['muted'], asked: { readonly atMs: number }): boolean {
  return !muted.is && muted.atMs > asked.atMs + restOfSecondMs;
}

/** Whoever was announced for another session or leg went with it; that is forgotten, or withdrawn, below. */
function proofs(conference: Conference, present: readonly Caller[], nowMs: number): readonly Command[] {
  const left = present.filter(
    (caller) =>
      caller.leftRoomAtMs !== undefined &&
      caller.kicked === undefined &&
      nowMs >= caller.leftRoomAtMs + kickSettlesMs &&
      isAnnouncedNow(conference, caller),
  );
  return left.length === 0 ? [] : [{ kind: 'proveKicks', calls: left.map(({ call }) => call) }];
}

/** For which session and bridge leg announcements count now; undefined: for none, nobody may be announced. */
export function roomSide({
  bridge,
  session,
}: Conference): { readonly session: string; readonly bridge: string } | undefined {
  if (bridge.state !== 'in' || session?.endedAtMs !== undefined) return undefined;
  if (bridge.isCarriedOver === true || bridge.isUnasked === true) return undefined;
  return { session: session?.id ?? unheardSession, bridge: `${bridge.call}-${bridge.joinSequence}` };
}

function roomCommands(conference: Conference, callers: readonly Caller[], nowMs: number): readonly Command[] {
  const side = roomSide(conference);
  const missing: Caller[] = [];
  const surplus: VoiceCallId[] = [];
  const single: Command[] = [];
  for (const caller of callers) {
    const { announced, call } = caller;
    const isHere = isInMeeting(caller, nowMs);
    const isKnown = isAnnouncedNow(conference, caller);
    const isToAskAgain =
      announced !== undefined && !isSure(announced) && isHere && isForNow(conference, announced);
    if (announced === undefined || isToAskAgain) {
      const isMissing = isHere && side !== undefined && nowMs >= (caller.refusedUntilMs ?? 0);
      if (isMissing) missing.push(caller);
      else if (announced === undefined && isSettled(caller, nowMs)) surplus.push(call);
    } else if (!isKnown && isForgotten(conference, announced)) single.push({ kind: 'forget', call });
    // Also one announced for another bridge leg: withdrawn first, it is announced once for each.
    else if (!isHere || !isKnown) surplus.push(call);
    // Somebody whom the room may show no more is told nothing of until it is known why.
    else if (caller.leftRoomAtMs === undefined) {
      const isToTellAgain = isSettled(caller, nowMs);
      if (announced.muted !== caller.muted.is || isToTellAgain) single.push({ kind: 'muteInRoom', caller });
      if (announced.hand !== caller.hand || isToTellAgain) single.push({ kind: 'handInRoom', caller });
    }
  }
  return [
    ...chunks(surplus).map((calls) => ({ kind: 'withdraw', calls }) as const),
    ...chunks(missing).map((some) => ({ kind: 'announce', callers: some }) as const),
    ...single,
  ];
}

/** In the meeting, or for a moment in the menu if it is sure to be shown; whoever is being thrown out is not. */
export function isInMeeting(caller: Caller, nowMs: number): boolean {
  const { presence, kicked, announced } = caller;
  if (kicked !== undefined) return false;
  if (presence === 'in') return true;
  return (
    announced !== undefined && isSure(announced) && presence !== 'gone' && nowMs < isAwayTooLongAtMs(caller)
  );
}

/** When a caller who is out of the meeting is no longer shown. */
function isAwayTooLongAtMs({ awaySinceMs, presenceAtMs }: Caller): number {
  return (awaySinceMs ?? presenceAtMs) + menuGraceMs;
}

/** Whether a caller is surely announced for the session and the bridge leg that count now. */
export function isAnnouncedNow(conference: Conference, { announced }: Caller): boolean {
  return announced !== undefined && isSure(announced) && isForNow(conference, announced);
}

/** Whether the room shows the caller, for all we know. */
function isSure({ isUnsure, isLeaving }: NonNullable<Caller['announced']>): boolean {
  return isUnsure !== true && isLeaving !== true;
}

function isForNow(conference: Conference, announced: NonNullable<Caller['announced']>): boolean {
  const side = roomSide(conference);
  if (side === undefined) return false;
  return announced.bridge === side.bridge && isOfSession(conference, announced);
}

/**
 * A session that is over took all its phone participants with it. Whoever was announced at its end, or may have been, may be
 * in the one that followed at once, and is withdrawn.
 */
function isForgotten(conference: Conference, announced: NonNullable<Caller['announced']>): boolean {
  const { session } = conference;
  if (session?.endedAtMs === undefined && isOfSession(conference, announced)) return false;
  const endedAtMs = session?.endedAtMs ?? session?.startedAtMs ?? Number.NEGATIVE_INFINITY;
  return announced.atMs + (announced.isUnsure === true ? lateEffectMs : 0) < endedAtMs;
}

/**
 * Whether somebody was announced to the session that we know of. Who was when none was heard of was announced to the one
 * that ran then: this one, unless it has followed another since. (When it was found by asking, its start is not known.)
 */
function isOfSession({ session }: Conference, announced: NonNullable<Caller['announced']>): boolean {
  if (announced.session !== unheardSession) return session === undefined || session.id === announced.session;
  const isFollower = session?.previous !== undefined && (session.startedAtMs ?? 0) > announced.atMs;
  return !isFollower;
}

function deadlinesOf(conference: Conference, present: readonly Caller[]): readonly number[] {
  const { bridge, session } = conference;
  const isAnybodyThere = present.length > 0 || bridge.state === 'in';
  return [
    ...bridgeDeadlines(conference, present.length > 0),
    ...waitDeadlines(conference, present),
    ...(session?.endedAtMs === undefined || !isAnybodyThere ? [] : [session.endedAtMs + sessionGraceMs]),
    ...present.flatMap((caller) => callersDeadlines(conference, caller)),
  ];
}

function callersDeadlines(conference: Conference, caller: Caller): readonly number[] {
  const { kicked, presence, announced, refusedUntilMs, leftRoomAtMs } = caller;
  if (kicked !== undefined) return kicked.toldAtMs === undefined ? [] : [kicked.toldAtMs + tellAgainAfterMs];
  return [
    overdueAtMs(conference, caller),
    ...(leftRoomAtMs === undefined ? [] : [leftRoomAtMs + kickSettlesMs]),
    ...(announced !== undefined && presence !== 'in' ? [isAwayTooLongAtMs(caller)] : []),
    ...(refusedUntilMs === undefined || (announced && isSure(announced)) ? [] : [refusedUntilMs]),
  ];
}

function chunks<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const parts: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += maxPerAnnouncement) {
    parts.push(items.slice(start, start + maxPerAnnouncement));
  }
  return parts;
}
