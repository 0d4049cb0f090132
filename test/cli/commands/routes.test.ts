import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { routeKey, routesList } from '../../../lib/aws/table/table.ts';
import { startStandIn, type StandIn } from '../gateway.ts';

const number = '+12025550143';
const withHours = {
  kind: 'targets',
  targets: [{ kind: 'bot-endpoint', url: 'https://bots.example.com/start', data: { language: 'de' } }],
  allow: ['+49', '+1202'],
  callerHosts: ['sip.carrier.example'],
  deny: ['+4930'],
  hours: {
    timeZone: 'Europe/Berlin',
    open: [{ days: ['mon', 'tue'], from: '09:00', to: '17:00' }],
    otherwise: [{ kind: 'room', room: 'night' }],
  },
  dialOut: true,
};

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
});
afterEach(() => gateway.stop());

const route = (...args: string[]) => gateway.local(['route', ...args]);
const stored = async () =>
  (await gateway.items())
    .filter(({ sk }) => sk === 'ROUTE')
    .map(({ pk, route }) => ({ pk, route: parse(String(route)) }));
const parse = (text: string): unknown => JSON.parse(text);

async function putUnreadable(key: string) {
  await gateway.table.client.send(
    new PutCommand({
      TableName: gateway.table.name,
      Item: {
        ...routeKey(key),
        list: routesList,
        listAt: 0,
        route: '{"kind":"targets","targets":[]}',
      },
    }),
  );
}

describe('what route set refuses', () => {
  const cases = [
    { what: 'no manner', args: [number], problem: 'in one manner' },
    { what: 'two manners', args: [number, '--refuse', '--target', 'room:lobby'], problem: 'in one manner' },
    { what: 'a number without its plus', args: ['12025550143', '--refuse'], problem: '+12025550143' },
    { what: 'a number that is too long', args: ['+1202555014312345', '--refuse'], problem: 'with + and' },
    { what: 'an address without a host', args: ['someone@', '--refuse'], problem: 'SIP address' },
    {
      what: 'an address that is too long',
      args: [`${'x'.repeat(320)}@a`, '--refuse'],
      problem: 'SIP address',
    },
    { what: 'no key at all', args: ['sip:', '--refuse'], problem: 'A route belongs to' },
    { what: 'a name that its key would not keep', args: ['front-desk', '--refuse'], problem: 'a name of' },
    { what: 'a target without a kind', args: [number, '--target', 'lobby'], problem: 'room:<name>' },
    { what: 'a way of an unknown kind', args: [number, '--target', 'toString:x'], problem: 'room:<name>' },
    {
      what: 'a room that has no such name',
      args: [number, '--target', 'room:a b'],
      problem: 'of the kind room is wrong: room',
    },
    {
      what: 'an endpoint of another protocol',
      args: [number, '--target', 'bot-endpoint:ftp://x'],
      problem: 'is wrong: url',
    },
    {
      what: 'more targets than fit a hold',
      args: [number, ...Array.from({ length: 6 }, () => ['--target', 'room:lobby']).flat()],
      problem: 'The route is wrong: targets',
    },
    {
      what: 'a file that is not there',
      args: [number, '--file', '/nowhere/route.json'],
      problem: 'cannot be read',
    },
  ];
  test.each(cases)('$what', async ({ args, problem }) => {
    const ran = await route('set', ...args);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
    expect(gateway.actions()).toEqual([]);
  });

  test.each([
    { what: 'no JSON', json: '{"kind": confidential}', problem: 'is not JSON' },
    { what: 'an unknown setting', json: { ...withHours, alow: [] }, problem: 'alow' },
    {
      what: 'an unknown time zone',
      json: { ...withHours, hours: { ...withHours.hours, timeZone: 'Mars' } },
      problem: 'hours.timeZone: a time zone is',
    },
    { what: 'no targets', json: { kind: 'targets', targets: [] }, problem: 'targets' },
    { what: 'a list', json: [withHours], problem: 'The route is wrong' },
    { what: 'far too much', json: 'x'.repeat(300_001), problem: 'at most 300000 bytes' },
  ])('$what, from a file and from standard input', async ({ json, problem }) => {
    const text = typeof json === 'string' ? json : JSON.stringify(json);
    const file = join(gateway.folder, 'route.json');
    writeFileSync(file, text);
    const args = ['route', 'set', number, '--file'];
    for (const ran of [
      await gateway.local([...args, file]),
      await gateway.local([...args, '-'], { stdin: text }),
    ]) {
      expect(ran).toMatchObject({ exitCode: 2, out: '' });
      expect(ran.err).toContain(problem);
      expect(ran.err).not.toContain('confidential');
    }
    expect(gateway.actions()).toEqual([]);
  });
});

describe('what route set stores', () => {
  test('targets in their order, and makes the rooms known', async () => {
    const targets = [
      'pipecat-cloud:receptionist',
      'room:lobby',
      'bot-endpoint:https://bots.example.com/a?b=c:d',
    ];
    const ran = await route('set', number, ...targets.flatMap((target) => ['--target', target]));
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toBe(
      'Stored in the gateway on this machine, until that stops.\n' +
        `route     ${number}\n` +
        targets
          .map((target, index) => `${index === 0 ? 'leads to' : '        '}  ${index + 1}. ${target}\n`)
          .join('') +
        'dial-out  no\n',
    );
    expect(await stored()).toEqual([
      {
        pk: `ROUTE#${number}`,
        route: {
          kind: 'targets',
          targets: [
            { kind: 'pipecat-cloud', agent: 'receptionist' },
            { kind: 'room', room: 'lobby' },
            { kind: 'bot-endpoint', url: 'https://bots.example.com/a?b=c:d' },
          ],
          dialOut: false,
        },
      },
    ]);
    expect((await gateway.items()).map(({ pk }): unknown => pk)).toContain('ROOM#lobby');
  });

  test.each([
    { typed: '+1 (202) 555-0143', key: number },
    { typed: 'sip:Static-abc--0@Example.SIP.daily.co', key: 'Static-abc--0@example.sip.daily.co' },
    { typed: 'default', key: 'default' },
    { typed: 'front_desk', key: 'front_desk' },
  ])('under the key that calls look up: $typed', async ({ typed, key }) => {
    const ran = await route('set', typed, '--refuse', '--json');
    expect(JSON.parse(ran.out)).toEqual({ key, stored: true, route: { kind: 'refuse' } });
    expect(await stored()).toEqual([{ pk: `ROUTE#${key}`, route: { kind: 'refuse' } }]);
  });

  test('all that a file says', async () => {
    const file = join(gateway.folder, 'route.json');
    writeFileSync(file, JSON.stringify(withHours));
    const ran = await route('set', number, '--file', file);
    expect(ran.exitCode).toBe(0);
    expect(ran.out.split('\n').slice(1)).toEqual([
      `route       ${number}`,
      'leads to    1. bot-endpoint:https://bots.example.com/start (with data)',
      'allow       +49 +1202',
      'numbers at  sip.carrier.example',
      'deny        +4930',
      'open        mon tue 09:00–17:00 (Europe/Berlin)',
      'else        1. room:night',
      'dial-out    yes',
      '',
    ]);
    expect(await stored()).toEqual([{ pk: `ROUTE#${number}`, route: withHours }]);
  });

  test('where callers may be led, and what they are told first', async () => {
    const described = {
      kind: 'targets',
      targets: [{ kind: 'room', room: 'lobby' }],
      transferTo: ['+4930', 'desk@pbx.example.com'],
      notice: { version: 'v1', text: { en: 'You talk to a machine.' } },
    };
    const file = join(gateway.folder, 'route.json');
    writeFileSync(file, JSON.stringify(described));
    expect(await route('set', number, '--file', file)).toMatchObject({ exitCode: 0 });
    expect((await route('show', number)).out.split('\n').slice(-4, -1)).toEqual([
      'transfer to  +4930 desk@pbx.example.com',
      'notice       v1',
      '             en=You talk to a machine.',
    ]);
  });

  test('that an endpoint is a Pipecat runner, and only a protocol that there is', async () => {
    const set = (protocol: string) => {
      const target = { kind: 'bot-endpoint', url: 'http://localhost:7860/start', protocol };
      const stdin = JSON.stringify({ kind: 'targets', targets: [target] });
      return gateway.local(['route', 'set', number, '--file', '-'], { stdin });
    };
    expect((await set('pipecat-runner')).out).toContain(
      'bot-endpoint:http://localhost:7860/start (a Pipecat runner)',
    );
    expect(await set('pipecat')).toMatchObject({ exitCode: 2 });
  });

  test('with a notice beside its targets, and with none alone', async () => {
    const notice = ['--notice', 'en=You are talking to an agent.', '--notice-version', '2026-11'];
    expect(await route('set', number, '--target', 'room:lobby', ...notice)).toMatchObject({ exitCode: 0 });
    const shown = await route('show', number, '--json');
    expect(parse(shown.out)).toMatchObject({
      route: { notice: { version: '2026-11', text: { en: 'You are talking to an agent.' } } },
    });
    expect(await route('set', number, '--refuse', ...notice)).toMatchObject({ exitCode: 2 });
    expect(await route('set', number, '--target', 'room:lobby', '--notice', 'hi')).toMatchObject({
      exitCode: 2,
    });
  });

  test('nothing, in a dry run', async () => {
    const ran = await route('set', number, '--target', 'room:lobby', '--dry-run');
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toContain('nothing was stored');
    expect(JSON.parse((await route('set', number, '--refuse', '--dry-run', '--json')).out)).toMatchObject({
      stored: false,
    });
    expect(await gateway.items()).toEqual([]);
  });
});

describe('route list', () => {
  test('of a gateway without routes', async () => {
    expect((await route('list')).out).toContain('has no routes');
    expect(JSON.parse((await route('list', '--json')).out)).toEqual({ routes: [] });
  });

  test('shows every route, unreadable ones too', async () => {
    await route('set', number, '--target', 'pipecat-cloud:receptionist', '--target', 'room:lobby');
    await gateway.local(['route', 'set', 'default', '--file', '-'], { stdin: JSON.stringify(withHours) });
    await putUnreadable('+12025550144');
    const ran = await route('list');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['ROUTE', 'LEADS TO', 'CONDITIONS'],
      [number, 'pipecat-cloud:receptionist, then room:lobby'],
      ['+12025550144', expect.stringMatching(/^unreadable: targets: /)],
      [
        'default',
        'bot-endpoint:https://bots.example.com/start (with data)',
        'allow +49 +1202; numbers at sip.carrier.example; deny +4930; hours in Europe/Berlin; dial-out',
      ],
      [''],
    ]);
    const problem: unknown = expect.stringMatching(/^targets: /);
    expect(JSON.parse((await route('list', '--json')).out)).toEqual({
      routes: [
        {
          key: number,
          route: {
            kind: 'targets',
            targets: [
              { kind: 'pipecat-cloud', agent: 'receptionist' },
              { kind: 'room', room: 'lobby' },
            ],
            dialOut: false,
          },
        },
        { key: '+12025550144', problem },
        { key: 'default', route: withHours },
      ],
    });
  });
});

describe('route show', () => {
  test('shows one, by any spelling of its number', async () => {
    await route('set', number, '--refuse');
    expect(await route('show', '+1 202 555 0143')).toMatchObject({
      exitCode: 0,
      out: `route     ${number}\nleads to  a refusal\n`,
    });
    expect(JSON.parse((await route('show', number, '--json')).out)).toEqual({
      key: number,
      route: { kind: 'refuse' },
    });
  });

  test('of the default route says what it is for, and that nobody else gets in', async () => {
    const { timeZone, open } = withHours.hours;
    await gateway.local(['route', 'set', 'default', '--file', '-'], {
      stdin: JSON.stringify({ ...withHours, hours: { timeZone, open } }),
    });
    const { out } = await route('show', 'default');
    expect(out).toContain('default (numbers without a route of their own)');
    expect(out).toContain('else        refused');
  });

  test.each(['show', 'remove'])('%s of one that is not there', async (command) => {
    const ran = await route(command, number);
    expect(ran).toMatchObject({ exitCode: 3, out: '' });
    expect(ran.err).toContain('no such route');
  });

  test.each(['show', 'remove'])('%s of what is no key', async (command) => {
    expect(await route(command, '5550143')).toMatchObject({ exitCode: 2, out: '' });
  });

  test('of an unreadable one says what to do', async () => {
    await putUnreadable(number);
    const ran = await route('show', number);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('Set it again');
  });
});

describe('route remove', () => {
  test('removes one, unreadable or not', async () => {
    await route('set', number, '--refuse');
    await putUnreadable('+12025550144');
    expect((await route('remove', number)).out).toBe(
      `${number} is removed from the gateway on this machine.\n`,
    );
    const ran = await route('remove', '+12025550144', '--json');
    expect(JSON.parse(ran.out)).toEqual({ key: '+12025550144', removed: true });
    expect(await gateway.items()).toEqual([]);
  });

  test('removes nothing in a dry run', async () => {
    await route('set', number, '--refuse');
    await putUnreadable('+12025550144');
    expect((await route('remove', number, '--dry-run')).out).toContain('nothing was removed');
    const ran = await route('remove', '+12025550144', '--dry-run', '--json');
    expect(JSON.parse(ran.out)).toEqual({ key: '+12025550144', removed: false });
    expect(await route('remove', 'default', '--dry-run')).toMatchObject({ exitCode: 3 });
    expect(await gateway.items()).toHaveLength(2);
  });
});
