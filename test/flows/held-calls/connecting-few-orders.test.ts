import { expect, test } from 'vitest';
import { logged } from './helpers-bots.ts';
import { warmUp } from './helpers-connecting.ts';
import { numbers, patienceMs, Stack } from '../stack.ts';

/** A Daily that counts orders as starts of phone calls: five in five seconds. */
const stack = new Stack({
  settings: { holdBudgetS: 200, holdSliceS: 50, connectSliceS: 12, webhookTimeoutS: 29 },
  daily: { updateRateClass: 'start', webhookAnswerLimitMs: 60_000, holdLimitMs: 240_000 },
});
warmUp(stack);

const together = 12;

test(`${together} calls that become ready together are all connected, each once, as Daily takes their orders`, async () => {
  const calls = Array.from({ length: together }, () => stack.place({ to: numbers.bot }));
  await Promise.all(calls.map((call) => call.waitFor('connected', patienceMs)));
  const items = await Promise.all(calls.map((call) => stack.expectConnectedOnce(call)));
  expect(items.map(({ updates }) => updates)).toEqual(calls.map(() => 1));
  // Who waited for a task or more has it in the record.
  const refusals = items.flatMap(({ timeline }) => timeline.filter(({ event }) => event === 'notOrdered'));
  expect(refusals.length).toBeGreaterThan(0);
  expect(new Set(refusals.map(({ detail }) => detail))).toEqual(new Set(['http-429']));
  expect(logged(stack, { code: 'call-released' })).toEqual([]);
  for (const call of calls) call.hangUp();
  for (const { callId } of calls) await stack.reaches(callId, 'ended');
});
