import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { AdminApiDeps } from '../../functions/admin/operation.ts';
import { makeHandler, type AdminEvent } from '../../functions/admin.ts';
import { traitsOf } from '../../lib/providers/voices.ts';
import { makeAudited } from '../../lib/aws/stores/audit.ts';
import { createCallLog } from '../../lib/aws/stores/held-calls/call-log.ts';
import { conferencePage } from '../../lib/aws/stores/conferences/conference-rooms.ts';
import { createConferenceStore } from '../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInAdmin, createDialInStore } from '../../lib/aws/stores/conferences/dial-in-store.ts';
import { createIdempotencyStore } from '../../lib/aws/stores/idempotency-store.ts';
import { createKnownStore } from '../../lib/aws/stores/conferences/known-store.ts';
import { createPinStore } from '../../lib/aws/stores/conferences/pin-store.ts';
import { createRouteAdmin, createRouteStore } from '../../lib/aws/stores/route-store.ts';
import { conferenceIdSchema } from '../../lib/conferences/model/conference.ts';
import type { Log } from '../../lib/telemetry/telemetry.ts';
import { freshTable } from '../support/dynamo.ts';
import { voiceCall } from '../support/conferences.ts';
import { matching } from '../support/matching.ts';
import { fingerprintOf } from '../../lib/conferences/model/fingerprint.ts';
import type { RoomProvisioner } from '../../lib/conferences/admin/ports.ts';

const signedBy = { authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/ana' } } };
const problemSchema = z.looseObject({ type: z.string(), status: z.number() });
const order = { name: 'Board', dialIn: '+12025550151' };

/** An HTTP face over a fresh table, whose rooms are prepared as `office` says. */
async function face(over: Partial<AdminApiDeps> & { readonly provisioner?: Partial<RoomProvisioner> } = {}) {
  const table = await freshTable();
  const time = { ms: 1_800_000_000_000 };
  const clock = { now: () => time.ms, sleep: () => Promise.resolve() };
  const store = { table, clock, random: () => 0 };
  let [digits, rooms, ids] = [0, 0, 0];
  const changed: unknown[] = [];
  const log: Log = {
    info: (code, fields) => void changed.push({ code, ...fields }),
    warn: () => undefined,
    error: () => undefined,
  };
  const deps: AdminApiDeps = {
    admin: {
      conferences: createConferenceStore(store),
      pins: createPinStore(store),
      known: createKnownStore(store),
      wake: { wake: () => Promise.resolve('sent') },
      clock,
      randomBelow: (below) => (digits += 7) % below,
      pinKeys: () => Promise.resolve([{ id: 'key', key: 'a key of PINs' }]),
      traitsOf,
      provisioner: {
        find: (room) => Promise.resolve({ ok: true, room }),
        prepare: () => Promise.resolve({ ok: true, room: `room-${(rooms += 1)}`, url: undefined }),
        rekey: () => Promise.resolve({ told: 'done' }),
        ...over.provisioner,
      },
    },
    conferencePage: (page) => conferencePage(store, page),
    routes: {
      store: createRouteStore(store),
      admin: createRouteAdmin(store),
    },
    dialIns: { store: createDialInStore(store), admin: createDialInAdmin(store) },
    calls: createCallLog(store),
    transfer: () => Promise.resolve({ ok: true, result: 'transferring' }),
    transferCaller: () => Promise.resolve({ ok: true }),
    callOut: () => Promise.resolve({ ok: true, result: 'calling', call: voiceCall('CA1') }),
    audited: makeAudited(table, log),
    idempotency: createIdempotencyStore({ table, clock, newId: () => `id-${(ids += 1)}` }),
    isPlainHttpFine: false,
    ...over,
  };
  const handle = makeHandler(deps);
  const ask = async (routeKey: string, event: Partial<AdminEvent> & { readonly json?: unknown } = {}) => {
    const { json, ...rest } = event;
    const { statusCode, headers, body } = await handle({
      routeKey: routeKey.replace(' ', ' /admin/v1/'),
      headers: {},
      isBase64Encoded: false,
      requestContext: signedBy,
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...rest,
    });
    const parsed: unknown = body === undefined ? undefined : JSON.parse(body);
    return { status: statusCode, headers: headers ?? {}, body: parsed };
  };
  const create = (key: string | undefined, json: unknown = order) =>
    ask('POST conferences', { json, headers: key === undefined ? {} : { 'idempotency-key': key } });
  return { deps, time, ask, create, changed, roomsMade: () => rooms };
}

type Face = Awaited<ReturnType<typeof face>>;
let own: Face;
beforeEach(async () => {
  own = await face();
});

describe('refuses, with a problem', () => {
  test.each<[string, number, string, Partial<AdminEvent> & { readonly json?: unknown }]>([
    ['GET routes', 403, 'not-signed', { requestContext: {} }],
    ['GET routes', 403, 'not-signed', { requestContext: { authorizer: { iam: { userArn: '' } } } }],
    ['GET nothing', 404, 'not-found', {}],
    ['PUT routes/{key}', 400, 'invalid-request', { body: '{"kind":' }],
    ['PUT routes/{key}', 413, 'body-too-large', { body: `"${'x'.repeat(70_000)}"` }],
    [
      'PUT routes/{key}',
      400,
      'invalid-request',
      { json: { kind: 'refuse' }, pathParameters: { key: '0171' } },
    ],
    ['GET routes', 400, 'invalid-request', { queryStringParameters: { limit: '0' } }],
    ['GET routes', 400, 'invalid-request', { queryStringParameters: { cursor: 'nonsense' } }],
    ['GET calls', 400, 'invalid-request', { queryStringParameters: { cursor: 'e30' } }],
    ['GET conferences/{conferenceId}', 404, 'not-found', { pathParameters: { conferenceId: 'none' } }],
    [
      'DELETE conferences/{conferenceId}/pins/{fingerprint}',
      404,
      'not-found',
      { pathParameters: { conferenceId: 'none', fingerprint: '0a1b2c3d' } },
    ],
    ['GET conferences/{conferenceId}/pins', 404, 'not-found', { pathParameters: { conferenceId: 'none' } }],
    ['POST conferences', 400, 'invalid-request', { json: order }],
  ])('%s: %i %s', async (route, status, kind, event) => {
    const refused = await own.ask(route, event);
    expect(refused.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(problemSchema.parse(refused.body)).toMatchObject({ status, type: `urn:patchbay:problem:${kind}` });
    expect(refused.status).toBe(status);
  });

  test('a wrong body, part by part, without what it said', async () => {
    const wrong = await own.create('key', { name: '', dialIn: '0171-secret', settings: { capacity: 900 } });
    const { errors } = z.object({ errors: z.array(z.object({ pointer: z.string() })) }).parse(wrong.body);
    const pointers = errors.map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/body/name', '/body/dialIn', '/body/settings/capacity']);
    expect(JSON.stringify(wrong.body)).not.toContain('secret');
  });

  test('a bot over plain http, but for a local gateway', async () => {
    const json = { kind: 'targets', targets: [{ kind: 'bot-endpoint', url: 'http://127.0.0.1/bot' }] };
    const put = ({ ask }: Face) => ask('PUT routes/{key}', { json, pathParameters: { key: 'default' } });
    expect((await put(own)).status).toBe(400);
    expect((await put(await face({ isPlainHttpFine: true }))).status).toBe(200);
  });
});

describe('under one idempotency key', () => {
  const madeSchema = z.object({ conference: z.object({ id: conferenceIdSchema }) });

  /** Under the key `key`, a function does what it is asked for, and dies before it can answer. */
  async function dies(route: string, { json, ...event }: Partial<AdminEvent> & { readonly json: unknown }) {
    const idempotency = { ...own.deps.idempotency, finish: () => Promise.reject(new Error('killed')) };
    const died = makeHandler({ ...own.deps, idempotency })({
      routeKey: route.replace(' ', ' /admin/v1/'),
      headers: { 'idempotency-key': 'key' },
      isBase64Encoded: false,
      requestContext: signedBy,
      body: JSON.stringify(json),
      ...event,
    });
    await expect(died).rejects.toThrow('killed');
  }

  test('what something outside failed at may be tried again', async () => {
    let isDown = true;
    const { create } = await face({
      provisioner: {
        prepare: () =>
          Promise.resolve(
            isDown
              ? { ok: false, reason: 'failed', why: 'it is down' }
              : { ok: true, room: 'room', url: undefined },
          ),
      },
    });
    expect(await create('key')).toMatchObject({ status: 502, body: { detail: 'it is down.' } });
    isDown = false;
    expect((await create('key')).status).toBe(201);
  });

  test('two requests at once make one conference', async () => {
    const both = await Promise.all([own.create('key'), own.create('key')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(own.roomsMade()).toBe(1);
  });

  test('a conference that was made before its function died is not made again, and its PIN not told', async () => {
    const { deps, create, time, roomsMade } = own;
    await dies('POST conferences', { json: order });
    time.ms += 60_000;
    const again = await create('key');
    expect(again).toMatchObject({ status: 201, body: { conference: { name: 'Board' } } });
    expect(again.body).not.toHaveProperty('pin');
    expect(roomsMade()).toBe(1);
    const { conference } = madeSchema.parse(again.body);
    const pins = await deps.admin.pins.listOf(conference.id);
    expect(pins.map(({ entry }) => entry.kind)).toEqual(['bridge']);
  });

  test('one that died with a room and a PIN of the bridge made is made again, with that room and another PIN', async () => {
    const prepared: Parameters<RoomProvisioner['prepare']>[0][] = [];
    let isDying = true;
    const { deps, create, time } = await face({
      provisioner: {
        prepare: (order) => {
          prepared.push(order);
          if (isDying) throw new Error('killed');
          return Promise.resolve({ ok: true, room: 'room', url: undefined });
        },
      },
    });
    await expect(create('key')).rejects.toThrow('killed');
    isDying = false;
    time.ms += 60_000;
    const again = await create('key');
    expect(again).toMatchObject({ status: 201, body: { pin: expect.any(String) as unknown } });
    const { conference } = madeSchema.parse(again.body);
    expect(prepared.map((order) => [order.conference, order.isRepeated])).toEqual([
      [conference.id, false],
      [conference.id, true],
    ]);
    const pins = await deps.admin.pins.listOf(conference.id);
    expect(pins.map(({ entry }) => entry.kind).sort()).toEqual(['bridge', 'caller']);
  });

  test('another principal makes something else, and a role is one whatever its session is called', async () => {
    const by = async (userArn: string) => {
      const { status, body } = await own.ask('POST conferences', {
        json: order,
        headers: { 'idempotency-key': 'key' },
        requestContext: { authorizer: { iam: { userArn } } },
      });
      expect(status).toBe(201);
      return madeSchema.parse(body).conference.id;
    };
    const role = 'arn:aws:sts::123456789012:assumed-role';
    const ids = [
      await by('arn:aws:iam::123456789012:user/ana'),
      await by('arn:aws:iam::123456789012:user/bo'),
      await by(`${role}/calendar/one`),
      await by(`${role}/calendar/two`),
      await by(`${role}/other/one`),
    ];
    expect(ids[2]).toBe(ids[3]);
    expect(new Set(ids).size).toBe(4);
  });

  test('a PIN that was made before its function died opens nothing once the request is repeated', async () => {
    const { deps, ask, create, time } = own;
    const { conference } = madeSchema.parse((await create('board')).body);
    const kept = await deps.admin.pins.listOf(conference.id);
    const route = 'POST conferences/{conferenceId}/pins';
    const event = { pathParameters: { conferenceId: conference.id }, json: { name: 'Ana' } };
    await dies(route, event);
    const [untold] = (await deps.admin.pins.listOf(conference.id)).filter(
      ({ entry }) => entry.name === 'Ana',
    );
    time.ms += 60_000;
    const again = z
      .object({ pin: z.string(), fingerprint: z.string() })
      .parse((await ask(route, { ...event, headers: { 'idempotency-key': 'key' } })).body);
    const fingerprints = (await deps.admin.pins.listOf(conference.id)).map(({ hash }) => fingerprintOf(hash));
    expect(fingerprints.sort()).toEqual(
      [...kept.map(({ hash }) => fingerprintOf(hash)), again.fingerprint].sort(),
    );
    expect(fingerprints).not.toContain(fingerprintOf(untold?.hash ?? ''));
  });

  test('a repetition has everything but the PIN', async () => {
    const first = await own.create('key');
    const { pin, invitation, ...rest } = z
      .looseObject({ pin: z.string(), invitation: z.string() })
      .parse(first.body);
    const again = await own.create('key');
    expect(invitation).toContain(pin);
    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(again.body).toEqual(rest);
  });
});

test('lists come in pages, each entry once', async () => {
  for (let number = 0; number < 5; number += 1) {
    own.time.ms += 1;
    await own.create(`key-${number}`, { ...order, name: `Board ${number}` });
  }
  const pageSchema = z.object({
    items: z.array(z.object({ name: z.string() })),
    next: z.string().optional(),
  });
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const queryStringParameters = { limit: '2', ...(cursor !== undefined && { cursor }) };
    const page = pageSchema.parse((await own.ask('GET conferences', { queryStringParameters })).body);
    expect(page.items.length).toBeLessThanOrEqual(2);
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(names).toEqual([4, 3, 2, 1, 0].map((number) => `Board ${number}`));
});

test('a setting that is null has its default again', async () => {
  const { body } = await own.create('key', { ...order, settings: { capacity: 3, joinMuted: true } });
  const { conference } = z.object({ conference: z.object({ id: z.string() }) }).parse(body);
  const changed = await own.ask('PATCH conferences/{conferenceId}', {
    json: { settings: { capacity: null } },
    pathParameters: { conferenceId: conference.id },
  });
  expect(changed).toMatchObject({ status: 200, body: { settings: { capacity: 200, joinMuted: true } } });
});

describe('leaves a line for each change, of who changed what', () => {
  const principal = 'arn:aws:iam::123456789012:user/ana';
  const put = (json: object) =>
    own.ask('PUT routes/{key}', { json, pathParameters: { key: '+12025550143' } });

  test('without number and value, and what is there after one is there before the next', async () => {
    await put({ kind: 'refuse' });
    await put({ kind: 'targets', targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }] });
    await own.ask('DELETE routes/{key}', { pathParameters: { key: '+12025550143' } });
    const hash = matching(/^[0-9a-f]{16}$/);
    const line = { code: 'changed', principal, keys: 'ROUTE#…43 ROUTE' };
    expect(own.changed).toEqual([
      { ...line, operation: 'putRoute', before: 'none', after: hash },
      { ...line, operation: 'putRoute', before: hash, after: hash },
      { ...line, operation: 'deleteRoute', before: hash, after: 'none' },
    ]);
    const states = own.changed.map((each) => z.object({ before: z.string(), after: z.string() }).parse(each));
    expect(states[1]?.before).toBe(states[0]?.after);
    expect(states[2]?.before).toBe(states[1]?.after);
    expect(new Set(states.map(({ after }) => after)).size).toBe(3);
  });

  test('with the room that a route to it makes known', async () => {
    await put({ kind: 'targets', targets: [{ kind: 'room', room: 'lobby' }] });
    expect(own.changed).toMatchObject([{ operation: 'putRoute', keys: 'ROOM#lobby ROOM, ROUTE#…43 ROUTE' }]);
  });

  test('one for a conference with all that belongs to it, and no PIN in it', async () => {
    const { body } = await own.create('key');
    const { pin } = z.object({ pin: z.string() }).parse(body);
    expect(own.changed).toMatchObject([{ operation: 'createConference', before: 'none' }]);
    expect(JSON.stringify(own.changed)).not.toContain(pin);
  });

  test('none for what is only read, refused, or the same as before', async () => {
    await own.ask('GET routes');
    await own.ask('DELETE routes/{key}', { pathParameters: { key: 'default' } });
    await own.ask('POST conferences/{conferenceId}/close', { pathParameters: { conferenceId: 'none' } });
    expect(own.changed).toEqual([]);
  });

  test('also for what broke halfway', async () => {
    const deps = { ...own.deps, routes: { ...own.deps.routes, admin: { ...own.deps.routes.admin } } };
    deps.routes.admin.set = async (key, route) => {
      await own.deps.routes.admin.set(key, route);
      throw new TypeError('a bug');
    };
    const event = {
      routeKey: 'PUT /admin/v1/routes/{key}',
      headers: {},
      isBase64Encoded: false,
      requestContext: signedBy,
      body: '{"kind":"refuse"}',
      pathParameters: { key: 'default' },
    };
    await expect(makeHandler(deps)(event)).rejects.toThrow('a bug');
    expect(own.changed).toMatchObject([
      { operation: 'putRoute', keys: 'ROUTE#default ROUTE', before: 'none' },
    ]);
  });
});
