import { describe, expect, test } from 'vitest';
import type { DomainWebhookConfig } from '../../../../local/simulated/daily/events.ts';
import { signWebhook } from '../../../../local/simulated/daily/signature.ts';
import type { SimulatedDaily } from '../../../../local/simulated/daily/start.ts';
import { daily, receiver, secret, someNumber, someText, until } from '../harness.ts';

const happen = (on: SimulatedDaily, ...rooms: string[]): void => {
  for (const room of rooms) on.events.emit('meeting.started', { room });
};

const statuses = (on: SimulatedDaily): (number | undefined)[] =>
  on.events.deliveries.map(({ status }) => status);

/** Retries after 1.5, 6, 24 and 90 ms. */
const retryDelayFactor = 1e-4;

test('sends the documented envelope, signed', async () => {
  const on = await daily();
  const hook = await receiver();
  on.registerWebhook({ url: hook.url, hmac: secret, basicAuth: 'abc' });
  happen(on, 'a');
  await until(() => hook.got.length === 1);
  const { headers = {}, text = '', json } = hook.got[0] ?? {};
  expect(json).toEqual({
    version: '1.0.0',
    type: 'meeting.started',
    id: someText,
    event_ts: someNumber,
    payload: { room: 'a' },
  });
  expect(headers['x-webhook-timestamp']).toMatch(/^\d{13}$/);
  expect(headers['x-webhook-signature']).toBe(
    signWebhook(secret, headers['x-webhook-timestamp'] ?? '', text),
  );
  expect(headers.authorization).toBe('Basic abc');
});

test('sends only the event types that were asked for', async () => {
  const on = await daily();
  const hook = await receiver();
  on.registerWebhook({ url: hook.url, hmac: secret, eventTypes: ['meeting.ended'] });
  happen(on, 'a');
  on.events.emit('meeting.ended', { room: 'a' });
  await until(() => hook.got.length === 1);
  expect(hook.got[0]?.json.type).toBe('meeting.ended');
});

describe('circuit-breaker', () => {
  const config = (url: string): DomainWebhookConfig => ({ url, hmac: secret });

  test.each([[500], [201], [0]])('%j is a failure; three in a row stop everything', async (status) => {
    const on = await daily({ eventAnswerLimitMs: 30 });
    const hook = await receiver([status]);
    const webhook = on.registerWebhook(config(hook.url));
    for (const room of ['a', 'b', 'c']) {
      const before = on.events.deliveries.length;
      happen(on, room);
      await until(() => on.events.deliveries.length === before + 1);
    }
    expect(webhook).toMatchObject({ state: 'FAILED', failedCount: 3 });
    const witness = await receiver();
    on.registerWebhook(config(witness.url));
    happen(on, 'd');
    await until(() => witness.got.length === 1);
    on.events.reactivate(webhook);
    happen(on, 'e');
    await until(() => hook.got.some(({ json }) => JSON.stringify(json).includes('"e"')));
    expect(hook.got.map(({ json }) => json.payload)).not.toContainEqual({ room: 'd' });
  });

  test('one success resets the count, and no event is tried twice', async () => {
    const on = await daily();
    const hook = await receiver([500, 500, 200, 500, 500, 200]);
    const webhook = on.registerWebhook(config(hook.url));
    for (let count = 1; count <= 6; count += 1) {
      happen(on, `room-${count}`);
      await until(() => on.events.deliveries.length === count);
    }
    expect(webhook).toMatchObject({ state: 'ACTIVE', failedCount: 0 });
    expect(hook.got).toHaveLength(6);
  });

  test('nobody listening is a failure', async () => {
    const on = await daily();
    const webhook = on.registerWebhook(config('http://127.0.0.1:9/'));
    happen(on, 'a');
    await until(() => webhook.failedCount === 1);
    expect(statuses(on)).toEqual([undefined]);
  });
});

describe('exponential', () => {
  test('tries five times, then drops the event and goes on', async () => {
    const on = await daily({ retryDelayFactor });
    const hook = await receiver([500, 500, 500, 500, 500, 200]);
    const webhook = on.registerWebhook({ url: hook.url, hmac: secret, retryType: 'exponential' });
    happen(on, 'a');
    await until(() => on.events.deliveries.length === 5);
    expect(on.events.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(webhook.state).toBe('ACTIVE');
    happen(on, 'b');
    await until(() => hook.got.length === 6);
    expect(hook.got.map(({ json }) => json.payload).at(-1)).toEqual({ room: 'b' });
  });

  test('stops at the first 200', async () => {
    const on = await daily({ retryDelayFactor });
    const hook = await receiver([500, 503, 200]);
    on.registerWebhook({ url: hook.url, hmac: secret, retryType: 'exponential' });
    happen(on, 'a');
    await until(() => statuses(on).includes(200));
    expect(statuses(on)).toEqual([500, 503, 200]);
    expect(new Set(hook.got.map(({ json }) => json.id)).size).toBe(1);
  });
});

describe('disturbances', () => {
  const rooms = (hook: { got: readonly { json: Record<string, unknown> }[] }): unknown[] =>
    hook.got.map(({ json }) => json.payload);

  test('loses an event, once', async () => {
    const on = await daily();
    const hook = await receiver();
    on.registerWebhook({ url: hook.url, hmac: secret });
    on.events.disturb({ type: 'meeting.started' }, { lose: true });
    happen(on, 'lost', 'kept');
    await until(() => hook.got.length > 0);
    expect(rooms(hook)).toEqual([{ room: 'kept' }]);
  });

  test('duplicates an event under one id', async () => {
    const on = await daily();
    const hook = await receiver();
    on.registerWebhook({ url: hook.url, hmac: secret });
    on.events.disturb({ room: 'a' }, { copies: 3 });
    happen(on, 'a');
    await until(() => hook.got.length === 3);
    expect(new Set(hook.got.map(({ json }) => json.id)).size).toBe(1);
  });

  test.each([
    { how: { reorder: true }, match: { callId: 'call-1' } },
    { how: { delayMs: 100 }, match: { room: 'pb-call-1' } },
  ])('lets the next event overtake ($how)', async ({ how, match }) => {
    const on = await daily();
    const hook = await receiver();
    on.registerWebhook({ url: hook.url, hmac: secret });
    on.events.disturb(match, how);
    happen(on, 'pb-call-1', 'other');
    await until(() => hook.got.length === 2);
    expect(rooms(hook)).toEqual([{ room: 'other' }, { room: 'pb-call-1' }]);
  });

  test('an event held back goes out alone if no other comes', async () => {
    const on = await daily({ reorderLimitMs: 20 });
    const hook = await receiver();
    on.registerWebhook({ url: hook.url, hmac: secret });
    on.events.disturb({}, { reorder: true });
    happen(on, 'a');
    await until(() => hook.got.length === 1);
  });
});
