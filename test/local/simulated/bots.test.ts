import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { SimulatedBots } from '../../../local/simulated/bots.ts';
import type { BotBehaviour } from '../../../local/simulated/bots/behaviour.ts';
import type { SimulatedDaily } from '../../../local/simulated/daily/start.ts';
import { bots, daily, emptyRoom, inSeconds, receiver, someText, until } from './harness.ts';

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
}

const jsonObject = z.record(z.string(), z.unknown());

async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return {
    status: response.status,
    headers: response.headers,
    json: jsonObject.parse(await response.json()),
  };
}

const orderFor = (
  on: SimulatedDaily,
  room: string,
  readyUrl: string,
  id = 'call-1',
): Record<string, unknown> => ({
  room_url: `https://example.daily.co/${room}`,
  token: on.token({ r: room, o: true, u: 'bot', exp: inSeconds(60) }),
  call: { id, from: '+12025550188', to: '+12025550143' },
  ready: { url: readyUrl, token: 'report-token' },
});

const start = (on: SimulatedBots, body: unknown, key = on.publicKey): Promise<Answer> =>
  send(
    `${on.pipecatCloudUrl}/public/agent-1/start`,
    'POST',
    { authorization: `Bearer ${key}` },
    JSON.stringify({ body }),
  );

function startAtEndpoint(on: SimulatedBots, body: unknown, secret = on.endpointSecret): Promise<Answer> {
  const text = JSON.stringify(body);
  const at = new Date();
  return send(
    `${on.endpointUrl}/own`,
    'POST',
    {
      'webhook-id': 'msg-1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg-1', at, text),
    },
    text,
  );
}

/** A Daily with an empty room `a`, bots, and a receiver of ready reports. */
async function stage(options: { behaviour?: BotBehaviour; capacity?: number } = {}): Promise<{
  on: SimulatedDaily;
  cloud: SimulatedBots;
  hook: Awaited<ReturnType<typeof receiver>>;
  order: Record<string, unknown>;
}> {
  const on = await daily();
  emptyRoom(on, 'a');
  const hook = await receiver();
  const { behaviour, ...others } = options;
  const cloud = await bots({ daily: on, ...others, behaviour: { startUpMs: 5, ...behaviour } });
  return { on, cloud, hook, order: orderFor(on, 'a', hook.url) };
}

describe('refusals of Pipecat Cloud', () => {
  test.each([
    ['no key', {}, 401, 'PCC-1002'],
    ['a wrong key', { authorization: 'Bearer sk_simulated' }, 401, '401'],
  ])('%s', async (_, headers, status, code) => {
    const { cloud } = await stage();
    const answer = await send(`${cloud.pipecatCloudUrl}/public/agent-1/start`, 'POST', headers, '{}');
    expect(answer).toMatchObject({ status, json: { error: someText, code } });
  });

  test.each([
    { what: 'an API key', change: { data: { daily_api_key: 'x' } } },
    { what: 'an API key under another name', change: { data: ['Bearer simulated-daily-api-key'] } },
    { what: 'dialin_settings', change: { dialin_settings: {} } },
    { what: 'an unknown field', change: { room: 'a' } },
    { what: 'no token', change: { token: undefined } },
  ])('an order with $what', async ({ change }) => {
    const { cloud, order } = await stage();
    expect((await start(cloud, { ...order, ...change })).status).toBe(400);
    expect((await startAtEndpoint(cloud, { ...order, ...change })).status).toBe(400);
    expect(cloud.sessions).toEqual([]);
    expect(cloud.refusals).toMatchObject([{ why: 'bad-order' }, { why: 'bad-order' }]);
  });

  test('a body that is too large', async () => {
    const { cloud, order } = await stage();
    expect((await start(cloud, { ...order, data: 'x'.repeat(1_000_000) })).status).toBe(413);
  });

  test('a full pool, in both shapes', async () => {
    const { on, cloud, order } = await stage({ capacity: 1 });
    expect((await start(cloud, order)).status).toBe(200);
    expect(await start(cloud, order)).toMatchObject({ status: 429, json: { code: 'PCC-AGENT-AT-CAPACITY' } });
    const other = await bots({ daily: on, capacity: 0, capacityShape: 'numeric' });
    expect(await start(other, order)).toMatchObject({ status: 429, json: { status: 429, code: '429' } });
  });

  test('stopping with the public key, or an unknown session', async () => {
    const { cloud } = await stage();
    const url = `${cloud.pipecatCloudUrl}/agents/agent-1/sessions/none`;
    expect((await send(url, 'DELETE', { authorization: `Bearer ${cloud.publicKey}` })).status).toBe(401);
    expect((await send(url, 'DELETE', { authorization: `Bearer ${cloud.privateKey}` })).status).toBe(404);
  });
});

describe('refusals of the endpoint', () => {
  test('a signature by another secret', async () => {
    const { cloud, order } = await stage();
    const other = `whsec_${Buffer.from('another').toString('base64')}`;
    expect((await startAtEndpoint(cloud, order, other)).status).toBe(401);
    expect(cloud.sessions).toEqual([]);
  });

  test('no signature', async () => {
    const { cloud, order } = await stage();
    expect((await send(`${cloud.endpointUrl}/own`, 'POST', {}, JSON.stringify(order))).status).toBe(401);
  });
});

describe('Pipecat’s development runner', () => {
  const startAt = (on: SimulatedBots, body: unknown) =>
    fetch(`${on.endpointUrl}/own/start`, { method: 'POST', body: JSON.stringify(body) });

  test('starts a bot for Daily, whose room is in the body', async () => {
    const { cloud, order } = await stage();
    const answer = await startAt(cloud, { transport: 'daily', body: order });
    expect([answer.status, await answer.json()]).toEqual([200, null]);
    expect(cloud.sessions).toMatchObject([{ backEnd: 'endpoint', agent: 'own' }]);
  });

  test.each([{ body: {} }, { transport: 'webrtc' }, {}])('waits for a browser after %j', async (request) => {
    const { cloud } = await stage();
    expect(await (await startAt(cloud, request)).json()).toHaveProperty('sessionId');
    expect(cloud.sessions).toEqual([]);
  });

  test.each([{ transport: 'twilio' }, { transport: 'daily', createDailyRoom: true }, { room_url: 'x' }])(
    'refuses %j',
    async (request) => {
      const { cloud } = await stage();
      expect((await startAt(cloud, request)).status).toBe(400);
      expect(cloud.sessions).toEqual([]);
    },
  );
});

test.each([
  { backEnd: 'pipecat-cloud', startBot: start },
  { backEnd: 'endpoint', startBot: startAtEndpoint },
])('a bot of $backEnd joins and reports that dial-in is ready', async ({ backEnd, startBot }) => {
  const { on, cloud, hook, order } = await stage();
  expect((await startBot(cloud, order)).status).toBe(200);
  await until(() => cloud.sessions[0]?.reports.length === 1);
  expect(cloud.sessions).toMatchObject([{ backEnd, state: 'in-room', nth: 1, reports: [200] }]);
  expect(hook.got[0]?.headers.authorization).toBe('Bearer report-token');
  const room = on.rooms.find('a');
  expect(room?.meeting?.participants).toMatchObject([{ userName: 'bot', owner: true }]);
});

test('a session can be inspected and stopped', async () => {
  const { on, cloud, order } = await stage();
  const { json } = await start(cloud, order);
  await until(() => cloud.sessions[0]?.state === 'in-room');
  const url = `${cloud.pipecatCloudUrl}/agents/agent-1/sessions/${String(json.sessionId)}`;
  const headers = { authorization: `Bearer ${cloud.privateKey}` };
  expect((await send(url, 'GET', headers)).json).toMatchObject({ endedAt: null, completionStatus: null });
  expect((await send(url, 'DELETE', headers)).status).toBe(200);
  expect(cloud.sessions).toMatchObject([{ state: 'ended', endReason: 'stopped' }]);
  expect(on.rooms.find('a')?.meeting).toBeUndefined();
  expect((await send(url, 'GET', headers)).json).toMatchObject({ completionStatus: 'stopped' });
});

test('a bot that is stopped while it starts never joins', async () => {
  const { on, cloud, order } = await stage({ behaviour: { startUpMs: 150 } });
  const { json } = await start(cloud, order);
  const url = `${cloud.pipecatCloudUrl}/agents/agent-1/sessions/${String(json.sessionId)}`;
  await send(url, 'DELETE', { authorization: `Bearer ${cloud.privateKey}` });
  emptyRoom(on, 'b');
  await start(cloud, { ...orderFor(on, 'b', 'http://127.0.0.1:9/', 'call-2') });
  await until(() => cloud.sessions[1]?.state === 'in-room');
  expect(on.rooms.find('a')?.meeting).toBeUndefined();
});

test('starts of one call follow its script, and others the default', async () => {
  const { cloud, order } = await stage({ behaviour: { reports: false } });
  cloud.script('call-1', [{ outcome: 'silent' }, { outcome: 'at-capacity' }, { outcome: 'error' }, {}]);
  const statuses = [];
  for (let nth = 0; nth < 5; nth += 1) statuses.push((await start(cloud, order)).status);
  expect(statuses).toEqual([200, 429, 500, 200, 200]);
  expect(cloud.sessions.map(({ nth }) => nth)).toEqual([1, 4, 5]);
  await until(() => cloud.sessions[2]?.state === 'in-room');
  expect(cloud.sessions[0]?.state).toBe('starting');
  expect(cloud.sessions.flatMap(({ reports }) => reports)).toEqual([]);
});

test('a bot that knows nothing of a room in its body ends as it starts', async () => {
  const { on, cloud, order } = await stage();
  cloud.script('call-1', [{ outcome: 'stock', startUpMs: 0 }]);
  expect((await start(cloud, order)).status).toBe(200);
  await until(() => cloud.sessions[0]?.state === 'ended');
  expect(cloud.sessions).toMatchObject([{ endReason: 'no-room-arguments', reports: [] }]);
  expect(on.rooms.find('a')?.meeting).toBeUndefined();
});

test('a full back end says when to come again if its script does', async () => {
  const { cloud, order } = await stage({ behaviour: { outcome: 'at-capacity' } });
  expect((await start(cloud, order)).headers.get('retry-after')).toBeNull();
  cloud.setDefault({ retryAfterS: 20 });
  expect((await start(cloud, order)).headers.get('retry-after')).toBe('20');
});

test('a start may hang', async () => {
  const { cloud, order } = await stage({ behaviour: { outcome: 'hangs' } });
  const hanging = expect(start(cloud, order)).rejects.toThrow();
  await until(() => cloud.refusals.length === 1);
  await cloud.stop();
  await hanging;
});

test('a bot may be ready before its start is answered, and report twice', async () => {
  const { cloud, hook, order } = await stage({ behaviour: { answerDelayMs: 600, reportTwice: true } });
  let answered = false;
  const answer = start(cloud, order).finally(() => (answered = true));
  await until(() => hook.got.length === 2);
  expect(answered).toBe(false);
  expect((await answer).status).toBe(200);
});

test('a late bot finds its room gone', async () => {
  const { on, cloud, order } = await stage({ behaviour: { outcome: 'late', lateMs: 150 } });
  // Before the order: after it a busy machine may let the bot come first.
  on.rooms.delete('a');
  await start(cloud, order);
  await until(() => cloud.sessions[0]?.state === 'ended');
  expect(cloud.sessions).toMatchObject([{ endReason: 'no-such-room' }]);
});

test('a token for another room does not let a bot in', async () => {
  const { on, cloud, order } = await stage();
  await start(cloud, { ...order, token: on.token({ r: 'b', exp: inSeconds(60) }) });
  await until(() => cloud.sessions[0]?.state === 'ended');
  expect(cloud.sessions).toMatchObject([{ endReason: 'token-of-another-room' }]);
});

test.each<{ behaviour: BotBehaviour; state: string }>([
  { behaviour: {}, state: 'ended' },
  { behaviour: { staysAfterCaller: true }, state: 'in-room' },
])('when the caller has hung up: $behaviour', async ({ behaviour, state }) => {
  const { on, cloud, hook, order } = await stage({ behaviour });
  await start(cloud, order);
  await until(() => hook.got.length === 1);
  const caller = on.placeCall({ to: '+12025550143' });
  const response = await fetch(`${on.url}/dialin/pinlessCallUpdate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${on.settings.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      callId: caller.callId,
      callDomain: on.settings.callDomain,
      sipUri: on.rooms.find('a')?.endpoints[0]?.address,
    }),
  });
  expect(response.status).toBe(200);
  await caller.waitFor('connected');
  caller.hangUp();
  expect(cloud.sessions[0]?.state).toBe(state);
});

test('a bot may leave by itself', async () => {
  const { cloud, order } = await stage({ behaviour: { leavesAfterMs: 10 } });
  await start(cloud, order);
  await until(() => cloud.sessions[0]?.endReason === 'left');
});
