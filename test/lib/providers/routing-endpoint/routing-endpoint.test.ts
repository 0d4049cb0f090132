import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { makeRoutingEndpoint } from '../../../../lib/providers/routing-endpoint/routing-endpoint.ts';
import { fakeHttp, fakeLog, startMs, type Reply } from '../../http/fake-http.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
const url = 'https://routing.example.com/calls';

function endpoint(replies: readonly Reply[], given: string | undefined = secret) {
  const network = fakeHttp(...replies);
  const logged = fakeLog();
  const { http } = network;
  const router = makeRoutingEndpoint({ http, log: logged.log, secret: () => Promise.resolve(given) });
  const ask = (at = url) =>
    router.ask({
      id: 'c1',
      url: at,
      call: {
        id: callIdFrom('c1'),
        to: '+12025550143',
        from: '+12025550188',
        sipHeaders: { 'X-Tenant': 'acme' },
      },
      endsAtMs: startMs + 2_000,
    });
  return { ...network, ...logged, ask };
}

describe('no answer', () => {
  test.each<[string, Reply, string]>([
    ['a fault over there', { status: 500 }, 'http-500'],
    ['a refusal of the request', { status: 401 }, 'http-401'],
    ['a redirection', { status: 307 }, 'http-307'],
    ['a connection that breaks off', { failsWith: 'ECONNRESET' }, 'ECONNRESET'],
    ['silence', 'hang', 'time-out'],
    ['something that is not JSON', { status: 200 }, 'wrong-answer'],
    ['nothing that was asked for', { status: 200, body: { hello: 1 } }, 'wrong-answer'],
    ['two answers in one', { status: 200, body: { refuse: true, data: {} } }, 'wrong-answer'],
    ['no target', { status: 200, body: { targets: [] } }, 'wrong-answer'],
    ['a megabyte', { status: 200, body: { data: 'x'.repeat(1_000_000) } }, 'wrong-answer'],
  ])('%s', async (_, reply, why) => {
    const { ask, sent, elapsedMs } = endpoint([reply]);
    expect(await ask()).toEqual({ kind: 'none', why });
    expect(sent).toHaveLength(1);
    expect(elapsedMs()).toBeLessThanOrEqual(2_000);
  });

  test.each(['http://routing.example.com/calls', 'http://10.0.0.1/'])(
    'nobody is asked in the open: %s',
    async (at) => {
      const { ask, sent } = endpoint([]);
      expect(await ask(at)).toEqual({ kind: 'none', why: 'not-https' });
      expect(sent).toEqual([]);
    },
  );

  test.each(['', 'whsec_!!!'])('nobody is asked unsigned', async (given) => {
    const { ask, sent, lines, text } = endpoint([], given);
    expect(await ask()).toEqual({ kind: 'none', why: 'no-secret' });
    expect(sent).toEqual([]);
    expect(lines.map(({ code }) => code)).toEqual(['secret-missing']);
    expect(text()).not.toContain('!!!');
  });
});

describe('targets', () => {
  const agent = { kind: 'pipecat-cloud', agent: 'receptionist' };

  test.each([
    { kind: 'carrier-pigeon' },
    { kind: 'ask', url },
    { kind: 'room', room: 'pb-dev-c2-1' },
    { kind: 'bot-endpoint', url: 'https://10.1.2.3/start' },
    { kind: 'bot-endpoint', url: 'https://169.254.169.254/latest' },
    { kind: 'bot-endpoint', url: 'https://[fd00:ec2::254]/' },
    { kind: 'bot-endpoint', url: 'https://[::ffff:10.0.0.1]/' },
    { kind: 'bot-endpoint', url: 'https://0x7f.1/' },
    { kind: 'bot-endpoint', url: 'https://localhost:7860/start' },
    { kind: 'bot-endpoint', url: 'https://bot.internal/start' },
    'receptionist',
  ])('one that cannot be used is left out and named in the log: %j', async (useless) => {
    const { ask, lines } = endpoint([{ status: 200, body: { targets: [useless, agent] } }]);
    expect(await ask()).toEqual({ kind: 'targets', targets: [agent] });
    expect(lines).toMatchObject([{ code: 'routing-target-refused', fields: { callId: 'c1', target: 0 } }]);
  });

  test('none that can be used is no answer', async () => {
    const { ask } = endpoint([{ status: 200, body: { targets: [{ kind: 'carrier-pigeon' }] } }]);
    expect(await ask()).toEqual({ kind: 'none', why: 'no-usable-target' });
  });

  test('a routing endpoint on this machine may name bots on this machine', async () => {
    const local = { kind: 'bot-endpoint', url: 'http://localhost:7860/start' };
    const { ask } = endpoint([{ status: 200, body: { targets: [local] } }]);
    expect(await ask('http://localhost:9000/calls')).toEqual({ kind: 'targets', targets: [local] });
  });
});

test.each([
  [{ refuse: true }, { kind: 'refusal' }],
  [{ data: { tenant: 'acme' } }, { kind: 'data', data: { tenant: 'acme' } }],
])('%j is understood', async (body, answer) => {
  expect(await endpoint([{ status: 200, body }]).ask()).toEqual(answer);
});

test('the question says whose call it is and is signed as Standard Webhooks 1.0 describes', async () => {
  const { ask, sent } = endpoint([{ status: 200, body: { refuse: true } }]);
  await ask();
  const [request] = sent;
  expect(JSON.parse(request?.text ?? '')).toEqual({
    call: {
      id: 'c1',
      to: '+12025550143',
      from: '+12025550188',
      sip_headers: { 'X-Tenant': 'acme' },
    },
  });
  const timestamp = startMs / 1000;
  const mac = createHmac('sha256', 'a secret of twenty-four b');
  const signature = mac.update(`c1.${timestamp}.${request?.text ?? ''}`).digest('base64');
  expect(request?.headers).toMatchObject({
    'webhook-id': 'c1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  });
});
