import { describe, expect, test } from 'vitest';
import {
  botRoom,
  eventsFrom,
  expectNeverConnected,
  expectNothingLeft,
  spoilUpdate,
  whenOf,
  warmUp,
} from './helpers-connecting.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

const stack = new Stack({
  settings: { holdBudgetS: 38, holdSliceS: 6, connectSliceS: 6 },
  daily: { rateLimits: false, connectDelayMs: 1_000, holdLimitMs: 40_000 },
});
warmUp(stack);

test('a caller who is led to somebody else keeps room and bot until that is over', async () => {
  const call = stack.place({ to: numbers.bot });
  const { callId } = call;
  await stack.expectConnectedOnce(call);
  call.transfer('sip:desk@pbx.example.com');
  await stack.reaches(callId, 'transferred');
  expect(await stack.sweep()).toMatchObject({ ok: true });
  expect(stack.daily.rooms.names.filter((name) => name.includes(callId))).toHaveLength(1);
  call.hangUp();
  expect((await stack.reaches(callId, 'ended')).outcome).toBe('transferred');
  expect(await stack.sweep()).toMatchObject({ ok: true });
  await expectNothingLeft(stack, callId);
});

describe.concurrent('a caller who hangs up', () => {
  test('before anything happened for them is given up as gone', async () => {
    const call = stack.place({ to: numbers.bot });
    call.hangUp();
    await expectNeverConnected(stack, call.callId, { state: 'abandoned', outcome: 'caller-gone' });
    expect(stack.updates(call.callId)).toMatchObject([{ outcome: 'caller-gone', status: 404 }]);
    await expectNothingLeft(stack, call.callId);
  });

  test('while they wait for a bot that never comes is released with the rest', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ outcome: 'silent' }]);
    const call = stack.place({ callId, to: numbers.bot });
    await stack.reaches(callId, 'waiting');
    call.hangUp();
    await expectNeverConnected(stack, callId, { state: 'released', outcome: 'silence' });
    expect(stack.updates(callId)).toEqual([]);
    await expectNothingLeft(stack, callId);
  });

  test('while they are being connected is given up as gone', async () => {
    const call = stack.place({ to: numbers.bot });
    const { callId } = call;
    await until('the order to connect', () => stack.updates(callId)[0]);
    call.hangUp();
    await expectNeverConnected(stack, callId, { state: 'abandoned', outcome: 'caller-gone' });
    expect(stack.updates(callId).map(({ outcome }) => outcome)).toEqual(['connecting', 'caller-gone']);
    // After a second order the room is the sweep's, which looks who is there.
    expect(await stack.sweep()).toMatchObject({ ok: true });
    await expectNothingLeft(stack, callId);
  });

  test('when they are connected ends the call', async () => {
    const call = stack.place({ to: numbers.bot });
    await stack.expectConnectedOnce(call);
    call.hangUp();
    expect((await stack.reaches(call.callId, 'ended')).outcome).toBe('caller-left');
    expect(await stack.sweep()).toMatchObject({ ok: true });
    const item = await expectNothingLeft(stack, call.callId);
    // Another test's sweep may have cleaned up at the same time.
    expect(new Set(eventsFrom('claimed', item))).toEqual(
      new Set(['claimed', 'connected', 'callerLeft', 'cleaned']),
    );
  });
});

describe.concurrent('a call that cannot be connected', () => {
  test('because its bot never says a word: it is released in time, and Daily tells the caller', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ outcome: 'silent' }]);
    const call = stack.place({ callId, to: numbers.bot });
    await expectNeverConnected(stack, callId, { state: 'released', outcome: 'silence' });
    const item = await expectNothingLeft(stack, callId);
    expect(eventsFrom('held', item).filter((event) => event !== 'tokenReplaced')).toEqual([
      ...['held', 'tokenStored', 'asked', 'targetRefused', 'movedOn', 'asked', 'released', 'cleaned'],
    ]);
    expect(whenOf('released', item)).toBeLessThanOrEqual(item.budgetEndsAtMs);
    expect(stack.sessions(callId)).toMatchObject([{ endReason: 'stopped' }, { endReason: 'stopped' }]);
    await call.waitFor('timeout-message');
    expect(call.phase).toBe('ended');
  });

  test('because no bot is free: all are asked until the budget is spent, and the record says so', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ outcome: 'at-capacity' }]);
    stack.place({ callId, to: numbers.twoBots });
    const { outcome } = await stack.reaches(callId, 'released');
    expect(outcome).toMatch(
      /^no-target: pipecat-cloud:receptionist at-capacity ×\d+, pipecat-cloud:stand-in /,
    );
    await expectNeverConnected(stack, callId, { state: 'released', outcome });
    const item = await expectNothingLeft(stack, callId);
    const events = eventsFrom('held', item);
    expect(events).not.toContain('asked');
    expect(events.filter((event) => event === 'tokenReplaced').length).toBeGreaterThan(2);
    expect(whenOf('released', item)).toBeLessThanOrEqual(item.budgetEndsAtMs);
    expect(stack.updates(callId)).toEqual([]);
  });

  test('because Daily refuses to, into whichever room: it is released, and cleaned up at once', async () => {
    const callId = newCallId();
    spoilUpdate(stack, callId, { status: 400 }, 100);
    stack.place({ callId, to: numbers.bot });
    const { outcome } = await stack.reaches(callId, 'released');
    expect(outcome).toMatch(/^no-target: pipecat-cloud:receptionist connect-http-400 ×\d+$/);
    const item = await expectNeverConnected(stack, callId, { state: 'released', outcome });
    expect(item.updates).toBe(0);
    expect(item.timeline.filter(({ event }) => event === 'turnedDown').length).toBeGreaterThan(2);
    await expectNothingLeft(stack, callId);
  });
});

describe.concurrent('a call that can be connected after all', () => {
  test('because the room that it needs was there already', async () => {
    const callId = newCallId();
    const exp = Math.floor(Date.now() / 1000) + 3_600;
    const sip = { display_name: 'Caller', sip_mode: 'dial-in', num_endpoints: 1 } as const;
    const { ok } = stack.daily.rooms.create({
      name: botRoom(callId),
      privacy: 'private',
      properties: { exp, sip },
    });
    expect(ok).toBe(true);
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item.rooms).toEqual([{ name: botRoom(callId), own: true }]);
  });

  test('because its room became ready, though whoever heard of it never told the machine', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ reports: false }]);
    stack.daily.events.disturb({ type: 'dialin.ready', callId }, { lose: true }, 2);
    const call = stack.place({ callId, to: numbers.bot });
    await stack.reaches(callId, 'waiting');
    await stack.comesTo('have its second bot asked', callId, ({ timeline }) => {
      const asked = timeline.filter(({ event }) => event === 'asked');
      return asked.length === 2 ? true : undefined;
    });
    // As a report that was stored, but whose function died before it could settle the machine.
    const { id, address } = await stack.item(callId);
    const ready = { kind: 'ready', room: botRoom(callId, 2), source: 'provider', address } as const;
    expect(await stack.calls.move(id, { ...ready, atMs: Date.now() })).toMatchObject({ ok: true });

    const item = await stack.expectConnectedOnce(call);
    expect(eventsFrom('tokenReplaced', item).filter((event) => event !== 'targetRefused')).toEqual([
      'tokenReplaced',
      'movedOn',
      'asked',
      'ready',
      'tokenReplaced',
      'claimed',
      'connected',
    ]);
    // HoldCall, twice more, ConnectCall.
    expect((await stack.machineEnded(callId)).transitions).toBe(4);
    expect(stack.updates(callId)).toHaveLength(1);
  });
});
