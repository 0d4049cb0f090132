import { describe, expect, test } from 'vitest';
import { makeHandler } from '../../functions/twilio-events.ts';
import { inMemoryConferences, voiceCall } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { conferenceId, newConference, startMs } from '../support/new-conference.ts';
import { callFields, callSid, type Fields } from '../lib/providers/twilio/vectors.ts';
import { fromTwilio, publicUrl, secretsOf } from './twilio-requests.ts';

const meeting = 'CF0123456789abcdef0123456789abcdef';
const bridgeSid = 'CA00000000000000000000000000000000';
const weekly = conferenceId('weekly');

async function gateway() {
  const world = inMemoryConferences([newConference('weekly', { joins: 2 })]);
  for (const [call, role] of [
    [callSid, 'caller'],
    [bridgeSid, 'bridge'],
  ] as const) {
    world.addPinCall({
      call: voiceCall(call),
      dialIn: callFields.To,
      language: 'en',
      voice: 'twilio',
      opensTo: 'both',
      isBridgeOrigin: role === 'bridge',
      arrivedAtMs: startMs,
      conference: weekly,
      role,
    });
  }
  await world.deps.conferences.changeCaller(weekly, voiceCall(callSid), {
    kind: 'admitted',
    atMs: startMs,
    joinSequence: 1,
    newcomer: { conference: weekly, call: voiceCall(callSid), name: 'Caller 1', muted: false },
  });
  const handler = makeHandler({ ...world.deps, ...inUse, secrets: secretsOf(), publicUrl });
  const report = async (StatusCallbackEvent: string, change: Fields = {}) => {
    const fields = {
      AccountSid: callFields.AccountSid,
      ConferenceSid: meeting,
      FriendlyName: 'weekly',
      SequenceNumber: '1',
      CallSid: callSid,
      ParticipantLabel: `${callSid}-1`,
      Muted: 'false',
      StatusCallbackEvent,
      ...change,
    };
    return (await handler(fromTwilio('/twilio/events', fields))).statusCode;
  };
  const callEnds = async (CallSid: string, CallStatus = 'completed') =>
    (await handler(fromTwilio('/twilio/status', { ...callFields, CallSid, CallStatus }))).statusCode;
  return { ...world, handler, report, callEnds };
}

describe('refused', () => {
  test.each([
    ['unsigned', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 403],
    ['signed by somebody else', { token: 'f'.repeat(32) }, 403],
    ['to a path of the other function', { rawPath: '/twilio/voice' }, 404],
  ])('%s, and nothing is recorded', async (_, change, status) => {
    const { handler, record } = await gateway();
    const event = fromTwilio('/twilio/status', { CallSid: callSid, CallStatus: 'completed' }, change);
    expect(await handler(event)).toMatchObject({ statusCode: status });
    expect(record.wakes).toEqual([]);
  });
});

test('what could not be recorded is asked for again', async () => {
  const { report, callEnds, world, record, caller } = await gateway();
  world.before = (operation) =>
    operation === 'conferences.changeCaller' ? Promise.reject(new Error('down')) : Promise.resolve();
  expect(await report('participant-join')).toBe(503);
  expect(await callEnds(callSid)).toBe(503);
  expect(record.logs).toContainEqual(
    expect.objectContaining({
      level: 'error',
      code: 'dial-in-failed',
      fields: { route: 'events', why: 'not-recorded-joined' },
    }),
  );
  world.before = () => Promise.resolve();
  expect(await report('participant-join')).toBe(204);
  expect(caller('weekly', callSid).presence).toBe('in');
});

describe('recorded, and the sync woken', () => {
  test('a caller joins and leaves', async () => {
    const { report, caller, conference, record } = await gateway();
    expect(await report('participant-join', { Muted: 'true' })).toBe(204);
    expect(caller('weekly', callSid)).toMatchObject({ presence: 'in', phone: { muted: true } });
    expect(conference('weekly').meeting).toBe(meeting);
    await report('participant-leave', { ParticipantCallStatus: 'in-progress' });
    expect(caller('weekly', callSid).presence).toBe('absent');
    expect(record.wakes).toEqual(Array.from({ length: 2 }, () => weekly));
  });

  test('a report that the phone is muted otherwise than we think makes us make sure', async () => {
    const { report, caller, record } = await gateway();
    await report('participant-join');
    const { muted, phone } = caller('weekly', callSid);
    expect(phone.muted).toBe(muted.is);
    expect(await report('participant-mute', { Muted: 'true' })).toBe(204);
    expect(caller('weekly', callSid).phone.muted).not.toBe(muted.is);
    expect(record.wakes).toHaveLength(2);
  });

  test('a late join after the leave changes nothing, and wakes all the same', async () => {
    const { report, caller, record } = await gateway();
    await report('participant-leave');
    expect(await report('participant-join')).toBe(204);
    expect(caller('weekly', callSid).presence).toBe('absent');
    expect(record.wakes).toHaveLength(2);
  });

  test.each([
    ['the call’s own callback', (world: Awaited<ReturnType<typeof gateway>>) => world.callEnds(callSid)],
    [
      'a leave that says so',
      (world: Awaited<ReturnType<typeof gateway>>) =>
        world.report('participant-leave', { ParticipantCallStatus: 'completed' }),
    ],
  ])('the end of a call, by %s', async (_, end) => {
    const world = await gateway();
    await world.report('participant-join');
    expect(await end(world)).toBe(204);
    expect(world.caller('weekly', callSid).presence).toBe('gone');
  });

  test('the bridge comes, another leg’s leave leaves it alone, and it goes', async () => {
    const { report, callEnds, conference } = await gateway();
    const bridge = { CallSid: bridgeSid, ParticipantLabel: `${bridgeSid}-2` };
    await report('participant-join', bridge);
    expect(conference('weekly').bridge).toMatchObject({ state: 'in', call: bridgeSid, joinSequence: 2 });
    await report('participant-leave');
    expect(conference('weekly').bridge.state).toBe('in');
    await callEnds(bridgeSid);
    expect(conference('weekly').bridge.state).toBe('absent');
  });
});

describe('answered, counted, and nothing more', () => {
  test.each<[string, string, Fields]>([
    ['a conference of somebody else', 'participant-join', { FriendlyName: 'other' }],
    ['a name that is none of ours', 'participant-join', { FriendlyName: 'a room / b' }],
    ['a leg that we did not put in', 'participant-join', { ParticipantLabel: '' }],
    ['a leg with a strange label', 'participant-leave', { ParticipantLabel: 'guest-1' }],
  ])('%s', async (_, event, change) => {
    const { report, record, caller } = await gateway();
    expect(await report(event, change)).toBe(204);
    expect(record.counts).toMatchObject([{ metric: 'eventsIgnored', reason: 'strange-leg' }]);
    expect(record.wakes).toEqual([]);
    expect(caller('weekly', callSid).presence).toBe('joining');
  });

  test.each(['conference-start', 'conference-end', 'participant-modify', 'something-new'])(
    '%s',
    async (event) => {
      const { report, record } = await gateway();
      expect(await report(event)).toBe(204);
      expect(record.counts).toMatchObject([{ metric: 'eventsIgnored', reason: 'other' }]);
      expect(record.wakes).toEqual([]);
    },
  );

  test('a call that only rings', async () => {
    const { callEnds, record } = await gateway();
    expect(await callEnds(callSid, 'ringing')).toBe(204);
    expect(record.counts).toMatchObject([{ metric: 'eventsIgnored', reason: 'other' }]);
  });

  test('the end of a call that never said where it belongs', async () => {
    const { callEnds, record } = await gateway();
    expect(await callEnds('CA99999999999999999999999999999999')).toBe(204);
    expect(record.counts).toMatchObject([{ metric: 'eventsIgnored', reason: 'strange-leg' }]);
  });
});

test('no number is in the log', async () => {
  const { report, callEnds, record } = await gateway();
  await report('participant-join');
  await callEnds(callSid);
  expect(JSON.stringify(record.logs)).not.toContain(callFields.From.slice(1));
});
