import { expect, test } from 'vitest';
import { call, daily, emptyRoom, readyRoom, soon, until } from '../../harness.ts';

const types = (on: Awaited<ReturnType<typeof daily>>): string[] =>
  on.events.emitted.map((event) => event.type);

test('nothing becomes ready in an empty room', async () => {
  const on = await daily();
  emptyRoom(on, 'empty');
  await readyRoom(on, 'busy');
  const ready = on.events.emitted.filter((event) => event.type === 'dialin.ready');
  expect(ready.map((event) => event.payload.room)).toEqual(['busy']);
});

test.each([{ sipPrefixInReady: false }, { sipPrefixInReady: true }])(
  'each address becomes ready once per meeting, however many join (%j)',
  async (options) => {
    const on = await daily(options);
    const { addresses } = await readyRoom(on, 'a', 3);
    const late: string[] = [];
    on.join({ room: 'a', onDialinReady: (address) => late.push(address) });
    await readyRoom(on, 'later');
    const ready = on.events.emitted.filter(
      (event) => event.type === 'dialin.ready' && event.payload.room === 'a',
    );
    const prefix = options.sipPrefixInReady ? 'sip:' : '';
    expect(ready.map((event) => event.payload.sip_endpoint)).toEqual(
      addresses.map((address) => prefix + address),
    );
    expect(late).toEqual([]);
  },
);

test('a new meeting in the same room becomes ready anew', async () => {
  const on = await daily();
  const { leave } = await readyRoom(on, 'a');
  leave();
  const again: string[] = [];
  on.join({ room: 'a', onDialinReady: (address) => again.push(address) });
  await until(() => again.length === 1);
  expect(types(on).filter((type) => type === 'dialin.ready')).toHaveLength(2);
});

test('a room vanishes at its exp and throws everybody out', async () => {
  const on = await daily();
  on.rooms.create({ name: 'a', properties: { exp: soon(), eject_at_room_exp: true } });
  const left: string[] = [];
  on.join({ room: 'a', onLeft: (reason) => left.push(reason) });
  await until(() => left.length === 1);
  expect(left).toEqual(['room-expired']);
  expect((await call(on, 'GET', '/rooms/a')).status).toBe(404);
  const deleted = await call(on, 'DELETE', '/rooms/a');
  expect(deleted).toMatchObject({ status: 404, json: { deleted: true } });
  expect(on.join({ room: 'a' })).toEqual({ joined: false, reason: 'no-such-room' });
  expect((await call(on, 'POST', '/rooms', { name: 'a' })).status).toBe(200);
});

test('without eject_at_room_exp the meeting outlives the room', async () => {
  const on = await daily();
  on.rooms.create({ name: 'a', properties: { exp: soon(), sip: { sip_mode: 'dial-in' } } });
  const address = on.rooms.find('a')?.endpoints[0]?.address ?? '';
  const left: string[] = [];
  const joined = on.join({ room: 'a', onLeft: (reason) => left.push(reason) });
  await until(() => on.rooms.find('a') === undefined);
  expect(left).toEqual([]);
  expect(on.rooms.findAddress(address)).toBeDefined();
  if (joined.joined) joined.leave();
  expect(on.rooms.findAddress(address)).toBeUndefined();
});

test('a token can end the stay of its holder', async () => {
  const on = await daily();
  on.rooms.create({ name: 'a' });
  const token = on.token({ r: 'a', exp: soon(), ejt: true });
  const left: string[] = [];
  on.join({ room: 'a', token, onLeft: (reason) => left.push(reason) });
  await until(() => left.length === 1);
  expect(left).toEqual(['token-expired']);
});

test('deleting a room throws out bot and caller', async () => {
  const on = await daily();
  const { addresses } = await readyRoom(on, 'a');
  const caller = on.placeCall({ to: '+12025550143' });
  await call(on, 'POST', '/dialin/pinlessCallUpdate', {
    callId: caller.callId,
    callDomain: on.settings.callDomain,
    sipUri: `sip:${addresses[0] ?? ''}`,
  });
  await caller.waitFor('connected');
  await call(on, 'DELETE', '/rooms/a');
  expect(await caller.ended).toMatchObject({ kind: 'hung-up', by: 'room', why: 'room-deleted' });
  await until(() => types(on).includes('meeting.ended'));
  expect(types(on).filter((type) => type === 'dialin.stopped')).toHaveLength(1);
});

test('the caller is dropped when the last bot leaves', async () => {
  const on = await daily();
  const { addresses, leave } = await readyRoom(on, 'a');
  const caller = on.placeCall({ to: '+12025550143' });
  await call(on, 'POST', '/dialin/pinlessCallUpdate', {
    callId: caller.callId,
    callDomain: on.settings.callDomain,
    sipUri: addresses[0],
  });
  await caller.waitFor('connected');
  leave();
  expect(await caller.ended).toMatchObject({ by: 'room', why: 'room-ended' });
});

test.each([
  { endsUnstartedMeetings: true, expected: ['meeting.ended'] },
  { endsUnstartedMeetings: false, expected: [] },
])('a meeting of one: $expected', async ({ endsUnstartedMeetings, expected }) => {
  const on = await daily({ endsUnstartedMeetings });
  const first = await readyRoom(on, 'a');
  first.leave();
  const second = await readyRoom(on, 'b');
  on.join({ room: 'b' });
  on.rooms.delete('b');
  second.leave();
  await until(() =>
    on.events.emitted.some(({ type, payload }) => type === 'meeting.ended' && payload.room === 'b'),
  );
  const ofRoom = (room: string): string[] =>
    on.events.emitted
      .filter((event) => event.payload.room === room && event.type.startsWith('meeting.'))
      .map((event) => event.type);
  expect(ofRoom('a')).toEqual(expected);
  expect(ofRoom('b')).toEqual(['meeting.started', 'meeting.ended']);
});
