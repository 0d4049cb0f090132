import { describe, expect, test } from 'vitest';
import { voiceCallIdSchema } from '../../../../lib/conferences/model/conference.ts';
import type { Rooms } from '../../../../lib/conferences/ports.ts';
import { makeRooms } from '../../../../lib/providers/digital-samba/rooms.ts';
import { startMs, type Reply } from '../../http/fake-http.ts';
import { fakeSamba, simulatedSamba } from './samba.ts';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';

const call = (text: string) => voiceCallIdSchema.parse(text);
const ana = { call: call('CA1'), name: 'Ana', number: '+12025550188', externalId: 'person-81', muted: true };
const unnamed = { call: call('CA2'), name: 'Caller 2', muted: false };
const room = 'a/room';
const base = 'POST /rooms/a%2Froom';
const after = (seconds: string): Reply => ({ status: 429, headers: { 'retry-after': seconds } });

const acts: readonly { name: string; act: (rooms: Rooms) => Promise<unknown>; request: string }[] = [
  {
    name: 'announce',
    act: (rooms) => rooms.announce(room, [unnamed]),
    request: `${base}/phone-participants/joined`,
  },
  {
    name: 'withdraw',
    act: (rooms) => rooms.withdraw(room, [call('CA1')]),
    request: `${base}/phone-participants/left`,
  },
  {
    name: 'mute',
    act: (rooms) => rooms.mute(room, call('CA1'), true),
    request: `${base}/phone-participants/CA1/mute`,
  },
  {
    name: 'unmute',
    act: (rooms) => rooms.mute(room, call('CA1'), false),
    request: `${base}/phone-participants/CA1/unmute`,
  },
  {
    name: 'raise',
    act: (rooms) => rooms.hand(room, call('CA1'), true),
    request: `${base}/phone-participants/CA1/raise-hand`,
  },
  {
    name: 'lower',
    act: (rooms) => rooms.hand(room, call('CA1'), false),
    request: `${base}/phone-participants/CA1/lower-hand`,
  },
  { name: 'connect', act: (rooms) => rooms.connectBridge(room), request: `${base}/phone/connect` },
  { name: 'disconnect', act: (rooms) => rooms.disconnectBridge(room), request: `${base}/phone/disconnect` },
];

describe.each(acts)('$name', ({ name, act, request }) => {
  const notYet = { notBeforeMs: undefined };
  // Its bridge may be on its way out, or in, and is not for ever.
  const conflict = name === 'connect' ? notYet : 'refused';
  test.each<{ reply: Reply; told: CommandResult; tries: number }>([
    { reply: { status: 400 }, told: 'refused', tries: 1 },
    { reply: { status: 409 }, told: conflict, tries: 1 },
    { reply: { status: 422 }, told: 'refused', tries: 1 },
    { reply: { status: 404 }, told: 'gone', tries: 1 },
    { reply: { status: 401 }, told: notYet, tries: 1 },
    { reply: { status: 403 }, told: notYet, tries: 1 },
    { reply: { status: 429 }, told: notYet, tries: 2 },
    { reply: after('3'), told: { notBeforeMs: startMs + 6_000 }, tries: 2 },
    { reply: after('60'), told: { notBeforeMs: startMs + 60_000 }, tries: 1 },
    { reply: { status: 503 }, told: 'unknown', tries: 2 },
    { reply: 'hang', told: 'unknown', tries: 2 },
    { reply: { failsWith: 'ECONNREFUSED' }, told: notYet, tries: 2 },
    { reply: { status: 200 }, told: 'done', tries: 1 },
  ])('answered $reply is $told', async ({ reply, told, tries }) => {
    const { client, requests } = fakeSamba([reply]);
    expect(await act(makeRooms(client))).toEqual(told);
    expect(requests()).toEqual(Array<string>(tries).fill(request));
  });

  test('without a key is not done', async () => {
    expect(await act(makeRooms(fakeSamba([], '').client))).toEqual(notYet);
  });

  test.each<{ second: Reply; told: CommandResult }>([
    { second: { status: 429 }, told: 'unknown' },
    { second: { status: 422 }, told: 'unknown' },
    { second: { failsWith: 'ECONNREFUSED' }, told: 'unknown' },
    { second: { status: 404 }, told: 'gone' },
    { second: { status: 200 }, told: 'done' },
  ])(
    'that may have been done is not undone by the answer to its repetition: $second',
    async ({ second, told }) => {
      const { client } = fakeSamba([{ status: 503 }, second]);
      expect(await act(makeRooms(client))).toEqual(told);
    },
  );
});

describe('isLive', () => {
  test.each<{ reply: Reply; live: boolean | undefined }>([
    { reply: 'hang', live: undefined },
    { reply: { status: 503 }, live: undefined },
    { reply: { status: 401 }, live: undefined },
    { reply: { status: 404 }, live: false },
    { reply: { status: 200 }, live: false },
    { reply: { status: 200, body: {} }, live: false },
    { reply: { status: 200, body: [] }, live: false },
    { reply: { status: 200, body: { live_participants: 0 } }, live: false },
    { reply: { status: 200, body: { live_participants: [] } }, live: false },
    { reply: { status: 200, body: { live_participants: 2 } }, live: true },
    { reply: { status: 200, body: { live_participants: [{ id: '9d0f' }] } }, live: true },
  ])('answered $reply is $live', async ({ reply, live }) => {
    expect(await makeRooms(fakeSamba([reply]).client).isLive('r')).toBe(live);
  });
});

describe('liveSession', () => {
  const endTime = '2026-03-01T09:00:00.000000Z';
  const listed = (fields: object): Reply => ({ status: 200, body: { data: [{ id: 's1', ...fields }] } });
  test.each<{ reply: Reply; live: { session: string | undefined } | undefined }>([
    { reply: 'hang', live: undefined },
    { reply: { status: 503 }, live: undefined },
    { reply: { status: 401 }, live: undefined },
    { reply: { status: 200, body: {} }, live: undefined },
    { reply: { status: 404 }, live: { session: undefined } },
    { reply: { status: 200, body: { data: [] } }, live: { session: undefined } },
    { reply: { status: 200, body: { data: [{ id: 's1', live: true }] } }, live: { session: 's1' } },
    { reply: { status: 200, body: { data: [{ id: 's1', end_time: null }] } }, live: { session: 's1' } },
    { reply: listed({ live: true, end_time: endTime }), live: { session: 's1' } },
    { reply: listed({ live: false }), live: { session: undefined } },
    { reply: listed({ live: false, end_time: null }), live: { session: undefined } },
    { reply: listed({ live: 'yes', end_time: endTime }), live: { session: undefined } },
    {
      reply: { status: 200, body: { data: [{ id: 's1', end_time: endTime }] } },
      live: { session: undefined },
    },
  ])('answered $reply is $live', async ({ reply, live }) => {
    expect(await makeRooms(fakeSamba([reply]).client).liveSession('r')).toEqual(live);
  });
});

describe('at a Digital Samba that refuses what is not documented', () => {
  async function live() {
    const { samba, client, lines } = await simulatedSamba();
    const made = samba.rooms.create({
      telephony_enabled: true,
      telephony_phone_number: '+12025550152',
      telephony_pin_dtmf: 'WW880214#',
    });
    if (!made.ok) throw new Error('the simulator refused the room');
    made.room.startSession();
    return { room: made.room, rooms: makeRooms(client), lines };
  }

  test('callers appear with what is shown of them, are muted, raise their hands and leave', async () => {
    const { room, rooms, lines } = await live();
    expect(await rooms.announce(room.id, [ana, unnamed])).toBe('done');
    expect(room.phoneParticipants()).toMatchObject([
      { callId: 'CA1', name: 'Ana', number: '+12025550188', muted: true },
      { callId: 'CA2', name: 'Caller 2', number: undefined, muted: false },
    ]);
    expect(room.phones.all.map(({ externalId }) => externalId)).toEqual(['person-81', undefined]);
    expect(await rooms.mute(room.id, unnamed.call, true)).toBe('done');
    expect(await rooms.mute(room.id, ana.call, false)).toBe('done');
    expect(await rooms.hand(room.id, ana.call, true)).toBe('done');
    expect(room.phoneParticipants()).toMatchObject([
      { callId: 'CA1', muted: false },
      { callId: 'CA2', muted: true },
    ]);
    expect(await rooms.withdraw(room.id, [ana.call, call('CA9')])).toBe('done');
    expect(room.phoneParticipants()).toHaveLength(1);
    expect(lines).toEqual([]);
  });

  test('what is not there is gone', async () => {
    const { room, rooms } = await live();
    expect(await rooms.mute(room.id, call('CA9'), true)).toBe('gone');
    expect(await rooms.announce('no-such-room', [unnamed])).toBe('gone');
    room.endSession();
    expect(await rooms.isLive(room.id)).toBe(false);
    expect(await rooms.announce(room.id, [unnamed])).toBe('gone');
  });
});
