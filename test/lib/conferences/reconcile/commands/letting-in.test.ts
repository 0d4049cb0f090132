import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandResult } from '../../../../../lib/conferences/model/command-result.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { conferenceWorld, newcomer, running, type ConferenceWorld } from '../../support.ts';
import { carryOut, inVain, type Step } from './carry-out.ts';

const call = voiceCall('CA1');
const letIn = { kind: 'letIn', call } as const;

let world: ConferenceWorld;
const arrived = {
  ...({ voice: 'twilio', call, dialIn: '+12025550143', language: 'en', opensTo: 'both' } as const),
  ...{ isBridgeOrigin: false, arrivedAtMs: startMs },
};
/** CA1 waits outside, and the bridge is in. */
beforeEach(async () => {
  world = conferenceWorld(running());
  world.world.letIn = () => 'done';
  world.addPinCall({ ...arrived, conference: world.conference('c1').id, role: 'caller' });
  const admitted = { kind: 'admitted', atMs: startMs, joinSequence: 4, waits: true } as const;
  await world.change('CA1', { ...admitted, newcomer: newcomer('CA1') });
});
/** It is noted before it is done. */
const noted: Step = ['CA1', { kind: 'letIn', atMs: startMs, move: 7 }];
const request = 'phone letIn CA1 4';

describe('a caller who waits outside is moved in', () => {
  const busy = { notBeforeMs: undefined };
  test.each<[CommandResult, unknown, readonly Step[], readonly unknown[]]>([
    ['done', 'done', [], []],
    ['gone', 'done', [['CA1', { kind: 'gone', atMs: startMs }]], []],
    // What comes to nothing is not done again: the caller asks by themselves in a moment.
    ['unknown', 'done', [], [{ command: 'letIn', callId: 'CA1', result: 'unknown' }]],
    ['refused', 'done', [], [{ command: 'letIn', callId: 'CA1', result: 'refused' }]],
    [busy, busy, [], [{ command: 'letIn', callId: 'CA1', result: 'not-done' }]],
  ])('%s', async (told, result, then, logged) => {
    world.world.letIn = () => told;
    expect(await carryOut(world, letIn)).toEqual({ results: [result], steps: [noted, request, ...then] });
    expect(inVain(world)).toEqual(logged);
  });

  test('if the provider can, which else counts as a no', async () => {
    world.world.letIn = undefined;
    expect(await carryOut(world, letIn)).toEqual({ results: ['done'], steps: [noted] });
    expect(inVain(world)).toEqual([{ command: 'letIn', callId: 'CA1', result: 'refused' }]);
  });

  test('once, however often that is planned', async () => {
    await carryOut(world, letIn);
    const again: Step = ['CA1', { kind: 'letIn', atMs: startMs, move: 14 }];
    expect(await carryOut(world, letIn)).toEqual({ results: ['done'], steps: [again] });
  });

  test('as soon as it is written that the call belongs to the conference', async () => {
    world.addPinCall(arrived);
    expect(await carryOut(world, letIn)).toEqual({ results: ['look-again'], steps: [] });
  });
});

test('whoever has never called is looked at again, and not moved', async () => {
  const other = voiceCall('CA9');
  expect(await carryOut(world, { ...letIn, call: other })).toEqual({ results: ['look-again'], steps: [] });
});
