import { expect, test } from 'vitest';
import * as z from 'zod';
import { operations } from '../../functions/admin/operations.ts';
import { signedFetch, type SignedOrder } from '../support/signed-fetch.ts';
import { newCallId, numbers, Stack } from './stack.ts';

const stack = new Stack();

/** Sends a signed request, and checks the answer against the schema of its operation. */
async function ask(id: string, path: string, order: Omit<SignedOrder, 'method'> = {}) {
  const spec = operations.find((each) => each.spec.id === id)?.spec;
  if (spec === undefined) throw new Error(`there is no operation ${id}`);
  const [method = ''] = spec.on.split(' ');
  const response = await signedFetch(`${stack.localGateway.gateway.url}/admin/v1/${path}`, {
    ...order,
    method,
  });
  const text = await response.text();
  const body = z.record(z.string(), z.unknown()).parse(text === '' ? {} : JSON.parse(text));
  if (response.ok) expect(spec.answer.safeParse(text === '' ? undefined : body).error).toBeUndefined();
  return { status: response.status, headers: response.headers, body };
}

const createdSchema = z.object({
  conference: z.object({ id: z.string(), room: z.string() }),
  pin: z.string(),
});
const conference = { name: 'Board', dialIn: '+12025550151' };
const create = (key: string, body: unknown = conference) =>
  ask('createConference', 'conferences', { body, headers: { 'idempotency-key': key } });

test('without a signature, or with a wrong one, nobody gets in', async () => {
  const url = `${stack.localGateway.gateway.url}/admin/v1/routes`;
  const attacker = { accessKeyId: 'local', secretAccessKey: 'guessed' };
  for (const response of [await fetch(url), await signedFetch(url, { credentials: attacker })])
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
});

test('a conference is made once for each key, lives, is changed, and is closed', async () => {
  const { digitalSamba } = stack.localGateway;
  const roomsBefore = digitalSamba?.rooms.all.length ?? 0;
  const made = await create('key-1');
  expect(made.status).toBe(201);
  const { conference: view, pin } = createdSchema.parse(made.body);
  const again = await create('key-1');
  expect(again.status).toBe(201);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.body).toEqual({ conference: made.body.conference, url: made.body.url });
  expect(JSON.stringify(again.body)).not.toContain(pin);
  expect((await create('key-1', { ...conference, name: 'Other' })).status).toBe(422);
  expect(digitalSamba?.rooms.all).toHaveLength(roomsBefore + 1);

  const path = `conferences/${view.id}`;
  const changed = await ask('changeConference', path, { body: { settings: { capacity: 7 } } });
  expect(changed).toMatchObject({ status: 200, body: { settings: { capacity: 7 } } });
  expect(await ask('getConference', path)).toMatchObject({ body: { state: 'open', callers: [] } });
  const page = await ask('listConferences', 'conferences?limit=200');
  expect(page.body.items).toContainEqual(changed.body);

  const added = await ask('addPin', `${path}/pins`, {
    body: { name: 'Ana' },
    headers: { 'idempotency-key': 'p' },
  });
  const fingerprint = z.string().parse(added.body.fingerprint);
  expect(await ask('rotateBridgePin', `${path}/bridge-pin/rotate`)).toMatchObject({ status: 200 });
  const kinds = async () =>
    z
      .array(z.looseObject({ kind: z.string() }))
      .parse((await ask('listPins', `${path}/pins`)).body.items)
      .map(({ kind }) => kind)
      .sort();
  expect(await kinds()).toEqual(['bridge', 'bridge', 'caller', 'caller']);
  expect((await ask('revokePin', `${path}/pins/${fingerprint}`)).status).toBe(204);
  expect(await kinds()).toEqual(['bridge', 'bridge', 'caller']);

  expect(await ask('closeConference', `${path}/close`)).toMatchObject({ body: { state: 'closed' } });
  const late = await ask('changeConference', path, { body: { settings: { capacity: 8 } } });
  expect(late).toMatchObject({ status: 409, body: { type: 'urn:patchbay:problem:not-possible' } });
});

test('a route is stored, found, and removed', async () => {
  const key = '+12025550177';
  const path = `routes/${encodeURIComponent(key)}`;
  const route = { kind: 'targets', targets: [{ kind: 'room', room: 'lobby' }], dialOut: false };
  expect((await ask('getRoute', path)).status).toBe(404);
  expect(await ask('putRoute', path, { body: route })).toMatchObject({ status: 200, body: { key, route } });
  expect((await ask('listRoutes', 'routes')).body.items).toContainEqual({ key, route });
  expect((await ask('deleteRoute', path)).status).toBe(204);
  expect((await ask('deleteRoute', path)).status).toBe(404);
});

test('a call is seen while it lives and afterwards', async () => {
  const call = stack.place({ callId: newCallId(), to: numbers.bot });
  await stack.expectConnectedOnce(call);
  const shown = await ask('getCall', `calls/${call.callId}`);
  expect(shown).toMatchObject({ status: 200, body: { state: 'connected', isLive: true, from: '…88' } });
  const ids = async (query: string) =>
    z
      .array(z.looseObject({ id: z.string() }))
      .parse((await ask('listCalls', `calls?${query}`)).body.items)
      .map(({ id }) => id);
  expect(await ids('live=true')).toContain(call.callId);
  call.hangUp();
  await stack.reaches(call.callId, 'ended');
  expect(await ids('live=true')).not.toContain(call.callId);
  await stack.sweep();
  expect(await ids('limit=5')).toContain(call.callId);
  expect((await ask('getCall', 'calls/nobody')).status).toBe(404);
});
