import { isConnected, type CallId, type HeldCall } from '../model/call.ts';
import { recordConnected } from './caller-events.ts';
import {
  machinePauseMs,
  orderTakesMs,
  quickAnswerMs,
  shownAfterMs,
  taskTakesMs,
} from '../model/connect-times.ts';
import { pauseBeforeAsking } from '../model/pace.ts';
import type { HeldCallDeps, Ordered } from '../ports.ts';
import { existingRoomChanged } from './rooms/existing-rooms.ts';
import { forCall } from './for-call.ts';

/**
 * What became of one task of connecting: `sent`, the machine waits for the caller to appear in the room; `busy`, the
 * provider takes no order for now, and the next task asks again; `next-target`, this room does not take the caller, another
 * target is to be tried; `done`, the caller is in; `gone`, there is no such call on hold; `silent`, all orders that it may
 * have were sent, and nothing was heard; `budget-spent`, another order would come too late; `over`, the call needs none.
 */
export type Connecting =
  'sent' | 'busy' | 'next-target' | 'done' | 'gone' | 'silent' | 'budget-spent' | 'over';

/** A room must have been seen empty so often before its caller is ordered in again, the last time after that delay. */
const pollsBeforeSecondOrder = 2;

/** Between two looks, if nothing tells when the next one is worth more. */
const betweenPollsMs = 1_000;

/** In a room that others use nobody can see whether an order worked: its news is waited for so many slices. */
const slicesForNews = 2;

type ConnectDeps = Pick<
  HeldCallDeps,
  | 'calls'
  | 'existingRooms'
  | 'machine'
  | 'video'
  | 'clock'
  | 'random'
  | 'log'
  | 'count'
  | 'isCounted'
  | 'settings'
>;

/** One task of the machine: when it began, and until when it may begin anything. */
interface Task {
  readonly token: string;
  readonly startedAtMs: number;
  readonly endsAtMs: number;
}

/**
 * Orders the caller into the ready room. An order that was surely not carried out is sent again, at a pace, for as long
 * as the hold lasts. Of orders that may have worked there are two at most, both to the same address, and the second only
 * after a room that we made was seen empty twice, the last time when its presence must have shown the caller.
 */
export async function connectCall(
  shared: ConnectDeps,
  { id, token }: { readonly id: CallId; readonly token: string },
): Promise<Connecting> {
  const deps = forCall(shared, id);
  const { clock, settings } = deps;
  const startedAtMs = clock.now();
  const task = { token, startedAtMs, endsAtMs: startedAtMs + taskTakesMs(settings.connectTaskMs) };
  // Before the call is read: nearly always its room is ready and nobody has ordered yet, and a refused claim says how it is.
  const claimed = await deps.calls.move(id, { kind: 'claimed', atMs: startedAtMs, token });
  if (claimed.ok) return orderFirst(deps, claimed.call, task);
  const { call } = claimed;
  if (call === undefined) return 'over';
  switch (call.state) {
    case 'waiting':
      return call.turnedDown === undefined ? 'over' : 'next-target';
    case 'connecting':
      return connectAgain(deps, call, task);
    case 'connected':
    case 'transferring':
    case 'transferred':
    case 'ended':
      return done(deps, token);
    case 'held':
    case 'abandoned':
    case 'released':
    case 'refused':
      return 'over';
  }
}

async function orderFirst(deps: ConnectDeps, call: HeldCall, task: Task): Promise<Connecting> {
  const nowMs = deps.clock.now();
  deps.count('readyToUpdateMs', nowMs - (call.ready?.atMs ?? nowMs));
  const why = await whyClosed(deps, call, task);
  if (why === 'room-unseen' && isTimeToLookAgain(deps, call))
    return postpone(deps, call, task, why, deps.clock.now());
  return isClosed(why) ? turnDown(deps, call, task, why) : order(deps, call, task);
}

/** A task may be begun that has time to look, to order, and to be heard of. */
const isTimeToLookAgain = ({ clock, settings }: ConnectDeps, { budgetEndsAtMs }: HeldCall): boolean =>
  budgetEndsAtMs - clock.now() >= 2 * settings.connectSliceMs;

async function connectAgain(deps: ConnectDeps, before: HeldCall, task: Task): Promise<Connecting> {
  const { token, startedAtMs } = task;
  const { clock, settings } = deps;
  const atMs = clock.now();
  // The machine comes round after a slice, unless the task before failed: then nobody noted when its order was answered. It
  // seems so too after an order that was sent anew late in its task, which costs its caller three seconds at most.
  const isCutShort =
    before.updates === 1 && startedAtMs - (before.claimedAtMs ?? 0) < settings.connectSliceMs;
  const reclaimed = await deps.calls.move(before.id, { kind: 'reclaimed', atMs, token, isCutShort });
  // The same task can reach us twice; its twin must not fail what the first is doing.
  if (!reclaimed.ok) return reclaimed.call?.token === token ? 'sent' : elsewhere(deps, reclaimed.call, task);
  const { call } = reclaimed;
  if (call.budgetEndsAtMs - clock.now() < settings.connectSliceMs) return 'budget-spent';
  if (call.updates === 0) return orderAnew(deps, call, task);
  if (call.room?.own !== true) {
    const sinceMs = clock.now() - (call.orderedAtMs ?? 0);
    if (sinceMs >= slicesForNews * settings.connectSliceMs) return 'silent';
    await passTurn(deps, call);
    return 'sent';
  }
  return call.updates === 1 ? orderAgainIfOut(deps, call, task) : giveUpIfOut(deps, call, task);
}

/** Nothing was heard for a slice: whoever is next in line for the room is not kept waiting for late news. */
async function passTurn(deps: ConnectDeps, { id, room }: HeldCall): Promise<void> {
  const turnIsOver = { kind: 'connected', call: id, session: undefined } as const;
  if (room !== undefined) await existingRoomChanged(deps, room.name, turnIsOver);
}

/** No order of this call may have worked so far. */
async function orderAnew(deps: ConnectDeps, call: HeldCall, task: Task): Promise<Connecting> {
  const { clock } = deps;
  const pauseMs = Math.max(0, (call.orderAfterMs ?? 0) - clock.now());
  if (!isTimeToOrder(deps, task, pauseMs)) {
    await sleepUntil(deps, clock.now() + pauseMs - machinePauseMs, task);
    return 'busy';
  }
  if (pauseMs > 0) await clock.sleep(pauseMs);
  const why = await whyClosed(deps, call, task);
  return isClosed(why) ? turnDown(deps, call, task, why) : orderOnceMore(deps, call, task);
}

/** `room-unseen`: it could not be looked into. */
type WhyClosed = 'lease-lost' | 'room-empty' | 'room-unseen' | undefined;
const isClosed = (why: WhyClosed) => why === 'lease-lost' || why === 'room-empty';

/**
 * Why an existing room takes its caller no more, if that can be seen: its address was taken away, or everybody has left, of
 * which the news may be late. An order into it could cost the caller, so a look that fails is had once more. Whoever has just
 * opened it is not shown yet.
 */
async function whyClosed(
  { existingRooms, video, clock, settings }: ConnectDeps,
  { id, room, ready }: HeldCall,
  task: Task,
): Promise<WhyClosed> {
  if (room === undefined || room.own) return undefined;
  const existing = await existingRooms.get(room.name);
  const lease = ready?.address === undefined ? undefined : existing?.addresses[ready.address];
  if (lease?.call !== id) return 'lease-lost';
  if (clock.now() < lease.readyAtMs + shownAfterMs) return undefined;
  const lookEndsAtMs = task.endsAtMs - orderTakesMs(settings.connectTaskMs);
  const presence = await video.callerIn(room.name, lookEndsAtMs);
  return presence === 'out' ? 'room-empty' : presence === 'unknown' ? 'room-unseen' : undefined;
}

async function orderOnceMore(deps: ConnectDeps, call: HeldCall, task: Task): Promise<Connecting> {
  const { updates } = call;
  const again = await deps.calls.move(call.id, { kind: 'updatedAgain', atMs: deps.clock.now(), updates });
  return again.ok ? order(deps, again.call, task) : elsewhere(deps, again.call, task);
}

/** One order may have worked, and nothing was heard of it. */
async function orderAgainIfOut(deps: ConnectDeps, call: HeldCall, task: Task): Promise<Connecting> {
  const { clock } = deps;
  const shownAtMs = shownFromMs(call);
  const pollsBefore = call.emptyPolls ?? 0;
  let polls = pollsBefore;
  for (;;) {
    const polledAtMs = clock.now();
    const presence = await pollForCaller(deps, call, task);
    if (presence === 'in') return found(deps, call, task);
    if (presence === 'out') polls += 1;
    const isEmpty = presence === 'out' && polls >= pollsBeforeSecondOrder && polledAtMs >= shownAtMs;
    if (isEmpty && isTimeToOrder(deps, task)) return orderOnceMore(deps, call, task);
    const nextAtMs = Math.max(clock.now() + betweenPollsMs, presence === 'out' ? shownAtMs : 0);
    if (isEmpty || !isTimeToOrder(deps, task, nextAtMs - clock.now())) break;
    await clock.sleep(nextAtMs - clock.now());
  }
  if (polls > pollsBefore) await deps.calls.move(call.id, { kind: 'polled', atMs: clock.now(), polls });
  return 'sent';
}

/** Two orders may have worked: whether one of them did is all that is still to be found out. */
async function giveUpIfOut(deps: ConnectDeps, call: HeldCall, task: Task): Promise<Connecting> {
  const polledAtMs = deps.clock.now();
  const presence = await pollForCaller(deps, call, task);
  if (presence === 'in') return found(deps, call, task);
  return presence === 'out' && polledAtMs >= shownFromMs(call) ? 'silent' : 'sent';
}

/** From when on the presence must show the caller, if the last order that may have worked did. */
const shownFromMs = ({ updates, claimedAtMs = 0, orderedAtMs = 0, answeredAtMs = 0 }: HeldCall) =>
  Math.max(updates === 1 ? claimedAtMs : orderedAtMs, answeredAtMs) + shownAfterMs;

const pollForCaller = ({ video }: ConnectDeps, { room }: HeldCall, task: Task) =>
  video.callerIn(room?.name ?? '', task.endsAtMs);

async function found(deps: ConnectDeps, call: HeldCall, { token }: Task): Promise<Connecting> {
  await recordConnected(deps, call, { source: 'presence' });
  return done(deps, token);
}

async function done(deps: ConnectDeps, token: string): Promise<Connecting> {
  await deps.machine.resume(token);
  return 'done';
}

/** What a task has left to do for a call that somebody else has moved. */
async function elsewhere(
  deps: ConnectDeps,
  call: HeldCall | undefined,
  { token }: Task,
): Promise<Connecting> {
  return call !== undefined && (isConnected(call) || call.state === 'ended') ? done(deps, token) : 'over';
}

/** Sends the order that the item has just been told of, and sends it again while nothing comes of it for sure. */
async function order(deps: ConnectDeps, call: HeldCall, task: Task): Promise<Connecting> {
  const { clock, random, log } = deps;
  for (;;) {
    const answer = await orderInto(deps, call, task);
    const why = 'why' in answer ? answer.why : undefined;
    log.info('call-connect-sent', { callId: call.id, update: call.updates, answer: answer.kind, why });
    if (answer.kind !== 'busy') return answered(deps, call, task, answer);
    const nowMs = clock.now();
    const pauseMs = pauseBeforeAsking({
      waitedMs: nowMs - (call.ready?.atMs ?? nowMs),
      leftMs: call.budgetEndsAtMs - nowMs,
      retryAfterMs: answer.retryAfterMs,
      random,
    });
    if (!isTimeToOrder(deps, task, pauseMs)) return postpone(deps, call, task, answer.why, nowMs + pauseMs);
    await clock.sleep(pauseMs);
    // From now on it may have worked: the room must show its caller so long after this, and not after the first try.
    const again = await sentAnew(deps, call, task);
    if (!again.ok) return elsewhere(deps, again.call, task);
  }
}

function sentAnew({ calls, clock }: ConnectDeps, { id, updates }: HeldCall, { token }: Task) {
  return calls.move(id, { kind: 'sentAnew', atMs: clock.now(), token, updates });
}

async function orderInto(deps: ConnectDeps, call: HeldCall, { endsAtMs }: Task): Promise<Ordered> {
  const { video, settings } = deps;
  const address =
    call.ready?.address ??
    call.address ??
    (await video.addressOf(call.room?.name ?? '', endsAtMs - orderTakesMs(settings.connectTaskMs)));
  if (address === undefined) return { kind: 'busy', why: 'no-address' };
  return video.connect(call.hold, address, endsAtMs);
}

function answered(
  deps: ConnectDeps,
  call: HeldCall,
  task: Task,
  answer: Exclude<Ordered, { kind: 'busy' }>,
): Promise<Connecting> {
  switch (answer.kind) {
    case 'taken':
    case 'unknown':
      return mayHaveWorked(deps, call, task);
    case 'refused':
      return call.updates > 1 ? refusedAgain(deps, call, answer.why) : turnDown(deps, call, task, answer.why);
    case 'gone':
      return call.updates > 1 ? goneAgain(deps, call) : goneOrTurnedDown(deps, call, task, answer.why);
  }
}

/** In a room of ours the presence must show the caller so long after the order was carried out at the latest. */
async function mayHaveWorked(
  { calls, clock }: ConnectDeps,
  { id, room, updates, orderedAtMs = 0 }: HeldCall,
  { token }: Task,
): Promise<Connecting> {
  const atMs = clock.now();
  const isLate = atMs - orderedAtMs > quickAnswerMs;
  if (room?.own === true && isLate) await calls.move(id, { kind: 'answeredLate', atMs, token, updates });
  return 'sent';
}

/** Nothing came of the order for sure: it does not count, and the next task sends it. */
async function postpone(
  deps: ConnectDeps,
  call: HeldCall,
  task: Task,
  why: string,
  untilMs: number,
): Promise<Connecting> {
  // Somebody whom the provider asks to wait for very long is asked for once more while it is worth it.
  const lastAtMs = call.budgetEndsAtMs - 2 * deps.settings.connectSliceMs;
  const orderAfterMs = untilMs > lastAtMs ? Math.max(deps.clock.now(), lastAtMs) : untilMs;
  const { id, updates } = call;
  const atMs = deps.clock.now();
  const { token } = task;
  const moved = await deps.calls.move(id, { kind: 'notOrdered', atMs, token, updates, why, orderAfterMs });
  if (!moved.ok) return elsewhere(deps, moved.call, task);
  await sleepUntil(deps, orderAfterMs - machinePauseMs, task);
  return 'busy';
}

/** The second order is refused; the first may have worked, so no other room is tried. */
async function refusedAgain({ calls, clock }: ConnectDeps, call: HeldCall, why: string): Promise<Connecting> {
  await calls.move(call.id, { kind: 'refusedAgain', atMs: clock.now(), why });
  return 'sent';
}

/** No such call on hold, says the second order: the first may have worked, and the machine waits for the news. */
async function goneAgain({ calls, clock }: ConnectDeps, { id }: HeldCall): Promise<Connecting> {
  await calls.move(id, { kind: 'reportedGone', atMs: clock.now() });
  return 'sent';
}

/**
 * The provider knows no such call on hold, or its address takes nobody: one answer stands for both. A room that we made
 * is this caller's alone, so they have hung up. In an existing room somebody else may be on the address, or the room may
 * have closed: then another target may still serve the caller, and if they have gone, it will say so.
 */
async function goneOrTurnedDown(
  deps: ConnectDeps,
  call: HeldCall,
  task: Task,
  why: string,
): Promise<Connecting> {
  const isSure =
    call.room?.own === true || (isLastTarget(call) && (await pollForCaller(deps, call, task)) === 'in');
  if (!isSure) return turnDown(deps, call, task, why);
  const gone = await deps.calls.move(call.id, { kind: 'callerGone', atMs: deps.clock.now() });
  if (!gone.ok) return elsewhere(deps, gone.call, task);
  deps.log.info('call-over', { callId: call.id, outcome: 'caller-gone' });
  deps.count('callsAbandoned');
  return 'gone';
}

const isLastTarget = ({ targets, targetIndex }: HeldCall) => targetIndex + 1 >= targets.length;

/** The room in hand does not take the caller, which is sure: another target is due, if there is time for one. */
async function turnDown(deps: ConnectDeps, call: HeldCall, task: Task, why: string): Promise<Connecting> {
  const { calls, clock } = deps;
  const { id, updates, room } = call;
  const atMs = clock.now();
  const moved = await calls.move(id, { kind: 'turnedDown', atMs, token: task.token, updates, why });
  // The answer to this write can be lost, and the item be written by another before it is sent again.
  const isNoted = moved.call?.token === task.token && moved.call.turnedDown !== undefined;
  if (!isNoted) return elsewhere(deps, moved.call, task);
  if (room?.own === false) await existingRoomChanged(deps, room.name, { kind: 'passed', call: id });
  return 'next-target';
}

/** Whether an order that is sent after a pause can still be waited for in this task. */
function isTimeToOrder({ clock, settings }: ConnectDeps, task: Task, pauseMs = 0): boolean {
  return clock.now() + pauseMs + orderTakesMs(settings.connectTaskMs) <= task.endsAtMs;
}

async function sleepUntil({ clock }: ConnectDeps, atMs: number, { endsAtMs }: Task): Promise<void> {
  const ms = Math.min(atMs, endsAtMs) - clock.now();
  if (ms > 0) await clock.sleep(ms);
}
