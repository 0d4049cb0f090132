import { expect, test } from 'vitest';
import {
  askAgainMs,
  lastAskAtMs,
  pauseAfterTry,
  waitEndsAtMs,
} from '../../../../lib/held-calls/model/hold-times.ts';

test.each([
  [35_000, 5_000],
  [34_999, 4_000],
  [41_999, 5_000],
  [7_000, 1_000],
  [1_000, 1_000],
])(
  'in a slice of %i ms who refused is asked again every %i ms: whole seconds, one at least',
  (sliceMs, ms) => {
    expect(askAgainMs(sliceMs)).toBe(ms);
  },
);

test.each([
  ['unclear', [10_000, 20_000, 40_000]],
  ['left', [0, 5_000, 15_000]],
] as const)('after a try that is %s a target is left alone, longer each time: %j', (kind, pauses) => {
  expect([1, 2, 3].map((tries) => pauseAfterTry(kind, tries, 35_000))).toEqual(pauses);
});

test('a target is asked for as long as it can be connected to, and waited for until the reserve begins', () => {
  const times = { connectSliceMs: 10_000, reserveMs: 3_000 };
  const call = { budgetEndsAtMs: 100_000 };
  expect([lastAskAtMs(call, times), waitEndsAtMs(call, times)]).toEqual([87_000, 97_000]);
});
