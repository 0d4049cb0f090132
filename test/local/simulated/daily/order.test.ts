import { expect, test } from 'vitest';
import { bots, daily, receiver, secret, until } from '../harness.ts';

test('refuses to script bots that do not exist', async () => {
  const on = await daily();
  expect(on.placeOrdered({ to: '+12025550143', bot: {} })).toBe('no-bots');
  expect(on.calls.all).toEqual([]);
});

test('scripts bots and disturbs webhooks of that call only', async () => {
  const hook = await receiver();
  const on = await daily({ defaultPinless: { url: hook.url, hmac: secret } });
  const scripted = await bots({ daily: on });
  on.registerWebhook({ url: hook.url, hmac: secret });
  const call = on.placeOrdered({
    to: '+12025550143',
    callId: 'call-1',
    patienceMs: 300,
    bot: [{ outcome: 'silent' }, { outcome: 'error' }],
    webhooks: { copies: 2, lose: ['dialin.ready'] },
  });
  if (call === 'no-bots') throw new Error('there are bots');
  await call.ended;
  expect(hook.got).toHaveLength(2);
  on.events.emit('dialin.ready', { room: 'pb-call-1-1' });
  on.events.emit('dialin.connected', { room: 'pb-call-1-1' });
  on.events.emit('dialin.ready', { room: 'other' });
  await until(() => hook.got.length === 5);
  const types = hook.got.slice(2).map(({ json }) => json.type);
  expect(types.sort()).toEqual(['dialin.connected', 'dialin.connected', 'dialin.ready']);
  expect(scripted.sessions).toEqual([]);
});
