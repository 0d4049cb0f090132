import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialInKey, dialInsList } from '../../../lib/aws/table/table.ts';
import { startStandIn, type StandIn } from '../gateway.ts';

const number = '+12025550151';
const address = 'someone@example.sip.daily.co';

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
});
afterEach(() => gateway.stop());

const dialIn = (...args: string[]) => gateway.local(['dial-in', ...args]);

async function putUnreadable(dialled: string) {
  const item = { ...dialInKey(dialled), list: dialInsList, listAt: 0, dialIn: '{"kind":"window"}' };
  await gateway.table.client.send(new PutCommand({ TableName: gateway.table.name, Item: item }));
}

describe('dial-in set refuses', () => {
  test.each([
    { what: 'no manner', args: [number], problem: 'in one manner' },
    { what: 'two manners', args: [number, '--pin', '--refuse'], problem: 'in one manner' },
    { what: 'a number without its plus', args: ['12025550151', '--pin'], problem: 'A dial-in belongs to' },
    {
      what: 'an address in the place of a domain',
      args: ['a@acme.sip.twilio.com', '--pin'],
      problem: 'A dial-in',
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
    {
      what: 'a notice in a language that nobody speaks here',
      args: [number, '--pin', '--notice', 'fr=Bonjour', '--notice-version', '1'],
      problem: 'callers cannot be spoken to in fr',
    },
    {
      what: 'a notice without a language',
      args: [number, '--pin', '--notice', 'Hello', '--notice-version', '1'],
      problem: '<language>=<text>',
    },
    {
      what: 'a notice whose audio is not https',
      args: [number, '--pin', '--notice-audio', 'http://x.example/a.mp3', '--notice-version', '1'],
      problem: 'https://',
    },
    {
      what: 'a notice without a version',
      args: [number, '--pin', '--notice', 'en=a=b'],
      problem: 'notice.version',
    },
    { what: 'a consent to nothing', args: [number, '--pin', '--consent', 'press-1'], problem: 'notice' },
    { what: 'a prefix that is none', args: [number, '--pin', '--deny', '1900'], problem: 'deny' },
    {
      what: 'a place to lead callers to that is none',
      args: [number, '--pin', '--transfer-to', '4930'],
      problem: 'transferTo',
    },
    {
      what: 'a place to lead callers to, of whom none is in a conference',
      args: [number, '--refuse', '--transfer-to', '+4930'],
      problem: 'transferTo',
    },
  ])('$what', async ({ args, problem }) => {
    const ran = await dialIn('set', ...args);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
    expect(gateway.actions()).toEqual([]);
  });
});

describe('dial-in set stores', () => {
  test.each([
    { args: ['--pin'], stored: { kind: 'pin', voice: 'twilio', language: 'en', opensTo: 'both' } },
    {
      args: ['--pin', '--opens-to', 'bridge', '--language', 'de', '--deny', '+1900', '--deny', '+4919'],
      stored: { kind: 'pin', voice: 'twilio', language: 'de', opensTo: 'bridge', deny: ['+1900', '+4919'] },
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
        voice: 'twilio',
        language: 'en',
        address,
        route: 'support',
        audio: { 'forward-failed': 'https://x.example/a?b=c' },
      },
    },
    {
      args: ['--pin', '--notice', 'en=A=B.', '--notice-version', '3', '--consent', 'press-1'],
      stored: {
        ...{ kind: 'pin', voice: 'twilio', language: 'en', opensTo: 'both' },
        notice: { version: '3', text: { en: 'A=B.' }, consent: 'press-1' },
      },
    },
    {
      args: ['--pin', '--transfer-to', '+4930', '--transfer-to', 'desk@pbx.example.com'],
      stored: {
        ...{ kind: 'pin', voice: 'twilio', language: 'en', opensTo: 'both' },
        transferTo: ['+4930', 'desk@pbx.example.com'],
      },
    },
    { args: ['--refuse'], stored: { kind: 'refuse' } },
  ])('$args', async ({ args, stored }) => {
    const ran = await dialIn('set', '+1 (202) 555-0151', ...args, '--json');
    expect(JSON.parse(ran.out)).toEqual({ dialled: number, stored: true, dialIn: stored });
    expect(JSON.parse((await dialIn('show', number, '--json')).out)).toEqual({
      dialled: number,
      dialIn: stored,
    });
  });

  test('a SIP Domain in lower case, as calls look it up', async () => {
    expect((await dialIn('set', 'Acme.SIP.twilio.com', '--pin')).out).toContain('until that stops');
    expect((await dialIn('show', 'acme.sip.twilio.com')).out).toMatch(
      /leads to +a PIN \(callers and bridge\)/,
    );
  });

  test('nothing, in a dry run', async () => {
    expect((await dialIn('set', number, '--pin', '--dry-run')).out).toContain('nothing was stored');
    expect(await gateway.items()).toEqual([]);
  });
});

describe('dial-in list, show and remove', () => {
  test('of a gateway without dial-ins', async () => {
    expect((await dialIn('list')).out).toContain('has no dial-ins');
    for (const command of ['show', 'remove']) {
      const ran = await dialIn(command, number);
      expect(ran).toMatchObject({ exitCode: 3, out: '' });
      expect(ran.err).toContain('no such dial-in');
    }
  });

  test('show every dial-in, and remove unreadable ones too', async () => {
    await dialIn('set', number, '--pin', '--opens-to', 'callers', '--language', 'de');
    await dialIn('set', '+12025550152', '--forward', address, '--route', 'support');
    await dialIn('set', '+12025550153', '--refuse');
    await putUnreadable('+12025550154');
    const { out } = await dialIn('list');
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['DIAL-IN', 'LEADS TO', 'VOICE', 'LANGUAGE'],
      [number, 'a PIN (callers)', 'twilio', 'de'],
      ['+12025550152', `${address} by the route support`, 'twilio', 'en'],
      ['+12025550153', 'a refusal'],
      ['+12025550154', expect.stringMatching(/^unreadable: /)],
      [''],
    ]);
    expect(await dialIn('show', '+12025550154')).toMatchObject({ exitCode: 1, out: '' });
    expect((await dialIn('remove', '+12025550154', '--dry-run')).out).toContain('nothing was removed');
    for (const each of [number, '+12025550152', '+12025550153', '+12025550154'])
      expect(await dialIn('remove', each)).toMatchObject({ exitCode: 0 });
    expect(await gateway.items()).toEqual([]);
  });
});
