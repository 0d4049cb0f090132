import { beforeEach, expect, test } from 'vitest';
import { roomReported } from '../../../../lib/conferences/events/room-events.ts';
import type { VoiceCallId } from '../../../../lib/conferences/model/conference.ts';
import { startMs } from '../../../support/new-conference.ts';
import { c1, conferenceWorld, running, session, type ConferenceWorld } from '../support.ts';

let world: ConferenceWorld;
let room: string;
beforeEach(async () => {
  world = conferenceWorld(running());
  room = world.conference('c1').room;
  await world.letIn('CA1');
  await world.sync();
});

const report = (
  kind: 'recordingStarted' | 'recordingStopped',
  atMs = startMs,
  of: string | undefined = session.id,
) => roomReported(world.deps, { kind, room, atMs, session: of });
/** Whom the sync has told what, in order. */
async function told(): Promise<readonly (readonly [VoiceCallId, string])[]> {
  const before = world.record.told.length;
  await world.sync();
  return world.record.told.slice(before).map(({ call, sentence }) => [call, sentence] as const);
}

test('everybody who is in hears that a recording begins and stops, once; and whoever comes while it runs', async () => {
  await world.letIn('CA2');
  expect(await told()).toEqual([]);
  await report('recordingStarted');
  expect(await told()).toEqual([
    ['CA1', 'recording-on'],
    ['CA2', 'recording-on'],
  ]);
  await report('recordingStarted');
  expect(await told()).toEqual([]);
  await world.letIn('CA3');
  expect(await told()).toEqual([['CA3', 'recording-on']]);
  await world.change('CA2', { kind: 'gone', atMs: startMs + 1 });
  await report('recordingStopped', startMs + 5_000);
  expect(await told()).toEqual([
    ['CA1', 'recording-off'],
    ['CA3', 'recording-off'],
  ]);
  await world.letIn('CA4');
  expect(await told()).toEqual([]);
  expect(world.record.told.map(({ call }) => call)).not.toContain('bridge');
});

test('news that come late, or again, undo nothing; of one second, that it runs counts', async () => {
  await report('recordingStopped', startMs + 5_000);
  await report('recordingStarted', startMs);
  expect(await told()).toEqual([]);
  await report('recordingStarted', startMs + 5_000);
  await report('recordingStopped', startMs + 5_000);
  expect(await told()).toEqual([['CA1', 'recording-on']]);
});

test('a recording of a session before this one is not this one’s', async () => {
  await report('recordingStarted', startMs, 'session-0');
  expect(await told()).toEqual([]);
  await report('recordingStarted', startMs + 1_000, undefined);
  expect(await told()).toEqual([['CA1', 'recording-on']]);
});

test('what surely was not heard is said again, and what may have been is not', async () => {
  await report('recordingStarted');
  world.world.tell = () => ({ notBeforeMs: undefined });
  expect(await told()).not.toEqual([]);
  expect(world.caller('c1', 'CA1').recordingTold).toBeUndefined();
  world.world.tell = () => 'unknown';
  world.advance(10_000);
  await world.sync();
  expect(world.caller('c1', 'CA1').recordingTold).toMatchObject({ isOn: true });
  expect(await told()).toEqual([]);
});

test('a session that is over tells nobody that its recording has stopped', async () => {
  await report('recordingStarted');
  await told();
  await world.deps.conferences.changeConference(c1, {
    kind: 'sessionEnded',
    atMs: startMs + 9_000,
    session: session.id,
  });
  await report('recordingStopped', startMs + 9_000);
  expect((await told()).map(([, sentence]) => sentence)).not.toContain('recording-off');
});
