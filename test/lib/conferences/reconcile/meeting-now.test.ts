import { expect, test } from 'vitest';
import { meetingNow } from '../../../../lib/conferences/reconcile/meeting-now.ts';
import { inMemoryConferences } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn, callerIn, running } from '../support.ts';

test.each([
  ['a minute ago is asked which meeting it is in', 60_000, 'meeting-2'],
  ['a moment less ago may not be in it yet', 59_999, 'meeting-1'],
])('a call that was let in %s', async (_, agoMs, expected) => {
  const conference = newConference('c1', { meeting: 'meeting-1' });
  const { deps, world } = inMemoryConferences([conference]);
  world.meetingOf = () => 'meeting-2';
  const caller = callerIn('CA1', { presence: 'joining', presenceAtMs: startMs });
  expect(await meetingNow(deps, conference, [caller], startMs + agoMs)).toBe(expected);
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
