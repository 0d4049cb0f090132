import { describe, expect, test } from 'vitest';
import {
  addressesOf,
  hidePresence,
  loseConnected,
  makeOlder,
  spoilUpdate,
  warmUp,
} from './helpers-connecting.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

/** A Daily that connects a caller once more, beside themselves, whenever it is told to. */
const stack = new Stack({
  settings: { holdBudgetS: 60, holdSliceS: 10, connectSliceS: 6 },
  daily: { rateLimits: false, repeatedUpdate: 'second-leg', sipPrefixInReady: true },
});
warmUp(stack);

describe.concurrent('where a second order makes a second leg', { timeout: 90_000 }, () => {
  test('a caller whom the room shows is not connected again', async () => {
    const callId = newCallId();
    loseConnected(stack, callId);
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
    expect(stack.updates(callId)).toHaveLength(1);
    expect(call.legCount).toBe(1);
  });

  test('a caller whom nobody can see is not connected again', async () => {
    const callId = newCallId();
    loseConnected(stack, callId);
    hidePresence(stack, callId);
    const call = stack.place({ callId, to: numbers.bot });
    await stack.reaches(callId, 'connecting');
    await makeOlder(stack, callId, 30_000);
    expect((await stack.reaches(callId, 'released')).updates).toBe(1);
    expect((await stack.machineEnded(callId)).status).toBe('SUCCEEDED');
    expect(call.legCount).toBe(1);
    expect(call.phase).toBe('connected');
  });

  test.each(['not carried out', 'carried out'])('an order answered 500, %s, makes one leg', async (what) => {
    const callId = newCallId();
    spoilUpdate(stack, callId, { status: 500, effect: what === 'carried out' ? 'done' : 'none' });
    const call = stack.place({ callId, to: numbers.bot });
    await stack.expectConnectedOnce(call);
    expect(addressesOf(stack, callId)).toHaveLength(1);
  });

  test('a caller who arrives after the call was given up can stay', async () => {
    const callId = newCallId();
    spoilUpdate(stack, callId, { status: 500 });
    spoilUpdate(stack, callId, { delayMs: 30_000 });
    const call = stack.place({ callId, to: numbers.bot });
    await stack.reaches(callId, 'connecting');
    await until('both orders', async () => (await stack.item(callId)).updates === 2 || undefined);
    expect(await stack.reaches(callId, 'released')).toMatchObject({ outcome: 'silence', updates: 2 });
    expect((await stack.machineEnded(callId)).status).toBe('SUCCEEDED');
    expect(call.phase).toBe('held');
    await call.waitFor('connected');
    expect(addressesOf(stack, callId)).toHaveLength(1);

    expect(await stack.sweep()).toMatchObject({ ok: true });
    expect((await stack.item(callId)).dueAtMs).toBeGreaterThan(Date.now() + 60_000);
    expect(call).toMatchObject({ phase: 'connected', legCount: 1 });
  });
});
