import { isOver, mayHoldCaller, parseOwnRoomName, type CallId, type HeldCall } from './call.ts';
import { forCall } from './canary.ts';
import { callOfSession } from './existing-room.ts';
import { botLeft, lookAgainMs, type ConnectedSource } from './life.ts';
import type { HeldCallDeps, Moved } from './ports.ts';
import { existingRoomChanged } from './ready.ts';
import { settle } from './settle.ts';

type EventDeps = Pick<
  HeldCallDeps,
  'calls' | 'existingRooms' | 'machine' | 'clock' | 'log' | 'count' | 'settings'
>;

/** `strange`: about a room or a leg that is none of ours. `failed`: say it again, the machine could not be told. */
export type EventResult = 'counted' | 'ignored' | 'strange' | 'failed';

/**
 * How far the provider's clock may be behind ours, whole seconds included, before an event seems to be older than it is.
 */
const clockRoomMs = 5_000;

/** A caller's leg is in a room. `atMs` is the provider's time of it. */
export async function callerConnected(
  deps: EventDeps,
  room: string,
  session: string | undefined,
  atMs: number,
): Promise<EventResult> {
  const id = await callInRoom(deps, room, session, { connectedAtMs: atMs });
  if (id === undefined) return 'strange';
  return recordConnected(
    deps,
    { id, room: { name: room, own: isOwn(deps, room) } },
    { source: 'provider', session },
  );
}

/** Records that the caller is in, lets the machine end, and gives an existing room its turn for the next caller. */
export async function recordConnected(
  shared: EventDeps,
  { id, room }: Pick<HeldCall, 'id' | 'room'>,
  { source, session }: { readonly source: ConnectedSource; readonly session?: string | undefined },
): Promise<EventResult> {
  if (room === undefined) return 'ignored';
  const deps = forCall(shared, id);
  const atMs = deps.clock.now();
  const moved = await deps.calls.move(id, { kind: 'connected', atMs, room: room.name, source, session });
  if (moved.ok) {
    deps.log.info('call-connected', { callId: id, source, waitedMs: atMs - moved.call.heldAtMs });
    deps.count('callsConnected', 1, moved.call.ways[moved.call.wayIndex]?.kind);
    deps.count('waitedMs', atMs - moved.call.heldAtMs);
  } else if (moved.call?.state !== 'connected' || moved.call.room?.name !== room.name) {
    // Too late to count, but whoever is in there is not to be thrown out, even if the presence does not show them yet.
    if (
      moved.call?.dueAtMs !== undefined &&
      moved.call.transferAtMs === undefined &&
      moved.call.room?.name === room.name &&
      mayHoldCaller(moved.call)
    ) {
      await deps.calls.move(id, { kind: 'putOff', atMs, dueAtMs: atMs + lookAgainMs });
    }
    deps.log.info('event-ignored', { callId: id, event: 'connected', state: moved.call?.state });
    deps.count('eventsIgnored', 1, 'connected');
    return 'ignored';
  }
  const settled = moved.call === undefined ? 'failed' : await settle(deps, moved.call);
  if (!room.own) await existingRoomChanged(deps, room.name, { kind: 'connected', call: id, session });
  return settled === 'failed' ? 'failed' : 'counted';
}

/** A caller's leg has left a room. */
export async function callerLeft(
  deps: EventDeps,
  room: string,
  session: string | undefined,
): Promise<EventResult> {
  const id = await callInRoom(deps, room, session, 'connected');
  if (id === undefined) return 'strange';
  const moved = await deps.calls.move(id, { kind: 'callerLeft', atMs: deps.clock.now(), room, session });
  if (moved.ok) deps.log.info('call-over', { callId: id, outcome: 'caller-left' });
  if (!isOwn(deps, room)) await existingRoomChanged(deps, room, { kind: 'returned', call: id });
  return moved.ok ? 'counted' : 'ignored';
}

/**
 * A caller's leg is led out of its room to somebody else, whom it reaches through the provider: whether that needs the room
 * is not documented. So neither room nor bot is touched until that is over, or the longest call.
 */
export async function callerTransferring(
  deps: EventDeps,
  room: string,
  session: string | undefined,
): Promise<EventResult> {
  const id = await callInRoom(deps, room, session, 'connected');
  const call = id && (await deps.calls.get(id));
  if (call === undefined) return 'strange';
  // That the leg came in was not heard, and it must have.
  if (call.state === 'connecting') {
    const connected = await recordConnected(
      deps,
      { id: call.id, room: { name: room, own: isOwn(deps, room) } },
      { source: 'provider', session },
    );
    if (connected === 'failed') return 'failed';
  }
  const { ok } = await deps.calls.move(call.id, {
    kind: 'transferring',
    atMs: deps.clock.now(),
    room,
    session,
    // If the call was given up before, or their leaving came first, it is due.
    dueAtMs: Math.max(call.dueAtMs ?? 0, call.heldAtMs + deps.settings.longestCallMs),
  });
  if (ok) deps.log.info('call-transferring', { callId: call.id });
  return ok ? 'counted' : 'ignored';
}

/** Whoever a caller was led to has ended the call. */
export async function callerTransferred(
  deps: EventDeps,
  room: string,
  session: string | undefined,
): Promise<EventResult> {
  const id = await callInRoom(deps, room, session, 'connected');
  if (id === undefined) return 'strange';
  const atMs = deps.clock.now();
  const { ok, call } = await deps.calls.move(id, { kind: 'transferred', atMs, room, session });
  if (ok) deps.log.info('call-over', { callId: id, outcome: 'transferred' });
  // It was over before the transfer was heard of, and only waits to be cleaned up.
  const isWaiting = call?.transferAtMs !== undefined && call.dueAtMs !== undefined && isOver(call);
  if (!ok && isWaiting && call.room?.name === room)
    await deps.calls.move(id, { kind: 'putOff', atMs, dueAtMs: atMs });
  return ok ? 'counted' : 'ignored';
}

/** A meeting is over, and with it every call in it. `atMs` is the provider's time, so that a late event spares the next meeting. */
export async function meetingEnded(deps: EventDeps, room: string, atMs: number): Promise<EventResult> {
  const own = parseOwnRoomName(deps.settings.stage, room);
  if (own !== undefined) return ownMeetingEnded(deps, own.id, room);
  const existing = await deps.existingRooms.get(room);
  if (existing === undefined) return 'strange';
  for (const { call, readyAtMs } of Object.values(existing.addresses)) {
    if (call !== undefined && readyAtMs < atMs) await endCall(deps, call, room);
  }
  await existingRoomChanged(deps, room, { kind: 'meetingEnded', atMs });
  return 'counted';
}

/** Nobody is in a room of ours any more: its call is over, or has to be led elsewhere before it was ever ready. */
async function ownMeetingEnded(shared: EventDeps, id: CallId, room: string): Promise<EventResult> {
  const deps = forCall(shared, id);
  const ended = await endCall(deps, id, room);
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
  if (ok) deps.log.warn('bot-left', { callId: id, attempt: call.attempt, way: call.wayIndex });
  return (await deps.machine.giveUp(call.token)) === 'failed' ? 'failed' : 'counted';
}

/** An existing room has an address that can take a caller. */
export async function existingRoomReady(
  deps: EventDeps,
  room: string,
  address: string,
  atMs: number,
): Promise<EventResult> {
  const changed = await existingRoomChanged(deps, room, { kind: 'ready', address, atMs });
  if (changed === undefined) return 'strange';
  return changed.delivered === 'failed' ? 'failed' : 'counted';
}

async function endCall(deps: EventDeps, id: CallId, room: string): Promise<Moved> {
  const moved = await deps.calls.move(id, { kind: 'meetingEnded', atMs: deps.clock.now(), room });
  if (moved.ok) deps.log.info('call-over', { callId: id, outcome: 'meeting-ended' });
  return moved;
}

function isOwn({ settings }: EventDeps, room: string): boolean {
  return parseOwnRoomName(settings.stage, room) !== undefined;
}

/**
 * The call that a leg in a room belongs to. In a room of ours there is one; in an existing room the leg's session tells
 * it, or, for a session never heard of, the one call that is being connected: unless the leg was there before that call
 * was ordered in. Then it is the leg of a call that was given up, whose event was repeated or came late.
 */
async function callInRoom(
  deps: EventDeps,
  room: string,
  session: string | undefined,
  which: 'connected' | { readonly connectedAtMs: number },
): Promise<CallId | undefined> {
  const own = parseOwnRoomName(deps.settings.stage, room);
  if (own !== undefined) return own.id;
  const existing = await deps.existingRooms.get(room);
  if (existing === undefined) return undefined;
  const known = session === undefined ? undefined : callOfSession(existing, session);
  const isNews = session === undefined || !existing.seenSessions.includes(session);
  if (known !== undefined || which === 'connected' || !isNews) return known;
  if (existing.connecting === undefined) return undefined;
  const call = await deps.calls.get(existing.connecting.call);
  const isOlder = which.connectedAtMs + clockRoomMs < (call?.claimedAtMs ?? Infinity);
  return isOlder ? undefined : call?.id;
}
