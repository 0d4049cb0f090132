/**
 * The seed of what this run draws at random: histories of calls, hostile input, blows under load. It is the same in each
 * run, so that what turns a run red is the change under test; `npm run simulate`, `fuzz` and `load` draw a new one each
 * time, and look where no run has looked. `TEST_SEED` sets another.
 */
export const testSeed = process.env.TEST_SEED ?? '2026';
