import { describe, expect, it } from 'vitest';
import { sendWithKey } from '../../../lib/http/keyed.ts';
import type { HttpRequest } from '../../../lib/http/http.ts';
import { fakeHttp, fakeKey, startMs } from './fake-http.ts';

const request: HttpRequest = {
  method: 'GET',
  url: 'https://a.example',
  tryMs: 1_000,
  endsAtMs: startMs + 9_000,
};

describe('sendWithKey', () => {
  it.each([undefined, ''])('sends nothing without a key (%s)', async (key) => {
    const { http, sent } = fakeHttp();
    expect(await sendWithKey(http, fakeKey(key), request)).toEqual({ kind: 'no-key' });
    expect(sent).toHaveLength(0);
  });

  it.each([
    { name: 'a changed key, once', fresh: 'new', replies: [401, 200], keys: ['old', 'new'], kind: 'ok' },
    {
      name: 'a changed key that is refused too',
      fresh: 'new',
      replies: [401, 401],
      keys: ['old', 'new'],
      kind: 'not-ok',
    },
    { name: 'nothing if the key is the same', fresh: 'old', replies: [401], keys: ['old'], kind: 'not-ok' },
    { name: 'nothing if the key has gone', fresh: '', replies: [401], keys: ['old'], kind: 'not-ok' },
  ])('after a 401 tries $name', async ({ fresh, replies, keys, kind }) => {
    const { http, sent } = fakeHttp(...replies.map((status) => ({ status })));
    const key = fakeKey('old', fresh);
    expect((await sendWithKey(http, key, request)).kind).toBe(kind);
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual(keys.map((each) => `Bearer ${each}`));
    expect(key.rereads()).toBe(1);
  });

  it.each([200, 403, 429, 500])('does not read the key again after a %i', async (status) => {
    const { http } = fakeHttp({ status });
    const key = fakeKey('old', 'new');
    await sendWithKey(http, key, request);
    expect(key.rereads()).toBe(0);
  });
});
