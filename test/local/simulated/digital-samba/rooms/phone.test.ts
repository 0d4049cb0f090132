import { describe, expect, test } from 'vitest';
import { someNumber, until } from '../../harness.ts';
import {
  bridgedRoom,
  expectInvalid,
  phoneRoom,
  phones,
  rest,
  samba,
  shown,
  voiceProvider,
} from '../harness.ts';

const ana = { call_id: 'CA1', name: 'Ana', caller_number: '+12025550101', external_id: 'p-1', muted: true };
const ben = { call_id: 'CA2', caller_number: '+12025550102' };

describe('joined', () => {
  test('shows callers, and answers text', async () => {
    const on = await samba();
    const room = await bridgedRoom(on);
    const answer = await rest(on, 'POST', phones(room, 'joined'), [ana, ben]);
    expect(answer.status).toBe(200);
    expect(answer.type).toMatch(/^text\/plain/);
    expect(room.phoneParticipants()).toEqual([
      { callId: 'CA1', name: 'Ana', number: '+12025550101', muted: true, hand: false },
      { callId: 'CA2', name: undefined, number: '+12025550102', muted: false, hand: false },
    ]);
    expect(room.announcements('CA1')).toEqual([
      { callId: 'CA1', sessionId: room.session?.id, bridge: 'connected', atMs: someNumber },
    ]);
  });

  test.each([
    ['an object', { ...ana }, 'body'],
    ['the old wrapper', { calls: [ana] }, 'body'],
    ['an empty array', [], 'body'],
    ['camelCase', [{ callId: 'CA1', name: 'Ana' }], '0.call_id'],
    ['camelCase beside snake_case', [{ ...ana, callerNumber: '1' }], '0.callerNumber'],
    ['neither name nor number', [ben, { call_id: 'CA1' }], '1.name'],
    ['an empty name', [{ call_id: 'CA1', name: '' }], '0.name'],
    ['a number for an id', [{ call_id: 1, name: 'Ana' }], '0.call_id'],
    ['too many', [ana, ben, { ...ben, call_id: 'CA3' }], 'body'],
  ])('refuses %s', async (_, body, field) => {
    const on = await samba({ longestPhoneArray: 2 });
    const room = await bridgedRoom(on);
    const answer = await rest(on, 'POST', phones(room, 'joined'), body);
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toHaveProperty([field]);
    expect(room.announcements()).toEqual([]);
  });

  test('knows rooms by UUID only', async () => {
    const on = await samba();
    await bridgedRoom(on);
    for (const path of ['phone-participants/joined', 'phone-participants/left', 'phone/connect']) {
      expect((await rest(on, 'POST', `/rooms/board-april/${path}`, [ana])).status).toBe(404);
    }
  });

  test.each([
    ['updated', 200, ['CA1']],
    ['duplicated', 200, ['CA1', 'CA1']],
    ['refused-422', 422, ['CA1']],
  ] as const)('a repeated call id is %s', async (repeatedJoined, status, expected) => {
    const on = await samba({ repeatedJoined });
    const room = await bridgedRoom(on);
    await rest(on, 'POST', phones(room, 'joined'), [ana]);
    expect((await rest(on, 'POST', phones(room, 'joined'), [{ ...ana, name: 'Eva' }])).status).toBe(status);
    expect(shown(room)).toEqual(expected);
    expect(room.phoneParticipants().at(-1)?.name).toBe(status === 200 ? 'Eva' : 'Ana');
    await rest(on, 'POST', phones(room, 'left'), ['CA1']);
    expect(shown(room)).toEqual([]);
  });

  test('an update keeps the mute state unless it says otherwise', async () => {
    const on = await samba();
    const room = await bridgedRoom(on);
    await rest(on, 'POST', phones(room, 'joined'), [ana]);
    await rest(on, 'POST', phones(room, 'joined'), [{ call_id: 'CA1', name: 'Eva' }]);
    expect(room.phoneParticipants()).toMatchObject([{ name: 'Eva', number: undefined, muted: true }]);
    await rest(on, 'POST', phones(room, 'joined'), [{ ...ana, muted: false }]);
    expect(room.phoneParticipants()).toMatchObject([{ muted: false }]);
  });

  test.each([
    [{}, 404, []],
    [{ joinedWithoutSession: 'refused-422' as const }, 422, []],
    [{ joinedWithoutSession: 'ignored-200' as const }, 200, []],
    [{ joinedWithoutSession: 'shown' as const }, 200, ['CA1']],
  ])('without a session, %j', async (options, status, expected) => {
    const on = await samba(options);
    const room = phoneRoom(on);
    expect((await rest(on, 'POST', phones(room, 'joined'), [ana])).status).toBe(status);
    expect(shown(room)).toEqual(expected);
  });

  test.each([
    [{}, 200, ['CA1'], ['off']],
    [{ joinedWithoutBridge: 'ignored-200' as const }, 200, [], ['off']],
    [{ joinedWithoutBridge: 'refused-422' as const }, 422, [], []],
  ])('without a bridge, %j', async (options, status, expected, bridges) => {
    const on = await samba(options);
    const room = phoneRoom(on);
    room.startSession();
    expect((await rest(on, 'POST', phones(room, 'joined'), [ana])).status).toBe(status);
    expect(shown(room)).toEqual(expected);
    expect(room.announcements().map(({ bridge }) => bridge)).toEqual(bridges);
  });
});

describe('left', () => {
  test.each([
    [{}, 200, ['CA2']],
    [{ unknownLeft: '404-known-removed' as const }, 404, ['CA2']],
    [{ unknownLeft: '404-nothing-removed' as const }, 404, ['CA1', 'CA2']],
  ])('unknown ids, %j', async (options, status, expected) => {
    const on = await samba(options);
    const room = await bridgedRoom(on);
    await rest(on, 'POST', phones(room, 'joined'), [ana, ben]);
    expect((await rest(on, 'POST', phones(room, 'left'), ['CA9', 'CA1'])).status).toBe(status);
    expect(shown(room)).toEqual(expected);
  });

  test.each([[{ ids: ['CA1'] }], [[]], [[{ call_id: 'CA1' }]]])('refuses %j', async (body) => {
    const on = await samba();
    const room = await bridgedRoom(on);
    expect((await rest(on, 'POST', phones(room, 'left'), body)).status).toBe(422);
  });
});

describe('one phone participant', () => {
  test.each([
    ['mute', { muted: true, hand: false }],
    ['unmute', { muted: false, hand: false }],
    ['raise-hand', { muted: false, hand: true }],
    ['lower-hand', { muted: false, hand: false }],
  ])('%s', async (action, expected) => {
    const on = await samba();
    const room = await bridgedRoom(on);
    await rest(on, 'POST', phones(room, 'joined'), [{ call_id: 'CA/1 x', name: 'Ana' }]);
    const path = phones(room, `${encodeURIComponent('CA/1 x')}/${action}`);
    const answer = await rest(on, 'POST', path);
    expect([answer.status, answer.text]).toEqual([200, 'OK']);
    expect(room.phoneParticipants()).toMatchObject([expected]);
    expect((await rest(on, 'POST', phones(room, `CA9/${action}`))).status).toBe(404);
    expectInvalid(await rest(on, 'POST', path, {}), 'body');
  });
});

describe('the bridge', () => {
  test('is dialled, keyed and hung up by REST', async () => {
    const on = await samba();
    const provider = voiceProvider();
    on.useDial(provider.dial);
    const room = phoneRoom(on);
    room.startSession();
    const answer = await rest(on, 'POST', `/rooms/${room.id}/phone/connect`);
    expect([answer.status, answer.text]).toEqual([200, 'OK']);
    await until(() => room.bridge.state === 'connected');
    expect(provider.orders).toEqual([{ to: '+12025550110', dtmf: 'WW880214#' }]);
    await rest(on, 'POST', `/rooms/${room.id}/phone/disconnect`);
    await until(() => room.bridge.state === 'off');
  });

  test('needs a session and telephony', async () => {
    const on = await samba({ phoneRefusalStatus: 409 });
    const room = phoneRoom(on);
    const connect = async (): Promise<number> =>
      (await rest(on, 'POST', `/rooms/${room.id}/phone/connect`)).status;
    expect(await connect()).toBe(409);
    room.startSession();
    on.rooms.change(room, { telephony_enabled: false });
    expect(await connect()).toBe(409);
    expect(room.bridge.dialled).toEqual([]);
  });

  test('needs neither, if set so', async () => {
    const on = await samba({ connectNeedsSession: false, connectNeedsTelephony: false });
    on.useDial(voiceProvider().dial);
    const [silent, room] = [phoneRoom(on, 'silent'), phoneRoom(on)];
    on.rooms.change(silent, { telephony_enabled: false });
    expect((await rest(on, 'POST', `/rooms/${silent.id}/phone/connect`)).status).toBe(200);
    expect((await rest(on, 'POST', `/rooms/${room.id}/phone/connect`)).status).toBe(200);
    await until(() => room.bridge.state === 'connected');
    expect(silent.bridge.state).toBe('off');
  });

  test.each([
    ['ignored-200', 200, 1],
    ['refused', 422, 1],
    ['second-call', 200, 2],
  ] as const)('connecting again: %s', async (connectAgain, status, calls) => {
    const on = await samba({ connectAgain });
    const room = await bridgedRoom(on);
    expect((await rest(on, 'POST', `/rooms/${room.id}/phone/connect`)).status).toBe(status);
    await until(() => room.bridge.dialled.length === calls);
    room.disconnectTelephony();
    await until(() => room.bridge.state === 'off');
  });

  test.each([
    ['ignored-200', 200],
    ['refused', 422],
  ] as const)('disconnecting nothing: %s', async (disconnectIdle, status) => {
    const on = await samba({ disconnectIdle });
    const room = phoneRoom(on);
    expect((await rest(on, 'POST', `/rooms/${room.id}/phone/disconnect`)).status).toBe(status);
  });

  test('is not connected by a moderator whose room has no role for it', async () => {
    const on = await samba({ phoneRoles: [] });
    const room = phoneRoom(on);
    room.startSession();
    expect(room.connectTelephony()).toMatchObject({ ok: false });
  });

  test('a call that nobody answers is noted', async () => {
    const on = await samba();
    on.useDial(() => Promise.reject(new Error('busy')));
    const room = phoneRoom(on);
    room.startSession();
    room.connectTelephony();
    expect(room.bridge.state).toBe('dialling');
    await until(() => room.bridge.state === 'off');
    expect(room.log.at(-1)).toMatchObject({ kind: 'bridge-failed', reason: 'busy' });
  });

  test('a disconnect while dialling ends the call as soon as it is up', async () => {
    const on = await samba();
    const provider = voiceProvider();
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    on.useDial(async (order) => {
      await answered;
      return provider.dial(order);
    });
    const room = phoneRoom(on);
    room.startSession();
    room.connectTelephony();
    await until(() => room.bridge.dialled.length === 1);
    room.disconnectTelephony();
    answer();
    await until(() => room.log.at(-1)?.kind === 'bridge-ended');
  });

  test.each([
    ['nothing', ['CA1'], 0],
    ['silently', [], 0],
    ['reported', [], 1],
  ] as const)('its drop clears %s', async (bridgeDropClears, expected, reports) => {
    const on = await samba({ bridgeDropClears });
    const provider = voiceProvider();
    const room = await bridgedRoom(on);
    room.disconnectTelephony();
    await until(() => room.bridge.state === 'off');
    on.useDial(provider.dial);
    room.connectTelephony();
    await until(() => room.bridge.state === 'connected');
    await rest(on, 'POST', phones(room, 'joined'), [ana]);
    provider.hangUp();
    await until(() => room.bridge.state === 'off');
    expect(shown(room)).toEqual(expected);
    expect(on.events.emitted.filter(({ name }) => name === 'participant_left')).toHaveLength(reports);
  });
});
