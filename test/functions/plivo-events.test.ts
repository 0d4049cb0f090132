import { describe, expect, test } from 'vitest';
import { callUuid } from '../lib/providers/plivo/vectors.ts';
import { voiceCall } from '../support/conferences.ts';
import { arrival, fromPlivo, gateway, inMeeting, pin } from './plivo-gateway.ts';

const ok = { statusCode: 200 };
const enter = `events?call=${callUuid}&muted=true`;

async function inside(muted = enter) {
  const world = gateway();
  await world.xml('voice', arrival);
  await world.xml('pin?attempt=1', { Digits: pin });
  const { conferences, clock } = world.deps;
  const atMs = clock.now();
  const joined = { call: voiceCall('bridge'), joinSequence: 9, meeting: 'weekly', isVouched: true };
  await conferences.changeConference(world.conference('weekly').id, {
    kind: 'bridgeJoined',
    atMs,
    ...joined,
  });
  await world.xml('waited?language=en');
  expect(await world.report(muted, inMeeting('enter'))).toEqual(ok);
  world.advance(1_000);
  return world;
}

describe('somebody', () => {
  test('who was let in muted is in, and muted', async () => {
    const { caller, conference } = await inside();
    expect(caller('weekly', callUuid)).toMatchObject({ presence: 'in', phone: { muted: true } });
    expect(conference('weekly')).toMatchObject({ meeting: 'weekly' });
  });

  test('of whom it is not said that they were let in muted may be heard', async () => {
    const { caller } = await inside('events?call=another&muted=true');
    expect(caller('weekly', callUuid)).toMatchObject({ phone: { muted: false } });
  });

  test('who has left is out, also if the news of their coming is late', async () => {
    const { report, caller } = await inside();
    expect(await report('events', inMeeting('exit'))).toEqual(ok);
    expect(caller('weekly', callUuid)).toMatchObject({ presence: 'absent' });
    await report(enter, inMeeting('enter'));
    expect(caller('weekly', callUuid)).toMatchObject({ presence: 'absent' });
  });

  test('is not out by late news of their leaving a join before', async () => {
    const { report, caller } = await inside();
    const { joinSequence } = caller('weekly', callUuid);
    const exit = (join: number) => report(`events?call=${callUuid}&joinSequence=${join}`, inMeeting('exit'));
    expect(await exit(joinSequence + 1)).toEqual(ok);
    expect(caller('weekly', callUuid)).toMatchObject({ presence: 'in' });
    expect(await exit(joinSequence)).toEqual(ok);
    expect(caller('weekly', callUuid)).toMatchObject({ presence: 'absent' });
  });

  test('who has hung up is gone', async () => {
    const { report, caller } = await inside();
    expect(await report('hangup', { CallStatus: 'completed', HangupCause: 'NORMAL_CLEARING' })).toEqual(ok);
    expect(caller('weekly', callUuid)).toMatchObject({ presence: 'gone' });
  });

  test('of whom we know nothing is nobody', async () => {
    const { report, record } = gateway();
    for (const [route, fields] of [
      ['events', inMeeting('enter')],
      ['events', inMeeting('enter', { ConferenceName: 'a room' })],
      ['events', inMeeting('exit', { CallUUID: '' })],
      ['hangup', { CallStatus: 'completed' }],
    ] as const) {
      record.counts.length = 0;
      expect(await report(route, fields)).toEqual(ok);
      expect(record.counts).toContainEqual({ metric: 'eventsIgnored', value: 1, reason: 'strange-leg' });
    }
  });
});

describe('a key', () => {
  const press = (keys: string) => inMeeting('digits', { ConferenceDigitsMatch: keys });

  test('counts once, if it is told twice at once, and the caller hears it', async () => {
    const { report, caller, told } = await inside();
    expect(await report('events', press('*6'))).toEqual(ok);
    expect(await report('events', press('*6'))).toEqual(ok);
    expect(caller('weekly', callUuid).muted).toMatchObject({ is: false, by: 'caller' });
    expect(new Set(told)).toEqual(new Set(['you-are-unmuted']));
  });

  test('that is pressed again after 1.5 s counts again', async () => {
    const { report, caller, advance } = await inside();
    await report('events', press('*9'));
    expect(caller('weekly', callUuid).hand).toBe(true);
    advance(1_600);
    await report('events', press('*9'));
    expect(caller('weekly', callUuid).hand).toBe(false);
  });

  test('of which nothing comes is no error: it would be told again, and count again', async () => {
    const { report, fail, deadline, record } = await inside();
    expect(await report('events', press('*7'))).toEqual(ok);
    expect(record.counts).toContainEqual({ metric: 'eventsIgnored', value: 1, reason: 'ignored' });
    fail('pinCalls.get');
    expect(await report('events', press('*6'))).toEqual(ok);
    expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'error' });
    deadline.abort();
    expect(await report('events', press('*6'))).toEqual(ok);
  });
});

test('what cannot be recorded is to be told again', async () => {
  const { report, fail } = await inside();
  fail('conferences.changeCaller');
  for (const [route, fields] of [
    ['events', inMeeting('enter')],
    ['events', inMeeting('exit')],
    ['hangup', { CallStatus: 'completed' }],
  ] as const)
    expect(await report(route, fields)).toMatchObject({ statusCode: 503 });
});

test.each([
  [{ HangupCauseCode: '8011', HangupCause: 'Invalid XML' }, '8011'],
  [{ HangupCause: '7012' }, '7012'],
])('a call that our own answer has ended rings: %j', async (cause, why) => {
  const { report, record } = await inside();
  expect(await report('hangup', { CallStatus: 'completed', ...cause })).toEqual(ok);
  expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'answer-refused' });
  expect(record.logs).toContainEqual(
    expect.objectContaining({ code: 'dial-in-failed', fields: { route: 'hangup', why, callId: callUuid } }),
  );
});

test('a call that goes on, and what is no news of ours, changes nothing', async () => {
  const { report, caller, record } = await inside();
  await report('hangup', { CallStatus: 'in-progress' });
  await report('events', inMeeting('floor'));
  await report('events', { ConferenceName: 'weekly' });
  expect(caller('weekly', callUuid)).toMatchObject({ presence: 'in' });
  expect(record.counts.filter(({ reason }) => reason === 'other')).toHaveLength(3);
});

test('what Plivo has not signed is refused', async () => {
  const { events } = gateway();
  const event = fromPlivo('/plivo/events', inMeeting('enter', { CallUUID: callUuid }));
  const headers = { ...event.headers, 'x-plivo-signature-v3-nonce': 'another' };
  expect(await events({ ...event, headers })).toMatchObject({ statusCode: 403 });
});
