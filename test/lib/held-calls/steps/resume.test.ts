import { describe, expect, test } from 'vitest';
import { callStates, type CallState } from '../../../../lib/held-calls/model/call-states.ts';
import { resume } from '../../../../lib/held-calls/steps/resume.ts';
import { heldCall, inMemory, startMs } from '../../../support/held-calls.ts';

const ready = { atMs: startMs, source: 'bot' };
/** Where the machine has nothing more to wait for. A call that waits is one of them once its room is ready. */
const resumed: readonly CallState[] = ['connected', 'transferring', 'transferred', 'ended'];

describe('a call lets its machine go on when it should', () => {
  test.each(callStates.flatMap((state) => [true, false].map((isReady) => ({ state, isReady }))))(
    '$state, room ready: $isReady',
    async ({ state, isReady }) => {
      const { deps, record } = inMemory();
      const call = heldCall('c1', { state, token: 't1', ...(isReady ? { ready } : {}) });
      const isDue = resumed.includes(state) || (state === 'waiting' && isReady);
      expect(await resume(deps, call)).toBe(isDue ? 'resumed' : 'nothing-to-resume');
      expect(record.resumed).toEqual(isDue ? ['t1'] : []);
    },
  );

  test('and not while no machine waits', async () => {
    const { deps, world } = inMemory();
    world.resume = () => {
      throw new Error('asked without a token');
    };
    expect(await resume(deps, heldCall('c1', { state: 'waiting', ready }))).toBe('nothing-to-resume');
  });
});

test.each([
  ['resumed', 'info', 'call-resumed'],
  ['over', 'info', 'call-resumed'],
  ['failed', 'error', 'call-resume-failed'],
] as const)('the machine’s answer is logged with its call: %s', async (result, level, code) => {
  const { deps, world, record } = inMemory();
  world.resume = () => result;
  expect(await resume(deps, heldCall('c1', { state: 'connected', token: 't1' }))).toBe(result);
  expect(record.logs).toEqual([{ level, code, fields: { callId: 'c1', state: 'connected', result } }]);
});
