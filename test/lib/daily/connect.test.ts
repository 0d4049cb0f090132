import { describe, expect, it } from 'vitest';
import { encodeHold } from '../../../lib/daily/hold.ts';
import type { Reply } from '../http/fake-http.ts';
import { fakeDaily } from './fake-daily.ts';

const hold = encodeHold('c-1', 'd-1');
const address = '123456780@example.sip.daily.co';
const busy: Reply = { status: 429, body: { error: 'rate-limit-error' } };
const taken: Reply = { status: 200, body: { ok: 'true' } };

describe('connect', () => {
  it.each<{ name: string; replies: Reply[]; expected: string; tries: number }>([
    { name: 'a caller who has left', replies: [{ status: 404 }], expected: 'gone', tries: 1 },
    { name: 'a missing field', replies: [{ status: 400 }], expected: 'refused', tries: 1 },
    { name: 'a key without rights', replies: [{ status: 403 }], expected: 'refused', tries: 1 },
    { name: 'a wrong key', replies: [{ status: 401 }], expected: 'busy', tries: 1 },
    { name: 'silence', replies: ['hang', taken], expected: 'unknown', tries: 1 },
    { name: 'a reset', replies: [{ failsWith: 'ECONNRESET' }, taken], expected: 'unknown', tries: 1 },
    { name: "a server's fault", replies: [{ status: 500 }, taken], expected: 'unknown', tries: 1 },
    { name: 'a gateway that gave up', replies: [{ status: 504 }, taken], expected: 'unknown', tries: 1 },
    { name: 'busy all the time', replies: [busy], expected: 'busy', tries: 5 },
    { name: 'no connection', replies: [{ failsWith: 'ECONNREFUSED' }], expected: 'busy', tries: 5 },
    { name: 'busy, then silence', replies: [busy, 'hang', taken], expected: 'unknown', tries: 2 },
    { name: 'busy, then gone', replies: [busy, { status: 404 }], expected: 'gone', tries: 2 },
    { name: 'busy, then taken', replies: [busy, busy, taken], expected: 'taken', tries: 3 },
    { name: 'taken', replies: [taken], expected: 'taken', tries: 1 },
    { name: 'taken, in other words', replies: [{ status: 204 }], expected: 'taken', tries: 1 },
  ])('$name: $expected after $tries', async ({ replies, expected, tries }) => {
    const daily = fakeDaily(replies);
    expect(await daily.video.connect(hold, address)).toBe(expected);
    expect(daily.requests()).toEqual(Array<string>(tries).fill('POST /dialin/pinlessCallUpdate'));
    expect(daily.elapsedMs()).toBeLessThanOrEqual(5_250);
    expect(daily.lines.map(({ code }) => code)).toEqual(expected === 'taken' ? [] : ['provider-failed']);
    expect(daily.text()).not.toContain('that-nobody-may-see');
  });

  it('ends in time however slowly Daily says that it is busy', async () => {
    const daily = fakeDaily([{ ...busy, takesMs: 2_400 }]);
    expect(await daily.video.connect(hold, address)).toBe('busy');
    expect(daily.elapsedMs()).toBeLessThanOrEqual(5_250);
    expect(daily.sent.every(({ atMs, timeoutMs }) => atMs + timeoutMs <= 5_250)).toBe(true);
  });

  it.each(['', 'c-1', '{"callId":"c-1"}'])('refuses the handle %j without asking', async (odd) => {
    const daily = fakeDaily([]);
    expect(await daily.video.connect(odd, address)).toBe('refused');
    expect(daily.lines[0]?.fields['why']).toBe('hold-not-ours');
  });

  it('does nothing while the key cannot be read, which is no refusal', async () => {
    const daily = fakeDaily([], { apiKey: undefined });
    expect(await daily.video.connect(hold, address)).toBe('busy');
    expect(daily.lines.map(({ code }) => code)).toEqual(['secret-missing']);
  });

  it('tries a key once that was rotated meanwhile', async () => {
    const daily = fakeDaily([{ status: 401 }, taken], { freshKey: 'rotated' });
    expect(await daily.video.connect(hold, address)).toBe('taken');
    expect(daily.sent.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer daily-key-that-nobody-may-see',
      'Bearer rotated',
    ]);
    expect(daily.key.rereads()).toBe(1);
  });

  it.each([address, `sip:${address}`])('orders the call to %s with one scheme', async (given) => {
    const daily = fakeDaily([taken]);
    await daily.video.connect(hold, given);
    expect(daily.sent[0]?.body).toEqual({ callId: 'c-1', callDomain: 'd-1', sipUri: `sip:${address}` });
  });
});
