import { describe, expect, test } from 'vitest';
import { signWebhook } from '../../../../../local/simulated/daily/signature.ts';
import type { SimulatedDailyOptions } from '../../../../../local/simulated/daily/options.ts';
import type { PinlessWebhookQuirks } from '../../../../../local/simulated/daily/calls/pinless.ts';
import { daily, receiver, secret, until } from '../../harness.ts';

const to = '+12025550143';

async function withHook(
  statuses: readonly number[],
  options: SimulatedDailyOptions = {},
): Promise<{ on: Awaited<ReturnType<typeof daily>>; hook: Awaited<ReturnType<typeof receiver>> }> {
  const hook = await receiver(statuses);
  return { hook, on: await daily({ defaultPinless: { url: hook.url, hmac: secret }, ...options }) };
}

test('announces a call with the documented body, signed', async () => {
  const { on, hook } = await withHook([200]);
  const caller = on.placeCall({ to, sipHeaders: { 'X-Tenant': 'acme' } });
  await caller.waitFor('webhook-answered');
  const { headers = {}, text = '', json } = hook.got[0] ?? {};
  expect(json).toEqual({
    To: to,
    From: '+12025550188',
    callId: caller.callId,
    callDomain: on.settings.callDomain,
    sipHeaders: { 'X-Tenant': 'acme' },
  });
  expect(headers['x-pinless-timestamp']).toMatch(/^\d{13}$/);
  expect(headers['x-pinless-signature']).toBe(
    signWebhook(secret, headers['x-pinless-timestamp'] ?? '', text),
  );
  expect(caller.events.map(({ kind }) => kind)).toEqual(['dialled', 'hold-music', 'webhook-answered']);
});

test.each<{ quirks: PinlessWebhookQuirks; rightSignature: boolean; timestamp: RegExp }>([
  { quirks: { signature: 'forged' }, rightSignature: false, timestamp: /^\d{13}$/ },
  { quirks: { hmac: 'b3RoZXI=' }, rightSignature: false, timestamp: /^\d{13}$/ },
  { quirks: { timestampUnit: 'seconds' }, rightSignature: true, timestamp: /^\d{10}$/ },
  { quirks: { ageMs: 301_000 }, rightSignature: true, timestamp: /^\d{13}$/ },
])('deviates on request: $quirks', async ({ quirks, rightSignature, timestamp }) => {
  const { on, hook } = await withHook([401], { webhookRefused: 'keep-holding' });
  await on.placeCall({ to, webhook: quirks }).waitFor('webhook-answered');
  const { headers = {}, text = '' } = hook.got[0] ?? {};
  const sentAt = headers['x-pinless-timestamp'] ?? '';
  expect(sentAt).toMatch(timestamp);
  expect(headers['x-pinless-signature'] === signWebhook(secret, sentAt, text)).toBe(rightSignature);
  const sentAtMs = sentAt.length === 10 ? Number(sentAt) * 1000 : Number(sentAt);
  expect(Date.now() - sentAtMs).toBeGreaterThanOrEqual(quirks.ageMs ?? 0);
});

test('an unsigned webhook, without a caller number, with a further key', async () => {
  const { on, hook } = await withHook([200]);
  const webhook: PinlessWebhookQuirks = { signature: 'missing', extra: { newKey: 1 } };
  await on.placeCall({ to, from: null, webhook }).waitFor('webhook-answered');
  expect(hook.got[0]?.headers).not.toHaveProperty('x-pinless-timestamp');
  expect(hook.got[0]?.json).not.toHaveProperty('From');
  expect(hook.got[0]?.json).toHaveProperty('newKey', 1);
});

test('copies and replays are the same bytes', async () => {
  const { on, hook } = await withHook([200]);
  const caller = on.placeCall({ to, webhook: { copies: 2 } });
  await until(() => hook.got.length === 2);
  expect(await on.calls.replay(caller.callId)).toEqual({ answered: true, status: 200 });
  expect(new Set(hook.got.map(({ text }) => text)).size).toBe(1);
  expect(new Set(hook.got.map(({ headers }) => headers['x-pinless-signature'])).size).toBe(1);
});

test.each([to, 'static-5im0lat3d--0@example.sip.daily.co', 'sip:static-5im0lat3d--0@example.sip.daily.co'])(
  'a configured number and its static address reach its own receiver: %s',
  async (dialled) => {
    const { on, hook } = await withHook([200]);
    const own = await receiver();
    on.configurePinless([{ phone_number: to, room_creation_api: own.url, hmac: 'b3RoZXI=' }]);
    await on.placeCall({ to: dialled }).waitFor('webhook-answered');
    const { headers = {}, text = '' } = own.got[0] ?? {};
    expect(headers['x-pinless-signature']).toBe(
      signWebhook('b3RoZXI=', headers['x-pinless-timestamp'] ?? '', text),
    );
    expect(hook.got).toEqual([]);
  },
);

describe('endings of a call that nobody connects', () => {
  const limits = { holdLimitMs: 400 };
  const unanswered = { webhookAnswerLimitMs: 40 };

  test.each<{ what: string; statuses: number[]; options: SimulatedDailyOptions; kinds: string[] }>([
    {
      what: 'refused',
      statuses: [503],
      options: {},
      kinds: ['webhook-answered', 'timeout-message', 'hung-up'],
    },
    {
      what: 'refused',
      statuses: [503],
      options: { webhookRefused: 'hang-up' },
      kinds: ['webhook-answered', 'hung-up'],
    },
    {
      what: 'refused',
      statuses: [503],
      options: { webhookRefused: 'keep-holding', holdLimitEnd: 'hang-up' },
      kinds: ['webhook-answered', 'hung-up'],
    },
    {
      what: 'refused, then taken',
      statuses: [503, 200],
      options: { pinlessTries: 2, pinlessRetryDelayMs: 1 },
      kinds: ['webhook-answered', 'webhook-answered', 'timeout-message', 'hung-up'],
    },
    {
      what: 'unanswered',
      statuses: [0],
      options: unanswered,
      kinds: ['webhook-unanswered', 'timeout-message', 'hung-up'],
    },
    {
      what: 'unanswered',
      statuses: [0],
      options: { ...unanswered, afterTimeoutMessage: 'keep-holding', holdLimitEnd: 'hang-up' },
      kinds: ['webhook-unanswered', 'timeout-message', 'hung-up'],
    },
    {
      what: 'held too long',
      statuses: [200],
      options: {},
      kinds: ['webhook-answered', 'timeout-message', 'hung-up'],
    },
    {
      what: 'held too long',
      statuses: [200],
      options: { holdLimitEnd: 'hang-up' },
      kinds: ['webhook-answered', 'hung-up'],
    },
  ])('$what: $options', async ({ statuses, options, kinds }) => {
    const { on } = await withHook(statuses, { ...limits, ...options });
    const caller = on.placeCall({ to });
    expect(await caller.ended).toMatchObject({ by: 'daily' });
    expect(caller.events.map(({ kind }) => kind).slice(2)).toEqual(kinds);
  });

  test('a lost webhook, and the message that the entry says', async () => {
    const { on, hook } = await withHook([200], unanswered);
    const timeout_config = { message: 'Please call later.' };
    on.configurePinless([{ phone_number: to, room_creation_api: hook.url, hmac: secret, timeout_config }]);
    const caller = on.placeCall({ to, webhook: { lose: true } });
    expect(await caller.waitFor('timeout-message')).toMatchObject({ message: 'Please call later.' });
    expect(hook.got).toEqual([]);
  });

  test('an impatient caller', async () => {
    const { on } = await withHook([200]);
    const caller = on.placeCall({ to, patienceMs: 20 });
    expect(await caller.ended).toMatchObject({ by: 'caller' });
  });

  test('waiting for what never comes fails with what came', async () => {
    const { on } = await withHook([200]);
    const caller = on.placeCall({ to });
    await caller.waitFor('webhook-answered');
    await expect(caller.waitFor('connected', 10)).rejects.toThrow('dialled, hold-music, webhook-answered');
  });
});

test.each([
  ['test' as const, '{"test":"test"}'],
  ['Test' as const, '{"Test":"test"}'],
  ['test-true' as const, '{"test":true}'],
  ['To' as const, '{"To":"+12025550100"}'],
])('sends the probe %s, signed or not', async (variant, body) => {
  const { on, hook } = await withHook([200]);
  await on.probe({ variant, url: hook.url });
  await on.probe({ variant, url: hook.url, hmac: secret, scheme: 'webhook' });
  expect(hook.got.map(({ text }) => text)).toEqual([body, body]);
  expect(hook.got.map(({ headers }) => 'x-webhook-signature' in headers)).toEqual([false, true]);
});
