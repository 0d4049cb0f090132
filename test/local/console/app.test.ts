import { expect, test } from 'vitest';
import { consoleApp, type Asset } from '../../../local/console/server/app.ts';
import type { Orders, Source } from '../../../local/console/server/source.ts';
import { newToken } from '../../../local/console/server/token.ts';

const token = newToken();
const host = '127.0.0.1:8100';
const assets = new Map<string, Asset>([
  ['/', { contentType: 'text/html', body: new TextEncoder().encode('the page') }],
]);

/** An app whose orders are noted. */
function appWith(mode: 'all' | 'read-only' = 'all') {
  const carriedOut: string[] = [];
  const note = (order: string) => {
    carriedOut.push(order);
    return { ok: true } as const;
  };
  const all: Orders = {
    place: ({ provider, to }) => ({ ...note(`${provider} ${to}`), id: 'c1' }),
    key: (id, keys) => note(`${id} keys ${keys}`),
    hangUp: (id) => note(`${id} hangs up`),
    step: (room, step) => Promise.resolve(note(`${room}: ${step}`)),
    setFault: (name, isOn) => note(`${name} ${isOn ? 'on' : 'off'}`),
    undoFaults: () => note('undo'),
    setBot: (name) => note(`bot ${name}`),
    setClock: (hurry) => note(`clock ${hurry}`),
    record: () => note('record'),
    endRecording: () => ({ ...note('end of recording'), file: 'name: One' }),
  };
  const source: Source = {
    whole: () => ({
      ...{
        kind: 'whole',
        about: { kind: 'stage', name: 'dev' },
        calls: [],
        phones: [],
        rooms: [],
        faults: [],
      },
    }),
    subscribe: () => () => undefined,
    exchanges: () => [],
    orders: mode === 'read-only' ? undefined : all,
  };
  const app = consoleApp(token, source, assets);
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}, body?: unknown) =>
    app.request(`http://${host}${path}`, {
      headers: { host, authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  return { ask, carriedOut };
}

const paths = ['/', '/page.js', '/api/events', '/api/calls/c1/exchanges', '/nowhere'];

test.each(paths)('%s answers nobody without the token, or with another', async (path) => {
  const { ask } = appWith();
  expect((await ask(path, { authorization: '' })).status).toBe(401);
  expect((await ask(path, { authorization: `Bearer ${newToken()}` })).status).toBe(401);
  expect((await ask(path, { authorization: '', cookie: `patchbay-console-8100=${newToken()}` })).status).toBe(
    401,
  );
});

test('no order of somebody without the token is carried out', async () => {
  const { ask, carriedOut } = appWith();
  const call = { provider: 'daily', to: '+12025550143' };
  expect((await ask('/api/calls', { authorization: '' }, call)).status).toBe(401);
  expect((await ask('/api/undo-faults', { authorization: '' }, {})).status).toBe(401);
  expect(carriedOut).toEqual([]);
});

test.each([
  ['a page of elsewhere', { origin: 'http://elsewhere.example' }],
  ['a page of another port', { origin: 'http://127.0.0.1:9999' }],
  ['a page without an origin', { origin: 'null' }],
  ['a page of elsewhere that shows us within itself', { 'sec-fetch-site': 'cross-site' }],
  ['a page of another port, by its browser', { 'sec-fetch-site': 'same-site' }],
  ['a name that was made to lead here', { host: 'rebound.example:8100' }],
])('%s is refused even with the token', async (_, headers) => {
  const { ask, carriedOut } = appWith();
  expect((await ask('/api/undo-faults', headers, {})).status).toBe(403);
  expect((await ask('/', headers)).status).toBe(403);
  expect(carriedOut).toEqual([]);
});

test('the printed address leaves the token in a cookie that no script reads, and an address without it', async () => {
  const { ask } = appWith();
  const entered = await ask(`/?token=${token}`, { authorization: '', 'sec-fetch-site': 'cross-site' });
  expect(entered.status).toBe(303);
  expect(entered.headers.get('location')).toBe('/');
  const cookie = entered.headers.get('set-cookie') ?? '';
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Strict');
  const [pair = ''] = cookie.split(';');
  const page = await ask('/', { authorization: '', cookie: pair });
  expect(await page.text()).toBe('the page');
  expect((await ask(`/?token=${newToken()}`, { authorization: '' })).status).toBe(401);
});

test('every answer forbids scripts and requests of elsewhere, and tells no other site where it was', async () => {
  const { ask } = appWith();
  for (const answer of [await ask('/'), await ask('/', { authorization: '' })]) {
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  }
});

test('orders are carried out as they are given', async () => {
  const { ask, carriedOut } = appWith();
  const placed = await ask('/api/calls', {}, { provider: 'daily', to: '+12025550143' });
  expect(await placed.json()).toEqual({ id: 'c1' });
  await ask('/api/calls/c1/keys', {}, { keys: '12#' });
  await ask('/api/calls/c1/hang-up', {}, {});
  await ask('/api/rooms/r1/steps', {}, { step: 'join Ana' });
  await ask('/api/faults/room-slow', {}, { isOn: true });
  await ask('/api/bot', {}, { name: 'dead' });
  await ask('/api/clock', {}, { hurry: 8 });
  expect(await (await ask('/api/recording', {}, {})).json()).toEqual({ done: true });
  expect(await (await ask('/api/recording/end', {}, {})).json()).toEqual({ file: 'name: One' });
  expect(carriedOut).toEqual([
    ...['daily +12025550143', 'c1 keys 12#', 'c1 hangs up', 'r1: join Ana', 'room-slow on', 'bot dead'],
    ...['clock 8', 'record', 'end of recording'],
  ]);
});

test.each([
  ['/api/calls', { provider: 'nobody', to: '1' }],
  ['/api/calls', { provider: 'daily', to: '1', more: 1 }],
  ['/api/calls/c1/keys', { keys: 'abc' }],
  ['/api/faults/room-slow', {}],
  ['/api/clock', { hurry: 100 }],
])('an order to %s that is wrong is refused with what is wrong', async (path, order) => {
  const { ask, carriedOut } = appWith();
  const answer = await ask(path, {}, order);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: 'bad-order' });
  expect(carriedOut).toEqual([]);
});

test('an order that does not say that it is JSON is none: a form of elsewhere could have sent it', async () => {
  const { ask, carriedOut } = appWith();
  expect((await ask('/api/undo-faults', { 'content-type': 'text/plain' }, {})).status).toBe(400);
  expect(carriedOut).toEqual([]);
});

test('a console that only looks on carries nothing out', async () => {
  const { ask } = appWith('read-only');
  expect((await ask('/api/calls', {}, { provider: 'daily', to: '+12025550143' })).status).toBe(405);
  expect((await ask('/api/calls/c1/exchanges')).status).toBe(200);
});
