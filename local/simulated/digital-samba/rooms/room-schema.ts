import * as z from 'zod';

/** Fields of a room (Digital Samba REST docs, create room), as far as a gateway may want them; all others are refused. */
export const roomSchema = z.strictObject({
  friendly_url: z
    .string()
    .min(3)
    .max(32)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional(),
  privacy: z.enum(['public', 'private']).optional(),
  description: z.string().min(3).max(500).optional(),
  external_id: z.string().min(1).optional(),
  tags: z.array(z.string().min(1)).optional(),
  expires_at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
    .refine((text) => expiryMs(text) > Date.now(), 'Must lie in the future.')
    .optional(),
  session_length: z.int().min(1).max(1440).nullable().optional(),
  max_participants: z.int().min(2).max(2000).optional(),
  raise_hand_enabled: z.boolean().optional(),
  audio_on_join_enabled: z.boolean().optional(),
  is_locked: z.boolean().optional(),
  webhooks: z.array(z.string()).optional(),
  default_role: z.string().optional(),
  roles: z.array(z.string()).min(1).optional(),
  private_group_chat_roles: z.array(z.string()).optional(),
  telephony_enabled: z.boolean().optional(),
  telephony_phone_number: z.string().min(1).optional(),
  telephony_pin_dtmf: z.string().min(1).optional(),
});

/** Fields without which a room is neither made nor changed, where that is so (Digital Samba's OpenAPI document). */
export const demandedFields = {
  create: ['privacy', 'roles', 'private_group_chat_roles'],
  change: ['privacy', 'private_group_chat_roles'],
} as const;

export type RoomRequest = z.infer<typeof roomSchema>;

/** A room that outlasts its simulator: the request that would make it as it is. */
export const keptRoomSchema = z.object({ id: z.uuid(), request: roomSchema });
export type KeptRoom = z.infer<typeof keptRoomSchema>;

/** Moment of an `expires_at`. Its time zone is unconfirmed; read as UTC here. */
export const expiryMs = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

/** Body of `DELETE /rooms/{room}`. */
export const roomDeletionSchema = z.strictObject({
  delete_resources: z.boolean().optional(),
  delete_history: z.boolean().optional(),
  delete_library: z.boolean().optional(),
});

/** Body of `POST /rooms/{room}/phone-participants/joined`: a bare array, snake_case. */
export const joinedSchema = z
  .array(
    z
      .strictObject({
        call_id: z.string().min(1),
        name: z.string().min(1).optional(),
        caller_number: z.string().min(1).optional(),
        external_id: z.string().min(1).optional(),
        muted: z.boolean().optional(),
      })
      .refine((one) => one.name !== undefined || one.caller_number !== undefined, {
        path: ['name'],
        error: 'Needed when caller_number is absent.',
      }),
  )
  .min(1);

/** Body of `POST /rooms/{room}/phone-participants/left`: a bare array of call ids. */
export const leftSchema = z.array(z.string().min(1)).min(1);

export type JoinedCall = z.infer<typeof joinedSchema>[number];
