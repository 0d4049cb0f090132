import { describe, expect, test } from 'vitest';
import {
  addressesOf,
  expectNeverConnected,
  expectNothingLeft,
  loseConnected,
  warmUp,
} from './helpers-connecting.ts';
import { newCallId, numbers, Stack } from '../stack.ts';

/**
 * A Daily that refuses to be told twice, takes orders for callers who have hung up, writes `sip:` before its addresses,
 * and needs longer until a caller's leg is in the room than a second order waits.
 */
const stack = new Stack({
  settings: { holdBudgetS: 60, holdSliceS: 10, connectSliceS: 6 },
  daily: {
    rateLimits: false,
    connectDelayMs: 24_000,
    repeatedUpdate: 'refuse-404',
    goneUpdate: 'ignore-200',
    sipPrefixInRoom: true,
    sipPrefixInReady: true,
  },
});
warmUp(stack);

describe.concurrent('where Daily connects slowly', { timeout: 60_000 }, () => {
  test('a second order that finds no call on hold does not give the first one up', async () => {
    const call = stack.place({ to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item).toMatchObject({ updates: 2, reportedGone: true });
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'provider' });
    expect(stack.updates(call.callId).map(({ outcome }) => outcome)).toEqual(['connecting', 'repeated']);
    expect(new Set(addressesOf(stack, call.callId)).size).toBe(1);
  });

  test('a caller of whose arrival nobody told is found in the room before the call is given up', async () => {
    const callId = newCallId();
    loseConnected(stack, callId);
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item).toMatchObject({ state: 'connected', updates: 2, reportedGone: true });
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
    expect(stack.sessions(callId)).toMatchObject([{ state: 'in-room' }]);
    call.hangUp();
    expect((await stack.reaches(callId, 'ended')).outcome).toBe('caller-left');
  });

  test('a caller who has hung up is given up after two orders that were taken', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ startUpMs: 1_000 }]);
    const call = stack.place({ callId, to: numbers.bot });
    await stack.reaches(callId, 'waiting');
    call.hangUp();
    await expectNeverConnected(stack, callId, { state: 'released', outcome: 'silence' });
    expect(stack.updates(callId).map(({ outcome }) => outcome)).toEqual(['caller-gone', 'caller-gone']);
    expect(await stack.sweep()).toMatchObject({ ok: true });
    await expectNothingLeft(stack, callId);
  });
});
