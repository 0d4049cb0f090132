import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../../lib/providers/daily/events.ts';

const receivedAtMs = 1_767_225_700_900;
const parse = (body: unknown) => parseEvent(JSON.stringify(body), receivedAtMs);
const event = (type: unknown, payload: unknown, event_ts: unknown = 1_767_225_605.412) => ({
  version: '1.0.0',
  type,
  id: 'evt-0001',
  event_ts,
  payload,
});

const ready = {
  timestamp: 1_767_225_604,
  domain_id: 'd',
  room: 'r-1',
  sip_endpoint: 'r-1.0@example.sip.daily.co',
};
const leg = {
  timestamp: 1_767_225_604.9,
  session_id: 's-1',
  sip_from: '+12025550188',
  room: 'r-1',
  sip_headers: {},
};

describe('parseEvent', () => {
  it.each([
    { name: 'no JSON', body: '<xml/>', expected: { kind: 'invalid', why: 'not-json' } },
    { name: 'a list', body: '[]', expected: { kind: 'invalid', why: 'not-json' } },
    { name: 'an object without a type', body: '{}', expected: { kind: 'invalid', why: 'type' } },
    { name: 'a test body', body: '{"test":"test"}', expected: { kind: 'probe' } },
    { name: 'the other test body', body: '{"test":true}', expected: { kind: 'probe' } },
  ])('reads $name', ({ body, expected }) => expect(parseEvent(body, receivedAtMs)).toEqual(expected));

  it.each([
    { type: 'dialin.ready', payload: { ...ready, room: undefined }, why: 'room' },
    { type: 'dialin.ready', payload: { ...ready, room: '' }, why: 'room' },
    { type: 'dialin.ready', payload: { ...ready, sip_endpoint: undefined }, why: 'sip_endpoint' },
    { type: 'dialin.connected', payload: undefined, why: 'room' },
    { type: 'dialin.stopped', payload: 'r-1', why: 'room' },
    { type: 'dialin.error', payload: [], why: 'room' },
    { type: 'meeting.ended', payload: { room: 7 }, why: 'room' },
  ])('cannot act on $type with $payload', ({ type, payload, why }) =>
    expect(parse(event(type, payload))).toEqual({ kind: 'invalid', why }),
  );

  it.each([
    { type: 'participant.joined', payload: { room: 'r-1' } },
    { type: 'recording.started', payload: { room_name: 'r-1' } },
    { type: 'dialin.something-new', payload: null },
  ])('does not care about $type', ({ type, payload }) =>
    expect(parse(event(type, payload))).toEqual({ kind: 'other', type }),
  );

  it.each([
    {
      type: 'dialin.ready',
      payload: ready,
      expected: {
        kind: 'ready',
        room: 'r-1',
        address: 'r-1.0@example.sip.daily.co',
        atMs: 1_767_225_604_000,
      },
    },
    {
      type: 'dialin.connected',
      payload: leg,
      expected: { kind: 'connected', room: 'r-1', session: 's-1', atMs: 1_767_225_604_000 },
    },
    {
      type: 'dialin.stopped',
      payload: { ...leg, session_id: null },
      expected: { kind: 'stopped', room: 'r-1', atMs: 1_767_225_604_000 },
    },
    {
      type: 'dialin.warning',
      payload: { ...leg, error_msg: 'codec fallback' },
      expected: {
        kind: 'warning',
        room: 'r-1',
        session: 's-1',
        message: 'codec fallback',
        atMs: 1_767_225_604_000,
      },
    },
    {
      type: 'dialin.error',
      payload: { room: 'r-1' },
      expected: { kind: 'error', room: 'r-1', message: '', atMs: 1_767_225_605_000 },
    },
    {
      type: 'meeting.ended',
      payload: { room: 'r-1', meeting_id: 'm', start_ts: 1_767_225_000, end_ts: 1_767_225_590.2 },
      expected: { kind: 'meeting-ended', room: 'r-1', atMs: 1_767_225_590_000 },
    },
  ])('reads $type', ({ type, payload, expected }) => expect(parse(event(type, payload))).toEqual(expected));

  it('reads a room under either name and an address with its scheme', () => {
    const { room, ...rest } = ready;
    const payload = { ...rest, room_name: room, sip_endpoint: 'sip:r-1.0@example.sip.daily.co' };
    expect(parse(event('dialin.ready', payload))).toMatchObject({ room, address: ready.sip_endpoint });
  });

  it.each([
    { name: 'the payload', timestamp: 1_767_225_604, event_ts: 1_767_225_605.4, atMs: 1_767_225_604_000 },
    { name: 'the envelope', timestamp: 'soon', event_ts: 1_767_225_605.4, atMs: 1_767_225_605_000 },
    { name: 'our clock', timestamp: undefined, event_ts: null, atMs: 1_767_225_700_000 },
    { name: 'milliseconds', timestamp: 1_767_225_604_123, event_ts: 1, atMs: 1_767_225_604_000 },
  ])('takes the time from $name', ({ timestamp, event_ts, atMs }) =>
    expect(parse(event('dialin.ready', { ...ready, timestamp }, event_ts))).toMatchObject({ atMs }),
  );

  it('does not make a ready event older than an end in the same second', () => {
    const ended = parse(event('meeting.ended', { room: 'r-1', end_ts: 1_767_225_604.9 }));
    expect(ended).toMatchObject({ atMs: 1_767_225_604_000 });
    expect(parse(event('dialin.ready', ready))).toMatchObject({ atMs: 1_767_225_604_000 });
  });

  it.each([
    'to sip:alice@pbx.example failed',
    'to +12025550188 failed',
    'to (202) 555-0188 failed',
    'to a1@b.example failed',
  ])('hides addresses and numbers in a message: %s', (error_msg) =>
    expect(parse(event('dialin.error', { ...leg, error_msg }))).toMatchObject({ message: 'to … failed' }),
  );

  it('never throws', () => {
    const types = fc.constantFrom('dialin.ready', 'dialin.connected', 'dialin.error', 'meeting.ended', 'x');
    fc.assert(
      fc.property(types, fc.jsonValue(), fc.jsonValue(), (type, payload, event_ts) => {
        expect(parse(event(type, payload, event_ts)).kind).toBeTypeOf('string');
      }),
    );
  });
});
