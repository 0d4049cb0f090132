import { newRoundsCache, type RoundsDeps } from '../../functions/shared/sweep-rounds.ts';

/** What the sweep looks for now and then, where there is nothing to find. */
export const quietRounds = (): Omit<RoundsDeps, 'clock' | 'log' | 'count'> => ({
  deadLetters: { revive: () => Promise.resolve({ revived: [], givenUpAgain: [], unreadable: 0 }) },
  reviveWebhook: () => Promise.resolve({ kind: 'nothing' }),
  malformedKeys: () => Promise.resolve([]),
  cache: newRoundsCache(),
});
