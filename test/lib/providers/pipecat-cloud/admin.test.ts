import { afterAll, beforeAll, expect, test } from 'vitest';
import { given } from '../../../../lib/http/asked.ts';
import { readAgent } from '../../../../lib/providers/pipecat-cloud/admin.ts';
import { startSimulatedBots, type SimulatedBots } from '../../../../local/simulated/bots.ts';
import { startSimulatedDaily, type SimulatedDaily } from '../../../../local/simulated/daily/start.ts';
import { Witness } from '../../../contract/witness.ts';
import { containing } from '../../../support/matching.ts';

const witness = new Witness();
let daily: SimulatedDaily;
let bots: SimulatedBots;
beforeAll(async () => {
  daily = await startSimulatedDaily();
  const observer = witness.observer('pipecat-cloud');
  bots = await startSimulatedBots({ daily, agents: ['receptionist'], observer });
});
afterAll(async () => {
  await bots.stop();
  await daily.stop();
  witness.expectNoComplaint();
});

function clientWith(key: string | undefined, answer?: () => Promise<Response>) {
  const read = () => Promise.resolve(key);
  return {
    http: {
      fetch: answer ?? fetch,
      timeoutSignal: (ms: number) => AbortSignal.timeout(ms),
      clock: { now: () => 0, sleep: () => Promise.resolve() },
    },
    apiUrl: bots.pipecatCloudUrl,
    privateKey: { read, reread: read },
  };
}

test.each([
  { what: 'no key', key: () => undefined, answer: { ok: false, reason: 'no-key' } },
  {
    what: 'the key that only starts agents',
    key: () => bots.publicKey,
    answer: { ok: false, reason: 'refused', status: 401 },
  },
  { what: 'the private key', key: () => bots.privateKey, answer: given({ isReady: true }) },
])('an agent is looked at with $what', async ({ key, answer }) => {
  expect(await readAgent(clientWith(key()), 'receptionist')).toMatchObject(answer);
  expect(bots.sessions).toEqual([]);
});

test('one that is not there is no failure', async () => {
  expect(await readAgent(clientWith(bots.privateKey), 'nobody')).toEqual(given(undefined));
});

test.each([
  { body: '{"ready":false,"available":true}', answer: given({ isReady: false }) },
  { body: '{"ready":true,"available":false}', answer: given({ isReady: false }) },
  // Both are new: an API that says neither has nothing against the agent.
  { body: '{}', answer: given({ isReady: true }) },
  { body: 'hello', answer: { ok: false, reason: 'failed', why: containing('without an agent') } },
])('what it says is read: $body', async ({ body, answer }) => {
  const client = clientWith('key', () => Promise.resolve(new Response(body)));
  expect(await readAgent(client, 'receptionist')).toEqual(answer);
});
