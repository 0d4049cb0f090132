import { describe, expect, test } from 'vitest';
import { drawBlueprint } from './held-calls/blueprint.ts';
import { costOfCallAmong, readyTogether } from './held-calls/many-calls.ts';

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
});

/** Daily takes 20 requests a second, and five starts of phone calls in five; which of them orders are is not documented. */
describe('50 calls become ready together, and are all connected within their hold of 100 s', () => {
  const blueprint = drawBlueprint();
  const soonS = { general: 5, start: 62 };

  test.each([
    ['general', undefined],
    ['start', undefined],
    ['start', 1],
    ['start', 5],
  ] as const)(
    'where Daily counts orders as %s, and asks to come again after %s s',
    async (updateRateClass, retryAfterS) => {
      for (const seed of ['first', 'second', 'third']) {
        const { connected, violation, lastWaitedS, orders } = await readyTogether(50, blueprint, {
          seed,
          variants: { updateRateClass, retryAfterS },
        });
        expect({ connected, violation }).toEqual({ connected: 50, violation: undefined });
        expect(lastWaitedS).toBeLessThanOrEqual(soonS[updateRateClass] + (retryAfterS ?? 0));
        // Whoever is refused asks again, at a pace: Daily's other requests must have their share of its limits.
        expect(orders).toBeLessThanOrEqual(50 * 12);
      }
    },
  );
});
