import { beforeEach, describe, expect, test } from 'vitest';
import { createCallOutStore } from '../../../../../lib/aws/stores/conferences/call-out-store.ts';
import { createPinCallStore } from '../../../../../lib/aws/stores/conferences/pin-call-store.ts';
import { keyKeptMs } from '../../../../../lib/aws/stores/idempotency-store.ts';
import { readItem, callOutTimesKey, type Table } from '../../../../../lib/aws/table/table.ts';
import { callOutIdSchema } from '../../../../../lib/conferences/model/call-out.ts';
import type { OrderedCallOut } from '../../../../../lib/conferences/model/pin-call.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { conferenceId } from '../../../../support/new-conference.ts';
import { nowMs } from '../../conferences.ts';

const id = callOutIdSchema.parse('order-1');
const ordered: OrderedCallOut = {
  voice: 'twilio',
  dialIn: '+12025550151',
  language: 'de',
  opensTo: 'callers',
  audio: { '': 'https://audio.example/nothing.mp3' },
  number: '+12025550188',
  isBridgeOrigin: false,
  arrivedAtMs: nowMs,
  callOut: { id, conference: conferenceId('c1'), conferenceName: 'Board', name: 'Ana' },
};

/** A function runs no longer (AWS Lambda quotas): its repetition may look for the order that much later. */
const longestFunctionMs = 900_000;

let table: Table;
let time = nowMs;
const clock = { now: () => time, sleep: () => Promise.resolve() };
const store = () => createCallOutStore({ table, clock, random: Math.random });
const charge = (number: number, atMs: number, few: { perMinute: number; perHour: number }) =>
  store().charge(callOutIdSchema.parse(`order-${number}`), atMs, { allow: [], ...few });
const calls = () => createPinCallStore({ table, clock });
beforeEach(async () => {
  table = await freshTable();
  time = nowMs;
});

describe('orders', () => {
  test.each([
    [{ perMinute: 4, perHour: 100 }, 4],
    [{ perMinute: 100, perHour: 3 }, 3],
  ])('that come at once are counted one after the other, up to %j', async (few, most) => {
    const results = await Promise.all(Array.from({ length: 12 }, (_, index) => charge(index, nowMs, few)));
    expect(results.filter((result) => result === 'charged')).toHaveLength(most);
  });

  test('count for an hour, and are forgotten after it', async () => {
    const limits = { perMinute: 1, perHour: 2 };
    expect(await charge(1, nowMs, limits)).toBe('charged');
    expect(await charge(2, nowMs + 59_999, limits)).toBe('minute');
    expect(await charge(3, nowMs + 60_000, limits)).toBe('charged');
    expect(await charge(4, nowMs + 3_599_999, limits)).toBe('hour');
    expect(await charge(5, nowMs + 3_600_000, limits)).toBe('charged');
    expect(await readItem(table, callOutTimesKey, nowMs)).toMatchObject({
      times: [nowMs + 60_000, nowMs + 3_600_000],
    });
  });

  test('whose answer got lost are counted once', async () => {
    const limits = { perMinute: 2, perHour: 9 };
    await charge(1, nowMs, limits);
    expect(await charge(1, nowMs, limits)).toBe('charged');
    expect(await charge(2, nowMs, limits)).toBe('charged');
    expect(await charge(3, nowMs, limits)).toBe('minute');
  });

  test('are open from when they were counted, those that were refused never', async () => {
    const limits = { perMinute: 2, perHour: 9 };
    expect(await store().openOrders(nowMs)).toEqual([]);
    await charge(1, nowMs, limits);
    await charge(2, nowMs + 1, limits);
    await charge(3, nowMs + 2, limits);
    expect(await store().openOrders(nowMs)).toEqual(['order-1']);
    expect(await store().openOrders(nowMs + 9)).toEqual(['order-1', 'order-2']);
    await store().closeOrder(id);
    await store().closeOrder(id);
    expect(await store().openOrders(nowMs + 9)).toEqual(['order-2']);
    expect(await charge(4, nowMs + 9, limits)).toBe('minute');
  });

  test('without an id are counted among the others, and none of them stays open', async () => {
    const few = { allow: [], perMinute: 2, perHour: 5 };
    for (const expected of ['charged', 'charged', 'minute'])
      expect(await store().charge(undefined, nowMs, few)).toBe(expected);
    expect(await charge(1, nowMs, few)).toBe('minute');
    expect(await store().openOrders(nowMs)).toEqual([]);
  });

  test('have one call, which is the first', async () => {
    const [first, second] = [voiceCall('CA1'), voiceCall('CA2')];
    expect(await store().claim(id, first)).toBeUndefined();
    await store().remember(ordered);
    const claims = await Promise.all([store().claim(id, first), store().claim(id, second)]);
    const [claimed] = claims.filter((each) => each !== undefined);
    expect(claims).toContain(undefined);
    expect(claimed).toEqual({ ...ordered, call: claimed?.call });
    expect(await store().find(id)).toEqual(claimed);
    expect(await store().claim(id, claimed?.call ?? first)).toEqual(claimed);
  });

  test('that called nobody are forgotten', async () => {
    await store().remember(ordered);
    await store().forget(id);
    await store().forget(id);
    expect(await store().find(id)).toBeUndefined();
    expect(await store().claim(id, voiceCall('CA1'))).toBeUndefined();
  });

  test('are remembered for longer than a key that repeats them', async () => {
    expect(await store().find(id)).toBeUndefined();
    await store().remember(ordered);
    expect(await store().find(id)).toEqual(ordered);
    time += keyKeptMs + longestFunctionMs;
    expect(await store().find(id)).toEqual(ordered);
    time = nowMs + 25 * 3_600_000 + 1;
    expect(await store().find(id)).toBeUndefined();
  });
});

test('of what has come of a call-out the first word counts; of another call nothing is noted', async () => {
  const call = voiceCall('CA1');
  await calls().arrived({ ...ordered, call });
  expect(await calls().callOutOver(call, 'busy')).toBe('noted');
  time += 1;
  expect(await calls().callOutOver(call, 'failed')).toBe('known');
  expect((await calls().get(call))?.callOut).toEqual({
    ...ordered.callOut,
    outcome: { is: 'busy', atMs: nowMs },
  });
  const { callOut: _, ...own } = ordered;
  await calls().arrived({ ...own, call: voiceCall('CA2') });
  expect(await calls().callOutOver(voiceCall('CA2'), 'busy')).toBe('known');
  expect(await calls().callOutOver(voiceCall('CA3'), 'busy')).toBe('known');
});

test.each([
  ['declined', 0],
  ['joined', 1],
] as const)('of a call-out that has come to %s, %i answers to its notice are noted', async (is, noted) => {
  const call = voiceCall(`CA-${is}`);
  const arrived = await calls().arrived({ ...ordered, call });
  await calls().callOutOver(call, is);
  await calls().noteNoticeAnswer(arrived, { attempt: 1, atMs: nowMs, keyed: '1', outcome: 'went-on' });
  expect((await calls().get(call))?.noticeAnswers ?? []).toHaveLength(noted);
});
