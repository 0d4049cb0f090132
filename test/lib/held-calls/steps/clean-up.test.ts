import { expect, test } from 'vitest';
import { keepPlace } from '../../../../lib/held-calls/steps/release.ts';
import { stopAttempt } from '../../../../lib/held-calls/steps/stop-attempt.ts';
import { botTarget, heldCall, inMemory } from '../../../support/held-calls.ts';
import { watchingRooms } from './races.ts';

test.each([
  ['was never given a room', heldCall('c1')],
  ['is in a room of ours', heldCall('c1', { room: { name: 'pb-test-c1-1', own: true } })],
])('a call that %s has no place in an existing room to keep', async (_, call) => {
  const { deps, told } = watchingRooms(inMemory([call]).deps);
  await keepPlace(deps, call);
  expect(told).toEqual([]);
});

test('an attempt without a room has nothing to stop', async () => {
  const call = heldCall('c1', { bots: [{ target: botTarget, attempt: 0 }] });
  const { deps, record } = inMemory([call]);
  await stopAttempt(deps, call);
  expect([record.deletedRooms, record.botsStopped, record.moves]).toEqual([[], [], []]);
});
