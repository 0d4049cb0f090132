import { expect, test } from 'vitest';
import { makeHandler } from '../../functions/bot-transfer.ts';
import { bearerToken } from '../../lib/held-calls/steps/bots/tokens.ts';
import { heldCall, inMemory } from '../support/held-calls.ts';

const room = { name: 'pb-test-c1-2', own: true };
const to = '+12025550177';
const key = 'a signing key of a test';
const token = bearerToken(key, 'transfer', 'test', room.name);

function gateway() {
  const call = { state: 'connected', attempt: 2, room, session: 's1', transferTo: ['+1202'] } as const;
  const world = inMemory([
    heldCall('c1', { ...call, transferTo: [...call.transferTo] }),
    heldCall('c2', { state: 'ended', attempt: 2, transferTo: ['+1202'] }),
  ]);
  return { ...world, handler: makeHandler(world.deps) };
}

const request = (bearer: string, body: unknown, callId = 'c1') => ({
  headers: { authorization: `Bearer ${bearer}` },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  isBase64Encoded: false,
  pathParameters: { callId },
});

test('a bot leads its caller on', async () => {
  const { handler, record } = gateway();
  expect(await handler(request(token, { to }))).toMatchObject({
    statusCode: 202,
    body: '{"ok":true,"result":"transferring"}',
  });
  expect(record.transferred).toMatchObject([{ room: room.name, session: 's1', to }]);
});

const ofCall = (name: string, purpose: 'ready' | 'transfer' = 'transfer') =>
  bearerToken(key, purpose, 'test', name);

test.each<[string, ReturnType<typeof request>, number, string]>([
  ['the token of another call', request(ofCall('pb-test-c2-2'), { to }), 403, 'token-bad'],
  [
    'the token with which readiness is reported',
    request(ofCall(room.name, 'ready'), { to }),
    403,
    'token-bad',
  ],
  ['no token', { ...request(token, { to }), headers: { authorization: '' } }, 401, 'token-missing'],
  ['the token of an older attempt', request(ofCall('pb-test-c1-1'), { to }), 409, 'not-connected'],
  ['a call that is over', request(ofCall('pb-test-c2-2'), { to }, 'c2'), 409, 'call-over'],
  ['a number that is not allowed', request(token, { to: '+19005550177' }), 403, 'destination-not-allowed'],
  ['no number', request(token, { to: 'desk' }), 400, 'destination-invalid'],
  ['no destination', request(token, {}), 400, 'destination-invalid'],
  ['no JSON', request(token, 'to'), 400, 'destination-invalid'],
  ['a list', request(token, '[]'), 400, 'destination-invalid'],
  ['70 KB', request(token, { to: 'x'.repeat(70_000) }), 413, 'body-too-large'],
])('%s is refused, counted and logged', async (_, event, statusCode, code) => {
  const { handler, record } = gateway();
  expect(await handler(event)).toMatchObject({ statusCode, body: JSON.stringify({ code }) });
  expect(record.transferred).toEqual([]);
  expect(record.counts).toEqual([expect.objectContaining({ reason: code })]);
  expect(record.logs).toEqual([expect.objectContaining({ level: 'warn' })]);
});

test('a call that is not kept any more is unknown', async () => {
  const { deps } = inMemory();
  expect(await makeHandler(deps)(request(token, { to }))).toMatchObject({ statusCode: 404 });
});
