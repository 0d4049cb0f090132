import { describe, expect, test } from 'vitest';
import { makeHandler } from '../../functions/bot-ready.ts';
import { bearerToken } from '../../lib/held-calls/steps/bots/tokens.ts';
import { heldCall, inMemory } from '../support/held-calls.ts';
import { request } from './requests.ts';

const room = { name: 'pb-test-c1-2', own: true };
const key = 'a signing key of a test';

function gateway() {
  const world = inMemory([heldCall('c1', { state: 'waiting', token: 't1', attempt: 2, room })]);
  return { ...world, handler: makeHandler(world.deps) };
}
const report = (token: string | undefined, callId = 'c1') =>
  request('', {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    pathParameters: { callId },
  });
const token = bearerToken(key, 'ready', 'test', room.name);

test.each([
  ['no token', report(undefined), 401],
  [
    'another kind of credential',
    request('', { headers: { authorization: `Basic ${token}` }, pathParameters: { callId: 'c1' } }),
    401,
  ],
  ['a token nobody signed', report('2.nonsense'), 403],
  ['the token of another call', report(token, 'c2'), 403],
  ['no call id that could be one', report(token, 'c 1'), 404],
  ['a body too large to be one', { ...report(token), body: 'x'.repeat(65_537) }, 413],
])('%s is refused, and changes nothing', async (_, event, status) => {
  const { handler, record } = gateway();
  expect(await handler(event)).toMatchObject({ statusCode: status });
  expect(record.moves).toEqual([]);
});

test('without a signing key nobody is believed', async () => {
  const { handler, world } = gateway();
  world.signingKey = undefined;
  expect(await handler(report(token))).toMatchObject({ statusCode: 503 });
});

test.each([
  { what: 'the signing key', keys: { signingKey: key, other: 'the next signing key' }, status: 200 },
  {
    what: 'the other key, while one is rotated',
    keys: { signingKey: 'the next signing key', other: key },
    status: 200,
  },
  { what: 'neither', keys: { signingKey: 'the next signing key', other: 'a third' }, status: 403 },
  { what: 'the other key, without a signing key', keys: { signingKey: undefined, other: key }, status: 503 },
])('a token by $what: $status', async ({ keys, status }) => {
  const { world, deps } = gateway();
  world.signingKey = keys.signingKey;
  const handler = makeHandler({ ...deps, otherSigningKey: () => Promise.resolve(keys.other) });
  expect(await handler(report(token))).toMatchObject({ statusCode: status });
});

test('the bot of an older attempt is heard and ignored', async () => {
  const { handler, record } = gateway();
  const older = bearerToken(key, 'ready', 'test', 'pb-test-c1-1');
  expect(await handler(report(older))).toMatchObject({
    statusCode: 200,
    body: '{"ok":true,"result":"ignored"}',
  });
  expect(record.resumed).toEqual([]);
});

test('the bot of this attempt lets the machine go on', async () => {
  const { handler, record } = gateway();
  expect(await handler(report(token))).toMatchObject({
    statusCode: 200,
    body: '{"ok":true,"result":"counted"}',
  });
  expect(record.resumed).toEqual(['t1']);
});

test('the machine that cannot be told is reported as such: the bot should report again', async () => {
  const { handler, world } = gateway();
  world.resume = () => 'failed';
  expect(await handler(report(token))).toMatchObject({ statusCode: 503 });
});

test.each([
  ['connecting', 'counted'],
  ['connected', 'counted'],
  ['ended', 'ignored'],
  ['released', 'ignored'],
] as const)('a bot whose call is %s already is told: %s', async (state, result) => {
  const ready = { atMs: 1, source: 'provider' };
  const { deps, record } = inMemory([heldCall('c1', { state, attempt: 2, room, ready })]);
  expect(await makeHandler(deps)(report(token))).toMatchObject({
    statusCode: 200,
    body: JSON.stringify({ ok: true, result }),
  });
  expect(record.moves.filter(({ ok }) => ok)).toEqual([]);
});

describe('a report that the caller was told the notice', () => {
  const notice = { version: '2026-11', text: { en: 'A machine speaks.' } };
  function connected(over: Parameters<typeof heldCall>[1] = {}) {
    const world = inMemory([heldCall('c1', { state: 'connected', attempt: 2, room, notice, ...over })]);
    const handler = makeHandler(world.deps);
    const say = (as = bearerToken(key, 'noticed', 'test', room.name)) =>
      handler({ ...report(as), rawPath: '/calls/c1/noticed' });
    return { ...world, say };
  }

  test('is written once, with its time', async () => {
    const { say, call } = connected();
    const counted = { statusCode: 200, body: JSON.stringify({ ok: true, result: 'counted' }) };
    expect(await say()).toMatchObject(counted);
    expect(await say()).toMatchObject(counted);
    expect(call('c1').timeline.filter(({ event }) => event === 'noticed')).toHaveLength(1);
    expect(call('c1').noticedAtMs).toBeDefined();
  });

  test.each([
    ['of another attempt', { attempt: 3, room: { name: 'pb-test-c1-3', own: true } }],
    ['of a call on hold', { state: 'waiting' } as const],
  ])('%s is ignored', async (_, over) => {
    const { say, call } = connected(over);
    expect(await say()).toMatchObject({ body: JSON.stringify({ ok: true, result: 'ignored' }) });
    expect(call('c1').noticedAtMs).toBeUndefined();
  });

  test('needs its own token: one for another purpose is worth nothing', async () => {
    const { say, record } = connected();
    expect(await say(token)).toMatchObject({ statusCode: 403 });
    expect(record.moves).toEqual([]);
  });
});
