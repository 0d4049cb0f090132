import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectConnected, setRoute, warmUp } from './helpers-bots.ts';
import { numbers, Stack } from '../stack.ts';

const asking = '+12025550130';
const regular = '+12025550187';
const stack = new Stack({ routes: { [asking]: { kind: 'refuse' } } });
const server = fileURLToPath(new URL('../../../examples/routing/server.ts', import.meta.url));
const ended = new AbortController();
afterAll(() => ended.abort());

beforeAll(async () => {
  const child = spawn(process.execPath, [server], {
    env: { PORT: '0', BOT_ENDPOINT_SECRET: stack.bots.endpointSecret, REGULARS: regular },
    stdio: ['ignore', 'pipe', 'inherit'],
    signal: ended.signal,
  });
  child.on('error', (error) => {
    if (!ended.signal.aborted) throw error;
  });
  const said: readonly unknown[] = await once(child.stdout, 'data');
  const port = /port: (\d+)/.exec(String(said[0]))?.[1] ?? '';
  const ask = { kind: 'ask', url: `http://127.0.0.1:${port}/` };
  const targets = [ask, { kind: 'pipecat-cloud', agent: 'receptionist' }];
  await setRoute(stack, asking, { kind: 'targets', targets });
  await warmUp(stack);
});

const agents = (callId: string) => stack.sessions(callId).map(({ agent }) => agent);

test('a call goes where the example says, and its timeline says that it was asked', async () => {
  const call = stack.place({ to: asking, from: regular });
  const item = await expectConnected(stack, call);
  expect(agents(call.callId)).toEqual(['concierge']);
  expect(item.timeline.find(({ event }) => event === 'routed')?.detail).toBe('targets');
});

test('a bot of the route gets the data that the example answers', async () => {
  const call = stack.place({ to: asking, from: '+12025550186' });
  const item = await expectConnected(stack, call);
  expect(item.targets).toEqual([
    { kind: 'pipecat-cloud', agent: 'receptionist', data: { caller: '+12025550186' } },
  ]);
});

test('a call whose number is withheld is refused, and no bot is started for it', async () => {
  const call = stack.place({ to: asking, from: '' });
  await stack.reaches(call.callId, 'refused');
  expect((await stack.item(call.callId)).outcome).toBe('declined');
  expect(agents(call.callId)).toEqual([]);
  call.hangUp();
});

test('while nobody answers there, calls go to the other targets', async () => {
  ended.abort();
  const call = stack.place({ to: asking, from: regular });
  await expectConnected(stack, call);
  expect(agents(call.callId)).toEqual(['receptionist']);
});

test('a route that asks nobody is served as ever', async () => {
  const call = stack.place({ to: numbers.bot });
  const item = await expectConnected(stack, call);
  expect(item.timeline.map(({ event }) => event)).not.toContain('routed');
});
