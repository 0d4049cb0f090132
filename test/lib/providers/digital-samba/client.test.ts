import { describe, expect, test } from 'vitest';
import { requestDigitalSamba } from '../../../../lib/providers/digital-samba/client.ts';
import type { Reply } from '../../http/fake-http.ts';
import { apiUrl, developerKey, fakeSamba } from './samba.ts';

const path = '/rooms/0b7d5c1a/phone-participants/CA3f0c/mute';

describe('a request that fails', () => {
  test.each<{ what: string; replies: Reply[]; tries: number; why: string }>([
    { what: 'a refusal', replies: [{ status: 422 }], tries: 1, why: 'http-422' },
    { what: 'a wrong key', replies: [{ status: 401 }], tries: 1, why: 'http-401' },
    { what: 'a redirect', replies: [{ status: 302 }], tries: 1, why: 'http-302' },
    { what: 'too many requests', replies: [{ status: 429 }], tries: 2, why: 'http-429' },
    { what: "a server's fault", replies: [{ status: 503 }], tries: 2, why: 'http-503' },
    { what: 'silence', replies: ['hang'], tries: 2, why: 'time-out' },
    { what: 'no connection', replies: [{ failsWith: 'ECONNREFUSED' }], tries: 2, why: 'ECONNREFUSED' },
  ])('on $what ends within 7 s, and is logged without ids', async ({ replies, tries, why }) => {
    const { client, sent, elapsedMs, lines } = fakeSamba(replies);
    const answer = await requestDigitalSamba(client, { method: 'POST', path });
    expect(answer.kind).not.toBe('ok');
    expect(sent).toHaveLength(tries);
    expect(elapsedMs()).toBeLessThanOrEqual(7_000);
    const fields = { provider: 'digital-samba', action: 'rooms/phone-participants/mute', why };
    expect(lines).toEqual([{ level: 'warn', code: 'provider-failed', fields }]);
  });

  test.each<{ what: string; reply: Reply; tries: number }>([
    { what: 'too many requests', reply: { status: 429 }, tries: 2 },
    { what: 'no connection', reply: { failsWith: 'ECONNREFUSED' }, tries: 2 },
    { what: "a server's fault", reply: { status: 503 }, tries: 1 },
    { what: 'silence', reply: 'hang', tries: 1 },
  ])(
    'and makes something, on $what, is not sent again if it may have been made',
    async ({ reply, tries }) => {
      const { client, sent } = fakeSamba([reply]);
      await requestDigitalSamba(client, { method: 'POST', path: '/rooms', isMaking: true });
      expect(sent).toHaveLength(tries);
    },
  );

  test('for want of a key is not sent', async () => {
    const { client, sent, lines } = fakeSamba([], '');
    expect(await requestDigitalSamba(client, { method: 'POST', path })).toEqual({ kind: 'no-key' });
    expect(sent).toEqual([]);
    expect(lines).toMatchObject([{ level: 'error', code: 'secret-missing' }]);
  });
});

test.each<{ what: string; replies: Reply[] }>([
  { what: 'at once', replies: [{ status: 200 }] },
  { what: 'at the second try', replies: [{ status: 503 }, { status: 200 }] },
])('a request that works $what carries the key, and logs nothing', async ({ replies }) => {
  const { client, sent, lines } = fakeSamba(replies);
  const answer = await requestDigitalSamba(client, { method: 'POST', path, body: { a: 1 } });
  expect(answer).toMatchObject({ kind: 'ok', status: 200 });
  expect(sent.at(-1)).toMatchObject({ url: `${apiUrl}/api/v1${path}`, body: { a: 1 } });
  expect(sent.at(-1)?.headers.authorization).toBe(`Bearer ${developerKey}`);
  expect(lines).toEqual([]);
});
