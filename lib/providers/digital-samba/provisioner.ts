import * as z from 'zod';
import { whyOf } from '../../http/http.ts';
import type { KeyedAnswer } from '../../http/keyed.ts';
import { isPassing } from '../../http/retry.ts';
import { madeSchema, requestDigitalSamba, type DigitalSambaClient } from './client.ts';
import type { NotDone } from '../../conferences/model/not-done.ts';
import type { RoomProvisioner } from '../../conferences/admin/ports.ts';

/** Roles that people may have in a room, and whether they are in its private group chat (Digital Samba docs, rooms). */
const rolesSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    allow_private_group_chat: z.boolean().optional().catch(undefined),
  }),
);

/** `webhooks` limits the room to these; empty or absent, all of the team's fire (Digital Samba docs, create room). */
const roomSchema = madeSchema.extend({
  room_url: z.string().optional(),
  privacy: z.enum(['public', 'private']).optional().catch(undefined),
  webhooks: z.array(z.string()).optional().catch(undefined),
  roles: rolesSchema.default([]).catch([]),
});
type Room = z.infer<typeof roomSchema>;

/** Reads show a webhook's secret too; nothing of it is taken along. */
const webhooksSchema = z.object({ data: z.array(z.object({ id: z.string(), endpoint: z.string() })) });

/** Names of rooms are 3 to 500 characters as a description (Digital Samba docs, create room). */
const minDescription = 3;

/** Who has this may connect telephony in a room, and act on its callers (Digital Samba docs, permissions). */
const phonePermission = 'manage_phone_users';

/** Only a single role shows its permissions, a list of roles does not (Digital Samba docs, roles). */
const roleSchema = z.object({ permissions: z.record(z.string(), z.unknown()) });

/** What a new room of the team gets: all roles of the team, unless the team has chosen among them. */
const defaultsSchema = z.object({ roles: rolesSchema.min(1) });

const listSchema = z.object({ data: z.array(madeSchema) });

/** What all rooms are marked with that a gateway makes, by the host of its webhook (Digital Samba docs, tags). */
export function roomsTag(eventsUrl: string): string {
  return `patchbay-${new URL(eventsUrl).host}`;
}

function roomTag(eventsUrl: string, conference: string): string {
  return `${roomsTag(eventsUrl)}-${conference}`;
}

/** The longest page, and more webhooks than a team has (Digital Samba docs, pagination). */
const webhooksPath = '/webhooks?limit=100';

type Answered<Value> = { readonly ok: true; readonly value: Value } | NotDone;

/**
 * Prepares rooms: telephony on, the number that the room's bridge dials, and what it keys there.
 *
 * @param eventsUrl endpoint of our webhook at Digital Samba
 */
export function makeRoomProvisioner(client: DigitalSambaClient, eventsUrl: string): RoomProvisioner {
  const read = async (room: string) =>
    roomIn(await requestDigitalSamba(client, { method: 'GET', path: pathOf(room) }));

  /** The room's list with our webhook in it, if it has a list and we are not on it. */
  async function webhooksFor({ webhooks = [] }: Room): Promise<Answered<readonly string[] | undefined>> {
    if (webhooks.length === 0) return { ok: true, value: undefined };
    const answer = await requestDigitalSamba(client, { method: 'GET', path: webhooksPath });
    if (answer.kind !== 'ok') return failed(answer);
    const known = webhooksSchema.safeParse(answer.body).data?.data ?? [];
    const ours = known.filter(({ endpoint }) => endpoint === eventsUrl).map(({ id }) => id);
    const [first] = ours;
    if (first === undefined) {
      const why = `Digital Samba has no webhook for ${eventsUrl}, which the room's list of webhooks needs; make it first`;
      return { ok: false, reason: 'refused', why };
    }
    return { ok: true, value: ours.some((id) => webhooks.includes(id)) ? undefined : [...webhooks, first] };
  }

  /** Whether nobody in the room could see to its callers. False also if Digital Samba does not say it. */
  async function hasNoPhoneRole({ roles }: Room): Promise<boolean> {
    for (const { id } of roles) {
      const path = `/roles/${encodeURIComponent(id)}`;
      const answer = await requestDigitalSamba(client, { method: 'GET', path });
      const role = answer.kind === 'ok' ? roleSchema.safeParse(answer.body).data : undefined;
      if (role?.permissions[phonePermission] !== false) return false;
    }
    return roles.length > 0;
  }

  /** What Digital Samba demands of a new room, as the team has it for all of its rooms. */
  async function newRoomFields(): Promise<Answered<Readonly<Record<string, unknown>>>> {
    const answer = await requestDigitalSamba(client, { method: 'GET', path: '' });
    if (answer.kind !== 'ok') return failed(answer);
    const defaults = defaultsSchema.safeParse(answer.body).data;
    if (defaults === undefined)
      return { ok: false, reason: 'failed', why: "Digital Samba answered without the team's roles" };
    const { roles } = defaults;
    const fields = { privacy: 'private', roles: roles.map(({ name }) => name), ...privateChatOf(roles) };
    return { ok: true, value: fields };
  }

  /** The room that was made for a conference, if there is one. */
  async function roomOf(conference: string): Promise<Answered<string | undefined>> {
    const path = `/rooms?tag=${encodeURIComponent(roomTag(eventsUrl, conference))}&limit=1`;
    const answer = await requestDigitalSamba(client, { method: 'GET', path });
    if (answer.kind !== 'ok') return failed(answer);
    const listed = listSchema.safeParse(answer.body).data;
    if (listed !== undefined) return { ok: true, value: listed.data[0]?.id };
    return { ok: false, reason: 'failed', why: 'Digital Samba answered without a list of rooms' };
  }

  return {
    async find(room) {
      const found = await read(room);
      return found.ok ? { ok: true, room: found.value.id } : found;
    },

    async prepare({ name, room: adopted, bridgeNumber, bridgeKeys, conference, isRepeated }) {
      const before = adopted === undefined && isRepeated ? await roomOf(conference) : undefined;
      if (before?.ok === false) return before;
      const room = adopted ?? before?.value;
      const telephony = {
        telephony_enabled: true,
        telephony_phone_number: bridgeNumber,
        telephony_pin_dtmf: bridgeKeys,
      };
      if (room === undefined) {
        const demanded = await newRoomFields();
        if (!demanded.ok) return demanded;
        const body = {
          ...demanded.value,
          description: name.padEnd(minDescription, '.'),
          tags: [roomsTag(eventsUrl), roomTag(eventsUrl, conference)],
          ...telephony,
        };
        // A second room would key the same PIN.
        const making = { method: 'POST', path: '/rooms', body, isMaking: true } as const;
        return prepared(roomIn(await requestDigitalSamba(client, making)));
      }
      const found = await read(room);
      if (!found.ok) return found;
      if (await hasNoPhoneRole(found.value)) return noPhoneRole;
      const webhooks = await webhooksFor(found.value);
      if (!webhooks.ok) return webhooks;
      const body = {
        ...unchanged(found.value),
        ...telephony,
        ...(webhooks.value !== undefined && { webhooks: webhooks.value }),
      };
      const path = pathOf(room);
      return prepared(roomIn(await requestDigitalSamba(client, { method: 'PATCH', path, body })));
    },

    async rekey(room, bridgeKeys) {
      const found = await read(room);
      if (!found.ok) return { told: 'refused', why: found.why };
      const body = { ...unchanged(found.value), telephony_pin_dtmf: bridgeKeys };
      const answer = await requestDigitalSamba(client, { method: 'PATCH', path: pathOf(room), body });
      if (answer.kind === 'ok') return { told: 'done' };
      // A last try without a connection says nothing of the one before it.
      const isRefused = answer.kind === 'no-key' || (answer.kind === 'not-ok' && !isPassing(answer));
      return { told: isRefused ? 'refused' : 'unknown', why: explain(answer) };
    },
  };
}

const noPhoneRole: NotDone = {
  ok: false,
  reason: 'refused',
  why:
    `no role of the room has the permission ${phonePermission}, so nobody there could connect telephony or act on ` +
    'callers; give it to one of the roles in the dashboard of Digital Samba, or the room a role that has it',
};

/**
 * What Digital Samba's OpenAPI document demands of every change of a room, although samples of the vendor leave some of it
 * out: as the room has it, so that the change is none.
 */
function unchanged({ privacy, roles }: Room): Readonly<Record<string, unknown>> {
  return { ...(privacy !== undefined && { privacy }), ...privateChatOf(roles) };
}

/** The roles in the private group chat, by their names. */
function privateChatOf(roles: Room['roles']): { readonly private_group_chat_roles: readonly string[] } {
  const inChat = roles.filter(({ allow_private_group_chat: isIn }) => isIn === true);
  return { private_group_chat_roles: inChat.map(({ name }) => name) };
}

function pathOf(room: string): string {
  return `/rooms/${encodeURIComponent(room)}`;
}

function prepared(room: Answered<Room>): Awaited<ReturnType<RoomProvisioner['prepare']>> {
  return room.ok ? { ok: true, room: room.value.id, url: room.value.room_url } : room;
}

function roomIn(answer: KeyedAnswer): Answered<Room> {
  if (answer.kind !== 'ok') return failed(answer);
  const room = roomSchema.safeParse(answer.body).data;
  if (room !== undefined) return { ok: true, value: room };
  return { ok: false, reason: 'failed', why: 'Digital Samba answered without a room' };
}

function failed(answer: Exclude<KeyedAnswer, { kind: 'ok' }>): NotDone {
  const isRefused = answer.kind === 'not-ok' && refusals.has(answer.status);
  return { ok: false, reason: isRefused ? 'refused' : 'failed', why: explain(answer) };
}

/** What no later try can change: no such room, or a field that is not accepted (Digital Samba docs, errors). */
const refusals: ReadonlySet<number> = new Set([400, 404, 409, 422]);

function explain(answer: Exclude<KeyedAnswer, { kind: 'ok' }>): string {
  if (answer.kind === 'no-key') return 'no Digital Samba developer key is set';
  if (answer.kind === 'not-ok' && answer.status === 404) return 'Digital Samba knows no such room';
  if (answer.kind === 'not-ok') return `Digital Samba refused (${whyOf(answer)})`;
  return `Digital Samba did not answer (${whyOf(answer)})`;
}
