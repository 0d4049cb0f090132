import { beforeEach, describe, expect, test } from 'vitest';
import { makeHandler } from '../../functions/digital-samba-events.ts';
import { voiceCall } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { startMs } from '../support/new-conference.ts';
import { conferenceWorld, running, session, type ConferenceWorld } from '../lib/conferences/support.ts';
import { request } from './requests.ts';

const secret = 'the secret of the webhook';
const webhookSecrets = { read: () => Promise.resolve([secret]), reread: () => Promise.resolve([secret]) };
const call = voiceCall('CA1');
const ids = { roomId: 'room-of-c1', sessionId: session.id, callId: call };
const silent = () => new Promise<never>(() => undefined);

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(running());
  await world.letIn('CA1');
  await world.sync();
  world.advance(60_000);
});

/** The handler, as it would be given providers that never answer. */
async function post(eventType: string, data: object = ids) {
  const { deps } = world;
  const voice = { ...deps.voices.of('twilio'), tell: silent, isUp: silent, mute: silent };
  Object.assign(deps.voices, { of: () => ({ ...voice, end: silent, hangUp: silent }) });
  Object.assign(deps.rooms, { liveSession: silent, isLive: silent });
  const handler = makeHandler({ ...deps, ...inUse, webhookSecrets });
  const timestamp = Math.floor(world.now() / 1000);
  const body = JSON.stringify({ eventType, timestamp, ...data });
  const { statusCode } = await handler(request(body, { headers: { authorization: `Bearer ${secret}` } }));
  return statusCode;
}

describe('each event is noted and answered, whether or not a provider answers', () => {
  test.each([
    'session_started',
    'session_ended',
    'phone_participant_muted',
    'phone_participant_unmuted',
    'phone_participant_asked_to_unmute',
    'participant_joined',
    'participant_left',
    'recording_started',
    'recording_stopped',
    'room_deleted',
  ])('%s', async (eventType) => {
    const before = world.record.commands.length;
    expect(await post(eventType)).toBe(200);
    expect(world.record.commands).toHaveLength(before);
  });
});

test.each<[string, readonly string[] | undefined, string, number]>([
  ['another secret', [secret], 'another', 401],
  ['no secret to check with, so that it is sent again', undefined, secret, 503],
  ['an empty list of secrets', [], '', 503],
])('%s is refused, and nothing is noted', async (_, known, given, status) => {
  const read = () => Promise.resolve(known);
  const handler = makeHandler({ ...world.deps, ...inUse, webhookSecrets: { read, reread: read } });
  const body = JSON.stringify({ eventType: 'session_ended', timestamp: 1, ...ids });
  const wakes = world.record.wakes.length;
  const event = request(body, { headers: { authorization: `Bearer ${given}` } });
  expect(await handler(event)).toMatchObject({ statusCode: status });
  expect(world.record.wakes).toHaveLength(wakes);
});

test('a call is found under whichever name it comes', async () => {
  const { callId, ...rest } = ids;
  expect(await post('participant_left', { ...rest, participantId: '9d0f-1', externalId: callId })).toBe(200);
  expect(world.caller('c1', call).leftRoomAtMs).toBe(startMs + 60_000);
});
