import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import { sweepCalls } from '../../../../lib/held-calls/steps/sweep.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  secondBotTarget,
  startMs,
} from '../../../support/held-calls.ts';

const task = { id: callIdFrom('c1'), token: 't1' };

describe('a bot that is asked for is counted by back end and outcome', () => {
  test.each([
    [botTarget, 'pipecat-cloud'],
    [secondBotTarget, 'bot-endpoint'],
  ])('%j', async (target, kind) => {
    for (const outcome of ['started', 'refused', 'unknown'] as const) {
      const { deps, world, record } = inMemory([heldCall('c1', { targets: [target] })]);
      world.bot = () => (outcome === 'started' ? { kind: outcome } : { kind: outcome, why: 'a-reason' });
      await holdCall(deps, task);
      expect(record.counts.filter(({ metric }) => metric === 'botStarts')).toEqual([
        { metric: 'botStarts', reason: `${kind}-${outcome}` },
      ]);
    }
  });

  test('and a room that needs none is not', async () => {
    const { deps, record } = inMemory([heldCall('c1', { targets: [lobbyTarget] })]);
    await holdCall(deps, task);
    expect(record.counts.map(({ metric }) => metric)).not.toContain('botStarts');
  });
});

describe('the sweep', () => {
  test('that finds nothing sends nothing and says nothing', async () => {
    const { deps, record } = inMemory([heldCall('c1')]);
    await sweepCalls(deps);
    expect(record.counts).toEqual([]);
    expect(record.logs).toEqual([]);
  });

  test.each([
    ['start', { state: 'held' }],
    ['resume', { state: 'waiting', token: 't1', ready: { atMs: startMs, source: 'bot' } }],
    ['release', { state: 'waiting', token: 't1', budgetEndsAtMs: startMs }],
  ] as const)('counts what it healed by what had not been done: %s', async (what, change) => {
    const { deps, record } = inMemory([heldCall('c1', { ...change, dueAtMs: startMs })]);
    expect(await sweepCalls(deps)).toMatchObject({ healed: 1 });
    expect(record.counts).toContainEqual({ metric: 'sweepHealed', reason: what });
  });

  test('counts what it could not heal', async () => {
    const { deps, world, record } = inMemory([heldCall('c1', { state: 'held', dueAtMs: startMs })]);
    world.start = 'throttled';
    expect(await sweepCalls(deps)).toMatchObject({ failed: 1 });
    expect(record.counts).toEqual([{ metric: 'sweepFailed', reason: 'held-calls' }]);
    expect(record.logs).toEqual([]);
  });
});
