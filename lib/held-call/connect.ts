import type { CallId, HeldCall } from './call.ts';
import { forCall } from './canary.ts';
import type { HeldCallDeps } from './ports.ts';
import { recordConnected } from './caller-events.ts';
import { settle } from './settle.ts';

/**
 * What became of one attempt to connect: `sent`, the machine waits for the caller to appear in the room; `done`, the
 * caller is in; `gone`, there is no such call on hold; `refused`, the provider will not connect it; `budget-spent`,
 * another order would come too late; `over`, the call needs none.
 */
export type Connecting = 'sent' | 'done' | 'gone' | 'refused' | 'budget-spent' | 'over';

/**
 * The machine counts a slice from the start of its task, the order goes out a little later (a cold start may take
 * seconds), so the task after that slice can come while the order's own slice still runs. Up to this part of a slice is
 * waited for; more is left when a task was cut short by a crash, and then the machine has a whole slice for it.
 */
const longestWaitPart = 1 / 2;

type ConnectDeps = Pick<
  HeldCallDeps,
  'calls' | 'existingRooms' | 'machine' | 'video' | 'clock' | 'log' | 'count' | 'settings'
>;

/**
 * Claims the call, then orders its caller into the ready room: at most twice, and the second time only if nothing was
 * heard for a whole slice and the room shows nobody.
 */
export async function connectCall(
  shared: ConnectDeps,
  task: { readonly id: CallId; readonly token: string },
): Promise<Connecting> {
  const deps = forCall(shared, task.id);
  const call = await deps.calls.get(task.id);
  if (call === undefined) return 'over';
  switch (call.state) {
    case 'waiting':
      return connectFirst(deps, call, task.token);
    case 'connecting':
      return connectAgain(deps, call, task.token);
    case 'connected':
    case 'ended':
      await deps.machine.settle(task.token);
      return 'done';
    case 'held':
    case 'abandoned':
    case 'released':
    case 'refused':
      return 'over';
  }
}

async function connectFirst(deps: ConnectDeps, call: HeldCall, token: string): Promise<Connecting> {
  const { id, budgetEndsAtMs } = call;
  const claimed = await deps.calls.move(id, {
    kind: 'claimed',
    atMs: deps.clock.now(),
    token,
    budgetEndsAtMs,
  });
  if (claimed.ok) return order(deps, claimed.call);
  // The same task can reach us twice; its twin must not fail what the first is doing.
  return claimed.call?.token === token ? 'sent' : 'over';
}

async function connectAgain(deps: ConnectDeps, call: HeldCall, token: string): Promise<Connecting> {
  if (call.token === token) return 'sent';
  const { clock, settings, video } = deps;
  const reclaimed = await deps.calls.move(call.id, { kind: 'reclaimed', atMs: clock.now(), token });
  if (!reclaimed.ok) return reclaimed.call?.state === 'connected' ? done(deps, token) : 'over';
  if (call.budgetEndsAtMs - clock.now() < settings.connectSliceMs) return 'budget-spent';

  const leftMs = (call.claimedAtMs ?? 0) + settings.connectSliceMs - clock.now();
  if (call.updates > 1 || leftMs > settings.connectSliceMs * longestWaitPart || call.room === undefined) {
    return 'sent';
  }
  if (leftMs > 0) await clock.sleep(leftMs);
  // In a room that others use, nobody can tell the caller from them: presence stays unknown, and one order is enough.
  const presence = call.room.own ? await video.callerIn(call.room.name) : 'unknown';
  switch (presence) {
    case 'in':
      await recordConnected(deps, call, { source: 'presence' });
      return done(deps, token);
    case 'unknown':
      return 'sent';
    case 'out': {
      const again = await deps.calls.move(call.id, { kind: 'updatedAgain', atMs: clock.now() });
      if (again.ok) return order(deps, again.call);
      return again.call?.state === 'connected' ? done(deps, token) : 'over';
    }
  }
}

async function done(deps: ConnectDeps, token: string): Promise<Connecting> {
  await deps.machine.settle(token);
  return 'done';
}

async function order(deps: ConnectDeps, call: HeldCall): Promise<Connecting> {
  const { clock, video, log, count } = deps;
  const address = call.ready?.address ?? call.address ?? (await video.addressOf(call.room?.name ?? ''));
  if (address === undefined) return 'sent';
  count('readyToUpdateMs', clock.now() - (call.ready?.atMs ?? clock.now()));
  const answer = await video.connect(call.hold, address);
  log.info('call-connect-sent', { callId: call.id, update: call.updates, answer });
  switch (answer) {
    case 'taken':
    case 'unknown':
    case 'busy':
      return 'sent';
    case 'refused':
      return 'refused';
    case 'gone':
      return callerGone(deps, call);
  }
}

/**
 * The provider knows no such call on hold. After the first order that means that the caller has hung up. After the
 * second it may also mean that the first one worked: the machine waits for the news as after any order.
 */
async function callerGone(deps: ConnectDeps, call: HeldCall): Promise<Connecting> {
  const atMs = deps.clock.now();
  if (call.updates > 1) {
    await deps.calls.move(call.id, { kind: 'toldGone', atMs });
    return 'sent';
  }
  const gone = await deps.calls.move(call.id, { kind: 'callerGone', atMs });
  if (!gone.ok) return settledElsewhere(deps, gone.call);
  deps.log.info('call-over', { callId: call.id, outcome: 'caller-gone' });
  deps.count('callsAbandoned');
  return 'gone';
}

async function settledElsewhere(deps: ConnectDeps, call: HeldCall | undefined): Promise<Connecting> {
  if (call?.state !== 'connected') return 'over';
  await settle(deps, call);
  return 'done';
}
