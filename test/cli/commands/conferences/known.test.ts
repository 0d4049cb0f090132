import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeConference, startWithRooms, type StandIn } from '../../gateway.ts';

const number = '+12025550188';
const dialIn = '+12025550151';
const address = 'board@example.sip.daily.co';

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startWithRooms();
});
afterEach(() => gateway.stop());

const run = (...args: string[]) => gateway.local(args);
const made = async (...args: string[]) => (await makeConference(gateway, ...args)).id;
const stored = async (prefix: string) =>
  (await gateway.items()).filter(({ pk }) => String(pk).startsWith(prefix));

describe('known', () => {
  test.each([
    { what: 'a number that is none', args: ['5550188', '--dial-in', dialIn], exitCode: 2 },
    { what: 'a dial-in that is none', args: [number, '--dial-in', 'somewhere'], exitCode: 2 },
    {
      what: 'a name that is too long',
      args: [number, '--dial-in', dialIn, '--name', 'x'.repeat(101)],
      exitCode: 2,
    },
    { what: 'no dial-in', args: [number], exitCode: 2 },
    { what: 'an empty name', args: [number, '--dial-in', dialIn, '--name', ''], exitCode: 2 },
  ])('add refuses $what', async ({ args, exitCode }) => {
    expect(await run('known', 'add', 'c1', ...args)).toMatchObject({ exitCode, out: '' });
    expect(await gateway.items()).toEqual([]);
  });

  test.each([
    ['add', 'nowhere', number, '--dial-in', dialIn],
    ['add', 'nowhere', number, '--dial-in', dialIn, '--dry-run'],
    ['list', 'nowhere'],
    ['remove', 'nowhere', 'abcdef01'],
  ])('%s knows no conference %s', async (...args) => {
    expect(await run('known', ...args)).toMatchObject({ exitCode: 3, out: '' });
    expect(await stored('KNOWN#')).toEqual([]);
  });

  test('add, list and remove never show or store the number', async () => {
    const id = await made('--known-callers', 'verified');
    const caller = ['known', 'add', id, '+1 202 555-0188', '--dial-in', dialIn, '--name', 'Ana'];
    expect((await run(...caller, '--dry-run')).out).toContain('nothing was stored');
    expect(await stored('KNOWN#')).toEqual([]);
    const added = await run(...caller);
    expect(added).toMatchObject({ exitCode: 0, err: '' });
    expect(added.out).toContain('when the carrier vouches for the number');
    expect(await run(...caller)).toMatchObject({ exitCode: 3, out: '' });
    const list = await run('known', 'list', id);
    expect(list.out).toMatch(/…88 +\+12025550151 +Ana/);
    const said = added.out + list.out + JSON.stringify(await gateway.items());
    expect(said).not.toContain('2025550188');
    const [fingerprint = ''] = /[0-9a-f]{8}(?= +…88)/.exec(list.out) ?? [];
    const remove = ['known', 'remove', id, fingerprint];
    expect((await run(...remove, '--dry-run')).out).toContain('nothing was changed');
    expect(await stored('KNOWN#')).toHaveLength(1);
    expect(JSON.parse((await run(...remove, '--json')).out)).toMatchObject({ removed: true });
    expect(await stored('KNOWN#')).toEqual([]);
    expect(await run(...remove)).toMatchObject({ exitCode: 3 });
  });

  test('add says when the conference asks for the PIN all the same', async () => {
    const id = await made();
    expect((await run('known', 'add', id, number, '--dial-in', dialIn)).out).toContain(
      'for the PIN all the same',
    );
  });

  test('remove refuses a number in the place of a fingerprint, and does not repeat it', async () => {
    const ran = await run('known', 'remove', 'c1', number);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).not.toContain(number);
  });
});

describe('forward-pin', () => {
  test.each([
    { what: 'what is no address', args: ['board'], exitCode: 2 },
    { what: 'half an address', args: ['board@'], exitCode: 2 },
    { what: 'an empty name', args: ['board@example.sip.daily.co', '--name', ''], exitCode: 2 },
    { what: 'a time that is over', args: [address, '--valid-until', '2026-05-04T09:00Z'], exitCode: 3 },
    { what: 'a PIN that can be guessed', args: [address, '--digits', '6'], exitCode: 3 },
  ])('add refuses $what', async ({ args, exitCode }) => {
    expect(await run('forward-pin', 'add', ...args)).toMatchObject({ exitCode, out: '' });
    expect(await stored('PIN#')).toEqual([]);
  });

  test('add, list and revoke', async () => {
    expect((await run('forward-pin', 'list')).out).toContain('has no PINs that forward');
    const add = ['forward-pin', 'add', `sip:${address}`, '--route', 'board_room', '--name', 'Board'];
    expect((await run(...add, '--dry-run')).out).toContain('nothing was made');
    expect(await stored('PIN#')).toEqual([]);
    const added = await run(...add);
    const shown = /PIN +(\d{11}) /.exec(added.out)?.[1] ?? '';
    expect(await stored('PIN#')).toMatchObject([{ kind: 'forward', address, route: 'board_room' }]);
    const list = await run('forward-pin', 'list');
    expect(list.out).toMatch(/board@example\.sip\.daily\.co +board_room +for ever +Board/);
    expect(list.out + JSON.stringify(await gateway.items())).not.toContain(shown);
    const [fingerprint = ''] = /[0-9a-f]{8}(?= +board@)/.exec(list.out) ?? [];
    expect((await run('forward-pin', 'revoke', fingerprint, '--dry-run')).out).toContain(
      'nothing was changed',
    );
    expect((await run('forward-pin', 'revoke', fingerprint.slice(0, 5))).out).toContain('is revoked');
    expect(await stored('PIN#')).toEqual([]);
    expect(await run('forward-pin', 'revoke', fingerprint)).toMatchObject({ exitCode: 3, out: '' });
  });
});

test('PINs are made under the current key, whose id `secrets status` shows', async () => {
  const keys = ['first', 'second'].map((name) =>
    `${name} key that hashes PINs`.padEnd(40, '-').replaceAll(' ', '_'),
  );
  expect(await gateway.local(['secrets', 'set', 'pin-keys'], { stdin: 'short' })).toMatchObject({
    exitCode: 2,
  });
  expect(await gateway.local(['secrets', 'set', 'pin-keys'], { stdin: keys.join('\n') })).toMatchObject({
    exitCode: 0,
  });
  await run('forward-pin', 'add', address);
  const [, keyId = 'none'] = /for ever +- +([0-9a-f]{8})/.exec((await run('forward-pin', 'list')).out) ?? [];
  expect((await run('secrets', 'status')).out).toMatch(new RegExp(`pin-keys +2 live values +${keyId},`));
});
