import { describe, expect, it } from 'vitest';
import { encodeHold } from '../../../../../lib/providers/daily/hold.ts';
import { startMs, type Reply } from '../../../http/fake-http.ts';
import { fakeDaily } from '../fake-daily.ts';

const hold = encodeHold('c-1', 'd-1');
const address = '123456780@example.sip.daily.co';
const taken: Reply = { status: 200, body: { ok: 'true' } };
const withinMs = 7_000;
const connect = (daily: ReturnType<typeof fakeDaily>, to = address, of = hold) =>
  daily.video.connect(of, to, startMs + withinMs);

describe('connect', () => {
  it.each<{ name: string; reply: Reply; expected: object }>([
    { name: 'a caller who has left', reply: { status: 404 }, expected: { kind: 'gone', why: 'http-404' } },
    { name: 'a missing field', reply: { status: 400 }, expected: { kind: 'refused', why: 'http-400' } },
    { name: 'a key without rights', reply: { status: 403 }, expected: { kind: 'refused', why: 'http-403' } },
    { name: 'a wrong key', reply: { status: 401 }, expected: { kind: 'busy', why: 'http-401' } },
    { name: 'too many requests', reply: { status: 429 }, expected: { kind: 'busy', why: 'http-429' } },
    {
      name: 'too many requests for so long',
      reply: { status: 429, headers: { 'retry-after': '4' } },
      expected: { kind: 'busy', why: 'http-429', retryAfterMs: 4_000 },
    },
    {
      name: 'no connection',
      reply: { failsWith: 'ECONNREFUSED' },
      expected: { kind: 'busy', why: 'ECONNREFUSED' },
    },
    { name: 'silence', reply: 'hang', expected: { kind: 'unknown' } },
    { name: 'a reset', reply: { failsWith: 'ECONNRESET' }, expected: { kind: 'unknown' } },
    { name: "a server's fault", reply: { status: 500 }, expected: { kind: 'unknown' } },
    { name: 'a gateway that gave up', reply: { status: 504 }, expected: { kind: 'unknown' } },
    { name: 'taken', reply: taken, expected: { kind: 'taken' } },
    { name: 'taken, in other words', reply: { status: 204 }, expected: { kind: 'taken' } },
  ])('$name: $expected, after one request', async ({ reply, expected }) => {
    const daily = fakeDaily([reply]);
    expect(await connect(daily)).toEqual(expected);
    expect(daily.requests()).toEqual(['POST /dialin/pinlessCallUpdate']);
    expect(daily.lines.map(({ code }) => code)).toEqual(
      'kind' in expected && expected.kind === 'taken' ? [] : ['provider-failed'],
    );
    expect(daily.text()).not.toContain('that-nobody-may-see');
  });

  it('waits for an answer as long as there is time, since an order that is given up may be carried out', async () => {
    const slow = fakeDaily([{ ...taken, takesMs: withinMs }]);
    expect(await connect(slow)).toEqual({ kind: 'taken' });
    const silent = fakeDaily(['hang']);
    expect(await connect(silent)).toEqual({ kind: 'unknown' });
    expect(silent.elapsedMs()).toBe(withinMs);
  });

  it.each(['', 'c-1', '{"callId":"c-1"}'])('refuses the handle %j without asking', async (odd) => {
    const daily = fakeDaily([]);
    expect(await connect(daily, address, odd)).toEqual({ kind: 'refused', why: 'hold-not-ours' });
    expect(daily.lines[0]?.fields['why']).toBe('hold-not-ours');
  });

  it('does nothing while the key cannot be read, which is no refusal', async () => {
    const daily = fakeDaily([], { apiKey: undefined });
    expect(await connect(daily)).toEqual({ kind: 'busy', why: 'no-api-key' });
    expect(daily.lines.map(({ code }) => code)).toEqual(['secret-missing']);
  });

  it('tries a key once that was rotated meanwhile', async () => {
    const daily = fakeDaily([{ status: 401 }, taken], { freshKey: 'rotated' });
    expect(await connect(daily)).toEqual({ kind: 'taken' });
    expect(daily.sent.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer daily-key-that-nobody-may-see',
      'Bearer rotated',
    ]);
    expect(daily.key.rereads()).toBe(1);
  });

  it.each([address, `sip:${address}`])('orders the call to %s with one scheme', async (given) => {
    const daily = fakeDaily([taken]);
    await connect(daily, given);
    expect(daily.sent[0]?.body).toEqual({ callId: 'c-1', callDomain: 'd-1', sipUri: `sip:${address}` });
  });
});
