import { describe, expect, test } from 'vitest';
import { someText, until } from '../../harness.ts';
import { expectInvalid, phoneRoom, rest, samba } from '../harness.ts';

const telephony = {
  telephony_enabled: true,
  telephony_phone_number: '+12025550110',
  telephony_pin_dtmf: 'W12w3#',
};

describe('rooms', () => {
  test('everything is optional', async () => {
    const on = await samba();
    const { status, json } = await rest(on, 'POST', '/rooms', {});
    expect(status).toBe(200);
    expect(json).toMatchObject({ id: someText, privacy: 'public', roles: [{}, {}, {}], webhooks: [] });
    expect(String(json.friendly_url)).toMatch(/^[0-9a-f]{16}$/);
  });

  test('create, read by both names, change, delete', async () => {
    const on = await samba();
    const body = { friendly_url: 'board-april', external_id: 'crm-5512', ...telephony };
    const roles = { default_role: 'attendee', roles: ['moderator', 'attendee'] };
    const { json } = await rest(on, 'POST', '/rooms', { ...body, ...roles });
    expect(json).toEqual({
      id: someText,
      friendly_url: 'board-april',
      privacy: 'public',
      room_url: 'https://acme.digitalsamba.com/board-april',
      external_id: 'crm-5512',
      is_locked: false,
      default_role: { id: someText, name: 'attendee', display_name: 'Attendees' },
      roles: [
        { id: someText, name: 'moderator', display_name: 'Moderators', allow_private_group_chat: true },
        { id: someText, name: 'attendee', display_name: 'Attendees', allow_private_group_chat: false },
      ],
      webhooks: [],
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
      updated_at: someText,
    });
    const path = `/rooms/${String(json.id)}`;
    expect((await rest(on, 'GET', '/rooms/board-april')).json).toEqual(json);
    const changed = await rest(on, 'PATCH', path, { telephony_pin_dtmf: 'W9#', friendly_url: 'board-may' });
    expect(changed.json).toMatchObject({ friendly_url: 'board-may', external_id: 'crm-5512' });
    expect(on.rooms.find('board-may')?.fields).toMatchObject({ ...telephony, telephony_pin_dtmf: 'W9#' });
    const gone = await rest(on, 'DELETE', path);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await rest(on, 'GET', path)).status).toBe(404);
  });

  test.each([
    ['never', {}, undefined],
    ['if set so', { showsTelephony: true }, '+12025550110'],
  ])('shows telephony %s', async (_, options, shown) => {
    const on = await samba(options);
    phoneRoom(on);
    expect((await rest(on, 'GET', '/rooms/board-april')).json.telephony_phone_number).toBe(shown);
  });

  test('a friendly URL is unique, also on change, but may be kept', async () => {
    const on = await samba();
    phoneRoom(on, 'board-april');
    phoneRoom(on, 'board-may');
    expectInvalid(await rest(on, 'POST', '/rooms', { friendly_url: 'board-may' }), 'friendly_url');
    expectInvalid(
      await rest(on, 'PATCH', '/rooms/board-april', { friendly_url: 'board-may' }),
      'friendly_url',
    );
    expect((await rest(on, 'PATCH', '/rooms/board-may', { friendly_url: 'board-may' })).status).toBe(200);
  });

  test('a SIP URI as number, and other keys, as set', async () => {
    const sip = { telephony_phone_number: 'sip:bridge@example.com' };
    expect((await rest(await samba(), 'POST', '/rooms', sip)).status).toBe(200);
    const on = await samba({ acceptsSipUri: false, acceptsAnyDtmf: true });
    expectInvalid(await rest(on, 'POST', '/rooms', sip), 'telephony_phone_number');
    expect((await rest(on, 'POST', '/rooms', { telephony_pin_dtmf: 'W,A1' })).status).toBe(200);
  });

  test('an unlimited webhook list may be left out', async () => {
    const on = await samba({ unlimitedWebhooks: 'absent' });
    phoneRoom(on);
    expect((await rest(on, 'GET', '/rooms/board-april')).json).not.toHaveProperty('webhooks');
  });

  test('expires', async () => {
    const on = await samba();
    const inOneSecond = new Date(Math.ceil((Date.now() + 50) / 1000) * 1000).toISOString();
    await rest(on, 'POST', '/rooms', { expires_at: inOneSecond.slice(0, 19).replace('T', ' ') });
    expect(on.rooms.all).toHaveLength(1);
    await until(() => on.rooms.all.length === 0);
  });

  test.each([
    [{}, undefined, 204],
    [{}, { delete_history: false }, 204],
    [{}, { delete_history: true }, 422],
    [{ deleteLiveRoom: 'refused-422' as const }, undefined, 422],
  ])('deleting a live room: %j %j', async (options, body, status) => {
    const on = await samba(options);
    const room = phoneRoom(on);
    room.startSession();
    const answer = await rest(on, 'DELETE', '/rooms/board-april', body);
    expect(answer.status).toBe(status);
    if (status === 422) expect(answer.json).toEqual({ message: someText });
    expect(room.session === undefined).toBe(status === 204);
  });
});

describe('pages', () => {
  const names = (json: Record<string, unknown>): unknown[] =>
    Array.isArray(json.data) ? json.data.map((row: { friendly_url: unknown }) => row.friendly_url) : [];

  test.each([
    ['', ['c-3', 'b-2', 'a-1']],
    ['?order=asc', ['a-1', 'b-2', 'c-3']],
    ['?limit=1&offset=1', ['b-2']],
    ['?after=b-2', ['a-1']],
    ['?order=asc&after=a-1&limit=1', ['b-2']],
  ])('GET /rooms%s', async (query, expected) => {
    const on = await samba();
    for (const name of ['a-1', 'b-2', 'c-3']) phoneRoom(on, name);
    const { json } = await rest(on, 'GET', `/rooms${query}`);
    expect(json.total_count).toBe('3');
    expect(names(json)).toEqual(expected);
  });

  test.each([
    ['?tag=red', ['a-1']],
    ['?tag=red&tag=blue', ['b-2', 'a-1']],
    ['?tag[]=blue', ['b-2']],
  ])('filters by tag: %s', async (query, expected) => {
    const on = await samba();
    await rest(on, 'POST', '/rooms', { friendly_url: 'a-1', tags: ['red'] });
    await rest(on, 'POST', '/rooms', { friendly_url: 'b-2', tags: ['blue'] });
    phoneRoom(on, 'c-3');
    expect(names((await rest(on, 'GET', `/rooms${query}`)).json)).toEqual(expected);
  });
});
