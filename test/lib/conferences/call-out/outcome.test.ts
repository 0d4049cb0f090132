import { beforeEach, describe, expect, test } from 'vitest';
import { calleeAnswered } from '../../../../lib/conferences/call-out/called.ts';
import { findCalledOut, noteOutcome } from '../../../../lib/conferences/call-out/outcome.ts';
import { callOutIdSchema } from '../../../../lib/conferences/model/call-out.ts';
import type { OrderedCallOut, PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { operations } from '../reconcile/operations.ts';
import { c1, conferenceWorld, running, type ConferenceWorld } from '../support.ts';

const [call, id] = [voiceCall('CA-out'), callOutIdSchema.parse('order-1')];
const ordered: OrderedCallOut = {
  ...{ voice: 'twilio', dialIn: '+12025550143', language: 'en', opensTo: 'callers', number: '+12025550188' },
  ...{ isBridgeOrigin: false, arrivedAtMs: startMs },
  callOut: { id, conference: c1, conferenceName: 'Board', name: 'Ana', externalId: 'crm-7' },
};
const called: PinCall = { ...ordered, call };

let world: ConferenceWorld;
beforeEach(() => void (world = conferenceWorld(running())));

describe('what comes of a call-out', () => {
  test('is what is told first, also to whoever tells something else later', async () => {
    world.addPinCall(called);
    expect(await noteOutcome(world.deps, called, 'busy')).toBe('busy');
    expect(await noteOutcome(world.deps, called, 'declined')).toBe('busy');
    expect(world.pinCall(call)?.callOut?.outcome).toEqual({ is: 'busy', atMs: startMs });
    expect(world.record.counts).toEqual([{ metric: 'callOutsOver', value: 1, reason: 'busy' }]);
    expect(world.record.logs).toEqual([
      { level: 'info', code: 'call-out-over', fields: { callId: call, conference: c1, outcome: 'busy' } },
    ]);
  });

  test.each<[string, Partial<PinCall>, string | undefined]>([
    ['of a call that is none', { callOut: undefined }, undefined],
    ['once it is known', { callOut: { ...ordered.callOut, outcome: { is: 'busy', atMs: 1 } } }, 'busy'],
  ])('is asked of no store: %s', async (_, change, outcome) => {
    const { all } = operations(world);
    expect(await noteOutcome(world.deps, { ...called, ...change }, 'joined')).toBe(outcome);
    expect(all).toEqual([]);
  });
});

describe('the call of a call-out', () => {
  test('is the first that is said to be', async () => {
    await world.deps.callOuts.remember(ordered);
    expect(await findCalledOut(world.deps, { call, id })).toEqual(called);
    expect(await findCalledOut(world.deps, { call: voiceCall('other'), id })).toBeUndefined();
  });

  test('is found by itself once it is known', async () => {
    world.addPinCall(called);
    const { all } = operations(world);
    expect(await findCalledOut(world.deps, { call, id })).toEqual(called);
    expect(all).toEqual(['pinCalls.get']);
  });

  test('is told its notice without having answered any question for a PIN', async () => {
    await world.deps.callOuts.remember(ordered);
    await calleeAnswered(world.deps, { call, id });
    const { name, externalId } = ordered.callOut;
    expect(world.pinCall(call)?.noticed).toEqual({
      ...{ attempt: 0, atMs: startMs },
      goesOn: { kind: 'caller', conference: c1, name, externalId },
    });
  });
});
