import { expect, test } from 'vitest';
import { releaseOutcome } from '../../../../lib/held-calls/model/refusals.ts';
import { heldCall } from '../../../support/held-calls.ts';

const waiting = (times: readonly number[]) =>
  heldCall('c1', {
    state: 'waiting',
    askedAtMs: undefined,
    targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }],
    refusals: times.map((each) => ({ target: 0, why: `http-${each}`, times: each })),
  });

test('the outcome names who refused, the most frequent reason first', () => {
  expect(releaseOutcome(waiting([1, 3, 2]), 'no-target')).toBe(
    'no-target: pipecat-cloud:receptionist http-3 ×3, pipecat-cloud:receptionist http-2 ×2, ' +
      'pipecat-cloud:receptionist http-1 ×1',
  );
});

test('the rarest of more than ten reasons are left out', () => {
  const eleven = Array.from({ length: 11 }, (_, index) => index + 1);
  const outcome = releaseOutcome(waiting(eleven), 'no-target');
  expect(outcome.match(/×\d+/g)).toEqual(
    eleven
      .slice(1)
      .reverse()
      .map((times) => `×${times}`),
  );
});
