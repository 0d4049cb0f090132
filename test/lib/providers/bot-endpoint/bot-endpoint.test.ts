import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeBotEndpoint } from '../../../../lib/providers/bot-endpoint/bot-endpoint.ts';
import { fakeHttp, fakeLog, startMs, type Reply } from '../../http/fake-http.ts';
import { botOrder, orderJson } from './bot-order.ts';

const key = Buffer.from('a secret of twenty-four b').toString('base64');
const secret = `whsec_${key}`;
const target = { kind: 'bot-endpoint', url: 'https://bots.example/start?line=1' } as const;

function endpoint(replies: readonly Reply[], given: string | undefined = secret) {
  const network = fakeHttp(...replies);
  const logged = fakeLog();
  const bots = makeBotEndpoint({ http: network.http, log: logged.log, secret: () => Promise.resolve(given) });
  return { ...network, ...logged, bots };
}

describe('start', () => {
  it.each<{ name: string; reply: Reply; kind: string; why: string }>([
    { name: 'at capacity', reply: { status: 429 }, kind: 'refused', why: 'http-429' },
    { name: 'not there', reply: { status: 404 }, kind: 'refused', why: 'http-404' },
    { name: 'elsewhere', reply: { status: 308 }, kind: 'refused', why: 'http-308' },
    { name: 'not listening', reply: { failsWith: 'ECONNREFUSED' }, kind: 'refused', why: 'ECONNREFUSED' },
    { name: 'at fault', reply: { status: 500 }, kind: 'unknown', why: 'http-500' },
    { name: 'breaking off', reply: { failsWith: 'ECONNRESET' }, kind: 'unknown', why: 'ECONNRESET' },
    { name: 'silent', reply: 'hang', kind: 'unknown', why: 'time-out' },
  ])('is $kind by an endpoint that is $name, and not repeated', async ({ reply, kind, why }) => {
    const { bots, sent, elapsedMs } = endpoint([reply]);
    expect(await bots.start(botOrder(target), target)).toEqual({ kind, why });
    expect(sent).toHaveLength(1);
    expect(elapsedMs()).toBeLessThanOrEqual(8_000);
  });

  it.each([429, 503])('says when to ask again if a %i does', async (status) => {
    const { bots } = endpoint([{ status, headers: { 'retry-after': '20' } }]);
    expect(await bots.start(botOrder(target), target)).toMatchObject({ retryAfterMs: 20_000 });
  });

  it.each([
    { name: 'no secret', given: '', why: 'no-secret' },
    { name: 'an empty secret', given: 'whsec_', why: 'bad-secret' },
    { name: 'a secret that is not base64', given: 'whsec_!!!', why: 'bad-secret' },
  ])('is refused with $name: an order never leaves unsigned', async ({ given, why }) => {
    const { bots, sent, lines, text } = endpoint([], given);
    expect(await bots.start(botOrder(target), target)).toEqual({ kind: 'refused', why });
    expect(sent).toEqual([]);
    expect(lines.map(({ code }) => code)).toEqual(['secret-missing']);
    expect(text()).not.toContain('!!!');
  });

  it.each([
    'http://bots.example/start',
    'http://10.0.0.1/start',
    'http://localhost.example/start',
    'http://127.0.0.1.example/start',
    'http://[::2]/start',
  ])('is refused where the order would travel in the open: %s', async (url) => {
    const { bots, sent } = endpoint([]);
    const open = { ...target, url };
    expect(await bots.start(botOrder(open), open)).toEqual({ kind: 'refused', why: 'not-https' });
    expect(sent).toEqual([]);
  });

  it.each([
    'http://localhost:7860/start',
    'http://127.0.0.1/start',
    'http://[::1]:80/start',
    'HTTPS://bots.example',
  ])('is sent to %s', async (url) => {
    const { bots } = endpoint([{ status: 200 }]);
    const near = { ...target, url };
    expect(await bots.start(botOrder(near), near)).toEqual({ kind: 'started' });
  });

  it.each<{ body: unknown; started: object }>([
    { body: undefined, started: { kind: 'started' } },
    { body: [], started: { kind: 'started' } },
    { body: { session: 7 }, started: { kind: 'started' } },
    { body: { session: '' }, started: { kind: 'started' } },
    { body: { session: 'x'.repeat(257) }, started: { kind: 'started' } },
    { body: { session: 's-1', more: 1 }, started: { kind: 'started', session: 's-1' } },
  ])('is done by any 2xx, here with $body', async ({ body, started }) => {
    const { bots } = endpoint([{ status: 202, body }]);
    expect(await bots.start(botOrder(target), target)).toEqual(started);
  });

  it('says all that a bot needs, signed as Standard Webhooks describes', async () => {
    const { bots, sent } = endpoint([{ status: 200 }]);
    const told = { ...target, data: { voice: 'low' } };
    await bots.start(botOrder(told), told);
    const [request] = sent;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe(target.url);
    expect(request?.body).toEqual({ ...orderJson, data: { voice: 'low' } });

    const timestamp = String(startMs / 1000);
    const mac = createHmac('sha256', Buffer.from(key, 'base64'));
    const signature = mac.update(`c-1-2-1.${timestamp}.${request?.text ?? ''}`).digest('base64');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'c-1-2-1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    });
  });

  it('says nothing of a caller who withheld everything', async () => {
    const { bots, sent } = endpoint([{ status: 200 }]);
    const { id, to } = botOrder(target).call;
    await bots.start(botOrder(target, { call: { id, to } }), target);
    expect(sent[0]?.body).toEqual({ ...orderJson, call: { id: 'c-1', to: '+12025550143' } });
  });
});

describe('stop', () => {
  it('leaves it to the room', async () => {
    const { bots, sent } = endpoint([]);
    expect(await bots.stop()).toBe(true);
    expect(sent).toEqual([]);
  });
});
