import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { makeBotEndpoint } from '../../../../lib/providers/bot-endpoint/bot-endpoint.ts';
import { makePipecatCloud } from '../../../../lib/providers/pipecat-cloud/pipecat-cloud.ts';
import { botOrder, orderJson } from '../bot-endpoint/bot-order.ts';
import { fakeHttp, fakeKey, fakeLog } from '../../http/fake-http.ts';
import { published } from './published-shapes.ts';

const key = fakeKey('key');
const requestSchema = z.record(z.string(), z.unknown());

/** The start that leaves for Pipecat Cloud, and the one that leaves for a runner. */
async function starts() {
  const { http, sent } = fakeHttp({ status: 200, body: null }, { status: 200, body: null });
  const { log } = fakeLog();
  const cloud = { kind: 'pipecat-cloud', agent: 'front-desk' } as const;
  const runner = {
    kind: 'bot-endpoint',
    url: 'https://bots.example/start',
    protocol: 'pipecat-runner',
  } as const;
  const apiUrl = 'https://pipecat.example/v1';
  const secret = () => Promise.resolve(`whsec_${Buffer.from('a secret').toString('base64')}`);
  const pipecatCloud = makePipecatCloud({ http, log, apiUrl, publicKey: key, privateKey: key });
  const answers = [
    await pipecatCloud.start(botOrder(cloud), cloud),
    await makeBotEndpoint({ http, log, secret }).start(botOrder(runner), runner),
  ];
  const [toCloud, toRunner] = sent.map(({ body }) => requestSchema.parse(body));
  if (toCloud === undefined || toRunner === undefined) throw new Error('two starts were expected');
  return { toCloud, toRunner, answers };
}

describe('a start, against what is published', () => {
  test.each(['cloudStart', 'runnerStart'] as const)('%s has no field but those that are', async (which) => {
    const { toCloud, toRunner } = await starts();
    const start = which === 'cloudStart' ? toCloud : toRunner;
    const fields: Readonly<Record<string, string>> = published[which].request;
    for (const [name, value] of Object.entries(start)) expect(typeof value, name).toBe(fields[name]);
  });

  test('neither asks for a room, whose name would say nothing of the call, and that nobody could find again', async () => {
    const { toCloud, toRunner } = await starts();
    for (const start of [toCloud, toRunner]) expect(start).not.toHaveProperty('createDailyRoom');
  });

  test('both hand over our room where that of somebody else goes', async () => {
    const { toCloud, toRunner } = await starts();
    for (const { body } of [toCloud, toRunner])
      for (const name of published.cloudStart.ownRoomInBody) expect(body).toHaveProperty(name);
  });

  test('a runner is told that its transport is Daily: without it, it answers 200 and starts no bot', async () => {
    const { toRunner } = await starts();
    expect(toRunner).toEqual({ transport: 'daily', body: orderJson });
    expect(published.runnerStart.usualTransport).not.toBe('daily');
  });

  test('an answer without a room and without a session means that the bot is on its way', async () => {
    expect((await starts()).answers).toEqual([{ kind: 'started' }, { kind: 'started' }]);
    expect(published.runnerStart.answerWithoutRoom).toBeNull();
  });

  test('no bot is given what would make it order the connection by itself', async () => {
    const { toCloud, toRunner } = await starts();
    expect(JSON.stringify([toCloud, toRunner])).not.toContain(published.ordersByItself);
  });
});

describe('the lines that docs/bots.md gives to a Pipecat bot', () => {
  const docs = readFileSync(new URL('../../../../docs/bots.md', import.meta.url), 'utf8');
  const lines = /```python\n(.*?)```/s.exec(docs)?.[1] ?? '';

  test('are needed: started without a room of its maker, a bot has no room among its arguments', () => {
    const has: readonly string[] = published.botArguments.noRoomMade;
    expect(published.dailyTransportNeeds.filter((name) => !has.includes(name))).toEqual([
      'room_url',
      'token',
    ]);
  });

  test('make of the body what Daily needs, from fields that an order has', () => {
    const taken = [...lines.matchAll(/(\w+)=body\["(\w+)"\]/g)].map(([, name, field]) => ({ name, field }));
    expect(taken.map(({ name }) => name)).toEqual(published.dailyTransportNeeds);
    for (const { field = '' } of taken) expect(orderJson).toHaveProperty(field);
    expect(lines).toContain('DailyRunnerArguments(');
  });
});

describe('the bot in examples/pipecat', () => {
  const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
  const bot = read('examples/pipecat/bot.py');
  const parse = ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'];
  const hasPython = spawnSync('python3', parse, { input: '' }).status === 0;

  test('has the lines that docs/bots.md shows', () => {
    const blocks = [...read('docs/bots.md').matchAll(/```python\n(.*?)```/gs)].map(([, block = '']) => block);
    const shown = blocks
      .flatMap((block) => block.split('\n'))
      .map((line) => line.replace(/\s*#.*|:$/, '').trim());
    expect(blocks).toHaveLength(2);
    for (const line of shown.filter((each) => each !== '' && each !== '...')) expect(bot).toContain(line);
  });

  test('takes from its body only what an order has', () => {
    const taken = [...bot.matchAll(/body\["(\w+)"\]/g)].map(([, field = '']) => field);
    expect(new Set(taken)).toEqual(new Set([...published.dailyTransportNeeds, 'ready']));
    for (const field of taken) expect(orderJson).toHaveProperty(field);
    for (const [, field = ''] of bot.matchAll(/\bready\["(\w+)"\]/g))
      expect(orderJson.ready).toHaveProperty(field);
  });

  test('orders nothing by itself and holds no key of Daily', () => {
    expect(bot).not.toMatch(/dialin_settings|daily_api|DAILY/);
  });

  test.skipIf(!hasPython)('is Python', () => {
    expect(spawnSync('python3', parse, { input: bot, encoding: 'utf8' }).stderr).toBe('');
  });
});
