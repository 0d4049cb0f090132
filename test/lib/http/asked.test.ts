import { describe, expect, test } from 'vitest';
import { notGiven, senseless } from '../../../lib/http/asked.ts';
import type { KeyedAnswer } from '../../../lib/http/keyed.ts';

type Failed = Exclude<KeyedAnswer, { kind: 'ok' }>;
const status = (code: number): Failed => ({ kind: 'not-ok', status: code, body: undefined });

describe('why a provider did not give what was asked for', () => {
  const cases: readonly { answer: Failed | undefined; reason: string; why: string }[] = [
    { answer: undefined, reason: 'no-key', why: 'no key for Daily is set' },
    { answer: { kind: 'no-key' }, reason: 'no-key', why: 'no key for Daily is set' },
    { answer: status(400), reason: 'refused', why: 'Daily refused (http-400)' },
    { answer: status(404), reason: 'refused', why: 'Daily refused (http-404)' },
    { answer: status(429), reason: 'failed', why: 'Daily failed (http-429)' },
    { answer: status(503), reason: 'failed', why: 'Daily failed (http-503)' },
    {
      answer: { kind: 'unsent', why: 'ECONNREFUSED' },
      reason: 'failed',
      why: 'Daily did not answer (ECONNREFUSED)',
    },
    {
      answer: { kind: 'unknown', why: 'time-out' },
      reason: 'failed',
      why: 'Daily did not answer (time-out)',
    },
  ];
  test.each(cases)('$why', ({ answer, reason, why }) => {
    expect(notGiven('Daily', answer, undefined)).toMatchObject({ ok: false, reason, why });
  });
});

test("a provider's prose is cut to a length, and every secret out of it", () => {
  const said = notGiven('Daily', status(400), `one two one ${'x'.repeat(1_000)}`, ['one', '']);
  expect(said.why).toMatch(/^Daily refused \(http-400\): … two … x+$/);
  expect(said.why.length).toBeLessThan(340);
  expect(senseless('Daily', 'a list')).toEqual({
    ok: false,
    reason: 'failed',
    why: 'Daily answered without a list',
  });
});
