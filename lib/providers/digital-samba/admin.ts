import * as z from 'zod';
import { given, notGiven, senseless, type Asked } from '../../http/asked.ts';
import { requestDigitalSamba, type DigitalSambaClient } from './client.ts';

/** The events that `POST /digital-samba/events` uses (Digital Samba docs, webhooks). */
export const usedEvents = [
  'session_started',
  'session_ended',
  'participant_joined',
  'participant_left',
  'phone_participant_muted',
  'phone_participant_unmuted',
  'phone_participant_asked_to_unmute',
  'recording_started',
  'recording_stopped',
  'room_deleted',
] as const;

/** The longest address that a webhook may have (Digital Samba docs, webhooks). */
export const maxEndpointLength = 100;

/** The permission without which nobody can connect telephony or act on callers (Digital Samba docs, permissions). */
export const phonePermission = 'manage_phone_users';

const errorSchema = z.object({
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  errors: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
});

type Request = Parameters<typeof requestDigitalSamba>[1];

/** Asks Digital Samba for something that a person wants. `secrets` are cut from what it says about a refusal. */
async function ask(
  client: DigitalSambaClient,
  request: Request,
  secrets: readonly string[] = [],
): Promise<Asked<unknown>> {
  const answer = await requestDigitalSamba(client, request);
  if (answer.kind === 'ok') return given(answer.body);
  const said = answer.kind === 'not-ok' ? errorSchema.safeParse(answer.body).data : undefined;
  const fields = Object.entries(said?.errors ?? {}).map(([field, texts]) => `${field}: ${texts.join(' ')}`);
  const prose = [said?.message ?? said?.error ?? [], ...fields].flat().join(' ');
  return notGiven('Digital Samba', answer, prose === '' ? undefined : prose, secrets);
}

/** Rows of a page, and the most pages that are read; no team has so many of anything (Digital Samba docs, pagination). */
const pageSize = 100;
const maxPages = 10;

async function list<Row extends { readonly id: string }>(
  client: DigitalSambaClient,
  path: string,
  schema: z.ZodType<Row>,
  filter: Readonly<Record<string, string>> = {},
): Promise<Asked<readonly Row[]>> {
  const pageSchema = z.object({ data: z.array(schema) });
  const rows: Row[] = [];
  for (let page = 0; page < maxPages; page += 1) {
    const query = new URLSearchParams({
      ...filter,
      limit: String(pageSize),
      offset: String(page * pageSize),
    });
    const answer = await ask(client, { method: 'GET', path: `${path}?${query.toString()}` });
    if (!answer.ok) return answer;
    const read = pageSchema.safeParse(answer.value);
    if (!read.success) return senseless('Digital Samba', `a list at ${path}`);
    rows.push(...read.data.data);
    if (read.data.data.length < pageSize) return given(rows);
  }
  return senseless('Digital Samba', `an end of the list at ${path}`);
}

const webhookSchema = z.object({
  id: z.string().min(1),
  endpoint: z.string(),
  events: z.array(z.string()),
  authorization_header: z.string().nullish(),
});
export type TeamWebhook = z.infer<typeof webhookSchema>;

/** The team's webhook of that address, in full, since lists leave its events out; undefined if there is none. */
export async function findWebhook(
  client: DigitalSambaClient,
  endpoint: string,
): Promise<Asked<TeamWebhook | undefined>> {
  const listed = await list(client, '/webhooks', z.object({ id: z.string().min(1), endpoint: z.string() }));
  if (!listed.ok) return listed;
  const found = listed.value.find((webhook) => webhook.endpoint === endpoint);
  return found === undefined ? given(undefined) : readWebhook(client, found.id);
}

async function readWebhook(client: DigitalSambaClient, id: string): Promise<Asked<TeamWebhook>> {
  return webhookIn(await ask(client, { method: 'GET', path: pathOf(id) }));
}

const pathOf = (id: string) => `/webhooks/${encodeURIComponent(id)}`;

function webhookIn(answer: Asked<unknown>): Asked<TeamWebhook> {
  if (!answer.ok) return answer;
  const webhook = webhookSchema.safeParse(answer.value);
  return webhook.success ? given(webhook.data) : senseless('Digital Samba', 'a webhook');
}

export interface DesiredTeamWebhook {
  readonly endpoint: string;
  readonly secret: string;
}

/** What a webhook says otherwise than it should. */
export type TeamWebhookFault = 'absent' | 'events' | 'secret';

export function faultsOf(
  webhook: TeamWebhook | undefined,
  { secret }: DesiredTeamWebhook,
): readonly TeamWebhookFault[] {
  if (webhook === undefined) return ['absent'];
  const events = new Set(webhook.events);
  const hasUsed = events.size === usedEvents.length && usedEvents.every((event) => events.has(event));
  return [
    ...(hasUsed ? [] : (['events'] as const)),
    ...(webhook.authorization_header === secret ? [] : (['secret'] as const)),
  ];
}

/** Makes or changes the webhook, and reads it back. Other webhooks of the team are left alone. */
export async function writeWebhook(
  client: DigitalSambaClient,
  webhook: TeamWebhook | undefined,
  desired: DesiredTeamWebhook,
): Promise<Asked<TeamWebhook>> {
  const { endpoint, secret } = desired;
  const body = { endpoint, events: usedEvents, authorization_header: secret };
  const request: Request =
    webhook === undefined
      ? { method: 'POST', path: '/webhooks', body: { ...body, name: 'Patchbay' }, isMaking: true }
      : { method: 'PATCH', path: pathOf(webhook.id), body };
  const written = webhookIn(await ask(client, request, [secret]));
  if (!written.ok) return written;
  const read = await readWebhook(client, written.value.id);
  if (!read.ok) return read;
  const faults = faultsOf(read.value, desired);
  if (faults.length === 0) return read;
  const why = `Digital Samba's webhook is still not as it should be (${faults.join(', ')}): somebody else may have changed it`;
  return { ok: false, reason: 'failed', why };
}

/** Ids of the rooms that have a tag. */
export async function roomsTagged(
  client: DigitalSambaClient,
  tag: string,
): Promise<Asked<readonly string[]>> {
  const rooms = await list(client, '/rooms', z.object({ id: z.string().min(1) }), { tag });
  return rooms.ok ? given(rooms.value.map(({ id }) => id)) : rooms;
}

const listedRoleSchema = z.object({ id: z.string().min(1), name: z.string() });
const roleSchema = z.object({ permissions: z.record(z.string(), z.unknown()) });

/** The names of the team's roles, and of those among them that may act on callers. */
export async function readRoles(
  client: DigitalSambaClient,
): Promise<Asked<{ readonly all: readonly string[]; readonly phone: readonly string[] }>> {
  const roles = await list(client, '/roles', listedRoleSchema);
  if (!roles.ok) return roles;
  const phone: string[] = [];
  for (const { id, name } of roles.value) {
    // Lists leave the permissions out.
    const read = await ask(client, { method: 'GET', path: `/roles/${encodeURIComponent(id)}` });
    if (!read.ok) return read;
    const role = roleSchema.safeParse(read.value);
    if (!role.success) return senseless('Digital Samba', `the permissions of the role ${name}`);
    if (role.data.permissions[phonePermission] === true) phone.push(name);
  }
  return given({ all: roles.value.map(({ name }) => name), phone });
}
