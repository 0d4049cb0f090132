import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { storesOf } from '../caller-items.ts';
import { makeConference, startWithRooms, type StandIn } from '../gateway.ts';

const [number, other] = ['+12025550188', '+12025550199'];
const dialIn = '+12025550151';

let gateway: StandIn;
let conference: string;
beforeEach(async () => {
  gateway = await startWithRooms();
  conference = (await makeConference(gateway)).id;
});
afterEach(() => gateway.stop());

const exported = (...args: string[]) => gateway.local(['export', ...args]);
const exportSchema = z.object({
  number: z.string(),
  exportedAt: z.iso.datetime(),
  calls: z.array(z.looseObject({ id: z.string() })),
  knownAs: z.array(z.unknown()),
});

test('all that is stored about a caller is in it, calls in progress too, and nothing of anybody else', async () => {
  const { held, atDialIn } = storesOf(gateway);
  const said = '"Ana" <sip:0012025550188@carrier.example.com>';
  await held('past', { from: said, hold: 'a handle', token: 'a token' });
  const sipHeaders = { 'X-Caller-Id': `<tel:${number}>` };
  await held('live', { from: 'anonymous', sipHeaders, state: 'connected', dueAtMs: 9e15 });
  await held('other', { from: other });
  await atDialIn('CA1', { conference, dialIn, from: number, isOver: false });
  await atDialIn('CA2', { conference, dialIn, from: other, isOver: true });
  await gateway.local(['known', 'add', conference, number, '--dial-in', dialIn, '--name', 'Ana']);
  await gateway.local(['known', 'add', conference, other, '--dial-in', dialIn, '--name', 'Boris']);
  const before = await gateway.items();
  gateway.actions();

  const ran = await exported('--number', '+1 202 555-0188');
  expect(ran.exitCode).toBe(0);
  expect(new Set(gateway.actions())).not.toContain('dynamodb:Scan');
  expect(await gateway.items()).toEqual(before);
  const { calls, ...rest } = exportSchema.parse(JSON.parse(ran.out));
  expect(rest).toMatchObject({
    number,
    knownAs: [{ conference, dialled: dialIn, name: 'Ana' }],
  });
  expect(new Map(calls.map((call) => [call.id, call]))).toEqual(
    new Map<string, unknown>([
      ['past', expect.objectContaining({ caller: said, keptUntil: expect.stringMatching(/^20/) as unknown })],
      ['live', expect.objectContaining({ sipHeaders, isLive: true })],
      ['CA1', expect.objectContaining({ caller: number, name: 'Ana', to: dialIn, conference })],
    ]),
  );
  for (const hidden of ['a handle', 'a token', other.slice(1), 'Boris'])
    expect(ran.out).not.toContain(hidden);
});

test('of somebody who never called it has nothing', async () => {
  const ran = await exported('--number', number);
  expect(JSON.parse(ran.out)).toMatchObject({ calls: [], knownAs: [] });
});

test('who is known cannot be told without the keys of their hashes, which is no empty list', async () => {
  gateway.secrets.set({});
  const ran = await exported('--number', number);
  expect(ran.exitCode).toBe(1);
  expect(JSON.parse(ran.out)).not.toHaveProperty('knownAs');
});

test.each([[[]], [['--number', '5550188']]])('it takes a whole number: %j', async (args) => {
  gateway.actions();
  expect(await exported(...args)).toMatchObject({ exitCode: 2, out: '' });
  expect(gateway.actions()).toEqual([]);
});
