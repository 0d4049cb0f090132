import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { conferenceSettingsSchema } from '../../../../lib/conferences/model/conference.ts';
import { hashPin, pinKeysOf } from '../../../../lib/conferences/model/pins.ts';
import { makeConference, nowMs, signingKey, startWithRooms, type StandIn } from '../../gateway.ts';

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startWithRooms();
});
afterEach(() => gateway.stop());

const number = '+12025550151';
const conference = (...args: string[]) => gateway.local(['conference', ...args]);
const pin = (...args: string[]) => gateway.local(['pin', ...args]);
const create = (...args: string[]) =>
  conference('create', '--name', 'Board meeting', '--dial-in', number, ...args);

const made = (...args: string[]) => makeConference(gateway, ...args);
const pinsSchema = z.object({ pins: z.array(z.record(z.string(), z.unknown())) });
const pinsOf = async (id: string) => pinsSchema.parse(JSON.parse((await pin('list', id, '--json')).out)).pins;
const fingerprintOf = async (id: string, kind: string) =>
  String((await pinsOf(id)).find((each) => each.kind === kind)?.fingerprint);
const bridgeKeys = (room: string) => gateway.digitalSamba.rooms.findById(room)?.fields.telephony_pin_dtmf;

/** What is stored of a PIN, or nothing. */
const storedPin = async (digits: string) => {
  const hash = hashPin(pinKeysOf({ signingKey })[0]?.key ?? '', digits);
  return (await gateway.items()).find(({ pk }) => pk === `PIN#${hash}`);
};

test('conference create says how many callers it takes, which is what its voice provider takes', async () => {
  expect((await create('--voice', 'plivo')).out).toMatch(/callers at once +19 at most/);
  expect(await create('--voice', 'plivo', '--capacity', '20')).toMatchObject({ exitCode: 3 });
  expect((await create('--capacity', '20')).out).toMatch(/callers at once +20 at most/);
});

describe('conference create refuses', () => {
  test.each([
    { what: 'a number that is none', args: ['--bridge-dial-in', '5550151'], problem: 'bridgeDialIn' },
    { what: 'too many callers', args: ['--capacity', '250'], problem: 'settings.capacity' },
    { what: 'no whole number', args: ['--capacity', 'many'], problem: 'whole number' },
    { what: 'an unknown display', args: ['--number-display', 'half'], problem: 'settings.numberDisplay' },
    { what: 'an unknown dialler', args: ['--bridge', 'nobody'], problem: 'settings.bridge' },
    { what: 'an empty name', args: ['--name', ''], problem: 'name' },
  ])('$what', async ({ args, problem }) => {
    gateway.actions();
    const ran = await create(...args);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
    expect(gateway.actions()).toEqual([]);
  });

  test('a room that is not there', async () => {
    const ran = await create('--room', 'nowhere');
    expect(ran).toMatchObject({ exitCode: 3, out: '' });
    expect(ran.err).toContain('no such room');
    expect(await gateway.items()).toEqual([]);
  });

  test('a room of an open conference, whose bridge keeps its PIN', async () => {
    const first = await made();
    const keys = bridgeKeys(first.room);
    const ran = await create('--room', first.room);
    expect(ran).toMatchObject({ exitCode: 3, out: '' });
    expect(ran.err).toContain(first.id);
    expect(bridgeKeys(first.room)).toBe(keys);
  });

  test('to go on while Digital Samba is down, and leaves no PIN behind', async () => {
    gateway.digitalSamba.faults.outage = 'unavailable';
    const ran = await create();
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('Digital Samba refused (http-503)');
    expect((await gateway.items()).filter(({ sk }) => sk === 'PIN')).toEqual([]);
  });
});

describe('conference create', () => {
  test('makes a room, a conference and a PIN that is shown once', async () => {
    const ran = await create('--join-muted', '--capacity', '12', '--number-display', 'nothing');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    const shown = /PIN +(\d{11}) /.exec(ran.out)?.[1] ?? '';
    expect(ran.out).toContain(`One tap: tel:${number},,${shown}%23`);
    expect(await storedPin(shown)).toMatchObject({ kind: 'caller' });
    const [room] = gateway.digitalSamba.rooms.all;
    expect(room?.fields).toMatchObject({ telephony_enabled: true, telephony_phone_number: number });
    const [id = ''] = /(?<=conference +)\S+/.exec(ran.out) ?? [];
    const { out } = await conference('show', id);
    expect(out).toMatch(/capacity +12\njoin muted +yes/);
    expect(out).toMatch(/callers +none/);
    expect(out + (await pin('list', id)).out).not.toContain(shown);
  });

  test('adopts a room, and lets the bridge dial a number of its own', async () => {
    const { rooms } = gateway.digitalSamba;
    const adopted = rooms.create({ friendly_url: 'board-april' });
    if (!adopted.ok) throw new Error('the simulator refused the room');
    const { room, id } = await made('--room', 'board-april', '--bridge-dial-in', '+1 202 555-0152');
    expect(room).toBe(adopted.room.id);
    expect(rooms.all).toHaveLength(1);
    expect(rooms.findById(room)?.fields.telephony_phone_number).toBe('+12025550152');
    expect(JSON.parse((await conference('list', '--json')).out)).toMatchObject({ conferences: [{ id }] });
  });

  test('makes nothing in a dry run', async () => {
    expect((await create('--dry-run')).out).toContain('nothing was made');
    expect(JSON.parse((await create('--dry-run', '--json')).out)).toMatchObject({ created: false });
    expect(await gateway.items()).toEqual([]);
    expect(gateway.digitalSamba.requests).toEqual([]);
  });
});

test('a conference is shown to scripts as it is by the HTTP face', async () => {
  const { id, room } = await made('--capacity', '12');
  const show = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await conference(...args, '--json')).out);
  const view = {
    ...{ id, room, name: 'Board meeting', voice: 'twilio', dialIn: number, state: 'open', bridge: 'absent' },
    createdAt: new Date(nowMs).toISOString(),
    settings: conferenceSettingsSchema.parse({ capacity: 12 }),
  };
  expect(await show('show', id)).toEqual({ conference: view, callers: [] });
  expect(await show('list')).toEqual({ conferences: [view] });
});

describe('a conference that is not there', () => {
  test.each([
    ['conference', 'show', 'nowhere'],
    ['conference', 'close', 'nowhere'],
    ['conference', 'close', 'nowhere', '--dry-run'],
    ['pin', 'add', 'nowhere'],
    ['pin', 'add', 'nowhere', '--dry-run'],
    ['pin', 'list', 'nowhere'],
    ['pin', 'rotate-bridge', 'nowhere'],
    ['pin', 'rotate-bridge', 'nowhere', '--dry-run'],
  ])('%s %s %s', async (...args) => {
    const ran = await gateway.local(args);
    expect(ran).toMatchObject({ exitCode: 3, out: '' });
    expect(ran.err).toMatch(/there is no (such conference|conference with that id)/i);
    expect(await gateway.items()).toEqual([]);
  });

  test.each([
    ['conference', 'show', 'Board meeting'],
    ['pin', 'add', 'a/b'],
  ])('and whose id is none: %s %s', async (...args) => {
    expect(await gateway.local(args)).toMatchObject({ exitCode: 3, out: '' });
  });
});

describe('conference close', () => {
  test('closes for good; the room can be adopted again', async () => {
    const { id, room, pin: digits } = await made();
    expect((await conference('close', id, '--dry-run')).out).toContain('would be closed');
    expect((await conference('close', id)).out).toContain('is closed in the gateway on this machine');
    expect(JSON.parse((await conference('close', id, '--json')).out)).toEqual({ id, closed: true });
    expect(await conference('close', id, '--dry-run')).toMatchObject({ exitCode: 3 });
    expect(await pin('add', id)).toMatchObject({ exitCode: 3, out: '' });
    expect(await pin('rotate-bridge', id)).toMatchObject({ exitCode: 3, out: '' });
    expect(await storedPin(digits)).toMatchObject({ validUntilMs: nowMs + 30 * 86_400_000 });
    const again = await made('--room', room);
    expect(again.room).toBe(room);
    const listed = (await conference('list')).out;
    expect(listed).toContain(`\n${again.id.slice(0, 8)}  `);
    // Of two of one name, one is closed.
    for (const typed of [again.id.slice(0, 8), 'board meeting'])
      expect((await conference('show', typed)).out).toContain(again.id);
  });

  test('leaves a gateway without conferences as it is', async () => {
    expect((await conference('list')).out).toContain('has no conferences');
  });
});

describe('pin add', () => {
  test.each([
    { what: 'a time without its offset', args: ['--valid-until', '2026-05-04T18:00'], exitCode: 2 },
    { what: 'a time that is over', args: ['--valid-until', '2026-05-04T09:00Z'], exitCode: 3 },
    { what: 'a name that is too long', args: ['--name', 'x'.repeat(101)], exitCode: 2 },
  ])('refuses $what', async ({ args, exitCode }) => {
    const { id } = await made();
    expect(await pin('add', id, ...args)).toMatchObject({ exitCode, out: '' });
    expect(await pinsOf(id)).toHaveLength(2);
  });

  test('makes a personal PIN, shown once', async () => {
    const { id } = await made();
    const owner = ['--name', 'Ana', '--external-id', 'person-81', '--valid-until', '2026-05-04T18:00:00Z'];
    expect((await pin('add', id, ...owner, '--dry-run')).out).toContain('nothing was made');
    const ran = await pin('add', id, ...owner);
    const shown = /PIN +(\d{11}) /.exec(ran.out)?.[1] ?? '';
    expect(await storedPin(shown)).toMatchObject({ name: 'Ana', externalId: 'person-81' });
    const list = await pin('list', id);
    expect(list.out).toMatch(/caller +2026-05-04T18:00:00.000Z +Ana +person-81/);
    expect(list.out).not.toContain(shown);
  });
});

describe('pin revoke', () => {
  test.each([
    { what: 'what is no fingerprint', fingerprint: '12345678901', exitCode: 2 },
    { what: 'too little of one', fingerprint: 'abc', exitCode: 3 },
    { what: 'one that nothing has', fingerprint: 'abcdef01', exitCode: 3 },
  ])('refuses $what', async ({ fingerprint, exitCode }) => {
    const { id } = await made();
    const ran = await pin('revoke', id, fingerprint);
    expect(ran).toMatchObject({ exitCode, out: '' });
    expect(ran.err).not.toContain('12345678901');
    expect(await pinsOf(id)).toHaveLength(2);
  });

  test('revokes a PIN, not in a dry run, and never the bridge’s only one', async () => {
    const { id, pin: digits } = await made();
    const [caller, bridge] = [await fingerprintOf(id, 'caller'), await fingerprintOf(id, 'bridge')];
    expect((await pin('revoke', id, caller, '--dry-run')).out).toContain('nothing was changed');
    expect(await storedPin(digits)).toBeDefined();
    expect((await pin('revoke', id, caller.slice(0, 6).toUpperCase())).out).toContain(`${caller} is revoked`);
    expect(await storedPin(digits)).toBeUndefined();
    expect(await pin('revoke', id, bridge)).toMatchObject({ exitCode: 3, out: '' });
    expect(await pinsOf(id)).toHaveLength(1);
  });
});

describe('pin rotate-bridge', () => {
  test('changes it at the room; the old one expires soon and may be revoked', async () => {
    const { id, room } = await made();
    const [old, keys] = [await fingerprintOf(id, 'bridge'), bridgeKeys(room)];
    expect((await pin('rotate-bridge', id, '--dry-run')).out).toContain('nothing was changed');
    expect(bridgeKeys(room)).toBe(keys);
    const ran = await pin('rotate-bridge', id);
    expect(ran.out).toContain('2026-05-04T10:10:00.000Z');
    expect(bridgeKeys(room)).toMatch(/^WWWW\d{14}#$/);
    expect(bridgeKeys(room)).not.toBe(keys);
    expect(ran.out).not.toContain(bridgeKeys(room)?.slice(4, 18));
    const validUntil = '2026-05-04T10:10:00.000Z';
    expect(await pinsOf(id)).toContainEqual(
      expect.objectContaining({ fingerprint: old, kind: 'bridge', validUntil }),
    );
    expect(await pin('revoke', id, old)).toMatchObject({ exitCode: 0 });
  });

  test('that the room refuses changes nothing', async () => {
    const { id, room } = await made();
    const before = await pinsOf(id);
    gateway.digitalSamba.faults.next('PATCH /rooms/*', { status: 422 });
    const ran = await pin('rotate-bridge', id);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('keeps its PIN');
    expect(await pinsOf(id)).toEqual(before);
    expect(bridgeKeys(room)).toMatch(/^WWWW\d{14}#$/);
  });
});
