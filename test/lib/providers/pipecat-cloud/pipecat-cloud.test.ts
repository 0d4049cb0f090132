import { describe, expect, it } from 'vitest';
import { makePipecatCloud } from '../../../../lib/providers/pipecat-cloud/pipecat-cloud.ts';
import { botOrder, orderJson } from '../bot-endpoint/bot-order.ts';
import { fakeHttp, fakeKey, fakeLog, type Reply } from '../../http/fake-http.ts';

const apiUrl = 'https://pipecat.example/v1';
const target = { kind: 'pipecat-cloud', agent: 'front-desk' } as const;

function pipecatCloud(
  replies: readonly Reply[],
  { publicKey = fakeKey('pk_public'), privateKey = fakeKey('sk_private') } = {},
) {
  const network = fakeHttp(...replies);
  const logged = fakeLog();
  const bots = makePipecatCloud({ http: network.http, log: logged.log, apiUrl, publicKey, privateKey });
  return { ...network, ...logged, bots };
}

describe('start', () => {
  it.each<{ name: string; reply: Reply; kind: string; why: string }>([
    {
      name: 'is at capacity',
      reply: { status: 429, body: { code: 'PCC-AGENT-AT-CAPACITY' } },
      kind: 'refused',
      why: 'at-capacity',
    },
    { name: 'does not know the agent', reply: { status: 404 }, kind: 'refused', why: 'http-404' },
    { name: 'refuses the key', reply: { status: 401 }, kind: 'refused', why: 'http-401' },
    { name: 'finds the order too large', reply: { status: 413 }, kind: 'refused', why: 'http-413' },
    { name: 'cannot be reached', reply: { failsWith: 'ENOTFOUND' }, kind: 'refused', why: 'ENOTFOUND' },
    { name: 'is at fault', reply: { status: 500 }, kind: 'unknown', why: 'http-500' },
    { name: 'breaks off', reply: { failsWith: 'ECONNRESET' }, kind: 'unknown', why: 'ECONNRESET' },
    { name: 'is silent', reply: 'hang', kind: 'unknown', why: 'time-out' },
  ])('is $kind when Pipecat Cloud $name, and not repeated', async ({ reply, kind, why }) => {
    const { bots, sent, elapsedMs } = pipecatCloud([reply]);
    expect(await bots.start(botOrder(target), target)).toEqual({ kind, why });
    expect(sent).toHaveLength(1);
    expect(elapsedMs()).toBeLessThanOrEqual(8_000);
  });

  it.each([429, 503])('says when to ask again if a %i does', async (status) => {
    const { bots } = pipecatCloud([{ status, headers: { 'retry-after': '20' } }]);
    expect(await bots.start(botOrder(target), target)).toMatchObject({ retryAfterMs: 20_000 });
  });

  it('is refused without a key', async () => {
    const { bots, sent, lines } = pipecatCloud([], { publicKey: fakeKey(undefined) });
    expect(await bots.start(botOrder(target), target)).toEqual({ kind: 'refused', why: 'no-public-key' });
    expect(sent).toEqual([]);
    expect(lines).toEqual([
      { level: 'error', code: 'secret-missing', fields: { secret: 'pipecatCloudPublicKey' } },
    ]);
  });

  it('is repeated with a key that was rotated meanwhile', async () => {
    const { bots, sent } = pipecatCloud([{ status: 401 }, { status: 200 }], {
      publicKey: fakeKey('pk_old', 'pk_new'),
    });
    expect(await bots.start(botOrder(target), target)).toEqual({ kind: 'started' });
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual(['Bearer pk_old', 'Bearer pk_new']);
  });

  it.each<{ body: unknown; started: object }>([
    { body: undefined, started: { kind: 'started' } },
    { body: { sessionId: null }, started: { kind: 'started' } },
    { body: { sessionId: 's-1', dailyRoom: null }, started: { kind: 'started', session: 's-1' } },
  ])('is done by a 200 with $body', async ({ body, started }) => {
    const { bots } = pipecatCloud([{ status: 200, body }]);
    expect(await bots.start(botOrder(target), target)).toEqual(started);
  });

  it('hands over our own room and neither a key nor dial-in settings', async () => {
    const { bots, sent } = pipecatCloud([{ status: 200 }]);
    const told = { ...target, data: ['x'] };
    await bots.start(botOrder(told), told);
    expect(sent[0]?.method).toBe('POST');
    expect(sent[0]?.url).toBe(`${apiUrl}/public/front-desk/start`);
    expect(sent[0]?.body).toEqual({ body: { ...orderJson, data: ['x'] } });
  });
});

describe('stop', () => {
  const bot = { target, attempt: 2, session: 's/1' };

  it.each<{ name: string; reply: Reply }>([
    { name: 'refuses the key', reply: { status: 403 } },
    { name: 'is busy', reply: { status: 429 } },
    { name: 'is at fault', reply: { status: 500 } },
    { name: 'is silent', reply: 'hang' },
  ])('has failed when Pipecat Cloud $name', async ({ reply }) => {
    const { bots, lines, text } = pipecatCloud([reply]);
    expect(await bots.stop(bot, target)).toBe(false);
    expect(lines.map(({ code }) => code)).toEqual(['provider-failed']);
    expect(text()).not.toContain('sk_private');
  });

  it.each([200, 204, 404])('is done by a %i', async (status) => {
    const { bots, sent } = pipecatCloud([{ status }]);
    expect(await bots.stop(bot, target)).toBe(true);
    expect(sent).toMatchObject([
      {
        method: 'DELETE',
        url: `${apiUrl}/agents/front-desk/sessions/s%2F1`,
        headers: { authorization: 'Bearer sk_private' },
      },
    ]);
  });

  it('leaves a bot without a session to its room', async () => {
    const { bots, sent } = pipecatCloud([]);
    expect(await bots.stop({ target, attempt: 2 }, target)).toBe(true);
    expect(sent).toEqual([]);
  });

  it('leaves a bot to its room, and says so, while there is no private key', async () => {
    const { bots, sent, lines } = pipecatCloud([], { privateKey: fakeKey(undefined) });
    expect(await bots.stop(bot, target)).toBe(true);
    expect(sent).toEqual([]);
    expect(lines.map(({ code }) => code)).toEqual(['secret-missing']);
  });
});
