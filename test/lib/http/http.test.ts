import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send, whyOf, type Http, type HttpRequest } from '../../../lib/http/http.ts';
import { fakeHttp, startMs } from './fake-http.ts';

const http: Http = {
  fetch: (url, init) => fetch(url, init),
  timeoutSignal: (ms) => AbortSignal.timeout(ms),
  clock: { now: () => startMs, sleep: () => Promise.resolve() },
};

describe('send, to a server', () => {
  let server: ServerType;
  let base = '';
  const seen: { readonly type: string | undefined; readonly text: string }[] = [];

  beforeAll(async () => {
    const app = new Hono();
    app.post('/echo', async (context) => {
      seen.push({ type: context.req.header('content-type'), text: await context.req.text() });
      return context.json({ ok: 'true' }, 201);
    });
    app.get('/prose', (context) => context.text('<h1>Bad gateway</h1>', 502));
    app.get('/empty', (context) => context.body(null, 204));
    app.get('/elsewhere', (context) => context.redirect('/echo', 307));
    app.get('/silent', () => new Promise<Response>(() => undefined));
    base = await new Promise((resolve) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
        resolve(`http://127.0.0.1:${port}`);
      });
    });
  });
  afterAll(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });

  const request = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
    method: 'GET',
    url: `${base}${path}`,
    tryMs: 2_000,
    endsAtMs: startMs + 2_000,
    ...more,
  });

  it('waits for a part of a millisecond as for a whole one', async () => {
    const answer = await send(http, request('/empty', { tryMs: undefined, endsAtMs: startMs + 1_999.7 }));
    expect(answer).toMatchObject({ kind: 'ok' });
  });

  it('tells a time-out from everything else', async () => {
    expect(await send(http, request('/silent', { tryMs: 1, endsAtMs: startMs }))).toEqual({
      kind: 'unknown',
      why: 'time-out',
    });
  });

  it.each([
    { path: '/prose', kind: 'not-ok', status: 502 },
    { path: '/nowhere', kind: 'not-ok', status: 404 },
    { path: '/empty', kind: 'ok', status: 204 },
    { path: '/elsewhere', kind: 'not-ok', status: 307 },
  ])('answers $path with $status and no body', async ({ path, kind, status }) => {
    expect(await send(http, request(path))).toEqual({ kind, status, body: undefined });
  });

  it('sends JSON text byte for byte and reads JSON', async () => {
    const body = '{"a" :  "ü"}';
    const answer = await send(http, request('/echo', { method: 'POST', body }));
    expect(answer).toEqual({ kind: 'ok', status: 201, body: { ok: 'true' } });
    expect(seen).toEqual([{ type: 'application/json', text: body }]);
  });

  it('knows that nothing was sent where nobody listens', async () => {
    const closed = await new Promise<number>((resolve) => {
      const other = serve({ fetch: () => new Response(), port: 0, hostname: '127.0.0.1' }, ({ port }) => {
        other.close(() => resolve(port));
      });
    });
    const answer = await send(http, { ...request('/'), url: `http://127.0.0.1:${closed}/` });
    expect(answer).toEqual({ kind: 'unsent', why: 'ECONNREFUSED' });
  });
});

describe('send', () => {
  const request: HttpRequest = {
    method: 'GET',
    url: 'https://a.example',
    tryMs: 2_000,
    endsAtMs: startMs + 5_000,
  };

  it.each([
    { code: 'ECONNRESET', kind: 'unknown' },
    { code: 'UND_ERR_SOCKET', kind: 'unknown' },
    { code: 'ENOTFOUND', kind: 'unsent' },
    { code: 'UND_ERR_CONNECT_TIMEOUT', kind: 'unsent' },
  ])('takes $code as $kind', async ({ code, kind }) => {
    expect(await send(fakeHttp({ failsWith: code }).http, request)).toEqual({ kind, why: code });
  });

  it('repeats no message of the HTTP client, which may quote a header', async () => {
    const failing: Http = {
      ...http,
      fetch: () => Promise.reject(new TypeError('"Bearer s3cret\n" is invalid')),
    };
    const answer = await send(failing, request);
    expect(answer).toEqual({ kind: 'unknown', why: 'no-answer' });
    expect(whyOf({ kind: 'unknown', why: 'no-answer' })).toBe('no-answer');
  });

  it('goes by the status of an answer whose body breaks off', async () => {
    const stream = new ReadableStream({
      pull: (controller) => controller.error(new TypeError('terminated')),
    });
    const breaking: Http = { ...http, fetch: () => Promise.resolve(new Response(stream, { status: 200 })) };
    expect(await send(breaking, request)).toEqual({ kind: 'ok', status: 200, body: undefined });
  });

  it.each([
    { left: 5_000, expected: 2_000 },
    { left: 900, expected: 900 },
    { left: -1, expected: 250 },
  ])('gives a request $expected ms when $left ms are left', async ({ left, expected }) => {
    const { http: fake, sent } = fakeHttp({ status: 200 });
    await send(fake, { ...request, endsAtMs: startMs + left });
    expect(sent[0]?.timeoutMs).toBe(expected);
  });

  it.each<[number, string | undefined, number | undefined]>([
    [429, '7', 7_000],
    [503, ' 0 ', 0],
    [429, new Date(startMs + 12_000).toUTCString(), 12_000],
    [429, new Date(startMs - 12_000).toUTCString(), 0],
    [429, 'soon', undefined],
    [429, '-3', undefined],
    [429, '9'.repeat(40), undefined],
    [429, undefined, undefined],
    [200, '7', undefined],
  ])('reads from a %i with Retry-After %s to ask again in %s ms', async (status, after, retryAfterMs) => {
    const headers = after === undefined ? {} : { 'retry-after': after };
    const answer = await send(fakeHttp({ status, headers }).http, request);
    const kind = status === 200 ? 'ok' : 'not-ok';
    expect(answer).toEqual({
      kind,
      status,
      body: undefined,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  });
});
