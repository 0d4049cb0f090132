import { describe, expect, it } from 'vitest';
import { isPassing, isSurelyUndone, tryAgain } from '../../../lib/http/retry.ts';
import { fakeHttp, startMs } from './fake-http.ts';

describe('tryAgain', () => {
  it.each([
    { name: 'until the pauses are used up', good: 99, endsInMs: 10_000, tries: 4, elapsed: 700 },
    { name: 'until the time is over', good: 99, endsInMs: 200, tries: 2, elapsed: 100 },
    { name: 'until it is content', good: 3, endsInMs: 10_000, tries: 3, elapsed: 300 },
    { name: 'once when the first is good', good: 1, endsInMs: 10_000, tries: 1, elapsed: 0 },
  ])('tries $name', async ({ good, endsInMs, tries, elapsed }) => {
    const { http, elapsedMs } = fakeHttp();
    let tried = 0;
    const plan = { pausesMs: [100, 200, 400], endsAtMs: startMs + endsInMs };
    const last = await tryAgain(
      http.clock,
      plan,
      () => Promise.resolve({ kind: 'not-ok', status: (tried += 1), body: undefined } as const),
      ({ status }) => status < good,
    );
    expect({ last: last.status, tried, elapsed: elapsedMs() }).toEqual({
      last: tries,
      tried: tries,
      elapsed,
    });
  });

  it.each([
    { name: 'waits as long as it is told to', retryAfterMs: 3_000, tries: 2, elapsed: 3_000 },
    { name: 'never waits less than its own pause', retryAfterMs: 0, tries: 2, elapsed: 500 },
    { name: 'does not wait beyond its time', retryAfterMs: 7_000, tries: 1, elapsed: 0 },
  ])('$name', async ({ retryAfterMs, tries, elapsed }) => {
    const { http, elapsedMs } = fakeHttp();
    let tried = 0;
    const plan = { pausesMs: [500], endsAtMs: startMs + 7_000 };
    await tryAgain(
      http.clock,
      plan,
      () => {
        tried += 1;
        return Promise.resolve({ kind: 'not-ok', status: 429, body: undefined, retryAfterMs } as const);
      },
      isPassing,
    );
    expect({ tried, elapsed: elapsedMs() }).toEqual({ tried: tries, elapsed });
  });
});

describe('isPassing', () => {
  it.each([
    [{ kind: 'unknown', why: 'time-out' }, true],
    [{ kind: 'unsent', why: 'ENOTFOUND' }, true],
    [{ kind: 'not-ok', status: 429, body: undefined }, true],
    [{ kind: 'not-ok', status: 503, body: undefined }, true],
    [{ kind: 'not-ok', status: 400, body: undefined }, false],
    [{ kind: 'not-ok', status: 404, body: undefined }, false],
    [{ kind: 'ok', status: 200, body: undefined }, false],
    [{ kind: 'no-key' }, false],
  ] as const)('%o: %s', (answer, expected) => expect(isPassing(answer)).toBe(expected));
});

describe('isSurelyUndone', () => {
  it.each([
    [{ kind: 'unsent', why: 'ENOTFOUND' }, true],
    [{ kind: 'no-key' }, true],
    [undefined, true],
    [{ kind: 'not-ok', status: 401, body: undefined }, true],
    [{ kind: 'not-ok', status: 403, body: undefined }, true],
    [{ kind: 'not-ok', status: 429, body: undefined }, true],
    [{ kind: 'not-ok', status: 404, body: undefined }, false],
    [{ kind: 'not-ok', status: 422, body: undefined }, false],
    [{ kind: 'not-ok', status: 503, body: undefined }, false],
    [{ kind: 'unknown', why: 'time-out' }, false],
    [{ kind: 'ok', status: 200, body: undefined }, false],
  ] as const)('%o: %s', (answer, expected) => expect(isSurelyUndone(answer)).toBe(expected));
});
