import { beforeEach, describe, expect, test } from 'vitest';
import { createUnauthenticatedCallStore } from '../../../../../lib/aws/stores/conferences/unauthenticated-store.ts';
import { unauthenticatedKey, type Table } from '../../../../../lib/aws/table/table.ts';
import { maxUnauthenticatedMs } from '../../../../../lib/conferences/call/unauthenticated.ts';
import type { UnauthenticatedCallStore } from '../../../../../lib/conferences/ports.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { callId, itemAt, nowMs } from '../../conferences.ts';
import { injectFaults } from '../../faults.ts';
import type { UnauthenticatedCall } from '../../../../../lib/conferences/model/pin-call.ts';

const bucketMs = 10_000;
const hourMs = 3_600_000;

let table: Table;
let store: UnauthenticatedCallStore;
beforeEach(async () => {
  table = await freshTable();
  store = createUnauthenticatedCallStore({ table });
});

const callOf = (id: string, over: Partial<UnauthenticatedCall> = {}): UnauthenticatedCall => ({
  call: callId(id),
  isExempt: false,
  ...over,
});
const anybody = (): string | undefined => undefined;
const enter = async (
  call: UnauthenticatedCall,
  atMs = nowMs,
  whyNot: (others: readonly UnauthenticatedCall[]) => string | undefined = anybody,
) => store.enter(call, atMs, whyNot, await store.present(atMs));
const idsBy = async (atMs: number) => (await store.arrivedBy(atMs, 500)).map(({ call }) => call);

describe('a call that enters', () => {
  test('is there, with its number, until it leaves', async () => {
    const withNumber = callOf('1', { number: '+12025550101' });
    const exempt = callOf('2', { isExempt: true });
    await enter(withNumber);
    await enter(exempt);
    expect(await store.arrivedBy(nowMs, 10)).toEqual([
      { ...withNumber, arrivedAtMs: nowMs },
      { ...exempt, arrivedAtMs: nowMs },
    ]);
    await store.leave(withNumber, nowMs);
    await store.leave(exempt, nowMs);
    expect(await store.arrivedBy(nowMs, 10)).toEqual([]);
  });

  test('again is there once, also later, and also where there is no place left', async () => {
    const call = callOf('1');
    for (const atMs of [nowMs, nowMs, nowMs + 3 * bucketMs]) {
      expect(await enter(call, atMs, (others) => (others.length > 0 ? 'full' : undefined))).toBe(undefined);
    }
    expect(await idsBy(nowMs + hourMs / 2)).toEqual(['1']);
  });

  test('is there once if the answer to its write gets lost', async () => {
    injectFaults(table.client, ['none', 'answer-lost']);
    expect(await enter(callOf('1'))).toBeUndefined();
    expect(await idsBy(nowMs)).toEqual(['1']);
  });

  test('is refused for what it is told of the others, and is not there then', async () => {
    await enter(callOf('1', { number: '+12025550101' }));
    await enter(callOf('2'), nowMs + 3 * bucketMs);
    const seen: (readonly UnauthenticatedCall[])[] = [];
    const refused = await enter(callOf('3'), nowMs + 4 * bucketMs, (others) => {
      seen.push(others);
      return 'full';
    });
    expect(refused).toBe('full');
    expect(seen).toMatchObject([[{ call: '1', number: '+12025550101' }, { call: '2' }]]);
    expect(await idsBy(nowMs + hourMs / 2)).toEqual(['1', '2']);
  });

  test('is told only of those whose time is not over', async () => {
    await enter(callOf('1'));
    const seen: number[] = [];
    for (const atMs of [nowMs + maxUnauthenticatedMs, nowMs + maxUnauthenticatedMs + bucketMs])
      await enter(callOf('2'), atMs, (others) => {
        seen.push(others.length);
        return 'full';
      });
    expect(seen).toEqual([1, 0]);
  });

  test.each<[string, (others: readonly UnauthenticatedCall[]) => string | undefined]>([
    ['places', (others) => (others.length >= 10 ? 'full' : undefined)],
    [
      'places for its number',
      (others) => (others.filter(({ number }) => number === undefined).length >= 10 ? 'full' : undefined),
    ],
  ])('at the same moment as many others is one of as many as there are %s', async (_, whyNot) => {
    const answers = await Promise.all(
      Array.from({ length: 25 }, (__, index) => enter(callOf(`at-once-${index}`), nowMs, whyNot)),
    );
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(10);
    expect(await idsBy(nowMs)).toHaveLength(10);
  });
});

describe('a call that leaves', () => {
  test('twice, or without having been there, makes no difference', async () => {
    await enter(callOf('1'));
    await enter(callOf('2'));
    await store.leave(callOf('1'), nowMs);
    await store.leave(callOf('1'), nowMs);
    await store.leave(callOf('3'), nowMs);
    expect(await idsBy(nowMs)).toEqual(['2']);
  });

  test('makes no item where there is none', async () => {
    await store.leave(callOf('1'), nowMs);
    expect(await itemAt(table, unauthenticatedKey(nowMs))).toBeUndefined();
  });
});

describe('those who arrived by some moment', () => {
  test('are the earliest first, as many as asked for', async () => {
    for (const id of [0, 1, 2, 3]) await enter(callOf(`${id}`), nowMs + (3 - id) * bucketMs);
    expect(await idsBy(nowMs + bucketMs)).toEqual(['3', '2']);
    expect((await store.arrivedBy(nowMs + hourMs / 2, 3)).map(({ call }) => call)).toEqual(['3', '2', '1']);
  });

  test('are forgotten after an hour, and so is their item', async () => {
    await enter(callOf('1'));
    expect(await idsBy(nowMs + hourMs - 1)).toEqual(['1']);
    expect(await idsBy(nowMs + hourMs)).toEqual([]);
    expect(await itemAt(table, unauthenticatedKey(nowMs))).toMatchObject({ ttl: (nowMs + hourMs) / 1000 });
  });

  test('cost a call two writes and a read', async () => {
    const { sent } = injectFaults(table.client, []);
    await enter(callOf('1'));
    await store.leave(callOf('1'), nowMs);
    expect(sent()).toBe(3);
    await enter(callOf('2'), nowMs, () => 'full');
    expect(sent()).toBe(4);
  });
});
