import fc from 'fast-check';
import { expect } from 'vitest';
import { callIdSchema, type CallId, type HeldCall } from '../../../lib/held-calls/model/call.ts';
import { changeFor } from '../../../lib/held-calls/state/life.ts';
import type { CallStore } from '../../../lib/held-calls/ports.ts';
import { anyCall, anyEvent, fitted } from '../../lib/aws/arbitraries.ts';
import type { CallEvent } from '../../../lib/held-calls/model/call-events.ts';

/** One thing that is done to a store, the call it is about given by a number. */
type Step =
  | { readonly kind: 'put'; readonly which: number; readonly call: HeldCall }
  | { readonly kind: 'get'; readonly which: number }
  | { readonly kind: 'move'; readonly which: number; readonly event: CallEvent };

/** The same as a test of lib/aws/stores/held-calls/call-store.ts has it. */
export const life = { longestCallMs: 3_600_000 };
const which = fc.integer({ min: 0, max: 1 });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('put'), which, call: anyCall('any') }),
  fc.record({ kind: fc.constant('get'), which }),
  // Events of which most would be refused: the call is first made so that the first of them fits.
  fc.record({ kind: fc.constant('move'), which, event: anyEvent }),
);

/** A history that begins with a call to which its first event can happen. */
export const history: fc.Arbitrary<readonly Step[]> = fc
  .record({ call: anyCall('any'), event: anyEvent, others: fc.array(step, { maxLength: 6 }) })
  .map(({ call, event, others }) => [
    { kind: 'put', which: 0, call: fitted(call, changeFor(event, life)) },
    { kind: 'move', which: 0, event },
    ...others,
  ]);

let serial = 0;

/** Does the same to two stores, and expects the same answers. */
export async function expectSameAnswers(
  steps: readonly Step[],
  one: CallStore,
  other: CallStore,
): Promise<void> {
  serial += 1;
  const idOf = (number: number): CallId => callIdSchema.parse(`contract-${serial}-${number}`);
  for (const each of steps) {
    const id = idOf(each.which);
    const [left, right] = [await act(one, each, id), await act(other, each, id)];
    expect(left, JSON.stringify(each)).toEqual(right);
  }
}

function act(store: CallStore, step: Step, id: CallId): Promise<unknown> {
  switch (step.kind) {
    case 'put':
      return store.put({ ...step.call, id });
    case 'get':
      return store.get(id);
    case 'move':
      return store.move(id, step.event);
  }
}
