import { afterEach, beforeEach, expect, test } from 'vitest';
import { usedEvents } from '../../../../lib/providers/daily/admin/webhook.ts';
import { reviveWebhook } from '../../../../lib/providers/daily/revive-webhook.ts';
import { containing } from '../../../support/matching.ts';
import { adminDaily, receiver } from './admin-daily.ts';

const hmac = Buffer.from('the secret of this gateway only!').toString('base64');
const newerHmac = Buffer.from('the secret that comes after it!!').toString('base64');

let started: Awaited<ReturnType<typeof adminDaily>>;
let gateway: Awaited<ReturnType<typeof receiver>>;
const requests: string[] = [];
beforeEach(async () => {
  started = await adminDaily();
  gateway = await receiver();
  requests.splice(0);
  started.onRequest((request) => void requests.push(request));
});
afterEach(async () => {
  await started.daily.stop();
  await gateway.stop();
});

const register = (state: 'ACTIVE' | 'FAILED', url = gateway.url) => {
  const webhook = started.daily.events.register({
    url,
    hmac,
    eventTypes: [...usedEvents],
    retryType: 'exponential',
  });
  webhook.state = state;
  return webhook;
};
const revive = () => reviveWebhook(started.client, { url: gateway.url, hmac: newerHmac });

test('a webhook that Daily has given up works again, with the secret that it had', async () => {
  const webhook = register('FAILED');
  expect(await revive()).toEqual({ kind: 'revived' });
  expect(webhook).toMatchObject({ state: 'ACTIVE', hmac, url: gateway.url });
  expect(await revive()).toEqual({ kind: 'nothing' });
});

test('one that works costs one look, and another’s is left alone', async () => {
  register('FAILED', `${gateway.url}/elsewhere`);
  register('ACTIVE');
  expect(await revive()).toEqual({ kind: 'nothing' });
  expect(requests).toEqual(['GET /webhooks']);
  expect(started.daily.events.webhooks.map(({ state }) => state)).toEqual(['FAILED', 'ACTIVE']);
});

test('where there is none, nothing is made', async () => {
  expect(await revive()).toEqual({ kind: 'nothing' });
  expect(started.daily.events.webhooks).toEqual([]);
});

test('one whose secret Daily does not show gets the gateway’s, and no new one', async () => {
  const webhook = register('FAILED');
  const { uuid, url } = webhook;
  const shown = { uuid, url, eventTypes: usedEvents, retryType: 'exponential', state: 'FAILED' };
  started.daily.faults.next('GET /webhooks', { status: 200, body: [shown] });
  expect(await revive()).toEqual({ kind: 'revived' });
  expect(webhook).toMatchObject({ state: 'ACTIVE', hmac: newerHmac });
});

test('a front door that does not answer Daily’s trial is not taken for revived', async () => {
  const silent = await receiver(500);
  register('FAILED', silent.url);
  const revived = await reviveWebhook(started.client, { url: silent.url, hmac });
  await silent.stop();
  expect(revived).toEqual({ kind: 'failed', why: containing('test request') });
});

test('a list that cannot be read is not taken for a webhook that works', async () => {
  register('ACTIVE');
  started.daily.faults.next('GET /webhooks', { status: 403, body: { error: 'authentication-error' } });
  expect(await revive()).toEqual({ kind: 'failed', why: containing('http-403') });
});

test('without a key nothing is asked', async () => {
  const read = () => Promise.resolve(undefined);
  const client = { ...started.client, apiKey: { read, reread: read } };
  expect(await reviveWebhook(client, { url: gateway.url, hmac })).toEqual({ kind: 'nothing' });
  expect(requests).toEqual([]);
});
