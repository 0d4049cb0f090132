import { beforeEach, expect, test } from 'vitest';
import { createIdempotencyStore, keyKeptMs } from '../../../../lib/aws/stores/idempotency-store.ts';
import type { Table } from '../../../../lib/aws/table/table.ts';
import { freshTable } from '../../../support/dynamo.ts';
import { injectFaults } from '../faults.ts';

let table: Table;
const time = { ms: 1_800_000_000_000 };
let ids = 0;
const storeOver = (over: Table) =>
  createIdempotencyStore({ table: over, clock: { now: () => time.ms }, newId: () => `id-${(ids += 1)}` });
beforeEach(async () => {
  table = await freshTable();
  ids = 0;
});

test('the first begins, whoever comes meanwhile waits, and whoever comes later gets the answer', async () => {
  const store = storeOver(table);
  expect(await store.begin('key', 'make a')).toEqual({ kind: 'begun', id: 'id-1', isRepeated: false });
  expect(await store.begin('key', 'make a')).toEqual({ kind: 'running' });
  await store.finish('key', 'make a', 'id-1', { made: 'a' });
  expect(await store.begin('key', 'make a')).toEqual({ kind: 'done', answer: { made: 'a' } });
  expect(await store.begin('other', 'make a')).toMatchObject({ kind: 'begun' });
});

test('a key is for one request only, done or not', async () => {
  const store = storeOver(table);
  await store.begin('key', 'make a');
  expect(await store.begin('key', 'make b')).toEqual({ kind: 'different' });
  await store.finish('key', 'make a', 'id-1', {});
  expect(await store.begin('key', 'make b')).toEqual({ kind: 'different' });
});

test('what died on the way is begun again after a minute, by one, and under the same id', async () => {
  const store = storeOver(table);
  await store.begin('key', 'make a');
  time.ms += 60_000;
  const both = await Promise.all([store.begin('key', 'make a'), store.begin('key', 'make a')]);
  expect(both).toContainEqual({ kind: 'begun', id: 'id-1', isRepeated: true });
  expect(both).toContainEqual({ kind: 'running' });
});

test('what died again and again is begun anew a day after its first try', async () => {
  const store = storeOver(table);
  await store.begin('key', 'make a');
  time.ms += keyKeptMs - 60_000;
  expect(await store.begin('key', 'make a')).toMatchObject({ id: 'id-1', isRepeated: true });
  time.ms += 60_000;
  expect(await store.begin('key', 'make a')).toMatchObject({ id: 'id-3', isRepeated: false });
});

test('a key is free again once it is forgotten, and after a day', async () => {
  const store = storeOver(table);
  await store.begin('key', 'make a');
  await store.forget('key');
  expect(await store.begin('key', 'make b')).toMatchObject({ kind: 'begun', isRepeated: false });
  await store.finish('key', 'make b', 'id-2', {});
  time.ms += 24 * 3_600_000 + 1_000;
  expect(await store.begin('key', 'make c')).toMatchObject({ kind: 'begun', isRepeated: false });
});

test('a write whose answer got lost has begun all the same', async () => {
  const other = await freshTable();
  injectFaults(other.client, ['answer-lost']);
  expect(await storeOver(other).begin('key', 'make a')).toEqual({
    kind: 'begun',
    id: 'id-1',
    isRepeated: false,
  });
});
