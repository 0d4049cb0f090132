import { describe, expect, test } from 'vitest';
import type { Disturbance } from '../../../../../local/simulated/kit/disturbances.ts';
import type { SimulatedDigitalSamba } from '../../../../../local/simulated/digital-samba/start.ts';
import type { Room } from '../../../../../local/simulated/digital-samba/rooms/room.ts';
import { someNumber, someText, until } from '../../harness.ts';
import { bridgedRoom, listener, phoneRoom, phones, rest, samba, shown } from '../harness.ts';

const phoneEvents = [
  'phone_participant_muted',
  'phone_participant_unmuted',
  'phone_participant_asked_to_unmute',
] as const;

const announce = (on: SimulatedDigitalSamba, room: Room, ...callIds: string[]) =>
  rest(
    on,
    'POST',
    phones(room, 'joined'),
    callIds.map((call_id) => ({ call_id, name: `Caller ${call_id}` })),
  );

const names = (on: SimulatedDigitalSamba): string[] => on.events.emitted.map(({ name }) => name);

describe('shapes', () => {
  test.each([
    ['envelope', { eventType: 'phone_participant_muted', data: { callId: 'CA1' } }],
    ['top-level-call-id', { eventType: 'phone_participant_muted', callId: 'CA1' }],
    ['guide', { type: 'phone_participant_muted', data: { callId: 'CA1' } }],
  ] as const)('a phone event, %s', async (phoneEventShape, expected) => {
    const on = await samba({ phoneEventShape });
    const hook = await listener(on, phoneEvents);
    const room = await bridgedRoom(on);
    await announce(on, room, 'CA1');
    room.mute('CA1');
    await until(() => hook.got.length === 1);
    const ids = { sessionId: room.session?.id, roomId: room.id, timestamp: someNumber };
    expect(hook.json()).toEqual([{ ...expected, ...ids }]);
    expect(String(hook.json()[0]?.timestamp)).toMatch(/^\d{10}$/);
  });

  test('a phone event, snake-case', async () => {
    const on = await samba({ phoneEventShape: 'snake-case' });
    const hook = await listener(on, phoneEvents);
    const room = await bridgedRoom(on);
    await announce(on, room, 'CA1');
    room.askToUnmute('CA1');
    await until(() => hook.got.length === 1);
    const data = { room_id: room.id, session_id: room.session?.id, call_id: 'CA1' };
    expect(hook.json()).toEqual([
      { event: 'phone_participant_asked_to_unmute', timestamp: someNumber, data },
    ]);
  });

  test.each([
    [
      'envelope',
      { eventType: 'participant_joined', data: { participantId: someText, name: 'Ana', role: 'speaker' } },
    ],
    [
      'guide',
      { type: 'participant_joined', data: { participantId: someText, name: 'Ana', role: 'speaker' } },
    ],
    ['snake-case', { event: 'participant_joined', data: { participant_id: someText, room_id: someText } }],
  ] as const)('another event, %s', async (eventShape, expected) => {
    const on = await samba({ eventShape });
    const hook = await listener(on, ['participant_joined']);
    phoneRoom(on).join('Ana', 'speaker');
    await until(() => hook.got.length === 1);
    expect(hook.json()).toMatchObject([expected]);
  });

  test.each([
    ['call-id', { participantId: 'CA1', name: 'Caller CA1' }],
    ['uuid', { participantId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown, name: 'Caller CA1' }],
    [
      'uuid-and-call-id',
      { participantId: expect.stringMatching(/-/) as unknown, name: 'Caller CA1', callId: 'CA1' },
    ],
  ] as const)('a phone participant who joins, %s', async (phoneEventId, data) => {
    const on = await samba({ phoneEventId });
    const hook = await listener(on, ['participant_joined']);
    await announce(on, await bridgedRoom(on), 'CA1');
    await until(() => hook.got.length === 1);
    expect(hook.json()[0]?.data).toEqual(data);
  });
});

describe('what is told', () => {
  test('the life of a session', async () => {
    const on = await samba();
    const room = await bridgedRoom(on);
    room.join('Ana');
    await announce(on, room, 'CA1', 'CA2');
    room.mute('CA1');
    room.muteAll();
    room.unmute('CA1');
    room.lowerHand('CA1');
    room.remove('CA2');
    expect(shown(room)).toEqual(['CA1']);
    await rest(on, 'POST', phones(room, 'left'), ['CA1']);
    room.deleteRoom();
    expect(names(on)).toEqual([
      'session_started',
      'participant_joined',
      'participant_joined',
      'participant_joined',
      'phone_participant_muted',
      'phone_participant_muted',
      'phone_participant_unmuted',
      'participant_left',
      'participant_left',
      'participant_left',
      'session_ended',
      'room_deleted',
    ]);
  });

  test('nothing of phone participants who come and go, if set so', async () => {
    const on = await samba({ phoneJoinEvents: false });
    const room = await bridgedRoom(on);
    await announce(on, room, 'CA1', 'CA2');
    await rest(on, 'POST', phones(room, 'left'), ['CA1']);
    expect(names(on)).toEqual(['session_started']);
    room.remove('CA2');
    expect(names(on)).toEqual(['session_started', 'participant_left']);
  });

  test('nothing of a removal, if set so', async () => {
    const on = await samba({ removalEvent: 'none' });
    const room = await bridgedRoom(on);
    await announce(on, room, 'CA1');
    room.remove('CA1');
    expect(shown(room)).toEqual([]);
    expect(names(on)).not.toContain('participant_left');
  });

  test.each([
    ['never', 0],
    ['on-change', 1],
    ['always', 2],
  ] as const)('our own mute echoes %s', async (muteEcho, echoes) => {
    const on = await samba({ muteEcho });
    const room = await bridgedRoom(on);
    await announce(on, room, 'CA1');
    await rest(on, 'POST', phones(room, 'CA1/mute'));
    await rest(on, 'POST', phones(room, 'CA1/mute'));
    expect(names(on).filter((name) => name === 'phone_participant_muted')).toHaveLength(echoes);
  });
});

describe('who is told', () => {
  test('webhooks that asked for the event, among those of the room', async () => {
    const on = await samba();
    const [all, deaf, listed] = [
      await listener(on, ['session_started', 'session_ended']),
      await listener(on, ['session_ended']),
      await listener(on, ['session_started']),
    ];
    phoneRoom(on, 'limited', [listed.id]).startSession();
    await until(() => listed.got.length === 1);
    phoneRoom(on).startSession();
    await until(() => all.got.length === 1 && listed.got.length === 2);
    expect(deaf.got).toEqual([]);
  });

  test.each([
    ['bearer', 'Bearer s3cret'],
    ['bare', 's3cret'],
  ] as const)('with the secret, %s', async (authorizationForm, expected) => {
    const on = await samba({ authorizationForm });
    const hook = await listener(on, ['session_started']);
    phoneRoom(on).startSession();
    await until(() => hook.got.length === 1);
    expect(hook.got[0]?.headers.authorization).toBe(expected);
  });

  test('without a secret that nobody set', async () => {
    const on = await samba();
    const hook = await listener(on, ['session_started']);
    await rest(on, 'PATCH', `/webhooks/${hook.id}`, { authorization_header: null });
    phoneRoom(on).startSession();
    await until(() => hook.got.length === 1);
    expect(hook.got[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('deliveries', () => {
  test.each([
    [1, [500]],
    [3, [500, 503, 204]],
  ])('are tried %i times at most', async (deliveryTries, expected) => {
    const on = await samba({ deliveryTries, deliveryRetryDelayMs: 1 });
    const hook = await listener(on, ['session_started'], [500, 503, 200]);
    phoneRoom(on).startSession();
    await until(() => on.events.deliveries.length === expected.length);
    expect(on.events.deliveries.map(({ status }) => (status === 200 ? 204 : status))).toEqual(expected);
    expect(hook.got).toHaveLength(expected.length);
  });

  test('wait only so long for an answer', async () => {
    const on = await samba({ deliveryAnswerLimitMs: 20 });
    await listener(on, ['session_started'], [0]);
    phoneRoom(on).startSession();
    await until(() => on.events.deliveries.length === 1);
    expect(on.events.deliveries).toMatchObject([{ status: undefined }]);
  });

  const order = (hook: { json: () => Record<string, unknown>[] }): unknown[] =>
    hook.json().map(({ eventType, callId }) => [eventType, callId]);
  const muted = 'phone_participant_muted';
  const unmuted = 'phone_participant_unmuted';

  test.each([
    ['lose', { name: muted } as const, { lose: true }, [[unmuted, 'CA1']]],
    [
      'duplicate',
      { callId: 'CA1', name: muted } as const,
      { copies: 2 },
      [
        [muted, 'CA1'],
        [muted, 'CA1'],
        [unmuted, 'CA1'],
      ],
    ],
    [
      'delay',
      { name: muted } as const,
      { delayMs: 300 },
      [
        [unmuted, 'CA1'],
        [muted, 'CA1'],
      ],
    ],
    [
      'reorder',
      { name: muted } as const,
      { reorder: true },
      [
        [unmuted, 'CA1'],
        [muted, 'CA1'],
      ],
    ],
  ])('%s', async (_, match, disturbance: Disturbance, expected) => {
    const on = await samba();
    const hook = await listener(on, phoneEvents);
    const room = await bridgedRoom(on);
    await announce(on, room, 'CA1', 'CA2');
    on.events.disturb({ ...match, roomId: room.id }, disturbance);
    room.mute('CA1');
    const copies = disturbance.copies ?? 0;
    await until(() => on.events.deliveries.length === copies);
    room.unmute('CA1');
    await until(() => hook.got.length === expected.length);
    expect(order(hook)).toEqual(expected);
  });

  test('an event held back goes out alone if no other comes; calm ends everything', async () => {
    const on = await samba({ reorderLimitMs: 20 });
    const hook = await listener(on, ['session_started', 'session_ended']);
    on.events.disturb({}, { reorder: true });
    on.events.disturb({}, { lose: true }, Infinity);
    on.events.calm();
    on.events.disturb({}, { reorder: true });
    phoneRoom(on).startSession();
    await until(() => hook.got.length === 1);
  });
});
