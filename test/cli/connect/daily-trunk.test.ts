import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { secretSchema } from '../../../lib/providers/secret.ts';
import { containing } from '../../support/matching.ts';
import { startConnected, type Connected } from './gateway.ts';

let gateway: Connected;
beforeEach(async () => {
  gateway = await startConnected();
});
afterEach(() => gateway.stop());

const connect = (...args: string[]) => gateway.local(['connect', 'daily', ...args]);
const whole = ['--trunk', 'support', '--route', 'reception', '--allow-ip', '203.0.113.0/24'];
const trunks = () => secretSchema.shape.dailyTrunks.parse(gateway.stored().dailyTrunks);
const writes = () => gateway.daily.requests.filter(({ method }) => method !== 'GET');

describe('connect daily --trunk refuses', () => {
  test.each([
    ['a name that is none', ['--trunk', 'sup-port', '--route', 'reception'], 2, 'lower-case letters'],
    ['no route', ['--trunk', 'support'], 2, 'needs --route'],
    ['a number beside it', [...whole, '--number', '+12025550143'], 2, 'goes alone'],
    ['everybody, and some', [...whole, '--open'], 2, 'not both'],
    ['an address that is none', ['--trunk', 'support', '--route', 'a', '--allow-ip', 'x'], 2, 'IPv4'],
    ['nobody who may call in', ['--trunk', 'support', '--route', 'reception'], 3, 'who may call in'],
    ['a route without a trunk', ['--route', 'reception'], 2, 'go with --trunk'],
  ])('%s', async (_, args, exitCode, problem) => {
    expect(await connect(...args)).toMatchObject({ exitCode, err: containing(problem) });
    expect(writes()).toEqual([]);
    expect(gateway.stored()).toEqual(gateway.keys);
  });
});

test('shows in a dry run what it would do, and does nothing', async () => {
  expect(await connect(...whole, '--dry-run')).toMatchObject({ exitCode: 0, out: containing('Nothing was') });
  expect(writes()).toEqual([]);
});

test('makes the trunk, with a secret that the gateway knows before, and does nothing the second time', async () => {
  const ran = await connect(...whole);
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(ran.out).toContain('sip:<number>@example-support.siptrunk.sip-us.daily.co');
  const [known] = trunks() ?? [];
  const [made] = gateway.daily.trunks.all;
  expect(known).toMatchObject({ name: 'support', route: 'reception', hmac: [made?.hmac] });
  expect(made).toMatchObject({ trunk_config: { allowed_ips: ['203.0.113.0/24'] } });
  expect(made?.webhookUrl).toBe(
    gateway.providers.daily.pinlessUrl.replace('/daily/pinless', '/daily/trunk/support'),
  );
  expect(ran.out + ran.err).not.toContain(made?.hmac);
  const again = await connect('--trunk', 'support', '--route', 'reception');
  expect(again).toMatchObject({ exitCode: 0, out: containing('nothing was written') });
});

test('leads it to another route, and leaves other trunks alone', async () => {
  await connect(...whole);
  await connect('--trunk', 'sales', '--route', 'sales', '--open');
  expect(await connect('--trunk', 'support', '--route', 'night')).toMatchObject({ exitCode: 0 });
  expect(trunks()?.map(({ name, route }) => [name, route])).toEqual([
    ['sales', 'sales'],
    ['support', 'night'],
  ]);
});

test('takes over a trunk that leads elsewhere', async () => {
  gateway.daily.makeTrunk({
    trunk_name: 'support',
    room_template: {},
    notification: { webhook_url: 'https://elsewhere.example.com/in' },
    trunk_config: { is_open: true },
  });
  const ran = await connect('--trunk', 'support', '--route', 'reception');
  expect(ran.out).toContain('https://elsewhere.example.com/in');
  expect(trunks()?.[0]?.hmac).toEqual([gateway.daily.trunks.all[0]?.hmac]);
  expect((await gateway.local(['numbers'])).out).toContain('example-support.siptrunk.sip-us.daily.co');
});

test('a gateway whose webhook does not answer, and a Daily that refuses', async () => {
  gateway.daily.faults.next('POST /sip-trunk', { status: 400 });
  expect(await connect(...whole)).toMatchObject({ exitCode: 3 });
  expect(await connect(...whole)).toMatchObject({ exitCode: 0 });
});

describe("a trunk's secret is rotated", () => {
  const rotate = (...args: string[]) =>
    gateway.local(['secrets', 'rotate', 'daily-trunks', '--entry', 'support', ...args]);
  const live = () => trunks()?.[0]?.hmac ?? [];

  test('while both count, until Daily has the new one and the old one is dropped', async () => {
    await connect(...whole);
    const [old = ''] = live();
    expect(await rotate()).toMatchObject({ exitCode: 0, out: containing('connect daily --trunk support') });
    const [newest = ''] = live();
    expect(live()).toEqual([newest, old]);
    expect(gateway.daily.trunks.all[0]?.hmac).toBe(old);
    expect(await rotate()).toMatchObject({ exitCode: 3, err: containing('two live secrets') });
    expect(await connect('--trunk', 'support', '--route', 'reception')).toMatchObject({ exitCode: 0 });
    expect(gateway.daily.trunks.all[0]?.hmac).toBe(newest);
    expect(live()).toEqual([newest, old]);
    expect(await rotate('--finish')).toMatchObject({ exitCode: 3, err: containing('--early') });
    expect(await rotate('--finish', '--early')).toMatchObject({ exitCode: 0 });
    expect(live()).toEqual([newest]);
    expect(await rotate('--finish')).toMatchObject({ exitCode: 3, err: containing('nothing to finish') });
  });

  test('not in a dry run, nor without a trunk that is known', async () => {
    expect(await rotate()).toMatchObject({ exitCode: 3, err: containing('no trunk') });
    await connect(...whole);
    const before = live();
    expect(await rotate('--dry-run')).toMatchObject({ exitCode: 0, out: containing('nothing was stored') });
    expect(live()).toEqual(before);
    expect(await gateway.local(['secrets', 'rotate', 'daily-trunks'])).toMatchObject({ exitCode: 2 });
  });
});
