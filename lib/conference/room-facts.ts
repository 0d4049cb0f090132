import type { Caller, Conference, ConferenceId, VoiceCallId } from './conference.ts';
import { unheardSession } from './facts.ts';
import type { FactResult } from './meeting-facts.ts';
import { isAnnouncedNow, isInMeeting, restOfSecondMs, roomSide } from './plan.ts';
import type { ConferenceDeps } from './ports.ts';
import { spokenTo } from './spoken.ts';
import { wordFor } from './told.ts';

type FactDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'doors' | 'voice' | 'rooms' | 'wake' | 'clock' | 'log' | 'count'
>;

/** A `left` of ours may still be on its way back as the room's `participant_left` for this long. */
const takenBackEchoMs = 30_000;

/** Something happened in a room. `atMs`: the room provider's time, Unix ms, cut down to a second. */
export type RoomEvent = { readonly room: string; readonly atMs: number } & (
  | { readonly kind: 'sessionStarted' | 'sessionEnded'; readonly session: string }
  | { readonly kind: 'muted' | 'unmuted' | 'askedToUnmute'; readonly call: VoiceCallId }
  /** Somebody came in, by phone or not; `call`: the id, whether or not it is one of ours. */
  | {
      readonly kind: 'participantJoined';
      readonly call: VoiceCallId | undefined;
      readonly session: string | undefined;
    }
  | { readonly kind: 'participantLeft'; readonly call: VoiceCallId; readonly session: string | undefined }
  | { readonly kind: 'roomDeleted' }
);

/** Records what a room reported, and wakes the sync of its conference. */
export async function roomReported(deps: FactDeps, event: RoomEvent): Promise<FactResult> {
  const id = await deps.conferences.findByRoom(event.room);
  if (id === undefined) return 'strange';
  if (event.kind === 'participantJoined') {
    // Everybody's coming is reported; nearly always it says what we know.
    if (!(await recordJoined(deps, id, event))) return 'recorded';
  } else await record(deps, id, event);
  deps.log.info('conference-fact', { conference: id, fact: event.kind });
  await deps.wake.wake(id);
  return 'recorded';
}

type RoomFact<Kind extends RoomEvent['kind']> = Extract<RoomEvent, { readonly kind: Kind }>;

/**
 * Somebody in the room proves that its session runs, and one of our callers there that the announcement got through.
 * Returns whether there is something to be done: a caller who is confirmed needs nothing more.
 */
async function recordJoined(
  { conferences }: FactDeps,
  id: ConferenceId,
  { call, session, atMs }: RoomFact<'participantJoined'>,
): Promise<boolean> {
  const conference =
    session === undefined
      ? await conferences.get(id)
      : await conferences.changeConference(id, { kind: 'sessionStarted', atMs, session });
  const side = conference && roomSide(conference);
  const isOfSide = session === undefined || side?.session === session;
  if (call !== undefined && side !== undefined && isOfSide) {
    // Reported as late in its second as may be: an answer to an announcement never seems to be older than it.
    const confirmed = { kind: 'roomConfirmed', atMs: atMs + restOfSecondMs, ...side } as const;
    await conferences.changeCaller(id, call, confirmed);
  }
  return (
    session !== undefined && conference?.session?.id === session && conference.session.startedAtMs === atMs
  );
}

async function record(
  deps: FactDeps,
  id: ConferenceId,
  event: Exclude<RoomEvent, { readonly kind: 'participantJoined' }>,
): Promise<void> {
  const { conferences } = deps;
  const { atMs } = event;
  switch (event.kind) {
    case 'sessionStarted':
    case 'sessionEnded':
      await conferences.changeConference(id, { kind: event.kind, atMs, session: event.session });
      return;
    case 'roomDeleted':
      await conferences.changeConference(id, { kind: 'closed', atMs });
      return;
    case 'muted':
    case 'unmuted': {
      const is = event.kind === 'muted';
      await conferences.changeCaller(id, event.call, { kind: 'muted', atMs, is, by: 'room' });
      return;
    }
    case 'askedToUnmute': {
      const found = await callerOf(deps, id, event.call);
      if (found?.caller.presence !== 'in' || found.conference.meeting === undefined) return;
      const spoken = await spokenTo(deps, event.call, 'asked-to-unmute');
      const told = await deps.voice.tell(found.conference.meeting, event.call, spoken);
      // Not tried again: a request that comes late would startle more than help, and a host asks twice.
      if (told !== 'done')
        deps.log.warn('conference-act', { act: 'tell', callId: event.call, result: wordFor(told) });
      return;
    }
    case 'participantLeft': {
      const found = await callerOf(deps, id, event.call);
      if (found === undefined || !isRemoval(found, event, deps.clock.now())) return;
      if (!(await doesRestGoOn(deps, found.conference))) return;
      await conferences.changeCaller(id, event.call, {
        kind: 'removed',
        atMs: deps.clock.now(),
        why: 'removed',
      });
    }
  }
}

async function callerOf(deps: FactDeps, id: ConferenceId, call: VoiceCallId) {
  const loaded = await deps.conferences.load(id);
  const caller = loaded?.callers.find((each) => each.call === call);
  return loaded && caller && { conference: loaded.conference, caller };
}

/**
 * No event says that a moderator removed a caller; a caller's leave that we did not cause does, if all else was well:
 * announced for the session that runs and the bridge leg that is in, shown in the room, and no `left` of ours on its way
 * or lately there.
 */
function isRemoval(
  { conference, caller }: { readonly conference: Conference; readonly caller: Caller },
  { session, atMs }: RoomFact<'participantLeft'>,
  nowMs: number,
): boolean {
  // A `left` of ours is on its way only for somebody who is not to be shown, or not for this leg or session.
  if (!isInMeeting(caller, nowMs) || !isAnnouncedNow(conference, caller)) return false;
  const current = conference.session?.id ?? unheardSession;
  if (session !== undefined && current !== unheardSession && session !== current) return false;
  return caller.takenBackAtMs === undefined || atMs - caller.takenBackAtMs >= takenBackEchoMs;
}

/**
 * Whether bridge and session go on. With either, a room may let all callers go, and report that before we hear of the
 * cause; so both are asked about now. What cannot be said counts as it is recorded.
 */
async function doesRestGoOn(deps: FactDeps, { id, room, bridge, session }: Conference): Promise<boolean> {
  if (bridge.state !== 'in') return false;
  const { call, n } = bridge;
  const [isUp, live] = await Promise.all([deps.voice.isUp(call), deps.rooms.liveSession(room)]);
  if (isUp === false) {
    await deps.conferences.changeConference(id, { kind: 'bridgeLeft', atMs: deps.clock.now(), call, n });
    return false;
  }
  if (live === undefined) return true;
  const isNamed = session !== undefined && session.id !== unheardSession;
  return live.session !== undefined && (!isNamed || live.session === session.id);
}
