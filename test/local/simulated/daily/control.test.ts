import { expect, test } from 'vitest';
import * as z from 'zod';
import type { SimulatedDaily } from '../../../../local/simulated/daily/start.ts';
import { bots, call, daily, readyRoom, receiver, secret, until } from '../harness.ts';

const lineSchema = z.looseObject({ kind: z.string() });

const place = (on: SimulatedDaily, body: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(`${on.controlUrl}/calls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

const kindsOf = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)).kind);

test.each([{}, { to: '+12025550143', patience: 1 }, { to: '+12025550143', bot: { outcome: 'sings' } }])(
  'refuses a bad order (%#)',
  async (order) => {
    const on = await daily();
    expect((await place(on, order)).status).toBe(400);
    expect(on.calls.all).toEqual([]);
  },
);

test('refuses to script bots that do not exist', async () => {
  const on = await daily();
  expect((await place(on, { to: '+12025550143', bot: {} })).status).toBe(409);
});

test('streams what the caller experiences until the call ends', async () => {
  const hook = await receiver();
  const on = await daily({ defaultPinless: { url: hook.url, hmac: secret } });
  const { addresses } = await readyRoom(on, 'a');
  const answer = await place(on, { to: '+12025550143', callId: 'call-1', talkMs: 5 });
  await until(() => hook.got.length === 1);
  await call(on, 'POST', '/dialin/pinlessCallUpdate', {
    callId: 'call-1',
    callDomain: on.settings.callDomain,
    sipUri: addresses[0],
  });
  expect(kindsOf(await answer.text())).toEqual([
    'placed',
    'dialled',
    'hold-music',
    'webhook-answered',
    'connected',
    'hung-up',
  ]);
});

test('a reader who goes away hangs up', async () => {
  const on = await daily();
  const reader = new AbortController();
  await place(on, { to: '+12025550143', callId: 'call-1' }, reader.signal);
  reader.abort();
  await until(() => on.calls.find('call-1')?.phase === 'ended');
});

test('scripts bots and disturbs webhooks of that call only', async () => {
  const hook = await receiver();
  const on = await daily({ defaultPinless: { url: hook.url, hmac: secret } });
  const scripted = await bots({ daily: on });
  on.registerWebhook({ url: hook.url, hmac: secret });
  const answer = await place(on, {
    to: '+12025550143',
    callId: 'call-1',
    patienceMs: 300,
    bot: [{ outcome: 'silent' }, { outcome: 'error' }],
    webhooks: { copies: 2, lose: ['dialin.ready'] },
  });
  expect(kindsOf(await answer.text()).at(-1)).toBe('hung-up');
  expect(hook.got).toHaveLength(2);
  on.events.emit('dialin.ready', { room: 'pb-call-1-1' });
  on.events.emit('dialin.connected', { room: 'pb-call-1-1' });
  on.events.emit('dialin.ready', { room: 'other' });
  await until(() => hook.got.length === 5);
  const types = hook.got.slice(2).map(({ json }) => json.type);
  expect(types.sort()).toEqual(['dialin.connected', 'dialin.connected', 'dialin.ready']);
  expect(scripted.sessions).toEqual([]);
});
