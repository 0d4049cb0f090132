import { describe, expect, test } from 'vitest';
import { pauseBeforeAsking } from '../../../../lib/held-calls/model/pace.ts';

const pause = (change: Partial<Parameters<typeof pauseBeforeAsking>[0]> = {}) =>
  pauseBeforeAsking({ waitedMs: 0, leftMs: 100_000, retryAfterMs: undefined, random: () => 0, ...change });

describe('the pause before something is asked for again', () => {
  test.each([
    ['short at first', 0, 100_000, 500, 1_000],
    ['as long as the wait before it', 3_000, 97_000, 1_500, 3_000],
    ['bounded', 40_000, 60_000, 3_000, 6_000],
    ['shorter for those who have little time', 84_000, 16_000, 1_000, 2_000],
    ['never none', 99_000, 1_000, 250, 500],
  ])('is %s, and differs from call to call', (_, waitedMs, leftMs, shortest, longest) => {
    expect(pause({ waitedMs, leftMs })).toBe(shortest);
    expect(pause({ waitedMs, leftMs, random: () => 1 })).toBe(longest);
  });

  test.each([
    ['seconds', 5_000, 5_000, 10_000],
    ['less than the pace', 200, 200, 1_200],
    ['longer than any limit of a provider', 600_000, 30_000, 36_000],
  ])(
    'is as long as the provider wants, and everybody comes at another time: %s',
    (_, asked, soonest, last) => {
      expect(pause({ retryAfterMs: asked })).toBe(soonest);
      expect(pause({ retryAfterMs: asked, random: () => 1 })).toBe(last);
    },
  );
});
