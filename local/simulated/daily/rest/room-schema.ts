import * as z from 'zod';

/** Regions of media servers (Daily docs, room property `geo`). */
const geos = [
  'us-east-1',
  'us-west-2',
  'eu-central-1',
  'eu-west-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-2',
  'af-south-1',
  'sa-east-1',
] as const;

/** Unix seconds. Milliseconds, the usual slip, would lie in a far century. */
const unixSeconds = z.int().positive().max(9_999_999_999);

/** Daily documents no limit: stricter here than it may be, so that nobody sends what a stranger chose as it came. */
const displayNameSchema = z
  .string()
  .max(128)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);

const sipSchema = z.strictObject({
  display_name: displayNameSchema.optional(),
  sip_mode: z.literal('dial-in'),
  num_endpoints: z.int().min(1).optional(),
  video: z.boolean().optional(),
  codecs: z
    .strictObject({
      audio: z.array(z.enum(['PCMU', 'PCMA', 'G722', 'OPUS'])).optional(),
      video: z.array(z.enum(['H264', 'VP8'])).optional(),
    })
    .optional(),
  provider: z.enum(['daily', 'signalwire']).optional(),
});

/** Properties of a room; those of a trunk's template are the same. */
export const roomPropertiesSchema = z.strictObject({
  nbf: unixSeconds.optional(),
  exp: unixSeconds.optional(),
  eject_at_room_exp: z.boolean().optional(),
  eject_after_elapsed: z.int().positive().optional(),
  max_participants: z.int().positive().optional(),
  start_video_off: z.boolean().optional(),
  start_audio_off: z.boolean().optional(),
  enable_prejoin_ui: z.boolean().optional(),
  enable_knocking: z.boolean().optional(),
  enable_chat: z.boolean().optional(),
  geo: z.enum(geos).optional(),
  sip: sipSchema.optional(),
  enable_dialout: z.boolean().optional(),
  dialout_config: z
    .strictObject({
      allow_room_start: z.boolean().optional(),
      dialout_geo: z.string().optional(),
      max_idle_timeout_sec: z.int().min(0).optional(),
    })
    .optional(),
});

/** Body of `POST /rooms` (Daily docs, create room). PIN dial-in (`dialin`) is not simulated, hence refused. */
export const roomRequestSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional(),
  privacy: z.enum(['public', 'private']).optional(),
  properties: roomPropertiesSchema.optional(),
});

export type RoomRequest = z.infer<typeof roomRequestSchema>;
export type RoomProperties = z.infer<typeof roomPropertiesSchema>;

/** Properties of a meeting token (Daily docs, create meeting token). */
export const tokenRequestSchema = z.strictObject({
  properties: z
    .strictObject({
      room_name: z.string().optional(),
      is_owner: z.boolean().optional(),
      exp: unixSeconds.optional(),
      nbf: unixSeconds.optional(),
      eject_at_token_exp: z.boolean().optional(),
      eject_after_elapsed: z.int().positive().optional(),
      user_name: z.string().optional(),
      user_id: z.string().max(36).optional(),
    })
    .optional(),
});

/** Body of `POST /rooms/:name/eject`. */
export const ejectRequestSchema = z.strictObject({
  ids: z.array(z.string()).max(100).optional(),
  user_ids: z.array(z.string()).max(100).optional(),
  ban: z.boolean().optional(),
});

/** Body of `POST /rooms/:name/sipCallTransfer` (Daily docs, transfers). A `callerId` is for numbers only. */
export const transferRequestSchema = z
  .strictObject({
    sessionId: z.string().min(1),
    toEndPoint: z.string().regex(/^sip:[^\s@]+@[^\s@]+$|^\+[1-9]\d{1,14}$/),
    callerId: z.string().optional(),
    extension: z.string().max(20).optional(),
    waitBeforeExtensionDialSec: z.number().optional(),
  })
  .refine(({ toEndPoint, callerId }) => callerId === undefined || toEndPoint.startsWith('+'));

/** Body of `DELETE /batch/rooms`. */
export const batchDeleteSchema = z.strictObject({ room_names: z.array(z.string()).max(1000) });

/** Body of `POST /dialin/pinlessCallUpdate`. */
export const updateRequestSchema = z.strictObject({
  callId: z.string().min(1),
  callDomain: z.string().min(1),
  sipUri: z.string().min(1),
});

/** Address without `sip:` and without query, and the display name that the query may carry. */
export function parseSipUri(sipUri: string): { address: string; displayName: string | undefined } {
  const [bare = '', query = ''] = sipUri.replace(/^sip:/i, '').split('?');
  return {
    address: bare,
    displayName: new URLSearchParams(query).get('x-daily_display_name') ?? undefined,
  };
}
