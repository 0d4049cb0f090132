import { beforeEach, expect, test } from 'vitest';
import { leftForGood } from '../../../../lib/conferences/call/left-for-good.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { conferenceWorld, type ConferenceWorld } from '../support.ts';

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(newConference('c1'));
  await world.letIn('CA1');
});

test('a call that comes out of the meeting, for no reason that we know of, ends', async () => {
  expect(await leftForGood(world.deps, voiceCall('CA1'))).toEqual([{ kind: 'hangUp' }]);
});

test('a caller who was thrown out hears why', async () => {
  await world.change('CA1', { kind: 'kicked', atMs: startMs, why: 'kicked' });
  expect(await leftForGood(world.deps, voiceCall('CA1'))).toEqual([
    { kind: 'say', spoken: { sentence: 'kicked', language: 'en' } },
    { kind: 'hangUp' },
  ]);
});

test('a call that was in no meeting ends', async () => {
  expect(await leftForGood(world.deps, voiceCall('CA9'))).toEqual([{ kind: 'hangUp' }]);
});
