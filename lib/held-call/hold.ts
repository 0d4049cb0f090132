import { ownRoomName, type CallId, type HeldCall, type RoomRef } from './call.ts';
import { callerName } from './caller-name.ts';
import { forCall } from './canary.ts';
import { isTaskOver, stopAttempt } from './clean-up.ts';
import type { HeldCallDeps, Moved } from './ports.ts';
import { existingRoomChanged, isServed } from './ready.ts';
import type { BotWay, Way } from './route.ts';
import { settle } from './settle.ts';
import { reportToken } from './tokens.ts';

/**
 * What became of one attempt to hold: `parked`, the machine waits for the room; `no-way`, every way refused for now;
 * `budget-spent`, there is no time for another attempt; `over`, the call needs none.
 */
export type Held = 'parked' | 'no-way' | 'budget-spent' | 'over';

/** A call tries no more ways than this in all, so that its item and its cost stay bounded. */
const mostAttempts = 20;

/** With less than this part of the task's time left, another way is not begun: it is better begun by the next task. */
const leastPartForWay = 1 / 3;

/** A way ends this part of the task's time before the task does, so that its outcome can still be stored. */
const partForStoring = 1 / 10;

/** How long a room of ours outlives the longest call: clocks differ, and the caller is not cut off early. */
const roomGraceMs = 60_000;

/** Parks the machine's token on the call and asks the next way for a room and somebody in it. */
export async function holdCall(
  shared: HeldCallDeps,
  task: { readonly id: CallId; readonly token: string },
): Promise<Held> {
  const deps = forCall(shared, task.id);
  const call = await deps.calls.get(task.id);
  if (call === undefined || (call.state !== 'held' && call.state !== 'waiting')) return 'over';
  if (call.token === task.token) {
    await settle(deps, call);
    return 'parked';
  }
  if (call.ready === undefined && !hasTimeForAttempt(deps, call)) return 'budget-spent';

  const taskEndsAtMs = deps.clock.now() + deps.settings.holdTaskMs;
  const moved = await park(deps, call, task.token);
  // The same task can reach us twice; its twin must not fail what the first is doing.
  if (!moved.ok) return moved.call?.token === task.token ? 'parked' : 'over';
  const parked = moved.call;
  deps.log.info('call-parked', { callId: call.id, attempt: parked.attempt, way: parked.wayIndex });
  if (parked.ready !== undefined) {
    await settle(deps, parked);
    return 'parked';
  }
  if (call.state === 'held') return tryWays(deps, parked, taskEndsAtMs);
  const next = wayAfter(parked);
  if (next === 'keep') return (await offer(deps, parked, taskEndsAtMs)) === undefined ? 'parked' : 'no-way';
  const movedOn = await moveOn(deps, parked, next, parked.askedAtMs === undefined ? 'unanswered' : 'silent');
  return movedOn === undefined ? 'parked' : tryWays(deps, movedOn, taskEndsAtMs, parked);
}

function hasTimeForAttempt({ clock, settings }: HeldCallDeps, call: HeldCall): boolean {
  const leftMs = call.budgetEndsAtMs - clock.now();
  return leftMs >= settings.holdSliceMs + settings.reserveMs && call.attempt < mostAttempts;
}

function park(deps: HeldCallDeps, call: HeldCall, token: string): Promise<Moved> {
  const { id, budgetEndsAtMs } = call;
  const atMs = deps.clock.now();
  return deps.calls.move(
    id,
    call.state === 'held'
      ? { kind: 'parked', atMs, token, budgetEndsAtMs, room: roomFor(deps, call, 0, 1) }
      : { kind: 'reparked', atMs, token, budgetEndsAtMs },
  );
}

/** A way that took the call on and stayed silent makes room for the next; the last one is kept, it may just be slow. */
function wayAfter(call: HeldCall): number | 'keep' {
  const next = call.wayIndex + 1;
  if (call.askedAtMs === undefined) return next % call.ways.length;
  return next < call.ways.length ? next : 'keep';
}

/** Offers the call to its way and, while they refuse, to those after it. What `left` started is stopped meanwhile. */
async function tryWays(
  deps: HeldCallDeps,
  parked: HeldCall,
  taskEndsAtMs: number,
  leftBehind?: HeldCall,
): Promise<Held> {
  let call = parked;
  let left = leftBehind;
  let leftRoom = left && isTaskOver(left) ? ('made' as const) : ('perhaps being made' as const);
  for (;;) {
    const [refusal] = await Promise.all([
      offer(deps, call, taskEndsAtMs),
      left && stopAttempt(deps, left, leftRoom),
    ]);
    if (refusal === undefined) return 'parked';
    deps.log.warn('way-refused', { callId: call.id, way: call.wayIndex, why: refusal });
    deps.count('waysRefused', 1, call.ways[call.wayIndex]?.kind);
    const isLast = call.wayIndex + 1 >= call.ways.length || call.attempt >= mostAttempts;
    const leftMs = taskEndsAtMs - deps.clock.now();
    if (isLast || leftMs < deps.settings.holdTaskMs * leastPartForWay) {
      await deps.calls.move(call.id, { kind: 'noWay', atMs: deps.clock.now(), attempt: call.attempt });
      return 'no-way';
    }
    const movedOn = await moveOn(deps, call, call.wayIndex + 1, refusal);
    if (movedOn === undefined) return 'parked';
    left = call;
    leftRoom = 'made';
    call = movedOn;
  }
}

/** Turns to the next way. Undefined: the call went on by itself, because its room became ready. */
async function moveOn(
  deps: HeldCallDeps,
  call: HeldCall,
  wayIndex: number,
  why: string,
): Promise<HeldCall | undefined> {
  if (call.token === undefined) throw new Error('a call that waits has a token');
  const moved = await deps.calls.move(call.id, {
    kind: 'movedOn',
    atMs: deps.clock.now(),
    token: call.token,
    attempt: call.attempt,
    wayIndex,
    room: roomFor(deps, call, wayIndex, call.attempt + 1),
    why,
  });
  if (moved.ok) return moved.call;
  if (moved.call !== undefined) await settle(deps, moved.call);
  return undefined;
}

function roomFor(deps: HeldCallDeps, call: HeldCall, wayIndex: number, attempt: number): RoomRef {
  const way = wayAt(call, wayIndex);
  return way.kind === 'room'
    ? { name: way.room, own: false }
    : { name: ownRoomName(deps.settings.stage, call.id, attempt), own: true };
}

function wayAt(call: HeldCall, wayIndex: number): Way {
  const way = call.ways[wayIndex];
  if (way === undefined) throw new Error(`call has no way ${wayIndex}`);
  return way;
}

/** Offers the call to its current way. Undefined: taken on. Otherwise why not. */
async function offer(deps: HeldCallDeps, call: HeldCall, taskEndsAtMs: number): Promise<string | undefined> {
  const way = wayAt(call, call.wayIndex);
  if (way.kind === 'room') return offerToRoom(deps, call, way.room);
  return call.askedAtMs === undefined ? offerToBot(deps, call, way, taskEndsAtMs) : undefined;
}

async function offerToRoom(deps: HeldCallDeps, call: HeldCall, name: string): Promise<string | undefined> {
  const mayWait = call.wayIndex + 1 >= call.ways.length;
  const asked = await existingRoomChanged(deps, name, { kind: 'asked', call: call.id, mayWait });
  if (asked === undefined) return 'room-unknown';
  if (!isServed(asked.room, call.id)) return 'room-not-ready';
  await deps.calls.move(call.id, {
    kind: 'asked',
    atMs: deps.clock.now(),
    attempt: call.attempt,
    way: 'room',
  });
  return undefined;
}

async function offerToBot(
  deps: HeldCallDeps,
  call: HeldCall,
  way: BotWay,
  taskEndsAtMs: number,
): Promise<string | undefined> {
  const { video, bots, clock, settings } = deps;
  const signingKey = await deps.signingKey();
  if (signingKey === undefined) return 'no-signing-key';
  const name = ownRoomName(settings.stage, call.id, call.attempt);
  const expiresAtMs = call.budgetEndsAtMs + settings.longestCallMs + roomGraceMs;
  const endsAtMs = taskEndsAtMs - settings.holdTaskMs * partForStoring;
  const made = await video.create({
    name,
    expiresAtMs,
    dialOut: call.dialOut,
    displayName: callerName(call.from),
    endsAtMs,
  });
  if (!made.ok) return made.why;
  const token = await video.botToken(name, expiresAtMs);
  if (token === undefined) return 'no-room-token';

  const started = await bots.start({
    way,
    attempt: call.attempt,
    room: { name, url: made.url, token },
    call,
    endsAtMs,
    report: {
      url: `${settings.publicUrl}/calls/${call.id}/ready`,
      token: reportToken(signingKey, settings.stage, name),
    },
  });
  deps.count('botStarts', 1, `${way.kind}-${started.kind}`);
  if (started.kind !== 'started') return started.why;

  const bot = {
    way,
    attempt: call.attempt,
    ...(started.session === undefined ? {} : { session: started.session }),
  };
  const { address } = made;
  const { attempt } = call;
  const asked = await deps.calls.move(call.id, {
    kind: 'asked',
    atMs: clock.now(),
    attempt,
    way: way.kind,
    address,
    bot,
  });
  // Only a call that is over, gone or at another attempt refuses this.
  if (!asked.ok) await stopAttempt(deps, { ...call, bots: [bot] });
  return undefined;
}
