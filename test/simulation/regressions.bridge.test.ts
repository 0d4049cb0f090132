import { expect, test } from 'vitest';
import { conferenceIdSchema, voiceCallIdSchema } from '../../lib/conferences/model/conference.ts';
import { legJoined, voiceCallEnded } from '../../lib/conferences/events/meeting-events.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { newConference } from '../support/new-conference.ts';

// Stories that drawn conferences told of bridges whose joins only a list tells.

const atMs = Date.UTC(2026, 0, 1, 12);
const id = conferenceIdSchema.parse('c1');
const leg = voiceCallIdSchema.parse('leg');
const admittedBridge = { conference: id, role: 'bridge' } as const;
const ownOrigin = {
  voice: 'twilio',
  dialIn: 'bridge.example.com',
  language: 'en',
  opensTo: 'bridge',
} as const;

test.each(['sinch', 'twilio'] as const)(
  'a bridge leg at %s that was let in and left, and of whose join nobody told, counted as a try in vain, and the third left it to the host',
  async (voice) => {
    const tried = { state: 'absent', tries: 3, notBeforeMs: 0 } as const;
    const world = inMemoryConferences([newConference('c1', { voice, bridge: tried })]);
    const anybodys = { ...ownOrigin, opensTo: 'both', voice, isBridgeOrigin: false } as const;
    await world.deps.pinCalls.arrived({ ...anybodys, call: leg, arrivedAtMs: atMs });
    await world.deps.pinCalls.admitted(leg, { ...admittedBridge, joinSequence: 2 });
    await voiceCallEnded(world.deps, leg);
    expect(world.conference('c1').bridge).toMatchObject({ state: 'absent', tries: 0 });
  },
);

test('a bridge that its host dropped within a second of letting it in was awaited until the dial was over, and counted as one in vain', async () => {
  const dialling = { state: 'dialling', tries: 1, untilMs: atMs + 45_000 } as const;
  const dropped = async (arrivedAtMs: number) => {
    const world = inMemoryConferences([newConference('c1', { voice: 'sinch', bridge: dialling })]);
    const { conferences } = world.deps;
    await conferences.changeConference(id, { kind: 'bridgeComing', call: leg, atMs });
    await conferences.changeConference(id, {
      kind: 'bridgeLeft',
      call: leg,
      atMs: atMs + 9_000,
      arrivedAtMs,
      renderedJoin: 1,
    });
    return world.conference('c1').bridge;
  };
  const again = { state: 'absent', tries: 0, unseenStays: 1, notBeforeMs: atMs + 14_000 };
  expect(await dropped(atMs)).toEqual(again);
  // One of the dial before says nothing of this one.
  expect(await dropped(atMs - 1)).toEqual({ ...dialling, unseenStays: 1 });
});

test('the join of a bridge leg that had left, told after a later leg had come and gone too, was believed', async () => {
  const world = inMemoryConferences([newConference('c1')]);
  const later = voiceCallIdSchema.parse('later');
  for (const event of [
    { kind: 'bridgeLeft', call: leg, atMs },
    { kind: 'bridgeLeft', call: later, atMs },
    { kind: 'bridgeJoined', call: leg, atMs, joinSequence: 1, meeting: 'c1' },
  ] as const)
    await world.deps.conferences.changeConference(id, event);
  expect(world.conference('c1').bridge.state).toBe('absent');
});

test('of two bridge legs that came before the list showed either, only the later was known, and the other stayed unheard of', async () => {
  const world = inMemoryConferences([newConference('c1', { voice: 'sinch' })]);
  const earlier = voiceCallIdSchema.parse('earlier');
  for (const call of [earlier, leg])
    await world.deps.conferences.changeConference(id, {
      kind: 'bridgeComing',
      call,
      atMs,
    });
  expect(world.conference('c1')).toMatchObject({
    comingBridge: { call: leg },
    replacedBridge: earlier,
  });
});

test('the end of a leg that was let in and never came in kept the one before it from being believed, whose join was told late', async () => {
  const dialling = { state: 'dialling', tries: 2, untilMs: atMs + 45_000 } as const;
  const world = inMemoryConferences([newConference('c1', { voice: 'plivo', bridge: dialling })]);
  const stranger = voiceCallIdSchema.parse('stranger');
  const arrived = { dialIn: '+12025550143', language: 'en', opensTo: 'both', isBridgeOrigin: false } as const;
  for (const [index, call] of [leg, stranger].entries()) {
    await world.deps.pinCalls.arrived({ ...arrived, voice: 'plivo', call, arrivedAtMs: atMs });
    await world.deps.pinCalls.admitted(call, { conference: id, role: 'bridge', joinSequence: index + 1 });
  }
  await voiceCallEnded(world.deps, stranger);
  await legJoined(world.deps, { conference: id, meeting: 'c1', call: leg, muted: false });
  expect(world.conference('c1').bridge).toMatchObject({ state: 'in', call: leg });
});

test('a leg that came beside the bridge and had gone, as was known, took its place when its join was told late', async () => {
  const world = inMemoryConferences([newConference('c1', { voice: 'plivo' })]);
  const stranger = voiceCallIdSchema.parse('stranger');
  for (const event of [
    { kind: 'bridgeJoined', call: leg, atMs, joinSequence: 1, meeting: 'c1' },
    { kind: 'bridgeLeft', call: stranger, atMs, joinSequence: 2 },
    { kind: 'bridgeJoined', call: stranger, atMs, joinSequence: 2, meeting: 'c1' },
  ] as const)
    await world.deps.conferences.changeConference(id, event);
  expect(world.conference('c1')).toMatchObject({ bridge: { state: 'in', call: leg } });
  expect(world.conference('c1')).not.toHaveProperty('replacedBridge');
});

test('a host dropped the bridge, of whose join nobody had told: a stranger who held its place stayed, and a caller was taken for removed', async () => {
  const stranger = voiceCallIdSchema.parse('stranger');
  const world = inMemoryConferences([newConference('c1')]);
  await world.deps.conferences.changeConference(id, {
    ...{ kind: 'bridgeJoined', call: stranger, atMs, joinSequence: 2, meeting: 'm1' },
  });
  await world.deps.pinCalls.arrived({ ...ownOrigin, call: leg, isBridgeOrigin: true, arrivedAtMs: atMs });
  await world.deps.pinCalls.admitted(leg, { ...admittedBridge, joinSequence: 3 });
  await voiceCallEnded(world.deps, leg);
  expect(world.conference('c1')).toMatchObject({ bridge: { state: 'absent' }, replacedBridge: stranger });
  // Its join, told at last, brings it back as little as one of the stranger's that is told again.
  for (const [call, joinSequence] of [
    [leg, 3],
    [stranger, 2],
  ] as const)
    await legJoined(world.deps, { conference: id, meeting: 'm1', call, joinSequence, muted: false });
  expect(world.conference('c1')).toMatchObject({ bridge: { state: 'absent' }, replacedBridge: stranger });
});

test('a dial that found the bridge up, of whose join nobody had told, was waited out when that bridge dropped', async () => {
  const dialling = { state: 'dialling', tries: 2, untilMs: atMs + 45_000 } as const;
  const ended = async (isBridgeOrigin: boolean) => {
    const world = inMemoryConferences([newConference('c1', { bridge: dialling })]);
    const arrivedAtMs = atMs - 40_000;
    await world.deps.pinCalls.arrived({ ...ownOrigin, call: leg, isBridgeOrigin, arrivedAtMs });
    await world.deps.pinCalls.admitted(leg, { ...admittedBridge, joinSequence: 2 });
    await voiceCallEnded(world.deps, leg);
    return world.conference('c1').bridge;
  };
  expect(await ended(true)).toMatchObject({ state: 'absent', tries: 0 });
  // Anybody's leg says nothing of what the room dials now, which is the first dial since.
  expect(await ended(false)).toEqual({ ...dialling, tries: 1, unseenStays: 1 });
});
