import { sideOf, type Command } from '../../model/command.ts';
import { bridgeCommands, bridgeDeadlines } from './bridge.ts';
import type { Caller, Conference, KickReason } from '../../model/conference.ts';
import { isRecorded } from '../../state/recording.ts';
import { isSessionOver, mustGoWith, restOfSecondMs, sessionGraceMs } from '../../state/session.ts';
import { isSure, isAwayTooLongAtMs } from '../../state/announced.ts';
import { isOpenToWaiting } from '../../state/bridge.ts';
import type { VoiceProvider } from '../../ports.ts';
import { leadOutCommands, leadOutDeadlines, unheardCommands, unheardDeadlines } from './leading-out.ts';
import { isAwaited } from '../../state/reduce/transfer.ts';
import { waitCommands, waitDeadlines } from './wait.ts';
import { findForMs } from '../poll-times.ts';
import { kickSettlesMs, proofCommands, roomCommands } from './room.ts';

export type Able = Pick<VoiceProvider, 'traits' | 'letIn' | 'leadOut'>;

interface Plan {
  readonly commands: readonly Command[];
  /** When something will be missing although nothing happens; undefined: never. */
  readonly dueAtMs: number | undefined;
}

/** A caller who was told to leave, and is in the meeting all the same, is told again after this long. */
const tellAgainAfterMs = 15_000;

/** A farewell outside the meeting lasts no longer than this, a recording of the dial-in's own included: then it is cut off. */
const longestFarewellMs = 60_000;

/** Asked to unmute, a caller in the menu hears of it when they are back; later than this, it would only startle. */
const askHoldsMs = 60_000;

/** The voice provider ends a stay that is too long by itself; should it not, we do after this. */
const overdueGraceMs = 60_000;

/**
 * Plans what is missing. Pure: the same state at the same time always misses the same.
 *
 * @param able what the conference's voice provider can do; it is asked for nothing
 */
export function plan(able: Able, conference: Conference, callers: readonly Caller[], nowMs: number): Plan {
  const present = callers.filter(({ presence }) => presence !== 'gone');
  const missing = [
    ...kickCommands(conference, present, nowMs),
    ...sessionCommands(conference, present, nowMs),
    ...letInCommands(able, conference, present),
    ...leadOutCommands(able, present, nowMs),
    ...unheardCommands(callers, nowMs),
    ...findCommands(able, conference, present, nowMs),
    ...voiceCommands(conference, present, nowMs),
    ...waitCommands(conference, present, nowMs),
    ...proofCommands(conference, present, nowMs),
    ...roomCommands(conference, callers, nowMs),
    ...bridgeCommands(conference, present, nowMs),
  ];
  const commands = missing.filter((command) => nowMs >= restsUntilMs(conference, command));
  const deadlines = [
    ...deadlinesOf(conference, present),
    ...callers.flatMap(({ settlesAtMs }) => settlesAtMs ?? []),
    ...unheardDeadlines(callers),
    ...missing.map((command) => restsUntilMs(conference, command)),
  ].filter((deadlineMs) => deadlineMs > nowMs);
  return { commands, dueAtMs: deadlines.length === 0 ? undefined : Math.min(...deadlines) };
}

/** Until when the provider that a command asks wants to be left alone. */
function restsUntilMs({ rests }: Conference, command: Command): number {
  const side = sideOf(command);
  return (side && rests?.[side]) ?? Number.NEGATIVE_INFINITY;
}

function kickCommands(conference: Conference, present: readonly Caller[], nowMs: number): readonly Command[] {
  return present.flatMap((caller): readonly Command[] => {
    const { call, kicked } = caller;
    if (kicked === undefined) {
      const why = kickReasonOf(conference, caller, nowMs);
      return why === undefined ? [] : [{ kind: 'kick', call, why }];
    }
    const { toldAtMs, why } = kicked;
    if (toldAtMs === undefined) return [{ kind: 'endCall', call, why }];
    if (nowMs < toldAtMs + farewellMs(caller)) return [];
    return [{ kind: 'endCall', call, why: isInside(caller) ? why : undefined }];
  });
}

const isInside = ({ presence }: Caller) => presence === 'in' || presence === 'joining';

const farewellMs = (caller: Caller) => (isInside(caller) ? tellAgainAfterMs : longestFarewellMs);

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

/** Those who wait outside while the bridge is in, if they can be moved; otherwise they go in when they next ask. */
function letInCommands(able: Able, conference: Conference, present: readonly Caller[]): readonly Command[] {
  if (able.letIn === undefined || conference.isClosed || !isOpenToWaiting(conference)) return [];
  return present
    .filter((caller) => caller.presence === 'waiting' && caller.kicked === undefined && !isAwaited(caller))
    .map(({ call }) => ({ kind: 'letIn', call }));
}

/** Those who are on their way in, where nobody will say that they are in. After `findForMs` it is for a poll to find them. */
function findCommands(
  { traits }: Able,
  { comingBridge }: Conference,
  present: readonly Caller[],
  nowMs: number,
): readonly Command[] {
  if (traits.reportsJoins) return [];
  const isDue = (sinceMs: number) => nowMs - sinceMs < findForMs;
  const callers = present.filter(
    ({ presence, presenceAtMs }) => presence === 'joining' && isDue(presenceAtMs),
  );
  const isBridgeDue = comingBridge !== undefined && isDue(comingBridge.atMs);
  const bridge = isBridgeDue ? comingBridge.call : undefined;
  return callers.length === 0 && bridge === undefined ? [] : [{ kind: 'findJoin', callers, bridge }];
}

function voiceCommands(
  conference: Conference,
  present: readonly Caller[],
  nowMs: number,
): readonly Command[] {
  const { meeting } = conference;
  if (meeting === undefined) return [];
  const isOn = isRecorded(conference);
  return present
    .filter(({ presence, kicked }) => presence === 'in' && !kicked)
    .flatMap(({ call, joinSequence, muted, phone, asked, recordingTold }): readonly Command[] => {
      const isMuteOpen = muted.is !== phone.muted || phone.isUnsure === true;
      const isToHear =
        asked?.isTold === false && nowMs - asked.atMs < askHoldsMs && !isUnmutedSince(muted, asked);
      const isNews = isOn !== undefined && isOn !== (recordingTold?.isOn ?? false);
      return [
        ...(isNews ? [{ kind: 'tellRecording', meeting, call, isOn } as const] : []),
        ...(isMuteOpen ? [{ kind: 'mutePhone', meeting, call, joinSequence, muted: muted.is } as const] : []),
        ...(isToHear ? [{ kind: 'askToUnmute', meeting, call, askedAtMs: asked.atMs } as const] : []),
      ];
    });
}

function isUnmutedSince(muted: Caller['muted'], asked: { readonly atMs: number }): boolean {
  return !muted.is && muted.atMs > asked.atMs + restOfSecondMs;
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
  if (kicked !== undefined)
    return kicked.toldAtMs === undefined ? [] : [kicked.toldAtMs + farewellMs(caller)];
  return [
    overdueAtMs(conference, caller),
    ...leadOutDeadlines(caller),
    ...(leftRoomAtMs === undefined ? [] : [leftRoomAtMs + kickSettlesMs]),
    ...(announced !== undefined && presence !== 'in' ? [isAwayTooLongAtMs(caller)] : []),
    ...(refusedUntilMs === undefined || (announced && isSure(announced)) ? [] : [refusedUntilMs]),
  ];
}
