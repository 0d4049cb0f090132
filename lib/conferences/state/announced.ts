import type { Caller, Conference } from '../model/conference.ts';
import { lateEffectMs } from './mutes.ts';
import { unheardSession } from './session.ts';

/** The menu takes its prompt and 20 s; a caller who is away longer is no longer shown in the room. */
const menuGraceMs = 45_000;

/** For which session and bridge leg announcements count now; undefined: for none, nobody may be announced. */
export function roomSide({
  bridge,
  session,
}: Conference): { readonly session: string; readonly bridge: string } | undefined {
  if (bridge.state !== 'in' || session?.endedAtMs !== undefined) return undefined;
  if (bridge.isCarriedOver === true || bridge.isUnasked === true) return undefined;
  return { session: session?.id ?? unheardSession, bridge: `${bridge.call}-${bridge.joinSequence}` };
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
export function isAwayTooLongAtMs({ awaySinceMs, presenceAtMs }: Caller): number {
  return (awaySinceMs ?? presenceAtMs) + menuGraceMs;
}

/** Whether a caller is surely announced for the session and the bridge leg that count now. */
export function isAnnouncedNow(conference: Conference, { announced }: Caller): boolean {
  return announced !== undefined && isSure(announced) && isForNow(conference, announced);
}

/** Whether the room shows the caller, for all we know. */
export function isSure({ isUnsure, isLeaving }: NonNullable<Caller['announced']>): boolean {
  return isUnsure !== true && isLeaving !== true;
}

/** Whether it is for the session and the bridge leg that count now, sure or not. */
export function isForNow(conference: Conference, announced: NonNullable<Caller['announced']>): boolean {
  const side = roomSide(conference);
  if (side === undefined) return false;
  return announced.bridge === side.bridge && isOfSession(conference, announced);
}

/**
 * A session that is over took all its phone participants with it. Whoever was announced at its end, or may have been, may be
 * in the one that followed at once, and is withdrawn.
 */
export function isForgotten(conference: Conference, announced: NonNullable<Caller['announced']>): boolean {
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

/** Whether no announcement that was given up can take effect any more, so that what the room is told now stays. */
export function isSettled({ settlesAtMs }: Caller, nowMs: number): boolean {
  return settlesAtMs !== undefined && nowMs >= settlesAtMs;
}
