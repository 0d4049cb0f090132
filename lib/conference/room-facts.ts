import type { Caller, Conference, ConferenceId, VoiceCallId } from './conference.ts';
import { unheardSession } from './facts.ts';
import type { FactResult } from './meeting-facts.ts';
import { isAnnouncedNow, restOfSecondMs } from './plan.ts';
import type { ConferenceDeps } from './ports.ts';

type FactDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'voice' | 'wake' | 'clock' | 'log' | 'count'
>;

/** What the room says right after we told it something is our own act coming back. */
const echoMs = 10_000;

/** A `left` of ours may still be on its way back as the room's `participant_left` for this long. */
const takenBackEchoMs = 30_000;

/** Something happened in a room. `atMs`: the room provider's time, Unix ms, cut down to a second. */
export type RoomEvent = { readonly room: string; readonly atMs: number } & (
  | { readonly kind: 'sessionStarted' | 'sessionEnded'; readonly session: string }
  | { readonly kind: 'muted' | 'unmuted' | 'askedToUnmute'; readonly call: VoiceCallId }
  | { readonly kind: 'participantLeft'; readonly call: VoiceCallId; readonly session: string | undefined }
  | { readonly kind: 'roomDeleted' }
);

/** Records what a room reported, and wakes the sync of its conference. */
export async function roomReported(deps: FactDeps, event: RoomEvent): Promise<FactResult> {
  const id = await deps.conferences.findByRoom(event.room);
  if (id === undefined) return 'strange';
  await record(deps, id, event);
  deps.log.info('conference-fact', { conference: id, fact: event.kind });
  await deps.wake.wake(id);
  return 'recorded';
}

async function record(deps: FactDeps, id: ConferenceId, event: RoomEvent): Promise<void> {
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
      const caller = (await callerOf(deps, id, event.call))?.caller;
      if (caller === undefined || isEcho(caller, is, atMs)) return;
      // Of all that happened within one second, the mute counts as the last.
      const saidAtMs = is ? atMs + restOfSecondMs : atMs;
      await conferences.changeCaller(id, event.call, { kind: 'muted', atMs: saidAtMs, is, by: 'room' });
      return;
    }
    case 'askedToUnmute': {
      const found = await callerOf(deps, id, event.call);
      const language = (await deps.pinCalls.get(event.call))?.language ?? 'en';
      if (found?.caller.presence !== 'in' || found.conference.meeting === undefined) return;
      const told = await deps.voice.tell(found.conference.meeting, event.call, 'asked-to-unmute', language);
      // Not tried again: a request that comes late would startle more than help, and a host asks twice.
      if (told !== 'done') deps.log.warn('conference-act', { act: 'tell', callId: event.call, result: told });
      return;
    }
    case 'participantLeft': {
      const found = await callerOf(deps, id, event.call);
      if (found === undefined || !isRemoval(found, event.session, atMs)) return;
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

/** An act of ours may come back before it is noted as done; then it says what the keypad has just asked for. */
function isEcho({ announced, muted }: Caller, is: boolean, atMs: number): boolean {
  const isNear = (otherMs: number) => Math.abs(atMs - otherMs) <= echoMs;
  const isOfRecord = announced?.muted === is && isNear(announced.atMs);
  return isOfRecord || (announced !== undefined && muted.is === is && isNear(muted.atMs));
}

/**
 * No event says that a moderator removed a caller; a caller's leave that we did not cause does, if all else was well:
 * announced for the session that runs and the bridge leg that is in, the caller in the meeting, and no `left` of ours
 * on its way or lately there.
 */
function isRemoval(
  { conference, caller }: { readonly conference: Conference; readonly caller: Caller },
  session: string | undefined,
  atMs: number,
): boolean {
  const { presence, takenBackAtMs } = caller;
  // A `left` of ours is on its way only for somebody who is not in, or who was announced for another leg or session.
  if (presence !== 'in' || !isAnnouncedNow(conference, caller)) return false;
  const current = conference.session?.id ?? unheardSession;
  if (session !== undefined && current !== unheardSession && session !== current) return false;
  return takenBackAtMs === undefined || atMs - takenBackAtMs >= takenBackEchoMs;
}
