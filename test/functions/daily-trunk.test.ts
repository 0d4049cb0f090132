import { describe, expect, test } from 'vitest';
import { makeHandler } from '../../functions/daily-trunk.ts';
import type { WebhookEvent } from '../../functions/shared/http.ts';
import { trunkHeaders } from '../../lib/providers/daily/signature.ts';
import { botTarget, inMemory, startMs } from '../support/held-calls.ts';
import { inUse } from '../support/in-use.ts';
import { hmacSecret, request, signed } from './requests.ts';

const otherSecret = Buffer.from('the secret of another trunk').toString('base64');
const trunks = [
  { name: 'support', route: 'reception', hmac: [hmacSecret] },
  { name: 'sales', route: 'reception', hmac: [otherSecret] },
];
const incoming = {
  type: 'sip_trunk.incoming',
  room: { url: 'https://example.daily.co/kQ3vT8xYpLmN0aBcDeFg' },
  trunk: { description: 'main line' },
};
const body = JSON.stringify(incoming);

function gateway(known = trunks, fresh = known) {
  const world = inMemory();
  world.routes.set('reception', { kind: 'targets', targets: [botTarget], dialOut: false });
  const read = { read: () => Promise.resolve(known), reread: () => Promise.resolve(fresh) };
  return { ...world, handler: makeHandler({ ...world.deps, ...inUse, trunks: read }) };
}
const at = (event: WebhookEvent, trunk = 'support'): WebhookEvent => ({
  ...event,
  pathParameters: { trunk },
});
const sign = (text: string, options?: Parameters<typeof signed>[3]) =>
  at(signed(trunkHeaders, text, startMs, options));

describe('refused, with nothing stored and no bot asked', () => {
  test.each([
    ['unsigned', at(request(body)), 401, 'signature-missing'],
    [
      'forged',
      sign(body, { secret: Buffer.from('a made-up secret').toString('base64') }),
      401,
      'signature-bad',
    ],
    ['of another trunk', sign(body, { secret: otherSecret }), 401, 'signature-bad'],
    ['stale', at(signed(trunkHeaders, body, startMs - 300_001)), 401, 'signature-stale'],
    ['to a trunk that is none of ours', at(sign(body), 'nobody'), 404, 'unknown-trunk'],
    ['unsigned, as a probe', at(request('{"type":"sip_trunk.test"}')), 401, 'signature-missing'],
    ['not JSON', sign('{'), 400, 'invalid-not-json'],
    ['without a room', sign('{"type":"sip_trunk.incoming"}'), 400, 'invalid-room'],
    ['with a room over plain http', sign('{"room":{"url":"http://a.example/b"}}'), 400, 'invalid-room'],
    ['with a room of no name', sign('{"room":{"url":"https://a.example/b/c"}}'), 400, 'invalid-room'],
  ])('%s', async (_, event, status, code) => {
    const { handler, record } = gateway();
    expect(await handler(event)).toMatchObject({ statusCode: status, body: JSON.stringify({ code }) });
    expect(record.botsStarted).toEqual([]);
    expect(record.logs).toMatchObject([
      { code: 'webhook-refused', fields: { webhook: 'daily-trunk', why: code } },
    ]);
    expect(record.counts[0]).toEqual({ metric: 'webhooksRefused', reason: code });
  });
});

test('a trunk that was connected a moment ago is known once it is looked for', async () => {
  const { handler } = gateway([], trunks);
  expect(await handler(sign(body))).toMatchObject({ statusCode: 200 });
});

test.each(['type', 'event'])(
  'a signed trial, whatever its key is called (%s), is answered and has no effect',
  async (key) => {
    const { handler, record } = gateway();
    expect(await handler(sign(JSON.stringify({ [key]: 'sip_trunk.test' })))).toMatchObject({
      statusCode: 200,
    });
    expect(record.botsStarted).toEqual([]);
    expect(record.logs).toMatchObject([{ code: 'webhook-probe' }]);
  },
);

test('a bot accepts: 200', async () => {
  const { handler, record } = gateway();
  expect(await handler(sign(body))).toMatchObject({ statusCode: 200 });
  expect(record.botsStarted).toMatchObject([{ room: incoming.room }]);
});

test('nobody does: 480, and the same to every repetition', async () => {
  const { handler, world, record } = gateway();
  world.bot = () => ({ kind: 'refused', why: 'at-capacity' });
  for (let tries = 0; tries < 2; tries += 1)
    expect(await handler(sign(body))).toMatchObject({ statusCode: 480, body: '{"code":"no-target"}' });
  expect(record.botsStarted).toHaveLength(1);
});
