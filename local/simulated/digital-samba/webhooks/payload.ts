/** Names of all webhook events (Digital Samba REST docs, `GET /api/v1/events`, July 2026). */
export const eventNames = [
  'session_started',
  'session_ended',
  'session_summary_ready',
  'session_transcript_ready',
  'room_locked',
  'room_unlocked',
  'room_deleted',
  'role_deleted',
  'participant_joined',
  'participant_left',
  'participant_waiting_joined',
  'participant_waiting_left',
  'participant_invited',
  'participant_hand_raised',
  'participant_hand_lowered',
  'participant_avatar_uploaded',
  'participant_avatar_deleted',
  'phone_participant_muted',
  'phone_participant_unmuted',
  'phone_participant_asked_to_unmute',
  'recording_started',
  'recording_stopped',
  'recording_ready',
  'recording_deleted',
  'question_asked',
  'question_answered',
  'question_updated',
  'question_dismissed',
  'question_reopened',
  'question_deleted',
  'answer_updated',
  'answer_deleted',
  'file_added_to_library',
  'file_renamed',
  'file_deleted_from_library',
  'file_processing_failed',
  'folder_added_to_library',
  'folder_renamed',
  'folder_deleted_from_library',
] as const;

export type EventName = (typeof eventNames)[number];

/**
 * Which of the vendor's conflicting sources a payload follows:
 * `envelope` the REST docs (`eventType`, ids on top, the rest in `data`), `top-level-call-id` the Sinch adapter (`eventType`,
 * `callId` on top), `guide` the telephony guide (`type`, `data.callId`), `snake-case` the generic samples (`event`, `data` with
 * `room_id`, `session_id`, `call_id`).
 */
export type PayloadShape = 'envelope' | 'top-level-call-id' | 'guide' | 'snake-case';

/** One event as it happened, whether or not anybody was told. */
export interface RoomEvent {
  readonly name: EventName;
  readonly roomId: string;
  /** Undefined outside a session. */
  readonly sessionId: string | undefined;
  readonly atMs: number;
  /** The phone participant that it is about. */
  readonly callId: string | undefined;
  /** The voice provider's call that the payload names; undefined if it names none. */
  readonly shownCallId: string | undefined;
  /** Everything else, in camelCase. */
  readonly data: Readonly<Record<string, string>>;
}

/** JSON body of a delivery. */
export function renderPayload(event: RoomEvent, shape: PayloadShape): string {
  return JSON.stringify(payloadOf(event, shape));
}

function payloadOf(event: RoomEvent, shape: PayloadShape): Record<string, unknown> {
  const { name, roomId, sessionId, shownCallId: callId, data } = event;
  const timestamp = Math.floor(event.atMs / 1000);
  const ids = { sessionId, roomId, timestamp };
  switch (shape) {
    case 'envelope':
      return { eventType: name, ...ids, data: { ...data, callId } };
    case 'top-level-call-id':
      return { eventType: name, ...ids, callId, ...(Object.keys(data).length > 0 && { data }) };
    case 'guide':
      return { type: name, ...ids, data: { ...data, callId } };
    case 'snake-case':
      return { event: name, timestamp, data: snakeCase({ roomId, sessionId, callId, ...data }) };
  }
}

function snakeCase(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
      value,
    ]),
  );
}
