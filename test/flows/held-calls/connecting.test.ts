import { describe, expect, test } from 'vitest';
import {
  addressesOf,
  eventsFrom,
  expectNeverConnected,
  expectNothingLeft,
  hidePresence,
  loseConnected,
  makeOlder,
  whenOf,
  spoilUpdate,
  warmUp,
} from './helpers-connecting.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

/** An order to connect may take 5 s before it is given up: its function has 6 s in a slice of 7. A second one goes out after 16 s. */
const stack = new Stack({
  settings: { holdBudgetS: 60, holdSliceS: 10, connectSliceS: 7 },
  daily: { rateLimits: false },
});
warmUp(stack);

describe.concurrent('an order to connect', () => {
  const mishaps = [
    ['answered 500, not carried out', { status: 500 }, 2],
    ['answered 500, carried out', { status: 500, effect: 'done' }, 1],
    ['cut off, not carried out', { dropAnswer: true }, 2],
    ['cut off, carried out', { dropAnswer: true, effect: 'done' }, 1],
    ['never answered, not carried out', { hang: true }, 2],
    ['never answered, carried out', { hang: true, effect: 'done' }, 1],
  ] as const;

  test.each(mishaps)('that is %s still connects the caller, once', async (_, fault, orders) => {
    const callId = newCallId();
    spoilUpdate(stack, callId, fault);
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item.updates).toBe(orders);
    const events = eventsFrom('claimed', item).filter((event) => event !== 'reclaimed');
    const second = orders === 2 ? ['updatedAgain'] : [];
    expect(events).toEqual(['claimed', ...second, 'connected']);
    if (orders === 2) expect(whenOf('updatedAgain', item) - whenOf('claimed', item)).toBeGreaterThan(15_000);
    expect(stack.updates(callId)).toHaveLength(1);
  });

  test('that is answered 429 is sent again, and counts as one', async () => {
    const callId = newCallId();
    spoilUpdate(stack, callId, { status: 429 }, 4);
    const item = await stack.expectConnectedOnce(stack.place({ callId, to: numbers.bot }));
    expect(item.updates).toBe(1);
    expect(stack.updates(callId)).toHaveLength(1);
    expect(item.timeline).toContainEqual(
      expect.objectContaining({ event: 'notOrdered', detail: 'http-429' }),
    );
  });

  test('for a caller who has hung up is answered 404, and nothing is left', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ startUpMs: 500 }]);
    const call = stack.place({ callId, to: numbers.bot });
    await stack.reaches(callId, 'waiting');
    call.hangUp();
    await expectNeverConnected(stack, callId, { state: 'abandoned', outcome: 'caller-gone' });
    expect(stack.updates(callId)).toMatchObject([{ outcome: 'caller-gone', wasReady: true }]);
    const item = await expectNothingLeft(stack, callId);
    expect(eventsFrom('claimed', item)).toEqual(['claimed', 'callerGone', 'cleaned']);
  });

  test('that reaches Daily only after its repetition connects once', async () => {
    const callId = newCallId();
    spoilUpdate(stack, callId, { delayMs: 28_000 });
    const call = stack.place({ callId, to: numbers.bot });
    expect((await stack.expectConnectedOnce(call)).updates).toBe(2);
    await until('the first order to arrive', () => stack.updates(callId)[1]);
    expect(stack.updates(callId).map(({ outcome }) => outcome)).toEqual(['connecting', 'repeated']);
    expect(new Set(addressesOf(stack, callId)).size).toBe(1);
    expect(call.legCount).toBe(1);
  });
});

describe.concurrent('an order to connect that is taken, and then', () => {
  test('the caller is in the room, though nobody said so', async () => {
    const callId = newCallId();
    loseConnected(stack, callId);
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
    expect(item.updates).toBe(1);
    expect(stack.updates(callId)).toHaveLength(1);
    call.hangUp();
    expect((await stack.reaches(callId, 'ended')).outcome).toBe('caller-left');
  });

  test('nothing: it is repeated to the same address', async () => {
    const call = stack.place({ to: numbers.bot, connect: ['nothing', 'joins'] });
    expect((await stack.expectConnectedOnce(call)).updates).toBe(2);
    expect(stack.updates(call.callId)).toHaveLength(2);
    expect(new Set(addressesOf(stack, call.callId)).size).toBe(1);
  });

  // Another test may sweep at any moment: that the room is kept until then is a matter of release.test.ts.
  test('nothing, twice: the call is released, and nothing is left once the sweep has looked', async () => {
    const { callId } = stack.place({ to: numbers.bot, connect: 'nothing' });
    const item = await expectNeverConnected(stack, callId, { state: 'released', outcome: 'silence' });
    expect(item.updates).toBe(2);
    expect(stack.updates(callId).map(({ wasReady }) => wasReady)).toEqual([true, true]);
    expect(new Set(addressesOf(stack, callId)).size).toBe(1);
    expect(await stack.sweep()).toMatchObject({ ok: true });
    await expectNothingLeft(stack, callId);
  });

  test('nothing, and nobody can see who is in the room: it is not repeated', async () => {
    const callId = newCallId();
    const show = hidePresence(stack, callId);
    stack.place({ callId, to: numbers.bot, connect: 'nothing' });
    await stack.reaches(callId, 'connecting');
    await makeOlder(stack, callId, 30_000);
    const item = await expectNeverConnected(stack, callId, { state: 'released', outcome: 'silence' });
    expect(item.updates).toBe(1);
    expect(stack.updates(callId)).toHaveLength(1);
    show();
    expect(await stack.sweep()).toMatchObject({ ok: true });
    await expectNothingLeft(stack, callId);
  });

  test('nobody can see the caller who talks: their room stays as long as they do', async () => {
    const callId = newCallId();
    const show = hidePresence(stack, callId);
    loseConnected(stack, callId);
    const call = stack.place({ callId, to: numbers.bot });
    await stack.reaches(callId, 'connecting');
    await makeOlder(stack, callId, 30_000);
    expect((await stack.reaches(callId, 'released', 'abandoned')).outcome).toBe('silence');
    expect((await stack.machineEnded(callId)).status).toBe('SUCCEEDED');
    expect(stack.updates(callId)).toHaveLength(1);

    expect(await stack.sweep()).toMatchObject({ ok: true });
    // The sweep looks again, and deletes nothing until then.
    expect((await stack.item(callId)).dueAtMs).toBeDefined();
    expect(call.phase).toBe('connected');
    show();
    call.hangUp();
    await makeOlder(stack, callId, 10 * 60_000);
    expect(await stack.sweep()).toMatchObject({ ok: true });
    await expectNothingLeft(stack, callId);
    expect(call.legCount).toBe(1);
  });

  test.each(['hangs-up', 'dialin-error'] as const)(
    'the caller is dropped (%s): given up as gone',
    async (connect) => {
      const { callId } = stack.place({ to: numbers.bot, connect });
      const item = await expectNeverConnected(stack, callId, { state: 'abandoned', outcome: 'caller-gone' });
      expect(item.reportedGone).toBe(true);
      expect(stack.updates(callId).map(({ outcome }) => outcome)).toEqual(['connecting', 'caller-gone']);
      // After a second order the room is the sweep's, which looks who is there.
      expect(await stack.sweep()).toMatchObject({ ok: true });
      await expectNothingLeft(stack, callId);
    },
  );
});
