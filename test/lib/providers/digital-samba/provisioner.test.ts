import { describe, expect, test } from 'vitest';
import { roomsTagged } from '../../../../lib/providers/digital-samba/admin.ts';
import { makeRoomProvisioner, roomsTag } from '../../../../lib/providers/digital-samba/provisioner.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import type { Reply } from '../../http/fake-http.ts';
import { fakeSamba, simulatedSamba } from './samba.ts';

const eventsUrl = 'https://gw.example.com/digital-samba/events';
const order = {
  name: 'Board',
  room: undefined,
  bridgeNumber: '+12025550152',
  bridgeKeys: 'WWWW01234567890123#',
  conference: conferenceId('weekly'),
  isRepeated: false,
};
const telephony = {
  telephony_enabled: true,
  telephony_phone_number: '+12025550152',
  telephony_pin_dtmf: 'WWWW01234567890123#',
};

const failures: readonly { what: string; reply: Reply; reason: string; why: string }[] = [
  { what: 'a wrong key', reply: { status: 401 }, reason: 'failed', why: 'http-401' },
  { what: 'no such room', reply: { status: 404 }, reason: 'refused', why: 'no such room' },
  { what: 'a refused field', reply: { status: 422 }, reason: 'refused', why: 'http-422' },
  { what: 'a refused field, as 400', reply: { status: 400 }, reason: 'refused', why: 'http-400' },
  { what: 'too many requests', reply: { status: 429 }, reason: 'failed', why: 'http-429' },
  { what: "a server's fault", reply: { status: 503 }, reason: 'failed', why: 'http-503' },
  { what: 'silence', reply: 'hang', reason: 'failed', why: 'time-out' },
];

test('an answer without a room is no room', async () => {
  const { client } = fakeSamba([{ status: 200, body: { roles: [{ id: 'r', name: 'moderator' }] } }]);
  const provisioner = makeRoomProvisioner(client, eventsUrl);
  const failed = { ok: false, reason: 'failed', why: expect.stringContaining('without a room') as unknown };
  expect(await provisioner.find('board')).toEqual(failed);
  expect(await provisioner.prepare(order)).toEqual(failed);
  expect(await provisioner.prepare({ ...order, room: 'board' })).toEqual(failed);
});

test('a team that does not tell its roles gets no room, since rooms demand them', async () => {
  const { client, requests } = fakeSamba([{ status: 200, body: { roles: [] } }]);
  expect(await makeRoomProvisioner(client, eventsUrl).prepare(order)).toMatchObject({
    ok: false,
    why: expect.stringContaining('roles') as unknown,
  });
  expect(requests()).toEqual(['GET ']);
});

describe.each(failures)('on $what', ({ reply, reason, why }) => {
  const failed = { ok: false, reason, why: expect.stringContaining(why) as unknown };
  test('no room is found, made or adopted, and no PIN is told', async () => {
    const { client, requests, logged } = fakeSamba([reply]);
    const provisioner = makeRoomProvisioner(client, eventsUrl);
    expect(await provisioner.find('board')).toEqual(failed);
    expect(await provisioner.prepare(order)).toEqual(failed);
    expect(await provisioner.prepare({ ...order, room: 'board' })).toEqual(failed);
    expect(new Set(requests())).toEqual(new Set(['GET /rooms/board', 'GET ']));
    expect(logged()).not.toContain('01234567890123');
  });
});

test('without a key nothing is sent', async () => {
  const provisioner = makeRoomProvisioner(fakeSamba([], '').client, eventsUrl);
  expect(await provisioner.prepare(order)).toMatchObject({
    ok: false,
    why: 'no Digital Samba developer key is set',
  });
  expect(await provisioner.rekey('r', 'W1#')).toMatchObject({ told: 'refused' });
});

describe('rekey', () => {
  const room: Reply = {
    status: 200,
    body: {
      id: 'r',
      privacy: 'public',
      roles: [
        { id: '1', name: 'moderator', allow_private_group_chat: true },
        { id: '2', name: 'attendee', allow_private_group_chat: false },
      ],
    },
  };

  test('of a room that cannot be read changes nothing', async () => {
    const { client, requests } = fakeSamba([{ status: 503 }]);
    expect(await makeRoomProvisioner(client, eventsUrl).rekey('r', 'W1#')).toMatchObject({ told: 'refused' });
    expect(new Set(requests())).toEqual(new Set(['GET /rooms/r']));
  });

  test.each<{ replies: Reply[]; told: string }>([
    { replies: [{ status: 422 }], told: 'refused' },
    { replies: [{ status: 404 }], told: 'refused' },
    { replies: [{ status: 401 }], told: 'refused' },
    { replies: [{ status: 429 }], told: 'unknown' },
    { replies: [{ status: 503 }], told: 'unknown' },
    { replies: ['hang'], told: 'unknown' },
    { replies: ['hang', { failsWith: 'ECONNREFUSED' }], told: 'unknown' },
    { replies: ['hang', { status: 200 }], told: 'done' },
  ])('answered $replies is $told', async ({ replies, told }) => {
    const { client, sent } = fakeSamba([room, ...replies]);
    expect(await makeRoomProvisioner(client, eventsUrl).rekey('a/b', 'W1#')).toMatchObject({ told });
    expect(sent[1]).toMatchObject({
      method: 'PATCH',
      body: { privacy: 'public', private_group_chat_roles: ['moderator'], telephony_pin_dtmf: 'W1#' },
    });
    expect(sent[1]?.url).toContain('/rooms/a%2Fb');
  });
});

describe('at a Digital Samba that refuses what is not documented', () => {
  async function team(
    webhooks: readonly string[] = [eventsUrl, 'https://other.example.com/hook'],
    options?: Parameters<typeof simulatedSamba>[0],
  ) {
    const { samba, client, lines } = await simulatedSamba(options);
    const ids = webhooks.map(
      (endpoint) =>
        samba.webhooks.create({ endpoint, events: ['session_started'], authorization_header: 's3cret' }).id,
    );
    return { samba, ids, provisioner: makeRoomProvisioner(client, eventsUrl), client, lines };
  }
  const fieldsOf = (samba: Awaited<ReturnType<typeof team>>['samba'], id: string) =>
    samba.rooms.findById(id)?.fields;

  test.each(['A', 'Board'])('a room is made for the name %s', async (name) => {
    const { samba, provisioner, lines } = await team();
    const made = await provisioner.prepare({ ...order, name });
    expect(made).toMatchObject({ ok: true, url: expect.stringMatching(/^https:/) as unknown });
    const [room] = samba.rooms.all;
    expect(room?.fields).toMatchObject({ privacy: 'private', ...telephony });
    expect(room?.fields.webhooks ?? []).toEqual([]);
    expect(lines).toEqual([]);
  });

  async function adopt(world: Awaited<ReturnType<typeof team>>, webhooks?: string[]) {
    const made = world.samba.rooms.create({ friendly_url: 'board-april', ...(webhooks && { webhooks }) });
    if (!made.ok) throw new Error('the simulator refused the room');
    return { id: made.room.id, prepared: await world.provisioner.prepare({ ...order, room: 'board-april' }) };
  }

  test('an adopted room is found by its name, and keeps hearing of everything', async () => {
    const world = await team();
    const { id, prepared } = await adopt(world);
    expect(prepared).toMatchObject({ ok: true, room: id });
    expect(await world.provisioner.find('board-april')).toEqual({ ok: true, room: id });
    expect(fieldsOf(world.samba, id)).toMatchObject({ friendly_url: 'board-april', ...telephony });
    expect(fieldsOf(world.samba, id)?.webhooks ?? []).toEqual([]);
  });

  test.each(['as-documented', 'none'] as const)(
    'a new room has the roles of the team, and an adopted one keeps what it has (demanded: %s)',
    async (demandedRoomFields) => {
      const { samba, provisioner } = await team([], { demandedRoomFields, privateChatRoles: ['speaker'] });
      const made = await provisioner.prepare(order);
      expect(fieldsOf(samba, made.ok ? made.room : '')).toMatchObject({
        privacy: 'private',
        roles: [{ name: 'moderator' }, { name: 'speaker' }, { name: 'attendee' }],
        private_group_chat_roles: ['speaker'],
      });
      const own = {
        privacy: 'public',
        roles: ['moderator'],
        private_group_chat_roles: ['moderator'],
      } as const;
      const room = samba.rooms.create({
        ...own,
        roles: [...own.roles],
        private_group_chat_roles: ['moderator'],
      });
      if (!room.ok) throw new Error('the simulator refused the room');
      const { id } = room.room;
      expect(await provisioner.prepare({ ...order, room: id })).toMatchObject({ ok: true });
      expect(await provisioner.rekey(id, 'WWWW98765432109876#')).toEqual({ told: 'done' });
      expect(fieldsOf(samba, id)).toMatchObject({ ...own, roles: [{ name: 'moderator' }] });
    },
  );

  test('a room that was made by a try that died is taken by the next, with the PIN of that one', async () => {
    const { samba, provisioner, client } = await team();
    const died = await provisioner.prepare(order);
    const other = await provisioner.prepare({ ...order, conference: conferenceId('daily') });
    const bridgeKeys = 'WWWW98765432109876#';
    const again = await provisioner.prepare({ ...order, bridgeKeys, isRepeated: true });
    expect(again).toMatchObject({ ok: true, room: died.ok ? died.room : '' });
    expect(samba.rooms.all).toHaveLength(2);
    expect(fieldsOf(samba, died.ok ? died.room : '')).toMatchObject({ telephony_pin_dtmf: bridgeKeys });
    expect(fieldsOf(samba, other.ok ? other.room : '')).toMatchObject(telephony);
    const tagged = await roomsTagged(client, roomsTag(eventsUrl));
    expect(tagged).toMatchObject({ ok: true, value: samba.rooms.all.map(({ id }) => id).reverse() });
    expect(await roomsTagged(client, 'patchbay-other.example.com')).toMatchObject({ value: [] });
  });

  test('one that died before it made a room has one made by the next', async () => {
    const { samba, provisioner } = await team();
    expect(await provisioner.prepare({ ...order, isRepeated: true })).toMatchObject({ ok: true });
    expect(samba.rooms.all).toHaveLength(1);
  });

  test('our webhook joins the list of an adopted room', async () => {
    const world = await team();
    const [ours = '', other = ''] = world.ids;
    const { id } = await adopt(world, [other]);
    expect(fieldsOf(world.samba, id)?.webhooks).toEqual([other, ours]);
  });

  test('a list that has it already stays as it is', async () => {
    const world = await team();
    const [ours = '', other = ''] = world.ids;
    const { id } = await adopt(world, [ours, other]);
    expect(fieldsOf(world.samba, id)?.webhooks).toEqual([ours, other]);
  });

  test('a team without our webhook is told so, and the room stays as it is', async () => {
    const world = await team(['https://other.example.com/hook']);
    const { id, prepared } = await adopt(world, [...world.ids]);
    expect(prepared).toMatchObject({
      ok: false,
      reason: 'refused',
      why: expect.stringContaining(eventsUrl) as unknown,
    });
    expect(fieldsOf(world.samba, id)).not.toHaveProperty('telephony_enabled');
  });

  test('a list of webhooks that cannot be read changes nothing', async () => {
    const world = await team();
    world.samba.faults.next('GET /webhooks', { status: 503 }, Infinity);
    const { id, prepared } = await adopt(world, [world.ids[1] ?? '']);
    expect(prepared).toMatchObject({ ok: false, reason: 'failed' });
    expect(fieldsOf(world.samba, id)).not.toHaveProperty('telephony_enabled');
  });

  test('a room in which nobody may manage phone users is not adopted, and the refusal says what to do', async () => {
    const world = await team([], { phoneRoles: [] });
    const { id, prepared } = await adopt(world);
    expect(prepared).toMatchObject({
      ok: false,
      reason: 'refused',
      why: expect.stringContaining('give it to one of the roles in the dashboard') as unknown,
    });
    expect(fieldsOf(world.samba, id)).not.toHaveProperty('telephony_enabled');
  });

  test.each([
    ['cannot be read', { status: 403 }],
    ['are shown without permissions', { status: 200, body: { id: 'r', name: 'moderator' } }],
  ])('roles that %s do not stand in the way', async (_, fault) => {
    const world = await team([], { phoneRoles: [] });
    world.samba.faults.next('GET /roles/*', fault, Infinity);
    expect((await adopt(world)).prepared).toMatchObject({ ok: true });
  });

  test('the bridge keys something else', async () => {
    const world = await team();
    const { id } = await adopt(world);
    expect(await world.provisioner.rekey(id, 'WWWW98765432109876#')).toEqual({ told: 'done' });
    expect(fieldsOf(world.samba, id)).toMatchObject({
      ...telephony,
      telephony_pin_dtmf: 'WWWW98765432109876#',
    });
  });
});
