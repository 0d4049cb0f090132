import { describe, expect, test } from 'vitest';
import {
  addressesOf,
  eventsFrom,
  expectNeverConnected,
  expectNothingLeft,
  hidePresence,
  loseConnected,
  makeOlder,
  spoilUpdate,
  warmUp,
} from './helpers-connecting.ts';
import { newCallId, numbers, Stack } from '../stack.ts';

// Three Dailys, of which each answers second orders in its own way. They run at once, since their calls mostly wait.

describe.concurrent('where a second order makes a second leg', () => {
  /** A Daily that connects a caller once more, beside themselves, whenever it is told to. */
  const stack = new Stack({
    settings: { holdBudgetS: 60, holdSliceS: 10, connectSliceS: 6 },
    daily: { rateLimits: false, repeatedUpdate: 'second-leg', sipPrefixInReady: true },
  });
  warmUp(stack);

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
    await stack.comesTo('have both orders', callId, ({ updates }) => updates === 2 || undefined);
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

describe.concurrent('where Daily connects slowly', () => {
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

describe.concurrent('where the presence of a room lags', () => {
  /** A Daily whose rooms show for 12 s nobody who came in, whose news takes 12 s, and that connects whoever it is told to again. */
  const stack = new Stack({
    settings: { holdBudgetS: 60, holdSliceS: 10, connectSliceS: 11 },
    daily: { rateLimits: false, repeatedUpdate: 'second-leg', presenceLagMs: 12_000 },
  });
  warmUp(stack);

  test('a caller whose arrival is told late is connected once', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ type: 'dialin.connected', callId }, { delayMs: 12_000 });
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'provider' });
    expect(stack.updates(callId)).toHaveLength(1);
    expect(call.legCount).toBe(1);
  });

  test('a caller whose arrival is never told is found before a second order goes out', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ type: 'dialin.connected', callId }, { lose: true });
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(eventsFrom('claimed', item)).toEqual(['claimed', 'reclaimed', 'connected']);
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
    expect(call.legCount).toBe(1);
  });
});
