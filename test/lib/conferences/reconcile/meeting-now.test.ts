import { expect, test } from 'vitest';
import type { Caller } from '../../../../lib/conferences/model/conference.ts';
import { meetingNow } from '../../../../lib/conferences/reconcile/meeting-now.ts';
import { inMemoryConferences, voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn, callerIn, running } from '../support.ts';

test.each<[string, Caller['presence'], number, string]>([
  ['was let in a minute ago is asked which meeting it is in', 'joining', 60_000, 'meeting-2'],
  ['was let in a moment less ago may not be in it yet', 'joining', 59_999, 'meeting-1'],
  ['came out a minute ago is asked: it may have been moved in once more', 'absent', 60_000, 'meeting-2'],
  ['came out a moment less ago is not', 'absent', 59_999, 'meeting-1'],
  ['is in is not asked', 'in', 60_000, 'meeting-1'],
  ['waits outside is not asked', 'waiting', 60_000, 'meeting-1'],
  ['is over is not asked', 'gone', 60_000, 'meeting-1'],
])('a call that %s', async (_, presence, agoMs, expected) => {
  const conference = newConference('c1', { meeting: 'meeting-1' });
  const { deps, world } = inMemoryConferences([conference]);
  world.meetingOf = (call) => (call === 'CA1' ? 'meeting-2' : undefined);
  const callers = [callerIn('CA0'), callerIn('CA1', { presence, presenceAtMs: startMs })];
  expect(await meetingNow(deps, conference, callers, startMs + agoMs)).toBe(expected);
});

test.each([
  ['ten seconds ago is asked, whatever is known of the one before', 10_000, 'meeting-2'],
  ['a moment less ago may be where it was before still', 9_999, 'meeting-1'],
])('a bridge that was let in %s', async (_, agoMs, expected) => {
  const comingBridge = { call: voiceCall('leg'), atMs: startMs };
  const conference = running({ meeting: 'meeting-1', bridge: bridgeIn, comingBridge });
  const { deps, world } = inMemoryConferences([conference]);
  world.meetingOf = (call) => (call === 'leg' ? 'meeting-2' : undefined);
  expect(await meetingNow(deps, conference, [], startMs + agoMs)).toBe(expected);
});

test.each([
  ['is not asked', undefined, 'meeting-2', 'meeting-1'],
  ['and that a look has missed is asked which meeting it is in', startMs, 'meeting-2', 'meeting-2'],
  ['and that a look has missed, but is in none, has gone', startMs, undefined, 'meeting-1'],
])('a bridge that is in %s', async (_, missedAtMs, itsMeeting, expected) => {
  const bridge = { ...bridgeIn, ...(missedAtMs === undefined ? {} : { missedAtMs }) };
  const conference = running({ meeting: 'meeting-1', bridge });
  const { deps, world } = inMemoryConferences([conference]);
  world.meetingOf = (call) => (call === bridgeIn.call ? itsMeeting : undefined);
  expect(await meetingNow(deps, conference, [callerIn('CA1')], startMs + 30_000)).toBe(expected);
});
