import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  faultsOf,
  listWebhooks,
  usedEvents,
  writeWebhook,
} from '../../../../../lib/providers/daily/admin/webhook.ts';
import { listPurchasedNumbers } from '../../../../../lib/providers/daily/admin/admin.ts';
import { parseEvent } from '../../../../../lib/providers/daily/events.ts';
import { eventTypes } from '../../../../../local/simulated/daily/events.ts';
import { adminDaily, receiver } from '../admin-daily.ts';
import { containing, matching } from '../../../../support/matching.ts';

const hmac = Buffer.from('the secret of this gateway only!').toString('base64');
const otherHmac = Buffer.from('the secret of another gateway!!!').toString('base64');

let started: Awaited<ReturnType<typeof adminDaily>>;
let gateway: Awaited<ReturnType<typeof receiver>>;
beforeEach(async () => {
  started = await adminDaily();
  gateway = await receiver();
});
afterEach(async () => {
  await started.daily.stop();
  await gateway.stop();
});

async function webhooks() {
  const listed = await listWebhooks(started.client);
  if (!listed.ok) throw new Error(listed.why);
  return listed.value;
}

test('the used events are those that are read', () => {
  const payload = { room: 'r', sip_endpoint: 'a@b', timestamp: 1 };
  const isRead = (type: string) => parseEvent(JSON.stringify({ type, payload }), 0).kind !== 'other';
  expect([...usedEvents].sort()).toEqual(eventTypes.filter(isRead).sort());
});

describe('a webhook is refused', () => {
  test('if its address does not answer', async () => {
    const silent = await receiver(500);
    const written = await writeWebhook(started.client, undefined, { url: silent.url, hmac });
    await silent.stop();
    expect(written).toMatchObject({
      ok: false,
      reason: 'refused',
      why: containing('test request'),
    });
    expect(started.daily.events.webhooks).toEqual([]);
  });

  test('without quoting its secret', async () => {
    started.daily.faults.next('POST /webhooks', {
      status: 400,
      body: { error: 'invalid', info: `bad ${hmac}` },
    });
    const written = await writeWebhook(started.client, undefined, { url: gateway.url, hmac });
    expect(written).toMatchObject({ ok: false, why: 'Daily refused (http-400): invalid: bad …' });
  });

  test('if it is another one when it is read back', async () => {
    const other = { uuid: 'u', url: gateway.url, state: 'FAILED', eventTypes: [], retryType: 'exponential' };
    started.daily.faults.next('GET /webhooks/*', { status: 200, body: other });
    const written = await writeWebhook(started.client, undefined, { url: gateway.url, hmac });
    expect(written).toMatchObject({
      ok: false,
      reason: 'failed',
      why: containing('events, state'),
    });
  });

  test.each([{ body: {} }, { body: 'x' }, { body: [{ uuid: 1 }] }])('to be listed: %j', async ({ body }) => {
    started.daily.faults.next('GET /webhooks', { status: 200, body });
    expect(await listWebhooks(started.client)).toMatchObject({ ok: false, reason: 'failed' });
  });
});

describe('a webhook', () => {
  test('is made, with a secret of Daily if there is none', async () => {
    const written = await writeWebhook(started.client, undefined, { url: gateway.url, hmac: undefined });
    expect(written).toMatchObject({
      ok: true,
      value: { state: 'ACTIVE', hmac: matching(/^.{44}$/) },
    });
    expect(await webhooks()).toMatchObject([
      { url: gateway.url, retryType: 'exponential', eventTypes: usedEvents },
    ]);
  });

  test('that failed works again, with all that is used and nothing else', async () => {
    const webhook = started.daily.events.register({
      url: gateway.url,
      hmac: otherHmac,
      eventTypes: ['participant.joined', 'dialin.ready'],
    });
    webhook.state = 'FAILED';
    const [found] = await webhooks();
    const desired = { url: gateway.url, hmac };
    expect(faultsOf(found, desired)).toEqual(['events', 'retries', 'secret', 'state']);
    expect(await writeWebhook(started.client, found, desired)).toMatchObject({
      ok: true,
      value: { state: 'ACTIVE', hmac },
    });
    const after = await webhooks();
    expect(after).toHaveLength(1);
    expect(after.map((each) => faultsOf(each, desired))).toEqual([[]]);
  });

  test('keeps the secret that Daily has, if the gateway has none', async () => {
    started.daily.events.register({ url: gateway.url, hmac: otherHmac });
    const [found] = await webhooks();
    const written = await writeWebhook(started.client, found, { url: gateway.url, hmac: undefined });
    expect(written).toMatchObject({ ok: true, value: { hmac: otherHmac } });
  });

  test('whose secret is not shown cannot be blamed for it', () => {
    const shown = {
      uuid: 'u',
      url: gateway.url,
      state: 'ACTIVE',
      retryType: 'exponential',
      eventTypes: [...usedEvents],
    };
    expect(faultsOf(shown, { url: gateway.url, hmac })).toEqual([]);
    expect(faultsOf({ ...shown, state: 'INACTIVE' }, { url: gateway.url, hmac })).toEqual(['state']);
    expect(faultsOf(undefined, { url: gateway.url, hmac })).toEqual(['absent']);
  });
});

test('all numbers are listed, page by page', async () => {
  const numbers = Array.from({ length: 120 }, (_, index) => `+1202555${String(index).padStart(4, '0')}`);
  for (const number of numbers) started.daily.buyNumber(number, 'A name');
  const listed = await listPurchasedNumbers(started.client);
  expect(listed.ok && listed.value.map(({ number }) => number)).toEqual(numbers.toReversed());
});
