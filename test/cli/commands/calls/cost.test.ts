import { expect, test } from 'vitest';
import { budgets } from '../../../../bench/figures/budgets.ts';
import { costOfCall, usageOf } from '../../../../cli/commands/calls/cost.ts';
import { callIdSchema, type HeldCall } from '../../../../lib/held-calls/model/call.ts';

const callWith = (events: readonly string[], outcome?: string): HeldCall => ({
  id: callIdSchema.parse('a-call'),
  state: 'ended',
  hold: 'hold',
  to: '+12025550100',
  reason: 'number',
  targets: [],
  dialOut: false,
  heldAtMs: 0,
  budgetEndsAtMs: 0,
  attempt: 1,
  targetIndex: 0,
  updates: 1,
  rooms: [],
  deletedRooms: [],
  bots: [],
  outcome,
  timeline: events.map((event, index) => ({ atMs: index, event })),
  ttl: 0,
});

const connected = ['held', 'tokenStored', 'asked', 'ready', 'claimed', 'connected'];

test.each([
  { what: 'refused', events: ['refused'], transitions: 0, apiRequests: 1, traces: 0 },
  { what: 'connected', events: connected, transitions: 2, apiRequests: 3, traces: 1 },
  {
    what: 'released after two silent bots',
    events: ['held', 'tokenStored', 'asked', 'tokenReplaced', 'movedOn', 'asked', 'released'],
    ...{ transitions: 3, apiRequests: 1, traces: 1 },
  },
])('a call that was $what used so much', ({ events, transitions, apiRequests, traces }) => {
  const usage = usageOf(callWith(events));
  expect(usage).toMatchObject({ transitions, apiRequests, traces, invocations: transitions + apiRequests });
});

test('a call that the sweep released had no task for that', () => {
  expect(usageOf(callWith(['held', 'released'], 'never-started')).transitions).toBe(0);
});

test('a call that was connected costs no more than the budget, and no less than its transitions', () => {
  const { usd, bill } = costOfCall(callWith(connected));
  expect(usd).toBeLessThan(budgets.usdPerCall);
  expect(usd).toBeGreaterThan(50e-6);
  expect(Object.values(bill).every((each) => each >= 0)).toBe(true);
});
