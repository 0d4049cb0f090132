import { beforeEach, describe, expect, test } from 'vitest';
import { answered } from '../../../../lib/conferences/call/answered.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { operations } from '../reconcile/operations.ts';
import { conferenceWorld, outside, running, session, type ConferenceWorld } from '../support.ts';

// A provider at which people wait outside, and that does not say to which question a call has answered.

const dialIn = '+12025550143';
const [pin, bridgePin, forwardPin, wrongPin] = ['00123456789', '98765432109876', '5555555', '11111111111'];
const call = voiceCall('CA1');

let world: ConferenceWorld;
beforeEach(() => {
  world = conferenceWorld(running({ bridge: { state: 'absent', tries: 0, notBeforeMs: 0 }, session }));
  world.world.traits = outside;
  world.addPin(pin, { conference: 'c1', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'c1', kind: 'bridge' });
  world.addPin(forwardPin, { kind: 'forward', address: 'desk@sip.example', route: 'desk' });
  world.addPinCall({
    ...{ voice: 'twilio', call, dialIn, language: 'en', opensTo: 'both', isBridgeOrigin: false },
    arrivedAtMs: startMs,
  });
});

const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'collect') return `ask ${each.question.kind === 'pin' ? each.question.attempt : ''}`;
    return each.kind === 'join' ? `join ${each.role} ${each.joinSequence}` : each.kind;
  });
const says = async (digits: string, at: string) => brief(await answered(world.deps, { call, digits, at }));

test('a call that nobody knows is hung up', async () => {
  const keyed = { call: voiceCall('nobody'), digits: pin, at: 't1' };
  expect(await answered(world.deps, keyed)).toEqual([{ kind: 'hangUp' }]);
});

test('the first answer is to the first question, and each that follows to the next', async () => {
  expect(await says(wrongPin, 't1')).toEqual(['ask 2']);
  expect(world.pinCall(call)?.answered).toEqual({ attempt: 1, at: 't1' });
  expect(await says(wrongPin, 't2')).toEqual(['ask 3']);
  expect(world.pinCall(call)?.answered).toEqual({ attempt: 2, at: 't2' });
});

test('an answer that is told twice is to the same question, and is noted once', async () => {
  await says(wrongPin, 't1');
  const { count } = operations(world);
  expect(await says(wrongPin, 't1')).toEqual(['ask 2']);
  expect(count('pinCalls.noteAnswer')).toBe(0);
});

describe('a caller who is let in', () => {
  test.each(['t1', 't2'])('waits when they ask, though in the same second: %s', async (at) => {
    expect(await says(pin, 't1')).toEqual(['wait']);
    world.advance(5_000);
    const { count } = operations(world);
    expect(await says('', at)).toEqual(['wait']);
    expect(count('conferences.changeCaller')).toBe(1);
    expect(count('pins.find')).toBe(0);
  });

  test('goes in by the same join when they ask once more, with the bridge there', async () => {
    await world.bridgeComes();
    expect(await says(pin, 't1')).toEqual(['join caller 2']);
    expect(await says('', 't1')).toEqual(['join caller 2']);
  });
});

describe.each([
  ['the bridge', bridgePin, ['join bridge 1']],
  ['a call that is forwarded', forwardPin, ['forward']],
])('%s', (_, digits, steps) => {
  test('gets the same again for an answer that is told twice, and any other ends the call', async () => {
    expect(await says(digits, 't1')).toEqual(steps);
    expect(await says(digits, 't1')).toEqual(steps);
    expect(await says(digits, 't2')).toEqual(['hangUp']);
  });
});
