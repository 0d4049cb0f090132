import { describe, expect, test } from 'vitest';
import {
  faultsOf,
  findWebhook,
  readRoles,
  usedEvents,
  writeWebhook,
} from '../../../../lib/providers/digital-samba/admin.ts';
import { containing } from '../../../support/matching.ts';
import { fakeSamba, simulatedSamba } from './samba.ts';

const endpoint = 'https://gw.example.com/digital-samba/events';
const desired = { endpoint, secret: 'the-secret' };

describe('what Digital Samba does not give', () => {
  test.each([
    { replies: [{ status: 401 }], reason: 'refused', why: 'http-401' },
    { replies: [{ status: 503 }], reason: 'failed', why: 'http-503' },
    { replies: ['hang' as const], reason: 'failed', why: 'time-out' },
    { replies: [{ status: 200, body: { data: [{ id: 1 }] } }], reason: 'failed', why: 'a list at /webhooks' },
  ])('is told: $why', async ({ replies, reason, why }) => {
    const { client } = fakeSamba(replies);
    expect(await findWebhook(client, endpoint)).toMatchObject({ ok: false, reason, why: containing(why) });
  });

  test('is told without a key too', async () => {
    expect(await readRoles(fakeSamba([], '').client)).toMatchObject({ ok: false, reason: 'no-key' });
  });

  test('is told without the secret that a complaint quotes', async () => {
    const body = { message: 'Invalid.', errors: { authorization_header: ['the-secret is too short'] } };
    const written = await writeWebhook(fakeSamba([{ status: 422, body }]).client, undefined, desired);
    expect(written).toMatchObject({ ok: false, why: containing('authorization_header: … is too short') });
  });

  test('is told if a list never ends', async () => {
    const rows = Array.from({ length: 100 }, (_, id) => ({
      id: String(id),
      endpoint: 'https://x.example.com',
    }));
    const { client, requests } = fakeSamba([{ status: 200, body: { data: rows } }]);
    expect(await findWebhook(client, endpoint)).toMatchObject({
      ok: false,
      why: containing('an end of the list'),
    });
    expect(requests()).toHaveLength(10);
  });
});

test('a webhook is found among many, made, changed and read back', async () => {
  const { samba, client } = await simulatedSamba();
  for (let n = 0; n < 150; n += 1)
    samba.webhooks.create({ endpoint: `https://x.example.com/${n}`, events: ['session_started'] });
  expect(await findWebhook(client, endpoint)).toEqual({ ok: true, value: undefined });
  const made = await writeWebhook(client, undefined, desired);
  const found = await findWebhook(client, endpoint);
  expect(found).toEqual(made);
  const webhook = found.ok ? found.value : undefined;
  expect(faultsOf(webhook, desired)).toEqual([]);
  expect(faultsOf(webhook, { ...desired, secret: 'another' })).toEqual(['secret']);
  expect(faultsOf(undefined, desired)).toEqual(['absent']);
  const changed = await writeWebhook(client, webhook, { ...desired, secret: 'another' });
  expect(changed).toMatchObject({ ok: true, value: { id: webhook?.id, authorization_header: 'another' } });
  expect(samba.webhooks.all).toHaveLength(151);
});

test('events that are not used count as a fault, as do those that are missing', () => {
  const webhook = { id: 'w', endpoint, authorization_header: 'the-secret' };
  expect(faultsOf({ ...webhook, events: [...usedEvents, 'recording_ready'] }, desired)).toEqual(['events']);
  expect(faultsOf({ ...webhook, events: usedEvents.slice(1) }, desired)).toEqual(['events']);
  expect(faultsOf({ ...webhook, events: usedEvents.toReversed() }, desired)).toEqual([]);
});

test.each([
  { phoneRoles: [], phone: [] },
  { phoneRoles: ['moderator', 'speaker'], phone: ['speaker', 'moderator'] },
])('the roles that may act on callers: $phoneRoles', async ({ phoneRoles, phone }) => {
  const { client } = await simulatedSamba({ phoneRoles });
  const all = ['attendee', 'speaker', 'moderator'];
  expect(await readRoles(client)).toEqual({ ok: true, value: { all, phone } });
});
