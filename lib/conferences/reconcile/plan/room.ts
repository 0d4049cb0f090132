import type { Command } from '../../model/command.ts';
import type { Caller, Conference, VoiceCallId } from '../../model/conference.ts';
import {
  isSettled,
  isForgotten,
  isForNow,
  isSure,
  isAnnouncedNow,
  isInMeeting,
  roomSide,
} from '../../state/announced.ts';

/** Digital Samba states no limit for one announcement; a request of this size is still small, and a refusal is halved. */
export const maxPerAnnouncement = 100;

/**
 * Whether the bridge went as well shows within seconds: a room that disconnects telephony may report first that each caller
 * has left (Digital Samba does not document the order). Only then a leave is a moderator's doing.
 */
export const kickSettlesMs = 5_000;

/** Whoever was announced for another session or leg went with it; that is forgotten, or withdrawn (`roomCommands`). */
export function proofCommands(
  conference: Conference,
  present: readonly Caller[],
  nowMs: number,
): readonly Command[] {
  const left = present.filter(
    (caller) =>
      mayBeKicked(caller) &&
      nowMs >= caller.leftRoomAtMs + kickSettlesMs &&
      isAnnouncedNow(conference, caller),
  );
  return left.length === 0 ? [] : [{ kind: 'proveKicks', calls: left.map(({ call }) => call) }];
}

/** Whether a moderator may have removed the caller, who is still on the line. */
const mayBeKicked = (caller: Caller): caller is Caller & { readonly leftRoomAtMs: number } =>
  caller.leftRoomAtMs !== undefined && caller.kicked === undefined && caller.presence !== 'gone';

/** What is missing about who is shown in the room, and how. `callers`: also those whose calls are over. */
export function roomCommands(
  conference: Conference,
  callers: readonly Caller[],
  nowMs: number,
): readonly Command[] {
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
    // Of somebody whom it may show no more the room is told nothing until it is known why; to withdraw them would explain it.
    else if (isKnown && mayBeKicked(caller)) continue;
    // Also one announced for another bridge leg: withdrawn first, it is announced once for each.
    else if (!isHere || !isKnown) surplus.push(call);
    else {
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

function chunks<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const parts: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += maxPerAnnouncement) {
    parts.push(items.slice(start, start + maxPerAnnouncement));
  }
  return parts;
}
