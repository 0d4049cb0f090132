import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../lib/held-calls/model/call.ts';
import { storesOf } from '../caller-items.ts';
import { makeConference, nowMs, startWithRooms, type StandIn } from '../gateway.ts';

const [number, other] = ['+12025550188', '+12025550199'];
const dialIn = '+12025550151';

let gateway: StandIn;
let conference: string;
beforeEach(async () => {
  gateway = await startWithRooms();
  conference = (await makeConference(gateway)).id;
});
afterEach(() => gateway.stop());

const erase = (...args: string[]) => gateway.local(['erase', ...args]);
const held = (id: string, over: Partial<HeldCall>) => storesOf(gateway).held(id, { from: number, ...over });
const atDialIn = (id: string, from: string, isOver: boolean) =>
  storesOf(gateway).atDialIn(id, { conference, dialIn, from, isOver });

const about = async (from: string) =>
  (await gateway.items())
    .filter((item) => JSON.stringify(item).includes(from.slice(1)))
    .map(({ pk, sk }) => [pk, sk].join(' '));

describe('erase refuses', () => {
  test.each([[[]], [['--number', '5550188']], [['--number', 'Ana']]])('%j', async (args) => {
    gateway.actions();
    expect(await erase(...args)).toMatchObject({ exitCode: 2, out: '' });
    expect(gateway.actions()).toEqual([]);
  });
});

describe('erase', () => {
  beforeEach(async () => {
    await held('past', {});
    await held('refused', { state: 'refused', from: `sip:${number}@carrier.example.com` });
    await held('bare', { from: '12025550188' });
    await held('abroad', { from: '"Ana" <sip:0012025550188@carrier.example.com:5060;user=phone>' });
    await held('headers', {
      from: 'anonymous',
      sipHeaders: { 'X-Caller-Id': `<tel:${number}>, <sip:a@b.example>` },
    });
    await held('other', { from: other, sipHeaders: { 'X-Called': '+12025550143' } });
    await atDialIn('CA1', number, true);
    await atDialIn('CA2', other, true);
    await gateway.local(['known', 'add', conference, number, '--dial-in', dialIn, '--name', 'Ana']);
    await gateway.local(['known', 'add', conference, other, '--dial-in', dialIn]);
  });

  const counts = {
    'held calls': 5,
    'calls at a dial-in': 1,
    'callers in conferences': 1,
    'known callers': 1,
  };

  test('counts what is stored, and changes nothing, in a dry run', async () => {
    const before = await gateway.items();
    const ran = await erase('--number', '+1 202 555-0188', '--dry-run', '--json');
    expect(JSON.parse(ran.out)).toEqual({ erased: false, counts, left: [] });
    expect(await gateway.items()).toEqual(before);
  });

  test('removes all of it, of nobody else, and without a scan', async () => {
    const [mine, others] = [await about(number), await about(other)];
    expect(mine.length).toBeGreaterThan(3);
    gateway.actions();
    const ran = await erase('--number', number);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.out).toMatch(/caller …88 .*\n.*\nheld calls +5\n/);
    expect(ran.out + ran.err).not.toContain('2025550188');
    expect(gateway.actions()).not.toContain('dynamodb:Scan');
    expect(await about(number)).toEqual([]);
    expect(await about(other)).toEqual(others);
    const known = await gateway.local(['known', 'list', conference, '--json']);
    expect(JSON.parse(known.out)).toMatchObject({ known: [{ number: '…99' }] });
    expect(JSON.parse((await erase('--number', number, '--json')).out)).toMatchObject({ left: [] });
  });

  test('leaves calls in progress or being cleaned up, and says so', async () => {
    await held('live', { state: 'connected', dueAtMs: nowMs + 9_999 });
    await held('uncleaned', { dueAtMs: nowMs });
    await atDialIn('CA3', number, false);
    const ran = await erase('--number', number);
    expect(ran.exitCode).toBe(3);
    expect(ran.err).toMatch(/live, since the call is in progress/);
    expect(ran.err).toMatch(/uncleaned, since what the call used is still being cleaned up/);
    expect(ran.err).toMatch(/CA3, since the call is in progress/);
    expect((await about(number)).sort()).toEqual(
      ['CALL#CA3 PINCALL', 'CALL#live CALL', 'CALL#uncleaned CALL', `CONF#${conference} CALLER#CA3`].sort(),
    );
  });
});
