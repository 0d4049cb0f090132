import type { Operation, VendorDocument } from './document.ts';
import {
  anything,
  each,
  fields,
  flag,
  list,
  number,
  oneOf,
  orNull,
  text,
  whole,
  type Schema,
} from './schema.ts';

/**
 * Daily publishes no document of its REST API as a whole. These are the fields that its reference pages, and the models of
 * its Ruby client, which is generated from them, name for the endpoints that we call.
 */

/** Unix seconds; milliseconds, the usual slip, would lie in a far century. */
const unixSeconds: Schema = { type: 'integer', minimum: 1, maximum: 9_999_999_999 };
const roomName: Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' };
const privacy = oneOf('private', 'public');
const phoneNumber: Schema = { type: 'string', format: 'phone-number' };
const url: Schema = { type: 'string', format: 'uri' };

const geo = oneOf(
  ...'af-south-1 ap-northeast-2 ap-southeast-1 ap-southeast-2 ap-south-1'.split(' '),
  ...'eu-central-1 eu-west-2 sa-east-1 us-east-1 us-west-2'.split(' '),
);

const sip = fields(
  {
    display_name: text,
    sip_mode: oneOf('dial-in'),
    num_endpoints: { type: 'integer', minimum: 1 },
    video: flag,
    codecs: fields({
      audio: list(oneOf('G722', 'OPUS', 'PCMA', 'PCMU')),
      video: list(oneOf('H264', 'VP8')),
    }),
    provider: oneOf('daily', 'signalwire'),
  },
  ['sip_mode'],
);

/** Properties of a room, without what has to do with recordings, streams and transcripts. */
const roomProperties = {
  ...each(unixSeconds, 'exp nbf'),
  ...each(whole, 'eject_after_elapsed max_participants'),
  ...each(
    flag,
    `eject_at_room_exp enable_adaptive_simulcast enable_advanced_chat enable_breakout_rooms enable_chat enable_dialout
    enable_emoji_reactions enable_hand_raising enable_hidden_participants enable_knocking enable_live_captions_ui
    enable_mesh_sfu enable_multiparty_adaptive_simulcast enable_network_ui enable_noise_cancellation_ui
    enable_people_ui enable_pip_ui enable_prejoin_ui enable_screenshare enable_shared_chat_history
    enable_terse_logging enable_video_processing_ui enforce_unique_user_ids owner_only_broadcast start_audio_off
    start_video_off`,
  ),
  geo,
  lang: text,
  permissions: anything,
  sip: orNull(sip),
  dialin: anything,
  dialout_config: fields({ allow_room_start: flag, dialout_geo: text, max_idle_timeout_sec: whole }),
};

const room = fields(
  {
    ...each(text, 'created_at id url'),
    name: roomName,
    api_created: flag,
    privacy,
    config: fields({
      ...roomProperties,
      dialin_code: text,
      sip_uri: fields({ endpoint: text, extra_endpoints: list(text) }, ['endpoint']),
    }),
  },
  ['config', 'name', 'url'],
);

/** An entry of the dial-in configuration as it is written. */
const pinlessEntry = {
  phone_number: phoneNumber,
  ...each(url, 'hold_music_url room_creation_api'),
  ...each(text, 'hmac name_prefix'),
  timeout_config: fields({ message: text }),
};
const shownEntry = fields({ ...pinlessEntry, sip_uri: text });
const dialinType = oneOf('pin_dialin', 'pinless_dialin');
const dialinConfig = fields({ id: text, type: dialinType, config: shownEntry }, ['config', 'id', 'type']);
const greeting = { ivr_greeting: fields({ message: text }) };

/** Of all properties of a domain, the one that has to do with calls on hold. */
const domain = fields({
  ...each(text, 'domain_id domain_name'),
  config: fields({ pinless_dialin: orNull(list(shownEntry)) }),
});

const eventType = oneOf(
  ...'dialin.connected dialin.error dialin.ready dialin.stopped dialin.warning'.split(' '),
  ...'dialout.answered dialout.connected dialout.error dialout.stopped dialout.warning'.split(' '),
  ...'calltransfer.answered calltransfer.completed calltransfer.initiated calltransfer.triggered'.split(' '),
  ...'meeting.ended meeting.started participant.joined participant.left'.split(' '),
);
const webhookRequest = fields(
  {
    url,
    eventTypes: list(eventType),
    retryType: oneOf('circuit-breaker', 'exponential'),
    ...each(text, 'basicAuth hmac'),
  },
  ['url'],
);
const webhook = fields(
  {
    ...each(text, 'createdAt domainId hmac retryType updatedAt url uuid'),
    ...each(orNull(text), 'basicAuth lastMomentPushed'),
    eventTypes: list(text),
    failedCount: number,
    state: oneOf('ACTIVE', 'FAILED', 'INACTIVE'),
  },
  ['state', 'url', 'uuid'],
);

const paging = {
  limit: { type: 'integer', minimum: 1, maximum: 100 },
  ...each(text, 'ending_before starting_after'),
};
const page = (row: Schema): Schema => fields({ total_count: whole, data: list(row) }, ['data']);

const person = fields({
  ...each(text, 'id joinTime mtgSessionId room'),
  ...each(orNull(text), 'userId userName'),
  duration: number,
});

const deleted = fields({ deleted: flag, ...each(text, 'id name status uuid') });

const json = (method: string, path: string, schema: Schema, answer: Schema): Operation => ({
  method,
  path: `/v1${path}`,
  body: { encoding: 'json', isRequired: true, schema },
  answers: { 200: answer },
});

const plain = (method: string, path: string, answer: Schema, query?: Schema): Operation => ({
  method,
  path: `/v1${path}`,
  ...(query && { query }),
  answers: { 200: answer },
});

const configs = '/domain-dialin-config';

/** A trunk as it is written (daily-ruby, CreateSipTrunkRequest and its parts). */
const trunkFields = {
  description: text,
  room_template: anything,
  notification: fields({ webhook_url: url, hmac: orNull(text) }, ['webhook_url']),
  trunk_config: fields({
    allowed_ips: { ...list(text), maxItems: 25 },
    credential: orNull(fields(each(text, 'username password'), ['username', 'password'])),
    is_open: flag,
    exp_offset: { type: 'integer', minimum: 60, maximum: 86_400 },
  }),
  enabled: flag,
};
const trunk = fields(
  { ...each(text, 'id trunk_name description sip_uri'), enabled: flag, config: anything },
  ['id', 'trunk_name'],
);

export const dailyDocument: VendorDocument = {
  name: "Daily's REST reference",
  operations: [
    plain('GET', '/', domain),
    json(
      'POST',
      '/',
      fields(
        { properties: fields({ pinless_dialin: orNull(list(fields(pinlessEntry, ['room_creation_api']))) }) },
        ['properties'],
      ),
      domain,
    ),
    json('POST', '/rooms', fields({ name: roomName, privacy, properties: fields(roomProperties) }), room),
    plain('GET', '/rooms/{name}', room),
    json('POST', '/rooms/{name}', fields({ privacy, properties: fields(roomProperties) }), room),
    plain('DELETE', '/rooms/{name}', deleted),
    plain(
      'GET',
      '/rooms/{name}/presence',
      page(person),
      fields({ limit: whole, ...each(text, 'userId userName') }),
    ),
    json(
      'POST',
      '/rooms/{name}/eject',
      fields({
        ids: { ...list(text), maxItems: 100 },
        user_ids: { ...list(text), maxItems: 100 },
        ban: flag,
      }),
      fields({ ejectedIds: list(text) }),
    ),
    json(
      'DELETE',
      '/batch/rooms',
      fields({ room_names: { ...list(roomName), maxItems: 1_000 } }, ['room_names']),
      fields({ deleted_count: whole }),
    ),
    json(
      'POST',
      '/dialin/pinlessCallUpdate',
      fields(each(text, 'callDomain callId sipUri'), ['callDomain', 'callId', 'sipUri']),
      fields({ ok: text }),
    ),
    plain(
      'GET',
      configs,
      page(dialinConfig),
      fields({
        ...paging,
        ...each(text, 'name_prefix phone_number phone_numbers sip_username'),
        type: dialinType,
      }),
    ),
    json('POST', configs, fields({ type: dialinType, ...pinlessEntry, ...greeting }, ['type']), dialinConfig),
    plain('GET', `${configs}/{id}`, dialinConfig),
    json('PUT', `${configs}/{id}`, fields({ ...pinlessEntry, ...greeting }), dialinConfig),
    plain('DELETE', `${configs}/{id}`, deleted),
    plain(
      'GET',
      '/purchased-phone-numbers',
      page(
        fields(
          {
            ...each(text, 'created_date id number pagination_id status type'),
            name: orNull(text),
            verified: flag,
          },
          ['id', 'number'],
        ),
      ),
      fields({
        ...paging,
        limit: { type: 'integer', minimum: 1, maximum: 50 },
        ...each(text, 'filter_name filter_number'),
      }),
    ),
    plain('GET', '/sip-trunk', page(trunk)),
    json(
      'POST',
      '/sip-trunk',
      fields({ ...trunkFields, trunk_name: { type: 'string', pattern: '^[a-z0-9]{3,63}$' } }, [
        ...['trunk_name', 'room_template', 'notification'],
      ]),
      trunk,
    ),
    plain('GET', '/sip-trunk/{id}', trunk),
    json('PUT', '/sip-trunk/{id}', fields(trunkFields), trunk),
    plain('DELETE', '/sip-trunk/{id}', deleted),
    plain('GET', '/webhooks', list(webhook)),
    json('POST', '/webhooks', webhookRequest, webhook),
    plain('GET', '/webhooks/{uuid}', webhook),
    json('POST', '/webhooks/{uuid}', webhookRequest, webhook),
    plain('DELETE', '/webhooks/{uuid}', deleted),
    json(
      'POST',
      '/rooms/{name}/sipCallTransfer',
      fields(
        {
          ...each(text, 'callerId extension sessionId toEndPoint'),
          waitBeforeExtensionDialSec: number,
        },
        ['sessionId', 'toEndPoint'],
      ),
      anything,
    ),
    json(
      'POST',
      '/rooms/{name}/sipRefer',
      fields(each(text, 'sessionId toEndPoint'), ['sessionId', 'toEndPoint']),
      anything,
    ),
  ],
};
