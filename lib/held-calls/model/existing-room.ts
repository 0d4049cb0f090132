import * as z from 'zod';
import { callIdSchema, type CallId } from './call.ts';

/**
 * More callers than this do not wait for one room: the next target serves them sooner. Keeps the item far below the
 * table's 400 KB.
 */
const maxWaiters = 50;

/** Providers repeat an event within minutes; a room sees far fewer callers than this in that time. */
const maxSeenSessions = 50;

const addressSchema = z.object({
  /** The provider's time of the ready event, Unix ms. */
  readyAtMs: z.number(),
  call: callIdSchema.optional(),
  /** The provider's id of the caller's leg, once connected. */
  session: z.string().optional(),
  /** The provider's time at which that leg came in, Unix ms; absent: nobody has told it. */
  connectedAtMs: z.number().optional(),
  /** A leg that nobody had heard of, and that stopped while this call was being connected: probably its own. */
  stopped: z.string().optional(),
});
type Lease = z.infer<typeof addressSchema>;

const doubtSchema = z.object({ session: z.string(), calls: z.array(callIdSchema) });
type Doubt = z.infer<typeof doubtSchema>;

/**
 * A Daily room that was there before the call. Its item is a small allocator: which of its addresses are ready, which
 * call has which address, which call is being connected (one at a time, so that the next `connected` event is its
 * own), and who waits.
 */
export const existingRoomSchema = z.object({
  name: z.string(),
  addresses: z.record(z.string(), addressSchema),
  connecting: z.object({ call: callIdSchema, address: z.string() }).optional(),
  waiters: z.array(callIdSchema),
  /** The last session ids that events named, so that a repeated or late event is not taken for the next caller's. */
  seenSessions: z.array(z.string()),
  /** Legs that have stopped and that nobody had heard of, each of one of these calls. Not more of them than of those calls. */
  doubted: z.array(doubtSchema).optional(),
  /** The provider's time of the last meeting's end, Unix ms: what was ready before it is not ready any more. */
  endedAtMs: z.number().optional(),
});
export type ExistingRoom = z.infer<typeof existingRoomSchema>;

/** What happens to an existing room. Times are the provider's, Unix ms. */
export type RoomEvent =
  | { readonly kind: 'ready'; readonly address: string; readonly atMs: number }
  | { readonly kind: 'meetingEnded'; readonly atMs: number }
  /** A call wants in. With `mayWait` false it is put on the list only if an address is free for it now. */
  | { readonly kind: 'asked'; readonly call: CallId; readonly mayWait: boolean }
  /** `connectedAtMs`: when the leg came in; undefined: nobody has told it. */
  | {
      readonly kind: 'connected';
      readonly call: CallId;
      readonly session: string | undefined;
      readonly connectedAtMs?: number | undefined;
    }
  /** A leg that nobody had heard of has stopped, and only this call, which is being connected, can have been in it. */
  | { readonly kind: 'stopped'; readonly call: CallId; readonly session: string }
  /** A leg that nobody had heard of has stopped, and several calls can have been in it. */
  | { readonly kind: 'stoppedInDoubt'; readonly session: string; readonly calls: readonly CallId[] }
  /** The calls of all legs in doubt have ended, and give back what they have. */
  | { readonly kind: 'doubtsEnded' }
  /** A leg is none of our calls'. */
  | { readonly kind: 'unknown'; readonly session: string }
  /** A call needs the room no more, or no longer waits for it. `session`: of the leg that it had, if that was heard of. */
  | { readonly kind: 'returned'; readonly call: CallId; readonly session?: string | undefined }
  /** The same of a call that surely had no leg in the room: no order into it may have worked. */
  | { readonly kind: 'passed'; readonly call: CallId };

export function newExistingRoom(name: string): ExistingRoom {
  return { name, addresses: {}, waiters: [], seenSessions: [] };
}

/** The room after an event. Pure; the same event twice equals once. A free address goes to the first who waits. */
export function roomAfter(room: ExistingRoom, event: RoomEvent): ExistingRoom {
  return grant(withEvent(room, event));
}

function withEvent(room: ExistingRoom, event: RoomEvent): ExistingRoom {
  switch (event.kind) {
    case 'ready': {
      const known = room.addresses[event.address];
      if (known !== undefined && known.readyAtMs >= event.atMs) return room;
      if (room.endedAtMs !== undefined && event.atMs < room.endedAtMs) return room;
      return {
        ...room,
        addresses: { ...room.addresses, [event.address]: { ...known, readyAtMs: event.atMs } },
      };
    }
    case 'meetingEnded': {
      const ended = { ...room, endedAtMs: Math.max(room.endedAtMs ?? 0, event.atMs) };
      return withDoubted(withoutMeeting(ended, event.atMs), []);
    }
    case 'asked': {
      if (isServed(room, event.call) || room.waiters.length >= maxWaiters) return room;
      if (!event.mayWait && !hasPlaceFor(room, event.call)) return room;
      return { ...room, waiters: [...room.waiters, event.call] };
    }
    case 'connected':
      return withLeg(room, event);
    case 'stopped': {
      const seen = withSeen(room, event.session);
      const address = addressOf(room, event.call);
      const lease = address === undefined ? undefined : room.addresses[address];
      if (address === undefined || lease === undefined) return seen;
      const hasOther = lease.session !== undefined && lease.session !== event.session;
      // Or it was heard of meanwhile, as that of a call which came after this one.
      const itsCall = callOfSession(room, event.session) ?? event.call;
      if (hasOther || itsCall !== event.call) return seen;
      return { ...seen, addresses: { ...room.addresses, [address]: { ...lease, stopped: event.session } } };
    }
    case 'stoppedInDoubt': {
      const { session } = event;
      const { doubted = [], seenSessions } = room;
      const isDoubted = doubted.some((doubt) => doubt.session === session);
      if (isDoubted || seenSessions.includes(session)) return room;
      const unheard = unheardCalls(room);
      const calls = event.calls.filter((call) => unheard.includes(call));
      const possible = new Set([...unheard, ...doubted.flatMap((doubt) => doubt.calls)]);
      return doubted.length < Math.min(possible.size, maxSeenSessions)
        ? withDoubted(room, [...doubted, { session, calls }])
        : room;
    }
    case 'doubtsEnded':
      return overInDoubt(room).reduce<ExistingRoom>(
        (after, { call, session }) => withEvent(after, { kind: 'returned', call, session }),
        room,
      );
    case 'unknown':
      return withSeen(withoutStopped(room, event.session), event.session);
    case 'returned': {
      const { call, session } = event;
      // Without the session its leg may have been any of those in doubt, and stays among what they can have been.
      if (session === undefined) return withoutCall(room, call);
      return withSeen(withoutCall(withoutLegOf(withoutLeg(room, session), call), call), session);
    }
    case 'passed':
      return withoutCall(withoutLegOf(room, event.call), event.call);
  }
}

/**
 * The room without a call: its address is free, and it waits no more. Legs in doubt that no call with an address can have had
 * are of no more use.
 */
function withoutCall(room: ExistingRoom, gone: CallId): ExistingRoom {
  const { connecting, ...rest } = room;
  const addresses = Object.fromEntries(
    Object.entries(room.addresses).map(
      ([address, lease]) => [address, lease.call === gone ? { readyAtMs: lease.readyAtMs } : lease] as const,
    ),
  );
  const waiters = room.waiters.filter((call) => call !== gone);
  const left = { ...(connecting?.call === gone ? rest : room), addresses, waiters };
  const { doubted = [] } = room;
  return withDoubted(
    left,
    doubted.filter(({ calls }) => calls.some((call) => addressOf(left, call) !== undefined)),
  );
}

/** None of the legs in doubt is this call's. */
function withoutLegOf(room: ExistingRoom, call: CallId): ExistingRoom {
  const { doubted = [] } = room;
  return withDoubted(
    room,
    doubted
      .map((doubt) => ({ ...doubt, calls: doubt.calls.filter((each) => each !== call) }))
      .filter(({ calls }) => calls.length > 0),
  );
}

/** It is known whose leg this was. */
function withoutLeg(room: ExistingRoom, session: string): ExistingRoom {
  const { doubted = [] } = room;
  return withDoubted(
    room,
    doubted.filter((doubt) => doubt.session !== session),
  );
}

/** The leg that stopped was not that of the call which it seemed to be of. */
function withoutStopped(room: ExistingRoom, session: string): ExistingRoom {
  const addresses = Object.fromEntries(
    Object.entries(room.addresses).map(([address, lease]) => {
      const { stopped, ...others } = lease;
      return [address, stopped === session ? others : lease] as const;
    }),
  );
  return { ...room, addresses };
}

/**
 * A call's leg is in the room, or the room has its turn for the next one. A leg that stopped in doubt is known by that, and
 * one that had seemed to be this call's was another's.
 */
function withLeg(
  room: ExistingRoom,
  event: Extract<RoomEvent, { readonly kind: 'connected' }>,
): ExistingRoom {
  const address = addressOf(room, event.call);
  const lease = address === undefined ? undefined : room.addresses[address];
  const { connecting, ...rest } = room;
  const freed = connecting === undefined || connecting.call === event.call ? rest : room;
  if (address === undefined || lease === undefined || event.session === undefined) return freed;
  const { session, call, connectedAtMs = lease.connectedAtMs } = event;
  const { doubted = [] } = room;
  const { stopped, ...kept } = lease;
  const hasStopped = stopped === session || doubted.some((doubt) => doubt.session === session);
  const known = {
    ...{ ...kept, session },
    ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
    ...(hasStopped ? { stopped: session } : {}),
  };
  const addresses = { ...freed.addresses, [address]: known };
  return withSeen(withoutLegOf(withoutLeg({ ...freed, addresses }, session), call), session);
}

/** The address that a call has in this room, if any. */
export function addressOf(room: ExistingRoom, call: CallId): string | undefined {
  return Object.entries(room.addresses).find(([, lease]) => lease.call === call)?.[0];
}

/** Whether a call has, or is in line for, an address of the room. */
export function isServed(room: ExistingRoom, call: CallId): boolean {
  return addressOf(room, call) !== undefined || room.waiters.includes(call);
}

/**
 * Whether a call has an address, or one is left for it. Each in line gets one of the free addresses: whoever comes after
 * the last of them waits for somebody to leave.
 */
export function hasPlaceFor(room: ExistingRoom, call: CallId): boolean {
  return isServed(room, call) || freeAddresses(room).length > room.waiters.length;
}

/** The call whose leg has this session id, or seems to have had it. */
export function callOfSession(room: ExistingRoom, session: string): CallId | undefined {
  return Object.values(room.addresses).find((lease) => lease.session === session || lease.stopped === session)
    ?.call;
}

/** The calls that have an address, and of whose leg nobody has heard. */
export function unheardCalls({ addresses }: ExistingRoom): readonly CallId[] {
  return Object.values(addresses).flatMap(({ call, session }) =>
    call === undefined || session !== undefined ? [] : [call],
  );
}

/** The calls that are over, and a leg for each, since as many legs have stopped as there are calls that they can have been of. */
export function overInDoubt(
  room: ExistingRoom,
): readonly { readonly call: CallId; readonly session: string }[] {
  const { doubted = [], connecting } = room;
  const calls = [...new Set(doubted.flatMap((doubt) => doubt.calls))];
  // Of a call that is being connected more will be heard.
  if (calls.length !== doubted.length || calls.some((call) => call === connecting?.call)) return [];
  return calls.flatMap((call, n) => {
    const session = doubted[n]?.session;
    return session === undefined ? [] : [{ call, session }];
  });
}

/** The leg that stopped while this call was being connected, and that nobody had heard of. */
export function stoppedLeg({ addresses }: ExistingRoom, call: CallId): string | undefined {
  return Object.values(addresses).find((lease) => lease.call === call)?.stopped;
}

function withDoubted(room: ExistingRoom, doubted: readonly Doubt[]): ExistingRoom {
  return { ...room, doubted: [...doubted] };
}

function withSeen(room: ExistingRoom, session: string): ExistingRoom {
  const others = room.seenSessions.filter((seen) => seen !== session);
  return { ...room, seenSessions: [...others, session].slice(-maxSeenSessions) };
}

function freeAddresses({ addresses }: ExistingRoom): string[] {
  return Object.entries(addresses).flatMap(([address, { call }]) => (call === undefined ? [address] : []));
}

/** Whether a lease is of a meeting that ended then: its leg had come in or, if nobody has told when, its address was ready before. */
export function isOfMeeting({ readyAtMs, connectedAtMs }: Lease, endedAtMs: number): boolean {
  return connectedAtMs === undefined ? readyAtMs < endedAtMs : connectedAtMs <= endedAtMs;
}

/** The room without what ended with a meeting. An address that is ready in the next one is free in that. */
function withoutMeeting(room: ExistingRoom, endedAtMs: number): ExistingRoom {
  const addresses = Object.fromEntries(
    Object.entries(room.addresses).flatMap(([address, lease]) => {
      if (!isOfMeeting(lease, endedAtMs)) return [[address, lease] as const];
      const { readyAtMs } = lease;
      return readyAtMs < endedAtMs ? [] : [[address, { readyAtMs }] as const];
    }),
  );
  const { connecting, ...rest } = room;
  return connecting !== undefined && connecting.address in addresses
    ? { ...room, addresses }
    : { ...rest, addresses };
}

function grant(room: ExistingRoom): ExistingRoom {
  const [next, ...waiters] = room.waiters;
  if (room.connecting !== undefined || next === undefined) return room;
  // The table keeps no order of them; the same room must always lead to the same grant.
  const address = freeAddresses(room).sort().at(0);
  const lease = address === undefined ? undefined : room.addresses[address];
  if (address === undefined || lease === undefined) return room;
  return {
    ...room,
    addresses: { ...room.addresses, [address]: { ...lease, call: next } },
    connecting: { call: next, address },
    waiters,
  };
}
