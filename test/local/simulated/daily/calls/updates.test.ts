import { expect, test } from 'vitest';
import type { CallOrder } from '../../../../../local/simulated/daily/calls/calls.ts';
import type { HeldCall } from '../../../../../local/simulated/daily/calls/held-call.ts';
import type { SimulatedDailyOptions } from '../../../../../local/simulated/daily/options.ts';
import type { SimulatedDaily } from '../../../../../local/simulated/daily/start.ts';
import { call, daily, emptyRoom, readyRoom, until } from '../../harness.ts';

const order: CallOrder = { to: '+12025550143', from: '+12025550188' };

const update = (on: SimulatedDaily, caller: HeldCall, sipUri = ''): ReturnType<typeof call> =>
  call(on, 'POST', '/dialin/pinlessCallUpdate', {
    callId: caller.callId,
    callDomain: on.settings.callDomain,
    sipUri,
  });

test('an accepted update brings the caller into the room, under the name in the address', async () => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall({ ...order, sipHeaders: { 'X-Tenant': 'acme' } });
  const answer = await update(on, caller, `sip:${addresses[0] ?? ''}?x-daily_display_name=Ana%20Ruiz`);
  expect(answer).toEqual({ status: 200, json: { ok: 'true' } });
  const connected = await caller.waitFor('connected');
  expect(connected).toMatchObject({ room: 'a', address: addresses[0] });
  const { json } = await call(on, 'GET', '/rooms/a/presence');
  expect(json).toMatchObject({ total_count: 2, data: [{ userName: 'bot' }, { userName: 'Ana Ruiz' }] });
  const told = on.events.emitted.find((event) => event.type === 'dialin.connected');
  expect(told?.payload).toMatchObject({
    room: 'a',
    sip_from: '+12025550188',
    display_name: 'Ana Ruiz',
    sip_headers: { 'X-Tenant': 'acme' },
  });
  expect(JSON.stringify(told)).not.toContain(caller.callId);
  expect(on.updates).toMatchObject([
    { callId: caller.callId, address: addresses[0], wasReady: true, outcome: 'connecting', status: 200 },
  ]);
});

test('an address is free again after its caller has hung up', async () => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a');
  for (const caller of [on.placeCall(order), on.placeCall(order)]) {
    await update(on, caller, addresses[0]);
    await caller.waitFor('connected');
    caller.hangUp();
  }
  expect(on.events.emitted.filter((event) => event.type === 'dialin.stopped')).toHaveLength(2);
});

test.each<{ options: SimulatedDailyOptions; status: number; drops: boolean }>([
  { options: { earlyUpdate: 'drop-200' }, status: 200, drops: true },
  { options: { earlyUpdate: 'refuse-404' }, status: 404, drops: false },
  { options: { earlyUpdate: 'refuse-400' }, status: 400, drops: false },
])('an early update: $options', async ({ options, status, drops }) => {
  const on = await daily(options);
  const addresses = emptyRoom(on, 'a');
  const caller = on.placeCall(order);
  expect((await update(on, caller, addresses[0])).status).toBe(status);
  expect(on.updates).toMatchObject([{ outcome: 'early', wasReady: false }]);
  if (drops) expect(await caller.ended).toMatchObject({ by: 'daily' });
  else expect(caller.phase).toBe('held');
});

test.each<{ options: SimulatedDailyOptions; status: number; legs: number; outcome: string }>([
  { options: { repeatedUpdate: 'ignore-200' }, status: 200, legs: 1, outcome: 'repeated' },
  { options: { repeatedUpdate: 'refuse-404' }, status: 404, legs: 1, outcome: 'repeated' },
  { options: { repeatedUpdate: 'second-leg' }, status: 200, legs: 2, outcome: 'second-leg' },
])('a second update to the same address: $options', async ({ options, status, legs, outcome }) => {
  const on = await daily(options);
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall(order);
  await update(on, caller, addresses[0]);
  await caller.waitFor('connected');
  expect((await update(on, caller, addresses[0])).status).toBe(status);
  await until(() => caller.legCount === legs);
  expect(on.updates.at(-1)?.outcome).toBe(outcome);
});

test('a second update to another address puts the caller into the room twice', async () => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a', 2);
  const caller = on.placeCall(order);
  await update(on, caller, addresses[0]);
  await update(on, caller, addresses[1]);
  await until(() => caller.legCount === 2);
  expect((await call(on, 'GET', '/rooms/a/presence')).json.total_count).toBe(3);
});

test.each<{ options: SimulatedDailyOptions; status: number; drops: boolean }>([
  { options: { busyUpdate: 'drop-200' }, status: 200, drops: true },
  { options: { busyUpdate: 'ignore-200' }, status: 200, drops: false },
  { options: { busyUpdate: 'refuse-404' }, status: 404, drops: false },
  { options: { busyUpdate: 'refuse-400' }, status: 400, drops: false },
])('an address that another caller holds: $options', async ({ options, status, drops }) => {
  const on = await daily(options);
  const { addresses } = await readyRoom(on, 'a');
  const first = on.placeCall(order);
  await update(on, first, addresses[0]);
  await first.waitFor('connected');
  const second = on.placeCall(order);
  expect((await update(on, second, addresses[0])).status).toBe(status);
  if (drops) await second.ended;
  expect(second.legCount).toBe(0);
  expect(second.phase).toBe(drops ? 'ended' : 'held');
  expect(first.phase).toBe('connected');
});

test.each<{ options: SimulatedDailyOptions; status: number }>([
  { options: { goneUpdate: 'refuse-404' }, status: 404 },
  { options: { goneUpdate: 'ignore-200' }, status: 200 },
])('a caller who has gone: $options', async ({ options, status }) => {
  const on = await daily(options);
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall(order);
  caller.hangUp();
  expect((await update(on, caller, addresses[0])).status).toBe(status);
  expect(on.updates).toMatchObject([{ outcome: 'caller-gone' }]);
});

test('a call, a domain or an address that nobody knows', async () => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall(order);
  const body = { callId: caller.callId, callDomain: on.settings.callDomain, sipUri: addresses[0] };
  for (const wrong of [
    { callId: 'x' },
    { callDomain: on.settings.domainId },
    { sipUri: 'sip:1@elsewhere.example' },
  ]) {
    expect((await call(on, 'POST', '/dialin/pinlessCallUpdate', { ...body, ...wrong })).status).toBe(404);
  }
  expect(on.updates.map(({ outcome }) => outcome)).toEqual([
    'unknown-call',
    'unknown-call',
    'strange-address',
  ]);
  expect(caller.phase).toBe('held');
});

test('a room that goes while the caller is on the way', async () => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall(order);
  await update(on, caller, addresses[0]);
  on.rooms.delete('a');
  expect(await caller.ended).toMatchObject({ by: 'daily', why: 'the room was gone' });
});

test('a 200 after which nothing happens, then one that counts', async () => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall({ ...order, connect: ['nothing', 'joins'] });
  expect((await update(on, caller, addresses[0])).status).toBe(200);
  expect(caller.phase).toBe('held');
  await update(on, caller, addresses[0]);
  await caller.waitFor('connected');
  expect(caller.legCount).toBe(1);
});

test.each([
  { connect: 'hangs-up' as const, events: [] },
  { connect: 'dialin-error' as const, events: ['dialin.error'] },
])('a 200 that ends badly: $connect', async ({ connect, events }) => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall({ ...order, connect });
  expect((await update(on, caller, addresses[0])).status).toBe(200);
  expect(await caller.ended).toMatchObject({ by: 'daily' });
  const told = on.events.emitted.filter(({ type }) => ['dialin.error', 'dialin.connected'].includes(type));
  expect(told.map(({ type }) => type)).toEqual(events);
});

test('a time-out may hide an update that took effect', async () => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall(order);
  on.faults.next('POST /dialin/pinlessCallUpdate', { hang: true, effect: 'done' });
  void update(on, caller, addresses[0]).catch(() => undefined);
  await caller.waitFor('connected');
});
