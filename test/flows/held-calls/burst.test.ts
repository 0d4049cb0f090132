import { expect, test } from 'vitest';
import { expectConnected, expectNothingLeft, logged } from './helpers-bots.ts';
import { newCallId, numbers, patienceMs, Stack, until } from '../stack.ts';

/**
 * Daily's limits are on: at most 100 requests in five seconds. All functions and providers share one machine, so how
 * long they take is no part of what is tested, and the slices are long.
 */
const stack = new Stack({
  settings: { holdBudgetS: 200, holdSliceS: 50, connectSliceS: 30, webhookTimeoutS: 29 },
  daily: { webhookAnswerLimitMs: 60_000, holdLimitMs: 240_000 },
  bots: { capacity: 60, capacityShape: 'numeric' },
});

const burst = 50;

test('a full back end is told from a broken one, in its other shape too', async () => {
  const callId = newCallId();
  stack.bots.script(callId, [{ outcome: 'at-capacity' }, {}]);
  const item = await expectConnected(stack, stack.place({ callId, to: numbers.twoBots }));
  expect(item.refusals).toMatchObject([{ target: 0, why: 'at-capacity' }]);
});

test(`${burst} calls at once are all connected, each once`, async () => {
  const { daily, bots } = stack;
  // Others use the domain too: what they leave of its limits is not enough at first.
  daily.faults.next('POST /rooms', { status: 429 }, burst / 2);
  daily.faults.next('POST /dialin/pinlessCallUpdate', { status: 429 }, burst / 2);
  const since = daily.requests.length;
  const calls = Array.from({ length: burst }, () => stack.place({ to: numbers.bot }));
  await Promise.all(calls.map((call) => call.waitFor('connected', patienceMs)));
  for (const call of calls) expect((await expectConnected(stack, call)).state).toBe('connected');

  const refused = daily.requests.slice(since).filter(({ status }) => status === 429);
  expect(refused.length, 'requests that Daily refused for now').toBeGreaterThanOrEqual(burst);
  expect(calls.map(({ legCount }) => legCount)).toEqual(Array.from({ length: burst }, () => 1));
  expect(new Set(daily.rooms.names).size).toBeGreaterThanOrEqual(burst);
  for (const { callId } of calls) {
    expect(
      bots.sessions.filter(({ order, state }) => order.call.id === callId && state === 'in-room'),
    ).toHaveLength(1);
  }
  expect(logged(stack, { code: 'call-released' })).toEqual([]);

  for (const call of calls) call.hangUp();
  for (const { callId } of calls) await stack.reaches(callId, 'ended');
  await until('every machine to have ended well', () => {
    const executions = stack.localGateway.gateway.machine.executions();
    return executions.every(({ status }) => status === 'SUCCEEDED') ? executions : undefined;
  });
});

test('nothing is left behind', () => expectNothingLeft(stack));
