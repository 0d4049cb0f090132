import { expect, test } from 'vitest';
import {
  conferenceIdSchema,
  voiceCallIdSchema,
  type Caller,
} from '../../lib/conferences/model/conference.ts';
import type { CallerEvent } from '../../lib/conferences/model/caller-events.ts';
import { plan } from '../../lib/conferences/reconcile/plan/plan.ts';
import { reduceCaller } from '../../lib/conferences/state/reduce/caller.ts';
import { plivoTraits } from '../../lib/providers/plivo/traits.ts';
import { sinchTraits } from '../../lib/providers/sinch/traits.ts';
import { vonageTraits } from '../../lib/providers/vonage/traits.ts';
import { syncConference } from '../../lib/conferences/reconcile/sync.ts';
import { legJoined } from '../../lib/conferences/events/meeting-events.ts';
import { roomReported } from '../../lib/conferences/events/room-events.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { newConference } from '../support/new-conference.ts';

// Stories that drawn conferences told of callers, each in one line; the histories are cut down to what matters.

const atMs = Date.UTC(2026, 0, 1, 12);
const call = voiceCallIdSchema.parse('CA1');
const newcomer = { conference: conferenceIdSchema.parse('c1'), call, name: 'Caller 1', muted: true };

const after = (events: readonly CallerEvent[]) => events.reduce<Caller | undefined>(reduceCaller, undefined);

test('a caller who came in muted where joins do not say it, and unmuted before anything else was done, stayed silent', () => {
  const caller = after([
    { kind: 'admitted', atMs, joinSequence: 1, newcomer },
    { kind: 'joined', atMs },
    { kind: 'muted', atMs: atMs + 9_000, is: false, by: 'caller', press: { key: '6', atMs: atMs + 9_000 } },
  ]);
  const conference = newConference('c1', { voice: 'vonage', meeting: 'CON-1' });
  const { commands } = plan({ traits: vonageTraits }, conference, caller ? [caller] : [], atMs + 10_000);
  expect(commands).toContainEqual(expect.objectContaining({ kind: 'mutePhone', muted: false }));
});

test('a caller whose admission was noted after their call had ended waited for ever where no meeting had a name yet', async () => {
  const world = inMemoryConferences([newConference('c1', { voice: 'vonage' })]);
  world.world.traits = vonageTraits;
  world.world.participants = () => undefined;
  world.world.isUp = () => false;
  const admitted = { kind: 'admitted', atMs, joinSequence: 1, newcomer, waits: true } as const;
  await world.deps.conferences.changeCaller(newcomer.conference, call, admitted);
  world.advance(90_000);
  await syncConference(world.deps, newcomer.conference);
  expect(world.caller('c1', call).presence).toBe('gone');
});

test('a caller who went in as the bridge left began a meeting that nobody told of, and no bridge was dialled into it', async () => {
  const bridge = { state: 'absent', tries: 0, notBeforeMs: atMs } as const;
  const world = inMemoryConferences([
    newConference('c1', {
      voice: 'vonage',
      meeting: 'CON-1',
      session: { id: 's1', startedAtMs: atMs },
      bridge,
    }),
  ]);
  world.world.traits = vonageTraits;
  world.world.meetingOf = () => 'CON-2';
  world.world.participants = (meeting) => ({
    meeting,
    legs: meeting === 'CON-2' ? [{ call, muted: false }] : [],
  });
  const { conferences } = world.deps;
  const { conference } = newcomer;
  await conferences.changeCaller(conference, call, { kind: 'admitted', atMs, joinSequence: 1, newcomer });
  world.advance(60_000);
  await syncConference(world.deps, conference);
  expect(world.conference('c1')).toMatchObject({ meeting: 'CON-2', bridge: { state: 'dialling' } });
});

test('a caller who went in by themselves was moved after that, into a new meeting as the old one ended, and stayed there alone', async () => {
  const bridge = { state: 'absent', tries: 0, notBeforeMs: atMs } as const;
  const session = { id: 's2', startedAtMs: atMs };
  const world = inMemoryConferences([
    newConference('c1', { voice: 'vonage', meeting: 'CON-1', session, bridge }),
  ]);
  world.world.traits = vonageTraits;
  world.world.meetingOf = () => 'CON-2';
  world.world.isUp = () => true;
  world.world.participants = (meeting) => ({
    meeting,
    legs: meeting === 'CON-2' ? [{ call, muted: false }] : [],
  });
  const { conferences } = world.deps;
  const { conference } = newcomer;
  for (const event of [
    { kind: 'admitted', atMs, joinSequence: 1, newcomer },
    { kind: 'joined', atMs },
    // The move carried out late tells of a leave first; that of a join that has been left is late by all we know.
    { kind: 'left', atMs },
    { kind: 'joined', atMs },
  ] as const)
    await conferences.changeCaller(conference, call, event);
  world.advance(60_000);
  await syncConference(world.deps, conference);
  expect(world.caller('c1', call).presence).toBe('in');
  expect(world.conference('c1')).toMatchObject({ meeting: 'CON-2', bridge: { state: 'dialling' } });
});

test('the late news of a meeting that a caller was moved out of came last: the next one was not looked into, and its bridge taken for gone', async () => {
  const leg = voiceCallIdSchema.parse('leg');
  const bridge = { state: 'in', call: leg, joinSequence: 2, sinceMs: atMs, isRedial: true } as const;
  const session = { id: 's1', startedAtMs: atMs };
  const world = inMemoryConferences([
    newConference('c1', { voice: 'vonage', meeting: 'CON-2', session, bridge }),
  ]);
  world.world.traits = vonageTraits;
  world.world.liveSession = () => ({ session: session.id });
  world.world.meetingOf = () => 'CON-2';
  world.world.isUp = () => true;
  world.world.participants = (meeting) => ({
    meeting,
    legs: meeting === 'CON-2' ? [leg, call].map((each) => ({ call: each, muted: true })) : [],
  });
  const { conferences } = world.deps;
  const { conference } = newcomer;
  await conferences.changeCaller(conference, call, { kind: 'admitted', atMs, joinSequence: 1, newcomer });
  await conferences.changeCaller(conference, call, { kind: 'joined', atMs, muted: true });
  await legJoined(world.deps, { conference, meeting: 'CON-1', call, muted: true });
  expect(world.conference('c1').meeting).toBe('CON-1');
  for (const ms of [60_000, 30_000]) {
    world.advance(ms);
    await syncConference(world.deps, conference);
  }
  expect(world.conference('c1')).toMatchObject({ meeting: 'CON-2', bridge: { state: 'in', call: leg } });
  expect(world.caller('c1', call).presence).toBe('in');
});

test('a caller who went in while the voice provider failed for more than ten minutes stayed unseen when it was back, until the next poll', async () => {
  const bridge = { state: 'absent', tries: 0, notBeforeMs: atMs } as const;
  const session = { id: 's1', startedAtMs: atMs };
  const world = inMemoryConferences([newConference('c1', { voice: 'sinch', session, bridge })]);
  world.world.traits = sinchTraits;
  world.world.participants = () => undefined;
  world.world.isUp = () => undefined;
  const { conference } = newcomer;
  const admitted = { kind: 'admitted', atMs, joinSequence: 1, newcomer } as const;
  await world.deps.conferences.changeCaller(conference, call, admitted);
  for (let minutes = 0; minutes < 12; minutes += 1) {
    await syncConference(world.deps, conference);
    world.advance(60_000);
  }
  world.world.participants = () => ({ meeting: 'c1', legs: [{ call, muted: false }] });
  await syncConference(world.deps, conference);
  expect(world.caller('c1', call).presence).toBe('in');
});

test('a session that began while the room was looked into waited for the next look, and its bridge for a quarter of a minute', async () => {
  const world = inMemoryConferences([newConference('c1')]);
  const { conferences } = world.deps;
  const { conference } = newcomer;
  const admitted = { kind: 'admitted', atMs, joinSequence: 1, newcomer, waits: true } as const;
  await conferences.changeCaller(conference, call, admitted);
  let looks = 0;
  world.world.isLive = () => {
    looks += 1;
    void conferences.changeConference(conference, { kind: 'sessionStarted', atMs, session: 's1' });
    return false;
  };
  await syncConference(world.deps, conference);
  expect(looks).toBe(1);
  expect(world.conference('c1').bridge).toMatchObject({ state: 'dialling', tries: 1 });
});

test('a caller who was removed before it was known that the room shows them was taken for shown by the news of that, and stayed', async () => {
  const bridge = {
    state: 'in',
    call: voiceCallIdSchema.parse('bridge'),
    joinSequence: 1,
    sinceMs: atMs,
  } as const;
  const session = { id: 's1', startedAtMs: atMs };
  const world = inMemoryConferences([newConference('c1', { session, bridge, meeting: 'm1' })]);
  world.world.isUp = () => true;
  world.world.liveSession = () => ({ session: 's1' });
  const { conference } = newcomer;
  for (const event of [
    { kind: 'admitted', atMs, joinSequence: 2, newcomer },
    { kind: 'joined', atMs, joinSequence: 2, muted: true },
    { kind: 'roomHas', atMs, session: 's1', bridge: 'bridge-1', muted: true, isUnsure: true, isFirst: true },
  ] as const)
    await world.deps.conferences.changeCaller(conference, call, event);
  world.advance(60_000);
  const news = { room: 'room-of-c1', calls: [call], session: 's1' };
  await roomReported(world.deps, { kind: 'participantLeft', atMs: atMs + 60_000, ...news });
  await roomReported(world.deps, { kind: 'participantJoined', atMs, ...news });
  await syncConference(world.deps, conference);
  world.advance(5_000);
  await syncConference(world.deps, conference);
  expect(world.record.commands.filter((line) => line.startsWith('announce'))).toEqual([]);
  expect(world.caller('c1', call).kicked?.why).toBe('kicked');
});

test('two runs of a sync in the same millisecond both moved a caller in, the second out of the meeting and in again: what was told last was that they left', async () => {
  const bridge = { state: 'in', call: voiceCallIdSchema.parse('leg'), joinSequence: 2 } as const;
  const world = inMemoryConferences([
    newConference('c1', { voice: 'plivo', bridge: { ...bridge, sinceMs: atMs } }),
  ]);
  world.world.traits = plivoTraits;
  world.world.letIn = () => 'done';
  const { conference } = newcomer;
  const arrived = { voice: 'plivo', call, dialIn: '+12025550143', language: 'en', opensTo: 'both' } as const;
  await world.deps.pinCalls.arrived({ ...arrived, isBridgeOrigin: false, arrivedAtMs: atMs });
  await world.deps.pinCalls.admitted(call, { conference, role: 'caller', joinSequence: 1 });
  const admitted = { kind: 'admitted', atMs, joinSequence: 1, newcomer, waits: true } as const;
  await world.deps.conferences.changeCaller(conference, call, admitted);
  await Promise.all([syncConference(world.deps, conference), syncConference(world.deps, conference)]);
  expect(world.record.commands.filter((line) => line.startsWith('phone letIn'))).toEqual([
    'phone letIn CA1 1',
  ]);
});
