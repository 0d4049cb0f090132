import { expect, test } from 'vitest';
import { isSame } from '../../../bench/load/results.ts';
import { scoreOf } from '../../../bench/load/judge.ts';
import { perCallOf } from '../../../bench/figures/per-call.ts';
import { tallyOf } from '../../../bench/figures/tally.ts';

/** A burst of so many calls, of which each read, wrote and settled as often as it says. */
function burst(
  calls: number,
  counts: { reads?: number; writes?: number; settles?: number; transitions?: number },
  repeatedEvents = 0,
) {
  const { reads = 3 * calls, writes = 6 * calls, settles = 2 * calls, transitions = 2 * calls } = counts;
  const nothing = { records: [], logs: [], answered: [], executions: [], sweepsMs: [] };
  const tally = tallyOf(nothing, 0);
  return {
    perCall: perCallOf(
      {
        ...tally,
        usage: { ...tally.usage, transitions },
        operations: {
          'dynamodb:GetItem': reads,
          'dynamodb:UpdateItem': writes,
          'states:SendTaskSuccess': settles,
          'secretsmanager:GetSecretValue': 1,
        },
        writes,
      },
      calls,
      calls,
    ),
    repeatedEvents,
    score: { ...scoreOf([], []), calls },
  };
}

const ten = burst(10, {});

test.each([
  { what: 'one size alone', bursts: [ten], same: true },
  { what: 'as much of everything, however many', bursts: [ten, burst(1_000, {})], same: true },
  { what: 'one request of many sent twice', bursts: [ten, burst(1_000, { settles: 2_001 })], same: true },
  { what: 'a read more each', bursts: [ten, burst(1_000, { reads: 4_000 })], same: false },
  { what: 'a single transition more', bursts: [ten, burst(1_000, { transitions: 2_001 })], same: false },
  { what: 'a single write more', bursts: [ten, burst(1_000, { writes: 6_001 })], same: false },
  {
    what: 'what events cost that were told once more',
    bursts: [ten, burst(1_000, { settles: 2_100 }, 100)],
    same: true,
  },
  {
    what: 'more than they cost',
    bursts: [ten, burst(1_000, { settles: 2_300 }, 100)],
    same: false,
  },
])('$what: the same $same', ({ bursts, same }) => {
  expect(isSame(bursts)).toBe(same);
});
