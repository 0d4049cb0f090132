import { expect, test } from 'vitest';
import { callStates, type CallState } from '../../../../lib/held-calls/model/call-states.ts';
import { isOver, mayHoldCaller } from '../../../../lib/held-calls/model/call.ts';
import { heldCall } from '../../../support/held-calls.ts';

const over: readonly CallState[] = ['ended', 'abandoned', 'released', 'refused'];
/** From how many orders on the room of a call that is over may hold a caller of whom nothing was heard. */
const mayHoldFrom: Partial<Record<CallState, number>> = { released: 1, abandoned: 2 };

test.each(callStates)('a call that is %s: whether it is over, and may still hold its caller', (state) => {
  expect(isOver(heldCall('c1', { state }))).toBe(over.includes(state));
  for (const updates of [0, 1, 2]) {
    const from = mayHoldFrom[state] ?? Infinity;
    expect(mayHoldCaller(heldCall('c1', { state, updates })), `${updates} orders`).toBe(updates >= from);
  }
});
