import { beforeEach, describe, expect, test } from 'vitest';
import { calleeAnswered } from '../../../../lib/conferences/call-out/called.ts';
import { orderCallOut } from '../../../../lib/conferences/call-out/order.ts';
import { sweepCallOuts } from '../../../../lib/conferences/call-out/sweep.ts';
import { noticeAnswered } from '../../../../lib/conferences/call/notice.ts';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import {
  callOutIdSchema,
  longestCallOutMs,
  type Placed,
} from '../../../../lib/conferences/model/call-out.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { c1, conferenceWorld, running, type ConferenceWorld } from '../support.ts';

const dialIn = '+12025550143';
const [call, id] = [voiceCall('CA-out'), callOutIdSchema.parse('order-1')];
const limits = { allow: ['+1202555'], perMinute: 3, perHour: 5 };

let world: ConferenceWorld;
beforeEach(() => {
  world = conferenceWorld(running({ dialIn }));
  world.openDialIn(dialIn, { kind: 'pin' });
});

const order = (placed: Placed) =>
  orderCallOut(
    { ...world.deps, limits, phones: () => () => Promise.resolve(placed) },
    { id, conference: c1, number: '+12025550188', isRepeated: false },
  );
const answers = () => calleeAnswered(world.deps, { call, id });
/** What a sweep gives up once every order is overdue. */
const sweep = async () => {
  world.advance(longestCallOutMs);
  return (await sweepCallOuts(world.deps)).callOutsGivenUp;
};
const outcome = (of: string = call) => world.pinCall(of)?.callOut?.outcome?.is;
const openOrders = () => world.deps.callOuts.openOrders(Infinity);

describe('a call-out', () => {
  test('is given time', async () => {
    await order({ kind: 'placed', call });
    world.advance(longestCallOutMs - 1);
    expect(await sweepCallOuts(world.deps)).toEqual({ callOutsGivenUp: 0 });
    expect(outcome()).toBeUndefined();
    expect(await openOrders()).toEqual([id]);
  });

  test('whose end nobody has told ends as unknown, once', async () => {
    await order({ kind: 'placed', call });
    expect(await sweep()).toBe(1);
    expect(outcome()).toBe('unknown');
    await voiceCallEnded(world.deps, call, { end: 'busy', callOut: id });
    expect(await sweep()).toBe(0);
    expect(outcome()).toBe('unknown');
    expect(world.record.counts).toContainEqual({ metric: 'callOutsOver', value: 1, reason: 'unknown' });
  });

  test('of which no call was ever heard of stands for it itself, and a later one is none of ours', async () => {
    await order('unknown');
    expect(await sweep()).toBe(1);
    expect(outcome(id)).toBe('unknown');
    expect(await answers()).toEqual([{ kind: 'hangUp' }]);
    expect(await voiceCallEnded(world.deps, call, { end: 'busy', callOut: id })).toBe('unknown');
    expect(outcome(call)).toBeUndefined();
  });

  test('that has an outcome keeps it', async () => {
    await order({ kind: 'placed', call });
    await voiceCallEnded(world.deps, call, { end: 'busy', callOut: id });
    expect(await sweep()).toBe(0);
    expect(outcome()).toBe('busy');
    expect(await openOrders()).toEqual([]);
  });

  test('whose callee was not let in, as that could not be noted, is unknown', async () => {
    await order({ kind: 'placed', call });
    await answers();
    const pinCalls = { ...world.deps.pinCalls, callOutOver: () => Promise.reject(new Error('no answer')) };
    const keyed = noticeAnswered({ ...world.deps, pinCalls }, { call, attempt: 1, digits: '1' });
    await expect(keyed).rejects.toThrow();
    expect(world.pinCall(call)?.conference).toBeUndefined();
    expect(await sweep()).toBe(1);
    expect(outcome()).toBe('unknown');
  });

  test.each<Placed>(['refused', { notBeforeMs: undefined }])(
    'that surely called nobody leaves nothing: %j',
    async (placed) => {
      await order(placed);
      expect(await sweep()).toBe(0);
      expect(await openOrders()).toEqual([]);
      expect(outcome(id)).toBeUndefined();
    },
  );

  test('that is forgotten while it is swept, since the provider has refused it, is left to the next sweep', async () => {
    await order('unknown');
    world.world.before = async (operation) => {
      if (operation === 'callOuts.claim') await world.deps.callOuts.forget(id);
    };
    expect(await sweep()).toBe(0);
    expect(await openOrders()).toEqual([id]);
    expect(world.record.logs.filter(({ level }) => level === 'error')).toEqual([]);
    expect(await sweep()).toBe(0);
    expect(await openOrders()).toEqual([]);
    expect(world.record.counts.map(({ metric }) => metric)).toEqual(['callOutsOrdered']);
  });

  test('that died before it was remembered has called nobody', async () => {
    await world.deps.callOuts.charge(id, 0, limits);
    expect(await sweep()).toBe(0);
    expect(await openOrders()).toEqual([]);
  });
});

test('one that fails keeps no other from being given up, and is tried again', async () => {
  await order({ kind: 'placed', call });
  await world.deps.callOuts.charge(callOutIdSchema.parse('order-0'), 0, limits);
  world.advance(longestCallOutMs);
  world.world.before = (operation) =>
    operation === 'pinCalls.callOutOver' ? Promise.reject(new Error('no answer')) : Promise.resolve();
  expect(await sweepCallOuts(world.deps)).toEqual({ callOutsGivenUp: 0 });
  expect(await openOrders()).toEqual([id]);
  expect(world.record.counts).toContainEqual({ metric: 'sweepFailed', value: 1, reason: 'call-out' });
  world.world.before = () => Promise.resolve();
  expect(await sweep()).toBe(1);
});
