import { beforeEach, expect, test } from 'vitest';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { conferenceWorld, type ConferenceWorld } from '../support.ts';

// What is kept of tries in vain, for people who look a call up.

const [dialled, pin, call] = ['+12025550143', '00123456789', voiceCall('CA1')];

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(newConference('c1'));
  world.openDialIn(dialled, { kind: 'pin' });
  world.addPin(pin, { conference: 'c1', kind: 'caller' });
  await callArrived(world.deps, { call, dialled, voice: 'twilio', isNumberVerified: false, isSip: false });
});

async function keyed(...tries: readonly string[]) {
  for (const [index, digits] of tries.entries())
    await pinKeyed(world.deps, { call, attempt: index + 1, digits });
  return world.pinCall(call)?.tries?.map(({ attempt, why, isLast }) => [attempt, why, isLast]);
}

test('three wrong PINs, without what was keyed', async () => {
  expect(await keyed('11111', '22222', '33333')).toEqual([
    [1, 'wrong-pin', false],
    [2, 'wrong-pin', false],
    [3, 'too-many-tries', true],
  ]);
  expect(JSON.stringify(world.pinCall(call))).not.toMatch(/11111|22222|33333/);
});

test('silence, then the right one', async () => {
  expect(await keyed('', pin)).toEqual([[1, 'no-input', false]]);
  expect(world.pinCall(call)).toMatchObject({ role: 'caller' });
});

test('should it not be kept, the caller is answered all the same', async () => {
  world.deps.pinCalls.noteTry = () => Promise.reject(new Error('the table is down'));
  const [answer] = await pinKeyed(world.deps, { call, attempt: 1, digits: '11111' });
  expect(answer).toMatchObject({ kind: 'collect', question: { attempt: 2 } });
  expect(world.record.logs).toContainEqual(expect.objectContaining({ code: 'pin-try-not-noted' }));
});
