import { expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { forCall } from '../../../../lib/held-calls/steps/for-call.ts';
import { inMemory } from '../../../support/held-calls.ts';

const [counted, uncounted] = [callIdFrom('c1'), callIdFrom('canary')];

test('of a call that is not counted nothing is, and everything else is done as ever', () => {
  const { deps, record } = inMemory();
  const some = { ...deps, isCounted: (id: string) => id === counted };
  forCall(some, uncounted).count('callsHeld', 1);
  expect(record.counts).toEqual([]);
  forCall(some, counted).count('callsHeld', 2);
  expect(Object.fromEntries(record.sums)).toEqual({ callsHeld: 2 });
  const { count, ...others } = forCall(some, uncounted);
  expect(count).not.toBe(some.count);
  expect({ ...others, count: some.count }).toEqual(some);
});
