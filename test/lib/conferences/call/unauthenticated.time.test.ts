import { beforeEach, expect, test } from 'vitest';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { conferenceWorld, type ConferenceWorld } from '../support.ts';

const dialIn = '+12025550143';
const call = voiceCall('CA1');
const arrival = { call, dialled: dialIn, isNumberVerified: false, voice: 'twilio', isSip: false } as const;

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(newConference('c1'));
  world.openDialIn(dialIn, { kind: 'pin' });
  world.addPin('00123456789', { conference: 'c1', kind: 'caller' });
  world.addPin('98765432109876', { conference: 'c1', kind: 'bridge' });
  await callArrived(world.deps, arrival);
  world.advance(7_000);
});

const counted = () => world.record.counts.filter(({ metric }) => metric === 'unauthenticatedMs');

test('a call that arrives is counted', () => {
  expect(world.record.counts).toContainEqual({
    metric: 'dialInsArrived',
    value: undefined,
    reason: undefined,
  });
  expect(counted()).toEqual([]);
});

test.each([
  ['caller', '00123456789'],
  ['bridge', '98765432109876'],
])('the time before a right PIN is counted, for a %s', async (kind, digits) => {
  await pinKeyed(world.deps, { call, attempt: 1, digits });
  expect(counted()).toEqual([{ metric: 'unauthenticatedMs', value: 7_000, reason: kind }]);
});

test('a wrong PIN ends nothing', async () => {
  await pinKeyed(world.deps, { call, attempt: 1, digits: '11111111111' });
  expect(counted()).toEqual([]);
});

test('who leaves without a right PIN is counted as having left', async () => {
  await voiceCallEnded(world.deps, call);
  expect(counted()).toEqual([{ metric: 'unauthenticatedMs', value: 7_000, reason: 'left' }]);
});

test('who leaves after it is not counted again', async () => {
  await pinKeyed(world.deps, { call, attempt: 1, digits: '00123456789' });
  await voiceCallEnded(world.deps, call);
  expect(counted()).toHaveLength(1);
});
