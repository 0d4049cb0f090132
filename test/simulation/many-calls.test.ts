import { expect, test } from 'vitest';
import { drawBlueprint } from './held-calls/blueprint.ts';
import { costOfCallAmong } from './held-calls/many-calls.ts';

/** Further sizes, up to 10,000, with `npm run simulate -- --exhaustive`. */
test('what a call costs is the same for ten and for a thousand at once, one sweep included', async () => {
  const blueprint = drawBlueprint();
  const [few, many] = [await costOfCallAmong(10, blueprint), await costOfCallAmong(1_000, blueprint)];
  expect(few).toMatchObject({ connected: 10, violation: undefined, transitions: 2 });
  expect(many).toMatchObject({ connected: 1_000, violation: undefined, transitions: 2 });
  expect(many.invocations).toEqual(few.invocations);
  expect(many.requests).toBeLessThanOrEqual(few.requests);
  // Cleaning up one by one took longer than a sweep has: it died, and the next began anew, for ever.
  expect(many.sweeps).toBe(1);
}, 120_000);
