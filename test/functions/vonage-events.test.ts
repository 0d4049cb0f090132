import { describe, expect, test } from 'vitest';
import type { VonageKeys } from '../../lib/providers/vonage/traits.ts';
import { conversation, leg, otherSecret } from '../lib/providers/vonage/vectors.ts';
import {
  answerAt,
  arrives,
  bridgeArrives,
  bridgeId,
  bridgePin,
  callId,
  gateway,
  meeting,
  moves,
  over,
  pin,
  questionOf,
} from './vonage-gateway.ts';

const events = '/vonage/events';
const rtc = '/vonage/rtc';
const noted = { statusCode: 204 };

/** Somebody waits, and the bridge has keyed its PIN. */
async function waiting(options: Parameters<typeof gateway>[0] = {}) {
  const world = gateway(options);
  const waits = await world.key(await world.ncco(answerAt, arrives()), pin);
  await world.key(await world.ncco(answerAt, bridgeArrives), bridgePin, { uuid: 'bridge' });
  return { ...world, waits };
}

/** The bridge is in, and the caller has been let in. */
async function joining(options: Parameters<typeof gateway>[0] = {}) {
  const world = await waiting(options);
  await world.tell(events, moves('bridge', 'CON-bridge', meeting));
  const joins = await world.key(world.waits, '');
  return { ...world, joins };
}

async function inside(options: Parameters<typeof gateway>[0] = {}) {
  const world = await joining(options);
  await world.tell(`${events}?call=${callId}`, moves(leg, conversation, meeting));
  world.advance(1_000);
  return world;
}

describe('a leg that moves', () => {
  test('into a conversation has joined: the bridge, whose conversation becomes the conference’s, and a caller', async () => {
    const { conference, caller, tell } = await joining();
    expect(conference('weekly')).toMatchObject({ bridge: { state: 'in', call: bridgeId }, meeting });
    expect(caller('weekly', callId).presence).toBe('joining');
    expect(await tell(events, moves(leg, conversation, meeting))).toEqual(noted);
    expect(caller('weekly', callId)).toMatchObject({ presence: 'in', phone: { isUnsure: true } });
  });

  test('out of it has left, whatever it was moved into', async () => {
    const { caller, conference, tell } = await inside();
    await tell(events, moves(leg, meeting, 'CON-farewell'));
    expect(caller('weekly', callId).presence).toBe('absent');
    await tell(events, moves('bridge', meeting, 'CON-farewell'));
    expect(conference('weekly').bridge.state).toBe('absent');
  });

  test('into another than the bridge is in has not joined', async () => {
    const { caller, conference, tell } = await joining();
    await tell(events, moves(leg, conversation, 'CON-farewell'));
    expect(caller('weekly', callId).presence).toBe('joining');
    expect(conference('weekly').meeting).toBe(meeting);
  });

  test('where it was sent has joined, though the bridge seems to be in another: that has gone, which is told later', async () => {
    const { caller, conference, tell } = await joining();
    await tell(`${events}?call=${callId}`, moves(leg, conversation, 'CON-new'));
    expect(caller('weekly', callId).presence).toBe('in');
    expect(conference('weekly').meeting).toBe('CON-new');
    await tell(events, over({ uuid: 'bridge' }));
    expect(conference('weekly')).toMatchObject({ bridge: { state: 'absent' }, meeting: 'CON-new' });
  });

  test('on its way in, while the bridge goes, has joined only where it was sent', async () => {
    const { caller, conference, tell } = await joining();
    await tell(events, over({ uuid: 'bridge' }));
    await tell(events, moves(leg, conversation, 'CON-between'));
    expect(caller('weekly', callId).presence).toBe('joining');
    expect(conference('weekly').meeting).toBe(meeting);
    await tell(`${events}?call=${callId}`, moves(leg, 'CON-between', 'CON-new'));
    expect(caller('weekly', callId).presence).toBe('in');
    expect(conference('weekly').meeting).toBe('CON-new');
  });

  test('while it waits has not joined', async () => {
    const { caller, conference, tell } = await waiting();
    await tell(events, moves(leg, conversation, 'CON-farewell'));
    expect(caller('weekly', callId).presence).toBe('waiting');
    expect(conference('weekly').meeting).toBeUndefined();
  });

  test('that is told twice, and late, changes nothing', async () => {
    const { caller, tell } = await inside();
    await tell(events, moves(leg, meeting, 'CON-farewell'));
    await tell(events, moves(leg, conversation, meeting));
    expect(caller('weekly', callId).presence).toBe('absent');
  });

  test('that is none of ours is counted', async () => {
    const { tell, record } = gateway();
    expect(await tell(events, moves('nobody', conversation, meeting))).toEqual(noted);
    expect(record.counts).toContainEqual({ metric: 'eventsIgnored', value: 1, reason: 'strange-leg' });
  });
});

describe('a call that is over', () => {
  test.each(['completed', 'cancelled', 'failed'])('%s is gone', async (status) => {
    const { caller, tell } = await inside();
    expect(await tell(events, over({ status }))).toEqual(noted);
    expect(caller('weekly', callId).presence).toBe('gone');
  });

  test('before its PIN leaves its place', async () => {
    const { ncco, tell, record } = gateway();
    await ncco(answerAt, arrives());
    await tell(events, over());
    expect(record.counts).toContainEqual(
      expect.objectContaining({ metric: 'unauthenticatedMs', reason: 'left' }),
    );
  });

  test('of no region is found as well', async () => {
    const { ncco, tell, record } = gateway();
    await ncco(answerAt, arrives({ region_url: undefined }));
    await tell(events, over());
    expect(record.counts).not.toContainEqual(expect.objectContaining({ reason: 'strange-leg' }));
  });

  test('in a region that nobody has heard of is found by the address that names it', async () => {
    const { ncco, tell, record } = gateway();
    const asked = await ncco(answerAt, arrives({ region_url: 'https://api-af-9.vonage.com' }));
    expect(questionOf(asked)).toContain(`call=af-9_${leg}`);
    await tell(`${events}?call=af-9_${leg}`, over());
    expect(record.counts).not.toContainEqual(expect.objectContaining({ reason: 'strange-leg' }));
  });
});

describe('what is told of a conversation', () => {
  const about = (type: string, conversationId = meeting) => ({
    type,
    conversation_id: conversationId,
    body: { channel: { type: 'phone', id: leg, leg_ids: [leg] } },
  });

  test('joins, leaves and mutes count in the conference’s own', async () => {
    const { caller, tell, record } = await joining();
    await tell(rtc, about('member:joined'));
    expect(caller('weekly', callId).presence).toBe('in');
    await tell(rtc, about('audio:mute:on'));
    await tell(rtc, about('audio:mute:off'));
    const logged = record.logs.filter(({ code }) => code === 'conference-event').slice(-2);
    expect(logged).toMatchObject(Array(2).fill({ fields: { event: 'muted', callId } }));
    await tell(rtc, about('member:left'));
    expect(caller('weekly', callId).presence).toBe('absent');
  });

  test('in another it is nothing, such as that in which every call begins', async () => {
    const { caller, tell } = await joining();
    for (const type of ['member:joined', 'member:left', 'audio:mute:on'])
      expect(await tell(rtc, about(type, conversation))).toEqual(noted);
    expect(caller('weekly', callId)).toMatchObject({ presence: 'joining' });
  });
});

describe('keys in the meeting', () => {
  const press = (digits: string, timestamp: string) => ({ uuid: leg, dtmf: { digits }, timestamp });
  const keysOf = async (keys: VonageKeys = 'stay') => {
    const world = await inside({ keys });
    return { ...world, at: questionOf(world.joins) };
  };

  test('mute once, however often it is told, and the caller hears it', async () => {
    const { tell, at, caller, told } = await keysOf();
    expect(at).toBe(`https://gw.example.com/vonage/keys?call=${callId}`);
    const six = press('6', '2030-01-02T03:10:00.000Z');
    expect(await tell(at, press('*', '2030-01-02T03:09:59.000Z'))).toEqual(noted);
    expect(await tell(at, six)).toEqual(noted);
    expect(await tell(at, six)).toEqual(noted);
    expect(caller('weekly', callId).muted).toMatchObject({ is: false, by: 'caller' });
    expect(new Set(told)).toEqual(new Set(['you-are-unmuted']));
    await tell(at, press('9', '2030-01-02T03:10:05.000Z'));
    expect(caller('weekly', callId).hand).toBe(true);
  });

  test('are not listened to where they are not known to come', async () => {
    expect((await keysOf('none')).at).toBe('');
  });
});

test('that our answer was none rings', async () => {
  const { tell, record } = gateway();
  expect(await tell(events, { reason: 'Syntax error in NCCO', timestamp: 'x' })).toEqual(noted);
  expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'answer-refused' });
  expect(record.logs.at(-1)).toMatchObject({ level: 'error', code: 'dial-in-failed' });
});

test('what cannot be recorded is an error, so that it is told again', async () => {
  const { tell, fail } = gateway();
  fail('pinCalls.get');
  expect(await tell(events, over())).toMatchObject({ statusCode: 503 });
});

test.each([
  ['unsigned', 403],
  ['signed by somebody else', 403],
  ['to a path of the other function', 404],
])('%s is refused, and nothing is recorded', async (what, status) => {
  const { records, signed, caller } = await inside();
  const good = signed(events, over());
  const bad = {
    unsigned: { ...good, headers: {} },
    'signed by somebody else': signed(events, over(), otherSecret),
  }[what] ?? { ...good, rawPath: '/vonage/voice' };
  expect(await records(bad)).toMatchObject({ statusCode: status });
  expect(caller('weekly', callId).presence).toBe('in');
});
