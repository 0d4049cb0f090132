import { ownRoomName, type HeldCall, type Refusal, type RoomRef } from '../../model/call.ts';
import { callerName } from '../../model/caller-name.ts';
import { roomEndsAtMs, startBotIn, type StartedIn } from './start-bot.ts';
import { stopAttempt } from './stop-attempt.ts';
import { hasPlaceFor, isServed } from '../../model/existing-room.ts';
import { askAgainMs, lastAskAtMs, pauseAfterTry } from '../../model/hold-times.ts';
import type { BotStart, HeldCallDeps } from '../../ports.ts';
import { mayBeAsked, refusalText, timesOf, withRefusal } from '../../model/refusals.ts';
import type { BotTarget, Target } from '../../model/route.ts';
import { resume } from '../resume.ts';
import { existingRoomChanged } from '../rooms/existing-rooms.ts';

/**
 * What came of a round. `waiting`: somebody takes the call on, or it went on by itself. `nobody`: none of those asked
 * does. `bot-left`: somebody did, and is gone again.
 */
interface Round {
  readonly end: 'waiting' | 'nobody' | 'bot-left';
  readonly call: HeldCall;
}

export interface RoundStart {
  /** The call as its task has parked it. */
  readonly call: HeldCall;
  /** Indices of the ways to be asked, in this order. */
  readonly order: readonly number[];
  /** The room in hand if a bot may be sent there: nobody was before. */
  readonly freeRoom: HeldCall['spareRoom'];
  /** Whether whoever began the attempt in hand may still be making its room. */
  readonly mayRoomComeLate?: boolean;
  /** Why the attempt in hand is left, if it is. */
  readonly whyLeft: string;
  /** What has become of the way in hand, where it is not written down yet. */
  readonly refusal?: Omit<Refusal, 'times'>;
  /** Unix ms: when no further target is asked, and when one that was asked is waited for no longer. */
  readonly lastAskAtMs: number;
  readonly endsAtMs: number;
}

/** Of the time that is left for a target, its room may take so much; the rest is for its bot. */
const partForRoom = 2 / 3;

/** A round in hand. */
interface State {
  call: HeldCall;
  refusals: readonly Refusal[];
  /** Whether the item does not have all of them yet. */
  hasNews: boolean;
  /** Lines for the timeline of refusals that are the first of their kind. */
  refusalTexts: string[];
  freeRoom: HeldCall['spareRoom'];
  /** No room can be made, which every bot would need. */
  isOutOfRooms: boolean;
  /** The attempt that was left last, as long as what it started is not stopped. */
  left: { readonly call: HeldCall; readonly room: 'made' | 'perhaps being made' } | undefined;
  mayRoomComeLate: boolean;
  why: string;
  readonly endsAtMs: number;
}

/**
 * Offers the call to its ways, one after the other, until one takes it on. Targets that want to be left alone for now are
 * passed over. A target that surely sends nobody leaves the room to the next one; one that may have sent somebody costs it.
 */
export async function askTargets(deps: HeldCallDeps, start: RoundStart): Promise<Round> {
  const state: State = {
    call: start.call,
    refusals: start.call.refusals ?? [],
    hasNews: false,
    refusalTexts: [],
    freeRoom: start.freeRoom,
    isOutOfRooms: false,
    left: undefined,
    mayRoomComeLate: start.mayRoomComeLate ?? false,
    why: start.whyLeft,
    endsAtMs: start.endsAtMs,
  };
  if (start.refusal !== undefined) refused(deps, state, start.refusal);
  for (const index of start.order) {
    if (deps.clock.now() > start.lastAskAtMs) break;
    if (!mayBeAsked(state.refusals, index, deps.clock.now())) continue;
    const target = targetAt(start.call, index);
    const end =
      target.kind === 'room'
        ? await askRoom(deps, state, index, target.room)
        : await askBot(deps, state, index, target);
    if (end !== 'refused') return { end, call: state.call };
  }
  return { end: 'nobody', call: await noteNobody(deps, state) };
}

/** Writes down what a round came to, unless the item says so already. */
async function noteNobody(deps: HeldCallDeps, state: State): Promise<HeldCall> {
  const { refusals, hasNews, refusalTexts, freeRoom, call } = state;
  const { id, attempt, askedAtMs, noTargetAttempt } = call;
  if (!hasNews && (askedAtMs !== undefined || noTargetAttempt === attempt)) return call;
  const atMs = deps.clock.now();
  const noted = await deps.calls.move(id, {
    kind: 'noTarget',
    atMs,
    attempt,
    refusals,
    refusalTexts,
    spareRoom: freeRoom,
  });
  return noted.call ?? call;
}

type Answer = 'waiting' | 'bot-left' | 'refused';

async function askRoom(deps: HeldCallDeps, state: State, index: number, name: string): Promise<Answer> {
  const { targets, id } = state.call;
  const isLast = index + 1 >= targets.length;
  if (!isLast) {
    const why = await whyNoPlace(deps, state.call, name);
    if (why !== undefined) return refused(deps, state, { target: index, why });
  }
  const isThere = state.call.room?.name === name && state.call.turnedDown === undefined;
  if (!isThere && !(await moveOn(deps, state, index))) return 'waiting';
  const [asked] = await Promise.all([
    existingRoomChanged(deps, name, { kind: 'asked', call: id, mayWait: isLast }),
    stopLeft(deps, state),
  ]);
  if (asked === undefined || !isServed(asked.room, id)) {
    const why = asked === undefined ? 'room-unknown' : 'room-full';
    return refused(deps, state, { target: index, why });
  }
  const { refusals, refusalTexts, call } = state;
  const { attempt } = call;
  const taken = {
    kind: 'asked',
    atMs: deps.clock.now(),
    attempt,
    target: 'room',
    targetIndex: index,
  } as const;
  await deps.calls.move(id, { ...taken, refusals, refusalTexts });
  return 'waiting';
}

async function whyNoPlace(deps: HeldCallDeps, { id }: HeldCall, name: string): Promise<string | undefined> {
  const room = await deps.existingRooms.get(name);
  if (room === undefined) return 'room-unknown';
  if (hasPlaceFor(room, id)) return undefined;
  return Object.keys(room.addresses).length === 0 ? 'room-not-ready' : 'room-full';
}

async function askBot(deps: HeldCallDeps, state: State, index: number, target: BotTarget): Promise<Answer> {
  if (state.isOutOfRooms) return 'refused';
  if (state.freeRoom === undefined && !(await moveOn(deps, state, index))) return 'waiting';
  const [started] = await Promise.all([startBot(deps, state, index, target), stopLeft(deps, state)]);
  switch (started.kind) {
    case 'no-room':
      state.isOutOfRooms = true;
      return refused(deps, state, { why: started.why });
    case 'refused':
    case 'unknown':
      return notStarted(deps, state, index, started);
    case 'started':
      return botComes(deps, state, index, target, started.session);
  }
}

/** Asks for one bot, in the room in hand, which is made if it is not there. */
async function startBot(
  deps: HeldCallDeps,
  state: State,
  index: number,
  target: BotTarget,
): Promise<StartedIn> {
  const { video, settings } = deps;
  const { call, endsAtMs } = state;
  const signingKey = await deps.signingKey();
  if (signingKey === undefined) return { kind: 'no-room', why: 'no-signing-key' };
  const name = ownRoomName(settings.stage, call.id, call.attempt);
  const expiresAtMs = roomEndsAtMs(call, settings);
  const displayName = callerName(call.from);
  const nowMs = deps.clock.now();
  const madeByMs = nowMs + (endsAtMs - nowMs) * partForRoom;
  const made =
    state.freeRoom?.made === undefined
      ? await video.create({ name, expiresAtMs, dialOut: call.dialOut, displayName, endsAtMs: madeByMs })
      : ({ ok: true, ...state.freeRoom.made } as const);
  if (!made.ok) return { kind: 'no-room', why: made.why };
  state.freeRoom = { made: { url: made.url, address: made.address } };
  const room = { name, url: made.url, expiresAtMs };
  return startBotIn(deps, call, { index, target, room, signingKey, endsAtMs });
}

function notStarted(
  deps: HeldCallDeps,
  state: State,
  index: number,
  { kind, why, retryAfterMs }: Extract<BotStart, { readonly why: string }>,
): Answer {
  const nowMs = deps.clock.now();
  const { holdSliceMs } = deps.settings;
  const pauses: number[] = [];
  if (kind === 'unknown') {
    // A bot may come to this room: no other may come to it.
    state.freeRoom = undefined;
    pauses.push(pauseAfterTry('unclear', timesOf(state.refusals, index, why) + 1, holdSliceMs));
  }
  if (retryAfterMs !== undefined) {
    // A target that wants to be left alone for very long is asked once more while that is worth it.
    const lastMs = lastAskAtMs(state.call, deps.settings) - 2 * askAgainMs(holdSliceMs);
    pauses.push(nowMs < lastMs ? Math.min(retryAfterMs, lastMs - nowMs) : retryAfterMs);
  }
  const again = pauses.length === 0 ? {} : { againAtMs: nowMs + Math.max(...pauses) };
  return refused(deps, state, { target: index, why, ...again });
}

async function botComes(
  deps: HeldCallDeps,
  state: State,
  index: number,
  target: BotTarget,
  session: string | undefined,
): Promise<Answer> {
  const { call, freeRoom, refusals, refusalTexts } = state;
  const { attempt } = call;
  const bot = { target, attempt, ...(session === undefined ? {} : { session }) };
  const asked = await deps.calls.move(call.id, {
    ...({ kind: 'asked', atMs: deps.clock.now(), attempt, target: target.kind, targetIndex: index } as const),
    ...{ address: freeRoom?.made?.address, bot, refusals, refusalTexts },
  });
  // Only a call that is over, gone or at another attempt refuses this.
  if (!asked.ok) await stopAttempt(deps, { ...call, bots: [bot] });
  return asked.ok && asked.call.turnedDown !== undefined ? 'bot-left' : 'waiting';
}

/** Turns to a target that needs another room. False: the call went on by itself, because its room became ready. */
async function moveOn(deps: HeldCallDeps, state: State, index: number): Promise<boolean> {
  const { call, refusals, refusalTexts, why } = state;
  if (call.token === undefined) throw new Error('a call that waits has a token');
  const room = roomFor(deps, call, index, call.attempt + 1);
  const atMs = deps.clock.now();
  const isRoomLate = state.mayRoomComeLate && call.room?.own === true;
  const moved = await deps.calls.move(call.id, {
    kind: 'movedOn',
    atMs,
    token: call.token,
    attempt: call.attempt,
    ...{ targetIndex: index, room, why, refusals, refusalTexts },
    lateRoomUntilMs: isRoomLate ? atMs + deps.settings.holdTaskMs : undefined,
  });
  if (!moved.ok) {
    if (moved.call !== undefined) await resume(deps, moved.call);
    return false;
  }
  // The only target is an existing room, and has its turn again: a lease of it is asked for anew.
  if (call.room?.name !== room.name)
    state.left = { call, room: state.mayRoomComeLate ? 'perhaps being made' : 'made' };
  state.mayRoomComeLate = false;
  state.call = moved.call;
  state.refusalTexts = [];
  state.freeRoom = room.own ? {} : undefined;
  return true;
}

/** Stops what the attempt that was left had started. */
async function stopLeft(deps: HeldCallDeps, state: State): Promise<void> {
  const { left } = state;
  state.left = undefined;
  if (left !== undefined) await stopAttempt(deps, left.call, left.room);
}

function refused(deps: HeldCallDeps, state: State, refusal: Omit<Refusal, 'times'>): Answer {
  const { call } = state;
  const { target: index, why } = refusal;
  deps.log.warn('target-refused', { callId: call.id, target: index, why });
  deps.count('targetsRefused', 1, index === undefined ? 'rooms' : targetAt(call, index).kind);
  if (timesOf(state.refusals, index, why) === 0) state.refusalTexts.push(refusalText(call, refusal));
  state.refusals = withRefusal(state.refusals, refusal);
  state.hasNews = true;
  state.why = why;
  return 'refused';
}

/** The room in which a target is tried; one of ours while it is not known what is tried first. */
export function roomFor(
  deps: HeldCallDeps,
  call: Pick<HeldCall, 'id' | 'targets'>,
  index: number,
  attempt: number,
): RoomRef {
  const target = call.targets[index];
  return target?.kind === 'room'
    ? { name: target.room, own: false }
    : { name: ownRoomName(deps.settings.stage, call.id, attempt), own: true };
}

function targetAt(call: HeldCall, index: number): Target {
  const target = call.targets[index];
  if (target === undefined) throw new Error(`call has no target ${index}`);
  return target;
}
