import { askTargets, roomFor, type RoundStart } from './bots/ask-targets.ts';
import type { CallId, HeldCall } from '../model/call.ts';
import { askAgainMs, lastAskAtMs, pauseAfterTry, waitEndsAtMs } from '../model/hold-times.ts';
import type { HeldCallDeps, Moved } from '../ports.ts';
import { mayBeAsked, reasonOf, timesOf } from '../model/refusals.ts';
import { resume } from './resume.ts';
import { route } from './routes/route-call.ts';
import { forCall } from './for-call.ts';

/**
 * What became of one task of holding: `waiting`, the machine waits for the room; `no-target`, nobody takes the call on for
 * now, and all are asked again soon; `bot-left`, somebody did and is gone again: the next target is due at once;
 * `budget-spent`, there is no time for another attempt; `over`, the call needs none.
 */
type Held = 'waiting' | 'no-target' | 'bot-left' | 'budget-spent' | 'over';

/** With less than this part of the task's time left, another target is not begun: it is better begun by the next task. */
const minPartForTarget = 1 / 3;

/** A target ends this part of the task's time before the task does, so that its outcome can still be stored. */
const partForStoring = 1 / 10;

/** Why a target is left that took a call on, and was not heard of within its slice. */
const silent = 'silent';

/** A target that was asked less than this part of a slice ago has not stayed silent. */
const minPartOfSilence = 1 / 2;

/** With less than this part of a slice left, a bot that stayed silent is waited for rather than asked for again. */
const minPartToAskAgain = 1 / 2;

/** Between two looks at a call that its task waits for. */
const lookEveryMs = 2_000;

interface Task {
  readonly id: CallId;
  readonly token: string;
}

/** Stores the machine's token on the call and asks its targets for a room and somebody in it. */
export async function holdCall(shared: HeldCallDeps, task: Task): Promise<Held> {
  const deps = forCall(shared, task.id);
  const { clock, settings } = deps;
  const startedAtMs = clock.now();
  const call = await deps.calls.get(task.id);
  if (call === undefined || (call.state !== 'held' && call.state !== 'waiting')) return 'over';
  if (call.token === task.token) {
    await resume(deps, call);
    return 'waiting';
  }
  if (!mayBeServed(deps, call)) return 'budget-spent';

  const moved = await storeToken(deps, call, task.token);
  // The same task can reach us twice; its twin must not fail what the first is doing.
  if (!moved.ok) return moved.call?.token === task.token ? 'waiting' : 'over';
  const waiting = moved.call;
  deps.log.info('call-token-stored', {
    callId: call.id,
    attempt: waiting.attempt,
    target: waiting.targetIndex,
  });
  if (waiting.ready !== undefined) {
    await resume(deps, waiting);
    return 'waiting';
  }
  const taskEndsAtMs = startedAtMs + settings.holdTaskMs;
  const routed = await route(deps, waiting);
  if (routed.kind !== 'known') return routed.kind === 'over' ? 'over' : nobodyFor(deps, waiting);
  const isFirst = call.state === 'held' || waiting.ask !== undefined;
  const held = await findSomebody(deps, routed.call, isFirst, taskEndsAtMs);
  const isLast = startedAtMs + settings.holdSliceMs > waitEndsAtMs(call, settings);
  return held === 'waiting' && isLast ? waitForRoom(deps, waiting, task, taskEndsAtMs) : held;
}

/** Whether there is time for somebody new, or for whoever is on the way or there. */
function mayBeServed({ clock, settings }: HeldCallDeps, call: HeldCall): boolean {
  const nowMs = clock.now();
  if (nowMs <= lastAskAtMs(call, settings)) return true;
  return nowMs < waitEndsAtMs(call, settings) && (call.ready !== undefined || isTakenOn(call));
}

/** Whether whoever took the call on may still come. */
const isTakenOn = ({ askedAtMs, turnedDown }: HeldCall) =>
  askedAtMs !== undefined && turnedDown === undefined;

function storeToken(deps: HeldCallDeps, call: HeldCall, token: string): Promise<Moved> {
  const { id, budgetEndsAtMs } = call;
  const atMs = deps.clock.now();
  return deps.calls.move(
    id,
    call.state === 'held'
      ? { kind: 'tokenStored', atMs, token, budgetEndsAtMs, room: roomFor(deps, call, 0, 1) }
      : { kind: 'tokenReplaced', atMs, token, budgetEndsAtMs },
  );
}

/** Asks those whose turn it is. A target that took the call on and stayed silent is kept if nobody else does. */
async function findSomebody(
  deps: HeldCallDeps,
  waiting: HeldCall,
  isFirst: boolean,
  taskEndsAtMs: number,
): Promise<Held> {
  const { settings } = deps;
  const order = isFirst ? firstRound(waiting) : nextRound(deps, waiting);
  const { end, call } = await askTargets(deps, {
    call: waiting,
    ...order,
    lastAskAtMs: Math.min(
      lastAskAtMs(waiting, settings),
      taskEndsAtMs - settings.holdTaskMs * minPartForTarget,
    ),
    endsAtMs: Math.min(waitEndsAtMs(waiting, settings), taskEndsAtMs - settings.holdTaskMs * partForStoring),
  });
  if (end !== 'nobody') return end;
  if (isTakenOn(call) && !order.order.includes(call.targetIndex)) return 'waiting';
  return nobodyFor(deps, call);
}

/** Nobody takes the call on for now: all are asked again while there is time for it. */
function nobodyFor({ clock, settings }: HeldCallDeps, call: HeldCall): Held {
  const isTimeLeft = clock.now() + askAgainMs(settings.holdSliceMs) <= lastAskAtMs(call, settings);
  return isTimeLeft ? 'no-target' : 'budget-spent';
}

type Order = Pick<RoundStart, 'order' | 'freeRoom' | 'whyLeft' | 'refusal' | 'mayRoomComeLate'>;

const firstRound = ({ targets, room }: HeldCall): Order => ({
  order: targets.map((_, index) => index),
  freeRoom: room?.own === true ? {} : undefined,
  whyLeft: 'refused',
});

function nextRound({ clock, settings }: HeldCallDeps, call: HeldCall): Order {
  const { targets, targetIndex, askedAtMs, noTargetAttempt, attempt, turnedDown, spareRoom } = call;
  const all = targets.map((_, index) => index);
  const around = allFrom(call);
  if (noTargetAttempt === attempt) return { order: all, freeRoom: spareRoom, whyLeft: 'unanswered' };
  if (turnedDown !== undefined) {
    const refusal = turnedDownBy(call, turnedDown, clock.now(), settings.holdSliceMs);
    return { order: around, freeRoom: undefined, whyLeft: refusal.why, refusal };
  }
  if (askedAtMs !== undefined) {
    const isBot = targets[targetIndex]?.kind !== 'room';
    // The task before it failed, or seemed to: whoever has just been asked is no silent one.
    const isSoon = clock.now() - askedAtMs < settings.holdSliceMs * minPartOfSilence;
    if (isBot && isSoon) return { order: [], freeRoom: undefined, whyLeft: silent };
    const order = afterSilence(call, clock.now(), settings);
    const refusal = isBot && order.length > 0 ? { refusal: { target: targetIndex, why: silent } } : {};
    return { order, freeRoom: undefined, whyLeft: silent, ...refusal };
  }
  // The task before was cut short, or is still at it.
  return { order: around, freeRoom: undefined, whyLeft: 'unanswered', mayRoomComeLate: true };
}

/** Each target's index: first those after the one in hand, then those before it, and itself last. */
const allFrom = ({ targets, targetIndex }: HeldCall): readonly number[] =>
  targets.map((_, index) => (targetIndex + 1 + index) % targets.length);

/**
 * Whose turn it is when a target took the call on and stayed silent: those after it, then those before it, which may have
 * refused, been silent, or not been asked since their task died; then itself. A lease of an existing room is asked for again. A
 * bot that was silent is asked for once more while one has time to come, since an order can be lost, and a bot can die; a
 * second one may just be slow, and is kept.
 */
function afterSilence(call: HeldCall, nowMs: number, settings: HeldCallDeps['settings']): readonly number[] {
  const { targets, targetIndex, refusals = [] } = call;
  const isTime = waitEndsAtMs(call, settings) - nowMs >= settings.holdSliceMs * minPartToAskAgain;
  return allFrom(call).filter((index) => {
    const isInHand = index === targetIndex;
    if (isInHand && targets[index]?.kind === 'room') return true;
    const silences = timesOf(refusals, index, silent) + (isInHand ? 1 : 0);
    return (silences === 0 || (isTime && silences === 1)) && mayBeAsked(refusals, index, nowMs);
  });
}

/** A target is tried again at once after the first time, and then ever later: it may turn the caller down for good. */
function turnedDownBy(
  { targetIndex, refusals = [] }: HeldCall,
  turnedDown: string,
  nowMs: number,
  holdSliceMs: number,
) {
  const why = reasonOf(turnedDown);
  const tries = timesOf(refusals, targetIndex, why) + 1;
  return { target: targetIndex, why, againAtMs: nowMs + pauseAfterTry('left', tries, holdSliceMs) };
}

/** The machine's slice would end too late: this task waits for the room itself, and ends when the hold does. */
async function waitForRoom(
  deps: HeldCallDeps,
  { id, budgetEndsAtMs }: HeldCall,
  { token }: Task,
  taskEndsAtMs: number,
): Promise<Held> {
  const { calls, clock, settings } = deps;
  const endsAtMs = Math.min(
    waitEndsAtMs({ budgetEndsAtMs }, settings),
    taskEndsAtMs - settings.holdTaskMs * partForStoring,
  );
  for (;;) {
    const call = await calls.get(id);
    if (call?.state !== 'waiting' || call.token !== token || call.ready !== undefined) return 'waiting';
    if (call.turnedDown !== undefined) return 'bot-left';
    const leftMs = endsAtMs - clock.now();
    if (leftMs <= 0) return mayBeServed(deps, call) ? 'no-target' : 'budget-spent';
    await clock.sleep(Math.min(leftMs, lookEveryMs));
  }
}
