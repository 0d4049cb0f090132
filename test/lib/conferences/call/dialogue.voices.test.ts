import { beforeEach, expect, test } from 'vitest';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { conferenceWorld, type ConferenceWorld } from '../support.ts';

// Two voice providers side by side.

const dialIns = { twilio: '+12025550143', sinch: '+12025550149' } as const;
type Voice = keyof typeof dialIns;
const pin = '00123456789';
const call = voiceCall('CA1');

let world: ConferenceWorld;
const setUp = (voice: Voice) => {
  world = conferenceWorld(newConference('c1', { voice }));
  for (const [each, dialled] of Object.entries(dialIns))
    world.openDialIn(dialled, { kind: 'pin', voice: each });
  world.addPin(pin, { conference: 'c1', kind: 'caller' });
};
beforeEach(() => setUp('twilio'));

const arrive = (voice: Voice, dialled: string) =>
  callArrived(world.deps, { call, dialled, voice, isNumberVerified: false, isSip: false });
async function keyed(voice: Voice) {
  await arrive(voice, dialIns[voice]);
  const [first] = await pinKeyed(world.deps, { call, attempt: 1, digits: pin });
  return first;
}

test('a call of one provider is refused at a dial-in of the other', async () => {
  expect(await arrive('twilio', dialIns.sinch)).toEqual([{ kind: 'reject' }]);
  expect(await arrive('sinch', dialIns.twilio)).toEqual([{ kind: 'reject' }]);
  const refused = { metric: 'dialInsRefused', value: 1, reason: 'dial-in-of-other-provider' };
  expect(world.record.counts).toEqual([refused, refused]);
});

test('a PIN of a conference at the other provider opens nothing, and costs no try', async () => {
  expect(await keyed('sinch')).toMatchObject({
    kind: 'collect',
    prompt: [{ sentence: 'wrong-pin' }, { sentence: 'enter-pin' }],
  });
  expect(world.record.logs).toContainEqual({
    level: 'warn',
    code: 'pin-of-other-provider',
    fields: { callId: call, conference: 'c1' },
  });
  expect(world.record.counts).toContainEqual({ metric: 'pinsTried', value: 1, reason: 'other-provider' });
  expect(world.charged(`call-${call}`)).toBe(0);
  expect(world.callers('c1')).toEqual([]);
});

test('a PIN opens a conference of its own provider', async () => {
  setUp('sinch');
  expect(await keyed('sinch')).toMatchObject({ kind: 'join', conference: 'c1' });
  expect(world.pinCall(call)).toMatchObject({ voice: 'sinch', conference: 'c1' });
});
