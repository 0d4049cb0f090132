import { describe, expect, test } from 'vitest';
import type { SimulatedDaily } from '../../../../local/simulated/daily/start.ts';
import { call, daily, receiver, secret, someText } from '../harness.ts';

const url = 'https://gw.example.com/in';
const number = '+12025550143';
const configs = '/domain-dialin-config';

async function domain(options: Parameters<typeof daily>[0] = {}): Promise<SimulatedDaily> {
  const on = await daily({ configProbe: 'none', ...options });
  on.buyNumber(number);
  return on;
}

describe('a dial-in configuration', () => {
  test.each([
    { type: 'pinless_dialin' },
    { type: 'other', room_creation_api: url },
    { type: 'pinless_dialin', room_creation_api: url, sip_uri: 'a@b' },
    { type: 'pinless_dialin', room_creation_api: url, phone_number: '+12025550199' },
    { type: 'pinless_dialin', room_creation_api: url, ivr_greeting: { message: 'Hello' } },
    { type: 'pin_dialin', room_creation_api: url },
  ])('is refused: %j', async (body) => {
    expect((await call(await domain(), 'POST', configs, body)).status).toBe(400);
  });

  test('takes calls, is changed without its number, and goes', async () => {
    const on = await domain();
    const body = { type: 'pinless_dialin', phone_number: number, room_creation_api: url, hmac: secret };
    const made = await call(on, 'POST', configs, body);
    expect(made.json).toMatchObject({ config: { phone_number: number, hmac: secret, sip_uri: someText } });
    expect((await call(on, 'POST', configs, body)).status).toBe(400);
    const path = `${configs}/${String(made.json.id)}`;
    expect((await call(on, 'PUT', path, { phone_number: '+12025550144' })).status).toBe(400);
    const changed = await call(on, 'PUT', path, { room_creation_api: `${url}/2` });
    expect(changed.json).toMatchObject({ config: { room_creation_api: `${url}/2` } });
    expect(changed.json).not.toMatchObject({ config: { hmac: secret } });
    expect((await call(on, 'GET', `${configs}?phone_number=%2B12025550144`)).json).toMatchObject({
      data: [],
    });
    expect((await call(on, 'GET', `${configs}?color=red`)).status).toBe(400);
    await call(on, 'DELETE', path);
    expect((await call(on, 'GET', path)).status).toBe(404);
  });

  test.each([
    { dialinMirroring: 'separate', shown: 0 },
    { dialinMirroring: 'mirrored', shown: 1 },
  ] as const)('shows in the other interface or not: $dialinMirroring', async ({ dialinMirroring, shown }) => {
    const on = await domain({ dialinMirroring });
    on.configurePinless([{ room_creation_api: url }]);
    expect((await call(on, 'GET', configs)).json).toMatchObject({ total_count: shown });
    await call(on, 'POST', configs, { type: 'pinless_dialin', room_creation_api: url });
    expect(on.entries()).toHaveLength(1 + shown);
  });
});

describe('a domain webhook', () => {
  test.each([
    {},
    { url: 'ftp://x.example.com' },
    { url, eventTypes: ['meeting.begun'] },
    { url, retryType: 'never' },
    { url, secret: 'x' },
  ])('is refused: %j', async (body) => {
    expect((await call(await domain(), 'POST', '/webhooks', body)).status).toBe(400);
  });

  test('is tried out, signed with its secret, on making and on every change', async () => {
    const on = await domain();
    const { url: there, got } = await receiver([200, 500, 200]);
    const made = await call(on, 'POST', '/webhooks', { url: there, hmac: secret });
    expect(made).toMatchObject({ status: 200, json: { state: 'ACTIVE', retryType: 'circuit-breaker' } });
    const path = `/webhooks/${String(made.json.uuid)}`;
    expect((await call(on, 'POST', path, { url: there })).status).toBe(400);
    const [webhook] = on.events.webhooks;
    if (webhook) webhook.state = 'FAILED';
    expect((await call(on, 'POST', path, { url: there })).json).toMatchObject({
      state: 'ACTIVE',
      hmac: secret,
    });
    expect(got.map(({ json }) => json)).toEqual(Array.from({ length: 3 }, () => ({ test: 'test' })));
    expect(got[0]?.headers).toMatchObject({ 'x-webhook-signature': someText });
    await call(on, 'DELETE', path);
    expect((await call(on, 'GET', path)).status).toBe(404);
  });
});
