import { expect } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { connectCall, type Connecting } from '../../../../lib/held-calls/steps/connect.ts';
import type { inMemory } from '../../../support/held-calls.ts';
import { heldCall, lobbyTarget, startMs } from '../../../support/held-calls.ts';
import type { CallEvent } from '../../../../lib/held-calls/model/call-events.ts';

export const id = callIdFrom('c1');
export const task = (token: string) => ({ id, token });
export const room = { name: 'pb-test-c1-1', own: true };
export const readyCall = (change: Partial<HeldCall> = {}) =>
  heldCall('c1', {
    state: 'waiting',
    token: 't1',
    attempt: 1,
    room,
    ready: { atMs: startMs, address: 'room@sip', source: 'provider' },
    ...change,
  });
export const claimedCall = (change: Partial<HeldCall> = {}) =>
  readyCall({
    state: 'connecting',
    token: 'u1',
    updates: 1,
    claimedAtMs: startMs,
    orderedAtMs: startMs,
    ...change,
  });
/** A call that was claimed, and whose order the provider would not take for now. */
export function unorderedCall(change: Partial<HeldCall> = {}): HeldCall {
  const { claimedAtMs, orderedAtMs, ...call } = claimedCall({ updates: 0, ...change });
  expect([claimedAtMs, orderedAtMs]).toEqual([startMs, startMs]);
  return call;
}

export const connected: CallEvent = { kind: 'connected', atMs: startMs, room: room.name, source: 'provider' };
export const left: CallEvent = { kind: 'callerLeft', atMs: startMs, room: room.name, session: undefined };
export const released: CallEvent = { kind: 'released', atMs: startMs, why: 'failure', unlessReady: false };
export const busy = { kind: 'busy', why: 'http-429' } as const;
export const gone = { kind: 'gone', why: 'http-404' } as const;
export const refused = { kind: 'refused', why: 'http-400' } as const;

/** The machine: one task after the other, each after its pause, until one does not end with `busy`. */
export async function untilSettled(
  { deps, advance }: ReturnType<typeof inMemory>,
  max = 100,
): Promise<{ readonly result: Connecting; readonly tasks: number }> {
  for (let tasks = 1; tasks <= max; tasks += 1) {
    const result = await connectCall(deps, task(`u${tasks}`));
    if (result !== 'busy') return { result, tasks };
    advance(1_000);
  }
  throw new Error('the tasks go on for ever');
}

/** A lobby where the call has the address that its item names. */
export function inLobby(world: ReturnType<typeof inMemory>, call = id): void {
  const addresses = { 'room@sip': { readyAtMs: startMs, call } };
  world.rooms.set('lobby', {
    name: 'lobby',
    addresses,
    connecting: { call, address: 'room@sip' },
    waiters: [],
    seenSessions: [],
  });
}
export const lobby = { room: { name: 'lobby', own: false }, targets: [lobbyTarget] };
