import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventNames } from '../../../local/simulated/digital-samba/webhooks/payload.ts';
import { parseRoomEvent } from '../../../lib/providers/digital-samba/events.ts';
import { usedEvents } from '../../../lib/providers/digital-samba/admin.ts';
import { startSimulatedDigitalSamba } from '../../../local/simulated/digital-samba/start.ts';
import { containing } from '../../support/matching.ts';
import { startConnected, type Connected } from './gateway.ts';
import { nowMs } from '../gateway.ts';

const endpoint = 'http://127.0.0.1:1/digital-samba/events';
const elsewhere = { endpoint: 'https://elsewhere.example.com/hook', events: ['session_started' as const] };

let gateway: Connected;
beforeEach(async () => {
  gateway = await startConnected();
});
afterEach(() => gateway.stop());

const connect = (...args: string[]) => gateway.local(['connect', 'digital-samba', ...args]);
const webhooks = () => gateway.digitalSamba.webhooks.all.map(({ fields }) => fields);
const writes = () => gateway.digitalSamba.requests.filter(({ method }) => method !== 'GET').length;

test('the used events are those that are read', () => {
  const ids = { roomId: 'r', sessionId: 's', timestamp: 1, data: { callId: 'c' } };
  const isRead = (eventType: string) =>
    parseRoomEvent(JSON.stringify({ eventType, ...ids }), 0).kind !== 'other';
  expect([...usedEvents].sort()).toEqual(eventNames.filter(isRead).sort());
});

describe('connect digital-samba refuses', () => {
  test('a gateway without a key', async () => {
    gateway.secrets.set({ signingKey: gateway.keys.signingKey });
    expect(await connect()).toMatchObject({
      exitCode: 3,
      err: containing('secrets set digital-samba-developer-key'),
    });
  });

  test('an address that is too long', async () => {
    gateway.describe({
      digitalSambaEventsUrl: `https://${'a'.repeat(63)}.${'b'.repeat(20)}.example.com/hook`,
    });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing('customDomain') });
    expect(gateway.digitalSamba.requests).toEqual([]);
  });

  test.each([
    { request: 'GET /webhooks', fault: { status: 401 }, exitCode: 3, problem: 'http-401' },
    { request: 'GET /webhooks', fault: { status: 200, body: {} }, exitCode: 1, problem: 'without a list' },
    { request: 'GET /roles', fault: { status: 503 }, exitCode: 1, problem: 'http-503' },
    {
      request: 'POST /webhooks',
      fault: { status: 422, body: { message: 'No.', errors: { endpoint: ['Not reachable.'] } } },
      exitCode: 3,
      problem: 'No. endpoint: Not reachable.',
    },
  ])('what Digital Samba does not give: $problem', async ({ request, fault, exitCode, problem }) => {
    gateway.digitalSamba.faults.next(request, fault, 9);
    expect(await connect()).toMatchObject({ exitCode, err: containing(problem) });
    expect(webhooks()).toEqual([]);
  });

  test('to believe in a write that does not show', async () => {
    const { id } = gateway.digitalSamba.webhooks.create({ endpoint, events: ['session_started'] });
    gateway.digitalSamba.faults.next(
      'GET /webhooks/*',
      { status: 200, body: { id, endpoint, events: [] } },
      2,
    );
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('still not as it should be') });
  });
});

describe('connect digital-samba', () => {
  test('shows in a dry run what it would do, and does nothing', async () => {
    const ran = await connect('--dry-run');
    expect(ran).toMatchObject({ exitCode: 0, err: '', out: containing('Nothing was written') });
    expect(writes()).toBe(0);
    expect(gateway.stored()).toEqual(gateway.keys);
  });

  test('makes the webhook with a secret that is stored first, and does nothing the second time', async () => {
    gateway.digitalSamba.webhooks.create(elsewhere);
    const ran = await connect('--json');
    expect(JSON.parse(ran.out)).toMatchObject({
      provider: 'Digital Samba',
      written: true,
      warnings: [],
      roles: { phone: ['moderator'] },
      changes: [{ what: 'endpoint', then: endpoint }, { what: 'digital-samba-webhook-secrets' }],
    });
    const { digitalSambaWebhookSecrets: secrets } = gateway.stored();
    expect(secrets).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    const [, made] = webhooks();
    expect(webhooks()).toEqual([elsewhere, made]);
    expect(made).toMatchObject({ endpoint, events: usedEvents });
    expect([made?.authorization_header]).toEqual(secrets);
    expect(ran.out + ran.err).not.toContain(made?.authorization_header);

    const again = await connect();
    expect(again).toMatchObject({ exitCode: 0, out: containing('nothing was written') });
    expect(writes()).toBe(1);
  });

  test('takes over the secret that Digital Samba has', async () => {
    const authorization_header = 'the-secret-there';
    gateway.digitalSamba.webhooks.create({ endpoint, events: ['session_started'], authorization_header });
    const ran = await connect();
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toContain('without session_ended');
    expect(ran.out).not.toContain(authorization_header);
    expect(gateway.stored()).toMatchObject({ digitalSambaWebhookSecrets: [authorization_header] });
    expect(webhooks()).toMatchObject([{ events: usedEvents, authorization_header }]);
  });

  test('tells Digital Samba a rotated secret', async () => {
    await connect();
    await gateway.local(['secrets', 'rotate', 'digital-samba-webhook-secrets']);
    const late = await gateway.local(['connect', 'digital-samba', '--dry-run'], { nowMs: nowMs + 300_000 });
    expect(late).toMatchObject({ exitCode: 0, err: '' });
    const ran = await connect();
    expect(ran.err).toContain('was rotated less than five minutes ago');
    expect(ran.out).toMatch(/webhook of the team +secret +[0-9a-f]{8} +[0-9a-f]{8}\n/);
    const { digitalSambaWebhookSecrets: secrets } = gateway.stored();
    const [newest] = Array.isArray(secrets) ? secrets.map(String) : [];
    expect(webhooks()).toMatchObject([{ authorization_header: newest }]);
  });

  test('warns if nobody may connect telephony', async () => {
    const samba = await startSimulatedDigitalSamba({ phoneRoles: [] });
    gateway.describe({ digitalSambaUrl: samba.url });
    const ran = await connect();
    await samba.stop();
    expect(ran).toMatchObject({ exitCode: 0, err: containing('manage_phone_users') });
  });
});
