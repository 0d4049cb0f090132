import { expect, test } from 'vitest';
import { call, daily, receiver, secret } from '../harness.ts';

const path = '/sip-trunk';
const notification = (url: string) => ({ webhook_url: url, hmac: secret });
const open = { is_open: true };

test.each([
  ['a name with a hyphen', { trunk_name: 'sup-port' }],
  ['a room that ends at a point in time', { room_template: { exp: 1_900_000_000 } }],
  ['nobody who may call in', { trunk_config: {} }],
  ['both some and all who may', { trunk_config: { is_open: true, allowed_ips: ['203.0.113.0/24'] } }],
  ['an address that is none', { trunk_config: { allowed_ips: ['everywhere'] } }],
])('is refused: %s', async (_, change) => {
  const { url } = await receiver([200]);
  const whole = {
    trunk_name: 'support',
    room_template: {},
    notification: notification(url),
    trunk_config: open,
  };
  expect((await call(await daily(), 'POST', path, { ...whole, ...change })).status).toBe(400);
});

test('is tried out, signed in milliseconds, when it is made and when its webhook changes, and goes', async () => {
  const on = await daily();
  const { url, got } = await receiver([500, 200, 200]);
  const body = {
    trunk_name: 'support',
    room_template: {},
    notification: notification(url),
    trunk_config: open,
  };
  expect((await call(on, 'POST', path, body)).status).toBe(400);
  const made = await call(on, 'POST', path, body);
  expect(made.json).toMatchObject({ sip_uri: 'sip:example-support.siptrunk.sip-us.daily.co', enabled: true });
  expect((await call(on, 'POST', path, body)).status).toBe(400);
  const one = `${path}/${String(made.json.id)}`;
  await call(on, 'PUT', one, { description: 'main line' });
  const rotated = await call(on, 'PUT', one, { notification: { webhook_url: url, hmac: null } });
  expect(rotated.json).toMatchObject({ description: 'main line' });
  expect(rotated.json).not.toMatchObject({ config: { notification: { hmac: secret } } });
  expect(got).toHaveLength(3);
  expect(got[0]?.headers['x-siptrunk-timestamp']).toMatch(/^\d{13}$/);
  expect(on.trunks.dialled('sip:+12025550143@example-support.siptrunk.sip-us.daily.co')).toBeDefined();
  await call(on, 'DELETE', one);
  expect((await call(on, 'GET', path)).json).toMatchObject({ total_count: 0 });
});
