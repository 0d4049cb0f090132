import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../../bench/load/faults.ts';
import { expectNothingLeft, spoilUpdate, whenOf, warmUp } from './helpers-connecting.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

const stack = new Stack({
  settings: { holdBudgetS: 44, holdSliceS: 8, connectSliceS: 6 },
  daily: { rateLimits: false },
});
warmUp(stack);

/** As the sweep comes every minute: what was killed may still make a room, so that it comes back once that time is over. */
const sweepUntilCleaned = (callIds: readonly string[]) =>
  until('the sweep to have cleaned up', async () => {
    expect(await stack.sweep()).toMatchObject({ ok: true });
    const items = await Promise.all(callIds.map((callId) => stack.item(callId)));
    return items.every(({ dueAtMs }) => dueAtMs === undefined) ? true : undefined;
  });

/** One after the other: what is killed or frozen here is everybody's. */
describe('a call lives on', () => {
  test('when the function that asks for its bot is killed meanwhile', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ startUpMs: 1_500, answerDelayMs: 3_000 }, {}]);
    const call = stack.place({ callId, to: numbers.bot });
    await until('the bot to be asked', () => stack.sessions(callId)[0]);
    await stack.localGateway.gateway.crash('hold-call');
    await stack.expectConnectedOnce(call);
    call.hangUp();
    await stack.reaches(callId, 'ended');
    await sweepUntilCleaned([callId]);
    await expectNothingLeft(stack, callId);
  });

  test.each([
    ['after Daily has carried its order out', 'done', 1],
    ['before Daily has its order', 'none', 2],
  ] as const)('when the function that connects it is killed %s', async (_, effect, orders) => {
    const callId = newCallId();
    spoilUpdate(stack, callId, { hang: true, effect });
    const call = stack.place({ callId, to: numbers.bot });
    await until('the order', () => (stack.daily.faults.armed === 0 ? true : undefined));
    await stack.localGateway.gateway.crash('connect-call');
    const item = await stack.expectConnectedOnce(call);
    expect(item.updates).toBe(orders);
    expect(stack.updates(callId)).toHaveLength(1);
  });

  test('when the table does not answer for two seconds', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ startUpMs: 500 }]);
    const call = stack.place({ callId, to: numbers.bot });
    await stack.reaches(callId, 'waiting');
    const { dynamo } = stack.localGateway.gateway;
    dynamo.freeze();
    try {
      await sleep(2_000);
    } finally {
      dynamo.thaw();
    }
    await stack.expectConnectedOnce(call);
  });

  test('or is released in time, when functions are killed at random moments', async () => {
    const calls = Array.from({ length: 6 }, () => stack.place({ to: numbers.twoBots }));
    const victims = ['hold-call', 'connect-call', 'daily-events', 'bot-ready'] as const;
    const random = randomFrom(20_260_101);
    for (let kills = 0; kills < 12; kills += 1) {
      await sleep(random() * 400);
      await stack.localGateway.gateway.crash(victims[Math.floor(random() * victims.length)] ?? 'hold-call');
    }
    const ends = await Promise.all(
      calls.map(async (call) => {
        expect((await stack.machineEnded(call.callId)).status).toBe('SUCCEEDED');
        const item = await stack.reaches(call.callId, 'connected', 'released');
        expect(call.legCount, `legs of a call that is ${item.state}`).toBe(
          item.state === 'connected' ? 1 : 0,
        );
        expect(stack.updates(call.callId).every(({ wasReady }) => wasReady)).toBe(true);
        expect(whenOf(item.state, item)).toBeLessThanOrEqual(item.budgetEndsAtMs);
        return item.state;
      }),
    );
    expect(ends).toContain('connected');
    for (const call of calls) call.hangUp();
    await until('every call to end', async () => {
      const items = await Promise.all(calls.map(({ callId }) => stack.item(callId)));
      return items.some(({ state }) => state === 'connected') ? undefined : true;
    });
    await sweepUntilCleaned(calls.map(({ callId }) => callId));
    for (const { callId } of calls) await expectNothingLeft(stack, callId);
  });
});
