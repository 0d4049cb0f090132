import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkConcurrency } from '../../../cli/doctor/stage/concurrency.ts';
import { makeAccountLimits } from '../../../cli/doctor/stage/stage-account.ts';
import { given } from '../../../lib/http/asked.ts';
import { containing } from '../../support/matching.ts';

const options = { fix: false, callsPerSecond: undefined, apiRatePerSecond: 100, conferencesAtOnce: 5 };
const of = (max: number, unreserved = max) => ({
  read: () => Promise.resolve(given({ max, unreserved })),
});

describe('what AWS runs at once', () => {
  test.each([
    { what: 'the usual account', account: of(1_000), atOnce: 50, findings: [] },
    { what: 'a new one', account: of(10), atOnce: 5, findings: [containing('at most 10 functions')] },
    {
      what: 'one of which others have reserved most',
      account: of(1_000, 80),
      atOnce: 5,
      findings: [containing('at most 80 functions of this account at once, of 1000')],
    },
    {
      what: 'conferences that may take all of it',
      account: of(100),
      atOnce: 51,
      findings: ['Conferences may take 51 of the 100 functions that AWS runs at once.'],
    },
  ])('$what', async ({ account, atOnce, findings }) => {
    const result = await checkConcurrency({ account, options: { ...options, conferencesAtOnce: atOnce } });
    expect(result).toMatchObject({
      state: 'checked',
      findings: findings.map((what) => ({ severity: 'warning', what })),
    });
  });

  test('that nobody could be asked about', async () => {
    const account = { read: () => Promise.resolve({ ok: false, reason: 'failed', why: 'away' } as const) };
    expect(await checkConcurrency({ account, options })).toEqual({ state: 'not-checked', why: 'away' });
    expect(await checkConcurrency({ account: undefined, options })).toMatchObject({ state: 'not-used' });
  });
});

describe('the limits of an account', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_PROFILE', undefined);
  });
  afterEach(() => void vi.unstubAllEnvs());

  const read = (answer: () => Response | Promise<Response>) =>
    makeAccountLimits(
      { fetch: () => Promise.resolve(answer()), timeoutSignal: (ms) => AbortSignal.timeout(ms) },
      { stage: 'dev', region: 'eu-central-1' },
    ).read();

  test('are read', async () => {
    const AccountLimit = { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900 };
    expect(await read(() => Response.json({ AccountLimit }))).toEqual(given({ max: 1_000, unreserved: 900 }));
  });

  test.each([
    {
      what: 'Lambda refuses',
      answer: () => new Response('{"message":"no"}', { status: 403 }),
      why: 'Lambda refused (http-403); it wants the permission lambda:GetAccountSettings',
    },
    { what: 'it makes no sense', answer: () => new Response('hello'), why: containing('without') },
    {
      what: 'nobody answers',
      answer: () => Promise.reject(new DOMException('The operation timed out.', 'TimeoutError')),
      why: containing('AWS did not answer'),
    },
    {
      what: 'there is no target there',
      answer: () => {
        const cause = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
        return Promise.reject(new TypeError('fetch failed', { cause }));
      },
      why: containing('AWS did not answer'),
    },
  ])('cannot be told if $what', async ({ answer, why }) => {
    expect(await read(answer)).toEqual({ ok: false, reason: 'failed', why });
  });
});
