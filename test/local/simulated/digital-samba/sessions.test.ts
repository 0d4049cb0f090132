import { describe, expect, test } from 'vitest';
import { someNumber, someText, until } from '../harness.ts';
import { bridgedRoom, phoneRoom, phones, rest, samba, shown } from './harness.ts';

const microseconds: unknown = expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{6}Z$/);

describe('live', () => {
  test('counts and lists', async () => {
    const on = await samba();
    const room = phoneRoom(on);
    phoneRoom(on, 'quiet');
    room.join('Ana');
    const live = { id: room.id, external_id: null, start_time: microseconds, session_duration: someNumber };
    const person = {
      id: someText,
      external_id: null,
      name: 'Ana',
      role: 'moderator',
      join_time: microseconds,
    };
    const listed = { ...live, live_participants: [person] };
    expect((await rest(on, 'GET', '/rooms/board-april/live')).json).toEqual({
      ...live,
      live_participants: 1,
    });
    expect((await rest(on, 'GET', `/rooms/${room.id}/live/participants`)).json).toEqual(listed);
    const all = await rest(on, 'GET', '/rooms/live');
    expect(all.json).toEqual({ total_count: 1, data: [{ ...live, live_participants: 1 }] });
    const people = await rest(on, 'GET', '/rooms/live/participants');
    expect(people.json).toEqual({ total_count: 1, data: [listed] });
  });

  test.each([
    [{}, 404],
    [{ notLive: 'empty' as const }, 200],
  ])('a room that is not live, %j', async (options, status) => {
    const on = await samba(options);
    phoneRoom(on);
    for (const path of ['/rooms/board-april/live', '/rooms/board-april/live/participants']) {
      const answer = await rest(on, 'GET', path);
      expect(answer.status).toBe(status);
      if (status === 200) expect(answer.json).toEqual({});
    }
    expect((await rest(on, 'GET', '/rooms/none/live')).status).toBe(404);
  });

  test.each([
    ['none', []],
    ['call-id', [{ id: 'CA1', name: 'Ben' }]],
    ['uuid', [{ id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown, name: 'Ben' }]],
  ] as const)('phone participants: %s', async (phonesInLive, expected) => {
    const on = await samba({ phonesInLive });
    const room = await bridgedRoom(on);
    await rest(on, 'POST', phones(room, 'joined'), [{ call_id: 'CA1', name: 'Ben' }]);
    const { json } = await rest(on, 'GET', '/rooms/board-april/live/participants');
    expect(json.live_participants).toMatchObject(expected);
    expect(json.live_participants).toHaveLength(expected.length);
  });
});

describe('a recording', () => {
  test('is told when it begins and ends, once each', async () => {
    const on = await samba();
    const room = phoneRoom(on);
    expect(room.startRecording()).toMatchObject({ ok: false, status: 409 });
    room.join('Ana');
    expect([room.startRecording(), room.startRecording()]).toMatchObject([
      { ok: true },
      { ok: false, status: 409 },
    ]);
    expect([room.stopRecording(), room.stopRecording()]).toMatchObject([
      { ok: true },
      { ok: false, status: 409 },
    ]);
    const told = on.events.emitted.map(({ name }) => name).filter((name) => name.startsWith('recording_'));
    expect(told).toEqual(['recording_started', 'recording_stopped']);
  });

  test('ends with its session', async () => {
    const on = await samba();
    const room = phoneRoom(on);
    room.join('Ana');
    room.startRecording();
    room.endSession();
    expect(room.isRecorded).toBe(false);
    expect(on.events.emitted.map(({ name }) => name)).toContain('recording_stopped');
  });
});

describe('sessions', () => {
  test('are listed, read and ended', async () => {
    const on = await samba();
    const [room, other] = [phoneRoom(on), phoneRoom(on, 'other')];
    room.startSession();
    room.endSession();
    room.startSession();
    other.startSession();
    const [past, live] = on.sessions;
    const row = { room_id: room.id, start_time: microseconds };
    const liveRow = { ...row, id: live?.id, end_time: null, live: true };
    const pastRow = { ...row, id: past?.id, end_time: microseconds, live: false };
    const list = await rest(on, 'GET', '/rooms/board-april/sessions');
    expect(list.json).toEqual({ total_count: '2', data: [liveRow, pastRow] });
    const lives = await rest(on, 'GET', `/rooms/${room.id}/sessions?live=true`);
    expect(lives.json).toEqual({ total_count: '1', data: [liveRow] });
    expect((await rest(on, 'GET', '/sessions?date_end=2020-01-01')).json).toEqual({
      total_count: '0',
      data: [],
    });
    expect((await rest(on, 'GET', '/sessions')).json.total_count).toBe('3');
    expect((await rest(on, 'GET', `/sessions/${past?.id ?? ''}`)).json).toEqual(pastRow);

    const ended = await rest(on, 'POST', `/sessions/${live?.id ?? ''}/end`);
    expect([ended.status, ended.type.split(';')[0]]).toEqual([200, 'text/plain']);
    expect(room.session).toBeUndefined();
    expect(other.session).toBeDefined();
    expect((await rest(on, 'POST', `/sessions/${live?.id ?? ''}/end`)).status).toBe(409);
  });

  test.each([
    [true, 'off'],
    [false, 'connected'],
  ] as const)(
    'their end clears phone participants; the bridge drops: %j',
    async (sessionEndDropsBridge, bridge) => {
      const on = await samba({ sessionEndDropsBridge });
      const room = await bridgedRoom(on);
      await rest(on, 'POST', phones(room, 'joined'), [{ call_id: 'CA1', name: 'Ben' }]);
      room.endSession();
      expect(shown(room)).toEqual([]);
      await until(() => room.bridge.state === bridge);
    },
  );

  test.each([
    ['none', ['session_ended']],
    ['web', ['participant_left', 'session_ended']],
    ['all', ['participant_left', 'participant_left', 'session_ended']],
  ] as const)('their end reports %s as left', async (sessionEndReportsLeft, expected) => {
    const on = await samba({ sessionEndReportsLeft });
    const room = await bridgedRoom(on);
    room.join('Ana');
    await rest(on, 'POST', phones(room, 'joined'), [{ call_id: 'CA1', name: 'Ben' }]);
    const before = on.events.emitted.length;
    room.endSession();
    expect(on.events.emitted.slice(before).map(({ name }) => name)).toEqual(expected);
    expect(new Set(on.events.emitted.map(({ sessionId }) => sessionId)).size).toBe(1);
  });

  test.each([
    [true, false],
    [false, true],
  ])('the last to leave ends them: %j', async (endsEmptySessions, isLive) => {
    const room = phoneRoom(await samba({ endsEmptySessions }));
    room.join('Ana');
    room.join('Eva', 'attendee');
    room.leave('Ana');
    expect(room.session).toBeDefined();
    room.leave('Eva');
    expect(room.session !== undefined).toBe(isLive);
  });

  test('impossible actions say so', async () => {
    const room = phoneRoom(await samba());
    const refused = { ok: false, message: someText };
    expect(room.endSession()).toMatchObject(refused);
    expect(room.connectTelephony()).toMatchObject(refused);
    for (const act of ['mute', 'unmute', 'askToUnmute', 'lowerHand', 'remove'] as const) {
      expect(room[act]('CA1')).toMatchObject(refused);
    }
    room.startSession();
    expect(room.startSession()).toMatchObject(refused);
    expect(room.leave('Ana')).toMatchObject(refused);
    room.deleteRoom();
    expect(room.deleteRoom()).toMatchObject(refused);
    expect(room.join('Ana')).toMatchObject(refused);
  });
});
