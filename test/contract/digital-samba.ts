import type { Operation, VendorDocument } from './document.ts';
import {
  listedRoomFields,
  permissions,
  roomFields,
  roomRequest,
  teamDefaults,
} from './digital-samba-fields.ts';
import { each, fields, flag, list, orNull, text, whole, type Schema } from './schema.ts';

const api = '/api/v1';
const room = fields(roomFields);
const paging = { ...each(whole, 'limit offset'), ...each(text, 'after order') };
const sessionQuery = fields({ ...paging, ...each(text, 'date_end date_start'), live: flag });

/** `count`: some lists count in numbers, some in texts. */
const page = (row: Schema, count: Schema): Schema => fields({ data: list(row), total_count: count });

const rooms = page(fields(listedRoomFields), text);

const webhook = each(text, 'authorization_header created_at endpoint id name updated_at');
const webhookRequest = { endpoint: text, events: list(text), name: orNull(text) };
const role = { ...each(text, 'created_at description display_name id name updated_at'), default: flag };
const liveRoom = { ...each(text, 'external_id id start_time'), session_duration: whole };
const livePerson = fields(each(text, 'external_id id join_time name role'));
const participant = fields({
  ...each(text, 'external_id friendly_url id join_time leave_time name role'),
  ...each(text, 'room_external_id room_id session_id'),
  ...each(flag, 'live room_is_deleted'),
});

const get = (path: string, answer: Schema, query?: Schema): Operation => ({
  method: 'GET',
  path: api + path,
  pathParameters: namesIn(path),
  ...(query && { query }),
  answers: { 200: answer },
});

const send = (
  method: 'POST' | 'PATCH',
  path: string,
  body: Schema,
  answer: Schema | 'text',
  isRequired = true,
): Operation => ({
  method,
  path: api + path,
  pathParameters: namesIn(path),
  body: { encoding: 'json', isRequired, schema: body },
  answers: { 200: answer },
});

const act = (path: string): Operation => ({
  method: 'POST',
  path: api + path,
  pathParameters: namesIn(path),
  answers: { 200: 'text' },
});

const remove = (path: string): Operation => ({
  method: 'DELETE',
  path: api + path,
  pathParameters: namesIn(path),
  answers: { 204: 'nothing' },
});

const namesIn = (path: string): Readonly<Record<string, Schema>> =>
  Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, text]));

const phones = '/rooms/{room}/phone-participants';

/**
 * What Digital Samba's OpenAPI document of 31 July 2026 says of the endpoints that have to do with phones, rooms, sessions,
 * roles and webhooks; digital-samba.test.ts compares it with the document.
 */
export const digitalSambaEvents: readonly Operation[] = [
  get('', teamDefaults),
  send(
    'POST',
    '/rooms',
    fields({ ...roomRequest, ...each(list(text), 'languages tags') }, [
      'private_group_chat_roles',
      'privacy',
      'roles',
    ]),
    room,
  ),
  get('/rooms', rooms, fields({ ...paging, tag: text })),
  get('/rooms/{room}', room),
  send('PATCH', '/rooms/{room}', fields(roomRequest, ['private_group_chat_roles', 'privacy']), room),
  {
    ...remove('/rooms/{room}'),
    body: {
      encoding: 'json',
      isRequired: false,
      schema: fields(each(flag, 'delete_history delete_library delete_resources')),
    },
  },
  send(
    'POST',
    `${phones}/joined`,
    list(fields({ ...each(text, 'call_id caller_number external_id name'), muted: flag }, ['call_id'])),
    'text',
  ),
  send('POST', `${phones}/left`, list(text), 'text'),
  act(`${phones}/{callId}/mute`),
  act(`${phones}/{callId}/unmute`),
  act(`${phones}/{callId}/raise-hand`),
  act(`${phones}/{callId}/lower-hand`),
  act('/rooms/{room}/phone/connect'),
  act('/rooms/{room}/phone/disconnect'),
  get('/rooms/live', page(fields({ ...liveRoom, live_participants: whole }), whole), fields(paging)),
  get(
    '/rooms/live/participants',
    page(fields({ ...liveRoom, live_participants: list(livePerson) }), whole),
    fields(paging),
  ),
  get('/rooms/{room}/live', fields({ ...liveRoom, live_participants: whole })),
  get('/rooms/{room}/live/participants', fields({ ...liveRoom, live_participants: list(livePerson) })),
  get(
    '/rooms/{room}/sessions',
    page(
      fields({
        ...each(text, 'description end_time friendly_url id room_external_id room_id start_time'),
        ...each(whole, 'participants_live participants_max participants_total'),
        ...each(flag, 'live room_is_deleted'),
      }),
      text,
    ),
    sessionQuery,
  ),
  act('/sessions/{session}/end'),
  get(
    '/rooms/{room}/participants',
    page(participant, text),
    fields({ ...paging, ...each(text, 'date_end date_start session_id'), live: flag }),
  ),
  get('/permissions', list(text)),
  get('/roles', page(fields(role), whole), fields({ ...each(whole, 'limit offset'), order: text })),
  get('/roles/{role}', fields({ ...role, permissions })),
  get('/events', list(text)),
  get('/webhooks', page(fields(webhook), text), fields(paging)),
  send(
    'POST',
    '/webhooks',
    fields({ ...webhookRequest, authorization_header: text }, ['endpoint', 'events']),
    fields({ ...webhook, events: list(text) }),
  ),
  get('/webhooks/{webhook}', fields({ ...webhook, events: list(text) })),
  send(
    'PATCH',
    '/webhooks/{webhook}',
    fields({ ...webhookRequest, authorization_header: orNull(text) }),
    fields({ ...webhook, events: list(text) }),
    false,
  ),
  remove('/webhooks/{webhook}'),
];

/** Whether a room shows its telephony is not said: the document's samples are older than the feature. */
const maybeShown = { ...each(text, 'telephony_phone_number telephony_pin_dtmf'), telephony_enabled: flag };

export const digitalSambaDocument: VendorDocument = {
  name: "Digital Samba's OpenAPI document of 31 July 2026",
  operations: digitalSambaEvents.map((operation) => {
    const shown = fields({ ...roomFields, ...maybeShown });
    if (operation.answers[200] === room) return { ...operation, answers: { 200: shown } };
    return operation.answers[200] === rooms
      ? { ...operation, answers: { 200: page(shown, text) } }
      : operation;
  }),
};
