import { isConnected, mayHoldCaller, parseOwnRoomName, type CallId, type HeldCall } from '../model/call.ts';
import { callOfSession, isOfMeeting, stoppedLeg } from '../model/existing-room.ts';
import type { HeldCallDeps, Moved } from '../ports.ts';
import { resume } from './resume.ts';
import type { ConnectedSource } from '../model/call-events.ts';
import { botLeft } from '../model/refusals.ts';
import { existingRoomChanged } from './rooms/existing-rooms.ts';
import { recordLeft, whoConnected, whoLeft, trunkCallIn } from './rooms/legs.ts';
import { forCall } from './for-call.ts';

export type EventDeps = Pick<
  HeldCallDeps,
  'calls' | 'existingRooms' | 'machine' | 'clock' | 'log' | 'count' | 'isCounted' | 'settings'
>;

/** `unknown`: about a room or a leg that is none of ours. `failed`: say it again, the machine could not be told. */
export type EventResult = 'counted' | 'ignored' | 'unknown' | 'failed';

/** Of two legs that are heard of in one moment, each is asked for so often whose it is. */
const maxTriesToTell = 2;

/** A caller's leg is in a room. `atMs` is the provider's time of it. */
export async function callerConnected(
  deps: EventDeps,
  room: string,
  session: string | undefined,
  atMs: number,
): Promise<EventResult> {
  const news = { source: 'provider', session, connectedAtMs: atMs } as const;
  const own = parseOwnRoomName(deps.settings.stage, room);
  if (own !== undefined) return recordConnected(deps, { id: own.id, room: { name: room, own: true } }, news);
  const existing = await deps.existingRooms.get(room);
  if (existing === undefined) {
    const call = await trunkCallIn(deps, room);
    return call === undefined ? 'unknown' : recordConnected(deps, call, news);
  }
  for (let tries = 0; tries < maxTriesToTell; tries += 1) {
    const id = await whoConnected(deps, existing, session, atMs);
    if (id === undefined) break;
    const { recorded, isAnothers } = await recordLeg(deps, { id, room: { name: room, own: false } }, news);
    if (!isAnothers) return recorded;
  }
  const isNew = session !== undefined && !existing.seenSessions.includes(session);
  const seemedOurs = session !== undefined && callOfSession(existing, session) !== undefined;
  if (isNew || seemedOurs) await deps.existingRooms.change(room, { kind: 'unknown', session });
  return 'unknown';
}

interface LegNews {
  readonly source: ConnectedSource;
  readonly session?: string | undefined;
  /** The provider's time at which the leg came in; absent: not known. */
  readonly connectedAtMs?: number;
}

/** Records that the caller is in, lets the machine end, and gives an existing room its turn for the next caller. */
export async function recordConnected(
  deps: EventDeps,
  call: Pick<HeldCall, 'id' | 'room'>,
  news: LegNews,
): Promise<EventResult> {
  return (await recordLeg(deps, call, news)).recorded;
}

/** `isAnothers`: in the room of others the call has another leg, of which was heard in the same moment. Nothing was done. */
async function recordLeg(
  shared: EventDeps,
  { id, room }: Pick<HeldCall, 'id' | 'room'>,
  news: LegNews,
): Promise<{ readonly recorded: EventResult; readonly isAnothers?: boolean }> {
  if (room === undefined) return { recorded: 'ignored' };
  const deps = forCall(shared, id);
  const { session, connectedAtMs } = news;
  const { ok, call } = await moveConnected(deps, id, room.name, news);
  const isIn = ok || (call !== undefined && isConnected(call) && call.room?.name === room.name);
  if (call === undefined || !isIn) {
    deps.log.info('event-ignored', { callId: id, event: 'connected', state: call?.state });
    deps.count('eventsIgnored', 1, 'connected');
    return { recorded: 'ignored' };
  }
  if (!ok && !room.own && session !== undefined && call.session !== undefined && call.session !== session)
    return { recorded: 'unknown', isAnothers: true };
  const resumed = await resume(deps, call);
  if (!room.own) {
    const connected = { kind: 'connected', call: id, session, connectedAtMs } as const;
    const changed = await existingRoomChanged(deps, room.name, connected);
    // Its end was heard of first.
    const stopped = changed === undefined ? undefined : stoppedLeg(changed.room, id);
    if (stopped !== undefined && stopped === session) await callerLeft(deps, room.name, session);
    // Or that of its meeting was.
    const endedAtMs = changed?.room.endedAtMs;
    if (endedAtMs !== undefined && connectedAtMs !== undefined && connectedAtMs <= endedAtMs)
      await meetingEnded(deps, room.name, endedAtMs);
  }
  return { recorded: resumed === 'failed' ? 'failed' : 'counted' };
}

/** A call that was given up is put right, unless nobody can be in its room any more. It stays counted as it was. */
async function moveConnected(
  { calls, clock, log, count }: EventDeps,
  id: CallId,
  room: string,
  news: LegNews,
): Promise<Moved> {
  const atMs = clock.now();
  const { source, session, connectedAtMs } = news;
  const moved = await calls.move(id, { kind: 'connected', atMs, room, ...news });
  if (moved.ok) {
    const waitedMs = atMs - moved.call.heldAtMs;
    log.info('call-connected', { callId: id, source, waitedMs });
    count('callsConnected', 1, moved.call.targets[moved.call.targetIndex]?.kind);
    count('waitedMs', waitedMs);
    return moved;
  }
  if (moved.call === undefined || !mayHoldCaller(moved.call)) return moved;
  const { budgetEndsAtMs } = moved.call;
  const late = await calls.move(id, {
    kind: 'connectedLate',
    ...{ atMs, room, session, connectedAtMs, budgetEndsAtMs },
  });
  if (late.ok) log.info('call-connected', { callId: id, source, isLate: true });
  return late;
}

/** A caller's leg has left a room. `atMs` is the provider's time of it, if that is known. */
export async function callerLeft(
  shared: EventDeps,
  room: string,
  session: string | undefined,
  atMs = shared.clock.now(),
): Promise<EventResult> {
  const own = parseOwnRoomName(shared.settings.stage, room);
  if (own !== undefined) {
    const { ok } = await recordLeft(forCall(shared, own.id), own.id, room, session);
    return ok ? 'counted' : 'ignored';
  }
  const existing = await shared.existingRooms.get(room);
  if (existing === undefined) {
    const call = await trunkCallIn(shared, room);
    if (call === undefined) return 'unknown';
    return (await recordLeft(forCall(shared, call.id), call.id, room, session)).ok ? 'counted' : 'ignored';
  }
  if (session === undefined) return 'unknown';
  const candidates = await whoLeft(shared, existing, session, atMs);
  if (candidates.length > 1) return leftInDoubt(shared, room, session, candidates);
  const [id] = candidates;
  if (id === undefined) {
    // Its repetition must not be taken for the end of a leg that comes later.
    if (!existing.seenSessions.includes(session))
      await shared.existingRooms.change(room, { kind: 'unknown', session });
    return 'unknown';
  }
  const deps = forCall(shared, id);
  if (existing.connecting?.call === id) {
    // Whether it was this caller's is known when the call connects or is given up, which may be now.
    const changed = await existingRoomChanged(deps, room, { kind: 'stopped', call: id, session });
    const isOpen = changed?.room.connecting?.call === id;
    if (changed === undefined || isOpen) return 'counted';
    // By now it is known whose it was: this caller's, or another's who came in meanwhile.
    const isKnown = callOfSession(changed.room, session) !== undefined;
    return isKnown ? callerLeft(shared, room, session, atMs) : 'counted';
  }
  const moved = await recordLeft(deps, id, room, session);
  await existingRoomChanged(deps, room, { kind: 'returned', call: id, session });
  return moved.ok ? 'counted' : 'ignored';
}

/** One of several callers of whose legs nobody has heard has left an existing room. */
async function leftInDoubt(
  deps: EventDeps,
  room: string,
  session: string,
  calls: readonly CallId[],
): Promise<EventResult> {
  const changed = await existingRoomChanged(deps, room, { kind: 'stoppedInDoubt', session, calls });
  if (changed === undefined) return 'unknown';
  // It was heard of meanwhile.
  if (callOfSession(changed.room, session) !== undefined) return callerLeft(deps, room, session);
  return changed.room.doubted?.some((doubt) => doubt.session === session) === true ? 'unknown' : 'counted';
}

/** A meeting is over, and with it every call in it. `atMs` is the provider's time, so that a late event spares the next meeting. */
export async function meetingEnded(deps: EventDeps, room: string, atMs: number): Promise<EventResult> {
  const own = parseOwnRoomName(deps.settings.stage, room);
  if (own !== undefined) return ownMeetingEnded(deps, own.id, room, atMs);
  const existing = await deps.existingRooms.get(room);
  if (existing === undefined) {
    const call = await trunkCallIn(deps, room);
    return call === undefined ? 'unknown' : ownMeetingEnded(deps, call.id, room, atMs);
  }
  for (const lease of Object.values(existing.addresses)) {
    if (lease.call !== undefined && isOfMeeting(lease, atMs)) await endCall(deps, lease.call, room, atMs);
  }
  await existingRoomChanged(deps, room, { kind: 'meetingEnded', atMs });
  return 'counted';
}

/** Nobody is in a room of ours any more: its call is over, or has to be led elsewhere before it was ever ready. */
async function ownMeetingEnded(
  shared: EventDeps,
  id: CallId,
  room: string,
  endedAtMs: number,
): Promise<EventResult> {
  const deps = forCall(shared, id);
  const ended = await endCall(deps, id, room, endedAtMs);
  if (ended.ok) return 'counted';
  if (ended.call?.state !== 'waiting') return 'ignored';
  const { call = ended.call, ok } = await deps.calls.move(id, {
    kind: 'botLeft',
    atMs: deps.clock.now(),
    room,
  });
  // A repetition tells the machine again, which the first time may have missed.
  const isOver = call.state === 'waiting' && call.room?.name === room && call.turnedDown === botLeft;
  if (!isOver || call.token === undefined) return 'ignored';
  if (ok) deps.log.warn('bot-left', { callId: id, attempt: call.attempt, target: call.targetIndex });
  return (await deps.machine.giveUp(call.token)) === 'failed' ? 'failed' : 'counted';
}

async function endCall(deps: EventDeps, id: CallId, room: string, endedAtMs: number): Promise<Moved> {
  const atMs = deps.clock.now();
  const moved = await deps.calls.move(id, { kind: 'meetingEnded', atMs, room, endedAtMs });
  // Whoever came in after that end is led out of a later meeting.
  const { state, connectedAtMs = 0 } = moved.call ?? {};
  if (!moved.ok && state === 'transferring' && connectedAtMs <= endedAtMs)
    return deps.calls.move(id, { kind: 'legLeft', atMs, room, session: undefined });
  if (moved.ok) deps.log.info('call-over', { callId: id, outcome: 'meeting-ended' });
  return moved;
}

/** An existing room has an address that can take a caller. */
export async function existingRoomReady(
  deps: EventDeps,
  room: string,
  address: string,
  atMs: number,
): Promise<EventResult> {
  const changed = await existingRoomChanged(deps, room, { kind: 'ready', address, atMs });
  if (changed === undefined) return 'unknown';
  return changed.delivered === 'failed' ? 'failed' : 'counted';
}
