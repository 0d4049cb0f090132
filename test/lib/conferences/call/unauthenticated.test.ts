import { beforeEach, describe, expect, test } from 'vitest';
import {
  keptUnauthenticated,
  maxUnauthenticatedMs,
  maxUnauthenticated,
  sweepUnauthenticated,
} from '../../../../lib/conferences/call/unauthenticated.ts';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { operations } from '../reconcile/operations.ts';
import { conferenceWorld, type ConferenceWorld } from '../support.ts';
import type { Arrival } from '../../../../lib/conferences/model/pin-call.ts';

const dialIn = '+12025550143';
const bridgeDialIn = '+12025550144';
const sipDomain = 'bridge.sip.example';
const pin = '00123456789';
const bridgePin = '98765432109876';
/** What a sweep needs beyond the time before a PIN, so that the last PIN keyed is looked up. */
const graceMs = 3_000;

let world: ConferenceWorld;
let calls = 0;

beforeEach(() => {
  world = conferenceWorld();
  world.openDialIn(dialIn, { kind: 'pin' });
  world.openDialIn(bridgeDialIn, { kind: 'pin', opensTo: 'bridge' });
  world.openDialIn(sipDomain, { kind: 'pin', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'c1', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'c1', kind: 'bridge' });
});

const arrive = (change: Partial<Arrival> = {}) => {
  const call = change.call ?? voiceCall(`CA${(calls += 1)}`);
  const arrival = {
    voice: 'twilio',
    dialled: dialIn,
    isSip: false,
    isNumberVerified: false,
    ...change,
    call,
  } as const;
  return callArrived(world.deps, arrival);
};
/** A call from a number of its own; no country has this code. */
const stranger = (change: Partial<Arrival> = {}) =>
  arrive({ number: `+999${String((calls += 1)).padStart(7, '0')}`, ...change });
const fill = () => Promise.all(Array.from({ length: maxUnauthenticated }, () => stranger()));
const rejected = [{ kind: 'reject' }];
const isAsked = [expect.objectContaining({ kind: 'collect' })];
const sweep = () => sweepUnauthenticated(world.deps);

describe('places before a PIN', () => {
  test('that are all taken: the next is refused before it is answered, said why, and not remembered', async () => {
    for (const answer of await fill()) expect(answer).toEqual(isAsked);
    const call = voiceCall('late');
    expect(await stranger({ call })).toEqual(rejected);
    expect(world.pinCall(call)).toBeUndefined();
    expect(world.record.counts).toContainEqual({
      metric: 'dialInsRefused',
      value: 1,
      reason: 'too-many-unauthenticated',
    });
  });

  test('are not needed by who has arrived already: a repeated request is answered alike', async () => {
    const call = voiceCall('first');
    const first = await stranger({ call });
    await fill();
    expect(await stranger({ call })).toEqual(first);
    expect(world.unauthenticated()).toHaveLength(maxUnauthenticated);
  });

  test.each<[string, (call: ReturnType<typeof voiceCall>) => Promise<unknown>]>([
    ['knows a PIN', (call) => pinKeyed(world.deps, { call, attempt: 1, digits: pin })],
    ['hangs up', (call) => voiceCallEnded(world.deps, call)],
  ])('are free again for the next when somebody %s', async (_, leave) => {
    const call = voiceCall('one');
    await stranger({ call });
    await fill();
    await leave(call);
    await leave(call);
    expect(await stranger()).toEqual(isAsked);
    expect(await stranger()).toEqual(rejected);
  });

  test('are free again when the time is over, also if nothing more is heard of who had them', async () => {
    await fill();
    world.advance(maxUnauthenticatedMs + 1);
    expect(await stranger()).toEqual(isAsked);
  });

  test.each<[string, Partial<Arrival>]>([
    ['a number', { number: '+12025550188' }],
    ['no number', {}],
  ])('are not all for %s: the last are kept for others', async (_, from) => {
    for (let taken = keptUnauthenticated; taken < maxUnauthenticated; taken += 1)
      expect(await arrive(from)).toEqual(isAsked);
    expect(await arrive(from)).toEqual(rejected);
    expect(world.record.counts).toContainEqual({
      metric: 'dialInsRefused',
      value: 1,
      reason: 'too-many-of-one-number',
    });
    for (let kept = 0; kept < keptUnauthenticated; kept += 1) expect(await stranger()).toEqual(isAsked);
    expect(await stranger()).toEqual(rejected);
  });

  test('that are kept for others are not for a number of which one call is there among many', async () => {
    const number = '+12025550188';
    expect(await arrive({ number })).toEqual(isAsked);
    for (let taken = keptUnauthenticated + 1; taken < maxUnauthenticated; taken += 1) await stranger();
    expect(await arrive({ number })).toEqual(rejected);
    expect(await stranger()).toEqual(isAsked);
  });

  test('are given up by nobody who took none: the bridge, from its confirmed origin', async () => {
    const call = voiceCall('bridge');
    await arrive({ call, dialled: sipDomain, isSip: true });
    const { count } = operations(world);
    await pinKeyed(world.deps, { call, attempt: 1, digits: bridgePin });
    expect([count('pinCalls.admitted'), count('beforePin.leave')]).toEqual([1, 0]);
  });

  test.each<[string, Partial<Arrival>]>([
    ['from its confirmed origin', { dialled: sipDomain, isSip: true }],
    ['at its own dial-in', { dialled: bridgeDialIn }],
  ])('are not needed by the bridge %s, which takes none either', async (_, arrival) => {
    for (let bridge = 0; bridge < maxUnauthenticated; bridge += 1)
      expect(await arrive(arrival)).toEqual(isAsked);
    for (const answer of await fill()) expect(answer).toEqual(isAsked);
    expect(await arrive(arrival)).toEqual(isAsked);
  });

  test('are not given up for a wrong PIN', async () => {
    const call = voiceCall('guesser');
    await arrive({ call });
    await pinKeyed(world.deps, { call, attempt: 1, digits: '1' });
    expect(world.unauthenticated()).toEqual([call]);
  });

  test('are given up before the caller is answered: who could not give it up would be ended in the meeting', async () => {
    const call = voiceCall('unlucky');
    await arrive({ call });
    world.world.before = (operation) =>
      operation === 'beforePin.leave' ? Promise.reject(new Error('throttled')) : Promise.resolve();
    await expect(pinKeyed(world.deps, { call, attempt: 1, digits: pin })).rejects.toThrow('throttled');
    world.world.before = () => Promise.resolve();
    expect(await pinKeyed(world.deps, { call, attempt: 1, digits: pin })).toMatchObject([{ kind: 'join' }]);
  });
});

describe('the sweep', () => {
  test('ends who has not keyed a PIN in time, with a sentence, once', async () => {
    world.openDialIn(dialIn, { kind: 'pin', language: 'de' });
    const call = voiceCall('silent');
    await arrive({ call });
    world.advance(maxUnauthenticatedMs + graceMs - 1);
    expect(await sweep()).toEqual({ endedUnauthenticated: 0 });
    world.advance(1);
    expect(await sweep()).toEqual({ endedUnauthenticated: 1 });
    expect(world.record.told).toMatchObject([{ call, sentence: 'no-input', language: 'de', ends: true }]);
    expect(await sweep()).toEqual({ endedUnauthenticated: 0 });
    expect(world.record.told).toHaveLength(1);
  });

  test.each<[string, Partial<Arrival>, string, string[]]>([
    ['a caller who is in', {}, pin, []],
    ['the bridge that is in', { dialled: bridgeDialIn }, bridgePin, []],
    ['the bridge from its origin', { dialled: sipDomain, isSip: true }, '1', []],
    ['a stranger at the bridge’s dial-in', { dialled: bridgeDialIn }, '1', ['phone end x no-input']],
  ])('and %s', async (_, arrival, digits, commands) => {
    const call = voiceCall('x');
    await arrive({ call, ...arrival });
    await pinKeyed(world.deps, { call, attempt: 1, digits });
    world.advance(maxUnauthenticatedMs + graceMs);
    await sweep();
    expect(world.record.commands).toEqual(commands);
  });

  test('goes by when the call arrived, where its place is counted a few seconds too early', async () => {
    const call = voiceCall('early');
    const arrivedAtMs = world.now();
    world.addPinCall({
      call,
      dialIn: dialIn,
      language: 'en',
      voice: 'twilio',
      opensTo: 'both',
      isBridgeOrigin: false,
      arrivedAtMs,
    });
    await world.deps.unauthenticated.enter(
      { call, isExempt: false },
      arrivedAtMs - 2_000,
      () => undefined,
      [],
    );
    world.advance(maxUnauthenticatedMs + graceMs - 1);
    expect(await sweep()).toEqual({ endedUnauthenticated: 0 });
    expect([world.record.commands, world.unauthenticated()]).toEqual([[], [call]]);
    world.advance(1);
    expect(await sweep()).toEqual({ endedUnauthenticated: 1 });
  });

  test('forgets who is in, or never was there, should the news of it have got lost', async () => {
    const admitted = voiceCall('admitted');
    await world.letIn('admitted');
    for (const call of [admitted, voiceCall('never-stored')])
      await world.deps.unauthenticated.enter({ call, isExempt: false }, world.now(), () => undefined, []);
    world.advance(maxUnauthenticatedMs + graceMs);
    await sweep();
    expect(world.record.commands).toEqual([]);
    expect(world.unauthenticated()).toEqual([]);
  });

  test.each([
    ['done', 1, 0],
    ['gone', 0, 0],
    ['refused', 0, 1],
    ['unknown', 0, 1],
    [{ notBeforeMs: undefined }, 0, 1],
  ] as const)('answered %j by the voice provider', async (told, endedUnauthenticated, left) => {
    await arrive();
    world.advance(maxUnauthenticatedMs + graceMs);
    world.world.end = () => told;
    expect(await sweep()).toEqual({ endedUnauthenticated });
    expect(world.unauthenticated()).toHaveLength(left);
    const failed = world.record.counts.filter(({ metric }) => metric === 'sweepFailed');
    expect(failed).toEqual(
      left === 0 ? [] : [{ metric: 'sweepFailed', value: left, reason: 'unauthenticated' }],
    );
  });

  test('goes on when one call makes it fail, and says so', async () => {
    const broken = voiceCall('broken');
    await arrive({ call: broken });
    await arrive();
    world.advance(maxUnauthenticatedMs + graceMs);
    world.world.end = (call) => {
      if (call === broken) throw new Error('bug');
      return 'done';
    };
    expect(await sweep()).toEqual({ endedUnauthenticated: 1 });
    expect(world.record.logs).toContainEqual(
      expect.objectContaining({ level: 'error', code: 'sweep-failed', fields: { callId: broken } }),
    );
    expect(world.record.counts).toContainEqual({
      metric: 'sweepFailed',
      value: 1,
      reason: 'unauthenticated',
    });
  });

  test('stops in time when the voice provider is slow, and the next goes on', async () => {
    await fill();
    world.advance(maxUnauthenticatedMs + graceMs);
    world.world.end = () => {
      world.advance(500);
      return 'done';
    };
    const { endedUnauthenticated } = await sweep();
    expect(endedUnauthenticated).toBe(20);
    world.world.end = () => 'done';
    expect(await sweep()).toEqual({ endedUnauthenticated: maxUnauthenticated - 20 });
    expect(world.unauthenticated()).toEqual([]);
  });
});
