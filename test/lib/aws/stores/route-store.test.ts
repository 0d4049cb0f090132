import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { createExistingRoomStore } from '../../../../lib/aws/stores/held-calls/existing-room-store.ts';
import {
  createRouteAdmin,
  createRouteStore,
  RouteUnreadableError,
} from '../../../../lib/aws/stores/route-store.ts';
import { routeKey, routesList, type Table } from '../../../../lib/aws/table/table.ts';
import { callIdSchema } from '../../../../lib/held-calls/model/call.ts';
import { routeSchema } from '../../../../lib/held-calls/model/route.ts';
import { freshTable } from '../../../support/dynamo.ts';

const nowMs = 1_800_000_000_000;
const number = '+12025550123';
const refuse = routeSchema.parse({ kind: 'refuse' });
const toDesk = routeSchema.parse({
  kind: 'targets',
  targets: [
    { kind: 'pipecat-cloud', agent: 'anna', data: { '': [null, 1e300], deep: { er: '' } } },
    { kind: 'room', room: 'desk' },
  ],
  hours: {
    timeZone: 'Europe/Berlin',
    open: [{ days: ['mon'], from: '09:00', to: '17:00' }],
    otherwise: [{ kind: 'room', room: 'night' }],
  },
});

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

function stores(now = nowMs) {
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const rooms = createExistingRoomStore({ table, clock, random: () => 0 });
  return {
    rooms,
    routes: createRouteStore({ table, clock }),
    admin: createRouteAdmin({ table, clock }),
  };
}

const putRaw = (key: string, route: unknown) =>
  table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { ...routeKey(key), list: routesList, listAt: 0, route },
    }),
  );

const unreadable = [
  { what: 'no text', route: { kind: 'refuse' }, problem: 'expected string' },
  { what: 'no JSON', route: '{', problem: 'is not JSON' },
  { what: 'no route', route: '{"kind":"targets","targets":[]}', problem: 'targets: ' },
];

describe('finding a route', () => {
  test('gives nothing for a number without one', async () => {
    expect(await stores().routes.find(number)).toBeUndefined();
  });

  test('gives nothing for what is too long to be a number or an address', async () => {
    expect(await stores().routes.find('1'.repeat(3_000))).toBeUndefined();
  });

  test.each(unreadable)('names a route that is $what, without its number', async ({ route, problem }) => {
    await putRaw(number, route);
    const error: unknown = await stores()
      .routes.find(number)
      .catch((thrown: unknown) => thrown);
    if (!(error instanceof RouteUnreadableError)) throw new Error('It was not refused.');
    expect(error.message).toContain('…23');
    expect(error.message).toContain(problem);
    expect(error.message).not.toContain(number);
  });

  test('names an unreadable default route as what it is', async () => {
    await putRaw('default', '{');
    await expect(stores().routes.find('default')).rejects.toThrow('The route default cannot be read');
  });

  test('gives back what was set last', async () => {
    const { routes, admin } = stores();
    await admin.set(number, refuse);
    await admin.set(number, toDesk);
    expect(await routes.find(number)).toEqual(toDesk);
  });
});

describe('the route book', () => {
  test.each([[''], ['1'.repeat(501)]])('takes no key like %j', async (key) => {
    await expect(stores().admin.set(key, refuse)).rejects.toThrow(RangeError);
  });

  test('makes the existing rooms known that a route names, also outside its hours', async () => {
    const { rooms, admin } = stores();
    await admin.set(number, toDesk);
    expect(await rooms.get('desk')).toMatchObject({ name: 'desk', waiters: [] });
    expect(await rooms.get('night')).toBeDefined();
  });

  test('lists all routes in order, over several pages, and the unreadable ones with what is wrong', async () => {
    const { admin } = stores();
    const numbers = Array.from({ length: 60 }, (_, index) => `+120255501${String(index).padStart(2, '0')}`);
    for (const key of numbers.toReversed()) await admin.set(key, refuse);
    await putRaw('broken', '{');
    const [broken, ...more] = (await admin.list()).toReversed();
    expect(more.toReversed()).toEqual(numbers.map((key) => ({ key, route: refuse })));
    expect(broken).toMatchObject({ key: 'broken', route: undefined });
    expect(broken).toHaveProperty('problem', expect.stringContaining('is not JSON'));
  });

  test('removes a route, and says whether there was one', async () => {
    const { routes, admin } = stores();
    await admin.set(number, toDesk);
    expect(await admin.remove(number)).toBe(true);
    expect(await admin.remove(number)).toBe(false);
    expect(await routes.find(number)).toBeUndefined();
    expect(await admin.list()).toEqual([]);
  });
});

describe('a one-time header', () => {
  const header = 'route.signature';
  const expiresAtMs = nowMs + 60_000;
  const [first, second] = ['call-1', 'call-2'].map((id) => callIdSchema.parse(id));
  if (first === undefined || second === undefined) throw new Error('unreachable');

  test('is spent by one call only, which may spend it again', async () => {
    const { routes } = stores();
    expect(await routes.spend(header, first, expiresAtMs)).toBe(true);
    expect(await routes.spend(header, second, expiresAtMs)).toBe(false);
    expect(await routes.spend(header, first, expiresAtMs)).toBe(true);
  });

  test('has one winner among many calls', async () => {
    const { routes } = stores();
    const ids = Array.from({ length: 10 }, (_, index) => callIdSchema.parse(`call-${index}`));
    const spent = await Promise.all(ids.map((id) => routes.spend(header, id, expiresAtMs)));
    expect(spent.filter(Boolean)).toHaveLength(1);
  });

  test('is still spent just after it has expired', async () => {
    await stores().routes.spend(header, first, expiresAtMs);
    expect(await stores(expiresAtMs + 59_000).routes.spend(header, second, expiresAtMs)).toBe(false);
  });

  test('is forgotten a minute after it has expired', async () => {
    await stores().routes.spend(header, first, expiresAtMs);
    expect(await stores(expiresAtMs + 61_000).routes.spend(header, second, expiresAtMs)).toBe(true);
  });

  test('is not stored in clear', async () => {
    await stores().routes.spend(header, first, expiresAtMs);
    const { Items } = await table.client.send(new ScanCommand({ TableName: table.name }));
    expect(Items).toHaveLength(1);
    expect(JSON.stringify(Items)).not.toContain(header);
  });
});
