import { beforeEach, describe, expect, test } from 'vitest';
import { waited } from '../../../../../lib/conferences/call/inside/waiting.ts';
import type { Instruction } from '../../../../../lib/conferences/model/instructions.ts';
import { destinationSchema } from '../../../../../lib/numbers/destination.ts';
import { voiceCallEnded } from '../../../../../lib/conferences/events/meeting-events.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { newConference } from '../../../../support/new-conference.ts';
import { bridgeIn, c1, conferenceWorld, joinNext, outside, type ConferenceWorld } from '../../support.ts';

const call = voiceCall('CA1');
const dialIn = '+12025550143';

let world: ConferenceWorld;
const setUp = (change: Parameters<typeof newConference>[1] = {}) => {
  world = conferenceWorld(newConference('c1', change));
  world.world.traits = outside;
  world.openDialIn(dialIn, { kind: 'pin' });
  world.addPinCall({
    ...{ voice: 'twilio', call, dialIn, language: 'en', opensTo: 'both', isBridgeOrigin: false },
    arrivedAtMs: world.now(),
  });
};
beforeEach(() => setUp());

const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'say') return each.spoken.sentence;
    if (each.kind === 'wait') return `${each.spoken?.sentence ?? 'silence'} ${each.seconds}`;
    return each.kind === 'join' ? `join ${each.joinSequence}` : each.kind;
  });
async function comes() {
  const pinCall = world.pinCall('CA1');
  if (pinCall === undefined) throw new Error('nobody has called');
  return brief(await joinNext(world.deps, pinCall, world.conference('c1'), { kind: 'caller' }));
}
const asks = async () => brief(await waited(world.deps, await world.deps.pinCalls.get(call)));
const caller = () => world.caller('c1', 'CA1');
const told = ['waiting-for-bridge 1'];
const silence = ['silence 5'];

describe('a caller who comes before the bridge waits outside', () => {
  test('is told why, and the bridge is woken for', async () => {
    expect(await comes()).toEqual(told);
    expect(caller().presence).toBe('waiting');
    expect(world.record.wakes).toEqual([c1]);
    await world.sync();
    expect(world.record.commands).toEqual(['room connect room-of-c1']);
  });

  test('the same again if the request is repeated, and counts once', async () => {
    expect(await comes()).toEqual(await comes());
    expect(world.callers('c1')).toHaveLength(1);
  });

  test('hears a sentence every 15 s, however often they ask', async () => {
    await comes();
    world.advance(5_000);
    expect(await asks()).toEqual(silence);
    world.advance(9_999);
    expect(await asks()).toEqual(silence);
    world.advance(1);
    expect(await asks()).toEqual(told);
    expect(await asks()).toEqual(told);
    world.advance(1);
    expect(await asks()).toEqual(silence);
  });

  test('hears after three minutes that nobody is there', async () => {
    await comes();
    world.advance(180_000);
    expect(await asks()).toEqual(['bridge-failed 1']);
  });

  test('takes one of the places', async () => {
    setUp({ settings: { capacity: 1 } });
    await comes();
    expect(world.callers('c1').filter(({ presence }) => presence !== 'gone')).toHaveLength(1);
  });

  test('is not shown in the room', async () => {
    await comes();
    await world.bridgeComes();
    await world.sync();
    expect(world.record.announced).toEqual([]);
  });

  test('is gone when the call is over', async () => {
    await comes();
    await voiceCallEnded(world.deps, call);
    expect(caller().presence).toBe('gone');
    expect(await asks()).toEqual(['hangUp']);
  });

  test('who is thrown out hears why', async () => {
    await comes();
    await world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' });
    await world.bridgeComes();
    expect(await asks()).toEqual(['kicked', 'hangUp']);
    expect(caller().presence).toBe('waiting');
  });
});

describe('once the bridge is in', () => {
  test('a caller goes in, by the same join however often they ask', async () => {
    await comes();
    await world.bridgeComes();
    expect(await asks()).toEqual(['join 1']);
    expect(await asks()).toEqual(['join 1']);
    expect(caller().presence).toBe('joining');
  });

  test('whoever comes goes in at once', async () => {
    setUp({ bridge: bridgeIn });
    expect(await comes()).toEqual(['join 1']);
    expect(world.record.wakes).toEqual([c1]);
  });

  test('nobody goes in to a leg that may be a stranger', async () => {
    setUp({ bridge: { ...bridgeIn, isUnasked: true } });
    expect(await comes()).toEqual(told);
    await world.sync();
    expect(world.record.commands).toContain('phone hangUp bridge');
  });

  test('a call that is being moved waits for that, and goes in by itself if it comes to nothing', async () => {
    world.world.letIn = () => 'unknown';
    await comes();
    await world.bridgeComes();
    await world.sync();
    expect(world.record.commands).toEqual(['phone letIn CA1 1']);
    expect(await asks()).toEqual(silence);
    world.advance(6_000);
    expect(await asks()).toEqual(['join 1']);
  });

  test('a call that has gone in by itself is not moved', async () => {
    world.world.letIn = () => 'done';
    await comes();
    await world.bridgeComes();
    await asks();
    await world.sync();
    expect(world.record.commands).toEqual([]);
  });

  test('a call that is over when it is to be moved is gone', async () => {
    world.world.letIn = () => 'gone';
    await comes();
    await world.bridgeComes();
    await world.sync();
    expect(caller().presence).toBe('gone');
  });

  test('a call that has been in does not go in again', async () => {
    await comes();
    await world.bridgeComes();
    await asks();
    await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
    expect(await asks()).toEqual(['hangUp']);
  });
});

describe('whoever asks makes good a wake that got lost', () => {
  test.each<[string, Parameters<typeof newConference>[1], number]>([
    ['while the bridge is to be asked for', {}, 1],
    ['not while the host is to bring it', { settings: { bridge: 'host' } }, 0],
  ])('%s', async (_, conference, wakes) => {
    setUp(conference);
    await comes();
    const before = world.record.wakes.length;
    expect(await asks()).toEqual(told);
    expect(world.record.wakes).toHaveLength(before + wakes);
  });

  test('as they go in by themselves, since nobody has moved them', async () => {
    await comes();
    await world.bridgeComes();
    await asks();
    const before = world.record.wakes.length;
    await asks();
    expect(world.record.wakes).toHaveLength(before + 1);
  });
});

test.each([
  [5_999, silence],
  [6_000, ['join 1']],
])('a call that was moved %i ms ago: %j', async (ms, expected) => {
  await comes();
  await world.bridgeComes();
  await world.change('CA1', { kind: 'letIn', atMs: world.now(), move: 1 });
  world.advance(ms);
  expect(await asks()).toEqual(expected);
});

test('a caller who is in by what the list said, and asks, goes in again by the same join', async () => {
  await comes();
  await world.bridgeComes();
  await asks();
  await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 1, muted: false });
  expect(await asks()).toEqual(['join 1']);
});

test('a caller who waits, and is to be led to a number that cannot be called, hears what others do', async () => {
  await comes();
  const destination = destinationSchema.parse('+493012345678');
  await world.change('CA1', {
    ...{ kind: 'transferOrdered', atMs: world.now(), to: { kind: 'destination', destination } },
  });
  const pinCall = world.pinCall('CA1');
  if (pinCall === undefined) throw new Error('nobody has called');
  expect(brief(await waited(world.deps, { ...pinCall, dialIn: 'acme.sip.twilio.com' }))).toEqual(told);
});

test('a call that belongs to a conference, but has no caller there, is hung up', async () => {
  const pinCall = world.pinCall('CA1');
  if (pinCall === undefined) throw new Error('nobody has called');
  world.addPinCall({ ...pinCall, conference: c1, role: 'caller', joinSequence: 1 });
  expect(await asks()).toEqual(['hangUp']);
});

test('a call that nobody let in is hung up', async () => {
  expect(await asks()).toEqual(['hangUp']);
  expect(brief(await waited(world.deps, await world.deps.pinCalls.get(voiceCall('nobody'))))).toEqual([
    'hangUp',
  ]);
});
