import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { makeEventWebhook } from '../../../../lib/providers/event-webhook/event-webhook.ts';
import { fakeHttp, startMs, type Reply } from '../../http/fake-http.ts';

const secretOf = (text: string) => `whsec_${Buffer.from(text).toString('base64')}`;
const [newer, older] = [secretOf('a secret of twenty-four b'), secretOf('one that is being replaced')];
const event = { id: 'call-1-0-7', url: 'https://crm.example.com/calls', body: '{"type":"call.held"}' };

function webhook(reply: Reply, secrets: readonly string[] | undefined) {
  const network = fakeHttp(reply);
  const made = makeEventWebhook({ http: network.http, secrets: () => Promise.resolve(secrets) });
  return { ...network, deliver: () => made.deliver(event) };
}

test('an event is posted as it is, and each live secret verifies it', async () => {
  const { deliver, sent } = webhook({ status: 204 }, [newer, older]);
  expect(await deliver()).toEqual({ ok: true });
  const [request] = sent;
  expect(request).toMatchObject({ method: 'POST', url: event.url, text: event.body });
  const headers = request?.headers ?? {};
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': event.id,
    'webhook-timestamp': `${startMs / 1000}`,
  });
  const signatures = headers['webhook-signature']?.split(' ') ?? [];
  expect(signatures).toEqual(
    [newer, older].map((secret) => new Webhook(secret).sign(event.id, new Date(startMs), event.body)),
  );
  expect(signatures.every((signature) => signature.startsWith('v1,'))).toBe(true);
});

test.each<[string, Reply, object]>([
  ['a fault', { status: 500 }, { why: 'http-500' }],
  ['a redirection, which is not followed', { status: 308 }, { why: 'http-308' }],
  ['no connection', { failsWith: 'ECONNREFUSED' }, { why: 'ECONNREFUSED' }],
  ['silence', 'hang', { why: 'time-out' }],
])('%s means that it was not taken', async (_, reply, answer) => {
  const { deliver, elapsedMs } = webhook(reply, [newer]);
  expect(await deliver()).toEqual({ ok: false, ...answer });
  expect(elapsedMs()).toBeLessThanOrEqual(5_000);
});

test.each([
  [undefined, 'no-secret'],
  [[], 'no-secret'],
  [['whsec_!!!'], 'bad-secret'],
])('nothing is sent unsigned: %j', async (secrets, why) => {
  const { deliver, sent } = webhook({ status: 204 }, secrets);
  expect(await deliver()).toEqual({ ok: false, why });
  expect(sent).toEqual([]);
});
