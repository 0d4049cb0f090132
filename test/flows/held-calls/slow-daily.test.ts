import { describe, expect, test } from 'vitest';
import { expectNothingLeft, loseConnected, warmUp } from './helpers-connecting.ts';
import { newCallId, numbers, Stack } from '../stack.ts';

/** A Daily that answers each request after 3 s, at the gateway's default times. */
const answerDelayMs = 3_000;
const stack = new Stack({
  settings: { holdBudgetS: 100, holdSliceS: 35, connectSliceS: 11 },
  daily: { rateLimits: false, answerDelayMs },
});
warmUp(stack);

const roomRequests = (callId: string) =>
  stack.daily.requests
    .filter(({ path, method }) => path.includes(callId) || (method === 'POST' && path === '/rooms'))
    .map(({ method, path }) => `${method} ${path.replace(/pb-.*-(\d)/, 'room-$1')}`);

// One after the other: requests to make a room do not say whose it is.
describe('where Daily takes 3 s for each answer', () => {
  test('a caller is connected, with one room and one order', async () => {
    const call = stack.place({ to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item).toMatchObject({ attempt: 1, updates: 1 });
    expect(roomRequests(call.callId)).toEqual(['POST /rooms']);
    const connected = call.events.find(({ kind }) => kind === 'connected');
    expect(connected?.afterMs).toBeLessThan(15_000);
    call.hangUp();
    await stack.reaches(call.callId, 'ended');
    expect(await stack.sweep()).toMatchObject({ ok: true });
    await expectNothingLeft(stack, call.callId);
  });

  test('a room whose making was not answered is read, not made anew', async () => {
    const callId = newCallId();
    const before = stack.daily.requests.length;
    stack.daily.faults.next('POST /rooms', { status: 500, effect: 'done', inBody: callId });
    const call = stack.place({ callId, to: numbers.bot });
    await stack.expectConnectedOnce(call);
    expect(stack.daily.requests.slice(before).filter(({ path }) => path === '/rooms')).toHaveLength(1);
    call.hangUp();
  });

  test('a caller of whose arrival nobody told is found in the room', async () => {
    const callId = newCallId();
    loseConnected(stack, callId);
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
    expect(item.updates).toBe(1);
  });
});
