import { describe, expect, test } from 'vitest';
import { parseRoomEvent } from '../../../../lib/providers/digital-samba/events.ts';
import {
  renderPayload,
  type EventName,
  type PayloadShape,
} from '../../../../local/simulated/digital-samba/webhooks/payload.ts';

const receivedAtMs = 1_772_355_700_000;
const atMs = 1_772_355_600_000;
const room = '0b7d5c1a-1f0e-4c58-8a3b-5d1f7a9b2c40';
const session = '5a0c8f3e-0d3f-4d8c-9a0c-8f1f2d0f6a10';
const call = 'CA3f0c0b1e6d';
const shapes: readonly PayloadShape[] = ['envelope', 'top-level-call-id', 'guide', 'snake-case'];

const parse = (body: unknown) => parseRoomEvent(JSON.stringify(body), receivedAtMs);
const rendered = (
  name: EventName,
  shape: PayloadShape,
  { callId, data = {} }: { callId?: string; data?: Record<string, string> } = {},
) =>
  renderPayload({ name, roomId: room, sessionId: session, atMs, callId, shownCallId: callId, data }, shape);

describe('what is no event', () => {
  test.each([
    { what: 'nothing', body: '', why: 'not-json' },
    { what: 'no JSON', body: '{"eventType":', why: 'not-json' },
    { what: 'text', body: '"session_started"', why: 'not-json' },
    { what: 'a list', body: '[]', why: 'not-json' },
    { what: 'null', body: 'null', why: 'not-json' },
    { what: 'an object without a name', body: '{}', why: 'type' },
    { what: 'a name that is none', body: '{"eventType":{"a":1},"roomId":"r"}', why: 'type' },
    { what: 'a used event without its room', body: '{"eventType":"session_started"}', why: 'room' },
    {
      what: 'a phone event without its room',
      body: '{"type":"phone_participant_muted","data":{}}',
      why: 'room',
    },
  ])('$what', ({ body, why }) => {
    expect(parseRoomEvent(body, receivedAtMs)).toEqual({ kind: 'invalid', why });
  });
});

describe('what is of no use', () => {
  test.each([
    { what: 'an event that we do not use', body: { eventType: 'recording_ready', roomId: room } },
    { what: 'one without a room', body: { eventType: 'role_deleted' } },
    { what: 'a mute of nobody', body: { eventType: 'phone_participant_muted', roomId: room } },
    {
      what: 'a call that is none of ours',
      body: { eventType: 'phone_participant_muted', roomId: room, callId: 'a b' },
    },
    { what: 'a session without an id', body: { eventType: 'session_ended', roomId: room } },
    { what: 'a leave of nobody', body: { eventType: 'participant_left', roomId: room, data: 'gone' } },
    {
      what: 'a phone event of the future',
      body: { eventType: 'phone_participant_waved', roomId: room, callId: call },
    },
  ])('$what', ({ body }) => {
    expect(parse(body)).toEqual({ kind: 'other', type: body.eventType });
  });

  test('a name without end is cut', () => {
    expect(parse({ eventType: 'x'.repeat(10_000) })).toEqual({ kind: 'other', type: 'x'.repeat(64) });
  });
});

describe.each(shapes)('in the shape %s', (shape) => {
  test.each([
    { name: 'phone_participant_muted', kind: 'muted' },
    { name: 'phone_participant_unmuted', kind: 'unmuted' },
    { name: 'phone_participant_asked_to_unmute', kind: 'askedToUnmute' },
  ] as const)('$name', ({ name, kind }) => {
    const body = rendered(name, shape, { callId: call });
    expect(parseRoomEvent(body, receivedAtMs)).toEqual({ kind, room, atMs, calls: [call] });
  });

  test.each([
    { name: 'session_started', kind: 'sessionStarted' },
    { name: 'session_ended', kind: 'sessionEnded' },
    { name: 'recording_started', kind: 'recordingStarted' },
    { name: 'recording_stopped', kind: 'recordingStopped' },
  ] as const)('$name', ({ name, kind }) => {
    expect(parseRoomEvent(rendered(name, shape), receivedAtMs)).toEqual({ kind, room, atMs, session });
  });

  test('room_deleted', () => {
    expect(parseRoomEvent(rendered('room_deleted', shape), receivedAtMs)).toEqual({
      kind: 'roomDeleted',
      room,
      atMs,
    });
  });

  test.each(['participantId', 'externalId', 'id'])('participant_left with our call as its %s', (key) => {
    const body = rendered('participant_left', shape, { data: { [key]: call } });
    expect(parseRoomEvent(body, receivedAtMs)).toEqual({
      kind: 'participantLeft',
      room,
      atMs,
      calls: [call],
      session,
    });
  });

  test.each(['participant_left', 'participant_joined', 'phone_participant_muted'] as const)(
    '%s with an id of the room’s own beside our call',
    (name) => {
      const data = { participantId: '9d0f', externalId: call };
      expect(parseRoomEvent(rendered(name, shape, { data }), receivedAtMs)).toMatchObject({
        calls: [call, '9d0f'],
      });
    },
  );

  test.each([
    { what: 'a call of ours', data: { externalId: call }, expected: [call] },
    { what: 'an id that may be anybody’s', data: { participantId: '9d0f' }, expected: ['9d0f'] },
    { what: 'no id', data: {}, expected: [] },
  ])('participant_joined with $what', ({ data, expected }) => {
    const parsed = parseRoomEvent(rendered('participant_joined', shape, { data }), receivedAtMs);
    expect(parsed).toEqual({ kind: 'participantJoined', room, atMs, calls: expected, session });
  });

  test('participant_left names the call before the participant', () => {
    const body = rendered('participant_left', shape, { callId: call, data: { participantId: '9d0f' } });
    expect(parseRoomEvent(body, receivedAtMs)).toMatchObject({ calls: [call, '9d0f'] });
  });
});

describe('what the shapes leave open', () => {
  const muted = { eventType: 'phone_participant_muted', roomId: room, callId: call, timestamp: atMs / 1000 };
  test.each([
    { what: 'a call that is a number', body: { ...muted, callId: 81 }, expected: { calls: ['81'] } },
    { what: 'no time', body: { ...muted, timestamp: undefined }, expected: { atMs: receivedAtMs } },
    { what: 'a time of the future', body: { ...muted, timestamp: atMs }, expected: { atMs: receivedAtMs } },
    {
      what: 'a time a minute ahead of ours',
      body: { ...muted, timestamp: receivedAtMs / 1000 + 60 },
      expected: { atMs: receivedAtMs + 60_000 },
    },
    { what: 'the same id under many names', body: { ...muted, id: call }, expected: { calls: [call] } },
    { what: 'a time that is text', body: { ...muted, timestamp: 'now' }, expected: { atMs: receivedAtMs } },
    { what: 'a time with fractions', body: { ...muted, timestamp: 1.5 }, expected: { atMs: 1_500 } },
    { what: 'data that is no object', body: { ...muted, data: 'none' }, expected: { calls: [call] } },
    { what: 'data that is null', body: { ...muted, data: null }, expected: { calls: [call] } },
    {
      what: 'what stands at the top and in data',
      body: { ...muted, data: { roomId: 'another', callId: 'another' } },
      expected: { room, calls: [call, 'another'] },
    },
    {
      what: 'an empty id at the top',
      body: { ...muted, callId: '', data: { call_id: call } },
      expected: { calls: [call] },
    },
    {
      what: 'fields that nobody knows',
      body: { ...muted, teamId: 't', nested: { a: [1] } },
      expected: { calls: [call] },
    },
  ])('$what', ({ body, expected }) => {
    expect(parse(body)).toMatchObject({ kind: 'muted', ...expected });
  });
});
