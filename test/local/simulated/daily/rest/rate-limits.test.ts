import { expect, test } from 'vitest';
import { RateLimiter } from '../../../../../local/simulated/daily/rest/rate-limits.ts';
import { call, daily } from '../../harness.ts';

test.each([
  { rateClass: 'general' as const, requests: 100, windowMs: 5_000 },
  { rateClass: 'room-deletion' as const, requests: 50, windowMs: 30_000 },
  { rateClass: 'start' as const, requests: 5, windowMs: 5_000 },
])('allows $requests $rateClass requests in $windowMs ms', ({ rateClass, requests, windowMs }) => {
  const limiter = new RateLimiter();
  for (let count = 0; count < requests; count += 1) expect(limiter.take(rateClass, count)).toBe(true);
  expect(limiter.take(rateClass, windowMs - 1)).toBe(false);
  expect(limiter.take(rateClass, windowMs)).toBe(true);
  expect(limiter.take(rateClass, windowMs)).toBe(false);
});

test('classes do not share their allowance', () => {
  const limiter = new RateLimiter();
  for (let count = 0; count < 5; count += 1) limiter.take('start', 0);
  expect(limiter.take('start', 0)).toBe(false);
  expect(limiter.take('general', 0)).toBe(true);
});

const update = { callId: 'c', callDomain: 'd', sipUri: 'sip:1@example.sip.daily.co' };

test('answers 429 in the class that the settings choose for updates', async () => {
  const on = await daily({ updateRateClass: 'start' });
  for (let count = 0; count < 5; count += 1) {
    expect((await call(on, 'POST', '/dialin/pinlessCallUpdate', update)).status).toBe(404);
  }
  const refused = await call(on, 'POST', '/dialin/pinlessCallUpdate', update);
  expect(refused).toMatchObject({ status: 429, json: { error: 'rate-limit-error' } });
  expect(on.updates).toHaveLength(5);
});

test('says when to come again, where the settings want it', async () => {
  const on = await daily({ updateRateClass: 'start', retryAfterS: 4 });
  const orders = Array.from({ length: 6 }, () =>
    fetch(`${on.url}/dialin/pinlessCallUpdate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${on.settings.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(update),
    }),
  );
  const refused = (await Promise.all(orders)).filter(({ status }) => status === 429);
  expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['4']);
});

test('can be switched off', async () => {
  const on = await daily({ updateRateClass: 'start', rateLimits: false });
  for (let count = 0; count < 10; count += 1) {
    expect((await call(on, 'POST', '/dialin/pinlessCallUpdate', update)).status).toBe(404);
  }
});
