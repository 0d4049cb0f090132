import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { cleanUpPlan, pauseAfterFailures } from '../../../../lib/held-calls/state/clean-up-plan.ts';
import { heldCall, settings, startMs } from '../../../support/held-calls.ts';

const room = { name: 'pb-test-c1-1', own: true };
const over = (change: Partial<HeldCall>) =>
  heldCall('c1', { dueAtMs: startMs, attempt: 1, room, rooms: [room], askedAtMs: startMs, ...change });
const lobby = { name: 'lobby', own: false };
const cutShort = { state: 'released', releasedAtMs: startMs, askedAtMs: undefined } as const;
const untilMs = startMs + settings.holdTaskMs;
const lastMs = startMs + settings.holdBudgetMs + settings.longestCallMs;

describe('the plan of a call that', () => {
  test.each<[string, Partial<HeldCall>, number, ReturnType<typeof cleanUpPlan>]>([
    ['was cleaned up after', { state: 'ended', dueAtMs: undefined }, startMs, { kind: 'nothing' }],
    ['has ended', { state: 'ended' }, startMs, { kind: 'remove' }],
    ['was given up without an order', { state: 'released', updates: 0 }, startMs, { kind: 'remove' }],
    ['was given up after one', { state: 'released', updates: 1 }, startMs, { kind: 'look' }],
    ['had hung up, says its first order', { state: 'abandoned', updates: 1 }, startMs, { kind: 'remove' }],
    ['had hung up, says its second', { state: 'abandoned', updates: 2 }, startMs, { kind: 'look' }],
    ['can hold nobody any more', { state: 'released', updates: 1 }, lastMs, { kind: 'remove' }],
    ['just can', { state: 'released', updates: 1 }, lastMs - 1, { kind: 'look' }],
    ['may still get a room', cutShort, untilMs - 1, { kind: 'remove', lateRoomUntilMs: untilMs }],
    [
      'may, and hold its caller',
      { ...cutShort, updates: 1 },
      startMs,
      { kind: 'look', lateRoomUntilMs: untilMs },
    ],
    [
      'ended, and may still get a room that it has left',
      { state: 'ended', lateRoomUntilMs: untilMs },
      untilMs - 1,
      { kind: 'remove', lateRoomUntilMs: untilMs },
    ],
    ['ended later than that', { state: 'ended', lateRoomUntilMs: untilMs }, untilMs, { kind: 'remove' }],
    ['gets no room any more', cutShort, untilMs, { kind: 'remove' }],
    ['nobody took on, as its task found', { ...cutShort, noTargetAttempt: 1 }, startMs, { kind: 'remove' }],
    ['waited in an existing room', { ...cutShort, room: lobby }, startMs, { kind: 'remove' }],
    ['hung up while its task ran', { ...cutShort, state: 'abandoned' }, startMs, { kind: 'remove' }],
  ])('%s', (_, change, nowMs, plan) => {
    expect(cleanUpPlan(over(change), nowMs, settings)).toStrictEqual(plan);
  });
});

test('a clean-up that fails is tried with the next sweep, and ever more rarely, every five minutes in the end', () => {
  expect([1, 2, 3, 4, 5, 60].map((failures) => pauseAfterFailures(failures) / 60_000)).toEqual([
    0, 1, 3, 5, 5, 5,
  ]);
});
