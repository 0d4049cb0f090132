import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { someText } from '../../harness.ts';
import { expectInvalid, rest, samba } from '../harness.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const team = '6c1f7c0a-0000-4000-8000-2d7a3f9b1e55';
const key = 'simulated-digital-samba-key';

describe('auth', () => {
  test.each([
    ['no header', {}],
    ['a wrong key', { authorization: 'Bearer wrong' }],
    ['the key alone as Basic', { authorization: `Basic ${base64(key)}` }],
    ['the key in clear as Basic', { authorization: `Basic ${key}` }],
    ['another team', { authorization: `Basic ${base64(`other:${key}`)}` }],
    ['another scheme', { authorization: `Token ${key}` }],
  ])('%s: 401', async (_, headers) => {
    const answer = await rest(await samba(), 'GET', '/rooms', undefined, headers);
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({ error: someText, message: someText });
  });

  test.each([
    ['Bearer key', `Bearer ${key}`],
    ['Basic team:key', `Basic ${base64(`${team}:${key}`)}`],
    ['Bearer team:key', `Bearer ${base64(`${team}:${key}`)}`],
  ])('%s: passes', async (_, authorization) => {
    expect((await rest(await samba(), 'GET', '/rooms', undefined, { authorization })).status).toBe(200);
  });

  test('a key without rights: 403', async () => {
    const on = await samba({ forbiddenKey: 'weak' });
    const answer = await rest(on, 'GET', '/rooms', undefined, { authorization: 'Bearer weak' });
    expect(answer.status).toBe(403);
  });
});

test.each([
  [{}, '1'],
  [{ sendsRetryAfter: false }, null],
])('429 beyond the limit, %j', async (options, retryAfter) => {
  const on = await samba({ requestsPerSecond: 2, ...options });
  await rest(on, 'GET', '/rooms');
  await rest(on, 'GET', '/rooms');
  const answer = await rest(on, 'GET', '/rooms');
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe(retryAfter);
});

describe('strictness', () => {
  test.each([
    ['unknown path', 'GET', '/nothing'],
    ['unknown method', 'PUT', '/rooms'],
    ['no such room', 'GET', '/rooms/none'],
    ['no such room to change', 'PATCH', '/rooms/none'],
    ['no such room to delete', 'DELETE', '/rooms/none'],
    ['no such webhook', 'GET', '/webhooks/none'],
    ['no such webhook to delete', 'DELETE', '/webhooks/none'],
    ['no such session', 'GET', '/sessions/none'],
    ['no such session to end', 'POST', '/sessions/none/end'],
    ['no such role', 'GET', '/roles/none'],
    ['a dash in place of the slash', 'POST', '/rooms/a/phone-participants-joined'],
  ])('%s: 404', async (_, method, path) => {
    const answer = await rest(await samba(), method, path);
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual({ error: 'not-found', message: 'Not Found' });
  });

  test('nothing lies outside /api/v1', async () => {
    const on = await samba();
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(`${on.url}/rooms`, { headers })).status).toBe(404);
  });

  test.each([
    ['unknown field', { friendly: 'a' }, 'friendly'],
    ['friendly_url too short', { friendly_url: 'ab' }, 'friendly_url'],
    ['friendly_url too long', { friendly_url: 'a'.repeat(33) }, 'friendly_url'],
    ['description too short', { description: 'ab' }, 'description'],
    ['expiry in another form', { expires_at: '2099-01-01T00:00:00Z' }, 'expires_at'],
    ['expiry in the past', { expires_at: '2020-01-01 00:00:00' }, 'expires_at'],
    ['endless session', { session_length: 1441 }, 'session_length'],
    ['room for one', { max_participants: 1 }, 'max_participants'],
    ['unknown webhook', { webhooks: ['none'] }, 'webhooks'],
    ['unknown role', { roles: ['boss'] }, 'roles'],
    ['default_role alone', { default_role: 'moderator' }, 'roles'],
    ['default_role elsewhere', { default_role: 'moderator', roles: ['speaker'] }, 'default_role'],
    ['text for a boolean', { telephony_enabled: 'yes' }, 'telephony_enabled'],
    ['DTMF without a tone', { telephony_pin_dtmf: 'WW' }, 'telephony_pin_dtmf'],
    ['DTMF with a comma', { telephony_pin_dtmf: 'W,1' }, 'telephony_pin_dtmf'],
    ['DTMF too long', { telephony_pin_dtmf: '1'.repeat(65) }, 'telephony_pin_dtmf'],
    ['camelCase', { telephonyEnabled: true }, 'telephonyEnabled'],
  ])('room: %s', async (_, body, field) => {
    const on = await samba();
    expectInvalid(await rest(on, 'POST', '/rooms', body), field);
    expect(on.rooms.all).toEqual([]);
  });

  test.each([
    ['no endpoint', { events: ['session_started'] }, 'endpoint'],
    ['no URL', { endpoint: 'gw.example.com', events: ['session_started'] }, 'endpoint'],
    [
      'long URL',
      { endpoint: `https://gw.example.com/${'a'.repeat(78)}`, events: ['session_started'] },
      'endpoint',
    ],
    ['no events', { endpoint: 'https://gw.example.com/', events: [] }, 'events'],
    [
      'unknown event',
      { endpoint: 'https://gw.example.com/', events: ['phone_participant_left'] },
      'events.0',
    ],
    [
      'unknown field',
      { endpoint: 'https://gw.example.com/', events: ['session_ended'], secret: 'a' },
      'secret',
    ],
    ['short name', { endpoint: 'https://gw.example.com/', events: ['session_ended'], name: 'a' }, 'name'],
  ])('webhook: %s', async (_, body, field) => {
    expectInvalid(await rest(await samba(), 'POST', '/webhooks', body), field);
  });

  test.each(['{', '[]'])('a body that is no object: %s', async (body) => {
    expectInvalid(await rest(await samba(), 'POST', '/rooms', body), 'body');
  });

  test('a body needs its content type', async () => {
    const on = await samba();
    const response = await fetch(`${on.url}/api/v1/rooms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(response.status).toBe(422);
  });

  test.each([
    ['limit too large', '/rooms?limit=101', 'limit'],
    ['unknown order', '/rooms?order=up', 'order'],
    ['unknown cursor', '/rooms?after=none', 'after'],
    ['a filter that does not exist', '/rooms?external_id=a', 'external_id'],
    ['a filter of another list', '/webhooks?tag=a', 'tag'],
    ['a date of another form', '/sessions?date_start=1.3.2026', 'date_start'],
    ['a query where none is', '/events?verbose=1', 'verbose'],
  ])('query: %s', async (_, path, field) => {
    expectInvalid(await rest(await samba(), 'GET', path), field);
  });

  test('what the document calls required is demanded, if that is so', async () => {
    const on = await samba({ demandedRoomFields: 'as-documented' });
    const whole = { privacy: 'private', roles: ['moderator'], private_group_chat_roles: [] };
    for (const field of ['privacy', 'roles', 'private_group_chat_roles'])
      expectInvalid(await rest(on, 'POST', '/rooms', { ...whole, [field]: undefined }), field);
    const made = await rest(on, 'POST', '/rooms', whole);
    expect(made.status).toBe(200);
    const path = `/rooms/${String(made.json.id)}`;
    expectInvalid(await rest(on, 'PATCH', path, { privacy: 'private' }), 'private_group_chat_roles');
    expect((await rest(on, 'PATCH', path, { ...whole, roles: undefined })).status).toBe(200);
  });

  test('validation may answer 400', async () => {
    const on = await samba({ validationStatus: 400 });
    expect((await rest(on, 'POST', '/rooms', { friendly: 'a' })).status).toBe(400);
  });
});

describe('roles and events', () => {
  test.each([
    [['moderator'], true],
    [[], false],
  ])('shows which roles manage phones: %j', async (phoneRoles, expected) => {
    const on = await samba({ phoneRoles });
    const { json } = await rest(on, 'GET', '/roles?order=asc&limit=1');
    expect(json).toMatchObject({ total_count: 3, data: [{ id: someText, name: 'moderator' }] });
    const [listed] = z.array(z.looseObject({ id: z.string() })).parse(json.data);
    expect(listed).not.toHaveProperty('permissions');
    const role = await rest(on, 'GET', `/roles/${listed?.id ?? ''}`);
    expect(role.json).toMatchObject({ permissions: { manage_phone_users: expected } });
  });

  test('shows what new rooms of the team get', async () => {
    const on = await samba({ privateChatRoles: ['speaker'] });
    expect((await rest(on, 'GET', '')).json).toMatchObject({
      roles: [
        { name: 'moderator', allow_private_group_chat: false },
        { name: 'speaker', allow_private_group_chat: true },
        { name: 'attendee', allow_private_group_chat: false },
      ],
      default_role: { name: 'attendee' },
    });
  });

  test('names permissions and events as bare arrays', async () => {
    const on = await samba();
    expect((await rest(on, 'GET', '/permissions')).text).toContain('"manage_phone_users"');
    const events: unknown = JSON.parse((await rest(on, 'GET', '/events')).text);
    expect(events).toHaveLength(39);
    expect(events).toContain('phone_participant_asked_to_unmute');
  });
});

describe('webhooks', () => {
  const body = {
    endpoint: 'https://gw.example.com/digital-samba/events',
    name: 'Phone gateway',
    events: ['session_started', 'phone_participant_muted'],
    authorization_header: 's3cret',
  };

  test('create, read, list, change, delete', async () => {
    const on = await samba();
    const made = await rest(on, 'POST', '/webhooks', body);
    expect(made.status).toBe(200);
    const { events, ...others } = body;
    const row = { ...others, id: someText, created_at: someText, updated_at: someText };
    const full = { ...row, events };
    expect(made.json).toEqual(full);
    const path = `/webhooks/${String(made.json.id)}`;
    expect((await rest(on, 'GET', path)).json).toEqual(full);
    expect((await rest(on, 'GET', '/webhooks')).json).toEqual({ total_count: '1', data: [row] });
    const changed = await rest(on, 'PATCH', path, { events: ['session_ended'], authorization_header: null });
    expect(changed.json).toEqual({ ...full, events: ['session_ended'], authorization_header: null });
    const gone = await rest(on, 'DELETE', path);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await rest(on, 'GET', path)).status).toBe(404);
  });
});
