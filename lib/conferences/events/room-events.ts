import type { Caller, Conference, ConferenceId, VoiceCallId } from '../model/conference.ts';
import type { EventResult } from './meeting-events.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { CallerEvent } from '../model/caller-events.ts';
import { restOfSecondMs, unheardSession } from '../state/session.ts';
import { isForNow, roomSide } from '../state/announced.ts';

/** No provider is among them: whoever reports something is not kept waiting for another's answer. */
export type RoomEventDeps = Pick<ConferenceDeps, 'conferences' | 'wake' | 'clock' | 'log'>;

/** A `left` of ours may still be on its way back as the room's `participant_left` for this long. */
const takenBackEchoMs = 30_000;

/**
 * Something happened in a room. `atMs`: the room provider's time, Unix ms, cut down to a second. `calls`: the ids that it names,
 * of which the first that is a caller's is meant; the others may be anybody's.
 */
export type RoomEvent = { readonly room: string; readonly atMs: number } & (
  | { readonly kind: 'sessionStarted' | 'sessionEnded'; readonly session: string }
  | { readonly kind: 'muted' | 'unmuted' | 'askedToUnmute'; readonly calls: readonly VoiceCallId[] }
  /** Somebody came in or went, by phone or not. */
  | ({ readonly kind: 'participantJoined' } & Participant)
  | ({ readonly kind: 'participantLeft' } & Participant)
  | {
      readonly kind: 'recordingStarted' | 'recordingStopped';
      readonly session: string | undefined;
    }
  | { readonly kind: 'roomDeleted' }
);

interface Participant {
  readonly calls: readonly VoiceCallId[];
  readonly session: string | undefined;
}

/** Records what a room reported, and wakes the sync of its conference. */
export async function roomReported(deps: RoomEventDeps, event: RoomEvent): Promise<EventResult> {
  const id = await deps.conferences.findByRoom(event.room);
  if (id === undefined) return 'unknown';
  if (!(await record(deps, id, event))) return 'recorded';
  deps.log.info('conference-event', { conference: id, event: event.kind });
  await deps.wake.wake(id);
  return 'recorded';
}

type ParticipantEvent = Participant & Pick<RoomEvent, 'atMs'>;

/**
 * Somebody in the room proves that its session runs, and one of our callers there that the announcement got through.
 * Returns whether there is something to be done: a caller who is confirmed needs nothing more.
 */
async function recordJoined(
  deps: RoomEventDeps,
  id: ConferenceId,
  { calls, session, atMs }: ParticipantEvent,
): Promise<boolean> {
  const { conferences } = deps;
  const finding =
    session === undefined
      ? conferences.get(id)
      : conferences.changeConference(id, { kind: 'sessionStarted', atMs, session });
  const confirming = finding.then((found): CallerEvent | undefined => {
    const side = found && roomSide(found);
    if (side === undefined || (session !== undefined && side.session !== session)) return undefined;
    // Reported as late in its second as may be: an answer to an announcement never seems to be older than it.
    return { kind: 'roomConfirmed', atMs: atMs + restOfSecondMs, ...side };
  });
  const changing = first(calls, (call) => conferences.changeCallerBy(id, call, confirming));
  const [conference] = await Promise.all([finding, confirming, changing]);
  return (
    session !== undefined && conference?.session?.id === session && conference.session.startedAtMs === atMs
  );
}

/** Returns whether there may be something to do. Everybody's coming and going is reported, and mostly says what we know. */
async function record(deps: RoomEventDeps, id: ConferenceId, event: RoomEvent): Promise<boolean> {
  const { conferences } = deps;
  const { atMs } = event;
  switch (event.kind) {
    case 'sessionStarted':
    case 'sessionEnded':
      await conferences.changeConference(id, { kind: event.kind, atMs, session: event.session });
      return true;
    case 'recordingStarted':
    case 'recordingStopped': {
      const isOn = event.kind === 'recordingStarted';
      await conferences.changeConference(id, { kind: 'recording', atMs, isOn, session: event.session });
      return true;
    }
    case 'roomDeleted':
      await conferences.changeConference(id, { kind: 'closed', atMs });
      return true;
    case 'muted':
    case 'unmuted': {
      const is = event.kind === 'muted';
      const muted = { kind: 'muted', atMs, is, by: 'room' } as const;
      await first(event.calls, (call) => conferences.changeCaller(id, call, muted));
      return true;
    }
    case 'askedToUnmute':
      await first(event.calls, (call) => conferences.changeCaller(id, call, { kind: 'askedToUnmute', atMs }));
      return true;
    case 'participantLeft':
      return recordLeft(deps, id, event);
    case 'participantJoined':
      return recordJoined(deps, id, event);
  }
}

/** What is found for the first of these calls that is a caller's. */
async function first(
  calls: readonly VoiceCallId[],
  find: (call: VoiceCallId) => Promise<Caller | undefined>,
): Promise<Caller | undefined> {
  for (const call of calls) {
    const caller = await find(call);
    if (caller !== undefined) return caller;
  }
  return undefined;
}

/** Returns whether it is to be looked into: nearly always it is we who have taken the caller back, or nobody by phone. */
async function recordLeft(
  { conferences, clock }: RoomEventDeps,
  id: ConferenceId,
  event: ParticipantEvent,
): Promise<boolean> {
  const [conference, caller] = await Promise.all([
    conferences.get(id),
    first(event.calls, (call) => conferences.caller(id, call)),
  ]);
  if (conference === undefined || caller === undefined) return false;
  const { call, takenBackAtMs, leftRoomAtMs } = caller;
  if (!isUnexplained({ conference, caller }, event)) return leftRoomAtMs !== undefined;
  // By our clock: from now on the bridge has time to follow.
  await conferences.changeCaller(id, call, { kind: 'leftRoom', atMs: clock.now(), takenBackAtMs });
  return true;
}

/**
 * No event says that a moderator removed a caller; a caller's leave that we did not cause may, if all else was well:
 * announced for the session that runs and the bridge leg that is in, if without an answer, and no `left` of ours on its
 * way or lately there.
 */
function isUnexplained(
  { conference, caller }: { readonly conference: Conference; readonly caller: Caller },
  { session, atMs }: ParticipantEvent,
): boolean {
  const { announced } = caller;
  if (announced === undefined || announced.isLeaving === true) return false;
  // A `left` of ours that is not noted as such is for an older leg or session.
  if (!isForNow(conference, announced)) return false;
  const current = conference.session?.id ?? unheardSession;
  if (session !== undefined && current !== unheardSession && session !== current) return false;
  return caller.takenBackAtMs === undefined || atMs - caller.takenBackAtMs >= takenBackEchoMs;
}
