import { beforeEach, describe, expect, test } from 'vitest';
import { orderCallOut } from '../../../../lib/conferences/call-out/order.ts';
import {
  callOutIdSchema,
  longestCallOutMs,
  longestRingS,
  type OutgoingCall,
  type Placed,
} from '../../../../lib/conferences/model/call-out.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId, startMs } from '../../../support/new-conference.ts';
import { operations } from '../reconcile/operations.ts';
import { bridgeIn, c1, conferenceWorld, running, session, type ConferenceWorld } from '../support.ts';

// What a voice provider is asked to do for an order, and what the orderer, the log and the metrics hear of it.

const [dialIn, callee] = ['+12025550143', '+12025550188'];
const [call, id] = [voiceCall('CA-out'), callOutIdSchema.parse('order-1')];
const limits = { allow: ['+1202555'], perMinute: 3, perHour: 5 };

let world: ConferenceWorld;
let asked: OutgoingCall[];
const setUp = (change: Parameters<typeof running>[0] = {}) => {
  world = conferenceWorld(running({ name: 'Board', dialIn, ...change }));
  world.openDialIn(dialIn, { kind: 'pin', language: 'de' });
  asked = [];
};
beforeEach(() => setUp());

const order = (placed: Placed, change: Partial<Parameters<typeof orderCallOut>[1]> = {}) =>
  orderCallOut(
    {
      ...{ ...world.deps, limits },
      phones: () => (outgoing) => {
        asked.push(outgoing);
        return Promise.resolve(placed);
      },
    },
    { id, conference: c1, number: callee, name: 'Ana', externalId: 'crm-7', isRepeated: false, ...change },
  );
const counted = () => world.record.counts.map(({ metric, value, reason }) => [metric, value, reason]);

test('the call may last for as long as a caller may stay, and the call-out before it, in whole seconds', async () => {
  setUp({ settings: { longestStayMs: 600_400 } });
  await order({ kind: 'placed', call });
  const longestCallS = 601 + longestCallOutMs / 1_000;
  expect(asked).toEqual([{ id, from: dialIn, to: callee, language: 'de', longestRingS, longestCallS }]);
});

test('a call is known as one of the dial-in, which nobody made, and of the conference as it was', async () => {
  await order({ kind: 'placed', call });
  expect(world.pinCall(call)).toEqual({
    ...{ voice: 'twilio', call, dialIn, language: 'de', opensTo: 'callers', number: callee },
    ...{ isBridgeOrigin: false, arrivedAtMs: startMs, audio: undefined, notice: undefined },
    callOut: { id, conference: 'c1', conferenceName: 'Board', name: 'Ana', externalId: 'crm-7' },
  });
});

test('a call of which the answer says no id is known once its first news bring it', async () => {
  const { count } = operations(world);
  expect(await order({ kind: 'placed' })).toEqual({ ok: true, result: 'calling', call: undefined });
  expect(count('pinCalls.get') + count('callOuts.claim')).toBe(0);
});

describe('is answered, logged and counted', () => {
  const notPlaced = (why: string) => ({ ok: false, reason: 'failed', why: `twilio ${why}` });
  test.each<[string, Placed, object]>([
    ['placed', { kind: 'placed', call }, { ok: true, result: 'calling', call }],
    ['unknown', 'unknown', { ok: true, result: 'unknown' }],
    ['refused', 'refused', notPlaced('refuses to call that number')],
    ['not-done', { notBeforeMs: 5 }, notPlaced('cannot be asked just now, and nobody was called')],
  ])('an order that is %s', async (result, placed, answer) => {
    expect(await order(placed)).toEqual(answer);
    expect(counted()).toEqual([['callOutsOrdered', 1, result]]);
    expect(world.record.logs).toEqual([
      { level: 'info', code: 'call-out-ordered', fields: { callOut: id, conference: c1, result } },
    ]);
  });

  test('an order that is repeated, and whose first try has called nobody', async () => {
    const why = 'the first try was cut short, and nobody was called';
    expect(await order('unknown', { isRepeated: true })).toEqual({ ok: false, reason: 'failed', why });
    expect(counted()).toEqual([]);
  });

  test('a number that the stage does not allow', async () => {
    const why = 'the settings of this stage do not allow that number';
    expect(await order('unknown', { number: '+442079460000' })).toEqual({
      ok: false,
      reason: 'refused',
      why,
    });
    expect(counted()).toEqual([['callOutsOrdered', 1, 'not-allowed']]);
  });

  test('a conference that does not exist', async () => {
    const why = 'there is no such conference';
    expect(await order('unknown', { conference: conferenceId('c9') })).toEqual({
      ...{ ok: false, reason: 'refused', why, isMissing: true },
    });
  });
});

describe('a conference runs', () => {
  const absent = { state: 'absent', tries: 0, notBeforeMs: 0 } as const;
  const ended = { ...session, endedAtMs: startMs };
  const why = 'the conference is not running: nobody is in it';
  test.each<[string, Parameters<typeof running>[0], 'in' | 'gone' | undefined, boolean]>([
    ['with its session alone', { bridge: absent }, undefined, true],
    ['with its bridge alone', { session: undefined }, undefined, true],
    ['with its bridge, after its session', { session: ended, bridge: bridgeIn }, undefined, true],
    ['with a caller alone', { session: undefined, bridge: absent }, 'in', true],
    ['with none of them: not', { session: undefined, bridge: absent }, undefined, false],
    ['after its session: not', { session: ended, bridge: absent }, undefined, false],
    ['after its last caller: not', { session: undefined, bridge: absent }, 'gone', false],
  ])('%s', async (_, conference, presence, runs) => {
    setUp(conference);
    if (presence !== undefined) await world.letIn('CA1');
    if (presence === 'gone') await world.change('CA1', { kind: 'gone', atMs: startMs });
    const answer = runs ? { ok: true, result: 'unknown' } : { ok: false, reason: 'refused', why };
    expect(await order('unknown')).toEqual(answer);
  });
});
