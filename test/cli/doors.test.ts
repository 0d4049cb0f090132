import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doorKey, doorsList, encode } from '../../lib/aws/table.ts';
import { startStandIn, type StandIn } from './gateway.ts';

const number = '+12025550151';
const address = 'someone@example.sip.daily.co';

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
});
afterEach(() => gateway.stop());

const door = (...args: string[]) => gateway.local(['door', ...args]);

async function putUnreadable(dialled: string) {
  const item = { ...doorKey(dialled), list: doorsList, listAt: 0, door: '{"kind":"window"}' };
  await gateway.table.client.send(new PutItemCommand({ TableName: gateway.table.name, Item: encode(item) }));
}

describe('door set refuses', () => {
  test.each([
    { what: 'no manner', args: [number], problem: 'in one manner' },
    { what: 'two manners', args: [number, '--pin', '--refuse'], problem: 'in one manner' },
    { what: 'a number without its plus', args: ['12025550151', '--pin'], problem: 'A door belongs to' },
    {
      what: 'an address in the place of a domain',
      args: ['a@acme.sip.twilio.com', '--pin'],
      problem: 'A door',
    },
    { what: 'unknown PINs', args: [number, '--pin', '--opens-to', 'all'], problem: 'opensTo' },
    {
      what: 'a language it does not speak',
      args: [number, '--pin', '--language', 'xx'],
      problem: 'language',
    },
    { what: 'a route without a forward', args: [number, '--pin', '--route', 'support'], problem: 'route' },
    { what: 'PINs of a refusal', args: [number, '--refuse', '--opens-to', 'both'], problem: 'opensTo' },
    { what: 'an address without a host', args: [number, '--forward', 'someone'], problem: 'user@host' },
    {
      what: 'an unknown sentence',
      args: [number, '--pin', '--audio', 'hello=https://x.example/a.mp3'],
      problem: '--audio',
    },
    {
      what: 'audio without https',
      args: [number, '--pin', '--audio', 'greeting=http://x.example/a.mp3'],
      problem: 'audio',
    },
    { what: 'a prefix that is none', args: [number, '--pin', '--deny', '1900'], problem: 'deny' },
  ])('$what', async ({ args, problem }) => {
    const ran = await door('set', ...args);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
    expect(gateway.actions()).toEqual([]);
  });
});

describe('door set stores', () => {
  test.each([
    { args: ['--pin'], stored: { kind: 'pin', language: 'en', opensTo: 'both' } },
    {
      args: ['--pin', '--opens-to', 'bridge', '--language', 'de', '--deny', '+1900', '--deny', '+4919'],
      stored: { kind: 'pin', language: 'de', opensTo: 'bridge', deny: ['+1900', '+4919'] },
    },
    {
      args: [
        '--forward',
        `sip:${address}`,
        '--route',
        'support',
        '--audio',
        'forward-failed=https://x.example/a?b=c',
      ],
      stored: {
        kind: 'forward',
        language: 'en',
        address,
        route: 'support',
        audio: { 'forward-failed': 'https://x.example/a?b=c' },
      },
    },
    { args: ['--refuse'], stored: { kind: 'refuse' } },
  ])('$args', async ({ args, stored }) => {
    const ran = await door('set', '+1 (202) 555-0151', ...args, '--json');
    expect(JSON.parse(ran.out)).toEqual({ dialled: number, stored: true, door: stored });
    expect(JSON.parse((await door('show', number, '--json')).out)).toEqual({ dialled: number, door: stored });
  });

  test('a SIP Domain in lower case, as calls look it up', async () => {
    expect((await door('set', 'Acme.SIP.twilio.com', '--pin')).out).toContain('until that stops');
    expect((await door('show', 'acme.sip.twilio.com')).out).toMatch(/leads to +a PIN \(callers and bridge\)/);
  });

  test('nothing, in a dry run', async () => {
    expect((await door('set', number, '--pin', '--dry-run')).out).toContain('nothing was stored');
    expect(await gateway.items()).toEqual([]);
  });
});

describe('door list, show and remove', () => {
  test('of a gateway without doors', async () => {
    expect((await door('list')).out).toContain('has no doors');
    for (const command of ['show', 'remove']) {
      const ran = await door(command, number);
      expect(ran).toMatchObject({ exitCode: 3, out: '' });
      expect(ran.err).toContain('no such door');
    }
  });

  test('show every door, and remove unreadable ones too', async () => {
    await door('set', number, '--pin', '--opens-to', 'callers', '--language', 'de');
    await door('set', '+12025550152', '--forward', address, '--route', 'support');
    await door('set', '+12025550153', '--refuse');
    await putUnreadable('+12025550154');
    const { out } = await door('list');
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['DOOR', 'LEADS TO', 'LANGUAGE'],
      [number, 'a PIN (callers)', 'de'],
      ['+12025550152', `${address} by the route support`, 'en'],
      ['+12025550153', 'a refusal'],
      ['+12025550154', expect.stringMatching(/^unreadable: /)],
      [''],
    ]);
    expect(await door('show', '+12025550154')).toMatchObject({ exitCode: 1, out: '' });
    expect((await door('remove', '+12025550154', '--dry-run')).out).toContain('nothing was removed');
    for (const each of [number, '+12025550152', '+12025550153', '+12025550154'])
      expect(await door('remove', each)).toMatchObject({ exitCode: 0 });
    expect(await gateway.items()).toEqual([]);
  });
});
