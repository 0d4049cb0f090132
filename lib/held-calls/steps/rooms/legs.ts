import {
  isOver,
  mayHoldCaller,
  parseOwnRoomName,
  trunkCallId,
  type CallId,
  type HeldCall,
} from '../../model/call.ts';
import { callOfSession, unheardCalls, type ExistingRoom } from '../../model/existing-room.ts';
import type { HeldCallDeps, Moved } from '../../ports.ts';
import { legClockRoomMs } from '../../state/clock-room.ts';

type LegDeps = Pick<HeldCallDeps, 'calls' | 'existingRooms' | 'settings'>;

/**
 * The call whose leg has come into an existing room: its session tells, or, for a session never heard of, the order. It is
 * the last order before the leg came, since callers are ordered in one at a time. It may be of a call that was given up. A
 * leg whose end was heard of first, and taken for that of a call, is not the call's if it came before the order.
 */
export async function whoConnected(
  deps: LegDeps,
  existing: ExistingRoom,
  session: string | undefined,
  atMs: number,
): Promise<CallId | undefined> {
  const known = session === undefined ? undefined : callOfSession(existing, session);
  if (known === undefined) {
    if (session !== undefined && existing.seenSessions.includes(session)) return undefined;
    return (await orderedBefore(deps, existing, session, atMs)).at(0);
  }
  const isHeardOf = !unheardCalls(existing).includes(known);
  return isHeardOf || (await orderedBefore(deps, existing, session, atMs)).includes(known)
    ? known
    : undefined;
}

/**
 * The calls whose leg it can be that has left an existing room: one, if its session is known, or if there is only one of whose
 * leg nobody has heard.
 */
export async function whoLeft(
  deps: LegDeps,
  existing: ExistingRoom,
  session: string,
  atMs: number,
): Promise<readonly CallId[]> {
  const known = callOfSession(existing, session);
  if (known !== undefined) return [known];
  return existing.seenSessions.includes(session) ? [] : orderedBefore(deps, existing, session, atMs);
}

/**
 * The calls that were ordered into an existing room by then, and of whose leg nobody has heard; the last one first. If one
 * of them knows the leg, which the room could not be told, it is that one.
 */
async function orderedBefore(
  { calls }: LegDeps,
  existing: ExistingRoom,
  session: string | undefined,
  atMs: number,
): Promise<readonly CallId[]> {
  const leased = await Promise.all(unheardCalls(existing).map((id) => calls.get(id)));
  const knows = leased.find((call) => call?.session !== undefined && call.session === session);
  if (knows !== undefined) return [knows.id];
  return leased
    .filter((call) => call?.session === undefined && mayBeIn(call))
    .flatMap((call) =>
      call?.claimedAtMs === undefined || call.room?.name !== existing.name
        ? []
        : [{ id: call.id, orderedAtMs: call.claimedAtMs }],
    )
    .filter(({ orderedAtMs }) => orderedAtMs <= atMs + legClockRoomMs)
    .sort((one, other) => other.orderedAtMs - one.orderedAtMs)
    .map(({ id }) => id);
}

/** A caller who was gone before any order may have worked has no leg. */
const mayBeIn = (call: HeldCall | undefined): boolean =>
  call !== undefined && (!isOver(call) || call.state === 'ended' || mayHoldCaller(call));

/** The call that a leg which was heard of belongs to. In a room of ours there is one. */
export async function callOfLeg(
  deps: LegDeps,
  room: string,
  session: string | undefined,
): Promise<CallId | undefined> {
  const own = parseOwnRoomName(deps.settings.stage, room);
  if (own !== undefined) return own.id;
  const existing = await deps.existingRooms.get(room);
  if (existing === undefined) return (await trunkCallIn(deps, room))?.id;
  return session === undefined ? undefined : callOfSession(existing, session);
}

/** The call that a trunk's provider made the room for. */
export async function trunkCallIn(
  { calls }: Pick<LegDeps, 'calls'>,
  room: string,
): Promise<HeldCall | undefined> {
  const call = await calls.get(trunkCallId(room));
  return call?.trunk === undefined ? undefined : call;
}

/** Records that a caller has left, also of a call that was given up since nobody had heard that they were in. */
export async function recordLeft(
  { calls, clock, log }: Pick<HeldCallDeps, 'calls' | 'clock' | 'log'>,
  id: CallId,
  room: string,
  session: string | undefined,
): Promise<Moved> {
  const atMs = clock.now();
  const left = await calls.move(id, { kind: 'callerLeft', atMs, room, session });
  if (!left.ok && left.call?.state === 'transferring')
    return calls.move(id, { kind: 'legLeft', atMs, room, session });
  const isLate = !left.ok && left.call !== undefined && mayHoldCaller(left.call);
  const moved = isLate ? await calls.move(id, { kind: 'leftLate', atMs, room }) : left;
  if (moved.ok) log.info('call-over', { callId: id, outcome: 'caller-left' });
  return moved;
}
