import { expect, test } from 'vitest';
import { heldCallVictims, randomFrom } from '../../../bench/load/faults.ts';
import { loadStackOf } from '../../../bench/load/stack.ts';
import { stream } from '../../../bench/load/stream.ts';
import { testSeed } from '../../support/seed.ts';
import { warmUp } from './helpers-connecting.ts';
import { Stack } from '../stack.ts';

/** Daily's retries come in seconds instead of minutes; all else is as the flows have it. */
const stack = new Stack({
  settings: { holdBudgetS: 44, holdSliceS: 8, connectSliceS: 6, webhookTimeoutS: 20 },
  daily: { rateLimits: false, retryDelayFactor: 0.05, webhookAnswerLimitMs: 20_000, meetingEndedDelayMs: 50 },
});
warmUp(stack);

const calls = 40;

test(`of ${calls} calls none is lost and none is connected twice, while functions die and the table stands still`, async () => {
  const result = await stream(
    loadStackOf(stack.localGateway, stack.logs),
    {
      calls,
      callsPerSecond: 8,
      botStartUpMs: 500,
      talkMs: 1_000,
      killEveryMs: 700,
      freezeMs: 3_000,
      sweepEveryMs: 2_000,
      patienceMs: 60_000,
      random: randomFrom(Number(testSeed)),
      victims: heldCallVictims,
      faults: [],
    },
    () => undefined,
  );
  const { score, ...figures } = result;
  expect(score.broken, JSON.stringify(figures)).toEqual([]);
  expect(score).toMatchObject({ calls, connectedTwice: 0, outcomes: { lost: 0 } });
  // Else the functions were hit too hard for this to have tested anything.
  expect(score.outcomes.connected).toBeGreaterThan(calls / 4);
  expect(figures).toMatchObject({ failedMachines: 0, leftBehind: 0, frozenS: 3 });
  // A blow that finds no function at work kills none: how many do is chance.
  expect(figures.kills).toBeGreaterThan(1);
});
